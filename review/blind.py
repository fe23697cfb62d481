"""Owns blind runs: which pairs, in which order and on which side, the votes on them, and the score at the end."""

from dataclasses import dataclass
from hashlib import sha256
from itertools import combinations, product

from django.db import transaction

from assets import access, audit, clock
from assets.models import User
from assets.problems import Conflict, Refused
from generation.models import Candidate
from review.models import BlindPair, BlindRun, Review
from review.opinions import MOST_SECONDS, OPEN_STATES

MOST_PAIRS = 20
MOST_OF_ONE = 40  # images of one generator that pairs are made of
VERDICTS = BlindPair.Verdict


@dataclass
class Score:
    """How one generator did in the pairs that count."""

    generator: object
    wins: int = 0
    ties: int = 0
    losses: int = 0

    @property
    def total(self) -> int:
        """All pairs that count."""
        return self.wins + self.ties + self.losses


def pairs_of(brief, by, seed: str) -> list[tuple]:
    """Pairs of open candidates of different generators, those of one prompt version first, at most MOST_PAIRS.

    Order and sides follow from the person and the seed: stable for one, different between people.
    """

    def rank(*parts) -> str:
        return sha256("\0".join([by.public_id, seed, *map(str, parts)]).encode()).hexdigest()

    rows = brief.candidates.filter(state__in=OPEN_STATES).exclude(generator=None).order_by("pk")
    groups = {}
    for row in sorted(rows, key=lambda row: rank(row.pk)):
        groups.setdefault(row.generator_id, []).append(row)
    every = [
        (one, other)
        for first, second in combinations(sorted(groups), 2)
        for one, other in product(groups[first][:MOST_OF_ONE], groups[second][:MOST_OF_ONE])
    ]
    every.sort(key=lambda pair: (pair[0].prompt_version_id != pair[1].prompt_version_id, rank(pair[0].pk, pair[1].pk)))
    chosen = sorted(_spread(every), key=lambda pair: rank("place", pair[0].pk, pair[1].pk))
    return [pair if int(rank("side", pair[0].pk, pair[1].pk), 16) % 2 else pair[::-1] for pair in chosen]


def _spread(pairs) -> list[tuple]:
    """The first pairs, each image as seldom as can be."""
    seen, left, chosen = {}, list(pairs), []
    while left and len(chosen) < MOST_PAIRS:
        pair = min(left, key=lambda pair: seen.get(pair[0].pk, 0) + seen.get(pair[1].pk, 0))
        left.remove(pair)
        chosen.append(pair)
        for row in pair:
            seen[row.pk] = seen.get(row.pk, 0) + 1
    return chosen


def start(brief, *, by) -> BlindRun:
    """Begins a run, or gives back the one that this person has not finished. Raises Refused without two generators."""
    access.require(by, "review", brief.brand)
    with transaction.atomic():
        # the person's row is the lock: a double click begins one run
        User.objects.select_for_update().get(pk=by.pk)
        going = BlindRun.objects.filter(brief=brief, by=by, finished_at=None).first()
        if going:
            return going
        run = BlindRun(brand=brief.brand, brief=brief, by=by)
        pairs = pairs_of(brief, by, run.public_id)
        if not pairs:
            raise Refused("A blind run needs open images of at least two generators. Make or bring back some first.")
        run.save()
        known = _seen_with_names({row.pk for pair in pairs for row in pair}, by)
        BlindPair.objects.bulk_create(
            BlindPair(run=run, position=number, a=a, b=b, sighted=bool({a.pk, b.pk} & known))
            for number, (a, b) in enumerate(pairs, 1)
        )
        audit.record("blind.started", run, by=by, after={"pairs": len(pairs)})
    return run


def _seen_with_names(keys, by) -> set[int]:
    """Those of the candidates whose maker this person knows: an opinion was given, even if taken back, or it is theirs.

    An opinion that was taken back does not make the name unseen.
    """
    said = Review.objects.filter(candidate__in=keys, by=by, sighted=True).values_list("candidate", flat=True)
    brought = Candidate.objects.filter(pk__in=keys, importer=by).values_list("pk", flat=True)
    return {*said, *brought}


def vote(run, position: int, verdict: str, *, by, seconds: int = 0) -> None:
    """Keeps the verdict on a pair, and ends the run with the last one. To say the same again changes nothing.

    Raises Conflict with the time if another verdict stands, and Refused for a pair that is not there.
    """
    access.require(by, "review", run.brand)
    if verdict not in VERDICTS.values or not verdict:
        raise Refused("There is no such verdict. Nothing was kept. Choose A, tie, both bad or B.")
    with transaction.atomic():
        # one verdict of a run at a time: of two last ones at once each would find the other's pair still open
        BlindRun.objects.select_for_update().get(pk=run.pk)
        if not _keep(run, position, verdict, by, seconds):
            return _stands(run, position, verdict)
        audit.record("blind.voted", run, by=by, after={"pair": position, "verdict": verdict})
        _finish(run, by)
    return None


def _keep(run, position, verdict, by, seconds) -> bool:
    """Writes the verdict under its guard, and whether the person has come to know a name since the run began."""
    pair = run.pairs.filter(position=position, verdict="").first()
    if pair is None:
        return False
    sighted = pair.sighted or bool(_seen_with_names({pair.a_id, pair.b_id}, by))
    looked = max(0, min(int(seconds), MOST_SECONDS))
    given = {"verdict": verdict, "voted_at": clock.now(), "active_seconds": looked, "sighted": sighted}
    return bool(run.pairs.filter(pk=pair.pk, verdict="").update(**given))


def _stands(run, position, verdict) -> None:
    pair = run.pairs.filter(position=position).first()
    if pair is None:
        raise Refused("There is no such pair in this run. Nothing was kept. Load the page again.")
    if pair.verdict != verdict:
        said = f"You said “{pair.get_verdict_display()}” on this pair at {pair.voted_at:%H:%M} UTC."
        raise Conflict(f"{said} A blind verdict stands; nothing was changed now.")


def _finish(run, by) -> None:
    if run.pairs.filter(verdict="").exists():
        return
    if BlindRun.objects.filter(pk=run.pk, finished_at=None).update(finished_at=clock.now()):
        audit.record("blind.finished", run, by=by, after={"pairs": run.pairs.count()})


def scores(pairs) -> list[Score]:
    """How each generator did, best first; pairs that were judged with names before do not count."""
    found = {}
    for pair in pairs:
        for side, row in (("a", pair.a), ("b", pair.b)):
            score = found.setdefault(row.generator_id, Score(row.generator))
            if pair.sighted:
                continue
            score.wins += pair.verdict == side
            score.ties += pair.verdict == VERDICTS.TIE
            score.losses += pair.verdict not in (side, VERDICTS.TIE)
    return sorted(found.values(), key=lambda score: (-score.wins, score.losses, score.generator.label))
