"""Owns the doors for workers: each takes the id of a work row and makes one call."""

from celery import shared_task

from assets import publishing, uploads, work


@shared_task(name=publishing.PUBLISH)
def publish(work_id: int) -> None:
    """Publishes an asset."""
    uploads.publish(work.turn(publishing.PUBLISH, work_id))


@shared_task(name=publishing.TAKE_DOWN)
def take_down(work_id: int) -> None:
    """Takes a publication down."""
    uploads.take_down(work_id)


@shared_task(name=publishing.EXPIRE)
def expire(work_id: int) -> None:
    """Ends a publication whose rights ended."""
    uploads.expire(work_id)


@shared_task(name=publishing.RENEW)
def renew(work_id: int) -> None:
    """Tells the delivery service what changed about a live publication."""
    uploads.renew(work_id)


@shared_task(name=publishing.LOOK_UP)
def look_up(work_id: int) -> None:
    """Asks the delivery service whether a live publication is still there."""
    uploads.look_up(work_id)
