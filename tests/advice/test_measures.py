"""What is measured on drawn pictures whose answers are known."""

import pytest

from assets import colours, likeness, measuring
from assets.imaging import darkroom
from assets.models import ImageMeasure
from tests import factories
from tests.advice import drawn

pytestmark = pytest.mark.django_db


def measured(brand, image):
    return measuring.measured(drawn.stored(brand, image))


def test_black_and_white_are_a_hundred_apart_and_a_colour_is_none_from_itself():
    assert colours.difference("#000000", "#ffffff") == pytest.approx(100, abs=0.1)
    assert colours.difference("#b3402a", "#b3402a") == 0
    assert colours.lab("#ff0000") == pytest.approx((53.24, 80.09, 67.20), abs=0.1)


def test_half_of_a_picture_of_two_colours_is_foreign_to_one_of_them(brand):
    found = measured(brand, drawn.two_halves())
    assert colours.share_beyond(found.colours, [drawn.CREAM], 20) == pytest.approx(0.5, abs=0.02)
    assert colours.share_beyond(found.colours, [drawn.CREAM, drawn.RED], 20) < 0.02


def test_the_same_picture_out_of_focus_is_less_sharp_by_far(brand):
    image = drawn.lettered((300, 500))
    assert measured(brand, image).sharpness > 20 * measured(brand, drawn.soft(image)).sharpness


def test_a_line_of_letters_is_found_where_it_stands(brand):
    ((left, top, width, height),) = measured(brand, drawn.lettered((320, 900))).text_regions
    assert left == pytest.approx(0.2, abs=0.02)
    assert 0.72 < top < 0.82
    assert 0.3 < width < 0.65
    assert height < 0.12


@pytest.mark.parametrize("image", [drawn.plain(), drawn.two_halves(), drawn.fence()], ids=["plain", "edge", "fence"])
def test_a_plain_ground_an_edge_and_a_fence_are_no_text(brand, image):
    assert measured(brand, image).text_regions == []


def test_an_image_is_measured_once_and_again_only_by_another_method(brand, monkeypatch):
    image = drawn.stored(brand, drawn.two_halves())
    first = measuring.measured(image)
    assert measuring.measured(image).measured_at == first.measured_at
    ImageMeasure.objects.update(method=measuring.METHOD - 1)
    assert measuring.measured(image).measured_at > first.measured_at
    assert ImageMeasure.objects.filter(image=image).count() == 1


def test_bytes_that_are_no_picture_are_refused_by_the_child():
    with pytest.raises(darkroom.ImageRefused):
        darkroom.measure(b"no picture at all")


def hashed(brand, bits):
    from assets.imaging import bands

    quarters = dict(zip(likeness.QUARTERS, bands.split(bits), strict=True))
    return factories.a_stored_image(brand, dhash=bands.signed(bits), **quarters)


def test_near_duplicates_are_those_within_seven_bits_of_the_same_brand(brand, other_brand):
    base = 0xF0E1D2C3B4A59687
    image = hashed(brand, base)
    two_in_each = sum(0b11 << at for at in (0, 16, 32)) | 1 << 48  # 7 bits, no quarter left whole
    near = hashed(brand, base ^ two_in_each)
    hashed(brand, base ^ two_in_each ^ 1 << 63)
    hashed(other_brand, base)
    assert likeness.near(image) == [(near, 7)]
    assert likeness.near(image, most=6) == []


def test_a_stack_holds_what_is_near_to_its_first_and_no_chain():
    hashes = {"a": 0, "far": 0xFFFF_FFFF, "b": 0b0111_1111, "c": 0b0111_1111 << 7, "b's": 0b11_1111_1111_1111}
    assert likeness.stacks(hashes) == [["a", "b", "c"], ["far"], ["b's"]]
