"""The engine with real generators, real threads and a real database: what comes out for each way a job can go."""

import hashlib

import pytest

from assets.models import AuditEvent, StoredImage, Work
from assets.storage import private
from generation import slots
from generation.models import Attempt, Candidate, Generator, Slot
from tests.generation import outside_world

pytestmark = pytest.mark.django_db(transaction=True)
S = Slot.State


def _is(request, *states):
    def check():
        request.refresh_from_db()
        return request.state in (states or ("done",))

    return check


def _slot_is(slot, state):
    def check():
        slot.refresh_from_db()
        return slot.state == state

    return check


def test_a_request_ends_with_one_candidate_for_each_slot(ask, sweep, daylight):
    request = ask(daylight, 3)
    sweep(_is(request))
    candidates = Candidate.objects.filter(request=request)
    assert sorted(candidates.values_list("slot__index", flat=True)) == [0, 1, 2]
    assert {c.seed for c in candidates} == {request.seed, request.seed + 1, request.seed + 2}


def test_a_candidate_holds_all_that_is_known_of_its_origin(ask, sweep, daylight, marketer, version):
    request = ask(daylight)
    sweep(_is(request))
    candidate = Candidate.objects.get(request=request)
    assert candidate.prompt_version == version
    assert (candidate.author, candidate.requested_by) == (version.author, marketer)
    assert candidate.digital_source_type == "algorithmicMedia"
    assert candidate.terms_snapshot["key"] == "simulated"
    assert candidate.parameters["model"] == "daylight"


def test_the_stored_bytes_are_those_that_the_generator_sent(ask, sweep, daylight):
    request = ask(daylight)
    sweep(_is(request))
    attempt, image = Attempt.objects.get(slot__request=request), StoredImage.objects.get()
    assert attempt.image_sha256 == image.sha256
    with private().open(image.original_path) as file:
        assert hashlib.sha256(file.read()).hexdigest() == image.sha256
    assert not private().exists(attempt.image_path)


def test_the_actual_price_is_kept_beside_the_one_told_before(ask, sweep, paid):
    request = ask(paid(price="0.0400"), 2)
    sweep(_is(request))
    assert (str(request.price_before), str(request.price_after)) == ("0.0800", "0.1000")


def test_every_step_of_a_slot_is_in_the_log_once(ask, sweep, daylight):
    request = ask(daylight)
    sweep(_is(request))
    slot, candidate = Slot.objects.get(), Candidate.objects.get()
    names = list(AuditEvent.objects.filter(object_id=slot.public_id).values_list("action", flat=True))
    assert names == ["slot.submitted", "slot.accepted", "slot.fetched"]
    assert AuditEvent.objects.filter(object_id=candidate.public_id, action="candidate.created").count() == 1
    assert AuditEvent.objects.filter(object_id=request.public_id, action="generation.finished").count() == 1


def test_some_images_may_fail_and_the_others_are_kept(ask, sweep, paid, ledger):
    request = ask(paid("refuse_odd"), 4, seed=100)
    sweep(_is(request, "partial"))
    assert Candidate.objects.count() == 2
    refused = Slot.objects.filter(state=S.MODERATED)
    assert {slot.failure for slot in refused} == {"The picture shows a weapon."}


def test_a_lost_answer_is_shown_as_unknown_and_never_sent_again(ask, sweep, paid, ledger):
    request = ask(paid("lost"))
    sweep(_is(request, "failed"))
    assert Slot.objects.get().state == S.UNKNOWN
    assert len(outside_world.bills(ledger)) == 1
    assert Attempt.objects.get().state == "unknown"


def test_being_asked_to_wait_costs_nothing_and_is_tried_again(ask, sweep, paid, ledger):
    request = ask(paid("busy_once"))
    sweep(_is(request))
    ways = list(Attempt.objects.order_by("number").values_list("state", "error_kind"))
    assert ways == [("failed", "rate_limited"), ("stored", "")]
    assert len(outside_world.bills(ledger)) == 1


def test_a_fault_of_the_generator_is_tried_again(ask, sweep, paid):
    request = ask(paid("broken_once"))
    sweep(_is(request))
    assert Attempt.objects.filter(state="failed", error="Out of order.").count() == 1


def test_a_wrong_key_ends_at_once_with_its_reason(ask, sweep, paid, ledger):
    request = ask(paid("no_key"))
    sweep(_is(request, "failed"))
    slot = Slot.objects.get()
    assert (slot.failure_kind, slot.failure) == ("credentials", "The key is wrong.")
    assert outside_world.bills(ledger) == []


def test_what_is_no_picture_fails_the_slot_with_a_sentence(ask, sweep, paid):
    request = ask(paid("html"))
    sweep(_is(request, "failed"))
    assert Slot.objects.get().failure.startswith("What the generator sent was refused.")
    assert Candidate.objects.count() == 0


def test_a_generator_is_never_asked_for_more_than_its_share_at_once(ask, sweep, paid):
    request = ask(paid("never", max_parallel=2), 5)
    running = Slot.objects.filter(request=request, state__in=slots.AT_WORK)
    sweep(lambda: running.filter(state=S.RUNNING).count() == 2)
    assert running.count() == 2


def test_a_full_generator_does_not_hold_up_another(ask, sweep, paid, daylight):
    ask(paid("never", max_parallel=1), 4, key="slow")
    quick = ask(daylight, key="quick")
    sweep(_is(quick))


def test_a_picture_that_arrives_after_cancelling_is_kept_but_not_attached(ask, sweep, paid, marketer):
    generator = paid("never")
    request = ask(generator)
    slot = Slot.objects.get()
    sweep(_slot_is(slot, S.RUNNING))
    slots.cancel(slot, by=marketer)
    Attempt.objects.update(poll_ref='{"tell": "", "seed": 5}')
    sweep(lambda: Attempt.objects.get().state == "orphaned")
    assert Candidate.objects.count() == 0
    assert private().exists(Attempt.objects.get().image_path)
    assert _is(request, "cancelled")()


def test_cancelled_work_of_a_generator_that_can_stop_costs_nothing(ask, sweep, daylight, marketer):
    Generator.objects.filter(pk=daylight.pk).update(options={"seconds": [60, 60]})
    ask(daylight)
    slot = Slot.objects.get()
    sweep(_slot_is(slot, S.RUNNING))
    slots.cancel(slot, by=marketer)
    sweep(lambda: not Work.objects.filter(state="open").exists())
    assert Attempt.objects.get().price_after == 0


def test_an_engine_that_stops_gives_its_work_to_the_next_one(ask, sweep, paid, ledger):
    request = ask(paid("never"))
    slot = Slot.objects.get()
    sweep(_slot_is(slot, S.RUNNING))
    Attempt.objects.update(poll_ref='{"tell": "", "seed": 5}')
    sweep(_is(request))
    assert len(outside_world.bills(ledger)) == 1


def test_two_engines_at_once_do_the_work_once(ask, sweep, paid, ledger):
    import threading

    from generation import engine

    request = ask(paid(), 6)
    stop = threading.Event()
    other = threading.Thread(target=engine.drive, args=(stop,))
    other.start()
    try:
        sweep(_is(request))
    finally:
        stop.set()
        other.join()
    assert len(outside_world.bills(ledger)) == 6
    assert Candidate.objects.count() == 6


def test_asking_again_after_a_lost_answer_is_a_persons_word(ask, sweep, paid, ledger, marketer):
    generator = paid("lost")
    request = ask(generator)
    sweep(_is(request, "failed"))
    Generator.objects.filter(pk=generator.pk).update(options={})
    slots.ask_again(Slot.objects.get(), by=marketer)
    sweep(_is(request))
    assert len(outside_world.bills(ledger)) == 2
    assert Candidate.objects.count() == 1
