"""Messages to a webhook or by mail when something is wrong, through apprise (the extra `notify`).

    hooks         the addresses, from --notify or BULLETINS_NOTIFY
    tell_hooks    one message to each; what fails is a line on stderr, never an exception

A hook's address holds its password or token, often in place of the host. So it is named by its number and kind only,
and apprise, which would write whole addresses into its log, is kept silent.
"""

import logging
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import click

from pipelines.health import State
from pipelines.health.standing import UNWELL

__all__ = ["hooks", "message", "tell_hooks", "tell_of_run"]

# A comma may belong to an address (mailto://…?to=a,b): one separates where another address follows
SEPARATOR = re.compile(r"[\s,]+(?=[A-Za-z][A-Za-z0-9+.-]*://)")
KIND = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,20})://")


def hooks(told: Sequence[str] = ()) -> list[str]:
    """The addresses that were told, or those of BULLETINS_NOTIFY; separated by spaces or commas."""
    texts = told or (os.environ.get("BULLETINS_NOTIFY", ""),)
    return [part for text in texts for part in SEPARATOR.split(text.strip().strip(",")) if part]


def message(findings: Mapping[str, tuple[State | None, str]]) -> str:
    """The findings, one a line."""
    return "\n".join(
        f"{source}: {state or 'not crawled yet'}" + (f": {why}" if why else "")
        for source, (state, why) in findings.items()
    )


def tell_of_run(run: int, states: Mapping[str, tuple[State, str]]) -> None:
    """What a crawl calls at its end: the hooks of BULLETINS_NOTIFY are told of the sources that are not well."""
    wrong = {name: told for name, told in states.items() if told[0] in UNWELL}
    if wrong:
        tell_hooks(hooks(), f"bulletins: run {run}: {len(wrong)} of {len(states)} sources need a look", message(wrong))


def tell_hooks(addresses: Sequence[str], title: str, text: str) -> bool:
    """Send one message to every address; whether all took it. Never raises."""
    if not addresses:
        return True
    try:
        import apprise
    except ImportError:
        click.echo("bulletins: no message was sent: install the extra `notify` (apprise)", err=True)
        return False
    with silent():
        sent = [send(apprise.Apprise, number, address, title, text) for number, address in enumerate(addresses, 1)]
    failed = [told for told in sent if told]
    for told in failed:
        click.echo(f"bulletins: {told}", err=True)
    return not failed


def send(make: Callable[[], Any], number: int, address: str, title: str, text: str) -> str | None:
    """What went wrong, or None."""
    kind = KIND.match(address)
    name = f"hook {number} ({kind[1].lower()})" if kind else f"hook {number}"
    try:
        sender = make()
        if not sender.add(address):
            return f"{name}: not an address that apprise knows"
        return None if sender.notify(body=text, title=title) else f"{name}: the message was not taken"
    except Exception as error:
        # its text might repeat the address
        return f"{name}: the message was not sent: {type(error).__name__}"


@contextmanager
def silent() -> Iterator[None]:
    """Nothing of apprise, nor of what it sends with, is logged."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
