"""Owns the doors for workers: each takes the id of a work row and makes one call for whose turn it is."""

from celery import shared_task

from assets import work
from generation import admission, slots


@shared_task(name=slots.INTAKE)
def intake(work_id: int) -> None:
    """Takes one fetched picture in and makes its candidate."""
    admission.admit(work.turn(slots.INTAKE, work_id))
