"""Links to finished pictures: used at once, asked for anew when they ran out, never followed where they should not."""

import pytest

from generation.models import Attempt, Candidate, Slot
from tests.flux.test_jobs import ends

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("faults", [["renewed"], ["403"], ["404"], ["410"], ["500", "renewed"], ["renewed", "reset"]])
def test_a_link_that_ran_out_is_asked_for_anew(faults, ask, sweep, flux, service):
    service.told.fetch = faults
    sweep(ends(ask(flux())))
    task = next(iter(service.tasks.values()))
    assert task.polls >= 2
    assert (service.bills, Candidate.objects.count()) == (1, 1)


@pytest.mark.parametrize("status", ["403", "404", "410"])
def test_when_the_new_link_has_run_out_too_it_is_told_as_charged(status, ask, sweep, flux, service, marketer):
    from generation import slots

    service.told.fetch = [status, status]
    request = ask(flux())
    sweep(ends(request, "failed"))
    slot = Slot.objects.get()
    assert slot.failure_kind == "expired"
    assert "made and charged" in slot.failure
    assert request.price_after > 0
    slots.ask_again(slot, by=marketer)  # the one click
    sweep(ends(request))
    assert service.bills == 2


@pytest.mark.parametrize("fault", ["reset", "500", "503", "short", "empty"])
def test_a_transfer_that_breaks_off_is_repeated_without_paying_again(fault, ask, sweep, flux, service):
    service.told.fetch = [fault, fault]
    sweep(ends(ask(flux())))
    assert (service.bills, Candidate.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("fault", "words"), [("redirect", "leads on"), ("gzip", "packed"), ("declared", "larger than")]
)
def test_what_should_not_be_read_ends_in_words(fault, words, ask, sweep, flux, service):
    service.told.fetch = [f"{fault}*"]
    sweep(ends(ask(flux()), "failed"))
    assert words in Slot.objects.get().failure
    assert len(service.asked("GET", "/results/")) <= 1


def test_what_is_no_picture_is_refused_like_any_upload(ask, sweep, flux, service):
    service.told.fetch = ["html"]
    sweep(ends(ask(flux()), "failed"))
    assert Slot.objects.get().failure_kind == "not_a_picture"


@pytest.mark.parametrize(
    "sample",
    [
        "http://127.0.0.1:1/x.png",
        "https://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "https://evil.example/x.png",
        "https://user@delivery.bfl.ai/x",
        "http://[::1]/x",
    ],
)
def test_a_result_link_to_somewhere_else_is_never_followed(sample, ask, sweep, flux, service):
    service.told.sample = sample
    sweep(ends(ask(flux()), "failed"))
    assert "not followed" in Slot.objects.get().failure
    assert Attempt.objects.get().price_after > 0
