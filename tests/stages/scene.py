"""Brands with approval processes, and images that wait in them, brought there through the domain functions."""

from datetime import timedelta

import time_machine

from assets import clock
from generation.models import Candidate
from review import course, decisions, plans, processes
from review.models import Decision, Round, SignOff, Stage
from review.stages import Standing
from tests import factories
from tests.decisions import waiting

PEER = {"name": "Second look", "role": "marketer"}
BRAND = {"name": "Brand approval"}
PAIR = {"name": "Two votes", "rule": "n_of_m", "needed": 2, "independent": True}


def a_process(brand, *stages, name="Launch"):
    """A process of the brand with these stages."""
    return processes.create(brand, by=factories.a_member(brand, "brand_manager"), name=name, stages=list(stages))


def a_planned_brief(brand, *stages, **plan):
    """A brief whose campaign follows a process with these stages."""
    campaign = factories.a_campaign(brand)
    process = a_process(brand, *stages, name=f"Process of {campaign}") if stages else None
    manager = factories.a_member(brand, "brand_manager")
    plans.change(campaign, by=manager, expected_version=0, process=process, **plan)
    campaign.refresh_from_db()
    return factories.a_brief(brand, campaign=campaign)


def sent(brand, *stages, **plan) -> Candidate:
    """An image that waits in a process with these stages, with nothing else in its way."""
    return waiting.a_ready(brand, brief=a_planned_brief(brand, *stages, **plan))


def stage(candidate, name) -> Stage:
    """The stage of that name in the latest round."""
    return Stage.objects.get(round=waiting.round_of(candidate), name=name)


def standing(candidate) -> Standing:
    """Where the latest round stands."""
    return Standing(Round.objects.select_related("brand").get(pk=waiting.round_of(candidate).pk))


def open_names(candidate) -> list[str]:
    """The stages in which signatures are awaited."""
    return [step.stage.name for step in standing(candidate).open]


def sign(candidate, person, **more) -> Decision:
    """The person approves what a page loaded now would show."""
    return decisions.approve(candidate, by=person, bound=waiting.bound_of(candidate), **more)


def object_(candidate, person, note="Warmer light") -> Decision:
    """The person asks for changes."""
    round_ = waiting.round_of(candidate)
    return decisions.request_changes(candidate, by=person, round_id=round_.public_id, note=note)


def place(candidate, name="") -> SignOff:
    """The first place of the stage of that name, or of the first stage."""
    rows = SignOff.objects.filter(stage__round=waiting.round_of(candidate)).select_related(
        "stage__round__brand", "person"
    )
    rows = rows.select_related("stage__round__candidate", "stage__round__brand", "person")
    return (rows.filter(stage__name=name) if name else rows).order_by("stage__position", "pk").first()


def after(hours: float) -> int:
    """How many stages moved when time was kept that many hours from now."""
    with time_machine.travel(clock.now() + timedelta(hours=hours)):
        return course.keep_time()
