"""Sending many images into their stages at once: few statements, the same rows, each image sent once."""

import re
from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assets.models import AuditEvent, Work
from assets.problems import Conflict
from generation.makers import makers, makers_of_all
from generation.models import Candidate
from review import queue, undo
from review.models import Advice, Round, SignOff, Stage, Step
from tests import factories
from tests.decisions.test_races import anew, two_at_once
from tests.stages.scene import BRAND, PEER, a_planned_brief

ALL = PEER | {"name": "Everybody", "rule": "all"}
AUDIT = "assets_audit"


def a_board(brand, number, *, brief=None):
    brief = brief or a_planned_brief(brand, ALL, PEER | {"start": "with", "hours": 5}, BRAND)
    return [factories.a_candidate(brief) for _ in range(number)]


def statements(act) -> Counter:
    """The statements of an act by their beginning; SQLite inserts so many rows in parts, which are one here."""
    with CaptureQueriesContext(
        connection,
    ) as seen:
        act()
    told = [re.sub(r"\s+|s\d+_x\d+", " ", one["sql"])[:40] for one in seen if AUDIT not in one["sql"]]
    return Counter({line: 1 if line.startswith("INSERT") else count for line, count in Counter(told).items()})


@pytest.mark.django_db
def test_sixty_images_are_sent_by_as_many_statements_as_three(brand, marketer, manager):
    told = []
    for number in (3, 60):
        many, sender = a_board(brand, number), anew(marketer)
        told.append(statements(lambda: queue.send_for_approval(many, by=sender)))  # noqa: B023
    assert told[0] == told[1]
    assert Round.objects.filter(candidate__in=many, state="open").count() == 60
    assert Stage.objects.filter(round__candidate__in=many).count() == 180


@pytest.mark.django_db
def test_taking_sixty_back_and_sending_them_again_costs_no_more_than_three(brand, marketer, manager):
    few, many = (a_board(brand, number) for number in (3, 60))
    told = []
    for rows in (few, many):
        queue.send_for_approval(rows, by=marketer)
        brief = rows[0].brief
        back = statements(lambda: undo.undo(brief, by=marketer))  # noqa: B023
        told.append((back, statements(lambda: undo.redo(brief, by=marketer))))  # noqa: B023
    assert told[0] == told[1]


@pytest.mark.django_db
def test_each_image_has_its_round_its_stages_its_check_and_its_events(brand, marketer, manager):
    made = a_board(brand, 3)
    queue.send_for_approval(made, by=marketer)
    for candidate in made:
        candidate = Candidate.objects.get(pk=candidate.pk)
        stages = Stage.objects.filter(round__candidate=candidate).order_by("position")
        assert [bool(one.opened_at) for one in stages] == [True, True, False]
        assert stages[1].due_at == Round.objects.get(candidate=candidate).due_at
        assert (candidate.state, candidate.version, candidate.state_by) == ("in_review", 2, marketer)
        assert AuditEvent.objects.filter(action="round.opened", object_id=candidate.public_id).count() == 1
        assert Work.objects.filter(kind="review.check", subject=candidate.public_id, state="open").count() == 1
    assert Advice.objects.count() == AuditEvent.objects.filter(action="advice.asked").count() == 3
    assert Step.objects.count() == 1


@pytest.mark.django_db
def test_a_stage_for_all_leaves_out_the_makers_of_each_image(brand, marketer, manager):
    ida, jon = (factories.a_user("marketer", brand, name=name) for name in ("Ida Sol", "Jon Ek"))
    brief = a_planned_brief(brand, ALL, BRAND)
    made = [factories.a_candidate(brief, requested_by=one) for one in (jon, ida)]
    queue.send_for_approval(made, by=manager)
    for candidate, other in zip(made, (ida, jon), strict=True):
        named = SignOff.objects.filter(stage__round__candidate=candidate, person__isnull=False)
        assert other in {place.person for place in named}
        assert not {place.person for place in named} & set(makers(candidate))
        assert Stage.objects.get(round__candidate=candidate, position=1).needed == named.count()


@pytest.mark.django_db
def test_who_made_many_images_is_known_as_of_each_alone(brand, marketer, manager):
    brief = factories.a_brief(brand)
    root = factories.a_candidate(brief, importer=manager)
    edited = factories.a_candidate(brief, parent=root, requested_by=marketer)
    again = factories.a_candidate(brief, parent=edited)
    rows = [root, edited, again]
    fresh = {one.pk: makers(Candidate.objects.get(pk=one.pk)) for one in rows}
    assert makers_of_all(Candidate.objects.filter(pk__in=fresh)) == fresh


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_the_same_images_at_once_each_image_is_sent_once(brand, marketer, manager):
    for _ in range(6):
        made = a_board(brand, 4)
        first, second = made[:3], made[1:]
        results = two_at_once(
            lambda: queue.send_for_approval(first, by=anew(marketer)),  # noqa: B023
            lambda: queue.send_for_approval(list(reversed(second)), by=anew(manager)),  # noqa: B023
        )
        assert not [one for one in results if isinstance(one, Exception) and not isinstance(one, Conflict)], results
        assert Round.objects.filter(candidate__in=made, state="open").count() == 4
        assert Advice.objects.filter(candidate__in=made).count() == 4
    assert AuditEvent.objects.filter(action="round.opened").count() == 24
