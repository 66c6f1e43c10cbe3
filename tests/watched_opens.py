"""Run commands in this process and note every time that Python itself opens the store's file, or SQLite's next to it.

    python watched_opens.py STORE < {"name": ["argument", ...], ...}  ->  {"name": [exit code, ["path", ...]], ...}

SQLite opens files by itself, unseen by Python's audit events; all that such an event names was opened past SQLite. The
store is first filled by `demo`, whose port is the second argument.
"""

import asyncio
import json
import os
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from crawler import cli  # noqa: F401  # registers the commands that fetch
from pipelines.cli import bulletins
from pipelines.cli.exits import guarded

STORE = os.path.realpath(sys.argv[1])
WATCHED = {STORE, f"{STORE}-wal", f"{STORE}-shm", f"{STORE}-journal"}
opened: list[str] = []


def watch(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and isinstance(arguments[0], (str, bytes, Path)):
        path = os.path.realpath(os.fsdecode(arguments[0]))
        if path in WATCHED:
            opened.append(path)


def call(arguments: list[str]) -> tuple[int, list[str]]:
    opened.clear()
    code = guarded(lambda: bulletins.main(arguments, "bulletins", standalone_mode=False))
    return code, list(opened)


def look_at_pages(datasette: object, _: object) -> None:
    """In the place of a server: what a browser would ask."""

    async def look() -> None:
        await datasette.invoke_startup()  # type: ignore[attr-defined]
        for path in ("/", "/bulletin/1", "/search?q=通知", "/store/bulletin_texts", "/questions/edited"):
            answer = await datasette.client.get(path)  # type: ignore[attr-defined]
            assert answer.status_code == 200, path
        await datasette.invoke_shutdown()  # type: ignore[attr-defined]

    asyncio.run(look())


def main() -> None:
    import pipelines.web.application as web

    web.serve = look_at_pages  # type: ignore[assignment]
    commands = json.load(sys.stdin)
    sys.addaudithook(watch)
    with redirect_stdout(StringIO()):
        # `demo` crawls; a process crawls once
        came = {"demo": call(["demo", "--port", sys.argv[2]])}
        came |= {name: call(arguments) for name, arguments in commands.items()}
        opened.clear()
        Path(STORE).open("rb").close()  # the watch is awake
        came["control"] = (0, list(opened))
    print(json.dumps(came))


if __name__ == "__main__":
    main()
