"""Run docs/three-questions.ipynb and write its answers into it: make notebook

    python docs/run_notebook.py                       on the sample site, crawled twice into a store of its own
    python docs/run_notebook.py --store FILE [--output OTHER.ipynb]    on a store of yours

Needs the extra `notebook` and a font with Chinese characters. No path and no time stays in the file.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from socket import socket

import nbclient
import nbformat

NOTEBOOK = Path(__file__).with_name("three-questions.ipynb")
BULLETINS = Path(sys.executable).with_name("bulletins")
SECONDS = 120  # for a cell; none takes more than a few


def sample_store(folder: Path) -> Path:
    """A store of the sample site, crawled twice: one of its notices is edited in between."""
    store = folder / "bulletins.db"
    with socket() as free:  # both crawls from one address, for it names the bulletins
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [str(BULLETINS), "demo", "--port", port, "--store", f"sqlite:///{store}"]
    for _ in range(2):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode not in (0, 1):  # 1: a source is suspicious, as one that shows nothing new may be
            sys.exit(done.stderr)
    return store


def executed(store: Path) -> nbformat.NotebookNode:
    """The notebook with what its cells say of a store. Raises nbclient's CellExecutionError."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    before = os.environ.get("BULLETINS_STORE")
    os.environ["BULLETINS_STORE"] = f"sqlite:///{store.resolve()}"
    os.environ["PATH"] = f"{BULLETINS.parent}{os.pathsep}{os.environ['PATH']}"
    try:
        where = {"metadata": {"path": str(NOTEBOOK.parent)}}
        client = nbclient.NotebookClient(notebook, timeout=SECONDS, resources=where, record_timing=False)
        client.execute()
    finally:
        if before is None:
            del os.environ["BULLETINS_STORE"]
        else:
            os.environ["BULLETINS_STORE"] = before
    # the version of Python and the kernel's name are the machine's, and change nothing
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return notebook


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path, metavar="FILE")
    parser.add_argument("--output", type=Path, default=NOTEBOOK, metavar="FILE.ipynb")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        nbformat.write(executed(asked.store or sample_store(Path(folder))), asked.output)
    print(f"{asked.output.name}: open it with Jupyter, or read it where it is shown")


if __name__ == "__main__":
    main()
