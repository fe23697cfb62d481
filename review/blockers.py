"""Owns the one list of what still blocks approval: every gate, every failure, each with the control that solves it."""

from dataclasses import dataclass

from assets import territories
from assets.clearance import State
from generation.models import Candidate
from review import disclosures
from review.cases import Case
from review.queue import deciders


@dataclass(frozen=True)
class Blocker:
    """One thing in the way: the gate of the rules, a code, a sentence, and the part of the page that solves it."""

    gate: str
    code: str
    sentence: str
    control: str


def blockers(case: Case, person=None, stage=None) -> list[Blocker]:
    """Everything that keeps ``person`` from approving now, in the order in which it is best solved.

    A ``stage`` before the last wants only its own part of the checklist; the rest is the last stage's.
    """
    if stage is not None and not case.standing.is_last(stage):
        found = [*_replaced(case), *_checklist(case, set(stage.headings))]
        return found + (_maker(case, person) if person else [])
    found = [
        *_replaced(case),
        *_provenance(case),
        *_rights(case),
        *_plan(case),
        *_checklist(case),
        *_threads(case),
        *_words(case),
    ]
    return found + (_maker(case, person) if person else [])


def makes_way(case: Case, person) -> str:
    """For a maker: what they did and who can decide instead; empty for everybody else."""
    deed = case.makers.get(person)
    if not deed:
        return ""
    others = [str(one) for one in deciders(case.candidate.brand) if one not in case.makers]
    if others:
        return f"You {deed}. {' or '.join(others)} can approve it."
    return f"You {deed}, and nobody else here may approve yet. Give another person the role of brand manager."


def _maker(case, person):
    sentence = makes_way(case, person)
    return [Blocker("A5", "maker", sentence, "verdicts")] if sentence else []


def _provenance(case):
    candidate = case.candidate
    if candidate.provenance != Candidate.Provenance.UNKNOWN:
        return []
    missing = "which tool made it" if not candidate.tool else "under which terms it was made"
    sentence = f"Nobody has said {missing}. Declare its origin, or waive that with a reason."
    return [Blocker("A4", "provenance_unknown", sentence, "origin")]


def _rights(case):
    rights = case.rights
    found = [
        Blocker("A4" if lack.code.startswith("terms") else "A3", lack.code, lack.sentence, "rights")
        for lack in rights.lacks
    ]
    if not rights.lets_approve() and not found:
        found.append(Blocker("A3", f"rights_{rights.state}", _state_sentence(rights), "rights"))
    return found


def _state_sentence(rights) -> str:
    source = rights.narrowed_by["state"]
    source = source[0].upper() + source[1:]
    if rights.state == State.NOT_CLEARED:
        return f"{source} is on record, but no brand manager has cleared it."
    if rights.state == State.REVOKED:
        return f"{source} was revoked."
    return f"{source} has ended, so nothing may be published under it."


def _plan(case):
    """The planned channels and markets must lie inside the rights; without a record there is nothing to compare."""
    rights = case.rights
    if rights.version is None:
        return []
    found = []
    for channel in case.channels:
        if rights.channels is not None and channel.key not in rights.channels:
            found.append(_outside("rights_channel", channel.name, "channels", rights))
        elif channel.paid and not rights.paid:
            found.append(_outside("rights_paid", f"paid use in {channel.name}", "paid", rights))
    if outside := set(case.candidate.brief.campaign.markets) - rights.countries:
        found.append(_outside("rights_territory", territories.names(outside), "countries", rights))
    return found


def _outside(code, what, field, rights):
    source = rights.narrowed_by.get(field, "the rights record")
    return Blocker("A3", code, f"The brief plans {what}, which {source} does not allow.", "rights")


def _replaced(case):
    known = getattr(case.candidate, "replaced", None)  # the page has asked already
    if not (case.candidate.children.exists() if known is None else known):
        return []
    sentence = "A newer version took its place. Decide on that one, or ask for changes to send this one back."
    return [Blocker("A1", "replaced", sentence, "verdicts")]


def _checklist(case, headings=None):
    """One line for all that is open, one for each question that was answered no; only under ``headings`` if given."""
    sections = [section for section in case.sections if headings is None or section.key in headings]
    found, unanswered = [], [section for section in sections if section.open()]
    if count := sum(section.open() for section in unanswered):
        said = "1 question is open" if count == 1 else f"{count} questions are open"
        names = ", ".join(section.label for section in unanswered)
        control = f"check-{unanswered[0].key}"
        found.append(Blocker("A2", "checklist_open", f"Checklist: {said} ({names}).", control))
    for section in sections:
        for question in section.failed():
            if question.blocks:
                sentence = f"{section.label}: “{question.words}” was answered no. {question.note}"
                found.append(Blocker("A2", "checklist_failed", sentence, f"check-{section.key}"))
    return found


def _threads(case):
    """One line for each open thread that must be fixed; one for the others where the campaign wants all settled."""
    found, hidden = [], any(step.hidden for step in case.standing.open)  # words of those who vote apart stay theirs
    for talk in [*case.asked, *case.threads]:
        thread = talk.thread
        if thread.must_fix and talk.open:
            which = f"Thread {thread.number}" + (" of an earlier version" if talk in case.asked else "")
            quoted = "" if hidden else f": “{_short(talk.comments[0][2])}”"
            sentence = f"{which} must be fixed first{quoted or '.'}"
            found.append(Blocker("A2", "thread_must_fix", sentence, f"thread-{thread.public_id}"))
    if case.candidate.brief.campaign.open_threads_block:
        rest = [talk for talk in [*case.asked, *case.threads] if talk.open and not talk.thread.must_fix]
        if rest:
            said = "1 thread is open" if len(rest) == 1 else f"{len(rest)} threads are open"
            control = f"thread-{rest[0].thread.public_id}"
            found.append(Blocker("A2", "threads_open", f"{said}, and this campaign wants every one settled.", control))
    return found


def _short(text) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else f"{line[:79]}…"


def _words(case):
    found, round_ = [], case.round
    if not round_.alt_text and not round_.decorative:
        sentence = "The alt text is missing. Write it, or mark the image as decorative."
        found.append(Blocker("A7", "alt_text", sentence, "alt-text"))
    if channels := disclosures.open_channels(round_.disclosure, case.channels):
        names = ", ".join(channel.name for channel in channels)
        found.append(Blocker("A6", "disclosure", f"Undecided what viewers are told: {names}.", "disclosure"))
    return found
