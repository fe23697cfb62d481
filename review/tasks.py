"""Owns the doors for workers: each takes the id of a work row and makes one call."""

from celery import shared_task

from review import advice, course, guest_news, held_news, mail, mentions, mornings


@shared_task(name=mentions.MAIL)
def mail_mention(work_id: int) -> None:
    """Mails somebody who was named in a comment."""
    mail.mail_mention(work_id)


@shared_task(name=mornings.MAIL)
def mail_morning(work_id: int) -> None:
    """Mails somebody what waits for them."""
    mail.mail_morning(work_id)


@shared_task(name=advice.CHECK)
def check(work_id: int) -> None:
    """Checks a candidate against the brand kit."""
    advice.give(work_id)


@shared_task(name=course.REMIND)
def mail_reminder(work_id: int) -> None:
    """Mails somebody that a stage is due soon."""
    mail.mail_reminder(work_id)


@shared_task(name=course.HANDED)
def mail_handed(work_id: int) -> None:
    """Mails somebody to whom a signature was handed."""
    mail.mail_handed(work_id)


@shared_task(name=guest_news.MAIL)
def mail_guests(work_id: int) -> None:
    """Mails the owner of a brief that guests have spoken."""
    mail.mail_guests(work_id)


@shared_task(name=held_news.MAIL)
def mail_held(work_id: int) -> None:
    """Mails somebody what an approval that is held wants of them."""
    mail.mail_held(work_id)
