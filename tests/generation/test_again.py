"""More from an image that was made: the same, another chance, other words."""

import pytest
from django.urls import reverse

from generation import candidates
from generation.models import Candidate, GenerationRequest, PromptVersion
from tests import factories


@pytest.fixture
def candidate(ask, brief, version, daylight):
    """A candidate that a request made."""
    request = ask(daylight, seed=77, parameters={"tell": "x"})
    return factories.a_candidate(brief, prompt_version=version, request=request, slot=request.slots.get(), seed=77)


def test_the_same_again_repeats_everything(candidate, marketer):
    made = candidates.again(candidate, by=marketer, idempotency_key="again-1")
    origin = candidate.request
    assert (made.seed, made.shape, made.width, made.parameters) == (77, origin.shape, origin.width, {"tell": "x"})
    assert made.prompt_version == candidate.prompt_version


def test_another_chance_differs_in_its_seed_alone(candidate, marketer):
    made = candidates.new_seed(candidate, by=marketer, idempotency_key="again-1", count=3)
    assert made.seed != 77
    assert (made.count, made.generator) == (3, candidate.request.generator)


def test_other_words_become_the_next_version_and_say_where_they_come_from(candidate, marketer):
    made = candidates.remix(candidate, "A blue mug at night", by=marketer, idempotency_key="again-1")
    assert made.prompt_version.number == candidate.prompt_version.number + 1
    assert made.prompt_version.remixed_from == candidate.public_id


def test_a_second_send_makes_no_second_version(candidate, marketer):
    for _ in range(2):
        candidates.remix(candidate, "A blue mug at night", by=marketer, idempotency_key="again-1")
    assert PromptVersion.objects.count() == 2
    assert GenerationRequest.objects.count() == 2


def test_the_page_offers_three_ways_and_the_price(signed_in, marketer, candidate):
    text = signed_in(marketer).get(reverse("generation:again", args=[candidate.public_id])).content.decode()
    assert "The same again" in text
    assert "Other words" in text
    assert "about €0.02 an image" in text


@pytest.mark.parametrize("way", ["same", "new_seed", "remix"])
def test_sending_the_page_asks_and_leads_to_the_board(signed_in, marketer, candidate, brief, way):
    form = {"way": way, "text": "A green mug", "count": "1", "key": "abcdefgh12345678"}
    answer = signed_in(marketer).post(reverse("generation:again", args=[candidate.public_id]), form)
    assert answer["Location"] == f"/briefs/{brief.public_id}/"
    assert GenerationRequest.objects.count() == 2


def test_other_words_may_not_be_empty(signed_in, marketer, candidate):
    form = {"way": "remix", "text": " ", "count": "1", "key": "abcdefgh12345678"}
    assert signed_in(marketer).post(reverse("generation:again", args=[candidate.public_id]), form).status_code == 422


def test_an_image_made_elsewhere_leads_to_the_prompt_page(signed_in, marketer, brief):
    imported = factories.a_candidate(brief, origin="imported", prompt_version=factories.a_prompt_version(brief))
    Candidate.objects.filter(pk=imported.pk).update(prompt_version=None, request=None)
    client, address = signed_in(marketer), reverse("generation:again", args=[imported.public_id])
    assert "was not made here" in client.get(address).content.decode()
    form = {"way": "same", "count": "1", "key": "abcdefgh12345678"}
    assert client.post(address, form).status_code == 422


def test_strangers_and_auditors_ask_for_nothing(signed_in, auditor, stranger, candidate):
    address = reverse("generation:again", args=[candidate.public_id])
    assert signed_in(auditor).post(address, {"way": "same"}).status_code == 403
    assert signed_in(stranger).get(address).status_code == 404
