"""`bulletins serve`: the store in a browser, for reading."""

import os
import socket
import webbrowser

import click

from bulletins.cli.group import store_option
from pipelines.exit_codes import Exit, Failure

__all__ = ["serve"]

THIS_MACHINE = ("127.0.0.1", "localhost", "[::1]")
EXTRA = "the pages need Datasette, an extra: pip install 'bulletins[serve]'"


@click.command(
    epilog="""\b
Examples:
  bulletins serve                              then open http://127.0.0.1:8650/
  bulletins serve --open
  bulletins serve --port 9000 --store sqlite:////var/lib/bulletins/bulletins.db
  bulletins serve --prefix /bulletins/ --name www.example.org    behind a proxy (docs/viewing.md)

A crawl may write to the same store meanwhile. Whoever reaches the address may read everything: to let others in, put a
proxy with a password in front (docs/viewing.md).
"""
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", default=8650, show_default=True, type=click.IntRange(0, 65535), help="0: any free one.")
@click.option("--open", "open_browser", is_flag=True, help="Open the start page in a browser.")
@click.option(
    "--prefix", default="/", show_default=True, metavar="PATH", help="What a proxy puts before every address."
)
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="HOST",
    help="Another name for it, as a proxy's; may be repeated.",
)
@store_option
def serve(host: str, port: int, open_browser: bool, prefix: str, names: tuple[str, ...], store_url: str) -> int:
    """Look at the bulletins in a browser: search, read, compare, ask in SQL."""
    # other plugins of Datasette that happen to be installed might load from elsewhere, or write
    os.environ["DATASETTE_LOAD_PLUGINS"] = ""
    try:
        from bulletins.web import application as web
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("datasette", "uvicorn"):
            raise
        raise Failure(EXTRA, Exit.CONFIGURATION) from error
    try:
        bound = web.listening(host, port)
    except OSError as error:
        raise Failure(f"{host}:{port}: {error.strerror or error}; name another --port", Exit.USAGE) from error
    with bound:
        before = "/" + prefix.strip("/") + "/" if prefix.strip("/") else "/"
        name = f"[{host}]" if ":" in host else host
        allowed = frozenset((*THIS_MACHINE, *map(str.lower, names)))
        if name not in THIS_MACHINE:  # under its own name too, and under any address: a stranger's name is none
            allowed |= {web.ANY_ADDRESS, socket.gethostname().lower(), socket.getfqdn().lower()}
        place = web.application(store_url, before, allowed)
        address = f"http://{name}:{bound.getsockname()[1]}{before}"
        click.echo(f"{store_url} is shown at {address}  (Ctrl-C ends it)", err=True)
        if name not in THIS_MACHINE:
            click.echo("Whoever reaches that address reads everything, without a password.", err=True)
        if open_browser:
            webbrowser.open(address)
        try:
            web.serve(place, bound)
        except KeyboardInterrupt:
            click.echo("ended", err=True)
    return Exit.OK
