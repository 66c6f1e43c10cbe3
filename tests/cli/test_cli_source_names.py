"""A source that there is not is an error of its caller, in every command that takes the name of one."""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from store_pages import fetch, page, reading

from bulletins.cli.group import bulletins
from pipelines.exit_codes import Exit, guarded
from pipelines.store import open_store

NEEDED = {  # what a command needs apart from the name
    "runs 1": [],
    "runs undo": ["1"],
    "extract": ["page.html"],
    "export": ["--csv", "out.csv"],
    "schedule": ["--systemd"],
}
FILES_UNDER_IT = {"ingest"}  # makes the source


def commands(command: click.Command, name: str = "", parent: click.Context | None = None) -> Iterator[tuple[str, bool]]:
    """Each command's name, and whether it has the option."""
    yield name, any("--source" in option.opts for option in command.params)
    if isinstance(command, click.Group):
        context = click.Context(command, parent=parent)
        for each in command.list_commands(context):
            found = command.get_command(context, each)
            assert found is not None
            yield from commands(found, f"{name} {each}".strip(), context)


WITH_OPTION = sorted({name for name, has_it in commands(bulletins) if has_it} - FILES_UNDER_IT | {"runs 1"})


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    url = f"sqlite:///{tmp_path / 'bulletins.db'}"
    monkeypatch.setenv("BULLETINS_STORE", url)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.html").write_bytes(page().body)
    with open_store(url) as store:
        fetch(store, store.begin_run("crawl"), page(), reading())
    return tmp_path


def call(*arguments: str) -> int:
    return guarded(lambda: bulletins.main([*arguments], "bulletins", standalone_mode=False))


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("name", ["nosuch", ""])
@pytest.mark.parametrize("command", WITH_OPTION)
def test_an_option_for_an_unknown_source_is_refused(
    command: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(*command.split(), *NEEDED.get(command, []), "--source", name) == Exit.USAGE
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("arguments", [["boilerplate"], ["boilerplate", "--forget"], ["boilerplate", "--learn"]])
def test_an_unknown_source_named_without_an_option_is_refused(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(*arguments, "nosuch") == Exit.USAGE
    assert "example" in capsys.readouterr().err


def test_nothing_is_written_for_an_unknown_source(place: Path) -> None:
    assert call("export", "--csv", "out.csv", "--source", "nosuch") == Exit.USAGE
    assert not (place / "out.csv").exists()


@pytest.mark.usefixtures("place")
def test_a_source_of_the_store_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("runs", "--source", "example") == Exit.OK
    assert "example" in capsys.readouterr().out
