"""What may be a process and what may not, plans of campaigns, and the checklist that follows from a plan."""

import pytest

from assets.problems import Conflict, Forbidden, Refused
from review import plans, processes
from tests import factories
from tests.decisions import waiting
from tests.stages.scene import BRAND, PAIR, PEER, a_planned_brief, a_process

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("key", list(processes.TEMPLATES))
def test_every_template_is_a_process(brand, manager, key):
    assert processes.create(brand, by=manager, name=key, stages=processes.TEMPLATES[key].stages).pk


@pytest.mark.parametrize(
    ("stages", "said"),
    [
        ([], "1 to 6 stages"),
        ([BRAND] * 7, "1 to 6 stages"),
        ([PEER], "“Second look” is the last stage, and that one is for brand managers"),
        ([BRAND, PEER | {"name": "Legal"}], "“Legal” is the last.* Choose brand managers for it, or put it before"),
        ([PEER, BRAND | {"start": "with"}], "“Brand approval” decides as the last.* begins after the others"),
        ([PEER, BRAND | {"hours": 5, "late": "move_on"}], "“Brand approval”.* waits as long"),
        ([PEER | {"late": "move_on"}, BRAND], "Give it hours"),
        ([BRAND | {"start": "hand"}], "begins when images are sent"),
        ([BRAND | {"independent": True}], "at least two"),
        ([BRAND | {"rule": "named"}], "choose the one person"),
        ([BRAND | {"people": ["nobody"], "rule": "all"}], "may not sign"),
        ([BRAND | {"rule": "vote"}], "one of the answers"),
        ([BRAND | {"rule": "n_of_m", "needed": 10}], "from 1 to 9"),
        ([PEER | {"headings": ["taste"]}, BRAND], "no heading"),
        ([BRAND | {"name": " "}], "is empty"),
    ],
)
def test_stages_that_could_not_end_well_are_refused(brand, manager, stages, said):
    with pytest.raises(Refused, match=said):
        processes.create(brand, by=manager, name="Odd", stages=stages)


def test_a_named_decider_of_the_last_stage_is_a_brand_manager(brand, manager, marketer):
    with pytest.raises(Refused, match="Mara Lind is none"):
        a_process(brand, BRAND | {"rule": "named", "people": [marketer.public_id]})


def test_two_processes_of_a_brand_have_two_names(brand, manager):
    a_process(brand, PAIR)
    with pytest.raises(Refused, match="already"):
        a_process(brand, BRAND)


def test_only_brand_managers_write_processes_and_plans(brand, marketer):
    with pytest.raises(Forbidden):
        processes.create(brand, by=marketer, name="Mine", stages=[BRAND])
    with pytest.raises(Forbidden):
        plans.change(factories.a_campaign(brand), by=marketer, expected_version=0)


def test_a_plan_takes_no_process_of_another_brand(brand, other_brand, manager, stranger):
    theirs = processes.create(other_brand, by=stranger, name="Theirs", stages=[BRAND])
    with pytest.raises(Refused, match="cannot be chosen"):
        plans.change(factories.a_campaign(brand), by=manager, expected_version=0, process=theirs)


def test_the_second_of_two_who_plan_at_once_is_told(brand, manager):
    campaign = factories.a_campaign(brand)
    plans.change(campaign, by=manager, expected_version=0, sector="medical")
    with pytest.raises(Conflict):
        plans.change(campaign, by=manager, expected_version=2, sector="finance")


@pytest.mark.parametrize("sector", ["education", "medical", "finance", "legal", "children"])
def test_a_field_under_special_rules_adds_questions(brand, manager, sector):
    plain = _questions(waiting.a_waiting(brand))
    special = _questions(waiting.a_waiting(brand, brief=a_planned_brief(brand, sector=sector)))
    assert len(special) > len(plain)
    assert set(plain) < set(special)


def _questions(candidate):
    return [question.words for part in waiting.case_of(candidate).sections for question in part.questions]


def test_wording_is_checked_once_for_each_language(brand, manager):
    candidate = waiting.a_waiting(brand, brief=a_planned_brief(brand, languages=["German", "French"]))
    asked = [words for words in _questions(candidate) if words.startswith(("German:", "French:"))]
    assert len(asked) == 2
    waiting.answer_all(candidate)
    assert not [part for part in waiting.case_of(candidate).sections if part.open()]
