"""Owns the work inside the limited child process: one job after the other from its standard input.

Runs as `python -m assets.imaging.child <parent pid>`, without Django, settings,
secrets in its environment, or the right to write a file. It ends with its parent.
"""

import ctypes
import json
import os
import resource
import signal
import struct
import sys
from pathlib import Path

from . import containers, fingerprints, limits, measures, metadata, pixels, prints, stamps
from .refusals import Unusable
from .sourcetypes import strongest

DEATH_SIGNAL = 1


def develop(data, source_type):
    """(facts, [blobs]) of one picture; blobs are the master and the previews by falling size."""
    container = containers.examine(data)
    facts, orientation = metadata.gather(container)
    image = pixels.decode(container, orientation)
    files, smallest = prints.previews(image)
    code = strongest(source_type, facts["source_type"])
    master, master_format = prints.master(image, code)
    facts.update(
        format=container.format,
        width=image.width,
        height=image.height,
        has_alpha=image.mode == "RGBA",
        master_format=master_format,
        marked_as=code,
        dhash=fingerprints.dhash(smallest),
        blank=fingerprints.is_blank(smallest),
    )
    return facts, [master, *(files[side] for side in limits.PREVIEW_SIDES)]


def measured(data):
    """(what can be measured on one picture, no blobs)."""
    return measures.taken(pixels.decode(containers.examine(data))), []


def shown(data, words):
    """(no facts, [one WebP]): the picture without any metadata, and with the words over it if there are some."""
    image = pixels.decode(containers.examine(data))
    return {}, [prints.webp(stamps.stamped(image, words) if words else image, *prints.QUALITY[1600])]


def done(request, data):
    """(facts, [blobs]) of the job that the request names."""
    if request.get("job") == "measure":
        return measured(data)
    if request.get("job") == "show":
        return shown(data, request["words"])
    return develop(data, request["source_type"])


def answer(request, data):
    """(reply, blobs) for one job: the facts, or the code and sentence of a refusal."""
    try:
        facts, blobs = done(request, data)
        return {"ok": True, "facts": facts, "sizes": [len(blob) for blob in blobs]}, blobs
    except Unusable as refusal:
        return {"ok": False, "code": refusal.code, "sentence": refusal.sentence}, []
    except MemoryError:
        # what is left of the memory would make the next pictures look damaged
        refusal = Unusable("too_hungry")
        return {"ok": False, "code": refusal.code, "sentence": refusal.sentence, "spent": True}, []


def confine(parent):
    """Take the limits on: memory, files, core dumps, and death together with the parent."""
    cap(resource.RLIMIT_AS, address_space() + limits.CHILD_MEMORY)
    cap(resource.RLIMIT_CORE, 0)
    cap(resource.RLIMIT_FSIZE, 0)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def address_space():
    """Bytes of address space in use; half a gigabyte where the system does not say."""
    try:
        pages = Path("/proc/self/statm").read_text().split()[0]
    except OSError:
        return 1 << 29
    return int(pages) * resource.getpagesize()


def cap(kind, value):
    """Lower one limit of this process for good."""
    resource.setrlimit(kind, (value, value))


def grant_seconds():
    """Allow the next job its processor time; the alarm ends a job that waits instead of working."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + limits.JOB_CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))
    signal.alarm(limits.JOB_SECONDS + 5)


def read_exactly(stream, size):
    """`size` bytes, or None at the end of the stream."""
    data = stream.read(size)
    return data if len(data) == size else None


def serve(incoming, outgoing):
    """Answer jobs until the parent closes the line. Frames: length of JSON, JSON, then its blobs."""
    while head := read_exactly(incoming, 4):
        request = json.loads(read_exactly(incoming, struct.unpack(">I", head)[0]))
        data = read_exactly(incoming, request["size"])
        if data is None:
            return
        grant_seconds()
        reply, blobs = answer(request, data)
        signal.alarm(0)
        body = json.dumps(reply).encode()
        outgoing.write(b"".join([struct.pack(">I", len(body)), body, *blobs]))
        outgoing.flush()


def private_output():
    """The parent's line; whatever a library prints goes to standard error instead."""
    line = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return line


def main():
    """Take the limits on, work until the parent hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    confine(int(sys.argv[1]))
    with private_output() as outgoing:
        serve(sys.stdin.buffer, outgoing)


if __name__ == "__main__":
    main()
