"""Work in progress as people see it: counted, explained, cancelled, asked again."""

import pytest
from django.urls import reverse

from generation.models import Slot
from generation.providers import contract

HTMX = {"HX-Request": "true"}
S = Slot.State


def _state(request, *states, **more):
    for slot, state in zip(request.slots.order_by("index"), states, strict=True):
        Slot.objects.filter(pk=slot.pk).update(state=state, **more)


@pytest.fixture
def look(signed_in, marketer, brief):
    """A function that gets the fragment as the page polls it."""
    client, address = signed_in(marketer), reverse("generation:progress", args=[brief.public_id])

    def get(**headers):
        return client.get(address, headers={**HTMX, **headers})

    return get


def test_progress_names_the_unit(ask, look, daylight):
    _state(ask(daylight, 4), S.DONE, S.RUNNING, S.QUEUED, S.QUEUED)
    assert "1 of 4 images · about" in look().content.decode()


def test_it_asks_again_every_two_seconds_while_work_goes_on(ask, look, daylight):
    ask(daylight)
    answer = look()
    assert answer.status_code == 200
    assert 'hx-trigger="every 2s, look"' in answer.content.decode()


def test_nothing_new_is_answered_with_304(ask, look, daylight):
    ask(daylight)
    mark = look()["ETag"]
    assert look(**{"If-None-Match": mark}).status_code == 304


def test_a_change_is_answered_with_the_new_state(ask, look, daylight):
    request = ask(daylight)
    mark = look()["ETag"]
    _state(request, S.RUNNING, progress=0.5)
    answer = look(**{"If-None-Match": mark})
    assert answer.status_code == 200
    assert 'value="50"' in answer.content.decode()


def test_polling_ends_with_286_when_all_has_ended(ask, look, daylight):
    _state(ask(daylight, 2), S.DONE, S.DONE)
    answer = look()
    assert answer.status_code == 286
    assert "2 images arrived" in answer.content.decode()
    assert "hx-trigger" not in answer.content.decode()


@pytest.mark.parametrize("kind", contract.KINDS)
def test_every_kind_of_failure_says_what_to_do(ask, look, daylight, kind):
    _state(ask(daylight, 2), S.DONE, S.FAILED)
    Slot.objects.filter(state=S.FAILED).update(failure_kind=kind, failure="The reason of the generator.")
    text = look().content.decode()
    assert "The reason of the generator." in text
    assert contract.ADVICE[kind].partition(".")[0].replace("'", "&#x27;") in text


def test_a_failed_image_offers_to_ask_again_and_a_refused_one_does_not(ask, look, daylight):
    _state(ask(daylight, 2), S.FAILED, S.MODERATED, failure="No.", failure_kind="provider_error")
    assert look().content.decode().count("Ask again") == 2 // 2


def test_an_unknown_outcome_asks_for_a_persons_word_and_offers_no_blind_repeat(ask, look, daylight):
    request = ask(daylight)
    _state(request, S.UNKNOWN, failure="The answer was lost.", failure_kind="unknown_outcome")
    text = look().content.decode()
    assert reverse("generation:slot_outcome", args=[request.slots.get().public_id]) in text
    assert "may have been made and charged" in text
    assert "Ask again</button>" not in text


def test_without_scripts_it_is_a_page(ask, signed_in, marketer, brief, daylight):
    ask(daylight)
    text = signed_in(marketer).get(reverse("generation:progress", args=[brief.public_id])).content.decode()
    assert "<html" in text
    assert "0 of 1 image" in text


def test_without_work_the_page_says_what_to_do(signed_in, marketer, brief):
    text = signed_in(marketer).get(reverse("generation:progress", args=[brief.public_id])).content.decode()
    assert "Nothing is being made" in text


def test_without_work_the_fragment_is_empty(look):
    assert look().content.decode().strip() == ""


def test_an_auditor_may_look_but_finds_no_buttons(ask, signed_in, auditor, brief, daylight):
    ask(daylight)
    answer = signed_in(auditor).get(reverse("generation:progress", args=[brief.public_id]), headers=HTMX)
    assert answer.status_code == 200
    assert "<button" not in answer.content.decode()


ACTS = ["generation:request_cancel", "generation:request_front", "generation:slot_cancel", "generation:cancel_all"]


def _address(act, request):
    subject = {"slot": request.slots.first(), "request": request, "cancel": request.brief}
    return reverse(act, args=[subject[act.partition(":")[2].partition("_")[0]].public_id])


@pytest.mark.parametrize("act", ACTS)
def test_acts_answer_with_the_fragment_or_lead_back_to_the_page(ask, signed_in, marketer, brief, daylight, act):
    client = signed_in(marketer)
    fragment = client.post(_address(act, ask(daylight, 2, key="one")), headers=HTMX)
    assert fragment.status_code == 200
    assert "<html" not in fragment.content.decode()
    plain = client.post(_address(act, ask(daylight, 2, key="two")))
    assert plain["Location"] == reverse("generation:progress", args=[brief.public_id])


@pytest.mark.parametrize("act", ACTS)
def test_acts_are_for_those_who_may_spend_money(ask, signed_in, auditor, stranger, daylight, act):
    address = _address(act, ask(daylight))
    assert signed_in(auditor).post(address).status_code == 403
    assert signed_in(stranger).post(address).status_code == 404
    assert set(Slot.objects.values_list("state", flat=True)) == {S.QUEUED}


@pytest.mark.parametrize("act", ACTS)
def test_acts_are_not_done_by_looking(ask, signed_in, marketer, daylight, act):
    assert signed_in(marketer).get(_address(act, ask(daylight))).status_code == 405


@pytest.mark.parametrize("act", ACTS)
def test_an_act_that_comes_too_late_is_told_so(ask, signed_in, marketer, daylight, act):
    request = ask(daylight)
    _state(request, S.DONE)
    request.brief.requests.update(state="done")
    assert signed_in(marketer).post(_address(act, request), headers=HTMX).status_code == 409


def test_asking_again_puts_the_image_back_to_work(ask, signed_in, marketer, daylight):
    request = ask(daylight)
    _state(request, S.FAILED, failure="Out of order.")
    slot = request.slots.get()
    answer = signed_in(marketer).post(reverse("generation:slot_again", args=[slot.public_id]), headers=HTMX)
    assert "0 of 1 image" in answer.content.decode()


def test_three_hundred_slots_cost_no_more_queries_than_three(
    ask, look, daylight, atelier, django_assert_max_num_queries
):
    for number in range(20):
        ask(daylight, 12, key=f"key-{number}")
    look()
    with django_assert_max_num_queries(8):
        look()
