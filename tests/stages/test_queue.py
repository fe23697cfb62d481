"""The queue in an approval by stages: whoever signs early is told of their own part alone."""

from datetime import timedelta

import pytest
import time_machine

from assets import clock
from assets.models import Brand
from review import approvals, checklists, course, mornings, queue
from review.models import ChecklistItem, MorningMail
from tests import factories
from tests.decisions.waiting import a_ready, a_waiting, round_of
from tests.room.test_rail import doors
from tests.stages import scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def peer(brand, marketer):
    return factories.a_user("marketer", brand)


@pytest.fixture
def candidate(brand):
    early = scene.PEER | {"headings": ["quality"]}
    return a_waiting(brand, brief=scene.a_planned_brief(brand, early, scene.BRAND))


def missing(person):
    return approvals.queue(person).rows[0].in_the_way


def test_an_early_stage_misses_its_own_part_of_the_checklist_alone(candidate, peer):
    assert missing(peer) == ["checklist"]
    checklists.pass_heading(round_of(candidate), "accuracy", by=peer, references=False)
    assert missing(peer) == ["checklist"]
    checklists.pass_heading(round_of(candidate), "quality", by=peer, references=False)
    assert missing(peer) == []


def test_an_answer_of_no_is_told_where_its_part_is_wanted(candidate, peer):
    for heading in ("text", "quality"):
        checklists.pass_heading(round_of(candidate), heading, by=peer, references=False)
        item = ChecklistItem.objects.filter(enabled=True, heading=heading, severity="must", applies_when=[]).first()
        checklists.answer(round_of(candidate), item.number, "fail", by=peer, note="Blurred")
    assert missing(peer) == ["1 answered no"]


@pytest.fixture
def to_begin(brand, peer):
    """An image whose last stage is to be begun by hand, its turn having come."""
    candidate = scene.sent(brand, scene.PEER, scene.BRAND | {"start": "hand"})
    assert not approvals.order(factories.a_member(brand, "brand_manager"))
    scene.sign(candidate, peer)
    return candidate


def test_a_stage_to_begin_waits_for_whoever_may_begin_it(to_begin, brand, manager, peer):
    elsewhere = factories.a_user("brand_manager", factories.a_brand())
    assert [approvals.order(one) for one in (manager, peer, elsewhere)] == [[to_begin.public_id], [], []]
    row = approvals.queue(manager).rows[0]
    assert (row.begins, row.in_the_way) == ("Brand approval", [])
    course.begin(scene.stage(to_begin, "Brand approval"), by=manager)
    assert approvals.order(manager) == [to_begin.public_id]
    assert approvals.queue(manager).rows[0].begins is None


def test_whoever_made_the_image_may_begin_its_stage_and_finds_it_in_the_queue_once(signed_in, brand, manager, peer):
    brief = scene.a_planned_brief(brand, scene.PEER, scene.BRAND | {"start": "hand"})
    candidate = a_ready(brand, brief=brief, requested_by=manager)
    scene.sign(candidate, peer)
    assert approvals.order(manager) == [candidate.public_id]
    assert approvals.queue(manager).own == 0
    verdicts = signed_in(manager).get(f"/approvals/{candidate.public_id}/").content.decode()
    assert "Begin “Brand approval”" in verdicts.partition('id="verdicts"')[2]


def test_what_is_to_begin_is_counted_and_linked_like_other_turns(signed_in, to_begin, manager):
    client = signed_in(manager)
    assert "1 waits for you" in client.get("/").content.decode()
    html = client.get("/approvals/").content.decode()
    assert "To begin" in html
    assert f'href="/approvals/{to_begin.public_id}/#verdicts"' in html
    assert doors(manager)["Approvals"]["count"] == "1"


def test_the_decision_page_offers_the_beginning_where_verdicts_stand(signed_in, to_begin, manager):
    client = signed_in(manager)
    there = f"/approvals/{to_begin.public_id}/"
    verdicts = client.get(there).content.decode().partition('id="verdicts"')[2].partition("</section>")[0]
    begin = f"/stages/{scene.stage(to_begin, 'Brand approval').public_id}/begin"
    assert begin in verdicts
    client.post(begin)
    assert scene.open_names(to_begin) == ["Brand approval"]
    assert begin not in client.get(there).content.decode()


def test_a_morning_mail_tells_of_what_is_to_begin(to_begin, brand, manager):
    Brand.objects.update(demo=False)
    with time_machine.travel(clock.now().replace(hour=7, minute=30) + timedelta(days=1)):
        mornings.ask_for_mornings()
    assert {mail.person for mail in MorningMail.objects.all()} == set(queue.deciders(brand))


def test_the_last_stage_misses_all_of_it(candidate, peer, manager):
    checklists.pass_heading(round_of(candidate), "quality", by=peer, references=False)
    scene.sign(candidate, peer)
    assert missing(manager)[0] == "no rights record"
    assert "alt text" in missing(manager)
