"""Owns what guests see of a link's images, and what the team sees of its guests.

A guest's page is made of nothing but the brand's and the brief's names, the pictures, the threads that guests of the
same link began, and the guest's own answer. Of the team no one is named there.
"""

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.db.models import Count

from assets import clock
from assets.identifiers import opaque_id
from assets.imaging import darkroom
from assets.storage import private
from review import guests, mentions, sign_offs, threads
from review.models import Comment, Guest, GuestImage, GuestLink, GuestVerdict
from review.tiles import moment

LARGE = 1600  # the longest side of what is shown
LONGEST_STAMP = 90  # characters
OWN_WORDS = {"approve": "Good from your side", "changes": "You want changes", "none": "No opinion"}
KEYS = {"approve": "approved", "changes": "changes", "none": "draft"}


@dataclass
class Shown:
    """One image on a guest's page."""

    id: str
    number: int
    width: int
    height: int
    seen: str
    closed: str
    verdict: GuestVerdict | None
    threads: list = field(default_factory=list)
    awaited: bool = False  # a stage waits for the guest's signature
    key: str = field(default_factory=opaque_id)
    note: str = ""  # typed and not taken, as are these
    text: str = ""
    homeless: str = ""

    def keep(self, typed) -> None:
        """Puts what a form sent and nobody took back into its field, or aside if that field is gone."""
        words, thread = typed.get("text") or typed.get("note") or "", typed.get("thread")
        answered = next((one for one in self.threads if one.id == thread), None)
        if self.closed or (thread and not answered):
            self.homeless = words
        elif answered:
            answered.text = words
        elif "verdict" in typed:
            self.note = words
        else:
            self.text = words

    @property
    def status(self) -> str:
        """The key of the status mark of the guest's own answer."""
        return KEYS[self.verdict.verdict] if self.verdict else ""

    @property
    def word(self) -> str:
        """The guest's own answer, said to them."""
        return OWN_WORDS[self.verdict.verdict] if self.verdict else ""


@dataclass
class Heard:
    """One thread on a guest's page: its comments as (who, when, text)."""

    id: str
    settled: bool
    comments: list = field(default_factory=list)
    key: str = field(default_factory=opaque_id)
    text: str = ""  # an answer that was typed and not taken


def shown_to(guest: Guest) -> list[Shown]:
    """The link's images with what this guest may read; eight queries at most for any number of them."""
    link = guest.link
    rows = list(link.images.select_related("candidate__image").annotate(later=Count("candidate__children")))
    keys = [row.candidate_id for row in rows]
    own = {one.candidate_id: one for one in guest.verdicts.filter(voided_at=None, candidate__in=keys)}
    heard = _heard(guest, keys)
    awaited = sign_offs.waits(keys) if link.mode == link.Mode.SIGN else set()
    return [
        _shown(link, row, own.get(row.candidate_id), heard.get(row.candidate_id, {}), row.candidate_id in awaited)
        for row in rows
    ]


def _shown(link, row, verdict, heard, awaited) -> Shown:
    image, closed = row.candidate.image, threads.closed_because(row.candidate, replaced=bool(row.later))
    share = min(1, LARGE / max(image.width, image.height))
    return Shown(
        id=row.public_id,
        number=row.position,
        width=round(image.width * share),
        height=round(image.height * share),
        seen=guests.seen_mark(link, row.candidate),
        closed=threads.CLOSED_TO_GUESTS if closed else "",
        verdict=verdict,
        threads=list(heard.values()),
        awaited=awaited,
    )


def _heard(guest, keys) -> dict:
    """For each candidate the threads that guests of the link began, by key. Whom the team names is left out."""
    link, found = guest.link, {}
    rows = Comment.objects.filter(thread__candidate__in=keys, thread__guest__link=link)
    rows = list(rows.select_related("thread", "guest").order_by("thread__number", "pk"))
    naming = [row for row in rows if row.guest_id is None and "@" in row.text]
    people = mentions.ever_named(link.brand, naming) if naming else []
    for row in rows:
        of_image = found.setdefault(row.thread.candidate_id, {})
        settled = row.thread.state == row.thread.State.RESOLVED
        thread = of_image.setdefault(row.thread_id, Heard(row.thread.public_id, settled))
        said = mentions.unnamed(row.text, people) if row in naming else row.text
        thread.comments.append((_speaker(row, guest), moment(row.created_at, link.brand), said))
    return found


def _speaker(row, guest) -> str:
    if row.guest_id is None:
        return f"{guest.link.brand.name}, the team"
    return "You" if row.guest_id == guest.pk else row.guest.name


def picture(image: GuestImage, guest: Guest) -> bytes:
    """A fresh copy of the large preview, without metadata; with the guest's name over it if the link wants that."""
    with private().open(image.candidate.image.preview_large) as file:
        data = file.read()
    return darkroom.show(data, stamp_of(guest) if guest.link.watermark else "")


def stamp_of(guest: Guest) -> str:
    """Name, address and day; what the drawn letters do not have is left out or written as a question mark."""
    day = clock.now().astimezone(ZoneInfo(guest.link.brand.timezone))
    drawable = guest.name.isprintable() and all(ord(letter) < 256 for letter in guest.name)
    name = guest.name if drawable else ""
    address = guest.email.encode("ascii", "replace").decode()
    who = " · ".join(part for part in (name, address) if part)
    return f"{who[:LONGEST_STAMP]} · {day:%-d %b %Y}"


@dataclass(frozen=True)
class Opinion:
    """A guest's answer as the team reads it."""

    guest: str
    email: str
    key: str
    word: str
    when: str
    note: str


def opinions_on(candidate) -> list[Opinion]:
    """What guests think of the candidate, oldest first; one query."""
    rows = GuestVerdict.objects.filter(candidate=candidate, voided_at=None).exclude(verdict="none")
    found = rows.select_related("guest").order_by("pk")
    return [
        Opinion(
            row.guest.name,
            row.guest.email,
            KEYS[row.verdict],
            row.get_verdict_display().lower(),
            moment(row.at, candidate.brand),
            row.note,
        )
        for row in found
    ]


def section(candidate) -> dict:
    """What the part of a page about guests is written from."""
    return {
        "guest_opinions": opinions_on(candidate),
        "guests_of": candidate.public_id,
        "guests_brief": candidate.brief.public_id,
        "guests_title": candidate.brief.title,
    }


def links_of(brief) -> list[GuestLink]:
    """The brief's links, newest first, each with its state in words and what came of it."""
    rows = brief.guest_links.select_related("created_by", "revoked_by", "brand").prefetch_related("guests")
    said = rows.annotate(shown=Count("images", distinct=True)).order_by("-pk")[:100]
    return [_told(link) for link in said]


def _told(link) -> GuestLink:
    alive = link.revoked_at is None and link.expires_at > clock.now()
    link.alive, link.state_key = alive, "live" if alive else "withdrawn"
    link.state_word = "Open" if alive else "Revoked" if link.revoked_at else "Expired"
    return link
