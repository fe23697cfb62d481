"""Owns saying where a candidate from outside comes from: what is declared, what is unknown, and waiving that."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from assets import access, terms, wording
from assets.imaging.sourcetypes import strongest
from assets.models import ToolTerms, User
from assets.problems import Conflict, Refused
from assets.revisions import revise
from generation import finding
from generation.models import Candidate

SOURCE_TYPES = {
    "trainedAlgorithmicMedia": "Made by AI from words or references",
    "compositeWithTrainedAlgorithmicMedia": "A photograph or drawing, edited by AI",
    "digitalCapture": "A photograph, no AI",
    "digitalCreation": "Drawn or composed by a person, no AI",
}
BY_AI = {"trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "compositeSynthetic"}
OWN_HANDS = {"digitalCapture": "A camera", "digitalCreation": "Drawn by a person"}
OPEN_STATES = (Candidate.State.OPEN, Candidate.State.CHANGES, Candidate.State.IN_REVIEW)


@dataclass(frozen=True)
class Declaration:
    """What a person says about the origin of images; empty means "not known". ``terms`` names tool and plan."""

    source_type: str = "trainedAlgorithmicMedia"
    terms: ToolTerms | None = None
    tool: str = ""
    model_version: str = ""
    prompt: str = ""
    author: User | None = None
    author_name: str = ""


def settle(declared: Declaration, clues: dict, source_type: str) -> dict:
    """The origin columns of a candidate: what was typed, else what the file says, else empty and marked unknown."""
    columns = {
        "tool": declared.terms.tool if declared.terms else _plain(declared.tool, "The tool", 80),
        "model_version": _plain(declared.model_version, "The model", 80),
        "declared_prompt": _plain(declared.prompt, "The prompt", wording.LONG),
        "author": declared.author,
        "author_name": "" if declared.author else _plain(declared.author_name, "The author", 120),
    }
    if not columns["author"]:
        columns["author_name"] = columns["author_name"] or _clue(clues, "author_name")
    if source_type in BY_AI:
        columns["tool"] = columns["tool"] or _clue(clues, "tool")
        columns["model_version"] = columns["model_version"] or _clue(clues, "model_version")
        columns["declared_prompt"] = columns["declared_prompt"] or _clue(clues, "prompt")
    columns["tool"] = columns["tool"] or OWN_HANDS.get(source_type, "")
    columns["terms"] = declared.terms or _terms_of(columns["tool"])
    columns["terms_snapshot"] = terms.snapshot(columns["terms"]) if columns["terms"] else {}
    return columns | standing(columns, source_type)


def standing(columns: dict, source_type: str) -> dict:
    """``provenance`` and ``provenance_note`` (what is unknown, in words) that follow from the origin columns."""
    gaps = missing(columns, source_type)
    if not gaps:
        return {"provenance": Candidate.Provenance.KNOWN, "provenance_note": ""}
    return {"provenance": Candidate.Provenance.UNKNOWN, "provenance_note": ", ".join(gaps)}


def missing(columns: dict, source_type: str) -> list[str]:
    """What nobody has said yet, in words; an image without AI needs an author only."""
    gaps = []
    if source_type in BY_AI or source_type not in OWN_HANDS:
        gaps += [] if columns["tool"] else ["tool"]
        gaps += ["plan of the tool"] if columns["tool"] and not columns["terms"] and _plans(columns["tool"]) else []
        gaps += [] if columns["model_version"] else ["model"]
        gaps += [] if columns["declared_prompt"] else ["prompt"]
    return gaps + ([] if columns["author"] or columns["author_name"] else ["author"])


def declare(candidate: Candidate, declared: Declaration, *, by, expected_version: int | None = None) -> Candidate:
    """Fills in the origin of an imported candidate; what is left empty stays unknown. One event, if anything differs.

    Raises Forbidden, Refused, and Conflict when somebody was first or a decision was made.
    """
    access.require(by, "import_images", candidate.brand)
    _refuse_settled(candidate)
    source_type = strongest(candidate.digital_source_type, declared.source_type)
    if source_type != candidate.digital_source_type:
        raise Refused(
            "The image is marked as made without AI, and the mark cannot be changed here. Nothing was saved. "
            "Bring the file in again and say there how it was made."
        )
    changes = settle(declared, {}, source_type)
    with transaction.atomic():
        revise(candidate, changes, event="candidate.declared", by=by, expected_version=expected_version)
        finding.index(candidate)
    return candidate


def waive(candidate: Candidate, reason: str, *, by, expected_version: int | None = None) -> Candidate:
    """Lets an unknown origin stand, for a reason that is kept; only who may clear rights, never the importer.

    Raises Forbidden, Refused, Conflict.
    """
    access.require(by, "clear_rights", candidate.brand)
    if candidate.importer_id == by.pk:
        raise Refused("You brought this image in, so somebody else must let its unknown origin stand.")
    _refuse_settled(candidate)
    if candidate.provenance != Candidate.Provenance.UNKNOWN:
        raise Conflict("The origin of this image is not unknown any more. Nothing was changed.")
    note = wording.needed(reason, what="The reason", longest=500)
    changes = {"provenance": Candidate.Provenance.WAIVED, "provenance_note": note}
    return revise(candidate, changes, event="candidate.provenance_waived", by=by, expected_version=expected_version)


def declared_of(candidate: Candidate) -> Declaration:
    """The declaration as it stands on the candidate, for a form to begin with; of what was made here, its prompt."""
    asked = candidate.prompt_version.text if candidate.prompt_version_id else ""
    return Declaration(
        source_type=candidate.digital_source_type,
        terms=candidate.terms,
        tool=candidate.tool,
        model_version=candidate.model_version,
        prompt=candidate.declared_prompt or asked,
        author=candidate.author,
        author_name=candidate.author_name,
    )


def _refuse_settled(candidate):
    if candidate.origin != Candidate.Origin.IMPORTED:
        raise Refused("This image was made here, so its origin is known and stays as it is. Nothing was changed.")
    if candidate.state not in OPEN_STATES:
        state = candidate.get_state_display().lower()
        raise Conflict(f"This image is {state}, so its origin stays as it was. Nothing was changed.")


def _plans(tool):
    return list(ToolTerms.objects.filter(Q(tool__iexact=tool)).exclude(key="simulated")[:2])


def _terms_of(tool):
    """The terms, when the table knows just one plan of the tool."""
    plans = _plans(tool) if tool else []
    return plans[0] if len(plans) == 1 else None


def _clue(clues, field):
    return clues.get(field, [""])[0]


def _plain(text, what, longest):
    return wording.plain(text, what=what, longest=longest)
