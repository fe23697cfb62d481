"""Owns keyset paging: newest first by key, at the same cost at any depth, and counts that stop at a cap."""

from dataclasses import dataclass

from django.db.models import Subquery

SIZE = 30
CAP = 1000


@dataclass(frozen=True)
class Page:
    """Rows, newest first, and the public ids to ask for the pages beside it; empty where there is none."""

    rows: list
    newer: str = ""
    older: str = ""


def newest_first(queryset, *, before="", after="", size=SIZE) -> Page:
    """One page of a queryset: the rows older than the row `before`, or newer than the row `after` (public ids)."""
    return page_of(lambda **bounds: list(_within(queryset, **bounds)[: size + 1]), before, after, size)


def page_of(fetch, before="", after="", size=SIZE) -> Page:
    """A page whose rows come from ``fetch(below=…, above=…)``, at most size + 1, nearest to the bound first.

    The bounds are public ids or empty; a bound that is no row gives an empty page.
    """
    upwards = bool(after) and not before
    rows = fetch(above=after, below="") if upwards else fetch(above="", below=before)
    more, rows = len(rows) > size, rows[:size]
    if not rows:
        return Page([])
    if upwards:
        rows.reverse()
    has_newer, has_older = (more, True) if upwards else (bool(before), more)
    return Page(rows, rows[0].public_id if has_newer else "", rows[-1].public_id if has_older else "")


def _within(queryset, below="", above=""):
    if above:
        return queryset.filter(pk__gt=_key_of(queryset.model, above)).order_by("pk")
    return (queryset.filter(pk__lt=_key_of(queryset.model, below)) if below else queryset).order_by("-pk")


def _key_of(model, public_id):
    return Subquery(model.objects.filter(public_id=public_id).values("pk"))


def capped(queryset, cap=CAP) -> str:
    """How many rows there are, as people read it: "1,000+" from the cap on."""
    return told(queryset.order_by().values("pk")[: cap + 1].count(), cap)


def told(number, cap=CAP) -> str:
    """A count as people read it."""
    return f"{cap:,}+" if number > cap else f"{number:,}"
