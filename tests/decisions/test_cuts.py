"""The strip of channel crops: red where a crop cuts what must stay visible or weighs too much, measured beforehand."""

import pytest

from assets import measuring
from assets.models import AuditEvent, Channel, ImageMeasure
from assets.problems import Conflict, Forbidden, Refused
from generation.models import Candidate
from review import cuts, decisions, keeping
from review.models import Kept
from review.places import Place
from tests import factories
from tests.advice import drawn
from tests.decisions.waiting import a_ready, a_waiting, bound_of, case_of

pytestmark = pytest.mark.django_db
LEFT_EDGE = Place.read("rectangle", "0", "0.3", "0.1", "0.2")
MIDDLE = Place.read("rectangle", "0.45", "0.45", "0.1", "0.1")


@pytest.fixture
def candidate(brand):
    return a_waiting(brand, image=factories.a_stored_image(brand, factories.picture(1600, 900)))


def crop(candidate, key="square_social"):
    return next(one for one in cuts.crops(case_of(candidate)) if one.channel.key == key)


def page(candidate):
    return f"/approvals/{candidate.public_id}/"


def test_a_crop_that_cuts_a_marked_part_is_red_and_one_that_shows_it_is_not(candidate, marketer):
    keeping.mark(candidate, by=marketer, place=LEFT_EDGE, what="Face")
    assert ("cuts face", "the crop cuts what must stay visible: Face") in crop(candidate).faults
    assert "cuts" not in crop(candidate, "product_card").marks  # which pads and cuts nothing


def test_a_part_in_the_middle_is_cut_by_none(candidate, marketer):
    keeping.mark(candidate, by=marketer, place=MIDDLE, what="Face")
    assert not any("face" in one.marks for one in cuts.crops(case_of(candidate)))
    assert crop(candidate).boxes


def test_a_marked_part_advises_and_blocks_nothing(brand, manager):
    candidate = a_ready(brand)
    keeping.mark(candidate, by=manager, place=LEFT_EDGE)
    assert decisions.approve(candidate, by=manager, bound=bound_of(candidate)).asset


def test_each_mark_is_one_event_and_the_same_twice_is_one(candidate, marketer):
    first = keeping.mark(candidate, by=marketer, place=MIDDLE)
    assert keeping.mark(candidate, by=marketer, place=MIDDLE) == first
    keeping.remove(candidate, first.boxes[0]["id"], by=marketer)
    keeping.remove(candidate, first.boxes[0]["id"], by=marketer)
    assert AuditEvent.objects.filter(action="kept.changed").count() == 2
    assert Kept.objects.get().boxes == []


def test_a_part_has_an_extent_and_its_marker_a_role(candidate, marketer, auditor):
    with pytest.raises(Refused, match="width and a height"):
        keeping.mark(candidate, by=marketer, place=Place.read("pin", "0.5", "0.5"))
    with pytest.raises(Forbidden):
        keeping.mark(candidate, by=auditor, place=MIDDLE)


def test_a_decided_image_takes_no_more_marks(brand, manager):
    candidate = a_ready(brand)
    decisions.approve(candidate, by=manager, bound=bound_of(candidate))
    with pytest.raises(Conflict, match="approved"):
        keeping.mark(Candidate.objects.get(pk=candidate.pk), by=manager, place=MIDDLE)


def test_an_image_holds_twelve_marks(candidate, marketer):
    for number in range(keeping.MOST):
        keeping.mark(candidate, by=marketer, place=Place.read("rectangle", f"0.{number + 10}", "0.1", "0.1", "0.1"))
    with pytest.raises(Refused, match="12 marked parts"):
        keeping.mark(candidate, by=marketer, place=MIDDLE)


def test_the_check_weighs_each_rendition_and_finds_the_part_that_it_shows(brand, marketer):
    image = drawn.stored(brand, drawn.checked((1200, 300, 1500, 700)))
    candidate = factories.a_candidate(factories.a_brief(brand), image=image)
    drawn.checked_now(candidate, marketer)
    found = ImageMeasure.objects.get(image=image).renditions
    assert set(found) == {one.key for one in Channel.objects.filter(enabled=True)}
    assert 1_000 < found["square_social"]["bytes"] < 500_000
    left, top, width, height = found["story"]["box"]
    assert (top, height) == (0, 1)
    assert left > 0.3  # the middle would begin at 0.29; what there is to see lies on the right
    assert width == pytest.approx(9 / 16 * 3 / 4, abs=0.001)


def test_a_rendition_over_its_budget_is_red_with_both_figures(brand, marketer):
    candidate = a_waiting(brand, image=drawn.stored(brand, drawn.fence()))
    drawn.checked_now(candidate, marketer)
    weight = ImageMeasure.objects.get().renditions["square_social"]["bytes"]
    Channel.objects.filter(key="square_social").update(max_bytes=weight)
    assert not any("heavy" in sentence for _, sentence in crop(candidate).faults)
    Channel.objects.filter(key="square_social").update(max_bytes=weight - 1000)
    told = f"too heavy: {round(weight / 1000)} kB, at most {round((weight - 1000) / 1000)} kB"
    assert told in crop(candidate).poor


def test_another_recipe_is_weighed_anew_and_its_old_weight_not_shown(brand, marketer):
    candidate = a_waiting(brand, image=drawn.stored(brand, drawn.fence()))
    drawn.checked_now(candidate, marketer)
    channel = Channel.objects.filter(key="square_social")
    channel.update(transformation="c_fill,g_auto,h_540,w_540/f_jpg,q_auto:good", max_bytes=1)
    assert "heavy" not in crop(candidate).poor
    measuring.weigh(ImageMeasure.objects.get(), candidate.image, channel)
    assert "heavy" in crop(candidate).poor


def test_a_part_is_marked_by_numbers_and_removed_on_the_page(signed_in, candidate, marketer):
    client, said = signed_in(marketer), {"what": "Face", "percent": "on", "x": "0", "y": "30", "w": "10", "h": "20"}
    assert client.post(f"{page(candidate)}kept", said).url == f"{page(candidate)}#kept"
    assert "1 part marked" in client.get(page(candidate)).content.decode()
    box = Kept.objects.get().boxes[0]
    assert (box["x"], box["w"]) == ("0.00000", "0.10000")
    answer = client.post(f"{page(candidate)}kept", {"remove": box["id"]}, HTTP_HX_REQUEST="true").content.decode()
    assert "nothing marked" in answer
    assert 'id="crops"' in answer


def test_a_part_outside_of_the_picture_is_refused_with_a_sentence(signed_in, candidate, marketer):
    said = {"percent": "on", "x": "95", "y": "30", "w": "10", "h": "20"}
    answer = signed_in(marketer).post(f"{page(candidate)}kept", said)
    assert answer.status_code == 422
    assert not Kept.objects.exists()


def test_strangers_mark_nothing(signed_in, candidate, stranger):
    said = {"percent": "on", "x": "5", "y": "30", "w": "10", "h": "20"}
    assert signed_in(stranger).post(f"{page(candidate)}kept", said).status_code == 404
