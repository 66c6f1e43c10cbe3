"""The docs say what the program does: every command, in its own words; every link leads somewhere."""

import re
from pathlib import Path

import pytest

from bulletins.cli.group import commands, reference

ROOT = Path(__file__).parents[2]
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "data" / "sample" / "README.md"])
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


def test_the_commands_are_reported_as_they_are() -> None:
    assert (ROOT / "docs" / "commands.md").read_text("utf-8") == reference()


def test_every_option_has_a_word_about_it() -> None:
    silent = [
        f"{name} {option.opts[-1]}"
        for name, command in commands()
        for option in command.params
        if option.param_type_name == "option" and not (getattr(option, "help", None) or option.metavar == "FILE")
    ]
    assert [option for option in silent if not option.endswith(("--limit", "--help"))] == []


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(path: Path) -> None:
    broken = [link for link in LINK.findall(path.read_text("utf-8")) if not (path.parent / link).exists()]
    assert broken == []


def test_every_make_target_in_the_readme_is_there() -> None:
    targets = set(re.findall(r"^(\w[\w-]*):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"make (\w+)", (ROOT / "README.md").read_text("utf-8"))) <= targets
