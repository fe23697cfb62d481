"""The page of state diagrams says what the code does."""

from django.conf import settings

from assets.audit.actions import ACTIONS
from config import statecharts


def test_the_drawn_transitions_are_those_of_the_code():
    drawn = (settings.BASE_DIR / "docs" / "states.md").read_text()
    assert drawn == statecharts.page(), "run: manage.py statecharts"


def test_every_transition_names_a_role_action_and_an_audit_action():
    for rows in statecharts.charts().values():
        for row in rows:
            assert row.action in settings.ROLES
            assert row.event in ACTIONS
