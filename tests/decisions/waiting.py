"""Candidates that wait for a decision, brought there through the domain functions."""

from assets.models import User
from generation.makers import made
from generation.models import Candidate
from review import cases, checklists, queue
from review.models import ChecklistItem, Round
from tests import factories
from tests.rights.records import a_cleared_record

DISCLOSED = {"desktop_hero": "metadata_only", "square_social": "caption"}


def a_waiting(brand, *, by=None, **fields) -> Candidate:
    """A candidate in the managers' queue with nothing else done for it."""
    brief = fields.pop("brief", None) or factories.a_brief(brand)
    candidate = factories.a_candidate(brief, **fields)
    queue.send_for_approval([candidate], by=by or factories.a_member(brand, "marketer"))
    return Candidate.objects.get(pk=candidate.pk)


def a_ready(brand, **fields) -> Candidate:
    """A waiting candidate that nothing blocks."""
    candidate = a_clean(brand, **fields)
    answer_all(candidate)
    return candidate


def a_clean(brand, **fields) -> Candidate:
    """A waiting candidate for which the brand manager has only the checklist left."""
    candidate = a_waiting(brand, **fields)
    a_cleared_record(brand, images=[candidate.image], territory_mode="include", territories=["DE", "FR"])
    describe(candidate)
    return candidate


def answer_all(candidate) -> None:
    """Passes all five headings."""
    judge = a_judge(candidate)
    for heading in ChecklistItem.Heading.values:
        checklists.pass_heading(round_of(candidate), heading, by=judge, references=False)


def a_judge(candidate):
    """A brand manager who had no hand in it: one there is, or a new one."""
    people = User.objects.filter(memberships__brand=candidate.brand, memberships__role="brand_manager")
    others = [person for person in people if not made(candidate, person)]
    return others[0] if others else factories.a_user("brand_manager", candidate.brand, name="Ben Ortiz")


def describe(candidate) -> None:
    """Alt text, and what viewers are told on both channels."""
    by = factories.a_member(candidate.brand, "marketer")
    checklists.describe(round_of(candidate), by=by, alt_text="A red mug on a sill", disclosure=DISCLOSED)


def round_of(candidate) -> Round:
    """The latest round."""
    return Round.objects.filter(candidate=candidate).order_by("-number").first()


def case_of(candidate) -> cases.Case:
    """The case as it stands."""
    fresh = Candidate.objects.select_related(*cases.CANDIDATE).get(pk=candidate.pk)
    return cases.load(fresh, round_of(candidate))


def bound_of(candidate) -> cases.Bound:
    """What a page loaded now would send back."""
    return case_of(candidate).bound
