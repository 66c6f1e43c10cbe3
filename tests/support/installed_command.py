"""The installed command `bulletins`, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path


def bulletins(*arguments: str, store: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  # our own command
        [str(Path(sys.executable).with_name("bulletins")), *arguments, "--store", f"sqlite:///{store}"],
        env={**os.environ, "BULLETINS_ALLOW_PRIVATE": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
