"""The demo: only on a demo machine, complete, and the same after a second run."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from assets.models import Asset, AuditEvent, User
from config.demo import filling
from config.demo.accounts import ACCOUNTS, address
from generation.models import Brief, Candidate, Slot
from review.models import BlindRun, GuestLink, GuestVerdict, Review

STATES = Candidate.State


def test_it_is_refused_where_others_could_come_in(db, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="on a demo machine only"):
        call_command("demo")
    assert not User.objects.exists()


def test_people_and_brands_can_be_founded_twice_without_a_double(db):
    filling.found_brands()
    filling.found_brands()
    assert User.objects.count() == len(ACCOUNTS)
    assert not User.objects.get(email=address("Mara Lind")).has_usable_password()


def test_nobody_of_the_demo_can_receive_mail(db):
    filling.found_brands()
    assert not User.objects.exclude(email__endswith="@demo.invalid").exists()


@pytest.mark.processes
def test_it_shows_work_in_every_state_and_a_second_run_adds_nothing(db, settings, capsys):
    if connection.vendor == "postgresql":
        pytest.skip("inside one transaction its clock stands still, so nothing is ever due")
    settings.DEMO, settings.UNDO_SECONDS = True, 0
    call_command("demo")
    written = AuditEvent.objects.count()
    assert set(Candidate.objects.values_list("state", flat=True)) == set(STATES.values)
    assert set(Asset.objects.values_list("standing", flat=True)) == {"live", "withdrawn"}
    assert Candidate.objects.filter(provenance="unknown").count() == 2
    assert Slot.objects.filter(state="failed").count() == 1
    assert Review.objects.filter(verdict="shortlist").exists()
    assert Brief.objects.filter(state="closed").exists()
    assert [run.finished_at is None for run in BlindRun.objects.order_by("pk")] == [False, True]
    assert GuestVerdict.objects.get().guest.comments.exists()
    assert not GuestLink.objects.filter(guests__isnull=False, opened_at=None).exists()  # who came has opened the link
    assert {row.generator.key for row in Candidate.objects.exclude(generator=None)} == {"atelier", "daylight"}
    call_command("demo")
    assert AuditEvent.objects.count() == written
