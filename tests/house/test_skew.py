"""Processes whose clocks are an hour ahead or behind: leases, pauses and the undo window go by the database's clock."""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.db.models.functions import Now

from assets import clock, publishing, work
from assets.models import Publication, Work
from generation import requests
from generation.models import Generator, Slot
from tests import factories
from tests.library import shelf
from tests.library.test_killed import environment_of_a_program

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True), pytest.mark.parametrize("hours", [-1, 1])]


def skewed(hours, what, number) -> str:
    """What a process says whose clock is so many hours wrong."""
    command = [sys.executable, "-m", "tests.house.skewed", str(hours), what, str(number)]
    beside = {"env": environment_of_a_program(UNDO_SECONDS="60"), "cwd": configured.BASE_DIR}
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


def test_it_ends_no_delivery_more_than_its_own_error_too_early(hours, brand):
    tomorrow = clock.now().date() + timedelta(days=1)
    publication = shelf.run(publishing.PUBLISH, shelf.asked(shelf.an_asset(brand, terms={"term_end": tomorrow})))
    watch = Work.objects.get(kind=publishing.EXPIRE, state="open")
    Work.objects.filter(pk=watch.pk).update(run_after=Now() - timedelta(seconds=1))
    skewed(hours, publishing.EXPIRE, watch.pk)
    publication.refresh_from_db()
    assert publication.state == "live"
    assert Work.objects.get(kind=publishing.EXPIRE, state="open").run_after == publication.available_until
