"""Owns who made a candidate: the people who may never approve it, with what each of them did."""

from assets.models import User
from generation.models import Candidate, PromptVersion

DEEPEST = 50  # edits of edits; a longer chain is a fault in the data
DEEDS = ("wrote the prompt", "brought it in", "asked for it", "made it")
DEEDS_BEFORE = (
    "wrote the prompt of the image that this was edited from",
    "brought in the image that this was edited from",
    "asked for the image that this was edited from",
    "made the image that this was edited from",
)
WROTE_BEFORE = "wrote earlier words of the prompt"
_PARENT = ("parent", "prompt_version", "author", "importer", "requested_by")


def makers(candidate: Candidate) -> dict[User, str]:
    """Each maker and what they did: prompt author, importer, requester, and the same of every ancestor.

    Whoever wrote an earlier version of the prompt, or the prompt that it was remixed from, is one of them.
    """
    found: dict[User, str] = {}
    for depth, one in enumerate(lineage(candidate)):
        people = _prompt_author(one), one.importer, one.requested_by, one.author
        for person, deed in zip(people, DEEDS if depth == 0 else DEEDS_BEFORE, strict=True):
            if person:
                found.setdefault(person, deed)
        for writer in _writers(one):
            found.setdefault(writer, WROTE_BEFORE)
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


def _writers(candidate: Candidate):
    """The authors of the version and those before, and of the prompts that any of them was remixed from."""
    version, seen = candidate.prompt_version if candidate.prompt_version_id else None, set()
    waiting = [version] if version else []
    while waiting:
        last = waiting.pop()
        if last.prompt_id in seen or len(seen) == DEEPEST:
            continue
        seen.add(last.prompt_id)
        earlier = _before(last)
        yield from (one.author for one in (last, *earlier))
        waiting += _remixed(last, *earlier)


def _before(version: PromptVersion) -> list[PromptVersion]:
    if version.number == 1:
        return []
    rows = PromptVersion.objects.filter(prompt=version.prompt_id, number__lt=version.number)
    return list(rows.select_related("author").order_by("-number"))


def _remixed(*versions: PromptVersion) -> list[PromptVersion]:
    """The versions, of other prompts, whose images gave the words."""
    sources = {version.remixed_from for version in versions} - {""}
    if not sources:
        return []
    found = PromptVersion.objects.filter(candidates__public_id__in=sources).select_related("author")
    return list(found.exclude(prompt__in=[version.prompt_id for version in versions]).distinct())


def _prompt_author(candidate):
    return candidate.prompt_version.author if candidate.prompt_version_id else None
