"""Machines with networks of their own: a network namespace each (ip-netns(8)), and all that is in common is the disk.

    with network() as one:
        one.listening(port)     a socket that listens there, for a server of this process
        one.start               words before a command that is to run there

A namespace has a loopback of its own, with 127.0.0.0/8. It ends with the program that holds it.
"""

import array
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

__all__ = ["Network", "network", "why_none"]

HOLDER = """
import array, fcntl, socket, struct, sys
control = socket.socket(fileno=int(sys.argv[1]))
probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
SIOCSIFFLAGS, IFF_UP = 0x8914, 1
fcntl.ioctl(probe, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))
while asked := control.recv(16):
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("", int(asked)))
    listening.listen(128)
    handed = array.array("i", [listening.fileno()])
    control.sendmsg([b"1"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, handed)])
"""


@dataclass(frozen=True, slots=True)
class Network:
    """A namespace, held by a process with this number that is asked at `control` for sockets."""

    process: int
    control: socket.socket

    @property
    def start(self) -> list[str]:
        return ["nsenter", f"--net=/proc/{self.process}/ns/net"]

    def listening(self, port: int) -> socket.socket:
        """Return a socket that listens at all addresses of this network."""
        self.control.send(b"%d" % port)
        numbers = array.array("i", [-1])
        _, [(_, _, handed)], *_ = self.control.recvmsg(1, socket.CMSG_SPACE(numbers.itemsize))
        numbers = array.array("i", handed[: numbers.itemsize])
        return socket.socket(fileno=numbers[0])


@contextmanager
def network() -> Iterator[Network]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        holder = subprocess.Popen(  # noqa: S603  # our own program
            ["unshare", "--net", sys.executable, "-c", HOLDER, str(theirs.fileno())],  # noqa: S607
            pass_fds=[theirs.fileno()],
        )
        theirs.close()
        try:
            yield Network(holder.pid, ours)
        finally:
            ours.close()  # which ends it
            holder.wait(60)


def why_none() -> str:
    """Return why there can be no networks here; empty: there can."""
    if not (shutil.which("unshare") and shutil.which("nsenter")):
        return "no unshare and nsenter (util-linux)"
    tried = subprocess.run(["unshare", "--net", "true"], capture_output=True, text=True, check=False)  # noqa: S607
    return tried.stderr.strip()
