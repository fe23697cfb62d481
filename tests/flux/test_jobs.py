"""Images by Flux: the engine, the adapter and a strict service, by real connections, for each way a job can go."""

import hashlib
from decimal import Decimal

import pytest

from assets.models import AuditEvent, StoredImage
from generation import slots
from generation.models import Attempt, Candidate, Generator, Slot

pytestmark = pytest.mark.django_db(transaction=True)
S = Slot.State
MODELS = [
    "flux-2-klein-4b", "flux-2-klein-9b", "flux-2-flex", "flux-2-max", "flux-2-pro", "flux-3-image",
    "flux-kontext-max", "flux-kontext-pro", "flux-pro-1-1", "flux-pro-1-1-ultra",
]  # fmt: skip


def ends(request, *states):
    def check():
        request.refresh_from_db()
        return request.state in (states or ("done",))

    return check


def test_an_image_comes_from_create_to_candidate_with_the_bytes_as_they_were_sent(ask, sweep, flux, service):
    request = ask(flux(), 2, seed=40)
    sweep(ends(request))
    assert {c.seed for c in Candidate.objects.filter(request=request)} == {40, 41}
    sent = {task.picture for task in service.tasks.values()}
    assert set(StoredImage.objects.values_list("sha256", flat=True)) == {hashlib.sha256(p).hexdigest() for p in sent}
    assert service.bills == 2


@pytest.mark.parametrize("key", MODELS)
def test_every_model_of_the_list_is_asked_as_its_own_rules_say(key, ask, sweep, flux, service):
    ratio = "16:9" if key.startswith("flux-kontext") else "1:1"
    request = ask(flux(key), ratios=[ratio])
    sweep(ends(request))
    assert [line[2] for line in service.asked("POST", "/v1/")] == [200]


def test_every_seeded_model_is_tried_above(flux):
    assert set(Generator.objects.filter(adapter="bfl").values_list("key", flat=True)) == set(MODELS)


def test_what_was_set_is_sent_and_nothing_else(ask, sweep, flux, service):
    sweep(ends(ask(flux(), seed=5)))
    body = next(iter(service.tasks.values())).body
    assert body == {
        "prompt": body["prompt"], "width": 1536, "height": 1536, "seed": 5, "output_format": "png",
        "safety_tolerance": 2,
    }  # fmt: skip


def test_the_newest_model_is_kept_from_searching_the_web(ask, sweep, flux, service):
    sweep(ends(ask(flux("flux-3-image"))))
    body = next(iter(service.tasks.values())).body
    assert body["grounding"] is False
    assert (body["aspect_ratio"], body["resolution"]) == ("1:1", "1.5k")
    assert "seed" not in body
    assert Candidate.objects.get().seed is None  # none was sent, so none made the picture


def test_a_task_is_polled_exactly_where_the_service_said(ask, sweep, flux, service):
    sweep(ends(ask(flux())))
    task = next(iter(service.tasks.values()))
    assert {line[1] for line in service.asked("GET", "/v1/get_result")} == {f"/v1/get_result?id={task.id}"}


def test_the_key_goes_to_the_service_and_never_with_a_download(ask, sweep, flux, service):
    sweep(ends(ask(flux())))
    assert service.asked("GET", "/results/")  # the service itself refuses a key there
    assert None in service.keys_seen


def test_the_price_before_follows_the_size_and_the_price_after_is_what_the_service_said(ask, sweep, flux):
    request = ask(flux())
    assert request.price_before == Decimal("0.0600")  # 1536 × 1536 are three begun megapixels
    sweep(ends(request))
    assert request.price_after == Decimal("0.0350")
    assert Attempt.objects.get().price_before == Decimal("0.0600")


def test_the_rewritten_prompt_is_kept_and_no_link(ask, sweep, flux):
    sweep(ends(ask(flux())))
    kept = Attempt.objects.get().answer
    assert kept["end"]["result"]["prompt"].endswith(", rewritten")
    assert kept["surprise"] == {"new": True}
    assert "sample" not in str(kept)


@pytest.mark.parametrize(
    ("fault", "state", "kind", "words"),
    [
        ("moderated_input", S.MODERATED, "moderated_input", "Reasons given: Violence, Weapons."),
        ("moderated_output", S.MODERATED, "moderated_output", "Reasons given: Nudity."),
        ("error", S.FAILED, "provider_error", "CUDA fell over"),
        ("failed_503", S.FAILED, "provider_error", "Failed stage"),
        ("failed", S.FAILED, "provider_error", "could not make it"),
        ("no_sample", S.FAILED, "provider_error", "gave no link"),
    ],
)
def test_every_end_without_a_picture_is_told_in_words(fault, state, kind, words, ask, sweep, flux, service):
    service.told.task = fault
    request = ask(flux())
    sweep(ends(request, "failed"))
    slot = Slot.objects.get()
    assert (slot.state, slot.failure_kind) == (state, kind)
    assert words in slot.failure
    assert request.price_after == (Decimal("0.0300") if fault == "no_sample" else 0)


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        ("400", "bad_request", "Reference above 16 MP"),
        ("404", "bad_request", "no such model"),
        ("422", "bad_request", "width: Input should be at least 64"),
        ("401", "credentials", "do not accept the key"),
        ("403", "credentials", "do not accept the key"),
        ("402", "credits", "out of credits"),
    ],
)
def test_a_refusal_is_final_says_why_and_costs_nothing(answer, kind, words, ask, sweep, flux, service):
    service.told.create = [answer]
    request = ask(flux())
    sweep(ends(request, "failed"))
    slot = Slot.objects.get()
    assert slot.failure_kind == kind
    assert words in slot.failure
    assert (service.bills, request.price_after, len(service.asked("POST", "/v1/"))) == (0, 0, 1)


@pytest.mark.parametrize("fault", ["reset", "html_502", "redirect", "odd"])
def test_a_poll_that_goes_wrong_is_repeated(fault, ask, sweep, flux, service):
    service.told.poll = [fault, fault]
    sweep(ends(ask(flux())))
    assert service.bills == 1


def test_a_status_that_nobody_knows_means_still_working(ask, sweep, flux, service):
    service.told.task = "odd_status"
    ask(flux())
    sweep(lambda: any(task.polls > 3 for task in service.tasks.values()))
    assert Slot.objects.get().state == S.RUNNING


@pytest.mark.parametrize("answer", ["429", "429_seconds", "429_nonsense", "429_past"])
def test_being_asked_to_wait_costs_nothing_and_is_tried_again(answer, ask, sweep, flux, service):
    service.told.create = [answer]
    sweep(ends(ask(flux())))
    ways = list(Attempt.objects.order_by("number").values_list("state", "error_kind"))
    assert ways == [("failed", "rate_limited"), ("stored", "")]
    assert service.bills == 1


def test_a_cancelled_image_is_kept_apart_since_it_cannot_be_stopped_there(ask, sweep, flux, service, marketer):
    service.told.seconds = 0.5
    ask(flux())
    slot = Slot.objects.get()
    sweep(lambda: Slot.objects.get().state == S.RUNNING)
    slot.refresh_from_db()
    slots.cancel(slot, by=marketer)
    sweep(lambda: Attempt.objects.get().state == "orphaned")
    assert Candidate.objects.count() == 0
    assert Attempt.objects.get().price_after == Decimal("0.0350")


def test_a_polling_address_elsewhere_is_not_followed(ask, sweep, flux, service):
    service.told.polling_url = "https://evil.example/v1/get_result?id=1"
    sweep(ends(ask(flux())))
    assert Attempt.objects.get().poll_ref.startswith(service.base)


def test_two_candidates_are_two_tasks_and_every_step_is_in_the_log(ask, sweep, flux, service):
    request = ask(flux(), 2)
    sweep(ends(request))
    asked_for = AuditEvent.objects.filter(action__startswith="slot.").values_list("action", flat=True)
    assert sorted(asked_for) == ["slot.accepted"] * 2 + ["slot.fetched"] * 2 + ["slot.submitted"] * 2
