"""Owns one child process and the line to it: framed JSON and bytes, with a deadline."""

import fcntl
import json
import os
import select
import struct
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CHUNK = 1 << 20
# nothing of our own environment, and memory that is kept from one picture to the next
SURROUNDINGS = {
    "PATH": os.defpath,
    "LC_ALL": "C.UTF-8",
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(128 << 20),
}
MAX_REPLY = 1 << 20
MAX_BLOB = 1 << 28


class ChildDied(Exception):
    """The child ended before it answered, or answered nonsense."""


class ChildHung(Exception):
    """The child did not answer within the deadline."""


def widen(pipe):
    """Make room for a megabyte in a pipe where the system allows it: fewer turns for a large picture."""
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with suppress(OSError):
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, CHUNK)


class Line:
    """A running child. One job at a time; not safe for two threads at once."""

    def __init__(self):
        self.process = subprocess.Popen(  # noqa: S603 (our own interpreter and module)
            [sys.executable, "-m", "assets.imaging.child", str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=SURROUNDINGS,
            bufsize=0,
            start_new_session=True,
        )
        self.jobs = 0
        for pipe in (self.process.stdin, self.process.stdout):
            os.set_blocking(pipe.fileno(), False)
            widen(pipe)

    def ask(self, request, data, seconds):
        """(reply, [blobs]) for one job; raises ChildHung after `seconds`, ChildDied."""
        self.jobs += 1
        deadline = time.monotonic() + seconds
        head = json.dumps({**request, "size": len(data)}).encode()
        try:
            self.send(struct.pack(">I", len(head)) + head, deadline)
            self.send(data, deadline)
            return self.receive(deadline)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ChildDied from error

    def receive(self, deadline):
        """(reply, blobs): the reply names the sizes of the blobs that follow it."""
        (size,) = struct.unpack(">I", self.read(4, deadline, 4))
        reply = json.loads(self.read(size, deadline, MAX_REPLY))
        return reply, [self.read(length, deadline, MAX_BLOB) for length in reply.get("sizes", ())]

    def send(self, data, deadline):
        """Write all of `data`."""
        view, pipe = memoryview(data), self.process.stdin
        while view:
            self.wait([], [pipe], deadline)
            view = view[os.write(pipe.fileno(), view[:CHUNK]) :]

    def read(self, size, deadline, limit):
        """Exactly `size` bytes, if that is within `limit`."""
        if not 0 <= size <= limit:
            raise ChildDied
        parts, missing, pipe = [], size, self.process.stdout
        while missing:
            self.wait([pipe], [], deadline)
            part = os.read(pipe.fileno(), min(missing, CHUNK))
            if not part:
                raise ChildDied
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)

    def wait(self, readers, writers, deadline):
        """Until a pipe is ready."""
        left = deadline - time.monotonic()
        poll = select.poll()
        for pipe in readers:
            poll.register(pipe, select.POLLIN)
        for pipe in writers:
            poll.register(pipe, select.POLLOUT)
        if left <= 0 or not poll.poll(left * 1000):
            raise ChildHung

    def close(self):
        """Let go of the pipes only: in a forked process the child belongs to somebody else."""
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.returncode = 0

    def end(self):
        """Kill the child and wait for it."""
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()
