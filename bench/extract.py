#!/usr/bin/env python3
"""Measure how well and how fast pages are read, with the peers in the same run.

    bench/extract.py                      all sets, all peers that are installed
    bench/extract.py --quick              every fifth page of each set: a look in half a minute
    bench/extract.py --sets gov,policy --peers trafilatura,resiliparse
    bench/extract.py --worst 10           our ten worst pages as well
    bench/extract.py --write new.json     the figures and our score of each page as a file, for bench/compare.py

The sets are folders of html/NAME.html.gz with gold/NAME.json next to them (--corpus). Columns: precision, recall and
F1 of character 4-grams, mean over pages; `paragraphs` is the share of the body's paragraphs that come out whole and
`foreign` the share of ours that are no body; title, date, source where the set knows them; pages/s is one process,
each page's CPU time. We read bytes and give metadata as well; peers get text decoded by w3lib, and
trafilatura is timed with its metadata too, because that is what it is compared with.
"""

import argparse
import collections
import gzip
import json
import re
import statistics
import sys
import time
import unicodedata
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from pipelines.extract import read_whole  # noqa: E402 - the checkout itself, installed or not
from pipelines.models import Document, Page, Rejected, Source  # noqa: E402

SPACE = re.compile(r"\s+")
FETCHED = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Saved:
    name: str
    gold: dict[str, Any]
    body: bytes
    text: str

    @property
    def url(self) -> str:
        return self.gold.get("url") or "http://example.cn/"


def saved_pages(folder: Path, step: int) -> list[Saved]:
    from w3lib.encoding import html_to_unicode

    found = []
    for gold in sorted((folder / "gold").glob("*.json"))[::step]:
        body = gzip.decompress((folder / "html" / f"{gold.stem}.html.gz").read_bytes())
        found.append(
            Saved(gold.stem, json.loads(gold.read_text(encoding="utf-8")), body, html_to_unicode(None, body)[1])
        )
    return found


# --- readers: a saved page -> paragraphs


def own(saved: Saved) -> Document | None:
    try:
        page = Page("bench", saved.url, saved.url, FETCHED, 200, (), saved.body)
        return read_whole(page, Source(name="bench"), spread=False)  # text is compared: each cell once
    except Rejected:
        return None


def read_own(saved: Saved) -> list[str]:
    document = own(saved)
    return [paragraph.text for paragraph in document.paragraphs] if document else []


def trafilatura_reader() -> Callable[[Saved], list[str]]:
    import trafilatura

    return lambda saved: (trafilatura.extract(saved.text, with_metadata=False) or "").split("\n")


def trafilatura_metadata_reader() -> Callable[[Saved], list[str]]:
    import trafilatura

    def read(saved: Saved) -> list[str]:
        found: Any = trafilatura.bare_extraction(saved.text, url=saved.url, with_metadata=True)
        return (found.text or "").split("\n") if found else []

    return read


def readability_reader() -> Callable[[Saved], list[str]]:
    from lxml import html
    from readability import Document as Readable

    return lambda saved: html.fromstring(Readable(saved.text).summary()).text_content().split("\n")


def justext_reader() -> Callable[[Saved], list[str]]:
    import justext

    def read(saved: Saved) -> list[str]:
        found = justext.justext(
            saved.text, frozenset(), length_low=20, length_high=60, stopwords_low=0, stopwords_high=0
        )
        return [paragraph.text for paragraph in found if not paragraph.is_boilerplate]

    return read


def resiliparse_reader() -> Callable[[Saved], list[str]]:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda saved: extract_plain_text(saved.text, main_content=True).split("\n")


def gne_reader() -> Callable[[Saved], list[str]]:
    from gne import GeneralNewsExtractor

    reader = GeneralNewsExtractor()
    return lambda saved: reader.extract(saved.text)["content"].split("\n")


def newspaper_reader() -> Callable[[Saved], list[str]]:
    import newspaper

    def read(saved: Saved) -> list[str]:
        found: Any = newspaper.Article(saved.url, language="zh", fetch_images=False)
        found.download(input_html=saved.text)
        found.parse()
        return str(found.text).split("\n")

    return read


def boilerpy_reader() -> Callable[[Saved], list[str]]:
    from boilerpy3.extractors import ArticleExtractor

    return lambda saved: ArticleExtractor().get_content(saved.text).split("\n")


def magic_reader() -> Callable[[Saved], list[str]]:
    from lxml import html
    from magic_html import GeneralExtractor

    reader = GeneralExtractor()

    def read(saved: Saved) -> list[str]:
        found: Any = reader.extract(saved.text, base_url=saved.url)
        return str(html.fromstring(found["html"]).text_content()).split("\n")

    return read


PEERS: dict[str, Callable[[], Callable[[Saved], list[str]]]] = {
    "trafilatura+meta": trafilatura_metadata_reader,
    "trafilatura": trafilatura_reader,
    "readability-lxml": readability_reader,
    "magic-html": magic_reader,
    "justext": justext_reader,
    "resiliparse": resiliparse_reader,
    "gne": gne_reader,
    "newspaper4k": newspaper_reader,
    "boilerpy3": boilerpy_reader,
}


# --- scores


def squeeze(text: str | None) -> str:
    return SPACE.sub("", unicodedata.normalize("NFKC", text or ""))


def grams(paragraphs: list[str]) -> collections.Counter[str]:
    text = squeeze("".join(paragraphs))
    return (
        collections.Counter(text[at : at + 4] for at in range(max(1, len(text) - 3))) if text else collections.Counter()
    )


def body_score(found: list[str], gold: list[str]) -> tuple[float, float, float]:
    mine, known = grams(found), grams(gold)
    both = sum((mine & known).values())
    precision, recall = both / max(1, sum(mine.values())), both / max(1, sum(known.values()))
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def paragraph_score(found: list[str], gold: list[str]) -> tuple[int, int, int, int]:
    mine = [text for text in map(squeeze, found) if text]
    known = [text for text in map(squeeze, gold) if text]
    all_mine, all_known = "\n".join(mine), "".join(known)
    return sum(text in all_mine for text in known), len(known), sum(text not in all_known for text in mine), len(mine)


def measure(read: Callable[[Saved], list[str]], pages: list[Saved]) -> tuple[dict[str, float], list[tuple[float, str]]]:
    read_quietly(read, pages[0])  # loading and warming up is not what is measured
    rows, seconds, broken, paragraphs = [], 0.0, 0, (0, 0, 0, 0)
    for saved in pages:
        start = time.process_time()
        found = read_quietly(read, saved)
        seconds += time.process_time() - start
        gold = saved.gold["paragraphs"]
        rows.append((*body_score(found, gold), saved.name))
        broken += not any(text.strip() for text in found)
        a, b, c, d = paragraph_score(found, gold)
        paragraphs = (paragraphs[0] + a, paragraphs[1] + b, paragraphs[2] + c, paragraphs[3] + d)
    precisions, recalls, f1s, names = zip(*rows, strict=True)
    means = zip(("precision", "recall", "f1"), map(statistics.mean, (precisions, recalls, f1s)), strict=True)
    figures: dict[str, float] = dict(means)
    figures |= {"paragraphs": paragraphs[0] / max(1, paragraphs[1]), "foreign": paragraphs[2] / max(1, paragraphs[3])}
    figures |= {"broken": broken, "pages/s": len(pages) / seconds}
    return figures, sorted(zip(f1s, names, strict=True))


def read_quietly(read: Callable[[Saved], list[str]], saved: Saved) -> list[str]:
    try:
        return list(read(saved))
    except Exception:  # a peer that cannot read a page has read nothing
        return []


def needs(read: Callable[[Saved], list[str]], saved: Saved) -> str:
    """The package that a peer asks for only when it reads Chinese."""
    try:
        read(saved)
    except ImportError as error:
        return str(error).split("\n")[0].strip()
    except Exception:  # any other error is this page's, and is counted as broken
        return ""
    return ""


def known_date(saved: Saved) -> str | None:
    gold = saved.gold.get("date")
    return gold[:10] if gold and re.fullmatch(r"\d{4}-\d\d-\d\d", gold[:10]) else None


def htmldate_dates(pages: list[Saved]) -> str:
    """Right of known, for the library that reads nothing but dates; where it is installed."""
    try:
        from htmldate import find_date
    except ImportError:
        return "not installed (make bench-env)"
    dated = [saved for saved in pages if known_date(saved)]
    if not dated:
        return "not known"

    def reported(saved: Saved) -> str | None:
        return find_date(saved.text, url=saved.gold.get("url"), original_date=True)

    start = time.process_time()
    found = [read_quietly(lambda saved: [reported(saved) or ""], saved) for saved in dated]
    seconds = time.process_time() - start
    right = sum(known_date(saved) in one for saved, one in zip(dated, found, strict=True))
    return f"{right} of {len(dated)}, at {len(dated) / seconds:.0f} pages/s"


def metadata(pages: list[Saved]) -> dict[str, str]:
    """Right of known, for our own reading."""
    right: collections.Counter[str] = collections.Counter()
    known: collections.Counter[str] = collections.Counter()
    for saved in pages:
        document = own(saved)
        reported = {
            "title": document.title if document else "",
            "date": str(document.published) if document else "",
            "source": (document.issuer or "") if document else "",
        }
        for field, value in reported.items():
            gold = known_date(saved) if field == "date" else saved.gold.get(field)
            if not gold:
                continue
            known[field] += 1
            right[field] += squeeze(value) in map(squeeze, [gold, *(saved.gold.get("title_alt") or [])])
    return {field: f"{right[field]} of {known[field]}" for field in known}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=ROOT.parent / "shared" / "corpus", help="folder of the sets")
    parser.add_argument(
        "--sets", default="gov,policy,news,handmade,articles", help="comma-separated names of its folders"
    )
    parser.add_argument("--peers", default=",".join(PEERS), help=f"comma-separated, of: {', '.join(PEERS)}; or none")
    parser.add_argument("--quick", action="store_true", help="every fifth page of sets with more than twenty")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the figures and our pages as JSON")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="print our N worst pages of each set")
    arguments = parser.parse_args()
    if not arguments.corpus.is_dir():
        parser.error(f"no folder {arguments.corpus}: name one with --corpus")
    unknown = [name for name in arguments.peers.split(",") if name not in (*PEERS, "none", "")]
    if unknown:
        parser.error(f"unknown peer {unknown[0]}: there are {', '.join(PEERS)}")
    warnings.simplefilter("ignore")
    readers: dict[str, Callable[[Saved], list[str]]] = {"bulletins+meta": read_own}
    for name in arguments.peers.split(","):
        if name in ("none", ""):
            continue
        try:
            readers[name] = PEERS[name]()
        except ImportError:
            print(f"{name}: not installed (make bench-env)")
    result: dict[str, Any] = {"figures": {}, "pages": {}}
    for name in arguments.sets.split(","):
        step = 5 if arguments.quick and name != "gov" else 1  # gov has six pages: each counts
        pages = saved_pages(arguments.corpus / name, step)
        if not pages:
            parser.error(f"no pages in {arguments.corpus / name}")
        print(f"\n{name}: {len(pages)} pages; our metadata: {metadata(pages) or 'not known'}")
        if arguments.peers != "none":
            print(f"dates by htmldate: {htmldate_dates(pages)}")
        heads = ("precision", "recall", "F1", "paragraphs", "foreign", "broken", "pages/s", "we are")
        print(" " * 18 + "".join(f"{head:>12}" for head in heads))
        ours = 0.0
        for reader, read in readers.items():
            missing = needs(read, pages[0])
            if missing:
                print(f"{reader:18}not usable: {missing}")
                continue
            figures, rows = measure(read, pages)
            ours = ours or figures["pages/s"]
            cells = [f"{figures[name]:.3f}" for name in ("precision", "recall", "f1", "paragraphs", "foreign")]
            cells += [f"{figures['broken']:.0f}", f"{figures['pages/s']:.1f}", f"{ours / figures['pages/s']:.1f}x"]
            print(f"{reader:18}" + "".join(f"{cell:>12}" for cell in cells))
            result["figures"].setdefault(name, {})[reader] = {key: round(value, 4) for key, value in figures.items()}
            if read is read_own:
                result["pages"] |= {f"{name}/{page}": round(f1, 4) for f1, page in sorted(rows, key=lambda row: row[1])}
                for f1, page in rows[: arguments.worst]:
                    print(f"    {f1:.3f} {page}")
    if arguments.write:
        arguments.write.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
