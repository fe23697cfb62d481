"""Asking for images: what it costs, what it makes, and that it never happens twice."""

from decimal import Decimal

import pytest

from assets.models import AuditEvent, Work
from assets.problems import Conflict, Forbidden, Refused
from generation import briefs, requests, shapes, slots
from generation.models import GenerationRequest, Slot
from tests import factories

S = Slot.State


def _submit(version, choices, by, key="key-1", **more):
    return requests.submit(version, choices=choices, by=by, idempotency_key=key, **more)


def test_one_submission_makes_a_request_for_each_generator_and_shape(version, marketer, daylight, atelier):
    made = _submit(version, {daylight: 2, atelier: 1}, marketer)
    shapes = sorted((one.generator.key, one.shape, one.count) for one in made)
    assert shapes == [("atelier", "16:9", 1), ("atelier", "1:1", 1), ("daylight", "16:9", 2), ("daylight", "1:1", 2)]


def test_a_request_is_large_enough_for_its_channels(version, marketer, daylight):
    for one in _submit(version, {daylight: 1}, marketer):
        across, down = (int(part) for part in one.shape.split(":"))
        assert max(one.width, one.height) >= 1536
        assert abs(one.width / one.height - across / down) < 0.02


def test_every_image_wanted_is_a_slot_with_its_own_seed_and_work(version, marketer, daylight):
    request = _submit(version, {daylight: 3}, marketer, ratios=["1:1"], seed=40)[0]
    assert list(request.slots.order_by("index").values_list("seed", flat=True)) == [40, 41, 42]
    assert Work.objects.filter(kind=slots.OUTSIDE, state="open").count() == 3


def test_generators_get_the_same_seeds_so_that_they_can_be_compared(version, marketer, daylight, atelier):
    one, other = _submit(version, {daylight: 1, atelier: 1}, marketer, ratios=["1:1"])
    assert one.seed == other.seed


def test_the_same_key_asks_once(version, marketer, daylight):
    first = _submit(version, {daylight: 2}, marketer)
    assert _submit(version, {daylight: 2}, marketer) == first
    assert Slot.objects.count() == 4


def test_the_same_key_of_another_person_is_another_request(version, marketer, manager, daylight):
    _submit(version, {daylight: 1}, marketer, ratios=["1:1"])
    _submit(version, {daylight: 1}, manager, ratios=["1:1"])
    assert GenerationRequest.objects.count() == 2


def test_the_price_is_told_before_and_kept(version, marketer, daylight, atelier):
    wanted = shapes.for_channels(version.prompt.brief.channels)
    quote = requests.price({daylight: 2, atelier: 3}, wanted)
    assert quote.totals == {"EUR": Decimal("0.32")}
    made = _submit(version, {daylight: 2, atelier: 3}, marketer)
    assert sum(one.price_before for one in made) == Decimal("0.32")


def test_the_terms_of_the_day_are_kept_with_the_request(version, marketer, daylight):
    request = _submit(version, {daylight: 1}, marketer)[0]
    assert request.terms_snapshot["tool"] == "Proofmark simulated generators"


def test_one_event_tells_of_a_request(version, marketer, daylight):
    request = _submit(version, {daylight: 2}, marketer, ratios=["1:1"])[0]
    event = AuditEvent.objects.get(object_id=request.public_id)
    assert (event.action, event.actor_id) == ("generation.requested", marketer.public_id)


def test_an_auditor_may_not_spend_money(version, auditor, daylight):
    with pytest.raises(Forbidden):
        _submit(version, {daylight: 1}, auditor)
    assert GenerationRequest.objects.count() == 0


def test_a_stranger_may_not_spend_money(version, stranger, daylight):
    with pytest.raises(Forbidden):
        _submit(version, {daylight: 1}, stranger)


@pytest.mark.parametrize(
    ("counts", "words"),
    [(0, "No image is asked for"), (13, "takes 0 to 12"), (-1, "No image"), (60, "too many at once")],
)
def test_a_count_that_makes_no_sense_is_refused(version, marketer, daylight, counts, words):
    with pytest.raises(Refused, match=words):
        _submit(version, {daylight: counts}, marketer)
    assert GenerationRequest.objects.count() == 0


def test_a_closed_brief_takes_no_more_images(version, marketer, daylight):
    briefs.close(version.prompt.brief, by=marketer)
    with pytest.raises(Conflict, match="closed"):
        _submit(version, {daylight: 1}, marketer)


def test_a_generator_that_was_switched_off_is_not_asked(version, marketer, daylight):
    daylight.enabled = False
    with pytest.raises(Conflict, match="switched off"):
        _submit(version, {daylight: 1}, marketer)


def test_a_form_without_a_key_asks_for_nothing(version, marketer, daylight):
    with pytest.raises(Refused, match="no key"):
        _submit(version, {daylight: 1}, marketer, key="")


def test_a_shape_that_the_brief_does_not_need_is_refused(version, marketer, daylight):
    with pytest.raises(Refused, match="No shape"):
        _submit(version, {daylight: 1}, marketer, ratios=["7:1"])


def test_cancelling_a_request_cancels_what_has_not_ended(ask, daylight, marketer):
    request = ask(daylight, 3)
    Slot.objects.filter(request=request, index=0).update(state=S.DONE)
    assert slots.cancel_request(request, by=marketer) == 2
    request.refresh_from_db()
    assert request.state == "partial"
    assert Work.objects.filter(state="open").count() == 1


def test_a_request_that_has_ended_cannot_be_cancelled(ask, daylight, marketer):
    request = ask(daylight)
    slots.cancel_request(request, by=marketer)
    with pytest.raises(Conflict, match="ended already"):
        slots.cancel_request(request, by=marketer)


def test_one_image_can_be_cancelled_alone(ask, daylight, marketer):
    request = ask(daylight, 2)
    slots.cancel(request.slots.first(), by=marketer)
    assert sorted(request.slots.values_list("state", flat=True)) == ["cancelled", "queued"]


def test_an_image_cannot_be_cancelled_twice(ask, daylight, marketer):
    slot = ask(daylight).slots.get()
    slots.cancel(slot, by=marketer)
    with pytest.raises(Conflict, match="Mara Lind was first"):
        slots.cancel(slot, by=marketer)


def test_a_refused_image_cannot_be_asked_for_again(ask, daylight, marketer):
    slot = ask(daylight).slots.get()
    Slot.objects.filter(pk=slot.pk).update(state=S.MODERATED)
    with pytest.raises(Conflict):
        slots.ask_again(slot, by=marketer)


def test_a_failed_image_can_be_asked_for_again(ask, daylight, marketer):
    request = ask(daylight)
    slot = request.slots.get()
    Slot.objects.filter(pk=slot.pk).update(state=S.FAILED, failure="Out of order.")
    Work.objects.update(state="failed")
    slots.ask_again(slot, by=marketer)
    assert (slot.state, slot.failure) == (S.QUEUED, "")
    assert Work.objects.filter(state="open", subject=slot.public_id).count() == 1


def test_a_request_moved_to_the_front_goes_before_the_others(ask, daylight, marketer):
    ask(daylight, key="first")
    late = ask(daylight, key="late")
    requests.jump_to_front(late, by=marketer)
    order = Work.objects.filter(kind=slots.OUTSIDE).order_by("-priority", "pk").values_list("subject", flat=True)
    assert order[0] == late.slots.get().public_id


def test_a_request_without_waiting_images_cannot_be_moved(ask, daylight, marketer):
    request = ask(daylight)
    slots.cancel_request(request, by=marketer)
    with pytest.raises(Conflict, match="Nothing of this request waits"):
        requests.jump_to_front(request, by=marketer)


def test_all_work_of_a_brief_can_be_cancelled_at_once(ask, brief, daylight, atelier, marketer):
    ask(daylight, 2, key="one")
    ask(atelier, 2, key="two")
    assert requests.cancel_all(brief, by=marketer) == 4
    with pytest.raises(Conflict, match="nothing to cancel"):
        requests.cancel_all(brief, by=marketer)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ("QQ", "queued"), ("QD", "running"), ("RF", "running"), ("DD", "done"), ("DF", "partial"), ("DC", "partial"),
        ("CC", "cancelled"), ("FC", "failed"), ("MU", "failed"), ("TD", "running"),
    ],
)  # fmt: skip
def test_a_request_is_what_its_images_make_of_it(states, expected):
    letters = {"Q": S.QUEUED, "R": S.RUNNING, "T": S.FETCHED, "D": S.DONE, "F": S.FAILED, "C": S.CANCELLED}
    letters |= {"M": S.MODERATED, "U": S.UNKNOWN}
    assert slots.state_of([letters[letter] for letter in states]) == expected


def test_other_brands_requests_are_untouched_by_a_cancellation(ask, daylight, marketer, other_brand, stranger):
    ask(daylight, key="ours")
    theirs = factories.a_prompt_version(factories.a_brief(other_brand))
    kept = _submit(theirs, {daylight: 1}, stranger, ratios=["1:1"])[0]
    with pytest.raises(Forbidden):
        slots.cancel_request(kept, by=marketer)
