"""The docs say what the program does: every command, in its own words; every link leads somewhere."""

import re
from pathlib import Path

import pytest

from bulletins.cli.group import commands, reference

ROOT = Path(__file__).parents[2]
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "data" / "sample" / "README.md"])
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
CODE = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"(?<![\w./-])(?:bulletins|crawler|pipelines|tests|docs|data|bench)/[\w./*<>-]*")
MODULE = re.compile(r"\w+\.py")
MADE_BY_USE = {"data/bulletins.db"}


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


def there_is(path: str, folder: Path = ROOT) -> bool:
    """Whether a path exists; `<name>` in it stands for any name."""
    return any(folder.glob(re.sub(r"<\w+>", "*", path).rstrip("./")))


@pytest.mark.parametrize("document", DOCS, ids=lambda document: document.name)
def test_every_path_of_the_repository_is_there(document: Path) -> None:
    paths = {path for code in CODE.findall(document.read_text("utf-8")) for path in PATH.findall(code)}
    assert [path for path in sorted(paths - MADE_BY_USE) if not there_is(path)] == []


@pytest.mark.parametrize("document", DOCS, ids=lambda document: document.name)
def test_every_module_named_without_a_folder_is_there(document: Path) -> None:
    folder = ROOT / "pipelines" / "extract" if document.name == "extraction.md" else ROOT
    modules = {code for code in CODE.findall(document.read_text("utf-8")) if MODULE.fullmatch(code)}
    assert [module for module in sorted(modules) if not there_is(f"**/{module}", folder)] == []


def test_every_test_that_the_bounds_name_is_there() -> None:
    named = set(re.findall(r"\btest_\w+", (ROOT / "docs" / "safety.md").read_text("utf-8")))
    assert [name for name in sorted(named) if not there_is(f"tests/**/{name}.py")] == []


def test_every_make_target_in_the_readme_is_there() -> None:
    targets = set(re.findall(r"^(\w[\w-]*):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"make (\w+)", (ROOT / "README.md").read_text("utf-8"))) <= targets
