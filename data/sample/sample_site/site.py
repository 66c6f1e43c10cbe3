"""The whole site: addresses -> responses, and the truth of what must be read out of each article.

Two hosts: "a" is 云溪市's own site, "b" a portal that re-publishes. The truth is made from the texts, never from a
reading of the pages.
"""

from functools import cache

from sample_site import columns
from sample_site.listings import GKMLPT_START
from sample_site.other_lists import add_other_lists
from sample_site.pages import Article, Response, Site
from sample_site.texts import IN_TABLES, Text, all_texts

__all__ = ["Article", "Response", "Site", "build", "truth"]

ROBOTS = b"User-agent: *\nDisallow: /zwgk/tzgg/inner/\nDisallow: /search\n"
SPECIAL = ("two-columns", "images-only", "repeated-section", "traditional")
# The templates that show a 文号: in the header table, under the title, or as the body's first line
WITH_NUMBER = ("ucap", "trs", "two_copies", "zoom")


@cache
def build() -> Site:
    """The site, the same every time."""
    site = Site()
    texts = all_texts()
    special = {text.slug: text for text in texts if text.slug in SPECIAL}
    ordinary = [text for text in texts if text.slug not in special]
    notices, catalogue, moves, gk, news = (
        ordinary[start:end] for start, end in ((0, 14), (14, 20), (20, 26), (26, 31), (31, None))
    )
    columns.add_notices(site, notices, special["two-columns"])
    columns.add_catalogue(site, catalogue, special["two-columns"])
    columns.add_moves(site, [*moves, special["repeated-section"]])
    columns.add_gkmlpt(site, gk)
    columns.add_news(site, news, special["images-only"], special["traditional"])
    columns.add_reposts(site, [notices[0], moves[0], moves[1], gk[0]], [notices[1], moves[2]])
    add_other_lists(site)
    site.add("a", "/robots.txt", Response(ROBOTS, "text/plain"))
    site.starts = {
        "a": (
            "/zwgk/tzgg/index.shtml",
            "/zfxxgk/list.html",
            "/col/col1501/index.html",
            GKMLPT_START,
            "/xwzx/list.jsp?page=1",
        ),
        "b": ("/news/list_1.html",),
    }
    return site


def truth() -> dict[str, dict[str, object]]:
    """What must come of every address that the lists lead to, by host and address (`a/zwgk/…`).

    An article has `title`, `published` (ISO), `published_at` (with the time of day, or None), `issuer`, `columns`,
    `document_number` and `index_number` (None where the page does not show them), `paragraphs` in page order, their
    `kinds`, `removed` (position of a repeat -> position of what it repeats), `attachments` (name, address) and
    `layout`. Any other address has one of `rejected` (the reason), `redirected` (to where), `forbidden` (True).
    """
    site = build()
    return {
        **{f"a{path}": {"rejected": reason} for path, reason in site.rejected.items()},
        **{f"a{path}": {"redirected": f"a{target}"} for path, target in site.redirected.items()},
        **{f"a{path}": {"forbidden": True} for path in site.forbidden},
        **{f"{one.host}{one.path}": reported(one.text, one) for one in site.articles},
    }


def reported(text: Text, one: Article) -> dict[str, object]:
    return {
        "title": text.title,
        "published": text.published,
        "published_at": f"{text.published}T{text.time}:00+08:00" if text.time else None,
        "issuer": text.issuer,
        "columns": list(text.columns),
        "document_number": text.document_number if one.layout in WITH_NUMBER else None,
        "index_number": text.index_number if one.layout == "ucap" else None,
        "paragraphs": [folded(words, kind) for kind, words in text.blocks],
        "kinds": ["text" if kind == "number" else kind for kind, _ in text.blocks],
        "removed": dict(text.repeats),
        "attachments": one.files,
        "layout": one.layout,
    }


def folded(words: str, kind: str) -> str:
    """White space as it is stored: runs of it, full-width too, are one space; the cells of a row stay apart."""
    cells = words.split("\t") if kind in IN_TABLES else [words]
    return "\t".join(" ".join(cell.split()) for cell in cells)
