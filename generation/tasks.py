"""Owns the doors for workers: each takes the id of a work row and makes one call."""

from celery import shared_task

from generation import admission, slots


@shared_task(name=slots.INTAKE)
def intake(work_id: int) -> None:
    """Takes one fetched picture in and makes its candidate."""
    admission.admit(work_id)
