"""Owns what an auditor has to know about: images with a problem, counted and listed by kind."""

from dataclasses import dataclass

from django.urls import get_script_prefix

from assets import access, clearance, clock, paging
from assets.media import preview_url
from assets.models import Asset
from generation.models import Candidate

STATES = Candidate.State


@dataclass(frozen=True)
class Kind:
    """One kind of problem: what it is called, what it means, and how it looks when there is none."""

    key: str
    title: str
    meaning: str
    none: str
    status: str


KINDS = {
    kind.key: kind
    for kind in (
        Kind(
            "expiring", "Rights that expire soon", "Renew them or plan the end.", "No rights run out soon.", "changes"
        ),
        Kind(
            "lapsed",
            "In the library without rights",
            "Expired, revoked or never cleared.",
            "All rights stand.",
            "failed",
        ),
        Kind("unknown", "Unknown provenance", "Nobody can approve these yet.", "Every origin is known.", "waiting"),
        Kind("failed", "Failed publications", "Approved, but not where they should be.", "None failed.", "failed"),
    )
}


@dataclass(frozen=True)
class Line:
    """One image with a problem, as a list shows it."""

    title: str
    url: str
    picture: str
    brand: str
    said: str


def rows(kind: str, user):
    """The images with that problem in the brands that the person may audit, as a queryset of assets or candidates."""
    brands = access.brands_where(user, "view_audit")
    if kind == "unknown":
        found = Candidate.objects.filter(brand__in=brands, provenance=Candidate.Provenance.UNKNOWN)
        return found.exclude(state=STATES.REJECTED).select_related("brand", "image", "brief")
    assets = Asset.objects.filter(brand__in=brands, state=Asset.State.APPROVED).select_related(
        "brand", "image", "rights__current"
    )
    if kind == "failed":
        return assets.filter(standing=Asset.Standing.FAILED)
    states = (clearance.State.EXPIRING,) if kind == "expiring" else clearance.State
    wanted = [state for state in states if kind == "expiring" or state not in clearance.LETS_APPROVE]
    by_rights = clearance.state_expression(clock.now(), "rights__current__")
    return assets.annotate(rights_state=by_rights).filter(rights_state__in=wanted)


def counts(user) -> list[tuple[Kind, str, bool]]:
    """Each kind with its count as people read it, and whether there is any; one query a kind."""
    told = [(kind, paging.capped(rows(kind.key, user))) for kind in KINDS.values()]
    return [(kind, number, number != "0") for kind, number in told]


def lines(found) -> list[Line]:
    """The rows as lines."""
    return [_of_candidate(row) if isinstance(row, Candidate) else _of_asset(row) for row in found]


def _of_candidate(row) -> Line:
    url = f"{get_script_prefix()}briefs/{row.brief.public_id}/?view=loupe&at={row.public_id}"
    said = f"{row.get_origin_display()} on {row.created_at:%-d %B %Y}, tool not known"
    return Line(row.brief.title, url, preview_url(row.image, 320), row.brand.name, said)


def _of_asset(row) -> Line:
    current = row.rights.current
    until = f"rights end on {current.term_end:%-d %B %Y}" if current and current.term_end else "rights without end"
    state = clearance.State(row.rights_state).label if hasattr(row, "rights_state") else row.get_standing_display()
    url = f"{get_script_prefix()}library/{row.public_id}/"
    return Line(row.title, url, preview_url(row.image, 320), row.brand.name, f"{state}, {until}")
