"""Owns guests: links that show chosen images to people without an account, and what those people say of them.

What a guest says is an opinion with weight, and by a link for signing off also the signature of the one stage that
waits for it. Approving is a brand manager's. Nobody checks who a guest is; the name and the address are as given, and
stand beside each opinion.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.crypto import constant_time_compare, salted_hmac

from assets import access, audit, clock, wording
from assets.audit.texts import Private
from assets.problems import Conflict, Forbidden, NotFound, Refused
from generation.models import Candidate
from review import guest_news, sign_offs, threads
from review.models import Comment, Guest, GuestImage, GuestLink, GuestVerdict, Thread

DAYS, MOST_DAYS = 7, 90
MOST_IMAGES, MOST_GUESTS = 24, 50
SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 128
LABEL, NAME, EMAIL, NOTE = 80, 80, 254, 1000  # characters
TOKEN = 43  # characters of a token: 256 random bits
MODES, VERDICTS = GuestLink.Mode, GuestVerdict.Verdict
OPENED_EVERY = timedelta(minutes=1)
GONE = "This link leads nowhere, or no longer does. Ask the person who sent it for a new one."


@dataclass(frozen=True)
class Terms:
    """What a link allows and for how long."""

    label: str
    mode: str = MODES.DECIDE
    days: int = DAYS
    password: str = ""
    watermark: bool = True


def create(brief, candidates, *, by, terms: Terms, key: str) -> tuple[GuestLink, str]:
    """A link to these candidates of the brief, and its token, which is told here and never again."""
    access.require(by, "invite_guests", brief.brand)
    fields = _checked(terms)
    if not key or len(key) > 40 or wording.fault(key):
        raise Refused("The form was sent without its key. No link was made. Load the page and send it again.")
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        shown = _showable(brief, candidates)
        if terms.mode == MODES.SIGN:
            sign_offs.require_stranger(shown, by)
        link = _write(brief, by=by, key=key, token_sha256=digest_of(token), **fields)
        rows = [GuestImage(link=link, candidate=one, position=place) for place, one in enumerate(shown, 1)]
        GuestImage.objects.bulk_create(rows)
        told = {"mode": link.mode, "expires": link.expires_at, "watermark": link.watermark}
        after = told | {"password": bool(link.password), "images": shown}
        audit.record("guest_link.created", link, by=by, after=after, details={"label": Private(link.label)})
    return link, token


def revoke(link: GuestLink, *, by) -> GuestLink:
    """Ends a link at once, also for those who have it open. A second click changes nothing."""
    access.require(by, "invite_guests", link.brand)
    with transaction.atomic():
        living = GuestLink.objects.filter(pk=link.pk, revoked_at=None)
        if living.update(revoked_at=clock.now(), revoked_by=by):
            audit.record("guest_link.revoked", link, by=by, after={"revoked": True})
            sign_offs.withdraw(link, by=by)
    link.refresh_from_db()
    return link


def find(token: str) -> GuestLink:
    """The living link of this token. One that is unknown, revoked or expired raises the same NotFound."""
    link = None
    if len(token) == TOKEN:
        rows = _living().select_related("brand", "brief__campaign")
        link = rows.filter(token_sha256=digest_of(token)).first()
    if link is None:
        raise NotFound(GONE)
    return link


def unlock(link: GuestLink, password: str) -> None:
    """Raises Refused unless this is the link's password."""
    if link.password and not check_password(password[:LONGEST_PASSWORD], link.password):
        raise Refused("That is not the password of this link. Look at it again, or ask who sent you the link.")


def introduce(link: GuestLink, *, name: str, email: str) -> Guest:
    """Somebody who says who they are on their first visit."""
    name = " ".join(wording.needed(name, what="Your name", longest=NAME).split())
    with transaction.atomic():
        _locked(link)
        if link.guests.count() >= MOST_GUESTS:
            raise Refused(f"{MOST_GUESTS} people have used this link; it takes no more. Ask for one of your own.")
        guest = Guest.objects.create(link=link, name=name, email=_address(email))
        audit.record(
            "guest.named",
            guest,
            by=guest,
            brand=link.brand,
            campaign=link.brief.campaign,
            after={"link": link},
            details={"name": Private(guest.name), "email": Private(guest.email)},
        )
    return guest


def note_opened(link: GuestLink) -> None:
    """Remembers, to the minute, when a guest last had the images before them."""
    before = clock.now() - OPENED_EVERY
    GuestLink.objects.filter(Q(opened_at=None) | Q(opened_at__lt=before), pk=link.pk).update(opened_at=clock.now())


def comment(guest: Guest, image: GuestImage, *, text: str, key: str, thread_id: str = "") -> Comment:
    """Begins a thread about the image, or goes on with one that guests of this link began."""
    with transaction.atomic():
        link = _locked(guest.link)
        shown = _shown(guest, image)
        thread = None
        if thread_id:
            begun = Thread.objects.select_related("candidate", "brand")
            thread = begun.filter(public_id=thread_id, candidate=shown.candidate, guest__link=guest.link).first()
            if thread is None:
                raise NotFound(GONE)
        said = threads.say_as_guest(shown.candidate, guest=guest, text=text, key=key, thread=thread)
        guest_news.tell(link)
    return said


def decide(guest: Guest, image: GuestImage, verdict: str, *, note: str, seen: str, member=None) -> GuestVerdict:
    """Keeps what the guest thinks of the image that was on screen; the same said twice stands once. By a link for
    signing off it also signs the stage that waits for a guest, sends the image back, or takes the signature back.

    ``seen`` is the mark of the bytes that were shown, ``member`` whoever is signed in to the house in the same browser.
    Raises Conflict if the bytes are other ones now, or if the team has finished with the image or gone on with it.
    """
    note = wording.plain(note, what="The note", longest=NOTE)
    if verdict not in VERDICTS.values:
        raise Refused("There is no such answer. Nothing was saved. Choose one of the buttons.")
    if verdict == VERDICTS.CHANGES and not note:
        raise Refused("Say what should change. Nothing was saved.", code="note")
    with transaction.atomic():
        link = _locked(guest.link)
        if link.mode == MODES.COMMENT:
            raise Forbidden("This link is for looking and comments. Nothing was saved.")
        sign_offs.require_outsider(link, member)
        candidate = _unchanged(_shown(guest, image), seen)
        made = _keep(guest, candidate, verdict, note)
        if link.mode == MODES.SIGN:
            made.candidate, made.guest = candidate, guest
            sign_offs.settle(made)
        guest_news.tell(link)
    return made


def seen_mark(link: GuestLink, candidate: Candidate) -> str:
    """What the page carries for the bytes that it shows; it tells nothing of them."""
    return salted_hmac("review.guests.seen", f"{link.public_id}:{candidate.image.sha256}").hexdigest()[:32]


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode()).hexdigest()


def _checked(terms: Terms) -> dict:
    if terms.mode not in MODES.values:
        raise Refused("Say whether guests may decide or comment only. No link was made.")
    if not 1 <= terms.days <= MOST_DAYS:
        raise Refused(f"A link lives from 1 to {MOST_DAYS} days. No link was made.", code="days")
    password = terms.password
    if password and not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        most = f"{SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters"
        raise Refused(f"A password has {most}, or there is none. No link was made.", code="password")
    return {
        "label": wording.needed(terms.label, what="Whom the link is for", longest=LABEL),
        "mode": terms.mode,
        "password": make_password(password) if password else "",
        "watermark": terms.watermark,
        "expires_at": clock.now() + timedelta(days=terms.days),
    }


def _showable(brief, candidates) -> list[Candidate]:
    """The candidates, each once, if they are of the brief and something can still be said about them."""
    wanted = {one.pk for one in candidates}
    found = Candidate.objects.filter(pk__in=wanted, brief=brief).select_related("image").order_by("pk")
    rows = list(found.filter(children=None).exclude(state__in=threads.DECIDED))
    if not wanted:
        raise Refused("No image is chosen. No link was made. Choose what the guest is to see.", code="empty")
    if len(rows) != len(wanted):
        raise Conflict("Some of these images were decided or replaced meanwhile. No link was made. Choose anew.")
    if len(rows) > MOST_IMAGES:
        raise Refused(f"A link shows up to {MOST_IMAGES} images. No link was made. Choose fewer.", code="many")
    return rows


def _write(brief, *, by, **fields) -> GuestLink:
    try:
        with transaction.atomic():
            return GuestLink.objects.create(brand=brief.brand, brief=brief, created_by=by, **fields)
    except IntegrityError as problem:
        sentence = (
            "This link was made already and its address was shown then. If it is lost, revoke it and make another."
        )
        raise Conflict(sentence, code="twice") from problem


def _living():
    return GuestLink.objects.filter(revoked_at=None, expires_at__gt=clock.now())


def _locked(link) -> GuestLink:
    """The link, locked while something is said through it; a revocation waits, or comes first and is seen here."""
    found = _living().select_for_update(of=("self",)).select_related("brand").filter(pk=link.pk).first()
    if found is None:
        raise NotFound(GONE)
    return found


def _shown(guest, image) -> GuestImage:
    rows = GuestImage.objects.select_related("candidate__image", "candidate__brand", "candidate__brief__campaign")
    found = rows.filter(pk=image.pk, link=guest.link_id).first()
    if found is None:
        raise NotFound(GONE)
    return found


def _unchanged(shown, seen) -> Candidate:
    """The candidate under lock, if it is still what the guest saw and still open."""
    rows = Candidate.objects.select_for_update(of=("self",)).select_related("image", "brand", "brief__campaign")
    candidate = rows.get(pk=shown.candidate_id)
    if threads.is_closed(candidate):
        raise Conflict(f"{threads.CLOSED_TO_GUESTS} Nothing was saved.", code="closed")
    if not constant_time_compare(seen, seen_mark(shown.link, candidate)):
        raise Conflict("The image is another one than you saw. Nothing was saved. Look at it again.", code="changed")
    return candidate


def _keep(guest, candidate, verdict, note) -> GuestVerdict:
    rows = GuestVerdict.objects.filter(guest=guest, candidate=candidate, voided_at=None)
    before, now, digest = rows.first(), clock.now(), candidate.image.sha256
    if before and (before.verdict, before.note, before.image_sha256) == (verdict, note, digest):
        return before
    rows.update(voided_at=now)
    said = {"verdict": verdict, "note": note, "image_sha256": digest, "at": now}
    made = GuestVerdict.objects.create(guest=guest, candidate=candidate, **said)
    audit.record(
        "guest.judged",
        candidate,
        by=guest,
        before={"guest_says": before.verdict} if before else None,
        after={"guest_says": verdict},
        reason=note,
        details={"image_sha256": digest, "link": guest.link},
    )
    return made


def _address(email: str) -> str:
    email = wording.needed(email, what="Your e-mail address", longest=EMAIL)
    try:
        validate_email(email)
    except ValidationError:
        raise Refused("That is no e-mail address. Write it as name@example.com.", code="email") from None
    return email
