"""Owns the small pool of child processes in which pictures from outside are developed.

A child is warm (Python and Pillow loaded), limited in memory and processor time,
and replaced when it dies, hangs or has done its share. It ends with this process,
also when this process is killed. Safe in threads and after a fork.
"""

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import Empty, LifoQueue

from assets.problems import Refused, Unavailable

from . import bands, limits
from .lines import ChildDied, ChildHung, Line
from .refusals import Unusable

SIZE = max(1, min(4, os.cpu_count() or 1))
BUSY = "Many pictures are being opened right now. Nothing was saved; try again in a minute."


class ImageRefused(Refused):
    """The bytes are not a picture that we take; `code` names the reason, `sentence` tells it."""

    def __init__(self, code, sentence):
        super().__init__(sentence, code=code)


@dataclass(frozen=True)
class Developed:
    """One picture: what the file says and the files made from it."""

    format: str
    width: int
    height: int
    sha256: str
    has_alpha: bool
    master: bytes = field(repr=False)
    master_format: str
    master_sha256: str
    marked_as: str
    previews: dict = field(repr=False)
    dhash: int
    blank: bool
    found: dict = field(repr=False)

    @property
    def dhash_bands(self):
        """The hash as four 16-bit numbers for the index."""
        return bands.split(self.dhash)


def develop(data, *, digital_source_type):
    """Developed from the bytes of one picture file.

    `digital_source_type` is an IPTC code; a stronger one found in the file wins.
    Raises ImageRefused with a sentence, or Unavailable when no child comes free in time.
    """
    data = bytes(data)
    if not data:
        raise refused("empty")
    if len(data) > limits.MAX_BYTES:
        raise too_large(len(data))
    reply, blobs = POOL.run({"source_type": digital_source_type}, data)
    if not reply["ok"]:
        raise ImageRefused(reply["code"], reply["sentence"])
    return gather(data, reply["facts"], blobs)


def measure(data):
    """What can be measured on the bytes of a preview: see measures.taken. Raises as develop does."""
    reply, _ = POOL.run({"job": "measure"}, bytes(data))
    if not reply["ok"]:
        raise ImageRefused(reply["code"], reply["sentence"])
    return reply["facts"]


def show(data, words=""):
    """A preview as the bytes of a fresh WebP without metadata, the words drawn over it. Raises as develop does."""
    reply, blobs = POOL.run({"job": "show", "words": words}, bytes(data))
    if not reply["ok"]:
        raise ImageRefused(reply["code"], reply["sentence"])
    return blobs[0]


def too_large(size):
    """The refusal of a file of `size` bytes, for callers that need not read it to know."""
    megabytes = f"{size / 1024 / 1024:,.0f}"
    return refused("too_many_bytes", megabytes=megabytes, limit=limits.MAX_MEGABYTES)


def refused(code, **values):
    """The ImageRefused for one of our own reasons."""
    return ImageRefused(code, Unusable(code, **values).sentence)


def gather(data, facts, blobs):
    """Developed from a child's reply; the hashes are taken here, over the bytes that were received."""
    master, *previews = blobs
    named = ("format", "width", "height", "has_alpha", "master_format", "marked_as", "dhash", "blank")
    found = ("texts", "exif", "xmp", "source_type", "c2pa", "gps", "trailing")
    return Developed(
        **{name: facts[name] for name in named},
        found={name: facts[name] for name in found},
        sha256=hashlib.sha256(data).hexdigest(),
        master=master,
        master_sha256=hashlib.sha256(master).hexdigest(),
        previews=dict(zip(limits.PREVIEW_SIDES, previews, strict=True)),
    )


class Pool:
    """A fixed number of places, each with a child or none yet; the last used is the next used."""

    def __init__(self, size, seconds=limits.JOB_SECONDS, wait=limits.WAIT_SECONDS):
        self.size, self.seconds, self.wait = size, seconds, wait
        self.start_anew()

    def start_anew(self):
        """Forget everything: at the beginning, and in a forked process, whose children these are not."""
        self.places = LifoQueue()
        for _ in range(self.size):
            self.places.put(None)
        self.opened = set()
        # A child dies with the thread that started it, so one thread starts them all and stays.
        self.opener = ThreadPoolExecutor(1, "darkroom")

    def forget_after_fork(self):
        """Close our copies of the parent's lines, so that its children still see it hang up."""
        for line in self.opened:
            line.close()
        self.start_anew()

    def run(self, request, data):
        """(reply, blobs) of one job; a child that dies is replaced and the job tried once more."""
        line = self.take()
        try:
            for last in (False, True):
                line = line or self.open()
                try:
                    reply, blobs = line.ask(request, data, self.seconds)
                    line = self.drop(line) if reply.get("spent") else line
                    return reply, blobs
                except ChildHung:
                    line = self.drop(line)
                    raise refused("too_slow", limit=self.seconds) from None
                except ChildDied:
                    line = self.drop(line)
                    if last:
                        raise refused("decoder_died") from None
        finally:
            self.put_back(line)

    def take(self):
        """A place from the pool: a line to a child, or None where none is open yet."""
        try:
            return self.places.get(timeout=self.wait)
        except Empty:
            raise Unavailable(BUSY, code="darkroom_busy") from None

    def put_back(self, line):
        """Return the place; a child that has done its share makes room for a fresh one."""
        if line is not None and line.jobs >= limits.JOBS_PER_CHILD:
            line = self.drop(line)
        self.places.put(line)

    def open(self):
        """A line to a new child."""
        line = self.opener.submit(Line).result()
        self.opened.add(line)
        return line

    def drop(self, line):
        """End a child; gives None, the empty place."""
        self.opened.discard(line)
        line.end()


POOL = Pool(SIZE)
os.register_at_fork(after_in_child=POOL.forget_after_fork)
