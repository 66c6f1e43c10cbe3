"""`bulletins serve` as it is called."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from bulletins.cli.group import bulletins
from pipelines.exit_codes import Exit, guarded
from pipelines.store import open_store

needs_extra = pytest.mark.usefixtures("extra")


@pytest.fixture
def extra() -> None:
    pytest.importorskip("datasette", reason="the extra `serve` is not installed")


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'bulletins.db'}"
    open_store(url).close()
    return url


def call(*arguments: str) -> int:
    return guarded(lambda: bulletins.main(["serve", *arguments], "bulletins", standalone_mode=False))


def test_without_the_extra_it_says_what_to_install(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.startswith(("datasette", "bulletins.web"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr("bulletins.web", raising=False)
    monkeypatch.setitem(sys.modules, "datasette", None)
    assert call("--store", url) == Exit.CONFIGURATION
    assert "pip install 'bulletins[serve]'" in capsys.readouterr().err


@needs_extra
def test_a_port_that_is_taken_is_named(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert call("--port", str(port), "--store", url) == Exit.USAGE
    assert f"127.0.0.1:{port}: Address already in use; name another --port" in capsys.readouterr().err


@needs_extra
def test_a_store_that_is_not_there_is_not_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "nothing.db"
    assert call("--port", "0", "--store", f"sqlite:///{path}") == Exit.CONFIGURATION
    assert "no store there yet" in capsys.readouterr().err
    assert not path.exists()


@needs_extra
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_on_this_machine_only_until_it_is_reported_to_end(url: str, ending: signal.Signals) -> None:
    served = subprocess.Popen(  # noqa: S603  # our own program
        [sys.executable, "-c", "from bulletins.cli.main import main; main()", "serve", "--port", "0", "--store", url],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert served.stderr is not None
    address = re.search(r"http://127\.0\.0\.1:\d+/", served.stderr.readline())
    assert address is not None
    with urlopen(address[0], timeout=20) as answer:  # noqa: S310  # our own address
        assert answer.status == 200
    served.send_signal(ending)
    assert "Traceback" not in served.stderr.read()
    assert served.wait(20) in (Exit.OK, -signal.SIGTERM)


@needs_extra
@pytest.mark.parametrize(("host", "warned"), [("127.0.0.1", False), ("0.0.0.0", True)])  # noqa: S104  # never served
def test_an_address_that_others_reach_is_warned_of(
    url: str, host: str, warned: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("bulletins.web.application.listening", lambda *_: socket.socket())
    monkeypatch.setattr("bulletins.web.application.serve", lambda *_: None)
    assert call("--host", host, "--port", "0", "--store", url) == Exit.OK
    assert ("without a password" in capsys.readouterr().err) == warned
