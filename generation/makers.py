"""Owns who made a candidate: the people who may never approve it, with what each of them did."""

from django.db.models.expressions import RawSQL

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
ANCESTORS = """
    WITH RECURSIVE line(id) AS (
        SELECT CAST(%s AS bigint)
        UNION SELECT edited.parent_id FROM generation_candidate edited JOIN line ON edited.id = line.id
    ) SELECT id FROM line WHERE id IS NOT NULL
"""  # UNION, so that a circle, which would be a fault in the data, ends
_OF_ANCESTOR = ("prompt_version__author", "author", "importer", "requested_by")


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
    """The candidate and the ones it was edited from, the nearest first; those are read at once and kept with it."""
    yield candidate
    line = candidate.__dict__.get("_edited_from")
    if line is None:
        line = candidate.__dict__["_edited_from"] = _ancestors(candidate)
    yield from line


def _ancestors(candidate: Candidate) -> list[Candidate]:
    """The ones it was edited from in one query, however many."""
    if not candidate.parent_id:
        return []
    keys = RawSQL(ANCESTORS, [candidate.parent_id])  # noqa: S611 nothing from outside is put into the words
    rows = Candidate.objects.filter(pk__in=keys).select_related(*_OF_ANCESTOR).in_bulk()
    line, parent = [], rows.get(candidate.parent_id)
    while parent is not None and len(line) < DEEPEST:
        line.append(parent)
        parent = rows.get(parent.parent_id)
    return line


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
