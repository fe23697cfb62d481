"""A picture with nothing on it, of another size than asked, or too small for its channels says so on the board."""

import io

import pytest
from django.urls import reverse
from PIL import Image

from assets import intake
from assets.models import Channel, StoredImage
from generation import remarks
from review import queue
from tests import factories
from tests.room.boards import FRAGMENT, address

pytestmark = pytest.mark.django_db


def file_of(image, format="PNG", **options) -> bytes:
    """The bytes of a picture."""
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def nearly_white():
    """A white ground on which a lossy codec leaves a little noise."""
    return file_of(Image.effect_noise((300, 200), 2).point(lambda level: 250 + level % 3).convert("RGB"), "JPEG")


@pytest.mark.parametrize(
    ("data", "blank"),
    [
        (file_of(Image.new("RGB", (300, 200), "black")), True),
        (file_of(Image.new("RGB", (2000, 1000), (12, 200, 90)), "JPEG"), True),
        (file_of(Image.new("RGBA", (300, 200), (0, 0, 0, 0))), True),
        (nearly_white(), True),
        (factories.picture(seed=3), False),
        (file_of(Image.linear_gradient("L").convert("RGB")), False),
    ],
    ids=["black", "one colour", "transparent", "nearly white", "a picture", "a gradient"],
)
def test_intake_tells_whether_anything_is_on_a_picture(brand, data, blank):
    assert intake.take_in(data, brand=brand, digital_source_type="digitalCreation").blank is blank


def a_candidate(brief, *, blank=False, size=(400, 300), asked=None):
    """A candidate whose image has that size and was asked for in another."""
    image = factories.a_stored_image(brief.brand)
    StoredImage.objects.filter(pk=image.pk).update(blank=blank, width=size[0], height=size[1])
    image.refresh_from_db()
    asked = {"width": asked[0], "height": asked[1]} if asked else {}
    return factories.a_candidate(brief, image=image, parameters=asked)


def test_a_picture_as_it_was_asked_for_is_not_remarked_on(brand):
    assert remarks.at_sight(a_candidate(factories.a_brief(brand), asked=(400, 300))) == []


def test_a_picture_of_another_size_says_both_sizes(brand):
    (said,) = remarks.at_sight(a_candidate(factories.a_brief(brand), asked=(1536, 1024)))
    assert "400 × 300" in said
    assert "1536 × 1024" in said


def test_a_picture_too_small_for_a_channel_of_its_brief_names_it(brand):
    brief = factories.a_brief(brand, channels=["desktop_hero"])
    hero = Channel.objects.get(key="desktop_hero")
    (said,) = remarks.of(a_candidate(brief, size=(hero.min_width - 1, hero.min_height)))
    assert hero.name in said
    assert remarks.of(a_candidate(brief, size=(hero.min_width, hero.min_height))) == []


def test_the_board_marks_a_blank_picture_and_the_panel_tells_why(brand, marketer, signed_in):
    brief = factories.a_brief(brand)
    blank = a_candidate(brief, blank=True)
    client = signed_in(marketer)
    assert "Nothing is on this picture" in client.get(address("board", brief)).content.decode()
    panel = client.get(reverse("review:details", args=(brief.public_id, blank.public_id)), **FRAGMENT)
    assert "Nothing is on this picture" in panel.content.decode()


def test_a_good_picture_is_not_marked_on_the_board(brand, marketer, signed_in):
    brief = factories.a_brief(brand)
    a_candidate(brief)
    assert "Nothing is on this picture" not in signed_in(marketer).get(address("board", brief)).content.decode()


def test_the_decision_page_remarks_on_a_blank_picture(brand, marketer, manager, signed_in):
    blank = a_candidate(factories.a_brief(brand), blank=True)
    queue.send_for_approval([blank], by=marketer)
    page = signed_in(manager).get(reverse("review:decision", args=(blank.public_id,))).content.decode()
    assert "Nothing is on this picture" in page
