"""Owns the embedded broker: Celery's folder transport, made safe for readers that look every 50 milliseconds.

The stock transport writes a message in place and readers do not lock, so that a fast poller can pick up an
empty file and stop its worker. Here a message appears by rename, and a reader takes it by rename.
"""

import os
import time
import uuid
from pathlib import Path

from kombu import transport
from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps, loads

ALIAS = "filesystem"


class Channel(filesystem.Channel):
    """One folder, one file for each message: ``<milliseconds>_<uuid>.<queue>.msg``."""

    def _put(self, queue, payload, **_):
        final = Path(self.data_folder_out) / f"{time.time_ns() // 1_000_000}_{uuid.uuid4().hex}.{queue}.msg"
        part = final.with_suffix(".part")
        try:
            part.write_text(dumps(payload), encoding="utf-8")
            part.rename(final)
        except OSError as problem:
            raise ChannelError(f"The broker folder cannot be written: {problem.strerror}") from problem

    def _get(self, queue):
        for name in sorted(os.listdir(self.data_folder_in)):  # noqa: PTH208  (bare names, twenty times a second)
            if name.partition(".")[2] == f"{queue}.msg":
                payload = self._take(Path(self.data_folder_in) / name)
                if payload is not None:
                    return payload
        raise filesystem.Empty

    def _take(self, path: Path):
        """The message, or None when another worker was faster or the file is damaged."""
        taken = path.with_suffix(".taken")
        try:
            path.rename(taken)
            text = taken.read_text(encoding="utf-8")
            taken.unlink()
            return loads(text)
        except (OSError, ValueError):
            return None


class Transport(filesystem.Transport):
    """The folder transport with the safer channel."""

    Channel = Channel


def options(folder) -> dict:
    """The transport's options for a folder, which is made if absent."""
    control = folder / "control"
    control.mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(folder),
        "data_folder_out": str(folder),
        "control_folder": str(control),
        "polling_interval": 0.05,
    }


def install() -> None:
    """Makes ``filesystem://`` mean this transport in this process."""
    transport.TRANSPORT_ALIASES[ALIAS] = "config.broker:Transport"
