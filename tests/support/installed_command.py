"""The command `bulletins`, in a process of its own: as it is installed, where all is tried (`make test-all`)."""

import os
import subprocess
import sys
from pathlib import Path

import warm
from amounts import LONG

INSTALLED = [str(Path(sys.executable).with_name("bulletins"))]
FORKED = [sys.executable, "-c", "from bulletins.cli.main import main; main()"]


def bulletins(*arguments: str, store: Path) -> "subprocess.CompletedProcess[str]":
    done: subprocess.CompletedProcess[str] = warm.run(
        [*(INSTALLED if LONG else FORKED), *arguments, "--store", f"sqlite:///{store}"],
        env={**os.environ, "BULLETINS_ALLOW_PRIVATE": "1"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done
