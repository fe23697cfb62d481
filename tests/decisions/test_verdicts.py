"""Approving, rejecting and asking for changes."""

import pytest

from assets.models import Asset, AuditEvent, Publication
from assets.problems import Conflict, Forbidden, Refused
from review import decisions, queue
from review.models import Decision
from tests import factories
from tests.decisions.waiting import a_ready, a_waiting, bound_of, round_of

pytestmark = pytest.mark.django_db


def actions(obj):
    return list(AuditEvent.objects.filter(object_id=obj.public_id).order_by("id").values_list("action", flat=True))


def test_approving_admits_the_image_and_asks_for_its_publication(brand, manager):
    candidate = a_ready(brand)
    decision = decisions.approve(candidate, by=manager, bound=bound_of(candidate))
    candidate.refresh_from_db()
    assert (candidate.state, round_of(candidate).state) == ("approved", "closed")
    assert decision.asset.image == candidate.image
    assert Publication.objects.get(asset=decision.asset).state == "waiting"


def test_the_decision_keeps_what_it_was_bound_to(brand, manager):
    candidate = a_ready(brand)
    bound = bound_of(candidate)
    decision = Decision.objects.get(pk=decisions.approve(candidate, by=manager, bound=bound, active_seconds=12).pk)
    assert decision.image_sha256 == candidate.image.sha256
    assert decision.rights_version.public_id == bound.rights_version
    assert (decision.checklist_version, decision.active_seconds) == (bound.checklist_version, 12)
    assert (decision.alt_text, decision.disclosure["square_social"]) == ("A red mug on a sill", "caption")


def test_one_event_for_each_thing_that_moved(brand, manager):
    candidate = a_ready(brand)
    decision = decisions.approve(candidate, by=manager, bound=bound_of(candidate))
    assert actions(candidate) == ["round.opened", "candidate.approved"]
    assert actions(decision.asset) == ["asset.admitted"]
    assert actions(Publication.objects.get()) == ["publication.asked"]


def test_a_second_click_gives_the_same_decision(brand, manager):
    candidate = a_ready(brand)
    bound = bound_of(candidate)
    first = decisions.approve(candidate, by=manager, bound=bound)
    assert decisions.approve(candidate, by=manager, bound=bound) == first
    assert (Decision.objects.count(), Asset.objects.count()) == (1, 1)


@pytest.mark.parametrize("role", ["marketer", "auditor"])
def test_only_a_brand_manager_decides(brand, role):
    candidate = a_ready(brand)
    with pytest.raises(Forbidden, match="Only a brand manager"):
        decisions.approve(candidate, by=factories.a_member(brand, role), bound=bound_of(candidate))


def test_a_superuser_without_a_membership_does_not_decide(brand):
    candidate, admin = a_ready(brand), factories.a_user(is_staff=True, is_superuser=True)
    with pytest.raises(Forbidden):
        decisions.approve(candidate, by=admin, bound=bound_of(candidate))


def test_rejecting_keeps_the_reasons_in_the_lists_order(brand, manager):
    candidate = a_waiting(brand)
    round_id = round_of(candidate).public_id
    decision = decisions.reject(candidate, by=manager, round_id=round_id, codes=["duplicate", "text_error"])
    candidate.refresh_from_db()
    assert candidate.state == "rejected"
    assert decision.reasons == ["text_error", "duplicate"]


@pytest.mark.parametrize(
    ("codes", "said"), [([], "at least one reason"), (["ugly"], "no reason “ugly”"), (["other"], "needs a note")]
)
def test_a_rejection_without_a_proper_reason_is_refused(brand, manager, codes, said):
    candidate = a_waiting(brand)
    with pytest.raises(Refused, match=said):
        decisions.reject(candidate, by=manager, round_id=round_of(candidate).public_id, codes=codes)
    assert not Decision.objects.exists()


def test_another_reason_is_good_with_a_note(brand, manager):
    candidate = a_waiting(brand)
    round_id = round_of(candidate).public_id
    decision = decisions.reject(candidate, by=manager, round_id=round_id, codes=["other"], note="The client left")
    assert decision.note == "The client left"


def test_asking_for_changes_needs_a_comment_and_returns_it_to_the_marketer(brand, manager):
    candidate = a_waiting(brand)
    round_id = round_of(candidate).public_id
    with pytest.raises(Refused, match="What should change is empty"):
        decisions.request_changes(candidate, by=manager, round_id=round_id, note="  ")
    decisions.request_changes(candidate, by=manager, round_id=round_id, note="Warmer light")
    candidate.refresh_from_db()
    assert (candidate.state, candidate.changes_wanted) == ("changes", "Warmer light")


def test_a_returned_candidate_is_sent_again_into_a_second_round(brand, marketer, manager):
    candidate = a_waiting(brand, by=marketer)
    decisions.request_changes(candidate, by=manager, round_id=round_of(candidate).public_id, note="Warmer light")
    candidate.refresh_from_db()
    queue.send_for_approval([candidate], by=marketer)
    candidate.refresh_from_db()
    assert (candidate.state, candidate.changes_wanted, round_of(candidate).number) == ("in_review", "", 2)


def test_the_second_manager_is_told_who_was_first_and_when(brand, manager):
    candidate, ida = a_ready(brand), factories.a_user("brand_manager", brand, name="Ida Sol")
    decisions.approve(candidate, by=manager, bound=bound_of(candidate))
    with pytest.raises(Conflict, match=r"Ben Ortiz approved this image on \d+ \w+ 20\d\d, \d\d:\d\d CES?T"):
        decisions.reject(candidate, by=ida, round_id=round_of(candidate).public_id, codes=["off_brief"])
    assert Decision.objects.get().verdict == "approved"


def test_what_was_taken_back_to_the_board_cannot_be_decided(brand, marketer, manager):
    candidate = a_ready(brand)
    bound = bound_of(candidate)
    queue.take_back([candidate], by=marketer, before={})
    with pytest.raises(Conflict, match="Nothing was decided"):
        decisions.approve(candidate, by=manager, bound=bound)


def test_a_page_of_an_earlier_round_decides_nothing(brand, marketer, manager):
    candidate = a_waiting(brand)
    old = round_of(candidate).public_id
    decisions.request_changes(candidate, by=manager, round_id=old, note="Warmer light")
    candidate.refresh_from_db()
    queue.send_for_approval([candidate], by=marketer)
    with pytest.raises(Conflict, match="sent for approval anew"):
        decisions.reject(candidate, by=manager, round_id=old, codes=["off_brief"])
