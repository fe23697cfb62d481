"""The form that asks for images: for whom it is there, the price on it, and what sending it does."""

import pytest
from django.urls import reverse

from generation import briefs
from generation.models import GenerationRequest, Slot
from tests import factories

HTMX = {"HX-Request": "true"}


@pytest.fixture
def address(brief, version, daylight):
    """The address of the form."""
    return reverse("generation:generate", args=[brief.public_id])


@pytest.fixture
def form(version):
    """What a browser sends."""
    return {
        "version": version.public_id,
        "shapes": ["16:9", "1:1"],
        "count_atelier": "1",
        "count_daylight": "2",
        "key": "abcdefgh12345678",
    }


def test_the_form_shows_every_generator_with_the_price_before_sending(signed_in, marketer, address):
    text = signed_in(marketer).get(address).content.decode()
    assert "Atelier (simulated)" in text
    assert "Daylight (simulated)" in text
    assert "about €0.12" in text


def test_the_price_follows_the_counts_as_a_fragment(signed_in, marketer, address, form):
    answer = signed_in(marketer).get(address, form, headers={**HTMX, "HX-Target": "quote"})
    text = answer.content.decode()
    assert text.strip().startswith('<div id="quote"')
    assert "Send 2 to Atelier (simulated) and 4 to Daylight (simulated), about €0.16" in text


def test_the_price_of_a_half_typed_form_is_no_error(signed_in, marketer, address, form):
    answer = signed_in(marketer).get(
        address, {**form, "count_atelier": "", "count_daylight": "x"}, headers={**HTMX, "HX-Target": "quote"}
    )
    assert answer.status_code == 200
    assert "at least 1 image" in answer.content.decode()


def test_without_scripts_a_button_works_out_the_price(signed_in, marketer, address, form):
    answer = signed_in(marketer).post(address, {**form, "price": "1"})
    assert "about €0.16" in answer.content.decode()
    assert GenerationRequest.objects.count() == 0


def test_sending_asks_for_images_and_goes_to_the_board(signed_in, marketer, brief, address, form):
    answer = signed_in(marketer).post(address, form)
    assert (answer.status_code, answer["Location"]) == (302, f"/briefs/{brief.public_id}/")
    assert Slot.objects.count() == 6


def test_sending_by_htmx_moves_the_whole_page(signed_in, marketer, brief, address, form):
    answer = signed_in(marketer).post(address, form, headers=HTMX)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, f"/briefs/{brief.public_id}/")


def test_a_double_click_asks_once(signed_in, marketer, address, form):
    client = signed_in(marketer)
    client.post(address, form)
    assert client.post(address, form).status_code == 302
    assert Slot.objects.count() == 6


@pytest.mark.parametrize(
    "change",
    [
        {"version": "aaaaaaaaaaaaaaaa"},
        {"shapes": []},
        {"shapes": ["9:1"]},
        {"count_daylight": "13"},
        {"count_daylight": "-1"},
        {"count_daylight": "0", "count_atelier": "0"},
        {"key": ""},
        {"seed": "99999999999999999999"},
        {"key": "x" * 5000},
        {"version": "a\x00b"},
    ],
)
def test_what_makes_no_sense_is_told_and_asks_for_nothing(signed_in, marketer, address, form, change):
    answer = signed_in(marketer).post(address, {**form, **change})
    assert answer.status_code == 422
    assert GenerationRequest.objects.count() == 0


def test_a_prompt_of_another_brief_is_not_accepted(signed_in, marketer, brand, address, form):
    other = factories.a_prompt_version(factories.a_brief(brand))
    assert signed_in(marketer).post(address, {**form, "version": other.public_id}).status_code == 422


def test_a_closed_brief_refuses_with_what_was_typed_still_there(signed_in, marketer, brief, address, form):
    briefs.close(brief, by=marketer)
    answer = signed_in(marketer).post(address, {**form, "count_daylight": "7"})
    assert answer.status_code == 409
    assert "This brief is closed" in answer.content.decode()
    assert 'value="7"' in answer.content.decode()


def test_a_brief_without_a_prompt_says_what_to_do(signed_in, marketer, brief, daylight):
    text = signed_in(marketer).get(reverse("generation:generate", args=[brief.public_id])).content.decode()
    assert "There is no prompt yet" in text
    assert "Write the prompt" in text


def test_an_auditor_may_not_open_the_form(signed_in, auditor, address, form):
    assert signed_in(auditor).get(address).status_code == 403
    assert signed_in(auditor).post(address, form).status_code == 403


def test_a_stranger_gets_404(signed_in, stranger, address, form):
    assert signed_in(stranger).get(address).status_code == 404
    assert signed_in(stranger).post(address, form).status_code == 404


def test_the_fragment_is_the_form_alone(signed_in, marketer, address):
    text = signed_in(marketer).get(address, headers=HTMX).content.decode()
    assert "<html" not in text
    assert "<form" in text


def test_more_versions_cost_no_more_queries(signed_in, marketer, brief, address, django_assert_max_num_queries):
    for number in range(25):
        factories.a_prompt_version(brief, text=f"Wording {number}")
    client = signed_in(marketer)
    client.get(address)
    with django_assert_max_num_queries(12):
        client.get(address)
