"""How much is asked at once and how fast: caps, being asked to wait, faults, pauses; all of it across engines."""

import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.urls import reverse

from assets import clock
from assets.models import AuditEvent
from assets.problems import Conflict, Forbidden
from generation import accounts, engine, outside, requests
from generation.models import Attempt, Candidate, ProviderAccount, Slot
from tests import factories
from tests.flux.test_jobs import ends

pytestmark = pytest.mark.django_db(transaction=True)
S = Slot.State


@pytest.fixture
def second_engine():
    """Another engine at work beside the first, as in another process: what they share is the database."""
    stop = threading.Event()
    thread = threading.Thread(target=engine.drive, args=(stop,))
    thread.start()
    yield
    stop.set()
    thread.join()


def test_one_account_is_never_asked_for_more_than_24_at_once_by_all_engines(ask, sweep, flux, service, second_engine):
    service.told.task = "never"
    keys = ("flux-2-pro", "flux-2-max", "flux-2-klein-9b")
    made = [ask(flux(key), 12, key=key) for key in keys]
    sweep(lambda: service.active() == 24)
    sweep(lambda: True)
    assert service.active() == 24
    service.release()
    sweep(lambda: all(ends(request)() for request in made))
    assert service.most_seen == 24
    assert Counter(line[2] for line in service.asked("POST", "/v1/")) == {200: 36}


def test_what_somebody_claimed_and_did_not_send_yet_has_its_place(ask, flux):
    welcomed(20)
    ProviderAccount.objects.update(most_active=3)
    ask(flux(), 12)
    assert len(outside.claim(10, [])) == 3
    assert outside.claim(10, []) == []


def welcomed(count, seconds_ago=0) -> None:
    """So many images were accepted one after another, the last one that long ago."""
    at = clock.now() - timedelta(seconds=seconds_ago)
    ProviderAccount.objects.update(welcome=count, welcomed_at=at)


def room_for(generator) -> int:
    return accounts.room(Counter())[generator.pk]


def test_the_first_image_goes_alone(ask, flux):
    ask(flux(), 12)
    assert room_for(flux()) == 1


def test_every_second_image_that_was_just_accepted_makes_room_for_one_more_on_the_way(ask, flux):
    ask(flux(), 12)
    welcomed(7)
    assert room_for(flux()) == 4


def test_at_most_ten_are_on_the_way_however_many_were_accepted(ask, flux):
    ask(flux(), 12)
    welcomed(50)
    assert room_for(flux()) == accounts.ON_THE_WAY


def test_what_was_accepted_long_ago_proves_nothing_about_now(ask, flux):
    ask(flux(), 12)
    welcomed(8, seconds_ago=6)
    assert room_for(flux()) == 1


def test_after_faults_no_more_are_on_the_way_than_may_fail(ask, flux):
    ask(flux(), 12)
    welcomed(8)
    ProviderAccount.objects.update(faults=2)
    assert room_for(flux()) == accounts.FAULTS - 2


@pytest.mark.parametrize("fault", ["500", "429"])
def test_a_fault_or_a_limit_ends_the_welcome(fault, ask, sweep, flux, service, account):
    welcomed(8)
    service.told.create = [fault]
    request = ask(flux())
    sweep(lambda: service.asked("POST", "/v1/") and request.slots.exclude(failure_kind="").exists())
    assert account().welcome == 0


def test_accepted_images_are_counted(ask, sweep, flux, service, account):
    request = ask(flux(), 3)
    sweep(ends(request))
    assert account().welcome == 3


def test_the_welcome_never_passes_the_cap(ask, flux):
    ProviderAccount.objects.update(most_active=6)
    ask(flux(), 12)
    welcomed(20)
    assert room_for(flux()) == 6


def test_the_model_with_a_cap_of_its_own_keeps_to_six(ask, sweep, flux, service, second_engine):
    service.told.task = "never"
    request = ask(flux("flux-kontext-max"), 12, ratios=["16:9"])
    sweep(lambda: service.active() == 6)
    sweep(lambda: True)
    service.release()
    sweep(ends(request))
    assert service.most_seen_of["flux-kontext-max"] == 6
    assert Counter(line[2] for line in service.asked("POST", "/v1/")) == {200: 12}


def test_a_cancelled_image_keeps_its_place_until_the_service_is_done_with_it(ask, sweep, flux, service, marketer):
    from generation import slots

    service.told.task = "never"
    ProviderAccount.objects.update(most_active=2)
    request = ask(flux(), 3)
    sweep(lambda: service.bills == 2)
    slots.cancel_request(request, by=marketer)
    later = ask(flux(), 1, key="later")
    sweep(lambda: True)
    assert service.bills == 2
    service.release()
    sweep(ends(later))
    assert service.most_seen <= 2


def test_a_slow_service_gets_all_it_can_take_and_little_more(ask, sweep, flux, service):
    service.told.per_second, service.told.seconds = 8.0, 0.02
    made = [ask(flux(), 12, key=f"many-{n}") for n in range(5)]
    sweep(lambda: all(ends(request)() for request in made), seconds=120)
    sent = service.asked("POST", "/v1/")
    assert Candidate.objects.count() == 60
    assert len(sent) <= 60 * 1.2
    assert Slot.objects.filter(state=S.FAILED).count() == 0


def test_after_being_asked_to_wait_the_whole_account_keeps_quiet(ask, sweep, flux, service, account):
    service.told.create = ["429_seconds"]
    one, other = ask(flux(), key="one"), ask(flux("flux-2-max"), key="other")
    sweep(lambda: account().quiet_until is not None)
    asked = len(service.asked("POST", "/v1/"))
    sweep(lambda: ends(one)() and ends(other)())
    assert asked <= 2
    assert account().spacing > 0


@pytest.mark.parametrize(
    ("said", "least", "most"),
    [("7", 7, 60), ("0", 0, 60), ("1000000000", 3600, 3600), ("soonish", 0, 60), ("-5", 0, 60), ("", 0, 60)],
)
def test_what_the_service_asks_for_is_kept_to_within_an_hour(said, least, most):
    import httpx

    from generation.providers.bfl import answers

    asked = answers.retry_after(httpx.Headers({"Retry-After": said}))
    waits = [accounts.backoff(3, asked) for _ in range(200)]
    assert min(waits) >= least
    assert max(waits) <= most


def test_a_date_is_understood_and_one_in_the_past_means_now():
    import httpx

    from generation.providers.bfl import answers

    future = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 90))
    assert 80 <= answers.retry_after(httpx.Headers({"Retry-After": future})) <= 90
    assert answers.retry_after(httpx.Headers({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"})) == 0


def test_waits_are_spread_so_that_nobody_comes_back_together():
    waits = [accounts.backoff(5) for _ in range(300)]
    assert max(waits) - min(waits) > 20
    assert len({round(wait) for wait in waits}) > 15


# --- the service is out


@pytest.mark.parametrize("fault", ["hang", "500", "reset"])
def test_at_most_five_images_meet_a_service_that_is_out(fault, ask, sweep, flux, service, account, settings):
    service.told.create = [f"{fault}*"]
    settings.PROVIDER_CHECK_SECONDS = 3600
    ProviderAccount.objects.update(checked_at="2030-01-01T00:00Z")
    welcomed(8)
    ask(flux(), 12)

    def rests():
        if Attempt.objects.count() >= accounts.FAULTS:
            service.gate.set()  # what hung breaks off now
        return account().faults == accounts.FAULTS

    sweep(rests)
    sweep(lambda: True)
    assert Attempt.objects.count() == 5
    assert Slot.objects.filter(state=S.QUEUED).count() == 7


def test_a_service_that_is_back_is_noticed_without_spending_anything(ask, sweep, flux, service, account, settings):
    ProviderAccount.objects.update(faults=accounts.FAULTS)
    request = ask(flux(), 3)
    sweep(ends(request))
    assert account().faults == 0
    assert service.asked("GET", "/v1/credits")


def test_another_generator_does_not_feel_it(ask, sweep, flux, service, daylight):
    service.told.create = ["500*"]
    ask(flux(), 12, key="flux")
    quick = ask(daylight, 4, key="quick")
    sweep(ends(quick), seconds=90)


def test_what_waited_too_long_ends_in_words_and_costs_nothing(ask, flux):
    from assets.models import Work

    request = ask(flux())
    Work.objects.update(deadline="2020-01-01T00:00Z")
    assert outside.give_up_waiting() == 1
    slot = Slot.objects.get()
    assert (slot.state, slot.failure_kind) == (S.FAILED, "waited_too_long")
    assert ends(request, "failed")()


# --- keys and credits


@pytest.mark.parametrize(("answer", "kind"), [("402", "credits"), ("401", "credentials")])
def test_a_refused_key_or_an_empty_account_stops_the_account_once(answer, kind, ask, sweep, flux, service, account):
    service.told.create, service.told.credits = [f"{answer}*"], 0
    ask(flux(), 8)
    sweep(lambda: account().paused_kind == kind)
    sweep(lambda: True)
    assert len(service.asked("POST", "/v1/")) <= accounts.FAULTS
    assert Slot.objects.filter(state=S.QUEUED).count() >= 3
    assert AuditEvent.objects.filter(action="account.paused").count() == 1


def test_a_paused_account_takes_no_new_requests_and_says_why(ask, flux):
    ProviderAccount.objects.update(paused_kind="credits", paused_why="It is out of credits.")
    with pytest.raises(Conflict, match="out of credits"):
        ask(flux())


def test_new_credits_let_it_go_on_by_itself(ask, sweep, flux, service, account):
    request = ask(flux())
    ProviderAccount.objects.update(paused_kind="credits", paused_why="Empty.", checked_at=None)
    service.told.credits = 123.5
    sweep(ends(request))
    assert account().paused_kind == ""
    assert float(account().credits) == 123.5
    assert AuditEvent.objects.filter(action="account.resumed", actor_id="").count() == 1


def test_a_site_admin_lets_a_paused_account_go_on(flux, account, signed_in):
    flux()
    ProviderAccount.objects.update(paused_kind="credentials", paused_why="The key is wrong.", credits="12.5")
    admin = factories.a_user(name="Sam Ito", is_staff=True, is_superuser=True)
    client = signed_in(admin)
    text = client.get(reverse("generation:generators")).content.decode()
    assert "The key is wrong." in text
    assert "12.5" in text
    address = reverse("generation:account_resume", args=["bfl"])
    assert client.post(address).status_code == 302
    assert account().paused_kind == ""
    assert client.post(address).status_code == 409
    assert client.post(reverse("generation:account_resume", args=["nobody"])).status_code == 404
    assert AuditEvent.objects.get(action="account.resumed").actor_id == admin.public_id


def test_nobody_else_may(flux, account, marketer):
    flux()
    ProviderAccount.objects.update(paused_kind="credits")
    with pytest.raises(Forbidden):
        accounts.resume(account(), by=marketer)


def test_a_demo_brand_asks_nobody_outside(ask, flux, brand, version, marketer, service):
    type(brand).objects.filter(pk=brand.pk).update(demo=True)
    version.prompt.brief.brand.refresh_from_db()
    with pytest.raises(Conflict, match="leaves this machine"):
        requests.submit(version, choices={flux(): 1}, by=marketer, idempotency_key="k", ratios=["1:1"])
    assert service.log == []


def test_a_brand_that_becomes_a_demo_sends_nothing_that_still_waits(ask, sweep, flux, brand, service):
    request = ask(flux())
    type(brand).objects.filter(pk=brand.pk).update(demo=True)
    sweep(ends(request, "failed"))
    assert service.asked("POST", "/v1/") == []


@pytest.mark.parametrize("change", [{"DEMO": True}, {"BFL_API_KEY": ""}, {"BFL_API_KEY": "a b"}, {"BFL_BASE_URL": "x"}])
def test_without_a_usable_key_it_is_neither_offered_nor_asked(change, ask, flux, settings, signed_in, marketer, brief):
    chosen = flux()
    for name, value in change.items():
        setattr(settings, name, value)
    with pytest.raises(Conflict):
        ask(chosen)
    text = signed_in(marketer).get(reverse("generation:generate", args=[brief.public_id])).content.decode()
    assert "Flux 2 Pro" not in text
    assert "Daylight" in text


def test_people_are_told_why_what_they_asked_for_waits(ask, flux, brief, signed_in, marketer):
    ask(flux())
    client, why = signed_in(marketer), "The account is out of credits."
    ProviderAccount.objects.update(paused_kind="credits", paused_why=why)
    for page in ("progress", "generate"):
        assert why in client.get(reverse(f"generation:{page}", args=[brief.public_id])).content.decode()
    ProviderAccount.objects.update(paused_kind="", faults=accounts.FAULTS)
    for page in ("progress", "generate"):
        assert "does not answer" in client.get(reverse(f"generation:{page}", args=[brief.public_id])).content.decode()


def test_a_place_that_nobody_will_give_back_is_a_breach(ask, sweep, flux, service):
    from assets.models import Work
    from generation import invariants

    service.told.task = "never"
    ask(flux())
    sweep(lambda: Slot.objects.get().state == S.RUNNING)
    assert list(invariants.no_place_at_a_generator_is_held_for_nothing()) == []
    Work.objects.update(state="done")
    assert len(list(invariants.no_place_at_a_generator_is_held_for_nothing())) == 1
