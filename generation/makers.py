"""Owns who made a candidate: the people who may never approve it, with what each of them did."""

from assets.models import User
from generation.models import Candidate

DEEPEST = 50  # edits of edits; a longer chain is a fault in the data
DEEDS = ("wrote the prompt", "brought it in", "asked for it", "made it")
DEEDS_BEFORE = (
    "wrote the prompt of the image that this was edited from",
    "brought in the image that this was edited from",
    "asked for the image that this was edited from",
    "made the image that this was edited from",
)
_PARENT = ("parent", "prompt_version", "author", "importer", "requested_by")


def makers(candidate: Candidate) -> dict[User, str]:
    """Each maker and what they did: prompt author, importer, requester, and the same of every ancestor."""
    found: dict[User, str] = {}
    for depth, one in enumerate(lineage(candidate)):
        people = _prompt_author(one), one.importer, one.requested_by, one.author
        for person, deed in zip(people, DEEDS if depth == 0 else DEEDS_BEFORE, strict=True):
            if person:
                found.setdefault(person, deed)
    return found


def made(candidate: Candidate, person) -> bool:
    """Whether the person had a hand in it."""
    return person in makers(candidate)


def lineage(candidate: Candidate):
    """The candidate and the ones it was edited from, the nearest first."""
    seen = 0
    while candidate is not None and seen < DEEPEST:
        yield candidate
        seen += 1
        parent = candidate.parent_id
        candidate = parent and Candidate.objects.select_related(*_PARENT, "prompt_version__author").get(pk=parent)


def _prompt_author(candidate):
    return candidate.prompt_version.author if candidate.prompt_version_id else None
