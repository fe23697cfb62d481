"""Every move that the tables know leaves one event of its name, from each state it may start in, and no other does."""

import pytest
from django.db import transaction

from assets import audit, publishing
from assets.models import Asset, AuditEvent, Publication
from assets.problems import Conflict
from assets.transitions import move
from config import statecharts
from generation import requests
from generation.models import Generator
from tests import factories
from tests.library import shelf
from tests.talk import talk

pytestmark = pytest.mark.django_db
CHARTS = statecharts.charts()
MOVES = [(kind, row, source) for kind, rows in CHARTS.items() for row in rows for source in row.sources]
NAMES = [f"{kind}: {row.name} from {source}" for kind, row, source in MOVES]


def a_brief(brand):
    return factories.a_brief(brand)


def a_candidate(brand):
    return factories.a_candidate(factories.a_brief(brand))


def a_slot(brand):
    version = factories.a_prompt_version(factories.a_brief(brand))
    chosen = {Generator.objects.get(key="daylight"): 1}
    asked = requests.submit(version, choices=chosen, by=version.author, idempotency_key="x", ratios=["1:1"])
    return asked[0].slots.get()


def an_asset(brand):
    return shelf.an_asset(brand)


def a_publication(brand):
    asset = shelf.an_asset(brand)
    return publishing.ask(asset, by=asset.approved_by)


def a_thread(brand):
    return talk.a_thread(a_candidate(brand))


MAKE = {
    "Thread": a_thread,
    "Brief": a_brief,
    "Candidate": a_candidate,
    "Slot": a_slot,
    "Asset": an_asset,
    "Publication": a_publication,
}


def in_state(kind, state, brand):
    """An object of that kind, put into the state past all rules."""
    made = MAKE[kind](brand)
    type(made).objects.filter(pk=made.pk).update(state=state)
    made.refresh_from_db()
    return made


def newest():
    """The place of the log's last line, whatever its chain."""
    return AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def test_every_kind_of_the_tables_is_moved_here():
    assert set(MAKE) == set(CHARTS)


@pytest.mark.parametrize(("kind", "row", "source"), MOVES, ids=NAMES)
def test_one_move_leaves_one_event(brand, manager, kind, row, source):
    made = in_state(kind, source, brand)
    version, before = made.version, newest()
    move(made, row, by=manager)
    (event,) = AuditEvent.objects.filter(pk__gt=before)
    assert (event.action, event.object_id, event.actor_id) == (row.event, made.public_id, manager.public_id)
    assert (made.state, made.version) == (row.target, version + 1)


@pytest.mark.parametrize("kind", CHARTS)
def test_a_move_from_another_state_changes_nothing_and_says_where_it_stands(brand, manager, kind):
    for row in CHARTS[kind]:
        others = {source for other in CHARTS[kind] for source in other.sources} - set(row.sources)
        for state in sorted(others)[:1]:
            made = in_state(kind, state, brand) if kind != "Slot" else a_slot_in(state, brand)
            before = newest()
            with pytest.raises(Conflict, match="Nothing was changed"):
                move(made, row, by=manager)
            made.refresh_from_db()
            assert (made.state, newest()) == (state, before)


def a_slot_in(state, brand):
    """A slot of its own for each state, since a key makes a request but once."""
    made = a_slot(factories.a_brand())
    type(made).objects.filter(pk=made.pk).update(state=state)
    made.refresh_from_db()
    return made


def test_a_move_that_is_rolled_back_leaves_no_event(brand, manager):
    made, row = factories.a_brief(brand), CHARTS["Brief"][0]
    before = newest()
    with transaction.atomic():
        move(made, row, by=manager)
        transaction.set_rollback(True)
    made.refresh_from_db()
    assert (made.state, newest()) == (row.sources[0], before)


def test_whoever_comes_second_is_told_who_was_first(brand, manager, marketer):
    made, row = factories.a_brief(brand), CHARTS["Brief"][0]
    stale = type(made).objects.get(pk=made.pk)
    move(made, row, by=manager)
    with pytest.raises(Conflict, match=f"{manager.display_name} was first"):
        move(stale, row, by=marketer)


def test_the_log_refuses_an_action_that_is_not_on_its_list(brand):
    with pytest.raises(KeyError), transaction.atomic():
        audit.record("brief.vanished", factories.a_brief(brand), by=None)


def test_the_tables_lead_to_states_that_exist():
    known = {"Asset": Asset.State.values, "Publication": Publication.State.values}
    for kind, states in known.items():
        for row in CHARTS[kind]:
            assert {row.target, *row.sources} <= set(states)
