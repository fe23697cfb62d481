"""Answers that were lost: never sent again blindly, settled by a call of the service or by a person, cost shown."""

from decimal import Decimal

import pytest
from django.urls import reverse

from assets.models import AuditEvent, Work
from assets.problems import Conflict, Forbidden, Refused
from generation import outcomes, slots
from generation.models import Attempt, Candidate, GenerationRequest, ProviderAccount, Slot
from tests.flux.test_jobs import ends

pytestmark = pytest.mark.django_db(transaction=True)
S = Slot.State


@pytest.fixture
def lost(ask, sweep, flux, service):
    """One image whose create was accepted and never answered."""
    service.told.create = ["reset"]
    request = ask(flux())
    sweep(ends(request, "failed"))
    return Slot.objects.select_related("request__brand", "request__brief", "request__generator").get()


def only_task(service):
    """The one task of the service."""
    return next(iter(service.tasks.values()))


@pytest.mark.parametrize("fault", ["reset", "500", "502", "503", "refuse_html", "html", "no_id"])
def test_whatever_may_have_been_accepted_is_unknown_and_not_sent_again(fault, ask, sweep, flux, service):
    service.told.create = [fault]
    sweep(ends(ask(flux()), "failed"))
    assert Slot.objects.get().state == S.UNKNOWN
    assert len(service.asked("POST", "/v1/")) == 1


def test_of_fifty_lost_answers_none_is_charged_twice(ask, sweep, flux, service):
    service.told.create = ["reset*"]
    flux(max_parallel=50)
    requests = [ask(flux(max_parallel=50), 10, key=f"many-{n}") for n in range(5)]

    def all_unknown():
        ProviderAccount.objects.update(faults=0)  # an operator who insists: five in a row would stop it otherwise
        return Slot.objects.filter(state=S.UNKNOWN).count() == 50

    sweep(all_unknown, seconds=90)
    assert service.bills == 50
    assert len(service.asked("POST", "/v1/")) == 50
    assert Attempt.objects.filter(state="unknown").count() == 50
    assert all(ends(request, "failed")() for request in requests)


def test_a_service_that_cannot_be_reached_was_sent_nothing_and_is_asked_again(ask, sweep, flux, service, settings):
    settings.BFL_BASE_URL = "http://127.0.0.1:1"
    request = ask(flux())
    sweep(lambda: Attempt.objects.filter(error_kind="unreachable").count() >= 1)
    settings.BFL_BASE_URL = service.base
    sweep(ends(request))
    assert service.bills == 1


def test_a_person_who_found_the_task_gets_its_picture_without_paying_again(lost, sweep, service, marketer):
    outcomes.made(lost, only_task(service).id, by=marketer)
    sweep(ends(lost.request))
    assert (Candidate.objects.count(), service.bills) == (1, 1)
    assert lost.request.price_after == Decimal("0.0350")
    event = AuditEvent.objects.get(object_id=lost.public_id, action="slot.found")
    assert event.actor_id == marketer.public_id


def test_the_polling_address_names_a_task_too(lost, sweep, service, marketer):
    outcomes.made(lost, f"{service.base}/v1/get_result?id={only_task(service).id}", by=marketer)
    sweep(ends(lost.request))
    assert Attempt.objects.get().remote_id == only_task(service).id


@pytest.mark.parametrize("named", ["https://evil.example/v1/get_result?id=1", "../x", "a b", "x", "é" * 12])
def test_what_names_no_task_is_refused(named, lost, marketer):
    with pytest.raises(Refused):
        outcomes.made(lost, named, by=marketer)
    assert Slot.objects.get().state == S.UNKNOWN


def test_a_task_of_another_image_is_refused(lost, ask, sweep, flux, service, marketer):
    other = ask(flux(), key="other")
    sweep(ends(other))
    with pytest.raises(Refused, match="another image"):
        outcomes.made(lost, Attempt.objects.get(slot__request=other).remote_id, by=marketer)


def test_a_task_that_the_service_does_not_know_fails_with_its_reason(lost, sweep, marketer):
    from generation import errands

    patience, errands.MISSING_SECONDS = errands.MISSING_SECONDS, 0.2
    try:
        outcomes.made(lost, "11111111-aaaa", by=marketer)
        sweep(ends(lost.request, "failed"))
    finally:
        errands.MISSING_SECONDS = patience
    lost.refresh_from_db()
    assert "does not know this task" in lost.failure


def test_what_was_never_made_is_asked_for_again_and_the_first_try_costs_nothing(lost, sweep, marketer, service):
    outcomes.not_made(lost, by=marketer)
    sweep(ends(lost.request))
    first = Attempt.objects.order_by("number").first()
    assert (first.state, first.price_after) == ("failed", 0)
    assert AuditEvent.objects.filter(action="attempt.declared", actor_id=marketer.public_id).count() == 1


def test_what_was_charged_and_lost_stays_in_the_ledger(lost, marketer):
    outcomes.written_off(lost, by=marketer)
    request = GenerationRequest.objects.get()
    assert (lost.state, request.price_after) == (S.FAILED, Decimal("0.0600"))
    assert Attempt.objects.get().state == "lost"
    assert AuditEvent.objects.filter(action="slot.written_off").count() == 1


def test_an_image_can_be_settled_once(lost, marketer):
    outcomes.written_off(lost, by=marketer)
    for door in (outcomes.not_made, outcomes.written_off):
        with pytest.raises(Conflict):
            door(lost, by=marketer)
    with pytest.raises(Conflict):
        outcomes.made(lost, "11111111-aaaa", by=marketer)


def test_only_who_may_spend_may_settle(lost, auditor, stranger):
    for person in (auditor, stranger):
        with pytest.raises(Forbidden):
            outcomes.not_made(lost, by=person)


# --- a late call of the service


def test_a_late_call_finds_the_image_without_a_person(lost, sweep, service):
    assert outcomes.told_by_call(Attempt.objects.get(), only_task(service).id)
    sweep(ends(lost.request))
    assert (Candidate.objects.count(), service.bills) == (1, 1)


def test_a_call_after_a_repeat_was_asked_for_saves_the_repeat_while_it_waits(lost, sweep, service, marketer):
    slots.ask_again(lost, by=marketer)
    assert outcomes.told_by_call(Attempt.objects.get(), only_task(service).id)
    sweep(ends(lost.request))
    assert (Candidate.objects.count(), service.bills, Attempt.objects.count()) == (1, 1, 1)
    assert not Work.objects.filter(state="open").exists()


def test_a_call_after_the_repeat_was_made_shows_what_the_first_try_cost(lost, sweep, service, marketer):
    first = Attempt.objects.get()
    task = only_task(service)
    outcomes.not_made(lost, by=marketer)
    sweep(ends(lost.request))
    first.refresh_from_db()
    assert outcomes.told_by_call(first, task.id)
    first.refresh_from_db()
    request = GenerationRequest.objects.get()
    assert (first.state, first.price_after) == ("lost", first.price_before)
    assert request.price_after == Decimal("0.0350") + first.price_before


# --- the page


@pytest.fixture
def visit(lost, signed_in, marketer):
    """The page of the lost answer, and a function that sends its form."""
    address = reverse("generation:slot_outcome", args=[lost.public_id])
    client = signed_in(marketer)
    return client, address


def test_the_page_tells_what_it_may_have_cost_and_offers_three_ways(visit):
    client, address = visit
    text = client.get(address).content.decode()
    assert "may have cost US$0.06" in text
    assert all(f'value="{way}"' in text for way in ("made", "not_made", "charged"))


@pytest.mark.parametrize(("way", "state"), [("made", S.RUNNING), ("not_made", S.QUEUED), ("charged", S.FAILED)])
def test_each_way_can_be_taken_on_the_page(way, state, visit, service):
    client, address = visit
    answer = client.post(address, {"way": way, "task": only_task(service).id if way == "made" else ""})
    assert answer.status_code == 302
    assert Slot.objects.get().state == state


@pytest.mark.parametrize("data", [{}, {"way": "other"}, {"way": "made"}, {"way": "made", "task": "\x00"}])
def test_a_form_that_says_nothing_is_422_and_changes_nothing(data, visit):
    client, address = visit
    assert client.post(address, data).status_code == 422
    assert Slot.objects.get().state == S.UNKNOWN


def test_a_stale_page_is_409_in_words(visit, lost, marketer):
    client, address = visit
    outcomes.written_off(lost, by=marketer)
    answer = client.post(address, {"way": "charged"})
    assert answer.status_code == 409
    assert "known by now" in answer.content.decode()
