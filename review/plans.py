"""Owns what approval asks for in a campaign: its process, its field, its languages, and the password with it."""

from django.db import transaction

from assets import access, audit, wording
from assets.models import Campaign
from assets.problems import Conflict, Refused
from assets.revisions import named_once, revise
from review import processes
from review.models import Plan, Process

MOST_LANGUAGES = 12
NO_RULES = Plan()


def of(campaign: Campaign) -> Plan:
    """The campaign's plan; the empty one, which is never stored, while nobody has made one."""
    return getattr(campaign, "plan", None) or NO_RULES


def stages_of(campaign: Campaign) -> list[dict]:
    """The stages that a round of the campaign opens with."""
    process = of(campaign).process
    return process.stages if process else processes.ONE_MANAGER


def asks_others(campaign: Campaign) -> bool:
    """Whether somebody may be asked to sign who is no brand manager."""
    return any(stage["role"] == "marketer" or stage["people"] for stage in stages_of(campaign))


@transaction.atomic
def change(campaign: Campaign, *, by, expected_version: int, process=None, sector="", sign_again=False, languages=()):
    """Sets the whole plan; ``expected_version`` is 0 while there is none. Rounds that are open keep their stages.

    Raises Refused for a process of another brand or a retired one, Conflict if somebody changed it meanwhile.
    """
    access.require(by, "manage_processes", campaign.brand)
    wanted = {
        "process": _usable(process, campaign),
        "sector": _sector(sector),
        "sign_again": bool(sign_again),
        "languages": wording.lines(languages, what="The languages", longest=40, most=MOST_LANGUAGES),
    }
    plan = Plan.objects.select_related("brand", "process").filter(campaign=campaign).first()
    if plan is None:
        return _found(campaign, wanted, expected_version, by)
    return revise(plan, wanted, event="plan.changed", by=by, expected_version=expected_version)


def _found(campaign, wanted, expected_version, by) -> Plan:
    taken = "Somebody made this plan just now. Nothing was saved. Load the page again and look at theirs."
    if expected_version:
        raise Conflict("The plan is gone. Nothing was saved. Load the page again.", code="stale")
    with named_once(taken), transaction.atomic():
        plan = Plan.objects.create(brand=campaign.brand, campaign=campaign, **wanted)
        audit.record("plan.changed", plan, by=by, brand=campaign.brand, campaign=campaign, after=wanted)
    return plan


def _usable(process: Process | None, campaign) -> Process | None:
    if process and (process.brand_id != campaign.brand_id or process.retired_at):
        raise Refused("This process cannot be chosen here. Nothing was saved. Pick one from the list.", code="process")
    return process


def _sector(sector: str) -> str:
    if sector not in Plan.Sector.values:
        raise Refused("There is no such field. Nothing was saved. Pick one from the list.", code="sector")
    return sector
