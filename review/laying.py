"""Owns the laying out of a process for new rounds: their stages, and the places for signatures in them."""

from datetime import date

from assets import clock
from generation.makers import makers_of_all
from review import processes, stages
from review.models import Round, SignOff, Stage

COLUMNS = ("name", "start", "days", "rule", "needed", "independent", "hours", "late", "headings")


def lay_out(rounds: list[Round], definition: list[dict], *, due) -> None:
    """Copies the stages into new rounds of one brief and begins the first; as many statements for all as for one.

    A place of somebody who made the image, or may no longer sign, becomes one of the role, so that the stage can end.
    """
    members, now = processes.signers(rounds[0].brand), clock.now()
    named = any(_knows_people(stage) for stage in definition)
    hands = makers_of_all(round_.candidate for round_ in rounds) if named else {}
    laid, places = [], []
    for round_ in rounds:
        own = [
            Stage(round=round_, position=number, due_at=None if one["hours"] else due, **_columns(one))
            for number, one in enumerate(definition, 1)
        ]
        for row, one in zip(own, definition, strict=True):
            found = _places(row, one, members, hands.get(round_.candidate_id, {}))
            row.needed = len(found) if one["rule"] == "all" else row.needed
            places += found
        stages.begin_rows(own, round_, now)
        laid += own
    Stage.objects.bulk_create(laid)
    SignOff.objects.bulk_create(places)
    stages.set_due(rounds, own)


def _columns(stage) -> dict:
    day = stage.get("on")  # processes written before stages could wait for a day have none
    return {name: stage[name] for name in COLUMNS} | {"begins_on": date.fromisoformat(day) if day else None}


def _knows_people(stage) -> bool:
    return bool(stage["people"]) or stage["rule"] == "all"


def _places(row, stage, members, hands) -> list[SignOff]:
    role = stage["role"]
    if stage["people"]:
        return [_named_place(row, role, members.get(one, (None, set()))[0], hands, one) for one in stage["people"]]
    if stage["rule"] == "all":
        able = [person for person, roles in members.values() if role in roles and person not in hands]
        return [SignOff(stage=row, role=role, person=person) for person in able] or [SignOff(stage=row, role=role)]
    return [SignOff(stage=row, role=role) for _ in range(stage["needed"])]


def _named_place(row, role, person, hands, public_id) -> SignOff:
    if person is None or person in hands:
        return SignOff(stage=row, role="brand_manager" if person is None else role, instead_of=person)
    return SignOff(stage=row, role=role, person=person)
