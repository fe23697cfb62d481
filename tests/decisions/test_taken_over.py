"""What must stay visible on one version is marked on the next one by a click, where the picture is still the same."""

import re

import pytest

from assets.models import AuditEvent
from assets.problems import Conflict, Forbidden, Refused
from generation.models import Candidate
from review import cuts, keeping
from review.places import Place
from tests.decisions.waiting import a_waiting, case_of
from tests.talk.talk import a_next_version

pytestmark = pytest.mark.django_db
FACE, LOGO = (Place.read("rectangle", x, "0.3", "0.1", "0.2") for x in ("0", "0.5"))
OFFER = "on the version before"


@pytest.fixture
def first(brand, marketer):
    candidate = a_waiting(brand)
    keeping.mark(candidate, by=marketer, place=FACE, what="Face")
    keeping.mark(candidate, by=marketer, place=LOGO, what="Logo")
    return candidate


@pytest.fixture
def second(first):
    return a_waiting(first.brand, brief=first.brief, parent=first, origin="refined")


def page(candidate):
    return f"/approvals/{candidate.public_id}/"


def kept(candidate) -> list[str]:
    fresh = Candidate.objects.select_related("kept").get(pk=candidate.pk)
    return [one["what"] for one in keeping.boxes_of(fresh)]


def test_the_page_offers_what_is_marked_on_the_version_before_and_one_post_marks_it(signed_in, manager, second):
    client = signed_in(manager)
    html = client.get(page(second)).text
    assert f"2 parts marked {OFFER}" in html
    url = re.search(r'action="([^"]*/kept)"', html)[1]
    answer = client.post(url, {"take_over": "on"}, headers={"HX-Request": "true"}).text
    assert kept(second) == ["Face", "Logo"]
    assert "2 parts marked</span>" in answer
    assert OFFER not in answer


def test_the_crops_of_the_next_version_then_know_of_it(marketer, second):
    keeping.take_over(second, by=marketer)
    square = next(one for one in cuts.crops(case_of(second)) if one.channel.key == "square_social")
    assert "cuts face" in dict(square.faults)


def test_twice_is_once_and_one_event(marketer, second):
    before = AuditEvent.objects.filter(action="kept.changed").count()
    keeping.take_over(second, by=marketer)
    keeping.take_over(second, by=marketer)
    assert kept(second) == ["Face", "Logo"]
    assert AuditEvent.objects.filter(action="kept.changed").count() == before + 1


def test_what_is_marked_here_already_is_not_offered_again(signed_in, manager, marketer, second):
    keeping.mark(second, by=marketer, place=FACE, what="Face")
    assert f"1 part marked {OFFER}" in signed_in(manager).get(page(second)).text
    keeping.take_over(second, by=marketer)
    assert kept(second) == ["Face", "Logo"]


def test_a_part_taken_over_is_another_ones_to_remove_alone(marketer, first, second):
    box = keeping.take_over(second, by=marketer).boxes[0]["id"]
    keeping.remove(second, box, by=marketer)
    assert kept(second) == ["Logo"]
    assert kept(first) == ["Face", "Logo"]


def test_more_than_an_image_holds_is_refused_as_a_whole(marketer, second):
    for number in range(keeping.MOST - 1):
        keeping.mark(second, by=marketer, place=Place.read("rectangle", f"0.{number + 10}", "0.1", "0.1", "0.1"))
    with pytest.raises(Refused, match="12 marked parts"):
        keeping.take_over(second, by=marketer)
    assert len(kept(second)) == keeping.MOST - 1


def test_an_image_without_a_version_before_offers_and_takes_nothing(signed_in, manager, marketer, brand):
    alone = a_waiting(brand)
    assert OFFER not in signed_in(manager).get(page(alone)).text
    assert keeping.take_over(alone, by=marketer) is None


def test_an_auditor_is_offered_nothing_and_a_replaced_image_takes_nothing(signed_in, auditor, marketer, second):
    assert OFFER not in signed_in(auditor).get(page(second)).text
    with pytest.raises(Forbidden):
        keeping.take_over(second, by=auditor)
    a_next_version(second)
    with pytest.raises(Conflict, match="took this image’s place"):
        keeping.take_over(second, by=marketer)
