"""Owns stacks: near-duplicates of one prompt version from one generator lie under the best of them on the board."""

from itertools import groupby

from assets import likeness
from generation.models import Candidate
from review.models import Review

STATES, VERDICTS = Candidate.State, Review.Verdict
COOKIE = "stacks"


def rank(line) -> tuple:
    """What makes one lie above another: approved, then sent, shortlisted, more stars, not passed, older."""
    states = (STATES.APPROVED, STATES.IN_REVIEW)
    place = states.index(line.state) if line.state in states else len(states)
    shortlisted, passed = line.verdict == VERDICTS.SHORTLIST, line.verdict == VERDICTS.PASS
    return line.state == STATES.REJECTED, place, not shortlisted, -(line.stars or 0), passed, line.pk


def piled(lines) -> tuple[list, dict]:
    """The lines with each stack together, its best first, where its best one stands; and of each line in a stack
    the lines of that stack. No query: the hashes are on the lines."""
    ordered, stack_of = [], {}
    for _, group in groupby(lines, key=lambda line: (line.version_id, line.generator_id)):
        best_first = {line.pk: line for line in sorted(group, key=rank)}
        found = likeness.stacks({pk: line.dhash for pk, line in best_first.items()})
        for keys in sorted(found, key=lambda keys: keys[0]):
            stack = [best_first[pk] for pk in keys]
            ordered += stack
            if len(stack) > 1:
                stack_of |= {line.pk: stack for line in stack}
    return ordered, stack_of


def mark(made: dict, page, stack_of: dict, *, opened: str, at: str) -> None:
    """Writes into tiles which stack they lie in, and whether under its top one, which stands on the same page.

    Open is the stack that ``opened`` leads, and one under whose top the candidate ``at`` lies.
    """
    here = {line.pk for line in page}
    for line in page:
        stack = stack_of.get(line.pk)
        if stack is None or stack[0].pk not in here or line.pk not in made:
            continue
        top, is_open = stack[0], opened == stack[0].public_id or any(one.public_id == at for one in stack[1:])
        made[line.pk] |= {"stack": top.public_id, "under": line is not top and not is_open}
        if line is top:
            made[line.pk] |= {"count": len(stack), "opened": is_open}
