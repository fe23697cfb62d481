"""Owns the picture of a round's stages: one column after the other, each with who signed and who is awaited."""

from dataclasses import dataclass, field

from django.urls import reverse

from assets import access
from review import processes, stages
from review.models import SignOff, Stage

GLYPHS = {"done": "✓", "now": "●", "next": "○", "skipped": "–", "stopped": "✕"}
WORDS = {"done": "Signed", "now": "Now", "next": "To come", "skipped": "No response", "stopped": "Ended"}
SAID = {
    "approved": "approved",
    "with_changes": "approved with changes",
    "rejected": "rejected",
    "changes": "asked for changes",
    "aside": "said it is not theirs",
}


@dataclass(frozen=True)
class Box:
    """One stage as it is drawn."""

    stage: Stage
    key: str
    rule: str
    lines: list[str]
    places: list[SignOff]
    act_url: str = ""
    act: str = ""
    to: list = field(default_factory=list)

    @property
    def glyph(self) -> str:
        """Its sign."""
        return GLYPHS[self.key]

    @property
    def word(self) -> str:
        """Its state in words."""
        return WORDS[self.key]


def section(case, user, place) -> dict:
    """What the decision page shows of the stages: nothing where one signature of one role is all there is."""
    steps = case.standing.steps
    if _is_plain(steps):
        return {"stage_columns": [], "stage_name": steps[0].stage.name if steps else ""}
    next_by_hand = case.open and case.standing.begun_by_hand
    manages = case.open and access.can(user, "manage_processes", case.candidate.brand)
    return {
        "stage_columns": _columns(steps, lambda step: _box(step, case, user, manages)),
        "stage_name": place.stage.name if place else ", ".join(step.stage.name for step in case.standing.open),
        "to_begin": next_by_hand.stage if next_by_hand and manages else None,
    }


def small(standing, hands, user) -> list[list[Box]]:
    """The same picture to look at, without anything to press; ``hands`` are the image's makers."""
    if _is_plain(standing.steps):
        return []

    def drawn(step):
        return Box(step.stage, key_of(step), _rule(step), list(_lines(step, standing, hands, user)), [])

    return _columns(standing.steps, drawn)


def _is_plain(steps) -> bool:
    """Whether one signature of one role is all there is."""
    return len(steps) == 1 and steps[0].stage.needed == 1 and not steps[0].places[0].person_id


def _columns(steps, drawn) -> list[list[Box]]:
    """One column after the other; what goes on at the same time stands in one."""
    columns: list[list[Box]] = []
    for step in steps:
        if step.stage.start == "with" and columns:
            columns[-1].append(drawn(step))
        else:
            columns.append([drawn(step)])
    return columns


def key_of(step) -> str:
    """Where the stage is, as one of GLYPHS."""
    if step.open:
        return "now"
    return {"passed": "done", "no_response": "skipped", "ended": "stopped"}.get(step.stage.outcome, "next")


def _box(step, case, user, manages) -> Box:
    wanted = case.open and not step.of_guests and not step.stage.closed_at
    unsigned = [place for place in step.free if not step.held_in(place)] if wanted else []
    mine = [place for place in unsigned if manages or place.person_id == user.pk]
    act = _act(step, case.standing) if manages else ""
    url = reverse(f"review:stage_{act}", args=[step.stage.public_id]) if act else ""
    lines = list(_lines(step, case.standing, case.makers, user))
    return Box(step.stage, key_of(step), _rule(step), lines, mine, url, act, _fit(step, case) if mine else [])


def _fit(step, case) -> list:
    """Who could sign in the stage and has not: the people whom a signature can be handed to."""
    roles = {"brand_manager"} if case.standing.is_last(step.stage) else set(processes.ROLES)
    found = [one for one, held in case.standing.signers.values() if held & roles and one not in case.makers]
    return [one for one in found if not step.vote_of(one)]


def _rule(step) -> str:
    if step.stage.rule == "named" and step.places[0].person:
        return f"{step.places[0].person} decides"
    return "a guest signs off by a link" if step.of_guests else rule_of(step.stage)


def _act(step, standing) -> str:
    if step.stage.outcome == Stage.Outcome.NO_RESPONSE:
        return "reopen"
    return "begin" if step is standing.begun_by_hand else ""


def rule_of(stage) -> str:
    """How many signatures it takes, in words."""
    apart = ", voting apart" if stage.independent else ""
    if stage.rule == "all":
        return f"all {stage.needed} must agree{apart}"
    return "one decides" if stage.needed == 1 else f"{stage.needed} must agree{apart}"


def _lines(step, standing, hands, user):
    """Who said what and who is awaited; votes given apart are told only as a number until all are in."""
    if step.hidden:
        yield f"{len(step.counted)} of {len(step.places)} have voted"
        if vote := step.vote_of(user):
            yield f"You {SAID[vote.verdict]}"
    else:
        for vote in step.votes:
            named = next((place.person for place in step.places if place.pk == vote.sign_off_id), None)
            instead = f" for {named}" if named and named != vote.by else ""
            yield f"{vote.by}{instead} {SAID[vote.verdict]}{_what_it_waits_for(vote)}"
    for place in step.places:
        if place.verdict:
            yield _signed_outside(place.verdict, standing)
    if step.stage.begins_on and not step.stage.opened_at:
        yield f"Begins on {step.stage.begins_on:%-d %B %Y} at the earliest"
    if step.stage.start == "hand" and not step.stage.opened_at:
        yield "Begins when a brand manager opens it"
    if step.open and step.stage.joint_at:
        yield "The votes differ. Talk it over and vote again."
    elif step.open and step.free:
        names = [str(one) for one in standing.awaited(step) if one not in hands]
        names += [stages.GUEST] if step.of_guests else []
        yield f"Waits for {' or '.join(names) or 'a brand manager who did not make it'}"


def _signed_outside(verdict, standing) -> str:
    """Which guest signed, by whose link, and whether the address that they gave is one of the team's."""
    guest, link = verdict.guest, verdict.guest.link
    team = {person.email.lower(): person for person, _ in standing.signers.values() if person.email}
    known = team.get(guest.email.lower())
    doubt = f", with the address of {known}, who is of the team" if known else ""
    return f"Guest {guest} signed off by the link for “{link.label}” that {link.created_by} made{doubt}"


def _what_it_waits_for(vote) -> str:
    """What is still missing before a held approval counts."""
    if not vote.held:
        return ""
    return f": thread {vote.wish.number} is to be done first" if vote.waits else ", which are done: to be confirmed"
