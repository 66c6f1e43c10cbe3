"""Ingests on a disk that fails at the Nth write, in forks of one program that has imported all already.

    FAULT_BELOW=FOLDER/ LD_PRELOAD=faulty_disk.so python faulty_ingests.py FOLDER PAGES TEXTS...
    each line of stdin: NAME N HOW  ->  the exit code and the number of writes of an ingest into FOLDER/NAME.db

Each ingest goes into a store that is there already with PAGES, and is of PAGES and TEXTS.
"""

import ctypes
import os
import sys

from bulletins.cli.group import bulletins
from bulletins.cli.ingest import ingest  # noqa: F401  # imported once, before the forks
from pipelines.exit_codes import guarded


def main() -> None:
    disk = ctypes.CDLL(None)
    folder, *saved = sys.argv[1:]
    for line in sys.stdin:
        name, at, how = line.split()
        heard, said = os.pipe()
        child = os.fork()
        if not child:
            disk.arm(ctypes.c_long(int(at)), int(how))
            arguments = ["ingest", *saved, "--store", f"sqlite:///{folder}/{name}.db"]
            code = guarded(lambda arguments=arguments: bulletins.main(arguments, "bulletins", standalone_mode=False))
            os.write(said, str(disk.counted()).encode())
            os._exit(code)
        os.close(said)
        _, status = os.waitpid(child, 0)
        calls = os.read(heard, 20).decode() or at
        os.close(heard)
        print(os.waitstatus_to_exitcode(status), calls, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
