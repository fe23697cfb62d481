"""Blind runs when one person presses in many windows at the same instant."""

import threading

import pytest
from django.db import connection

from assets.models import AuditEvent, User
from review import blind
from review.models import BlindRun
from tests.blind import runs

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts):
    """What each act gave, or the class of what it raised; all start at one moment."""
    barrier, outcomes = threading.Barrier(len(acts)), []

    def run(act):
        barrier.wait(20)
        try:
            outcomes.append(act())
        except Exception as error:
            outcomes.append(type(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


def again(person) -> User:
    """The person as another request reads it."""
    return User.objects.get(pk=person.pk)


def vote(run, position, by):
    return lambda: blind.vote(BlindRun.objects.get(pk=run.pk), position, "a", by=again(by))


def test_a_run_that_is_begun_in_many_windows_is_one(brand, marketer):
    brief, _ = runs.a_brief(brand, 2)
    assert len({run.pk for run in together(*[lambda: blind.start(brief, by=again(marketer))] * 4)}) == 1


def test_all_last_verdicts_at_once_end_the_run_once(brand, marketer):
    brief, _ = runs.a_brief(brand, 2)
    run = blind.start(brief, by=marketer)
    assert together(*[vote(run, position, marketer) for position in (1, 2, 3, 4)]) == [None] * 4
    assert BlindRun.objects.get().finished_at
    assert AuditEvent.objects.filter(action="blind.finished").count() == 1


def test_a_click_in_many_windows_is_one_verdict_and_brings_one_challenger(brand, marketer):
    brief, _ = runs.a_brief(brand, 2)
    run = blind.start(brief, by=marketer, kind="champion")
    assert together(*[vote(run, 1, marketer)] * 4) == [None] * 4
    assert run.pairs.count() == 2
    assert AuditEvent.objects.filter(action="blind.voted").count() == 1
