"""Owns what the decision page shows: picture, crops, blockers, checklist, rights, words and neighbours."""

from dataclasses import replace

from django.urls import reverse

from assets import access, clock, licences, rights, terms, territories
from assets.bars import term_bar
from assets.clearance import State
from assets.media import preview_url
from generation import remarks
from generation.makers import lineage
from review import (
    advice,
    approvals,
    clearing,
    cuts,
    disclosures,
    family,
    keeping,
    keymap,
    reasons,
    stage_picture,
    stages,
    successors,
    talk,
)
from review.blockers import blockers, makes_way
from review.models import Decision

STATUS_OF_RIGHTS = {
    State.CLEARED: "approved",
    State.EXPIRING: "changes",
    State.EMBARGOED: "waiting",
    State.NOT_CLEARED: "draft",
    State.EXPIRED: "failed",
    State.REVOKED: "rejected",
}
STATUS_OF_VERDICT = {
    "approved": "approved",
    "with_changes": "approved",
    "rejected": "rejected",
    "changes": "changes",
    "aside": "waiting",
}


def base(case, user) -> dict:
    """What the page and each of its fragments need: the case, what blocks it, and what the person may do."""
    candidate = case.candidate
    case.standing.meet(user)
    place = case.standing.place_of(user) if case.open else None
    found = blockers(case, stage=place and place.stage) if case.open else []
    held = case.standing.held if case.open else None
    elsewhere = makes_way(case, user) if case.open and (place or access.can(user, "decide", candidate.brand)) else ""
    return {
        "case": case,
        "candidate": candidate,
        "round": case.round,
        "bound": case.bound,
        "blockers": found,
        "remarks": remarks.at_sight(candidate),
        "elsewhere": elsewhere,
        "may_decide": place is not None and not elsewhere,
        "may_reject": access.can(user, "decide", candidate.brand),
        "may_undo": access.can(user, "review", candidate.brand),
        "sign_again": case.plan.sign_again,
        "no_password": _lacks_password(case, user),
        "held": held,
        "held_since": _since(case, held) if held and not held.waits else [],
        **_signing(case, user, place, found),
        **stage_picture.section(case, user, place),
        "may_describe": case.open and access.can(user, "send_for_approval", candidate.brand),
        "groups": reasons.GROUPS,
        **keys(user),
        "urls": _urls(candidate),
    } | talk.section(
        candidate, user, threads=case.threads, asked=case.asked, on="decision", replaced=candidate.replaced
    )


def keys(user) -> dict:
    """The person's own keys, as buttons and sheet show them and as the script reads them."""
    return {"key": keymap.keys_of(user), "renamed": keymap.renamed(user)}


def _signing(case, user, place, found) -> dict:
    """What the verdict buttons say: the stage, whether it is the last, and whom the person stands in for."""
    if place is None:
        vote = next((vote for step in reversed(case.standing.steps) if (vote := step.vote_of(user))), None)
        told = {"turn": "", "my_vote": vote}
        if case.open:
            told["turn"] = stages.whose_turn(case.standing)
            told["waits_for_guest"] = stages.waits_for_guest(case.standing)
        told |= {"told_signed": stage_picture.SAID[vote.verdict] if vote and not vote.held else ""}
        return told | {
            "approve_label": _approve_label(found, "Approve", "Approve and publish"),
            "place": None,
            "last": True,
        }
    last = case.standing.is_last(place.stage)
    step = next(one for one in case.standing.steps if one.stage.pk == place.stage.pk)
    others = [vote for vote in step.counted if vote.by_id != user.pk]
    final = last and len(others) + 1 >= place.stage.needed and all(vote.verdict in stages.YES for vote in others)
    clear = "Approve and publish" if final else f"Sign: {place.stage.name}"
    if last and step.hidden:  # what the others said must not be told by the label
        clear = "Approve, live if all agree"
    if place.replaces and place.replaces.held:
        clear = "Confirm and publish" if final else f"Confirm: {place.stage.name}"
    verb = "Approve" if last else "Sign"
    label = _approve_label(found, verb, f"{verb}: choose a password first" if _lacks_password(case, user) else clear)
    aside = place.sign_off.person_id is None and not place.replaces and len(case.standing.steps) + len(step.places) > 2
    return {
        "approve_label": label,
        "quorum": _quorum(place.stage.needed - len(step.counted)),
        "place": place,
        "last": last,
        "may_wish": not (last and step.hidden),
        "for_whom": place.stands_for(user),
        "may_step_aside": aside and bool(case.standing.others(place, user)),
    }


def _lacks_password(case, user) -> bool:
    """Whether verdicts here are signed with a password and this person has none."""
    return case.plan.sign_again and not user.has_usable_password()


def _since(case, held) -> list[str]:
    """What is otherwise now than when somebody approved with changes, in words."""
    version = case.rights.version
    same = case.bound.rights_version if version and held.rights_version_id == version.pk else ""
    kept = {name: getattr(held, name) for name in ("image_sha256", "checklist_version", "terms_sha256")}
    return replace(case.bound, rights_version=same, **kept).differences(case.bound)


def _quorum(lacking: int) -> str:
    """How many signatures the stage lacks, when it is more than the person's own."""
    return f"Needs {lacking} more signatures, yours among them" if lacking > 1 else ""


def _approve_label(found, verb, clear) -> str:
    if not found:
        return clear
    return f"{verb}: 1 thing in the way" if len(found) == 1 else f"{verb}: {len(found)} things in the way"


def _urls(candidate) -> dict:
    names = (
        "approve",
        "reject",
        "return",
        "aside",
        "presence",
        "checklist",
        "words",
        "rights",
        "rights_clear",
        "rights_also",
        "tick_here",
        "rules",
    )
    found = {name: reverse(f"review:{name}", args=[candidate.public_id]) for name in names}
    return found | {
        "undo": reverse("review:decision_undo", args=[candidate.public_id]),
        "page": reverse("review:decision", args=[candidate.public_id]),
        "board": f"{reverse('review:board', args=[candidate.brief.public_id])}?view=loupe&at={candidate.public_id}",
        "history": reverse("assets:history", args=["candidate", candidate.public_id]),
        "family": reverse("review:family", args=[candidate.public_id]),
    }


def rights_card(case, user) -> dict:
    """The rights card: the record in force with its bar, or what is proposed while there is none."""
    version, brand = case.rights.version, case.candidate.brand
    may_clear = access.can(user, "clear_rights", brand)
    card = {
        "rights": case.rights,
        "rights_key": STATUS_OF_RIGHTS[case.rights.state],
        "bar": term_bar(case.rights),
        "narrowed": sorted({source for source in case.rights.narrowed_by.values() if source}),
        "may_clear": may_clear and case.open,
        "may_record": access.can(user, "record_rights", brand) and case.open,
        "terms_label": terms.label(case.candidate.terms_snapshot),
        "terms_stale": terms.stale(case.candidate.terms_snapshot),
    }
    if version is None:
        fields = clearing.proposal(case)
        return card | {"proposal": _in_words(fields, case)}
    proposed = rights.proposal_of(version.record) if card["may_clear"] and not case.makers.get(user) else None
    shown = {name: getattr(version, name) for name in licences.FIELDS}
    return card | {"version": version, "proposed": proposed, "facts": _in_words(shown, case)}


def _in_words(fields: dict, case) -> list[tuple[str, str]]:
    names = {channel.key: channel.name for channel in case.destinations}
    until = "without end" if fields["perpetual"] else f"to {_day(fields['term_end'])}"
    paid = ", paid placement too" if fields["paid_allowed"] else ", no paid placement"
    found = [
        ("Holder", fields["rights_holder"]),
        ("Basis", licences.BASES[fields["basis"]]),
        ("Term", f"{_day(fields['term_start'])} {until}"),
        ("Territory", territories.words(fields["territory_mode"], fields["territories"])),
        ("Channels", ", ".join(names.get(key, key) for key in fields["channels"]) + paid),
    ]
    if fields["people"] != "none":
        found.append(("People", licences.PEOPLE[fields["people"]]))
    limits = [licences.RESTRICTIONS[flag] for flag in fields["restrictions"]] + [fields["restriction_text"]]
    if any(limits):
        found.append(("Limits", "; ".join(filter(None, limits))))
    return found


def _day(day) -> str:
    return f"{day.day} {day:%b %Y}" if day else "open"


def words(case) -> dict:
    """The alt text and, for each planned channel, what viewers are told; the most common choice and its exceptions."""
    kept = case.round.disclosure
    usual = disclosures.usual(kept, case.channels)
    lines = [
        {"channel": channel, "choice": kept.get(channel.key, "") if kept.get(channel.key) != usual else ""}
        for channel in case.channels
    ]
    return {"choices": disclosures.CHOICES.items(), "usual": usual, "told": lines}


def strip(case, user) -> dict:
    """How the channels crop it, and what must stay visible there."""
    candidate = case.candidate
    return {
        "crops": cuts.crops(case),
        "kept": keeping.boxes_of(candidate),
        "left_behind": len(keeping.left_behind(candidate)),
        "may_keep": access.can(user, "review", candidate.brand) and not candidate.replaced and case.open,
        "kept_url": reverse("review:kept", args=[candidate.public_id]),
        "picture_small": preview_url(candidate.image, 800),
    }


def page(case, user) -> dict:
    """Everything on the page."""
    candidate = case.candidate
    newer = successors.newer(candidate) if candidate.replaced else None  # first: it reads the whole line
    ids = approvals.order(user)
    before, behind = approvals.neighbours(ids, candidate.public_id)
    context = base(case, user) | rights_card(case, user) | words(case) | advice.section(candidate, user)
    return context | {
        **strip(case, user),
        "picture": preview_url(candidate.image, 1600),
        "versions": _versions(candidate, newer),
        "newer": newer and version(newer),
        "late": bool(case.round.due_at and case.round.due_at < clock.now()),
        "queue_place": ids.index(candidate.public_id) + 1 if candidate.public_id in ids else 0,
        "waiting": len(ids),
        "before": _link(before),
        "behind": _link(behind if candidate.public_id in ids else ""),
        "prompt": candidate.prompt_version.text if candidate.prompt_version_id else candidate.declared_prompt,
        "decided": None if case.open else latest(candidate),
    }


def _link(public_id: str) -> str:
    return reverse("review:decision", args=[public_id]) if public_id else ""


def _versions(candidate, newer=None) -> list[dict]:
    """The image, the ones it was edited from and those that took its place, oldest first, as tabs; none for a single
    one."""
    if not candidate.parent_id and not newer:
        return []
    line = list(lineage(newer or candidate))[::-1]
    return [
        {
            "label": f"v{number}",
            "url": _link(one.public_id),
            "here": one.pk == candidate.pk,
            "compare": family.compare_url(candidate, one) if one.pk != candidate.pk else "",
        }
        for number, one in enumerate(line, 1)
    ]


def version(candidate) -> dict:
    """A version by its name, with the way to it."""
    return {"label": successors.label(candidate), "url": _link(candidate.public_id)}


def latest(candidate) -> dict | None:
    """The verdict that stands, in words."""
    rows = Decision.objects.filter(candidate=candidate, voided_at=None).exclude(verdict="aside")
    rows = rows.select_related("by", "asset")
    decision = rows.order_by("-pk").first()
    return told(decision) if decision else None


def told(decision) -> dict:
    """A verdict as the page tells it."""
    return {
        "decision": decision,
        "key": STATUS_OF_VERDICT[decision.verdict],
        "word": decision.get_verdict_display(),
        "reasons": reasons.words(decision.reasons),
        "asset_url": reverse("assets:asset", args=[decision.asset.public_id]) if decision.asset_id else "",
    }


def just_decided(user, public_id: str) -> dict | None:
    """The person's own verdict of a moment ago, to offer its undo on the next page."""
    rows = Decision.objects.filter(public_id=public_id, by=user, voided_at=None)
    decision = rows.select_related("by", "asset", "candidate__brief").first() if public_id else None
    if decision is None:
        return None
    word = {} if decision.asset_id or decision.held or decision.verdict not in stages.YES else {"word": "Signed"}
    offered = {
        "undo_url": reverse("review:decision_undo", args=[decision.candidate.public_id]),
        "brief": decision.candidate.brief.title,
    }
    return told(decision) | word | offered
