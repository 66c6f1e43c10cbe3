"""What dedup reaches and how fast, compared with its peers in the same run.

    python bench/dedup.py [fingerprints] [judges] [keys] [pages] [shapes] [statutes]

fingerprints: paragraphs a second, one process. judges: the labelled pairs. keys: what an index can
find. pages: 2,000 made pages with known truth. shapes: pages as officials write them, on which sentences recur on
purpose or truly repeat. statutes: real laws, in which nearly nothing may go.
Reads ../shared (real pages and labelled pairs, kept outside the repository). Peers that are not installed are named.
"""

import gzip
import importlib.util
import json
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import combinations, pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "support"))

from repeated_pages import CORPUS, make_page, real_paragraphs

from pipelines.dedup import dedup, judge, removed, repeats, skeleton_key
from pipelines.text.fingerprint import fingerprints, hamming, normal_form

PAIRS = CORPUS.parent / "pairs" / "dev.jsonl"
LENGTH = 140  # characters of a paragraph: what the pages of the corpus have on average, rounded
PAGE = 20  # paragraphs handed over at once, as a crawl does
FIRST_PAGE = 2_000_000  # the rules were worked out on pages below this
Judge = Callable[[str, str], str]


def best_of(times: int, work: Callable[[], object]) -> float:
    """Seconds of the quickest turn: the machine is shared."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def all_of(make: Callable[[str], object], texts: Sequence[str]) -> list[object]:
    return [make(text) for text in texts]


def bench_fingerprints() -> None:
    text = "".join(paragraph for page in real_paragraphs() for paragraph in page)
    texts = [text[at : at + LENGTH] for at in range(0, len(text) - LENGTH, LENGTH)]
    print(f"{len(texts)} paragraphs of {LENGTH} characters; paragraphs a second")
    fingerprints(texts[:1])
    own = len(texts) / best_of(5, lambda: fingerprints(texts))
    paged = len(texts) / best_of(5, lambda: [fingerprints(texts[at : at + PAGE]) for at in range(0, len(texts), PAGE)])
    rows = [("bulletins, all at once", own), (f"bulletins, pages of {PAGE}", paged)]
    few = texts[:1500]
    for name, make in _fingerprint_peers():
        rows.append((name, len(few) / best_of(3, partial(all_of, make, few))))
    library = dict(rows)["simhash, default features"]
    for name, speed in rows:
        print(f"  {name:34} {speed:10,.0f}   {speed / library:6.1f} x")


def _fingerprint_peers() -> list[tuple[str, Callable[[str], object]]]:
    from simhash import Simhash
    from trafilatura.deduplication import Simhash as TrafilaturaSimhash

    from pipelines.text.fingerprint import reference

    peers: list[tuple[str, Callable[[str], object]]] = [
        ("simhash, default features", Simhash),
        ("simhash, our features and hash", reference),
        ("trafilatura Simhash", TrafilaturaSimhash),
    ]
    if importlib.util.find_spec("datasketch"):
        from datasketch import MinHash

        def minhash(text: str) -> object:
            made = MinHash(num_perm=128)
            made.update_batch([text[at : at + 3].encode() for at in range(len(text) - 2)])
            return made

        peers.append(("datasketch MinHash, 128", minhash))
    else:
        print("  (datasketch is not installed)")
    return peers


def bench_judges() -> None:
    pairs = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    print(f"{len(pairs)} labelled pairs")
    print(f"  {'judge':34} {'recall':>7} {'facts lost':>11} {'linked':>7} {'distinct lost':>14} {'pairs/s':>9}")
    for name, decide in [("bulletins", judge), *_judge_peers()]:
        start = time.perf_counter()
        reported = [(pair["label"], decide(pair["a"], pair["b"])) for pair in pairs]
        speed = len(pairs) / (time.perf_counter() - start)
        recall, lost, linked, dropped = (
            _share(reported, label, verdict)
            for label, verdict in (
                ("duplicate", "duplicate"),
                ("variant", "duplicate"),
                ("variant", "variant"),
                ("distinct", "duplicate"),
            )
        )
        print(f"  {name:34} {recall:7.3f} {lost:11.4f} {linked:7.3f} {dropped:14.4f} {speed:9,.0f}")


def _share(reported: Sequence[tuple[str, str]], label: str, verdict: str) -> float:
    verdicts = [said for true, said in reported if true == label]
    return verdicts.count(verdict) / len(verdicts)


def _judge_peers() -> list[tuple[str, Judge]]:
    from rapidfuzz import fuzz
    from simhash import Simhash
    from trafilatura.deduplication import Simhash as TrafilaturaSimhash

    def says(same: bool) -> str:
        return "duplicate" if same else "distinct"

    def exact(a: str, b: str) -> str:
        return says("".join(filter(str.isalnum, normal_form(a))) == "".join(filter(str.isalnum, normal_form(b))))

    def library(k: int) -> Judge:
        return lambda a, b: says(Simhash(a).distance(Simhash(b)) <= k)

    def own(k: int) -> Judge:
        def decide(a: str, b: str) -> str:
            one, other = fingerprints([a, b])
            return says(one is not None and other is not None and hamming(one, other) <= k)

        return decide

    def trafilatura(a: str, b: str) -> str:
        return says(TrafilaturaSimhash(a).similarity(TrafilaturaSimhash(b)) >= 0.9)

    peers: list[tuple[str, Judge]] = [
        ("exact without punctuation", exact),
        *((f"simhash, default features, k={k}", library(k)) for k in (3, 6, 10)),
        *((f"our fingerprint alone, k={k}", own(k)) for k in (3, 6, 10)),
        (
            "trafilatura Simhash >= 0.9",
            lambda a, b: says(TrafilaturaSimhash(a).similarity(TrafilaturaSimhash(b)) >= 0.9),
        ),
        ("rapidfuzz ratio >= 95", lambda a, b: says(fuzz.ratio(a, b) >= 95)),
    ]
    if importlib.util.find_spec("datasketch"):
        from datasketch import MinHash

        def minhash(text: str) -> MinHash:
            made = MinHash(num_perm=128)
            made.update_batch([text[at : at + 3].encode() for at in range(len(text) - 2)])
            return made

        peers.append(("MinHash 128, Jaccard >= 0.8", lambda a, b: says(minhash(a).jaccard(minhash(b)) >= 0.8)))
    return peers


def bench_keys() -> None:
    """What an index finds: the share of labelled repeats that share a key, and how many keys each paragraph costs."""
    pairs = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    repeats = [(pair["a"], pair["b"]) for pair in pairs if pair["label"] == "duplicate"]
    prints = [fingerprints(pair) for pair in repeats]
    print(f"{len(repeats)} labelled repeats")
    found = sum(skeleton_key(a) == skeleton_key(b) for a, b in repeats)
    print(f"  {'skeleton key':46} {1:3} key  {found / len(repeats):.3f}")
    for blocks, chosen in ((4, 1), (5, 2), (6, 2), (8, 2), (9, 3)):
        keys = len(bands(0, blocks, chosen))
        found = sum(
            not set(bands(a, blocks, chosen)).isdisjoint(bands(b, blocks, chosen)) for a, b in prints if a and b
        )
        name = f"bands, {chosen} of {blocks} blocks (all within {blocks - chosen} bits)"
        print(f"  {name:46} {keys:3} keys {found / len(repeats):.3f}")
    start = time.perf_counter()
    for a, _ in repeats:
        skeleton_key(a)
    print(f"  {len(repeats) / (time.perf_counter() - start):,.0f} skeleton keys a second")


def bands(value: int, blocks: int = 5, chosen: int = 2) -> tuple[int, ...]:
    """Index keys: two fingerprints that differ in at most `blocks - chosen` bits share at least one.

    The bits are cut into `blocks` blocks, and each choice of `chosen` of them is one key (5 and 2: ten keys of some
    26 bits, so that chance alone gives less than one candidate a key among ten million). The number of the choice
    stands in the key's upper bits; keys fit a signed 64-bit integer.
    """
    edges = [64 * block // blocks for block in range(blocks + 1)]
    parts = [(value >> low & (1 << high - low) - 1, high - low) for low, high in pairwise(edges)]
    keys = []
    for number, choice in enumerate(combinations(parts, chosen)):
        key = number
        for part, width in choice:
            key = key << width | part
        keys.append(key)
    return tuple(keys)


def bench_pages(count: int = 2000) -> None:
    sources = real_paragraphs()
    right = wrong = missed = changed = lost = blocks = 0
    seconds = 0.0
    for seed in range(FIRST_PAGE, FIRST_PAGE + count):
        made = make_page(sources, seed)
        start = time.perf_counter()
        clean = dedup(made.document)
        seconds += time.perf_counter() - start
        gone = {removal.position for removal in clean.removals}
        right += len(gone & made.removable)
        wrong += len(gone - made.removable - made.open)
        missed += len(made.removable - gone)
        changed += len(made.changed)
        lost += len(gone & made.changed)
        blocks += len(made.document.paragraphs)
    print(f"{count} made pages, {blocks} blocks, {right + missed} to go, {changed} with a changed fact")
    print(f"  precision {right / (right + wrong):.4f}  recall {right / (right + missed):.4f}  facts lost {lost}")
    print(f"  {count / seconds:,.0f} pages a second, {blocks / seconds:,.0f} blocks a second")


def bench_shapes(count: int = 40) -> None:
    from recurring_pages import RECURRING, REPEATED, make_recurring_page

    for name, shapes in (("recurring", RECURRING), ("repeated", REPEATED)):
        pages = wrong = right = missed = listed = to_list = 0
        for shape in shapes:
            for seed in range(FIRST_PAGE, FIRST_PAGE + count):
                page = make_recurring_page(shape, seed)
                found = repeats(page.document.paragraphs)
                gone = {removal.position for removal in found.removals}
                pages += 1
                wrong += len(gone - page.removable - page.open)
                right += len(gone & page.removable)
                missed += len(page.removable - gone)
                to_list += len(page.listed)
                listed += len(page.listed & {one.position for one in found.recurrences})
        print(f"{pages} {name} pages of {len(shapes)} shapes: {wrong} paragraphs wrongly removed", end="")
        print(f", {right} of {right + missed} repeats removed, {listed} of {to_list} recurrences listed")


def bench_statutes() -> None:
    with gzip.open(PAIRS.parents[1] / "precision" / "laws.jsonl.gz", "rt", encoding="utf-8") as lines:
        laws = [[paragraph["text"] for paragraph in json.loads(line)["paragraphs"]] for line in lines]
    start = time.perf_counter()
    gone = sum(len(removed(law)) for law in laws)
    seconds = time.perf_counter() - start
    print(f"{len(laws)} statutes, {sum(map(len, laws))} paragraphs: {gone} removed, {seconds:.1f} s")


def main() -> None:
    if not CORPUS.exists():
        sys.exit(f"no corpus at {CORPUS}")
    benches = {"fingerprints": bench_fingerprints, "judges": bench_judges, "keys": bench_keys, "pages": bench_pages}
    benches |= {"shapes": bench_shapes, "statutes": bench_statutes}
    for name in sys.argv[1:] or benches:
        benches[name]()


if __name__ == "__main__":
    main()
