"""A bulletin as one cites it: GB/T 7714-2015 (an electronic bulletin, EB/OL) and BibTeX.

Both end with what makes the citation provable: when the page was fetched and the sha256 of its bytes.
"""

import re

from bulletins.web.showing import plain
from pipelines.china_time import CHINA
from pipelines.store import BulletinView

__all__ = ["bibtex", "gb7714"]

SPECIAL = re.compile(r"[\\{}$&#^_~%]")
SPELLED = {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}


def gb7714(view: BulletinView) -> str:
    """责任者. 题名[EB/OL]. (发布日期)[引用日期]. 网址."""
    who = view.issuer or view.office or view.site_name
    before = f"{one_line(who)}. " if who else ""
    number = f": {one_line(view.document_number)}" if view.document_number else ""
    day = f"({view.published})" if view.published else ""
    seen = view.fetched_at.astimezone(CHINA)
    return (
        f"{before}{one_line(view.title)}{number}[EB/OL]. {day}[{seen:%Y-%m-%d}]. {view.url}. "
        f"抓取时间 {seen:%Y-%m-%d %H:%M:%S}（北京时间），SHA-256 {view.sha256}."
    )


def bibtex(view: BulletinView) -> str:
    fields = {
        "author": braced(view.issuer or view.office or view.site_name),
        "title": braced(view.title),
        "number": braced(view.document_number),
        "date": str(view.published or ""),
        "url": view.url.replace("{", "%7B").replace("}", "%7D"),
        "urldate": f"{view.fetched_at.astimezone(CHINA):%Y-%m-%d}",
        "note": f"fetched {view.fetched_at:%Y-%m-%d %H:%M:%S} UTC, revision {view.revision}, sha256 {view.sha256}",
        "langid": "chinese",
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@online{{bulletin{view.number}r{view.revision},\n{lines}}}"


def one_line(text: str) -> str:
    return " ".join(plain(text).split())


def braced(text: str | None) -> str:
    """In braces once more, so that no style changes a letter's case, nor takes 区公安局 for given name and surname."""
    if not text:
        return ""
    return "{" + SPECIAL.sub(lambda c: SPELLED.get(c.group(), "\\" + c.group()), one_line(text)) + "}"
