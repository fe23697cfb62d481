"""Calls of the service: proved or refused, kept once, only ever forwards, and no more than a hint to ask."""

import hashlib
import hmac
import itertools
import json
from datetime import timedelta

import pytest
from django.urls import reverse

from assets import clock
from assets.models import Work
from generation import callbacks, deliveries, outside, slots
from generation.models import Attempt, Candidate, Slot, WebhookDelivery
from tests.flux.service import proof
from tests.flux.test_jobs import ends

pytestmark = pytest.mark.django_db(transaction=True)
S = Slot.State


@pytest.fixture
def public(settings, live_server, flux):
    """The site has an address that the service can call."""
    settings.WEBHOOK_BASE_URL = live_server.url
    return live_server.url


def only_task(service):
    return next(iter(service.tasks.values()))


def send(client, ref, payload, way="verbatim", token=None, **changes):
    """A call as the service would make it, or changed in one place."""
    data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    headers = proof(changes.pop("secret", callbacks.secret(ref)), data, way) | changes.pop("headers", {})
    address = reverse("generation:hook", args=["bfl", ref, token or callbacks.token(ref)])
    return client.post(address, data, content_type="application/json", headers=headers, **changes)


# --- the whole way


@pytest.mark.parametrize("way", ["verbatim", "signature", "both"])
def test_a_call_wakes_who_waits_and_the_service_itself_is_asked(way, public, ask, sweep, flux, service):
    service.told.task = "never"
    request = ask(flux())  # would be polled next after half a minute
    sweep(lambda: service.bills == 1 and only_task(service).polls == 1)
    service.release()
    assert service.call(only_task(service), way=way) in (200,)
    sweep(ends(request))
    assert Candidate.objects.count() == 1
    assert only_task(service).polls >= 2


def test_a_sweeper_that_stops_gives_back_at_once_what_waits_for_a_call(public, ask, sweep, flux, service):
    service.told.task, looks = "never", itertools.count()
    ask(flux())
    sweep(lambda: service.bills == only_task(service).polls == 1 and next(looks) > 10 if service.tasks else False)
    assert Work.objects.get(kind=outside.OUTSIDE).lease_token == ""


def test_every_attempt_has_an_address_and_a_secret_of_its_own(public, ask, sweep, flux, service):
    sweep(lambda: service.bills == 2) if ask(flux(), 2) else None
    bodies = [task.body for task in service.tasks.values()]
    assert len({body["webhook_url"] for body in bodies}) == 2
    assert len({body["webhook_secret"] for body in bodies}) == 2


def test_without_a_public_address_nothing_is_asked_to_call(ask, sweep, flux, service):
    sweep(ends(ask(flux())))
    assert "webhook_url" not in only_task(service).body


def test_a_model_that_knows_no_calls_is_sent_none(public, ask, sweep, flux, service):
    sweep(ends(ask(flux("flux-3-image"))))
    assert "webhook_url" not in only_task(service).body


def test_a_call_settles_an_answer_that_was_lost(public, ask, sweep, flux, service):
    service.told.create = ["reset"]
    request = ask(flux())
    sweep(ends(request, "failed"))
    assert Slot.objects.get().state == S.UNKNOWN
    assert service.call(only_task(service)) == 200
    sweep(ends(request))
    assert (service.bills, Candidate.objects.count()) == (1, 1)


def test_the_answer_without_a_polling_address_is_ended_by_the_call(public, ask, sweep, flux, service):
    service.told.shape, service.told.task = "webhook", "not_found"
    service.told.seconds = 0  # it is ready when the call comes, however soon
    request = ask(flux())
    sweep(lambda: service.bills == 1 and Slot.objects.get().state == S.RUNNING)
    only_task(service).fault = ""
    payload = {"id": only_task(service).id, "status": "SUCCESS", **service.standing(only_task(service))[1]}
    only_task(service).fault = "not_found"
    payload["status"] = "SUCCESS"
    assert service.call(only_task(service), payload=payload) == 200
    sweep(ends(request))
    assert Candidate.objects.count() == 1


def test_a_link_in_a_call_is_not_believed(public, ask, sweep, flux, service):
    service.told.shape, service.told.task = "webhook", "not_found"
    request = ask(flux())
    sweep(lambda: service.bills == 1 and Slot.objects.get().state == S.RUNNING)
    payload = {"id": only_task(service).id, "status": "Ready", "result": {"sample": "https://169.254.169.254/x"}}
    assert service.call(only_task(service), payload=payload) == 200
    sweep(ends(request, "failed"))
    assert "not followed" in Slot.objects.get().failure


# --- kept once, forwards only


@pytest.fixture
def running(public, ask, sweep, flux, service):
    """One image at work, asked to be told about by a call."""
    service.told.task = "never"
    ask(flux())
    sweep(lambda: Slot.objects.get().state == S.RUNNING)
    return Attempt.objects.get()


def test_the_same_call_five_times_is_kept_once(running, client):
    payload = {"id": running.remote_id, "status": "Ready"}
    assert [send(client, running.public_id, payload).status_code for _ in range(5)] == [200] * 5
    assert WebhookDelivery.objects.get().times == 5


def test_calls_out_of_order_and_late_move_nothing_back(ask, sweep, flux, public, service, client):
    request = ask(flux())
    sweep(lambda: service.bills == 1)
    service.call(only_task(service))
    sweep(ends(request))
    attempt = Attempt.objects.get()
    late = clock.now() - timedelta(hours=2)
    for status in ("Ready", "Pending", "Error", "Request Moderated"):
        sent = send(
            client, attempt.public_id, {"id": attempt.remote_id, "status": status, "timestamp": late.timestamp()}
        )
        assert sent.status_code == 200
    attempt.refresh_from_db()
    assert (attempt.state, Slot.objects.get().state, Candidate.objects.count()) == ("stored", S.DONE, 1)


def test_a_call_for_a_cancelled_image_brings_it_in_as_an_orphan(running, service, client, sweep, marketer):
    slots.cancel(Slot.objects.get(), by=marketer)
    only_task(service).fault = ""
    send(client, running.public_id, {"id": running.remote_id, "status": "Ready"})
    sweep(lambda: Attempt.objects.get().state == "orphaned")
    assert Candidate.objects.count() == 0


def test_a_proved_call_about_an_attempt_that_is_not_there_is_kept_for_a_day(client, settings, flux):
    flux()
    ref = "abcdefgh23456723"
    assert send(client, ref, {"id": "x-1", "status": "Ready"}).status_code == 200
    assert deliveries.purge() == 0
    WebhookDelivery.objects.update(received_at=clock.now() - timedelta(hours=25))
    assert deliveries.purge() == 1


def test_a_call_that_came_before_the_answer_was_lost_is_matched_later(public, ask, sweep, flux, service, client):
    service.told.create = ["reset"]
    request = ask(flux())
    sweep(ends(request, "failed"))
    attempt = Attempt.objects.get()
    # as if the call had been kept while nobody looked
    WebhookDelivery.objects.create(
        attempt_ref=attempt.public_id, body_sha256="0" * 64, payload={"id": only_task(service).id, "status": "Ready"}
    )
    assert deliveries.settle_late() == 1
    sweep(ends(request))
    assert (service.bills, Candidate.objects.count()) == (1, 1)


def test_a_thousand_calls_are_one_transition(running, client, service):
    statuses = set()
    for number in range(1000):
        sent = send(client, running.public_id, {"id": running.remote_id, "status": "Ready", "progress": number % 7})
        statuses.add(sent.status_code)
    assert statuses == {200}
    assert WebhookDelivery.objects.count() == 7
    assert Slot.objects.get().state == S.RUNNING


# --- wrong in one place: refused, never a fault of ours


def signed_with(algorithm, ref, data):
    """A signature made with another hash."""
    return hmac.new(callbacks.secret(ref).encode(), data, algorithm).hexdigest()


BODY = b'{"id": "task-1", "status": "Ready"}'
RIGHT = "sha256="
WRONG = {
    "none": lambda ref: {"way": ""},
    "empty": lambda ref: {"way": "", "headers": {"X-Webhook-Secret": "", "X-BFL-Signature": ""}},
    "empty signature": lambda ref: {"way": "", "headers": {"X-BFL-Signature": "sha256="}},
    "another secret": lambda ref: {"secret": callbacks.secret("a" * 16)},
    "another secret's signature": lambda ref: {"way": "signature", "secret": callbacks.secret("a" * 16)},
    "one right and one wrong": lambda ref: {"way": "verbatim", "headers": {"X-BFL-Signature": RIGHT + "0" * 64}},
    "one wrong and one right": lambda ref: {"way": "signature", "headers": {"X-Webhook-Secret": "x"}},
    "sha-1": lambda ref: {"way": "", "headers": {"X-BFL-Signature": "sha1=" + signed_with("sha1", ref, BODY)}},
    "sha-512": lambda ref: {"way": "", "headers": {"X-BFL-Signature": RIGHT + signed_with("sha512", ref, BODY)}},
    "no scheme": lambda ref: {"way": "", "headers": {"X-BFL-Signature": signed_with("sha256", ref, BODY)}},
    "digits shifted": lambda ref: {
        "way": "",
        "headers": {"X-BFL-Signature": RIGHT + signed_with("sha256", ref, BODY)[1:] + "0"},
    },
    "two in one header": lambda ref: {
        "way": "",
        "headers": {"X-Webhook-Secret": f"{callbacks.secret(ref)},{callbacks.secret(ref)}"},
    },
    "altered body": lambda ref: {
        "way": "",
        "headers": {"X-BFL-Signature": RIGHT + signed_with("sha256", ref, BODY + b" ")},
    },
    "not ascii": lambda ref: {"way": "", "headers": {"X-Webhook-Secret": "é\xff"}},
    "another's token": lambda ref: {"token": callbacks.token("a" * 16)},
    "a token too long": lambda ref: {"token": callbacks.token(ref) + "x"},
}


@pytest.mark.parametrize("name", WRONG)
def test_a_call_that_does_not_prove_itself_is_401_and_kept_nowhere(name, client, flux):
    flux()
    ref = "abcdefgh23456723"
    assert send(client, ref, BODY, **WRONG[name](ref)).status_code == 401
    assert WebhookDelivery.objects.count() == 0


def test_a_right_call_is_refused_at_another_attempts_address(client, flux):
    flux()
    ref, other = "abcdefgh23456723", "abcdefgh23456724"
    address = reverse("generation:hook", args=["bfl", other, callbacks.token(other)])
    headers = proof(callbacks.secret(ref), BODY, "both")
    assert client.post(address, BODY, content_type="application/json", headers=headers).status_code == 401


NOW = 1_800_000_000
UNREADABLE = {
    "nothing": b"",
    "not json": b"{",
    "not utf-8": b'{"id": "\xff"}',
    "a list": b"[]",
    "a number": b"7",
    "nul": b'{"id": "a\\u0000b"}',
    "half a pair": b'{"id": "a\\ud800"}',
    "too deep": b"[" * 100_000,
    "infinite": b'{"id": "a", "cost": 1e999}',
    "not a number": b'{"id": "a", "cost": NaN}',
    "time is a word": b'{"id": "a", "timestamp": "soon"}',
    "time is a list": b'{"id": "a", "timestamp": []}',
    "time is endless": b'{"id": "a", "timestamp": ' + b"9" * 4000 + b"}",
    "old": b'{"id": "a", "timestamp": 1000000000}',
    "future": b'{"id": "a", "timestamp": 99999999999}',
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_proved_call_that_makes_no_sense_is_400(name, client, flux):
    flux()
    assert send(client, "abcdefgh23456723", UNREADABLE[name]).status_code == 400
    assert WebhookDelivery.objects.count() == 0


def test_a_call_that_is_too_large_is_413(client, flux):
    flux()
    assert send(client, "abcdefgh23456723", b" " * (257 * 1024)).status_code == 413


def test_only_a_post_is_a_call(client, flux):
    flux()
    address = reverse("generation:hook", args=["bfl", "abcdefgh23456723", "x"])
    assert client.get(address).status_code == 405


def test_another_kind_of_service_cannot_use_the_address(client, flux):
    flux()
    ref = "abcdefgh23456723"
    address = reverse("generation:hook", args=["simulated", ref, callbacks.token(ref)])
    headers = proof(callbacks.secret(ref), BODY, "both")
    assert client.post(address, BODY, content_type="application/json", headers=headers).status_code == 401


def test_a_call_needs_no_sign_in_and_no_form_token(flux):
    from django.test import Client

    flux()
    strict = Client(enforce_csrf_checks=True)
    assert send(strict, "abcdefgh23456723", BODY).status_code == 200


def test_the_digest_that_tells_repeats_apart_is_that_of_the_raw_body(client, flux):
    flux()
    send(client, "abcdefgh23456723", BODY)
    assert WebhookDelivery.objects.get().body_sha256 == hashlib.sha256(BODY).hexdigest()
