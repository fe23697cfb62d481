"""Owns what is kept of a tool's terms: a frozen copy for every candidate and rights record, and its digest."""

import hashlib
import json
from datetime import date, timedelta

from assets import clock
from assets.models import ToolTerms

STALE_AFTER = timedelta(days=180)
KEPT = (
    "key",
    "tool",
    "plan",
    "model_glob",
    "commercial",
    "conditions",
    "ownership",
    "public_by_default",
    "indemnity",
    "indemnity_limits",
    "training_disclosure",
    "provider_mark",
    "terms_url",
    "terms_sha256",
)
DATES = ("as_of", "valid_from", "valid_to")


def snapshot(terms: ToolTerms) -> dict:
    """The terms as they are now, as plain JSON values; later edits of the table do not reach it."""
    days = {name: str(getattr(terms, name)) if getattr(terms, name) else "" for name in DATES}
    return {name: getattr(terms, name) for name in KEPT} | days


def digest(kept: dict) -> str:
    """The SHA-256 of a snapshot in hex; of an empty snapshot it is empty, which no real one can be."""
    if not kept:
        return ""
    text = json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def label(kept: dict) -> str:
    """Tool and plan in words, as of which day."""
    named = " · ".join(part for part in (kept.get("tool", kept.get("key", "")), kept.get("plan", "")) if part)
    return f"{named}, as of {kept['as_of']}" if kept.get("as_of") else named


def stale(kept: dict) -> bool:
    """Whether nobody has read these terms again for half a year; a warning, never a stop."""
    return bool(kept.get("as_of")) and date.fromisoformat(kept["as_of"]) + STALE_AFTER < clock.now().date()


def evidence_kind(condition: dict) -> str:
    """The kind under which evidence for one condition of the terms is kept."""
    return f"terms:{condition.get('key') or hashlib.sha256(condition['question'].encode()).hexdigest()[:12]}"


def open_conditions(kept: dict, evidence_kinds) -> list[dict]:
    """The conditions that no evidence answers yet; none when the terms simply say yes."""
    if kept.get("commercial") != ToolTerms.Commercial.CONDITIONS:
        return []
    return [condition for condition in kept.get("conditions", []) if evidence_kind(condition) not in evidence_kinds]
