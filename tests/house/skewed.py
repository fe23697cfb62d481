"""Run as a program: one act of a process whose clock is some hours wrong, on the database of the test beside it."""

import sys
from datetime import UTC, datetime, timedelta

import django
import time_machine

django.setup()

from celery import current_app  # noqa: E402
from django.test import Client  # noqa: E402

import assets.tasks  # noqa: E402, F401
from assets import publishing, work  # noqa: E402
from assets.models import Asset  # noqa: E402
from assets.problems import Refused  # noqa: E402
from generation import outside  # noqa: E402
from generation.models import Candidate  # noqa: E402
from review import decisions  # noqa: E402
from tests.decisions.waiting import a_judge, bound_of  # noqa: E402


def act(what: str, number: int) -> str:
    """Does it; says what came of it."""
    if what == "claim":
        return str(work.claim(number))
    if what == "give_up":
        return str(outside.give_up_waiting())
    if what == "ready":
        return Client().get("/readyz", headers={"Host": "localhost"}).json()["clock"]
    if what == "approve":
        return _approve(Candidate.objects.get(pk=number))
    if what == "ask":
        asset = Asset.objects.get(pk=number)
        return publishing.ask(asset, by=asset.approved_by).public_id
    return str(current_app.tasks[what](number))


def _approve(candidate) -> str:
    try:
        decisions.approve(candidate, by=a_judge(candidate), bound=bound_of(candidate))
    except Refused as problem:
        return problem.sentence
    return "done"


if __name__ == "__main__":
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=int(sys.argv[1]))):
        print(act(sys.argv[2], int(sys.argv[3])))
