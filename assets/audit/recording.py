"""Owns the writing of audit events: one raw insert at the end of a brand's or the site's chain."""

from typing import NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from assets import clock
from assets.audit import chain as chains
from assets.audit import checkpoints, texts
from assets.audit.actions import ACTIONS, SEALING
from assets.correlation import request_id

SITE = "site"
# where an object finds its brand and campaign when it has none of its own
PARENTS = ("brief", "request", "prompt", "asset", "record", "candidate", "round", "slot", "stage")
INSERT = """
    INSERT INTO assets_auditevent (chain, seq, at, actor_kind, actor_id, action, object_kind, object_id,
        campaign_id, request_id, payload, prev_hash, hash)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"""
HEAD = "SELECT seq, hash FROM assets_auditevent WHERE chain = %s ORDER BY seq DESC LIMIT 1"
SQLITE_HEAD, SQLITE_INSERT = HEAD.replace("%s", "?"), INSERT.replace("%s", "?")
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 6962))"


class Entry(NamedTuple):
    """Where an event stands: its chain, its number there and its hash."""

    chain: str
    seq: int
    hash: str


def record(action, obj, *, by, brand=None, campaign=None, before=None, after=None, reason="", details=None) -> Entry:
    """Appends one event about ``obj`` inside the open transaction; call it after all other writes.

    ``by`` is a User, a row whose ``actor_kind`` says what else acted, or None when the system did. The chain is
    that of ``brand``, or of the brand that ``obj`` belongs to, or the site's. ``before``, ``after`` and ``details``
    are plain values; whatever is not an identifier, a code, a number or a date goes behind a salted commitment, as
    the reason always does.
    Raises KeyError for an action that is not on the closed list.
    """
    ACTIONS[action]
    database = connections[DEFAULT_DB_ALIAS]
    if not database.in_atomic_block:
        raise transaction.TransactionManagementError("An audit event belongs into the transaction of its change.")
    free: list[texts.Free] = []
    body = {
        "after": texts.sift(after, free),
        "before": texts.sift(before, free),
        "details": texts.sift(details or {}, free),
        "reason": texts.commit(str(reason), free) if reason else "",
    }
    entry = _append(database, chain_of(obj, brand), _copied(action, obj, by, campaign), body)
    texts.keep(free)
    if entry.seq % checkpoints.EVERY == 0 or action in SEALING:
        checkpoints.seal(entry.chain)
    return entry


def chain_of(obj, brand=None) -> str:
    """The chain that an event about this object belongs to: a brand's public id, or "site"."""
    if obj._meta.model_name == "brand":
        return obj.public_id
    brand = brand or _reach(obj, "brand")
    return brand.public_id if brand else SITE


def name_of(obj) -> str:
    """What the log calls an object: its public id, or its key where people never see it."""
    return getattr(obj, "public_id", None) or str(obj.pk)


def _copied(action, obj, by, campaign) -> tuple:
    if campaign is None:
        campaign = obj if obj._meta.model_name == "campaign" else _reach(obj, "campaign")
    return (
        chains.instant(clock.now()),
        getattr(by, "actor_kind", "user") if by else "system",
        by.public_id if by else "",
        action,
        obj._meta.model_name,
        name_of(obj),
        campaign.public_id if campaign else "",
        request_id(),
    )


def _append(database, chain: str, copied: tuple, body: dict) -> Entry:
    payload, at = chains.compose(copied, body), copied[0]
    with database.wrap_database_errors:
        if database.vendor == "sqlite":
            # past Django's cursor, whose work on each statement costs as much as the statement
            run, head, insert = database.connection.execute, SQLITE_HEAD, SQLITE_INSERT
            at = at[:-1].replace("T", " ")
        else:
            run, head, insert = database.connection.cursor().execute, HEAD, INSERT
            run(LOCK, [chain])
        seq, prev = run(head, [chain]).fetchone() or (0, chains.GENESIS)
        own = chains.link(chain, seq + 1, prev, payload)
        run(insert, [chain, seq + 1, at, *copied[1:], payload, prev, own])
    return Entry(chain, seq + 1, own)


def _reach(obj, name: str, depth: int = 3):
    """The related object of that name: the object's own, or the nearest one above it."""
    found = getattr(obj, name, None)
    if found is not None or not depth:
        return found
    for parent in PARENTS:
        above = getattr(obj, parent, None)
        if above is not None and hasattr(above, "_meta"):
            return _reach(above, name, depth - 1)
    return None
