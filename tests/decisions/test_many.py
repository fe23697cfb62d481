"""Many images rejected at once, and taken back at once."""

import pytest
from django.core import mail

from assets.models import AuditEvent, Work
from assets.problems import Conflict, Forbidden, Refused
from generation.models import Candidate
from review import decisions, rejections, undo
from review.models import Decision, Step
from tests import factories
from tests.decisions.waiting import a_waiting, round_of
from tests.room.boards import FRAGMENT, address
from tests.stages.scene import a_planned_brief

pytestmark = pytest.mark.django_db
TWELVE = 12


@pytest.fixture
def twelve(brand):
    brief = factories.a_brief(brand)
    return [a_waiting(brand, brief=brief) for _ in range(TWELVE)]


def states(candidates) -> set[str]:
    return set(Candidate.objects.filter(pk__in=[one.pk for one in candidates]).values_list("state", flat=True))


def logged(action) -> int:
    return AuditEvent.objects.filter(action=action).count()


def test_twelve_rejected_by_mistake_are_taken_back_by_one_undo(cloud, twelve, manager):
    rejections.reject_all(twelve, by=manager, codes=["off_brief"])
    assert states(twelve) == {"rejected"}
    walk = undo.undo(twelve[0].brief, by=manager)
    assert len(walk.outcome.changed) == TWELVE
    assert states(twelve) == {"in_review"}
    assert (logged("candidate.rejected"), logged("decision.voided")) == (TWELVE, TWELVE)
    assert (cloud.log, mail.outbox) == ([], [])
    assert not Work.objects.filter(state="open").exclude(kind="review.check").exists()


def test_what_another_acted_on_stays_and_is_named(brand, twelve, manager, marketer):
    rejections.reject_all(twelve, by=manager, codes=["off_brief"])
    decision = Decision.objects.get(candidate=twelve[0])
    decisions.undo(decision, by=manager)
    other = factories.a_user("brand_manager", brand, name="Ines Duarte")
    decisions.reject(twelve[0], by=other, round_id=round_of(twelve[0]).public_id, codes=["duplicate"])
    walk = undo.undo_verdict([brand], by=manager)
    assert len(walk.outcome.changed) == TWELVE - 1
    assert Decision.objects.get(candidate=twelve[0], voided_at=None).by == other


def test_a_redo_rejects_them_again_for_the_same_reasons(twelve, manager):
    brief = twelve[0].brief
    rejections.reject_all(twelve, by=manager, codes=["duplicate"], note="Seen before")
    undo.undo(brief, by=manager)
    undo.redo(brief, by=manager)
    assert set(Decision.objects.filter(voided_at=None).values_list("note", flat=True)) == {"Seen before"}
    undo.undo(brief, by=manager)
    assert states(twelve) == {"in_review"}
    assert Step.objects.filter(kind="decision").count() == 1


def test_those_that_do_not_wait_for_this_person_are_left_alone_with_the_reason(brand, twelve, manager):
    unsent, own = factories.a_candidate(twelve[0].brief), twelve[1]
    own.importer = manager
    own.save(update_fields=["importer"])
    outcome = rejections.reject_all([unsent, own, twelve[0]], by=manager, codes=["off_brief"])
    assert [one.pk for one in outcome.changed] == [twelve[0].pk]
    said = {candidate.pk: reason for candidate, reason in outcome.skipped}
    assert "does not wait for approval" in said[unsent.pk]
    assert "brought it in" in said[own.pk]


def test_nothing_to_reject_is_a_conflict_and_leaves_no_step(brand, manager):
    candidate = factories.a_candidate(factories.a_brief(brand))
    with pytest.raises(Conflict, match="does not wait"):
        rejections.reject_all([candidate], by=manager, codes=["off_brief"])
    assert not Step.objects.exists()


def test_reasons_are_needed_and_only_brand_managers_may(twelve, manager, marketer):
    with pytest.raises(Refused, match="reason"):
        rejections.reject_all(twelve, by=manager, codes=[])
    with pytest.raises(Forbidden):
        rejections.reject_all(twelve, by=marketer, codes=["off_brief"])
    assert states(twelve) == {"in_review"}


def test_changes_asked_for_on_twelve_are_one_step_and_need_a_comment(twelve, manager, marketer):
    with pytest.raises(Refused, match="What should change"):
        rejections.return_all(twelve, by=manager, codes=["off_brief"], note=" ")
    with pytest.raises(Forbidden):
        rejections.return_all(twelve, by=marketer, codes=[], note="Warmer")
    rejections.return_all(twelve, by=manager, codes=[], note="Warmer")
    assert states(twelve) == {"changes"}
    undo.undo(twelve[0].brief, by=manager)
    assert states(twelve) == {"in_review"}
    assert (logged("candidate.returned"), logged("decision.voided")) == (TWELVE, TWELVE)
    undo.redo(twelve[0].brief, by=manager)
    assert set(Candidate.objects.values_list("changes_wanted", flat=True)) == {"Warmer"}


def test_the_room_rejects_a_choice_and_takes_it_back(signed_in, twelve, manager):
    client, brief = signed_in(manager), twelve[0].brief
    names = [one.public_id for one in twelve]
    answer = client.post(address("reject_many", brief), {"c": names, "codes": ["off_brief"]}, **FRAGMENT)
    assert "Rejected 12." in answer.content.decode()
    answer = client.post(address("undo", brief), **FRAGMENT)
    assert "Took back the verdict on 12." in answer.content.decode()
    assert states(twelve) == {"in_review"}


def test_where_verdicts_are_signed_many_need_the_password_once(signed_in, brand, manager):
    brief = a_planned_brief(brand, sign_again=True)
    made = [a_waiting(brand, brief=brief) for _ in range(2)]
    client, wanted = signed_in(manager), {"c": [one.public_id for one in made], "codes": ["off_brief"]}
    answer = client.post(address("reject_many", brief), wanted, **FRAGMENT)
    assert (answer.status_code, states(made)) == (409, {"in_review"})
    assert "signed with your password" in answer.content.decode()
    client.post(address("reject_many", brief), wanted | {"password": "correct-horse-battery"}, **FRAGMENT)
    assert states(made) == {"rejected"}
    assert set(Decision.objects.values_list("signed_again", flat=True)) == {True}
    client.post(address("undo", brief), **FRAGMENT)
    answer = client.post(address("redo", brief), **FRAGMENT)
    assert "Give it again on the image’s own page" in answer.content.decode()
    assert states(made) == {"in_review"}
