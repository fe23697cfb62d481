"""Processes whose clocks are an hour wrong: leases, pauses, the undo window and rights go by the database's clock."""

import re
import subprocess
import sys
import time
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as configured
from django.db.models.functions import Now

from assets import clock, publishing, work
from assets.models import Publication, UsageRightsVersion, Work
from generation import requests
from generation.models import Generator, Slot
from tests import factories
from tests.decisions import waiting
from tests.decisions.waiting import a_waiting
from tests.library import shelf
from tests.library.test_killed import environment_of_a_program
from tests.rights.records import a_cleared_record

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True), pytest.mark.parametrize("hours", [-1, 1])]


def skewed(hours, what, number) -> str:
    """What a process says whose clock is so many hours wrong."""
    command = [sys.executable, "-m", "tests.house.skewed", str(hours), what, str(number)]
    beside = {"env": environment_of_a_program(UNDO_SECONDS="60", CLOCK_CHECK_SECONDS="60"), "cwd": configured.BASE_DIR}
    said = subprocess.run(command, **beside, capture_output=True, text=True, timeout=120, check=False)
    assert said.returncode == 0, said.stderr[-2000:]
    return said.stdout.strip()


def test_it_takes_no_lease_from_another(hours, brand):
    row = Work.objects.create(kind="tests.slow", subject="one", brand=brand, run_after=Now() - timedelta(hours=2))
    lease = work.claim(row.pk, seconds=120)
    assert skewed(hours, "claim", row.pk) == "None"
    assert lease.finish()


def test_it_publishes_nothing_before_the_undo_window_has_passed(hours, brand, settings):
    settings.UNDO_SECONDS = 60
    publication = publishing.ask(shelf.an_asset(brand), by=factories.a_member(brand, "brand_manager"))
    row = Work.objects.get(kind=publishing.PUBLISH)
    skewed(hours, publishing.PUBLISH, row.pk)
    publication.refresh_from_db()
    assert publication.state == "waiting"
    shelf.hurry(publishing.PUBLISH, publication)
    skewed(hours, publishing.PUBLISH, row.pk)
    publication.refresh_from_db()
    assert publication.state == "live"


def test_what_it_asks_for_has_the_same_undo_window(hours, brand):
    started = clock.now()
    asked = skewed(hours, "ask", shelf.an_asset(brand).pk)
    row = Work.objects.get(kind=publishing.PUBLISH)
    assert row.run_after == Publication.objects.get(public_id=asked).not_before
    assert started + timedelta(seconds=59) < row.run_after < clock.now() + timedelta(seconds=61)


def test_it_gives_up_no_image_that_may_still_wait(hours, brand):
    version = factories.a_prompt_version(factories.a_brief(brand))
    choices = {Generator.objects.get(key="daylight"): 1}
    requests.submit(version, choices=choices, by=version.author, idempotency_key="one", ratios=["1:1"])
    for minutes, given_up in ((30, "0"), (-1, "1")):
        Work.objects.update(deadline=Now() + timedelta(minutes=minutes))
        assert skewed(hours, "give_up", 0) == given_up
    assert Slot.objects.get().failure_kind == "waited_too_long"


def a_zone(hour):
    """A time zone in which it is this hour of the day now, and for the next two minutes."""
    left = 3600 - clock.now().timestamp() % 3600
    time.sleep(left + 1 if left < 120 else 0)
    east = (hour - clock.now().hour + 12) % 24 - 12
    return f"Etc/GMT{-east:+d}" if east else "Etc/UTC"


def days_in(zone):
    """Today and yesterday there."""
    today = clock.now().astimezone(ZoneInfo(zone)).date()
    return today, today - timedelta(days=1)


@pytest.mark.parametrize(("hour", "day", "said"), [(0, 1, "ended"), (23, 0, "done")])
def test_it_approves_until_the_rights_end_and_no_longer(hours, brand, hour, day, said):
    zone = a_zone(hour)
    candidate = a_waiting(brand)
    a_cleared_record(brand, images=[candidate.image], tz=zone, term_end=days_in(zone)[0])
    waiting.answer_all(candidate)
    waiting.describe(candidate)
    UsageRightsVersion.objects.update(term_end=days_in(zone)[day])
    assert said in skewed(hours, "approve", candidate.pk)


@pytest.mark.parametrize(("hour", "day", "state"), [(0, 1, "stopped"), (23, 0, "live")])
def test_it_publishes_until_the_rights_end_and_no_longer(hours, brand, hour, day, state):
    zone = a_zone(hour)
    publication = shelf.asked(shelf.an_asset(brand, terms={"tz": zone, "term_end": days_in(zone)[0]}))
    UsageRightsVersion.objects.update(term_end=days_in(zone)[day])
    skewed(hours, publishing.PUBLISH, Work.objects.get(kind=publishing.PUBLISH).pk)
    publication.refresh_from_db()
    assert publication.state == state


@pytest.mark.parametrize(("minutes", "state"), [(-20, "live"), (20, "waiting")])
def test_it_publishes_from_the_end_of_an_embargo_on_and_no_sooner(hours, brand, minutes, state):
    embargo = {"embargo_until": clock.now() + timedelta(minutes=minutes)}
    publication = shelf.asked(shelf.an_asset(brand, terms=embargo))
    skewed(hours, publishing.PUBLISH, Work.objects.get(kind=publishing.PUBLISH).pk)
    publication.refresh_from_db()
    assert publication.state == state


def test_it_ends_a_delivery_when_its_rights_end(hours, brand):
    zone = a_zone(23)
    asset = shelf.an_asset(brand, terms={"tz": zone, "term_end": days_in(zone)[0]})
    publication = shelf.run(publishing.PUBLISH, shelf.asked(asset))
    for day, state in ((0, "live"), (1, "withdrawing")):
        UsageRightsVersion.objects.update(term_end=days_in(zone)[day])
        watch = Work.objects.get(kind=publishing.EXPIRE, state="open")
        Work.objects.filter(pk=watch.pk).update(run_after=Now() - timedelta(seconds=1))
        skewed(hours, publishing.EXPIRE, watch.pk)
        publication.refresh_from_db()
        assert publication.state == state


def test_its_own_clock_is_told_to_be_wrong(hours, db):
    assert re.match(r"3[56]\d\d s wrong", skewed(hours, "ready", 0))
