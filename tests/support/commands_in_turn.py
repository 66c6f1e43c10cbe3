"""Run commands one after the other in this process, and note every time that Python itself opens the store's files.

    python commands_in_turn.py STORE < {"name": ["argument", ...], ...}
    ->  {"name": {"code": 0, "out": "...", "err": "...", "opened": ["path", ...]}, ...}

SQLite opens files by itself, unseen by Python's audit events; all that such an event names was opened past SQLite. Only
the first call may be one that crawls. `serve` is asked for its pages and ends.
"""

import asyncio
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout, suppress
from io import StringIO
from pathlib import Path

import bulletins.web.application as web
from bulletins.cli.group import bulletins
from pipelines.exit_codes import guarded

STORE = os.path.realpath(sys.argv[1])
WATCHED = {STORE, f"{STORE}-wal", f"{STORE}-shm", f"{STORE}-journal"}
PAGES = ("/", "/bulletin/1", "/search?q=通知", "/store/bulletin_texts", "/questions/edited")
opened: list[str] = []


def watch(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and isinstance(arguments[0], (str, bytes, Path)):
        path = os.path.realpath(os.fsdecode(arguments[0]))
        if path in WATCHED:
            opened.append(path)


def call(arguments: list[str]) -> dict[str, object]:
    opened.clear()
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = guarded(lambda: bulletins.main(arguments, "bulletins", standalone_mode=False))
    return {"code": code, "out": out.getvalue(), "err": err.getvalue(), "opened": list(opened)}


def look_at_pages(datasette: object, _: object) -> None:
    """In the place of a server: what a browser would ask."""

    async def look() -> None:
        await datasette.invoke_startup()  # type: ignore[attr-defined]
        for path in PAGES:
            answer = await datasette.client.get(path)  # type: ignore[attr-defined]
            assert answer.status_code == 200, (path, answer.text)
        await datasette.invoke_shutdown()  # type: ignore[attr-defined]

    asyncio.run(look())


def main() -> None:
    web.serve = look_at_pages  # type: ignore[assignment]
    calls = json.load(sys.stdin)
    sys.addaudithook(watch)
    came = {name: call(arguments) for name, arguments in calls.items()}
    opened.clear()
    with suppress(FileNotFoundError):
        Path(STORE).open("rb").close()  # the watch is awake
    came["control"] = {"opened": list(opened)}
    print(json.dumps(came))


if __name__ == "__main__":
    main()
