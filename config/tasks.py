"""Owns the task that proves the way from the database through the broker to a worker."""

from celery import shared_task

from assets import work


@shared_task(name="config.echo")
def echo(work_id: int) -> None:
    """Claims the row and finishes it."""
    lease = work.claim(work_id)
    if lease:
        lease.finish()
