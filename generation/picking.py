"""Owns which of the due images a sweeper takes up next: each brand in its turn, suspects one at a time, within room."""

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from assets import fairness, work
from generation.models import Slot


def choose(due, limit: int, room: dict[int, int]) -> list[int]:
    """Keys of up to ``limit`` of the due work rows; ``room`` says how many more each generator may be asked for."""
    return _within(_one_on_trial(fairness.in_turn(_of_each_brand(due, limit))[:limit]), room)


def _of_each_brand(due, limit: int) -> list[tuple]:
    """Brand, key, subject and whether it is on trial of up to ``limit`` rows of each brand, the most urgent first."""
    urgent = (F("priority").desc(), F("run_after").asc(), F("pk").asc())
    rows = due.annotate(on_trial=work.ON_TRIAL, nth=Window(RowNumber(), partition_by="brand", order_by=urgent))
    columns = rows.filter(nth__lte=limit).order_by("nth", *urgent).values_list("brand", "pk", "subject", "on_trial")
    return list(columns)


def _one_on_trial(rows: list[tuple]) -> list[tuple]:
    """Key and subject of the rows, but only the first of those on trial."""
    first = next((pk for _, pk, _, on_trial in rows if on_trial), None)
    return [(pk, subject) for _, pk, subject, on_trial in rows if not on_trial or pk == first]


def _within(rows: list[tuple], room: dict[int, int]) -> list[int]:
    """The work rows that there is room for; those of slots that are at work already always."""
    queued = Slot.objects.filter(public_id__in=[subject for _, subject in rows], state=Slot.State.QUEUED)
    waits_for = dict(queued.values_list("public_id", "request__generator"))
    found = []
    for pk, subject in rows:
        generator = waits_for.get(subject)
        if generator is not None:
            room[generator] = room.get(generator, 1) - 1
        if generator is None or room[generator] >= 0:
            found.append(pk)
    return found
