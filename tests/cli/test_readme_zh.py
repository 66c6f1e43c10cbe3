"""README.zh.md says what README.md says: the same commands, figures, exit codes and links, in the same order."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENGLISH = (ROOT / "README.md").read_text("utf-8")
CHINESE = (ROOT / "README.zh.md").read_text("utf-8")
FENCED = re.compile(r"```\n(.*?)```", re.DOTALL)


def commands(readme: str) -> list[str]:
    """The lines of the code blocks without their comments."""
    return [line.partition(" # ")[0].rstrip() for block in FENCED.findall(readme) for line in block.splitlines()]


def figures(readme: str) -> list[str]:
    """The numbers outside of code blocks, links and the table of exit codes, in any order."""
    reported = re.sub(r"\]\([^)]*\)|`[^`]*`|^\|.*$", "", FENCED.sub("", readme), flags=re.MULTILINE)
    return sorted(re.findall(r"\d+(?:[.,]\d+)*", reported))


def exit_codes(readme: str) -> list[str]:
    return re.findall(r"^\| (\d+) \|", readme, re.MULTILINE)


def links(readme: str) -> list[str]:
    return [link for link in re.findall(r"\]\(([^)]+)\)", readme) if not link.startswith("README")]


def sections(readme: str) -> list[str]:
    return re.findall(r"^#+ ", FENCED.sub("", readme), re.MULTILINE)


def options(readme: str) -> list[str]:
    """What is named in code style in the text and in the comments: options, programs, files."""
    return re.findall(r"--[a-z]+\b", readme)


@pytest.mark.parametrize("reported", [commands, figures, exit_codes, links, sections, options])
def test_both_readmes_have_the_same(reported: object) -> None:
    assert callable(reported)
    assert reported(CHINESE) == reported(ENGLISH)
    assert reported(ENGLISH)


def test_each_readme_leads_to_the_other() -> None:
    assert "](README.zh.md)" in ENGLISH
    assert "](README.md)" in CHINESE
