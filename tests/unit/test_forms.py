"""The forms of an article are those that docs/architecture.md lists, made where it says; and the seam is typed."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
MODULES = [*ROOT.glob("crawler/**/*.py"), *ROOT.glob("pipelines/**/*.py")]
SEAM = [
    "crawler/batch_writer.py",
    "crawler/item_pipelines.py",
    "crawler/visits.py",
    "crawler/reading.py",
    "pipelines/frontier.py",
    "pipelines/store/frontier/events.py",
]
UNTYPED = {"Any", "object", "cast"}


def section(title: str) -> str:
    return ARCHITECTURE.partition(f"## {title}\n")[2].partition("\n## ")[0]


def listed_forms() -> dict[str, set[str]]:
    """By form, the modules that make it; as the table has them."""
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\|([^|]*)\|$", section("The forms of an article"), re.MULTILINE)
    return {form: set(re.findall(r"`([^`]+)`", makers)) for form, makers in rows}


def makers_of(form: str) -> set[str]:
    """The modules that call a class by its name."""

    def calls(module: Path) -> bool:
        tree = ast.parse(module.read_text("utf-8"))
        found = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
        return any(isinstance(func, ast.Name) and func.id == form for func in found)

    return {str(module.relative_to(ROOT)) for module in MODULES if calls(module)}


def test_an_article_takes_at_most_nine_forms() -> None:
    assert 5 < len(listed_forms()) <= 9


@pytest.mark.parametrize("form", [form for form in listed_forms() if form != "Response"])
def test_a_form_is_made_where_the_table_says(form: str) -> None:
    assert makers_of(form) == listed_forms()[form]


@pytest.mark.parametrize("module", SEAM)
def test_the_seam_of_crawler_and_store_is_typed(module: str) -> None:
    names = {node.id for node in ast.walk(ast.parse((ROOT / module).read_text("utf-8"))) if isinstance(node, ast.Name)}
    assert names & UNTYPED == set()


def test_the_events_of_the_table_are_all_that_there_are() -> None:
    source = (ROOT / "pipelines/store/frontier/events.py").read_text("utf-8")
    events = re.search(r"^Event = (.*)$", source, re.MULTILINE)
    assert events is not None
    table = re.findall(r"^\| `(\w+)` \|", section("What is left to do stands in the store"), re.MULTILINE)
    assert set(table) == set(events[1].split(" | "))
