"""The checklist of a round."""

import pytest

from assets.models import AuditEvent
from assets.problems import Conflict, Forbidden, Refused
from review import checklists, decisions
from review.models import ChecklistAnswer, ChecklistItem
from tests import factories
from tests.decisions.waiting import a_waiting, case_of, round_of

pytestmark = pytest.mark.django_db


def section(candidate, key):
    return next(one for one in case_of(candidate).sections if one.key == key)


def test_there_are_24_questions_under_five_headings(brand):
    assert ChecklistItem.objects.filter(number__lte=24).count() == 24
    assert [one.label for one in case_of(a_waiting(brand)).sections] == [
        "Accuracy", "Text", "Brand fit", "Usage rights", "Visual quality",
    ]  # fmt: skip


def test_questions_about_the_product_are_asked_only_if_there_is_one(brand):
    without = a_waiting(brand)
    brief = factories.a_brief(brand, product=factories.a_product(brand))
    assert len(section(without, "accuracy").questions) + 3 == len(
        section(a_waiting(brand, brief=brief), "accuracy").questions
    )


def test_one_key_passes_a_heading_with_all_its_items(brand, manager):
    candidate = a_waiting(brand)
    assert checklists.pass_heading(round_of(candidate), "text", by=manager, references=False) == 3
    assert section(candidate, "text").passed()
    assert AuditEvent.objects.filter(action="checklist.answered").count() == 1


def test_an_exception_that_was_noted_survives_passing_the_heading(brand, manager):
    candidate = a_waiting(brand)
    checklists.answer(round_of(candidate), 8, "fail", by=manager, note="A stray letter, top left")
    checklists.pass_heading(round_of(candidate), "text", by=manager, references=False)
    assert [one.note for one in section(candidate, "text").failed()] == ["A stray letter, top left"]


def test_passing_twice_changes_nothing(brand, manager):
    candidate = a_waiting(brand)
    checklists.pass_heading(round_of(candidate), "text", by=manager, references=False)
    version = round_of(candidate).version
    assert checklists.pass_heading(round_of(candidate), "text", by=manager, references=False) == 0
    assert round_of(candidate).version == version


def test_an_answer_keeps_the_wording_that_was_answered(brand, manager):
    candidate = a_waiting(brand)
    checklists.answer(round_of(candidate), 9, "na", by=manager)
    kept = ChecklistAnswer.objects.get()
    assert (kept.question, kept.item_version) == (ChecklistItem.objects.get(number=9).question, 1)


@pytest.mark.parametrize(
    ("number", "value", "said"),
    [(8, "fail", "Say what is wrong"), (8, "maybe", "Answer yes"), (99, "pass", "no longer")],
)
def test_an_answer_that_is_none_is_refused(brand, manager, number, value, said):
    with pytest.raises(Refused, match=said):
        checklists.answer(round_of(a_waiting(brand)), number, value, by=manager)


def test_a_marketer_and_a_maker_answer_nothing(brand, marketer):
    ida = factories.a_user("brand_manager", brand)
    candidate = a_waiting(brand, importer=ida)
    for person in (marketer, ida):
        with pytest.raises(Forbidden):
            checklists.pass_heading(round_of(candidate), "text", by=person, references=False)


def test_nothing_is_answered_after_the_decision(brand, manager):
    candidate = a_waiting(brand)
    decisions.reject(candidate, by=manager, round_id=round_of(candidate).public_id, codes=["off_brief"])
    with pytest.raises(Conflict):
        checklists.pass_heading(round_of(candidate), "text", by=manager, references=False)


def test_a_marketer_may_write_alt_text_and_what_viewers_are_told(brand, marketer):
    candidate = a_waiting(brand)
    wanted = {"desktop_hero": "caption", "story": "none"}
    checklists.describe(round_of(candidate), by=marketer, alt_text=" A mug ", disclosure=wanted)
    kept = round_of(candidate)
    assert (kept.alt_text, kept.disclosure) == ("A mug", {"desktop_hero": "caption"})


def test_a_choice_that_is_not_on_the_list_is_refused(brand, marketer):
    with pytest.raises(Refused, match="no choice"):
        checklists.describe(round_of(a_waiting(brand)), by=marketer, disclosure={"desktop_hero": "shout"})


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "x" * 401])
def test_alt_text_that_cannot_be_stored_is_refused(brand, marketer, text):
    with pytest.raises(Refused):
        checklists.describe(round_of(a_waiting(brand)), by=marketer, alt_text=text)
