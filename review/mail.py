"""Owns the mails about review: who was named in a thread, what waits in the morning, what an approval that is held
wants of somebody, and that guests have spoken.

What leaves the house holds no name, no words of a comment and no title, only that something waits and where. A mail
may come twice if a process dies between the sending and its record; it is never lost.
"""

from functools import partial
from smtplib import SMTPException

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse

from assets import clock, work
from assets.models import Membership
from review import approvals, guest_news, held_news, mentions
from review.models import GuestLink, HeldNews, Mention, MorningMail, Reminder, Round, SignOff
from review.stages import Standing

PAUSES = (30, 120, 600, 3600)  # seconds after each failure
LISTED = 10  # addresses in one mail
SIGNED = "You get this mail because you work on this brand in Proofmark."
log = structlog.get_logger("proofmark.mail")


def mail_mention(work_id: int) -> None:
    """Tells a person that a comment names them, if they may still see it."""
    lease = work.claim(work_id)
    if lease is None:
        return
    rows = Mention.objects.select_related("person", "comment__thread__brand", "comment__thread__candidate__brief")
    mention = rows.get(public_id=lease.work.subject)
    thread = mention.comment.thread
    if not _reachable(mention.person, thread.brand):
        lease.finish()
        return
    place = f"{settings.SITE_URL}{mentions.place(thread, mention.person)}"
    text = f"Somebody named you in a thread about an image.\n\nRead it and answer:\n{place}"
    _send(lease, mention.person, "You were named in a thread", text)


def mail_morning(work_id: int) -> None:
    """Tells a person in one mail how much waits for their decision; nothing waits, no mail."""
    lease = work.claim(work_id)
    if lease is None:
        return
    person = MorningMail.objects.select_related("person").get(public_id=lease.work.subject).person
    waiting = approvals.waiting(person).filter(brand__demo=False)
    number, late = waiting.count(), waiting.filter(due_at__lt=clock.now()).count()
    if not number or not person.is_active or not person.email:
        lease.finish()
        return
    said = "1 image waits" if number == 1 else f"{number} images wait"
    overdue = f", {late} of them late" if late else ""
    where = settings.SITE_URL + reverse("review:queue")
    _send(lease, person, f"{said} for you", f"{said} for your decision{overdue}.\n\nOpen the queue:\n{where}")


def mail_reminder(work_id: int) -> None:
    """Tells a person in one mail what is due soon of all found at one moment, but for what was signed since."""
    lease = work.claim(work_id)
    if lease is None:
        return
    rows = Reminder.objects.select_related("person", "stage__round__brand", "stage__round__candidate")
    first = rows.get(public_id=lease.work.subject)
    found = rows.filter(person=first.person_id, created_at=first.created_at).order_by("stage__due_at", "pk")
    due = [one for one in found if _awaits(one)]
    if not due:
        lease.finish()
        return
    places = [reverse("review:decision", args=[one.stage.round.candidate.public_id]) for one in due]
    alone = len(due) == 1
    said = "An image waits for your signature" if alone else f"{len(due)} images wait for your signature"
    more = [f"and {len(due) - LISTED} more, from the queue: {settings.SITE_URL}{reverse('review:queue')}"]
    listed = "\n".join([*(settings.SITE_URL + place for place in places[:LISTED]), *(more if due[LISTED:] else [])])
    first_due = "due" if alone else "the first due"
    subject = f"{said}, {first_due} within {min(one.hours for one in due)} hours"
    _send(lease, first.person, subject, f"{said}.\n\nOpen {'it' if alone else 'them'}:\n{listed}")


def mail_handed(work_id: int) -> None:
    """Tells whoever a signature was handed to, if it waits for them now; nothing of whose it was or who did it."""
    lease = work.claim(work_id)
    if lease is None:
        return
    rows = SignOff.objects.select_related("person", "stage__round__brand", "stage__round__candidate")
    place = rows.get(public_id=lease.work.subject)
    if not _awaits(place):
        lease.finish()
        return
    where = settings.SITE_URL + reverse("review:decision", args=[place.stage.round.candidate.public_id])
    text = f"An image waits for your signature, which was handed to you.\n\nOpen it:\n{where}"
    _send(lease, place.person, "A signature was handed to you", text)


def _awaits(row) -> bool:
    """Whether the signature of the row's person is still wanted in its stage, and they can be told."""
    round_, person = row.stage.round, row.person
    awaited = round_.state == Round.State.OPEN and Standing(round_).place_of(person, row.stage.public_id)
    return bool(awaited) and _reachable(person, round_.brand)


def mail_held(work_id: int) -> None:
    """Tells a person in one mail what approvals that are held want of them: to do what was wished for, to confirm."""
    lease = work.claim(work_id)
    if lease is None:
        return
    rows = HeldNews.objects.select_related("person", "decision__brand")
    row = rows.get(public_id=lease.work.subject)
    news = held_news.gather(row, lease.work.pk)
    if not news or not _reachable(row.person, row.decision.brand):
        lease.finish()
        return
    to_do, done = ([one.decision.candidate for one in news if one.done is done] for done in (False, True))
    parts = [
        _images(to_do, "approved with changes. Nothing is published before they are made. See what is wanted:"),
        _images(done, "waiting for your confirmation: the changes that were wanted are made. Look, and confirm:"),
    ]
    subject = "An approval waits for your confirmation" if done else "Approved, once something is done"
    _send(lease, row.person, subject, "\n\n".join(part for part in parts if part))


def _images(candidates, what: str) -> str:
    """How many there are and where; empty for none."""
    if not candidates:
        return ""
    places = [settings.SITE_URL + reverse("review:decision", args=[one.public_id]) for one in candidates]
    said = "1 image is" if len(places) == 1 else f"{len(places)} images are"
    more = len(places) - LISTED
    rest = [f"and {more} more, from your first page: {settings.SITE_URL}{reverse('review:home')}"] if more > 0 else []
    return "\n".join([f"{said} {what}", *places[:LISTED], *rest])


def mail_guests(work_id: int) -> None:
    """Tells the brief's owner that guests of a link have spoken; whoever made the link, if the owner cannot be told."""
    lease = work.claim(work_id)
    if lease is None:
        return
    rows = GuestLink.objects.select_related("brand", "brief__owner", "created_by")
    link = rows.get(public_id=lease.work.subject)
    news = guest_news.since_told(link)
    people = [one for one in (link.brief.owner, link.created_by) if _reachable(one, link.brand)]
    ended = partial(guest_news.settle, lease, link, news and news.until)
    if not news or not people:
        ended()
        return
    said = _counted(("comment", news.comments), ("opinion", news.opinions))
    where = _board(news.first)
    text = f"Guests gave {said} on {_counted(('image', news.images))}.\n\nRead and answer:\n{where}"
    _send(lease, people[0], "Guests have spoken", text, ended=ended)


def _counted(*pairs) -> str:
    """ "2 comments and 1 opinion"; what is none is left out."""
    return " and ".join(f"{number} {word}{'' if number == 1 else 's'}" for word, number in pairs if number)


def _reachable(person, brand) -> bool:
    """Whether the person has an address and may still see the brand's work, and the brand is no demo."""
    member = Membership.objects.filter(user=person, brand=brand).exists()
    return bool(member and person.is_active and person.email and not brand.demo)


def _board(candidate) -> str:
    return f"{settings.SITE_URL}{mentions.board(candidate)}"


def _send(lease, person, subject, text, *, ended=None) -> None:
    """Sends one mail outside of any transaction; a mail server that does not answer is tried again with pauses.

    ``ended`` is called after it was taken, instead of merely ending the work.
    """
    try:
        send_mail(settings.EMAIL_SUBJECT_PREFIX + subject, f"{text}\n\n{SIGNED}\n", None, [person.email])
    except (SMTPException, OSError) as problem:
        _again(lease, type(problem).__name__)
    else:
        (ended or lease.finish)()


def _again(lease, problem: str) -> None:
    log.warning("a mail was not taken", work=lease.work.pk, problem=problem)
    tried = lease.work.attempts
    if tried > len(PAUSES):
        lease.fail(f"The mail server did not take the mail: {problem}.")
    else:
        lease.retry(f"The mail server did not take the mail: {problem}.", after=PAUSES[tried - 1])
