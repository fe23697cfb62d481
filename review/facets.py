"""Owns how a board is narrowed: by standing, maker, prompt and words; and the links that lead to each of its parts."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from urllib.parse import quote

from review import pages
from review.tiles import status_of, title_of

BROUGHT_IN = "brought-in"
LONGEST = 60  # characters of a search
WORD = re.compile(r"\w+")
SHOWS = {
    "all": "All",
    "undecided": "Undecided",
    "shortlisted": "Shortlisted",
    "passed": "Passed",
    "sent": "Waits for approval",
    "decided": "Decided",
}


@dataclass(frozen=True)
class Place:
    """Where on the board a person is; the address carries it, so that Back and a shared link work."""

    view: str = "grid"
    show: str = "all"
    by: str = ""
    version: str = ""
    q: str = ""  # words searched for, as they were typed
    at: str = ""
    against: str = ""
    among: str = ""  # ids in the survey, joined by dots
    start: str = ""
    stack: str = ""

    def query(self, **changes) -> str:
        """The query of the address of this place, with some parts replaced; empty parts and defaults left out."""
        there, plain = replace(self, **changes), Place()
        parts = ((name, getattr(there, name)) for name in self.__dataclass_fields__)
        return "&".join(f"{name}={quote(value, safe='')}" for name, value in parts if value != getattr(plain, name))


def chosen(lines, place, versions, generators, *, said=None) -> list:
    """The lines that pass the place's filters and hold a word for each one that it searches for; no query.

    ``said`` gives the words of a line with its version and generator, each after a space."""
    words, tell, known = words_of(place.q), said or _said, {}
    found = [line for line in lines if _passes(line, place, versions, generators)]
    if not words:
        return found

    def hit(line) -> bool:
        kind = line.version_id, line.generator_id, line.tool, status_of(line), frozenset(line.shows())
        if kind not in known:
            known[kind] = tell(line, versions.get(line.version_id), generators.get(line.generator_id))
        return all(f" {word}" in known[kind] for word in words)

    return [line for line in found if hit(line)]


def words_of(text: str) -> list[str]:
    """The words of a text as the search compares them: a word is found where another begins with it."""
    return WORD.findall(text.casefold())


def _said(line, version, generator) -> str:
    """All words of a line, each after a space: of its prompt, its maker and how it stands."""
    parts = [SHOWS[name] for name in line.shows() - {"all"}] + [status_of(line)[2], line.tool]
    parts += [title_of(version), version.text] if version else ["Brought in"]
    parts += [generator.label] if generator else ["Made elsewhere"]
    return "".join(f" {word}" for word in words_of(" ".join(parts)))


def _passes(line, place, versions, generators) -> bool:
    if place.show not in line.shows():
        return False
    if place.by and place.by != (generators[line.generator_id].key if line.generator_id else BROUGHT_IN):
        return False
    return not place.version or (line.version_id and versions[line.version_id].public_id == place.version)


def shows(place, counts) -> list[dict]:
    """The filters by standing, each with its number on the whole board."""
    return [
        {
            "key": key,
            "label": label,
            "count": counts[key],
            "query": _first_page(place, show=key),
            "current": place.show == key,
        }
        for key, label in SHOWS.items()
    ]


def generators(place, lines, rows) -> list[dict]:
    """The filters by maker; none where there is but one."""
    counts = Counter(line.generator_id for line in lines)
    found = [(row.key, row.label, counts[pk]) for pk, row in rows.items()]
    if counts[None]:
        found.append((BROUGHT_IN, "Brought in", counts[None]))
    return _filters(place, "by", sorted(found, key=lambda row: row[1]), len(lines))


def versions(place, lines, rows) -> list[dict]:
    """The filters by prompt version, the newest first; none where there is but one."""
    counts = Counter(line.version_id for line in lines)
    found = [(row.public_id, title_of(row), counts[pk]) for pk, row in sorted(rows.items(), reverse=True)]
    return _filters(place, "version", found, len(lines))


def _filters(place, name, found, total) -> list[dict]:
    if len(found) < 2:
        return []
    return [
        {
            "facet": f"{name}:{key}",
            "label": label,
            "count": count,
            "query": _first_page(place, **{name: key}),
            "current": getattr(place, name) == key,
        }
        for key, label, count in [("", "All", total), *found]
    ]


def _first_page(place, **changes) -> str:
    return place.query(start=pages.FIRST, at="", against="", among="", stack="", view="grid", **changes)
