"""Taking a verdict back."""

import pytest

from assets import publishing, work
from assets.models import AuditEvent, Work
from assets.problems import Conflict, Forbidden
from assets.transitions import move
from generation.models import Candidate
from review import decisions, queue
from review.models import Decision
from tests import factories
from tests.decisions.waiting import a_ready, a_waiting, bound_of, round_of

pytestmark = pytest.mark.django_db


def approved(brand, manager):
    candidate = a_ready(brand)
    return decisions.approve(candidate, by=manager, bound=bound_of(candidate))


def state_of(decision):
    return Candidate.objects.get(pk=decision.candidate_id).state


def test_an_approval_is_undone_whole_and_keeps_its_history(brand, manager):
    decision = decisions.undo(approved(brand, manager), by=manager)
    publication = decision.asset.publications.get()
    assert (state_of(decision), round_of(decision.candidate).state) == ("in_review", "open")
    assert (decision.asset.state, publication.state) == ("voided", "cancelled")
    assert Decision.objects.get().voided_by == manager
    assert not Work.objects.filter(kind=publishing.PUBLISH, state="open").exists()


def test_after_an_undo_it_can_be_decided_again(brand, manager):
    decision = decisions.undo(approved(brand, manager), by=manager)
    candidate = decision.candidate
    again = decisions.approve(candidate, by=manager, bound=bound_of(candidate))
    assert again != decision
    assert again.asset.state == "approved"


def test_undoing_twice_is_undoing_once(brand, manager):
    decision = approved(brand, manager)
    decisions.undo(decision, by=manager)
    decisions.undo(decision, by=manager)
    assert AuditEvent.objects.filter(action="decision.voided").count() == 1


def test_only_who_decided_may_take_it_back(brand, manager):
    decision, ida = approved(brand, manager), factories.a_user("brand_manager", brand, name="Ida Sol")
    with pytest.raises(Forbidden, match="Only Ben Ortiz"):
        decisions.undo(decision, by=ida)


def test_an_approval_whose_publication_was_claimed_stays(brand, manager):
    decision = approved(brand, manager)
    publication = decision.asset.publications.get()
    Work.objects.filter(kind=publishing.PUBLISH).update(run_after=publication.created_at)
    work.claim(Work.objects.get(kind=publishing.PUBLISH).pk)
    move(publication, publishing.START, by=None)
    with pytest.raises(Conflict, match="can no longer be undone"):
        decisions.undo(decision, by=manager)
    assert (state_of(decision), Decision.objects.get().voided_at) == ("approved", None)


def test_a_rejection_is_undone_until_somebody_acts_later(brand, marketer, manager):
    candidate = a_waiting(brand)
    decision = decisions.request_changes(
        candidate, by=manager, round_id=round_of(candidate).public_id, note="Warmer light"
    )
    candidate.refresh_from_db()
    queue.send_for_approval([candidate], by=marketer)
    with pytest.raises(Conflict):
        decisions.undo(decision, by=manager)
    assert Decision.objects.get().voided_at is None


def test_a_request_for_changes_that_is_undone_leaves_the_marketers_list(brand, manager):
    candidate = a_waiting(brand)
    round_id = round_of(candidate).public_id
    decisions.undo(decisions.request_changes(candidate, by=manager, round_id=round_id, note="Warmer light"), by=manager)
    candidate.refresh_from_db()
    assert (candidate.state, candidate.changes_wanted) == ("in_review", "")
