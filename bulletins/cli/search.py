"""`bulletins search`: the bulletins that answer, each with the line that does."""

import json
from collections.abc import Iterable
from datetime import date

import click
from rich.markup import escape

from bulletins.cli.days import FIRST_DAY, LAST_DAY
from bulletins.cli.group import store_option
from bulletins.cli.listing import require_source
from bulletins.cli.terminal import out, safe
from pipelines.exit_codes import Exit
from pipelines.search.marking import highlights, pieces, snippet
from pipelines.search.query import Query, QueryError, read_query
from pipelines.store import Filters, Hit, open_to_read
from pipelines.store.search.hints import hints

__all__ = ["search"]


@click.command(
    epilog="""\b
Examples:
  bulletins search 扫黑除恶                               newest first; 中国 finds 中國, ２０２０ finds 2020
  bulletins search 扫黑除恶 --source xinhui --since 2020-05 --json
  bulletins search '标题:通知 (疫情 OR 防控) -转发'       words in the title, choices, words to leave out
  bulletins search '"2020年6月" 环保' --best              best answers first
  bulletins search '国发[2024]1号'                        a 文号, in whichever way it is written
  bulletins search --document-number 国发〔2024〕         all of that name and year
  bulletins search '罚款 | 没收' 来源:公安局 source:xinhui

\b
A query: words that all have to be there; "a phrase"; OR (or, | and ｜, 或); NOT or - before a word; ( ) or （ ）;
fields before a word: 标题: 正文: 来源: 文号: 栏目: 站点:, or title: text: issuer: number: column: source:
A word is found wherever its characters stand together; in a shell, quote what holds spaces or brackets. To find an
operator or a colon itself, put it in quotes: '"或"'. The same in `bulletins serve` (docs/search.md).
"""
)
@click.argument("query", nargs=-1, metavar="[QUERY…]")
@click.option("--source", metavar="NAME", help="Only this source's.")
@click.option("--issuer", metavar="TEXT", help="Only with this in 来源.")
@click.option("--column", metavar="TEXT", help="Only with this in a column's name.")
@click.option("--document-number", metavar="TEXT", help="Only with this in 文号, in any spelling.")
@click.option("--since", type=FIRST_DAY, help="Published on this day, month or year, or later.")
@click.option("--until", type=LAST_DAY, help="Published on this day, month or year, or earlier.")
@click.option("--all", "copies", is_flag=True, help="Copies too: each bulletin as often as it stands somewhere.")
@click.option("--best", is_flag=True, help="The best answers first  [default: the newest]")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(min=1), help="How many to show.")
@click.option("--offset", default=0, type=click.IntRange(min=0), help="How many to pass over first.")
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
@store_option
def search(
    query: tuple[str, ...],
    source: str | None,
    issuer: str | None,
    column: str | None,
    document_number: str | None,
    since: date | None,
    until: date | None,
    copies: bool,
    best: bool,
    limit: int,
    offset: int,
    as_object: bool,
    store_url: str,
) -> int:
    """Search the kept text and titles of all bulletins, each once. A filter alone will do, without a query."""
    for name, text in (("--issuer", issuer), ("--column", column), ("--document-number", document_number)):
        if text is not None and not text.strip():
            raise click.UsageError(f"{name} is empty: say what to look for, or leave it out")
    filters = Filters(source, issuer, column, document_number, since, until, copies)
    words = " ".join(query)
    if not words and filters in (Filters(), Filters(copies=True)):
        raise click.UsageError("say what to look for: words, or a filter as --document-number")
    try:
        wanted = read_query(words) if words else Query(None, ())
        with open_to_read(store_url) as store:
            require_source(store, wanted.source)
            require_source(store, source)
            count, found = store.search(wanted, filters, ranked=best, limit=limit, offset=offset)
            ways = [] if count else hints(store, words, filters)
    except QueryError as error:
        raise click.UsageError(str(error)) from error
    if as_object:
        tried = [{"way": hint.way, "query": hint.words, "count": hint.count} for hint in ways]
        answer = {"count": count, "found": [reported(hit, wanted) for hit in found], "hints": tried}
        click.echo(json.dumps(answer, ensure_ascii=False))
        return Exit.OK
    for hit in found:
        published = hit.published or "no date"
        out.print(f"[bold]{hit.number:>6}[/]  {published}  {title(hit, wanted)}  [dim]{escape(safe(hit.source))}[/]")
        out.print("        " + marked(snippet(hit.paragraphs, wanted.phrases)))
    more = f", {offset + 1:,} to {offset + len(found):,} shown" if count > len(found) > 0 else ""
    out.print(f"{count:,} bulletin{'s' if count != 1 else ''}{more}")
    for hint in ways:
        click.echo(f"{hint.way}: {safe(hint.words) or 'all bulletins'} ({hint.count:,} found)", err=True)
    return Exit.OK


def title(hit: Hit, wanted: Query) -> str:
    return marked(pieces(hit.title, wanted.phrases))


def marked(pieces: Iterable[tuple[str, bool]]) -> str:
    return "".join(f"[bold red]{escape(safe(t))}[/]" if hit else escape(safe(t)) for t, hit in pieces)


def reported(hit: Hit, wanted: Query) -> dict[str, object]:
    return {
        "number": hit.number,
        "title": hit.title,
        "published": hit.published.isoformat() if hit.published else None,
        "issuer": hit.issuer,
        "source": hit.source,
        "url": hit.url,
        "snippet": "".join(text for text, _ in snippet(hit.paragraphs, wanted.phrases)),
        "paragraphs": [
            {"text": text, "marks": marks} for text in hit.paragraphs if (marks := highlights(text, wanted.phrases))
        ],
    }
