"""A role that is taken away while a page of the room is open; and the list of what proves that faults are handled."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from assets.models import AuditEvent, Membership
from review import blind
from review.models import Thread
from tests.blind import runs
from tests.decisions.waiting import a_waiting
from tests.room.boards import FRAGMENT
from tests.talk.talk import a_thread

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
ACTS = {
    "verdict": ("brief", {"act": "pass", "c": "@open"}),
    "send": ("brief", {"c": "@open"}),
    "reject_many": ("brief", {"c": "@waiting", "codes": "off_brief"}),
    "undo": ("brief", {}),
    "redo": ("brief", {}),
    "blind": ("brief", {"kind": "survey"}),
    "blind_board": ("brief", {"blind": "on"}),
    "guest_choose": ("brief", {"c": "@open"}),
    "guest_links": ("brief", {"c": "@open", "label": "Client", "days": "7", "may": "comment", "key": "k"}),
    "threads": ("open", {"text": "Too dark", "key": "x"}),
    "thread_reply": ("thread", {"text": "Darker", "key": "x"}),
    "thread_resolve": ("thread", {"version": "1"}),
}


@pytest.fixture
def scene(brand, manager):
    """Ids by name: a brief with an open image that is talked about, and one that waits."""
    brief, made = runs.a_brief(brand, 2)
    thread = a_thread(made["atelier"][0])
    blind.start(brief, by=manager)
    rows = {"brief": brief, "open": made["atelier"][0], "waiting": a_waiting(brand, brief=brief), "thread": thread}
    return {name: row.public_id for name, row in rows.items()}


@pytest.mark.parametrize(("change", "status"), [("auditor", 403), ("none", 404)])
@pytest.mark.parametrize("act", ACTS)
def test_an_act_on_an_open_page_is_refused_when_the_role_is_gone(signed_in, manager, scene, act, change, status):
    client, (where, data) = signed_in(manager), ACTS[act]
    mine = Membership.objects.filter(user=manager)
    mine.delete() if change == "none" else mine.update(role="auditor")
    before = AuditEvent.objects.count()
    filled = {key: scene.get(str(value)[1:], value) for key, value in data.items()}
    answer = client.post(reverse(f"review:{act}", args=[scene[where]]), filled, **FRAGMENT)
    assert answer.status_code == status
    assert AuditEvent.objects.count() == before
    assert Thread.objects.get().state == Thread.State.OPEN


def test_what_is_said_to_prove_that_faults_are_handled_is_there():
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", (ROOT / "docs" / "faults.md").read_text())
    assert len(named) > 30
    missing = [name for path, name in named if f"def {name}(" not in (ROOT / path).read_text()]
    assert not missing
