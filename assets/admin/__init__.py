"""Owns the admin of the system of record: the log and all work read-only, tables of rules and people editable."""

from assets.admin import library, log, people, tables

__all__ = ["library", "log", "people", "tables"]
