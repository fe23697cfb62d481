"""Owns the append-only log: one event for every state change, written in the change's own transaction."""

from assets.audit.recording import SITE, Entry, record
from assets.audit.texts import Private

__all__ = ["SITE", "Entry", "Private", "record"]
