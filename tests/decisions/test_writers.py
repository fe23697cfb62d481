"""Eight processes write decisions into one SQLite file at once: each waits its turn, and no decision is lost."""

import subprocess
import sys

import pytest
from django.conf import settings

from assets.models import AuditEvent
from review import queue
from review.models import Decision
from tests import factories
from tests.library.test_killed import environment_of_a_program

pytestmark = [pytest.mark.processes, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]
WRITERS, EACH = 8, 200


def test_eight_writers_of_two_hundred_decisions_each_meet_no_locked_database(brand, manager):
    brief, image = factories.a_brief(brand), factories.a_stored_image(brand)
    rows = [factories.a_candidate(brief, image=image) for _ in range(WRITERS * EACH)]
    queue.send_for_approval(rows, by=factories.a_member(brand, "marketer"))
    command = [sys.executable, "-m", "tests.decisions.rejecting", manager.email]
    beside = {"env": environment_of_a_program(), "cwd": settings.BASE_DIR, "stderr": subprocess.PIPE, "text": True}
    writers = [subprocess.Popen([*command, str(n), str(WRITERS)], **beside) for n in range(WRITERS)]
    said = [writer.communicate(timeout=300)[1] for writer in writers]
    assert [(writer.returncode, words[-2000:]) for writer, words in zip(writers, said, strict=True)] == [
        (0, "")
    ] * WRITERS
    assert Decision.objects.count() == Decision.objects.values("candidate").distinct().count() == WRITERS * EACH
    assert AuditEvent.objects.filter(action="candidate.rejected").count() == WRITERS * EACH
