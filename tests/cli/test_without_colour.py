"""What stands in a log, a mail or on a screen without colour: each difference by its signs, whole figures at a time."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from store_pages import fetch, page

import bulletins.cli.main  # registers the commands that fetch
from bulletins import web
from bulletins.cli.group import bulletins
from bulletins.web.showing import both_sides
from pipelines.models import CleanDocument, Document, Edit, Paragraph, Reason, Receipt, Variant
from pipelines.store import Store, open_store

RULE = "对未按要求落实防汛备汛责任的单位处以罚款{}元，责令限期改正，逾期不改的从重处罚。"
NEAR = "各镇街主要负责人为本辖区防汛第一责任人{}要逐级签订责任书并报区水务局备案。"
FIRST, SIGNS, QUOTING = "http://www.example.cn/1.html", "http://www.example.cn/2.html", "http://xx.example.cn/3.html"
OLD, NEW = 4400, 88800
OF_FIGURES, OF_MARKS = "[-4400-]{+88800+}元", "责任人[-，-]要"


def notice(url: str, fine: int, comma: str = "，", title: str = "关于防汛责任的通知", more: str = "") -> CleanDocument:
    """A rule whose fine stands twice, once otherwise, and a sentence that is removed as a near repeat."""
    lines = (RULE.format(OLD), NEAR.format(comma), NEAR.format(""), RULE.format(fine), *([more] if more else ()))
    edits = (Edit(RULE.index("{"), str(OLD), str(NEW)),) if fine == NEW else ()
    removals = (Receipt(2, 1, Reason.NEAR_REPEAT, 2, 0.98, (Edit(NEAR.index("{"), comma, ""),)),)
    variants = (Variant(3, 0, 9, 0.9, edits),)
    return CleanDocument(
        Document(url=url, title=title, paragraphs=tuple(map(Paragraph, lines))), removals=removals, variants=variants
    )


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Bulletin 1 was edited; bulletin 2 quotes it with other marks."""
    with open_store(f"sqlite:///{tmp_path / 'bulletins.db'}") as store:
        run = store.begin_run("crawl")
        fetch(store, run, page(FIRST, b"1"), notice(FIRST, OLD))
        fetch(store, run, page(FIRST, b"2", second=9), notice(FIRST, NEW))
        more = "本办法自印发之日起施行，由区水务局负责解释，有效期至本年度末，期满自行失效，不另行通知。"
        fetch(store, run, page(QUOTING, b"3"), notice(QUOTING, NEW, "、", "关于转发责任办法的函", more))
        store.finish_run(run)
        return store


Piped = Callable[..., str]


@pytest.fixture
def piped(store: Store) -> Piped:
    def call(*arguments: object) -> str:
        result = CliRunner(env={"COLUMNS": "300"}).invoke(
            bulletins, [*map(str, arguments), "--store", store.url], standalone_mode=False
        )
        assert result.exception is None, result.output
        return result.output

    return call


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("diff", 1), OF_FIGURES),
        (("show", 1), OF_FIGURES.removesuffix("元")),
        (("show", 1), "[-，-]"),
        (("dedup", "--explain", 1), OF_FIGURES),
        (("dedup", "--explain", 1), OF_MARKS),
        (("dedup", "--explain", "1:2"), OF_MARKS),
        (("dedup", "--explain", "1:3"), OF_FIGURES),
        (("audit", "--sample", 9), OF_MARKS),
        (("copies", 1, "--with", 2), "[-，-]{+、+}"),
        (("where", NEAR.format("")), "{+，+}"),
    ],
)
def test_a_difference_is_marked_by_signs(piped: Piped, arguments: tuple[object, ...], expected: str) -> None:
    assert expected in piped(*arguments)


@pytest.mark.parametrize("command", [("diff", 1), ("show", 1), ("dedup", "--explain", 1), ("copies", 1, "--with", 2)])
def test_no_figure_is_shown_that_stands_nowhere(piped: Piped, command: tuple[object, ...]) -> None:
    fines = set(re.findall(r"(?<![0-9])[48]+0+[0-9]*", piped(*command)))
    assert fines <= {str(OLD), str(NEW)}


@pytest.mark.parametrize(
    ("command", "name"), [(("dedup", "--explain", "1"), "--html"), (("audit", "--sample", 9), "--html")]
)
def test_a_page_marks_it_in_its_text(piped: Piped, tmp_path: Path, command: tuple[object, ...], name: str) -> None:
    piped(*command, name, tmp_path / "why.html")
    made = (tmp_path / "why.html").read_text("utf-8")
    assert "责任人<del>[-，-]</del>要" in made


def test_a_report_marks_it_in_its_text(piped: Piped, tmp_path: Path) -> None:
    piped("report", "--output", tmp_path / "run.html")
    assert "责任人<del>[-，-]</del>要" in (tmp_path / "run.html").read_text("utf-8")


@pytest.mark.parametrize("setting", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"FORCE_COLOR": "1"}, {}])
def test_the_signs_are_there_with_colour_and_without(store: Store, setting: dict[str, str]) -> None:
    made = subprocess.run(  # noqa: S603  # our own interpreter
        [sys.executable, "-m", "bulletins.cli.main", "diff", "1", "--store", store.url],
        env={name: value for name, value in os.environ.items() if name != "NO_COLOR"} | setting,
        capture_output=True,
        check=True,
        text=True,
    )
    assert "[-4400-]" in made.stdout
    assert "{+88800+}" in made.stdout
    assert ("\x1b[" in made.stdout) == ("FORCE_COLOR" in setting)


def test_where_a_page_has_such_signs_itself_both_texts_stand_below_each_other(store: Store, piped: Piped) -> None:
    with open_store(store.url) as again:
        run = again.begin_run("crawl")
        for second, line in enumerate(("限额[-4400-]元。", "限额[-88800-]元。")):
            document = Document(url=SIGNS, title="限额", paragraphs=(Paragraph(line),))
            fetch(again, run, page(SIGNS, line.encode(), second=second), CleanDocument(document))
    assert "    - 限额[-4400-]元。\n    + 限额[-88800-]元。\n" in piped("diff", SIGNS)


def test_a_web_page_marks_whole_figures_in_each_of_both_texts() -> None:
    sides = both_sides("罚款4400元", "罚款88800元")
    assert tuple(map(str, sides)) == ("罚款<del>4400</del>元", "罚款<ins>88800</ins>元")


def test_no_mark_of_a_web_page_is_a_colour_alone() -> None:
    styles = (Path(web.__file__).parent / "assets" / "main.css").read_text("utf-8")
    rules = {tag: re.findall(rf"^{tag} {{(.+)}}$", styles, re.MULTILINE) for tag in ("del", "ins")}
    drawn = {tag: re.findall(r"text-decoration: (\S+?);", "".join(of)) for tag, of in rules.items()}
    assert drawn == {"del": ["line-through"], "ins": ["underline"]}
