"""Owns keyset paging: newest first by key, at the same cost at any depth, and counts that stop at a cap."""

from dataclasses import dataclass

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
    return page_of(lambda **bounds: list(_within(queryset, **bounds)[: size + 1]), queryset.model, before, after, size)


def page_of(fetch, model, before="", after="", size=SIZE) -> Page:
    """A page whose rows come from ``fetch(below=…, above=…)``: at most size + 1, nearest to the bound first."""
    upwards = bool(after) and not before
    bound = _key_of(model, before or after)
    if bound is None and (before or after):
        return Page([])
    rows = fetch(above=bound, below=None) if upwards else fetch(above=None, below=bound)
    more, rows = len(rows) > size, rows[:size]
    if not rows:
        return Page([])
    if upwards:
        rows.reverse()
    has_newer, has_older = (more, True) if upwards else (bound is not None, more)
    return Page(rows, rows[0].public_id if has_newer else "", rows[-1].public_id if has_older else "")


def _key_of(model, public_id):
    return model.objects.filter(public_id=public_id).values_list("pk", flat=True).first() if public_id else None


def _within(queryset, below=None, above=None):
    if above is not None:
        return queryset.filter(pk__gt=above).order_by("pk")
    return (queryset.filter(pk__lt=below) if below is not None else queryset).order_by("-pk")


def capped(queryset, cap=CAP) -> str:
    """How many rows there are, as people read it: "1,000+" from the cap on."""
    return told(queryset.order_by().values("pk")[: cap + 1].count(), cap)


def told(number, cap=CAP) -> str:
    """A count as people read it."""
    return f"{cap:,}+" if number > cap else f"{number:,}"
