"""Programs of our own (`python -c CODE`, `python -m bulletins`) in processes of their own, started by a fork.

    done = warm.run([sys.executable, "-c", CODE, "crawl"], capture_output=True, text=True, timeout=120)

`Popen` and `run` stand in for those of subprocess. An interpreter that begins by importing Scrapy and the readers takes
three seconds of CPU, more than most of the crawls that tests look at; here the first test of a process waits for them,
and the others fork. `make test-all` starts an interpreter for each program, and so does whoever asks for `cold`.
"""

import atexit
import json
import os
import socket
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from amounts import LONG

__all__ = ["Popen", "run"]

ROOT = Path(__file__).resolve().parents[2]
# Coverage is begun by an interpreter as it starts
COLD = LONG or any(name.startswith("COVERAGE_") for name in os.environ)


@cache
def interpreter() -> str:
    """Start the program that forks; the path of its socket."""
    path = Path(tempfile.mkdtemp(prefix="warm")) / "socket"
    program = subprocess.Popen(  # noqa: S603  # our own program
        [sys.executable, str(Path(__file__).with_name("warm_interpreter.py")), str(path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    assert program.stdout.readline() == "ready\n"
    atexit.register(leave, program, path)
    return str(path)


def leave(program: "subprocess.Popen[str]", path: Path) -> None:
    program.communicate(timeout=60)
    path.unlink(missing_ok=True)
    path.parent.rmdir()


class Popen(subprocess.Popen[str]):
    """As subprocess.Popen. `cold`: start an interpreter all the same."""

    connection: socket.socket | None = None

    def __init__(self, args: list[str], *, cold: bool = False, **options: Any) -> None:
        options.setdefault("stdin", subprocess.DEVNULL)
        if not COLD and args[:3] == [sys.executable, "-m", "bulletins"]:
            args = [sys.executable, "-c", "from bulletins.cli.main import main; main()", *args[3:]]
        self.is_cold = cold or COLD or args[:2] != [sys.executable, "-c"] or "preexec_fn" in options
        super().__init__(args, **options)

    # What follows takes the place of subprocess's own fork and waitpid

    def _execute_child(self, args: list[str], *rest: Any) -> None:
        _, _, _, _, cwd, env, _, _, _, *pipes = rest
        stdin, stdout, stderr, session = pipes[0], pipes[3], pipes[5], rest[-2]
        if self.is_cold:
            super()._execute_child(args, *rest)  # type: ignore[misc]
            return
        asked = {
            "code": args[2],
            "arguments": args[3:],
            "folder": str(cwd or Path.cwd()),
            "environment": dict(os.environ if env is None else env),
            "session": session,
        }
        self.connection = socket.socket(socket.AF_UNIX)
        self.connection.connect(interpreter())
        files = [own if given == -1 else given for own, given in enumerate((stdin, stdout, stderr))]
        data = json.dumps(asked).encode() + b"\n"
        sent = socket.send_fds(self.connection, [data], files)
        self.connection.sendall(data[sent:])
        self.answers = self.connection.makefile()
        self.pid = int(self.answers.readline())
        self._child_created = True
        self._close_pipe_fds(*pipes[:6])  # type: ignore[attr-defined]

    def _try_wait(self, wait_flags: int) -> tuple[int, int]:
        if self.connection is None:
            return super()._try_wait(wait_flags)  # type: ignore[misc, no-any-return]
        self.connection.setblocking(not wait_flags & os.WNOHANG)
        try:
            if not self.connection.recv(1, socket.MSG_PEEK):
                return self.pid, 9  # who forked it was killed
        except BlockingIOError:
            return 0, 0
        self.connection.setblocking(True)
        status = int(self.answers.readline())
        self.connection.close()
        return self.pid, status

    def _internal_poll(self, *arguments: Any, **options: Any) -> int | None:
        if self.connection is None:
            return super()._internal_poll(*arguments, **options)  # type: ignore[misc, no-any-return]
        if self.returncode is None:
            pid, status = self._try_wait(os.WNOHANG)
            if pid:
                self._handle_exitstatus(status)  # type: ignore[attr-defined]
        return self.returncode


def run(args: list[str], *, timeout: float | None = None, check: bool = False, **options: Any) -> Any:
    """As subprocess.run, without `input`."""
    if options.pop("capture_output", False):
        options |= {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with Popen(args, **options) as program:
        try:
            out, errors = program.communicate(timeout=timeout)
        except BaseException:
            program.kill()
            raise
    done = subprocess.CompletedProcess(args, program.returncode, out, errors)
    if check:
        done.check_returncode()
    return done
