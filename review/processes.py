"""Owns approval processes: which stages may follow each other, the templates, and writing and retiring them."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction

from assets import access, audit, clock, wording
from assets.models import Brand, User
from assets.problems import Conflict, Refused
from assets.revisions import named_once, revise
from review.models import ChecklistItem, Process

MOST_STAGES, MOST_SIGNATURES, MOST_HOURS, MOST_DAYS = 6, 9, 24 * 60, 365
RULES = {
    "one": "One of them decides",
    "n_of_m": "Several must agree",
    "all": "All of them must agree",
    "named": "One named person decides",
}
STARTS = {
    "after": "After the stages before it",
    "with": "Together with the stage before it",
    "days": "Some days after sending, at the earliest",
    "date": "On a day, at the earliest",
    "hand": "When a brand manager opens it",
}
LATE = {"wait": "It waits and is shown as late", "move_on": "“No response” is recorded and the next stage begins"}
GUEST = "guest"
ROLES = {"brand_manager": "Brand managers", "marketer": "Marketers", GUEST: "A guest, by a link for signing off"}
USUAL = {
    "name": "Brand approval",
    "start": "after",
    "days": 0,
    "on": "",
    "rule": "one",
    "needed": 1,
    "role": "brand_manager",
    "people": [],
    "independent": False,
    "hours": None,
    "late": "wait",
    "headings": [],
}
ONE_MANAGER = [USUAL]


@dataclass(frozen=True)
class Template:
    """A process to start from."""

    key: str
    name: str
    sentence: str
    stages: list


PEER = USUAL | {"name": "Second look", "role": "marketer", "hours": 48, "late": "move_on", "headings": ["quality"]}
TEMPLATES = {
    one.key: one
    for one in (
        Template("one", "One brand manager", "Whoever comes first decides.", ONE_MANAGER),
        Template(
            "peer",
            "A second look, then the brand",
            "A marketer who did not make it looks first, for two days at most; then a brand manager decides.",
            [PEER, USUAL],
        ),
        Template(
            "pair",
            "Two brand managers, apart",
            "Both vote without seeing the other’s vote; if they differ, they talk it over and vote again.",
            [USUAL | {"name": "Two votes", "rule": "n_of_m", "needed": 2, "independent": True}],
        ),
        Template(
            "client",
            "The client signs off, then the brand",
            "A guest signs off by a link that you make for it; then a brand manager decides.",
            [USUAL | {"name": "Client", "role": GUEST}, USUAL],
        ),
        Template(
            "experts",
            "Facts and looks side by side, then the brand",
            "Two marketers check facts and pictures at the same time; a brand manager decides when both have signed.",
            [
                PEER | {"name": "Facts", "headings": ["accuracy", "text"], "late": "wait"},
                PEER | {"name": "Looks", "start": "with", "late": "wait"},
                USUAL,
            ],
        ),
    )
}


def create(brand: Brand, *, by, name: str, stages: list[dict]) -> Process:
    """A new process of the brand. Raises Refused with a sentence for stages that could never end well."""
    access.require(by, "manage_processes", brand)
    wanted = {"name": _named(name), "stages": checked(stages, brand)}
    with named_once(_taken(wanted["name"])), transaction.atomic():
        process = Process.objects.create(brand=brand, created_by=by, **wanted)
        audit.record("process.created", process, by=by, after=wanted)
    return process


def change(process: Process, *, by, expected_version: int, name: str, stages: list[dict]) -> Process:
    """Another name or other stages, for rounds that open from now on."""
    access.require(by, "manage_processes", process.brand)
    _refuse_retired(process)
    wanted = {"name": _named(name), "stages": checked(stages, process.brand)}
    taken = _taken(wanted["name"])
    return revise(process, wanted, event="process.changed", by=by, expected_version=expected_version, taken=taken)


def retire(process: Process, *, by, expected_version: int | None = None) -> Process:
    """Takes a process out of the choice; campaigns that follow it keep it until they choose another."""
    access.require(by, "manage_processes", process.brand)
    _refuse_retired(process)
    wanted = {"retired_at": clock.now()}
    return revise(process, wanted, event="process.retired", by=by, expected_version=expected_version)


def checked(stages: list[dict], brand: Brand) -> list[dict]:
    """The stages with every field, if they make a process: the last is the brand managers' and can be waited for."""
    if not 1 <= len(stages) <= MOST_STAGES:
        raise Refused(f"A process has 1 to {MOST_STAGES} stages. Nothing was saved.", code="stages")
    members = signers(brand)
    found = [_stage(USUAL | stage, number, members) for number, stage in enumerate(stages, 1)]
    last = found[-1]
    if last["start"] == "with" or last["late"] != "wait":
        sentence = "decides as the last stage, so it begins after the others and waits as long as it must."
        raise Refused(f"“{last['name']}” {sentence} Nothing was saved.", code="last")
    _require_managers(last, members)
    if sum(stage["role"] == GUEST for stage in found) > 1:
        raise Refused("One stage at most is the guests’. Nothing was saved.", code="guests")
    return found


def signers(brand: Brand, *, seen_by=None) -> dict[str, tuple[User, set]]:
    """Everybody of the brand who may sign: public id to the person and their roles, by name; ``seen_by`` as for
    access.memberships_of."""
    found: dict[str, tuple[User, set]] = {}
    for row in access.memberships_of(brand, seen_by=seen_by):
        if row.role in settings.ROLES["review"] and row.user.is_active:
            found.setdefault(row.user.public_id, (row.user, set()))[1].add(row.role)
    return found


def places(stage: dict) -> int:
    """How many signatures the stage has room for; 0 stands for everybody who has the role when it is sent."""
    if stage["people"]:
        return len(stage["people"])
    return 0 if stage["rule"] == "all" else stage["needed"]


def _stage(stage, number, members) -> dict:
    stage = {name: stage[name] for name in USUAL}
    stage["name"] = wording.needed(stage["name"], what=f"The name of stage {number}", longest=80)
    _one_of(stage, "rule", RULES)
    _one_of(stage, "start", STARTS)
    _one_of(stage, "late", LATE)
    _one_of(stage, "role", ROLES)
    _numbers(stage)
    stage["on"] = _day(stage) if stage["start"] == "date" else ""
    if number == 1 and stage["start"] != "after":
        raise Refused("The first stage begins when images are sent. Nothing was saved.", code="first")
    if strange := set(stage["headings"]) - set(ChecklistItem.Heading.values):
        raise Refused(f"The checklist has no heading {sorted(strange)[0]}. Nothing was saved.", code="headings")
    return _counted(stage, members)


def _one_of(stage, field, choices) -> None:
    if stage[field] not in choices:
        raise Refused(f"“{stage['name']}”: choose one of the answers. Nothing was saved.", code=field)


def _day(stage) -> str:
    try:
        return date.fromisoformat(stage["on"]).isoformat()
    except (TypeError, ValueError):
        sentence = f"“{stage['name']}” begins on a day. Nothing was saved. Say on which one."
        raise Refused(sentence, code="on") from None


def _numbers(stage) -> None:
    stage["hours"] = stage["hours"] or None
    limits = (("needed", 1, MOST_SIGNATURES), ("hours", 1, MOST_HOURS), ("days", 0, MOST_DAYS))
    for field, least, most in limits:
        value = stage[field]
        if value is not None and not (isinstance(value, int) and least <= value <= most):
            sentence = f"“{stage['name']}”: {field} is a number from {least} to {most}. Nothing was saved."
            raise Refused(sentence, code=field)
    if stage["late"] == "move_on" and not stage["hours"]:
        sentence = f"“{stage['name']}” can only move on after a time of its own. Nothing was saved. Give it hours."
        raise Refused(sentence, code="hours")


def _counted(stage, members) -> dict:
    """The stage with as many signatures as its rule means. Raises Refused when they can never come together."""
    name, people = stage["name"], list(dict.fromkeys(stage["people"]))
    if stage["role"] == GUEST:
        return _of_a_guest(stage)
    if strange := [one for one in people if one not in members]:
        raise Refused(f"“{name}” names {len(strange)} who may not sign here. Nothing was saved.", code="people")
    if stage["rule"] == "named" and len(people) != 1:
        raise Refused(f"“{name}”: choose the one person who decides. Nothing was saved.", code="people")
    if stage["rule"] == "n_of_m" and people and len(people) < stage["needed"]:
        raise Refused(f"“{name}” wants more signatures than it names people. Nothing was saved.", code="needed")
    needed = {"one": 1, "named": 1, "n_of_m": stage["needed"], "all": len(people) or 1}[stage["rule"]]
    stage = stage | {"people": people if stage["rule"] != "one" else [], "needed": needed}
    room = places(stage)
    if stage["independent"] and (room == 1 or (stage["rule"] == "n_of_m" and room != needed)):
        sentence = f"“{name}”: votes apart need at least two people, and all of them vote. Nothing was saved."
        raise Refused(sentence, code="independent")
    return stage


def _of_a_guest(stage) -> dict:
    """A stage that one guest signs. Raises Refused for what guests cannot do."""
    if stage["rule"] != "one" or stage["people"] or stage["independent"] or stage["headings"]:
        sentence = "one guest signs, and guests answer no checklist. Choose “One of them decides” and nothing else."
        raise Refused(f"“{stage['name']}”: {sentence} Nothing was saved.", code="guests")
    return stage | {"needed": 1}


def _require_managers(last, members) -> None:
    outside = [members[one][0] for one in last["people"] if "brand_manager" not in members[one][1]]
    if outside or (not last["people"] and last["role"] != "brand_manager"):
        sentence = f"“{last['name']}” is the last stage, and that one is for brand managers."
        who = f" {outside[0]} is none." if outside else ""
        remedy = "Choose brand managers for it, or put it before the stage that decides."
        raise Refused(f"{sentence}{who} Nothing was saved. {remedy}", code="last")


def _named(name: str) -> str:
    return wording.needed(name, what="The process’s name", longest=80)


def _taken(name: str) -> str:
    return f"This brand has a process called {name} already. Nothing was saved. Choose another name."


def _refuse_retired(process) -> None:
    if process.retired_at:
        raise Conflict(f"This process was retired on {process.retired_at:%-d %B %Y}. It takes no changes.")
