"""What blocks an approval, and that a change behind the page's back is noticed."""

from datetime import date

import pytest
import time_machine

from assets import rights
from assets.models import StoredImage
from assets.problems import Conflict, Forbidden, Refused
from assets.storage import private
from generation.models import Candidate
from review import blockers, checklists, decisions
from review.models import ChecklistItem, Decision
from tests import factories
from tests.decisions.waiting import a_ready, a_waiting, answer_all, bound_of, case_of, describe, round_of
from tests.rights.records import a_cleared_record, a_record

pytestmark = pytest.mark.django_db


def codes(candidate, person=None):
    return {blocker.code for blocker in blockers.blockers(case_of(candidate), person)}


def refused(candidate, manager):
    with pytest.raises(Refused) as refusal:
        decisions.approve(candidate, by=manager, bound=bound_of(candidate))
    assert not Decision.objects.exists()
    return refusal.value


def test_all_failures_are_told_at_once(brand, manager):
    candidate = a_waiting(brand)
    assert codes(candidate) == {"rights_missing", "checklist_open", "alt_text", "disclosure"}
    assert "things are in the way" in refused(candidate, manager).sentence


def test_nothing_blocks_a_candidate_that_is_ready(brand, manager):
    assert codes(a_ready(brand), manager) == set()


def test_a1_bytes_that_were_changed_in_storage_are_never_approved(brand, manager):
    candidate = a_ready(brand)
    with private().open(candidate.image.original_path, "wb") as file:
        file.write(b"something else")
    assert refused(candidate, manager).code == "bytes"


def test_a2_a_question_without_an_answer_blocks(brand, manager):
    candidate = a_ready(brand)
    checklists.take_back_heading(round_of(candidate), "text", by=manager)
    assert refused(candidate, manager).code == "checklist_open"


@pytest.mark.parametrize(("number", "blocks"), [(4, True), (8, True), (9, False)])
def test_a2_a_failed_blocker_or_must_blocks_and_a_minor_point_does_not(brand, manager, number, blocks):
    candidate = a_ready(brand)
    checklists.answer(round_of(candidate), number, "fail", by=manager, note="There is a stray letter")
    assert codes(candidate) == ({"checklist_failed"} if blocks else set())


def test_a2_a_question_that_was_reworded_must_be_answered_again(brand, manager):
    candidate = a_ready(brand)
    ChecklistItem.objects.filter(number=8).update(version=2, question="Is it free of stray letters?")
    assert refused(candidate, manager).code == "checklist_open"


def test_a3_rights_that_nobody_cleared_block(brand, manager):
    candidate = a_waiting(brand)
    a_record(brand, images=[candidate.image])
    answer_all(candidate), describe(candidate)
    problem = refused(candidate, manager)
    assert problem.code == "rights_not_cleared"
    assert "no brand manager has cleared it" in problem.sentence


def test_a3_expired_rights_block_on_the_day_after_the_last(brand, manager):
    brief = factories.a_brief(brand, campaign=factories.a_campaign(brand, ends_on=None))
    candidate = a_ready(brand, brief=brief)
    with time_machine.travel("2036-04-01T00:00:00+02:00", tick=False):
        assert refused(candidate, manager).code == "rights_expired"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"channels": ["desktop_hero"]}, "rights_channel"),
        ({"paid_allowed": False}, "rights_paid"),
        ({"territory_mode": "include", "territories": ["DE"]}, "rights_territory"),
    ],
)
def test_a3_what_the_brief_plans_must_lie_inside_the_rights(brand, fields, code):
    candidate = a_waiting(brand)
    a_cleared_record(brand, images=[candidate.image], **fields)
    answer_all(candidate), describe(candidate)
    assert codes(candidate) == {code}


def test_a4_terms_that_forbid_commercial_use_block(brand, manager):
    candidate = a_ready(brand, terms_snapshot={"key": "x", "tool": "X", "commercial": "no"})
    assert refused(candidate, manager).code == "terms_not_allowed"


def test_unknown_provenance_blocks_until_it_is_declared(brand, manager):
    candidate = a_ready(brand, provenance="unknown", tool="")
    assert refused(candidate, manager).code == "provenance_unknown"


DEEDS = [("importer", "brought it in"), ("requested_by", "asked for it"), ("author", "made it")]


@pytest.mark.parametrize(("part", "deed"), DEEDS)
def test_a5_a_maker_never_approves_and_the_page_names_who_can(brand, part, deed):
    ida = factories.a_user("brand_manager", brand, name="Ida Sol")
    candidate = a_ready(brand, **{part: ida})
    with pytest.raises(Forbidden, match="somebody else must judge"):
        decisions.approve(candidate, by=ida, bound=bound_of(candidate))
    assert blockers.makes_way(case_of(candidate), ida) == f"You {deed}. Ben Ortiz can approve it."


def test_a5_a_maker_who_is_the_only_manager_is_told_what_to_do(brand):
    ida = factories.a_user("brand_manager", brand, name="Ida Sol")
    candidate = a_waiting(brand, importer=ida)
    assert "Give another person the role of brand manager" in blockers.makes_way(case_of(candidate), ida)


def test_a5_the_author_of_the_prompt_never_approves(brand):
    ida = factories.a_user("brand_manager", brand, name="Ida Sol")
    brief = factories.a_brief(brand)
    candidate = a_ready(brand, brief=brief, prompt_version=factories.a_prompt_version(brief, author=ida))
    with pytest.raises(Forbidden):
        decisions.approve(candidate, by=ida, bound=bound_of(candidate))
    assert blockers.makes_way(case_of(candidate), ida) == "You wrote the prompt. Ben Ortiz can approve it."


def test_a5_the_maker_of_an_ancestor_never_approves_even_as_superuser(brand):
    ida = factories.a_user("brand_manager", brand, name="Ida Sol", is_staff=True, is_superuser=True)
    brief = factories.a_brief(brand)
    first = factories.a_candidate(brief, importer=ida)
    candidate = a_waiting(brand, brief=brief, parent=factories.a_candidate(brief, parent=first))
    with pytest.raises(Forbidden, match="edited from"):
        decisions.reject(candidate, by=ida, round_id=round_of(candidate).public_id, codes=["off_brief"])


def test_a6_every_planned_channel_needs_a_word_on_what_viewers_are_told(brand, manager, marketer):
    candidate = a_ready(brand)
    checklists.describe(round_of(candidate), by=marketer, disclosure={"desktop_hero": "none"})
    problem = refused(candidate, manager)
    assert "Square social" in problem.sentence
    assert problem.code == "disclosure"


def test_a7_alt_text_is_written_or_the_image_is_decorative(brand, marketer):
    candidate = a_ready(brand)
    checklists.describe(round_of(candidate), by=marketer, alt_text=" ")
    assert codes(candidate) == {"alt_text"}
    checklists.describe(round_of(candidate), by=marketer, decorative=True)
    assert codes(candidate) == set()


def changed_rights(candidate, manager):
    record = candidate.image.covers.get().record
    rights.change(record, by=manager, term_end=date(2036, 12, 31))
    rights.clear(record, by=manager)


def changed_checklist(candidate, manager):
    checklists.answer(round_of(candidate), 9, "na", by=manager)


def changed_terms(candidate, manager):
    Candidate.objects.filter(pk=candidate.pk).update(terms_snapshot={"key": "other", "commercial": "yes"})


def changed_bytes(candidate, manager):
    image = factories.a_stored_image(candidate.brand)
    covers = candidate.image.covers.get()
    Candidate.objects.filter(pk=candidate.pk).update(image=image)
    rights.link(covers.record, [image], by=manager)


CHANGES = [
    (changed_rights, "usage rights have another version"),
    (changed_checklist, "checklist, the alt text"),
    (changed_terms, "tool’s terms was changed"),
    (changed_bytes, "bytes are other ones"),
]


@pytest.mark.parametrize(("change", "said"), CHANGES)
def test_a8_what_changed_behind_the_page_is_refused_and_named(brand, manager, change, said):
    candidate = a_ready(brand)
    bound = bound_of(candidate)
    change(candidate, manager)
    with pytest.raises(Conflict, match=said) as conflict:
        decisions.approve(candidate, by=manager, bound=bound)
    assert len(conflict.value.detail["changed"]) == 1
    assert not Decision.objects.exists()


def test_n12_rights_revoked_after_the_page_was_loaded_stop_the_approval(brand, manager):
    candidate = a_ready(brand)
    bound = bound_of(candidate)
    rights.revoke(candidate.image.covers.get().record, by=manager, reason="The licensor withdrew")
    with pytest.raises(Refused, match="was revoked"):
        decisions.approve(candidate, by=manager, bound=bound)
    assert StoredImage.objects.get(pk=candidate.image_id).assets.count() == 0
