"""Owns writing files so that a whole one is there or none, and reading them back with their hash compared."""

import errno
import hashlib
import os
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from assets.problems import Unavailable

FULL = "disk_full"
NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
DISK_FULL = "The disk is full, so this picture was not kept. Nothing else changed; make room and bring it in again."


class Damaged(Exception):
    """Stored bytes are not those that were written."""


def put(storage, path: str, data: bytes) -> None:
    """Writes the file under exactly this new name; raises Unavailable when the disk is full, leaving nothing."""
    with told_when_full():
        if isinstance(storage, FileSystemStorage):
            _write_whole(Path(storage.path(path)), data)
        elif storage.save(path, ContentFile(data)) != path:
            raise FileExistsError(path)


def put_all(storage, files: dict[str, bytes]) -> None:
    """Writes all of {path: bytes}, or none."""
    written = []
    try:
        for path, data in files.items():
            put(storage, path, data)
            written.append(path)
    except BaseException:
        discard(storage, written)
        raise


def discard(storage, paths) -> None:
    """Removes files that no row points to; those which are gone already do not matter."""
    for path in paths:
        with suppress(OSError):
            storage.delete(path)


def read(storage, path: str, sha256: str) -> bytes:
    """The file's bytes. Raises Damaged if they are not those of this hash, FileNotFoundError if there are none."""
    with storage.open(path) as file:
        data = file.read()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Damaged(path)
    return data


@contextmanager
def told_when_full():
    """Turns the system's "no space" into a sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_SPACE:
            raise Unavailable(DISK_FULL, code=FULL) from error
        raise


def _write_whole(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(prefix=".part-", dir=path.parent)
    try:
        with os.fdopen(handle, "w+b") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            _compare(file, data)
        os.link(part, path)  # refuses, as rename would not, to put one file over another
    finally:
        Path(part).unlink(missing_ok=True)
    _sync_folder(path.parent)


def _compare(file, data: bytes) -> None:
    file.seek(0)
    if hashlib.sha256(file.read()).digest() != hashlib.sha256(data).digest():
        raise Damaged(file.name)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
