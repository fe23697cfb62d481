"""Owns the demo's blind runs: one that is finished and one that was paused, on the brief with most images."""

from itertools import cycle, islice

from config.demo.deciding import MUG, person
from generation.models import Brief
from review import blind, matches
from review.models import BlindRun

VERDICTS = ("a", "b", "tie", "a", "both_bad")
PAUSED_AFTER = 2  # pairs
# person, kind, how many pairs are judged (nothing: all)
RUNS = [("Ben Ortiz", "pairs", None), ("Ines Duarte", "champion", PAUSED_AFTER)]


def compare_blind() -> None:
    """Each run of the demo up to where its person stopped."""
    brief = Brief.objects.filter(title=MUG).first()
    for name, kind, judged in RUNS:
        if brief and matches.lengths_of(brief)[kind]:
            _judge(brief, person(name), kind, judged)


def _judge(brief, by, kind, judged) -> None:
    """Begins the run or goes on with it; a finished one is left as it is."""
    if BlindRun.objects.filter(brief=brief, by=by, kind=kind).exclude(finished_at=None).exists():
        return
    run = blind.start(brief, by=by, kind=kind)
    verdicts = islice(cycle(VERDICTS), judged or run.length)
    done = run.pairs.exclude(verdict="").count()
    for position, verdict in enumerate(verdicts, 1):
        if position > done:
            blind.vote(run, position, verdict, by=by, seconds=4)
