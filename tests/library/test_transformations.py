"""Transformation strings: what is read, what is refused, and that each has one spelling."""

import pytest

from assets import transformations
from assets.transformations import BadTransformation, Transformation, canonical, parse


def test_the_hero_string_is_read_into_its_parts():
    hero = parse("c_fill,g_auto,h_800,w_1920/f_auto,q_auto")
    assert hero == Transformation("fill", 1920, 800, "auto", None, "auto", "auto")


def test_the_order_of_parameters_does_not_matter():
    assert canonical("w_1920,h_800,g_auto,c_fill/q_auto,f_auto") == "c_fill,g_auto,h_800,w_1920/f_auto,q_auto"


def test_one_component_may_hold_shape_and_encoding():
    assert canonical("w_480,c_limit,q_auto:low,f_auto") == "c_limit,w_480/f_auto,q_auto:low"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        ",",
        "c_fill",
        "c_fill,w_10",
        "c_limit",
        "w_10,h_10",
        "c_crop,w_10,h_10",
        "c_fill,h_0,w_10",
        "c_fill,h_010,w_10",
        "c_fill,h_5000,w_10",
        "c_fill,h_-1,w_10",
        "c_fill,h_1.5,w_10",
        "c_fill,h_٣,w_10",
        "c_fill,h_10,w_10,w_10",
        "c_fill,h_10,w_10/w_10",
        "c_fill,f_jpg,h_10,w_10/f_png",
        "c_fill,h_10,w_10/f_auto/q_auto",
        "c_fill,h_10,w_10/f_svg",
        "c_fill,h_10,w_10/q_100",
        "c_pad,b_red,h_10,w_10",
        "c_pad,g_auto,h_10,w_10",
        "b_white,c_fill,h_10,w_10",
        "c_limit,g_auto,w_10",
        "e_gen_remove:prompt_car",
        "c_fill,h_10,w_10,e_sepia",
        "C_fill,h_10,w_10",
        " c_fill,h_10,w_10",
        "c_fill,h_10,w_10\x00",
        "l_text:Arial_40:hello",
        "c_fill,h_10,w_10/",
    ],
)
def test_a_string_outside_the_grammar_is_refused(text):
    with pytest.raises(BadTransformation):
        parse(text)


def test_a_refusal_names_the_part_that_is_wrong():
    with pytest.raises(BadTransformation, match="e_sepia"):
        parse("c_fill,h_10,w_10,e_sepia")


@pytest.mark.parametrize(
    ("own", "wanted"), [((960, 1920), (480, 960)), ((300, 900), (300, 900)), ((4000, 10), (480, 1))]
)
def test_a_limit_shrinks_and_never_enlarges(own, wanted):
    assert transformations.size_of(parse("c_limit,w_480"), *own) == wanted


@pytest.mark.parametrize(
    ("text", "own", "factor"),
    [
        ("c_fill,h_800,w_1920", (960, 800), 2.0),
        ("c_fill,h_800,w_1920", (2048, 2048), 1.0),
        ("c_pad,h_400,w_400", (100, 200), 2.0),
        ("c_limit,w_480", (100, 100), 1.0),
        ("c_lfill,h_800,w_1920", (96, 80), 1.0),
    ],
)
def test_an_enlargement_is_told_as_a_factor(text, own, factor):
    assert transformations.enlargement(parse(text), *own) == factor


def test_a_limited_fill_keeps_a_small_picture_at_its_own_pixels():
    assert transformations.size_of(parse("c_lfill,h_800,w_1920"), 500, 1000) == (500, 800)
