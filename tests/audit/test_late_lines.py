"""Lines do not stand unsigned for long, and somebody looks whether they still say what was written."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction

from assets import clock
from assets.audit import checkpoints
from assets.models import AuditCheckpoint
from config.sweeping import Keeper
from tests.audit.lines import a_quiet_brand, tamper, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiet(db):
    """A brand whose chain is empty."""
    return a_quiet_brand()


def a_keeper():
    """One that finds both of its chores due."""
    return Keeper()


def test_a_line_that_stood_for_a_quarter_of_an_hour_is_sealed(quiet):
    write(quiet, 3)
    assert checkpoints.seal_late([quiet.public_id]) == 0
    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        assert checkpoints.seal_late([quiet.public_id]) == 1
        assert checkpoints.seal_late([quiet.public_id]) == 0
    assert AuditCheckpoint.objects.get(chain=quiet.public_id).size == 3


def test_only_lines_behind_the_last_seal_count_as_late(quiet):
    write(quiet, 2)
    with transaction.atomic():
        checkpoints.seal(quiet.public_id)
    with time_machine.travel(clock.now() + timedelta(minutes=20)):
        assert checkpoints.seal_late([quiet.public_id]) == 0
        write(quiet, 1)
        assert checkpoints.seal_late([quiet.public_id]) == 0


def test_the_sweepers_keeper_seals_late_lines(quiet):
    write(quiet, 3)
    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        a_keeper().keep()
    assert AuditCheckpoint.objects.filter(chain=quiet.public_id).count() == 1


def test_the_sweepers_keeper_cries_out_when_a_line_was_changed(quiet, caplog):
    write(quiet, 3)
    with transaction.atomic():
        checkpoints.seal(quiet.public_id)
        write(quiet, 1)
    tamper("UPDATE assets_auditevent SET payload = 'x' WHERE chain = %s AND seq = 4", quiet.public_id)
    with caplog.at_level("ERROR"):
        a_keeper().keep()
    assert "the audit log was changed" in caplog.text
