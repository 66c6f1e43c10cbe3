"""The program that `warm` starts once: it has the product imported, and forks for each program that is asked for.

It is asked over a Unix socket with one connection a program: a line of JSON with the three standard files comes in, the
process id goes out, and its wait status when it ended. The processes that read pages come from a fork server that all
programs share, for it has imported all that these need.
"""

import atexit
import builtins
import contextlib
import importlib
import json
import os
import random
import signal
import socket
import sys
import threading
import traceback
import types
from multiprocessing import forkserver, resource_tracker
from typing import Any, NoReturn

WHAT_A_CRAWLER_BLOCKS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# What a crawl and the commands import late; none of them may choose a reactor
IMPORTED = [
    "bulletins.cli.main",
    "bulletins.cli.crawl",
    "crawler.run",
    "crawler.settings",
    "crawler.spiders.bulletin",
    "crawler.item_pipelines",
    "scrapy.cmdline",
    "scrapy.core.scheduler",
    "scrapy.core.scraper",
    "scrapy.dupefilters",
    "scrapy.extensions.telnet",
    "scrapy.logformatter",
    "scrapy.pipelines",
    "scrapy.squeues",
    "scrapy.statscollectors",
    "twisted.internet.asyncioreactor",
]


def prepare() -> None:
    """Import what programs need, and start the fork server with the signals blocked that a crawl blocks for it."""
    for name in IMPORTED:
        __import__(name)
    if "twisted.internet.reactor" in sys.modules:
        raise SystemExit("an import chose a reactor")
    before = signal.pthread_sigmask(signal.SIG_BLOCK, WHAT_A_CRAWLER_BLOCKS)
    resource_tracker.ensure_running()
    forkserver.set_forkserver_preload(["pipelines.workers", "crawler.reading", "pipelines.recording"])
    forkserver.ensure_running()
    signal.pthread_sigmask(signal.SIG_SETMASK, before)


def serve(path: str) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)
        listening.listen(64)
        prepare()
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        print("ready", flush=True)
        threading.Thread(target=end_with_the_tests, daemon=True).start()
        while True:
            connection, _ = listening.accept()
            if not os.fork():
                listening.close()
                attend(connection)
            connection.close()


def end_with_the_tests() -> None:
    sys.stdin.read()
    os._exit(0)


def attend(connection: socket.socket) -> NoReturn:
    """Start one program, and say how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    data, files, *_ = socket.recv_fds(connection, 1 << 20, 3)
    while not data.endswith(b"\n"):
        data += connection.recv(1 << 20)
    child = os.fork()
    if not child:
        connection.close()
        run(json.loads(data), files)
    for file in files:
        os.close(file)
    with contextlib.suppress(OSError):  # the test may be gone
        connection.sendall(f"{child}\n".encode())
    _, status = os.waitpid(child, 0)
    with contextlib.suppress(OSError):
        connection.sendall(f"{status}\n".encode())
    os._exit(0)


def run(asked: dict[str, Any], files: list[int]) -> NoReturn:
    """Become the program: as near to `python -c` as a process can be that has all imported."""
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    if asked["session"]:
        os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    random.seed()
    importlib.reload(sys.modules["crawler.settings"])  # they come from the environment
    sys.argv = ["-c", *asked["arguments"]]
    # the fork server is no child of this process, which may not wait for it
    forkserver.ensure_running = forkserver._forkserver.ensure_running = lambda: None
    main = types.ModuleType("__main__")
    main.__dict__["__builtins__"] = builtins
    sys.modules["__main__"] = main
    code = 1
    try:
        exec(compile(asked["code"], "<string>", "exec"), main.__dict__)  # noqa: S102  # a test's own program
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
    except KeyboardInterrupt:
        traceback.print_exc()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    except BaseException:
        traceback.print_exc()
    finish(code)


def finish(code: int) -> NoReturn:
    with contextlib.suppress(BaseException):
        threading._shutdown()  # type: ignore[attr-defined]  # the interpreter's own first step
        atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    serve(sys.argv[1])
