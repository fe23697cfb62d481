"""Owns the writing of audit events: one raw insert at the end of a brand's or the site's chain."""

import hashlib
import json

from django.db import connection, transaction

from assets import clock
from assets.audit.actions import ACTIONS
from assets.correlation import request_id
from assets.models import AuditEvent

SITE = "site"
GENESIS = "0" * 64


def record(action, obj, *, by, brand=None, before=None, after=None, reason="", details=None):
    """Appends one event about ``obj`` to the chain of ``brand`` (or of the site) inside the open transaction.

    ``by`` is a User, or None when the system acted. Raises KeyError for an action that is not on the closed list.
    """
    ACTIONS[action]
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An audit event belongs into the transaction of its change.")
    chain = brand.public_id if brand is not None else SITE
    last = AuditEvent.objects.filter(chain=chain).order_by("-seq").values_list("seq", "hash").first()
    seq, prev = (last[0] + 1, last[1]) if last else (1, GENESIS)
    at = clock.now()
    payload = json.dumps(
        {
            "action": action,
            "actor": by.public_id if by else "",
            "after": after,
            "at": at.isoformat(),
            "before": before,
            "details": details or {},
            "object": [obj._meta.model_name, getattr(obj, "public_id", str(obj.pk))],
            "reason": reason,
            "request": request_id(),
        },
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
        default=str,
    )
    digest = hashlib.sha256(f"v1\0{chain}\0{seq}\0{prev}\0{payload}".encode()).hexdigest()
    return AuditEvent.objects.create(
        chain=chain,
        seq=seq,
        at=at,
        actor_id=by.public_id if by else "",
        actor_kind="user" if by else "system",
        action=action,
        object_kind=obj._meta.model_name,
        object_id=getattr(obj, "public_id", str(obj.pk)),
        request_id=request_id(),
        payload=payload,
        prev_hash=prev,
        hash=digest,
    )
