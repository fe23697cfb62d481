"""Owns what the log keeps of a decision: what it is bound to, and what may be told of it while others still vote."""


def told(decision) -> dict:
    """What the log keeps of a decision: what it is bound to."""
    version = decision.rights_version
    return {
        "decision": decision.public_id,
        "round": decision.round.number,
        "image_sha256": decision.image_sha256,
        "rights_version": version.public_id if version else "",
        "checklist_version": decision.checklist_version,
        "terms_sha256": decision.terms_sha256,
        "reasons": list(decision.reasons),
        "disclosure": decision.disclosure,
    } | _signed_with(decision)


def _signed_with(decision) -> dict:
    """That the person gave the password with this verdict; a signature of a regulated campaign is proved by it."""
    return {"password_given": True} if decision.signed_again else {}


def signed(decision, place, settled) -> dict:
    """What the log keeps of a signature that does not end the round. A vote that is hidden from others is named by
    its id alone; the event that ends the round tells them all."""
    stage = place.stage
    found = {"decision": decision.public_id, "round": decision.round.number, "stage": stage.position}
    if person := place.stands_for(decision.by):
        found["stands_for"] = person.public_id
    if stage.independent and not settled.joint and not settled.over:
        return found | {"image_sha256": decision.image_sha256, "hidden": True} | _signed_with(decision)
    found |= answers(place) | told(decision) | {"verdict": decision.verdict, "over": settled.over}
    return found | {"begun": [one.position for one in settled.begun]}


def answers(place) -> dict:
    """Which approval with changes a decision confirms, or answers otherwise."""
    return {"held": place.replaces.public_id} if place.replaces and place.replaces.held else {}


def signatures(case) -> dict:
    """All votes of a round that had more than one, for the event that ends it."""
    found = [(step.stage.position, vote) for step in case.standing.steps for vote in step.votes]
    told = [[position, vote.by.public_id, vote.verdict, vote.public_id] for position, vote in found]
    guests = [(place.stage.position, place.verdict) for step in case.standing.steps for place in step.places]
    told += [[at, one.guest.public_id, one.verdict, one.public_id] for at, one in guests if one]
    return {"signatures": told} if len(told) > 1 else {}
