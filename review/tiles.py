"""Owns how one candidate is written on the board: its words, its glyph and its picture's address."""

from functools import cache

from django.urls import reverse

from assets import clock
from generation import remarks
from generation.models import Candidate
from review.models import Review
from review.opinions import OPEN_STATES

STATES = Candidate.State
REPLACED = "replaced"  # stands where a state would, once a newer version took the place
# state or verdict: status key, glyph, word
STATUS = {
    STATES.IN_REVIEW: ("waiting", "◷", "Waits"),
    STATES.CHANGES: ("changes", "↻", "Changes wanted"),
    STATES.APPROVED: ("approved", "✓", "Approved"),
    STATES.REJECTED: ("rejected", "✕", "Rejected"),
    REPLACED: ("replaced", "⇧", "Replaced"),
    Review.Verdict.SHORTLIST: ("shortlisted", "⚑", "Shortlisted"),
    Review.Verdict.PASS: ("passed", "–", "Passed"),
}
NONE = ("", "", "")


def tile(line, candidate, number, generators, others) -> dict:
    """One tile as the template writes it; ``others`` is (shortlisted, passed) by other people, or None."""
    generator = generators.get(line.generator_id)
    origin = generator.label if generator else candidate.tool or "made elsewhere"
    key, glyph, word = status_of(line)
    return {
        "id": line.public_id,
        "number": number,
        "image": candidate.image.public_id,
        "src": preview(candidate.image.public_id, 320),
        "width": candidate.image.width,
        "height": candidate.image.height,
        "opinion_version": line.opinion_version or 0,
        "verdict": line.verdict or "",
        "stars": line.stars or 0,
        "state": line.state,
        "open": line.state in OPEN_STATES,
        "turn": ("yes" if candidate.mine else "no") if line.state == STATES.IN_REVIEW else "",
        "letter": generator.letter if generator else "–",
        "origin": origin,
        "status": key,
        "glyph": glyph,
        "word": candidate.stage or word,
        "says": says(candidate),
        "remark": " ".join(remarks.at_sight(candidate)),
        "edited": _before(candidate),
        "unknown": candidate.provenance == Candidate.Provenance.UNKNOWN,
        "threads": candidate.open_threads or 0,
        # what stacks.mark fills in; a name that is missing costs the template more than one that is empty
        "stack": "",
        "under": False,
        "count": 0,
        "up": others[0] if others else 0,
        "down": others[1] if others else 0,
    }


def _before(candidate) -> str:
    """The picture that it was edited from: image id, width and height; empty for an image that is no edit."""
    if candidate.parent_id is None:
        return ""
    image = candidate.parent.image
    return f"{image.public_id} {image.width} {image.height}"


def with_large(made: dict) -> dict:
    """The tile with what the loupe needs besides: the large preview and words for it."""
    large = made.get("large") or preview(made["image"], 1600)
    return made | {"large": large, "alt": f"{made['number']}, {made['origin']}"}


def status_of(line) -> tuple[str, str, str]:
    """Status key, glyph and word: a decision or its waiting goes before an opinion."""
    if line.verdict and line.state in OPEN_STATES:
        return STATUS[line.verdict]
    return STATUS.get(line.state, NONE)


def says(candidate) -> str:
    """What stands behind the status, for a pointer that rests on it: who, and since when."""
    if candidate.state == STATES.OPEN or candidate.state_at is None:
        return ""
    verb = "Sent for approval" if candidate.state == STATES.IN_REVIEW else candidate.get_state_display()
    return f"{verb} by {candidate.state_by or 'the system'}, {moment(candidate.state_at, candidate.brand)}"


def title_of(version) -> str:
    """How people name a prompt version: "Prompt 1, version 3"; ``line`` is the position of its prompt."""
    return f"Prompt {version.line}, version {version.number}"


def moment(instant, brand) -> str:
    """An instant where the brand works: "14:03 CET" today, "21 Nov, 14:03 CET" before."""
    there = instant.astimezone(clock.zone(brand.timezone))
    return f"{there:%H:%M %Z}" if there.date() == clock.today(brand.timezone) else f"{there:%-d %b, %H:%M %Z}"


def preview(image_id: str, size: int) -> str:
    """The address of a private preview, 320, 800 or 1600 pixels on the long side."""
    return _pattern(size).replace("aaaaaaaaaaaaaaaa", image_id)


@cache
def _pattern(size: int) -> str:
    return reverse("assets:preview", args=("a" * 16, size))
