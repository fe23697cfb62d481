"""Owns the append-only log: one event for every state change, written in the change's own transaction."""

from assets.audit.recording import record

__all__ = ["record"]
