"""Stages begin in their order, and the last signature decides."""

import pytest

from assets.models import Asset, AuditEvent
from assets.problems import Conflict, Forbidden, Refused
from generation.models import Candidate
from review import approvals, decisions, queue
from review.models import Decision, Stage
from tests import factories
from tests.decisions import waiting
from tests.stages.scene import BRAND, PAIR, PEER, a_planned_brief, object_, open_names, sent, sign, stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def peer(brand, marketer):
    return factories.a_user("marketer", brand, name="Ida Sol")


def actions(candidate):
    rows = AuditEvent.objects.filter(object_id=candidate.public_id).order_by("id")
    return list(rows.values_list("action", flat=True))


def test_without_a_plan_one_brand_manager_decides(brand, manager):
    candidate = waiting.a_ready(brand)
    sign(candidate, manager)
    assert Candidate.objects.get(pk=candidate.pk).state == "approved"
    assert Stage.objects.get().outcome == "passed"


def test_the_second_stage_begins_when_the_first_is_signed(brand, manager, peer):
    candidate = sent(brand, PEER, BRAND)
    assert open_names(candidate) == ["Second look"]
    sign(candidate, peer)
    assert open_names(candidate) == ["Brand approval"]
    assert Candidate.objects.get(pk=candidate.pk).state == "in_review"
    assert not Asset.objects.exists()
    sign(candidate, manager)
    assert Asset.objects.get().image == candidate.image


def test_each_signature_is_one_event(brand, manager, peer):
    candidate = sent(brand, PEER, BRAND)
    sign(candidate, peer)
    sign(candidate, manager)
    assert actions(candidate) == ["round.opened", "candidate.signed", "candidate.approved"]


def test_nobody_signs_out_of_turn(brand, manager, peer):
    candidate = sent(brand, PEER, BRAND)
    with pytest.raises(Forbidden, match="It is the turn of"):
        sign(candidate, manager)
    sign(candidate, peer)
    with pytest.raises(Forbidden):
        sign(candidate, factories.a_user("marketer", brand))


def test_a_marketer_without_a_place_may_not_sign(brand, marketer):
    with pytest.raises(Forbidden, match="Only a brand manager"):
        sign(sent(brand), marketer)


def test_the_maker_may_not_sign_a_stage_either(brand, peer):
    brief = a_planned_brief(brand, PEER, BRAND)
    candidate = waiting.a_waiting(brand, brief=brief, requested_by=peer)
    with pytest.raises(Forbidden, match="asked for it"):
        sign(candidate, peer)


def test_stages_side_by_side_may_be_signed_in_any_order(brand, manager, peer):
    candidate = sent(brand, PEER, PEER | {"name": "Looks", "start": "with"}, BRAND)
    other = factories.a_user("marketer", brand, name="Jo Park")
    assert open_names(candidate) == ["Second look", "Looks"]
    decisions.approve(candidate, by=peer, bound=_at(candidate, "Looks"))
    assert open_names(candidate) == ["Second look"]
    sign(candidate, other)
    assert open_names(candidate) == ["Brand approval"]


def _at(candidate, name):
    bound = waiting.bound_of(candidate)
    return type(bound)(**{**bound.__dict__, "stage": stage(candidate, name).public_id})


def test_n_signatures_are_needed_where_n_are_asked(brand, manager):
    candidate = sent(brand, BRAND | {"rule": "n_of_m", "needed": 2})
    sign(candidate, manager)
    assert not Asset.objects.exists()
    with pytest.raises(Conflict, match="already"):
        decisions.reject(candidate, by=manager, round_id=waiting.round_of(candidate).public_id, codes=["off_brief"])
    sign(candidate, factories.a_user("brand_manager", brand))
    assert Asset.objects.count() == 1


def test_a_second_click_does_not_sign_the_next_stage(brand, manager):
    candidate = sent(brand, BRAND | {"name": "First"}, BRAND | {"name": "Last"})
    bound = _at(candidate, "First")
    first = decisions.approve(candidate, by=manager, bound=bound)
    assert decisions.approve(candidate, by=manager, bound=bound) == first
    assert open_names(candidate) == ["Last"]


def test_all_means_everybody_with_the_role_when_it_was_sent(brand, manager):
    other = factories.a_user("brand_manager", brand)
    candidate = sent(brand, BRAND | {"rule": "all"})
    late = factories.a_user("brand_manager", brand)
    sign(candidate, manager)
    with pytest.raises(Forbidden):
        sign(candidate, late)
    sign(candidate, other)
    assert Asset.objects.count() == 1


def test_only_the_named_person_decides(brand, manager):
    named = factories.a_user("brand_manager", brand, name="Ines Duarte")
    candidate = sent(brand, BRAND | {"rule": "named", "people": [named.public_id]})
    with pytest.raises(Forbidden, match="Ines Duarte"):
        sign(candidate, manager)
    sign(candidate, named)
    assert Asset.objects.count() == 1


def test_a_named_maker_gives_way_to_the_role(brand, manager):
    named = factories.a_user("brand_manager", brand)
    brief = a_planned_brief(brand, BRAND | {"rule": "named", "people": [named.public_id]})
    candidate = waiting.a_ready(brand, brief=brief, requested_by=named)
    sign(candidate, manager)
    assert Asset.objects.count() == 1


def test_one_objection_ends_the_round(brand, manager, peer):
    candidate = sent(brand, PEER, BRAND)
    object_(candidate, peer)
    candidate.refresh_from_db()
    assert (candidate.state, candidate.changes_wanted) == ("changes", "Warmer light")
    assert not open_names(candidate)


def test_a_marketer_who_signs_may_not_reject_for_good(brand, peer):
    candidate = sent(brand, PEER, BRAND)
    with pytest.raises(Forbidden, match="Ask for changes"):
        decisions.reject(candidate, by=peer, round_id=waiting.round_of(candidate).public_id, codes=["off_brief"])


def test_approving_with_changes_opens_a_thread_that_must_be_fixed(brand, manager, peer):
    candidate = sent(brand, PEER, BRAND)
    assert sign(candidate, peer, wish="Straighten the horizon").verdict == "with_changes"
    with pytest.raises(Refused, match="must be fixed first"):
        sign(candidate, manager)


def test_a_stage_wants_its_own_part_of_the_checklist(brand, peer):
    brief = a_planned_brief(brand, PEER | {"headings": ["quality"]}, BRAND)
    candidate = waiting.a_waiting(brand, brief=brief)
    with pytest.raises(Refused, match="Visual quality"):
        sign(candidate, peer)
    waiting.answer_all(candidate)
    sign(candidate, peer)
    assert open_names(candidate) == ["Brand approval"]


def test_a_signature_can_be_taken_back_until_somebody_signs_later(brand, manager, peer):
    candidate = sent(brand, PEER, BRAND)
    mine = sign(candidate, peer)
    decisions.undo(mine, by=peer)
    assert open_names(candidate) == ["Second look"]
    again = sign(candidate, peer)
    sign(candidate, manager)
    with pytest.raises(Conflict):
        decisions.undo(again, by=peer)


def test_a_signature_stays_once_a_later_stage_is_signed(brand, manager, peer):
    candidate = sent(brand, PEER, BRAND | {"name": "Middle"}, BRAND)
    mine = sign(candidate, peer)
    sign(candidate, manager)
    with pytest.raises(Conflict, match="has signed “Middle” since"):
        decisions.undo(mine, by=peer)
    assert open_names(candidate) == ["Brand approval"]


def test_undoing_the_last_signature_opens_its_stage_again(brand, manager, peer):
    candidate = sent(brand, PEER, BRAND)
    sign(candidate, peer)
    decisions.undo(sign(candidate, manager), by=manager)
    assert open_names(candidate) == ["Brand approval"]
    assert Asset.objects.get().state == "voided"


def test_what_somebody_signed_is_not_taken_back_from_approval(brand, peer, marketer):
    candidate = sent(brand, PEER, BRAND)
    sign(candidate, peer)
    outcome = queue.take_back([candidate], by=marketer, before={})
    assert outcome.skipped[0][1] == "Ida Sol has signed “Second look” since, so it stays in approval."
    assert open_names(candidate) == ["Brand approval"]
    assert Decision.objects.get().voided_at is None


def test_whoever_sent_and_signed_it_may_take_it_back(brand, peer):
    candidate = waiting.a_ready(brand, brief=a_planned_brief(brand, PEER, BRAND), by=peer)
    sign(candidate, peer)
    queue.take_back([candidate], by=peer, before={})
    assert Decision.objects.get().void_reason == "The image was taken back from approval"
    queue.send_for_approval([Candidate.objects.get(pk=candidate.pk)], by=peer)
    assert open_names(candidate) == ["Second look"]


def test_somebody_who_stood_aside_does_not_keep_it_in_approval(brand, peer, marketer):
    factories.a_user("marketer", brand)  # who could sign then
    candidate = sent(brand, PEER, BRAND)
    decisions.step_aside(candidate, by=peer, round_id=waiting.round_of(candidate).public_id)
    assert queue.take_back([candidate], by=marketer, before={}).changed == [candidate]


def test_sending_a_newer_version_drops_what_was_signed_on_the_old(brand, peer, marketer):
    candidate = sent(brand, PEER, BRAND)
    sign(candidate, peer)
    newer = factories.a_candidate(candidate.brief, parent=candidate)
    queue.send_for_approval([newer], by=marketer)
    candidate.refresh_from_db()
    assert candidate.state == "open"
    assert Decision.objects.get().void_reason == "A newer version was sent for approval"


def test_nobody_approves_an_image_that_a_newer_version_replaced(brand, manager):
    candidate = sent(brand)
    factories.a_candidate(candidate.brief, parent=candidate)
    with pytest.raises(Refused, match="newer version"):
        sign(candidate, manager)


def test_the_queue_holds_what_waits_for_the_persons_own_signature(brand, manager, peer):
    candidate = sent(brand, PEER, BRAND)
    assert list(approvals.order(peer)) == [candidate.public_id]
    assert not approvals.order(manager)
    sign(candidate, peer)
    assert list(approvals.order(manager)) == [candidate.public_id]
    assert not approvals.order(peer)


def test_stepping_aside_leaves_the_place_to_others(brand, manager):
    other = factories.a_user("brand_manager", brand)
    candidate = sent(brand)
    round_id = waiting.round_of(candidate).public_id
    decisions.step_aside(candidate, by=manager, round_id=round_id)
    assert (approvals.order(manager), approvals.order(other)) == ([], [candidate.public_id])
    with pytest.raises(Refused, match="Nobody else"):
        decisions.step_aside(candidate, by=other, round_id=round_id)


def test_an_approval_is_signed_with_the_password_where_the_campaign_wants_it(brand, manager):
    candidate = sent(brand, sign_again=True)
    with pytest.raises(Refused, match="password"):
        sign(candidate, manager)
    assert sign(candidate, manager, signed_again=True).signed_again


def test_a_change_of_the_process_leaves_open_rounds_alone(brand, manager):
    from review import processes
    from review.models import Process

    candidate = sent(brand, BRAND | {"name": "Old"})
    process = Process.objects.get()
    processes.change(process, by=manager, expected_version=1, name="New", stages=[PAIR])
    assert open_names(candidate) == ["Old"]
