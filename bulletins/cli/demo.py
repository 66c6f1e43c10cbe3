"""`bulletins demo`: the whole main job on the sample site, and what a newcomer wants to see of it."""

import importlib
import os
import shutil
import sys
import sysconfig
from pathlib import Path

import click

from bulletins.cli.crawl import crawl_and_tell
from bulletins.cli.group import store_option
from bulletins.cli.show import print_bulletin
from bulletins.cli.terminal import out
from pipelines.exit_codes import Exit, Failure
from pipelines.frontier import Scope
from pipelines.models import Source
from pipelines.store import open_store

__all__ = ["demo"]

SAMPLES = (  # in a checkout, of an installed wheel
    Path(__file__).resolve().parents[2] / "data" / "sample",
    Path(sysconfig.get_path("data")) / "share" / "bulletins" / "sample",
)
# One port for every call: the address names a bulletin, and a second demo should find the first one's
PORT = 18650


@click.command()
@click.option("--port", default=PORT, show_default=True, help="Where the sample site answers on 127.0.0.1.")
@store_option
def demo(port: int, store_url: str) -> int:
    """Crawl the sample site (served on 127.0.0.1) and show what was stored and removed. Needs no network."""
    sample = next((folder for folder in SAMPLES if (folder / "sample_site").is_dir()), None)
    if sample is None:
        raise Failure(f"the sample site is not at {SAMPLES[0]}: run this from a checkout", Exit.CONFIGURATION)
    sys.path.insert(0, str(sample))
    server = importlib.import_module("sample_site.server")
    site = importlib.import_module("sample_site.site")
    os.environ["BULLETINS_ALLOW_PRIVATE"] = "1"
    with open_store(store_url) as store:
        seen_before = any(line.source.startswith("sample") for line in store.bulletins(limit=1_000))
    try:
        with server.serve(port, visited=seen_before) as running:
            out.rule("the sample site is crawled")
            # a second call is to find the notice that was edited; a day has to pass before a crawl would look again
            scope = Scope(full=seen_before)
            code = crawl_and_tell(sample_sources(site.build().starts, running.base, running.portal), store_url, scope)
    except OSError as error:
        raise Failure(
            f"port {port} on 127.0.0.1: {error.strerror or error}; name another with --port", Exit.FAILED
        ) from error
    show_a_removal(store_url)
    out.rule("next")
    called = program()
    out.print("the two sources above are fictional; these work on what was stored, and on the real web:")
    for command, what in NEXT:
        out.print(f"  [bold]{called} {command:<{44 - len(called)}}[/bold] {what}")
    return code


NEXT = (
    ("list", "the newest bulletins"),
    ("show 1", "one bulletin, what was removed marked"),
    ("demo", "once more: all unchanged, but for what was edited"),
    ("rebuild", "all that is derived, again from the raw pages"),
    ("export --warc pages.warc.gz", "the raw pages, for any replay tool"),
    ("sources", "real sites that are described already"),
    ("crawl URL", "any list page, no configuration"),
)


def program() -> str:
    """Return the name by which this shell finds the program: `make demo` runs it off the path."""
    if shutil.which("bulletins"):
        return "bulletins"
    return os.path.relpath(Path(sysconfig.get_path("scripts")) / "bulletins")


def sample_sources(starts: dict[str, tuple[str, ...]], base: str, portal: str) -> list[Source]:
    """The sample site's two hosts as sources; nothing is delayed, for the server is ours."""
    return [
        Source(
            name="sample",
            title="云溪市人民政府（示例）",
            start_urls=tuple(base + path for path in starts["a"]),
            allowed_domains=("127.0.0.1",),
            delay=0,
            max_list_pages=20,
        ),
        Source(
            name="sample-portal",
            title="省政务要闻网（示例）",
            start_urls=tuple(portal + path for path in starts["b"]),
            allowed_domains=("localhost",),
            delay=0,
        ),
    ]


def show_a_removal(store_url: str) -> None:
    """The bulletin with the most removed paragraphs: where the receipts are worth a look."""
    with open_store(store_url) as store:
        views = (store.bulletin(line.number) for line in store.bulletins(limit=1_000))
        most = max((view for view in views if view), key=lambda view: len(view.removals), default=None)
    if most is not None and most.removals:
        out.rule(f"bulletin {most.number}: the repeats are marked")
        print_bulletin(most)
