"""Owns which images meet in a blind run, in which order and place. All of it follows from person and run."""

from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from itertools import combinations, pairwise, product

from django.db.models import Count

from generation.models import Candidate
from review.facets import BROUGHT_IN
from review.models import BlindPair
from review.opinions import OPEN_STATES

MOST_PAIRS = 20
MOST_OF_ONE = 40  # images of one maker that pairs are made of
FEWEST_PANES, MOST_PANES, PANES = 3, 9, 4  # images of one set in a survey


@dataclass(frozen=True, order=True)
class Maker:
    """Who made an image: a generator, or the tool declared for one brought in; ``key`` is the filter of the board."""

    label: str
    key: str


def maker_of(candidate) -> Maker:
    """The maker of a candidate, as the score names it."""
    if candidate.generator_id:
        return Maker(candidate.generator.label, candidate.generator.key)
    return Maker(candidate.tool or "Origin unknown", BROUGHT_IN)


def open_of(brief):
    """The candidates that a run is made of."""
    return brief.candidates.filter(state__in=OPEN_STATES)


def lengths_of(brief) -> dict:
    """How many pairs each kind of run would have now, and how many images a survey; in one query."""
    rows = open_of(brief).values("generator_id", "tool").annotate(number=Count("pk"))
    each = Counter()
    for row in rows:
        each[row["generator_id"] or row["tool"]] += row["number"]
    if len(each) < 2:
        return {"pairs": 0, "champion": 0, "survey": 0}
    every = sum(one * other for one, other in combinations(each.values(), 2))
    surveyed = min(MOST_PAIRS * MOST_PANES, each.total()) if each.total() >= FEWEST_PANES else 0
    return {"pairs": min(MOST_PAIRS, every), "champion": min(MOST_PAIRS, each.total() - 1), "survey": surveyed}


def ranking(by, seed: str):
    """A function that gives anything its place in an order of this person and seed, which nobody else can foresee."""

    def rank(*parts) -> str:
        return sha256("\0".join([by.public_id, seed, *map(str, parts)]).encode()).hexdigest()

    return rank


def pairs_of(brief, by, seed: str) -> list[tuple]:
    """Pairs of open candidates of different makers, those of one prompt version first, at most MOST_PAIRS."""
    rank = ranking(by, seed)
    groups = _groups(brief, rank)
    every = [
        (one, other)
        for first, second in combinations(sorted(groups), 2)
        for one, other in product(groups[first][:MOST_OF_ONE], groups[second][:MOST_OF_ONE])
    ]
    every.sort(key=lambda pair: (not _alike(*pair), rank(pair[0].pk, pair[1].pk)))
    chosen = sorted(_spread(every), key=lambda pair: rank("place", pair[0].pk, pair[1].pk))
    return [sides(rank, *pair) for pair in chosen]


def line_of(brief, by, seed: str) -> list[Candidate]:
    """The images of a champion run in the order in which they challenge, each maker in turn until there are enough."""
    rank = ranking(by, seed)
    groups = _groups(brief, rank)
    if len(groups) < 2:
        return []
    turns = [(number, rank(row.pk), row) for rows in groups.values() for number, row in enumerate(rows)]
    chosen = [row for *_, row in sorted(turns, key=lambda turn: turn[:2])[: MOST_PAIRS + 1]]
    return sorted(chosen, key=lambda row: rank("place", row.pk))


def sets_of(brief, by, seed: str, panes: int) -> list[list[Candidate]]:
    """Sets of about so many open candidates, each in one set: of one prompt version and of all makers as far as can be.

    No set holds fewer than FEWEST_PANES; without that many images there is none.
    """
    rank = ranking(by, seed)
    turns = []
    for rows in _groups(brief, rank).values():
        seen = Counter()
        for row in rows:
            turns.append((rank("version", row.prompt_version_id), seen[row.prompt_version_id], rank(row.pk), row))
            seen[row.prompt_version_id] += 1
    rows = [row for *_, row in sorted(turns, key=lambda turn: turn[:3])][: MOST_PAIRS * panes]
    number = min(-(-len(rows) // panes), len(rows) // FEWEST_PANES)
    ends = [len(rows) * place // number for place in range(number + 1)] if number else []
    sets = [sorted(rows[one:end], key=lambda row: rank("pane", row.pk)) for one, end in pairwise(ends)]
    return sorted(sets, key=lambda rows: rank("place", rows[0].pk))


def with_sides(pairs) -> list[BlindPair]:
    """The pairs, each with its ``sides``: letter and candidate; one query for those of surveys, none for others."""
    pairs = list(pairs)
    more = {key for pair in pairs for key, _ in pair.more}
    rows = Candidate.objects.select_related("generator", "image").in_bulk(more) if more else {}
    for pair in pairs:
        own = [pair.a, pair.b, *(rows[key] for key, _ in pair.more)]
        pair.sides = list(zip(pair.keys, own, strict=True))
    return pairs


def sides(rank, one, other) -> tuple:
    """The two in the order A, B: who holds the title or comes first says nothing about the side."""
    first, second = sorted((one, other), key=lambda row: row.pk)
    return (first, second) if int(rank("side", first.pk, second.pk), 16) % 2 else (second, first)


def holder_of(run, pairs) -> int:
    """The key of the image that stays after these pairs: the last better one; a tie or two bad ones change nothing."""
    better = [pair.better_id for pair in pairs if pair.better_id]
    return better[-1] if better else run.line[0][0]


def next_of(run) -> BlindPair | None:
    """The pair in which the next image of the line challenges the one that stays, not stored yet; None at its end."""
    pairs = list(run.pairs.all())
    number = len(pairs) + 1
    if number >= len(run.line):
        return None
    names = dict(run.line)
    rows = Candidate.objects.in_bulk([holder_of(run, pairs), run.line[number][0]])
    a, b = sides(ranking(run.by, run.public_id), *rows.values())
    return BlindPair(run=run, position=number, a=a, b=b, a_token=names[a.pk], b_token=names[b.pk])


def names_ahead(run, pairs) -> list[str]:
    """The names of the images that come after the first of these open pairs, so that they can be fetched before."""
    if run.kind == run.Kind.CHAMPION:
        return [name for _, name in run.line[pairs[0].position + 1 :][:1]]
    return [name for pair in pairs[1:] for name in pair.tokens]


def _groups(brief, rank) -> dict:
    """Open candidates by maker, in this person's order."""
    groups = {}
    for row in sorted(open_of(brief).select_related("generator"), key=lambda row: rank(row.pk)):
        groups.setdefault(maker_of(row), []).append(row)
    return groups


def _alike(one, other) -> bool:
    return one.prompt_version_id is not None and one.prompt_version_id == other.prompt_version_id


def _spread(pairs) -> list[tuple]:
    """The first pairs, each image as seldom as can be."""
    seen, left, chosen = Counter(), list(pairs), []
    while left and len(chosen) < MOST_PAIRS:
        pair = min(left, key=lambda pair: seen[pair[0].pk] + seen[pair[1].pk])
        left.remove(pair)
        chosen.append(pair)
        seen.update(row.pk for row in pair)
    return chosen
