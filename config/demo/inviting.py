"""Owns the demo's guests: a link that lives, with a lawyer's comment and opinion."""

from config.demo.deciding import MUG, person
from generation.models import Brief
from review import guests
from review.models import GuestLink
from review.threads import DECIDED

INVITES, SHOWN = "Mara Lind", 3
LABEL, NAME, EMAIL = "Ruiz Legal", "Ana Ruiz", "ana.ruiz@demo.invalid"
SAID = "Is the pattern on the tin ours? Please check that before it is printed."
KEY = "demo guests"


def invite() -> None:
    """One link with one guest; what is there is left as it is."""
    by, brief = person(INVITES), Brief.objects.filter(title=MUG).first()
    open_ = brief.candidates.exclude(state__in=DECIDED).order_by("pk")[:SHOWN] if brief else []
    if not open_ or GuestLink.objects.filter(created_by=by, key=KEY).exists():
        return
    link, _ = guests.create(brief, open_, by=by, terms=guests.Terms(label=LABEL, days=30), key=KEY)
    guest = guests.introduce(link, name=NAME, email=EMAIL)
    guests.note_opened(link)
    first, second, *_ = [*link.images.select_related("candidate__image"), None, None]
    guests.comment(guest, first, text=SAID, key=KEY)
    if second:
        seen = guests.seen_mark(link, second.candidate)
        guests.decide(guest, second, guests.VERDICTS.APPROVE, note="Nothing against it from our side.", seen=seen)
