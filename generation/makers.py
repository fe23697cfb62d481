"""Owns who made a candidate: the people who may never approve it, with what each of them did."""

from django.db.models import Q
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
DESCENDANTS = """
    WITH RECURSIVE line(id) AS (
        SELECT CAST(%s AS bigint)
        UNION SELECT edit.id FROM generation_candidate edit JOIN line ON edit.parent_id = line.id
    ) SELECT id FROM line
"""
_OF_ANCESTOR = ("prompt_version__author", "author", "importer", "requested_by")


def makers(candidate: Candidate, book=None) -> dict[User, str]:
    """Each maker and what they did: prompt author, importer, requester, and the same of every ancestor.

    Whoever wrote an earlier version of the prompt, or the prompt that it was remixed from, is one of them. ``book``
    holds those words where they have been read for many candidates at once.
    """
    found: dict[User, str] = {}
    for depth, one in enumerate(lineage(candidate)):
        people = _prompt_author(one), one.importer, one.requested_by, one.author
        for person, deed in zip(people, DEEDS if depth == 0 else DEEDS_BEFORE, strict=True):
            if person:
                found.setdefault(person, deed)
        for writer in _writers(one, book or _Reading):
            found.setdefault(writer, WROTE_BEFORE)
    return found


def makers_of_all(candidates) -> dict[int, dict[User, str]]:
    """``makers`` of each candidate, by its key; as many queries for a hundred candidates as for one."""
    candidates = list(candidates)
    _read_ancestors(candidates)
    book = _Book(one.prompt_version for each in candidates for one in lineage(each) if one.prompt_version_id)
    return {each.pk: makers(each, book) for each in candidates}


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


def family(candidate: Candidate, **annotations) -> dict[int, Candidate]:
    """The candidate, the ones it was edited from and all that was made from it, by key, in one query; what ``lineage``
    wants of each is kept with it."""
    above, below = (RawSQL(line, [candidate.pk]) for line in (ANCESTORS, DESCENDANTS))  # noqa: S611 as below
    rows = Candidate.objects.filter(Q(pk__in=above) | Q(pk__in=below)).select_related(*_OF_ANCESTOR)
    found = rows.annotate(**annotations).in_bulk() | {candidate.pk: candidate}
    for one in found.values():
        one.__dict__["_edited_from"] = _line(one, found)
    return found


def _ancestors(candidate: Candidate) -> list[Candidate]:
    """The ones it was edited from in one query, however many."""
    if not candidate.parent_id:
        return []
    keys = RawSQL(ANCESTORS, [candidate.parent_id])  # noqa: S611 nothing from outside is put into the words
    return _line(candidate, Candidate.objects.filter(pk__in=keys).select_related(*_OF_ANCESTOR).in_bulk())


def _read_ancestors(candidates) -> None:
    """Reads what each was edited from, one query for each depth, and keeps it with it."""
    rows: dict[int, Candidate] = {}
    wanted = {one.parent_id for one in candidates if one.parent_id}
    while wanted:
        found = Candidate.objects.filter(pk__in=wanted).select_related(*_OF_ANCESTOR).in_bulk()
        rows |= found
        wanted = {one.parent_id for one in found.values() if one.parent_id} - rows.keys()
    for one in candidates:
        one.__dict__["_edited_from"] = _line(one, rows)


def _line(candidate, rows) -> list[Candidate]:
    line, parent = [], rows.get(candidate.parent_id)
    while parent is not None and len(line) < DEEPEST:
        line.append(parent)
        parent = rows.get(parent.parent_id)
    return line


def _writers(candidate: Candidate, words):
    """The authors of the version and those before, and of the prompts that any of them was remixed from."""
    version, seen = candidate.prompt_version if candidate.prompt_version_id else None, set()
    waiting = [version] if version else []
    while waiting:
        last = waiting.pop()
        if last.prompt_id in seen or len(seen) == DEEPEST:
            continue
        seen.add(last.prompt_id)
        earlier = words.before(last)
        yield from (one.author for one in (last, *earlier))
        waiting += words.remixed(last, *earlier)


class _Reading:
    """Earlier words of one image, read as they are asked for."""

    @staticmethod
    def before(version: PromptVersion) -> list[PromptVersion]:
        """The versions before this one, the newest first."""
        if version.number == 1:
            return []
        rows = PromptVersion.objects.filter(prompt=version.prompt_id, number__lt=version.number)
        return list(rows.select_related("author").order_by("-number"))

    @staticmethod
    def remixed(*versions: PromptVersion) -> list[PromptVersion]:
        """The versions, of other prompts, whose images gave the words."""
        sources = {version.remixed_from for version in versions} - {""}
        if not sources:
            return []
        found = PromptVersion.objects.filter(candidates__public_id__in=sources).select_related("author")
        return list(found.exclude(prompt__in=[version.prompt_id for version in versions]).distinct())


class _Book:
    """The same for many images: read at the start, two queries for each depth of remixing."""

    def __init__(self, versions):
        self.prompts: dict[int, list[PromptVersion]] = {}
        self.sources: dict[str, PromptVersion] = {}
        wave = list(versions)
        while new := {version.prompt_id for version in wave} - self.prompts.keys():
            self.prompts |= {key: [] for key in new}
            for row in PromptVersion.objects.filter(prompt__in=new).select_related("author").order_by("-number"):
                self.prompts[row.prompt_id].append(row)
            wave = self._read_sources({row.remixed_from for key in new for row in self.prompts[key]} - {""})

    def _read_sources(self, names) -> list[PromptVersion]:
        rows = Candidate.objects.filter(public_id__in=names - self.sources.keys(), prompt_version__isnull=False)
        found = {row.public_id: row.prompt_version for row in rows.select_related("prompt_version__author")}
        self.sources |= found
        return list(found.values())

    def before(self, version: PromptVersion) -> list[PromptVersion]:
        """The versions before this one, the newest first."""
        return [row for row in self.prompts[version.prompt_id] if row.number < version.number]

    def remixed(self, *versions: PromptVersion) -> list[PromptVersion]:
        """The versions, of other prompts, whose images gave the words."""
        own = {version.prompt_id for version in versions}
        found = (self.sources.get(version.remixed_from) for version in versions)
        return [version for version in found if version and version.prompt_id not in own]


def _prompt_author(candidate):
    return candidate.prompt_version.author if candidate.prompt_version_id else None
