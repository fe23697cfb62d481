"""Owns why an image is turned down: twenty codes in eight groups, each group with its key."""

from dataclasses import dataclass

from assets.problems import Refused


@dataclass(frozen=True)
class Group:
    """One key on the reject bar and the codes behind it."""

    key: str
    number: int
    label: str
    codes: dict[str, str]


GROUPS = (
    Group(
        "artifact",
        1,
        "Artefact",
        {"artefact_anatomy": "Hands, faces or limbs are wrong", "artefact_other": "Something melts, merges or repeats"},
    ),
    Group(
        "product",
        2,
        "Wrong product",
        {"product_inaccurate": "The product is not ours as shown", "claim_unsupported": "Claims what we cannot prove"},
    ),
    Group("text", 3, "Wrong text", {"text_error": "Words are wrong or gibberish"}),
    Group(
        "brand",
        4,
        "Off-brand",
        {"brand_off_style": "Not our style", "sensitive_or_bias": "Stereotype or bad taste"},
    ),
    Group("brief", 5, "Ignores the brief", {"off_brief": "Does not say what the brief asks"}),
    Group(
        "rights",
        6,
        "Rights",
        {
            "rights_missing": "Rights are missing",
            "terms_not_allowed": "The tool’s terms forbid it",
            "likeness_risk": "Looks like a real person",
            "third_party_ip": "Shows somebody else’s work or mark",
            "disclosure_unresolved": "What viewers are told is open",
            "safety_policy": "Against the safety policy",
        },
    ),
    Group(
        "technical",
        7,
        "Technical",
        {"low_resolution": "Too few pixels", "composition_crop": "Does not survive the crops"},
    ),
    Group(
        "duplicate",
        8,
        "Duplicate or not needed",
        {
            "duplicate": "We have this already",
            "superseded": "A better one replaced it",
            "not_needed": "No longer needed",
            "other": "Another reason, in the note",
        },
    ),
)
LABELS = {code: label for group in GROUPS for code, label in group.codes.items()}
GROUP_OF = {code: group.key for group in GROUPS for code in group.codes}


def checked(codes, note: str) -> list[str]:
    """The codes once each, in the groups' order. Raises Refused for none, an unknown one, or "other" without a note."""
    wanted = set(codes)
    if not wanted:
        raise Refused("Pick at least one reason. Nothing was decided.", code="reason_missing")
    if unknown := wanted - set(LABELS):
        raise Refused(f"There is no reason “{min(unknown)[:40]}”. Nothing was decided.", code="reason_unknown")
    if "other" in wanted and not note:
        raise Refused("“Another reason” needs a note that says which. Nothing was decided.", code="note_missing")
    return [code for code in LABELS if code in wanted]


def words(codes) -> str:
    """The reasons in words, for a line of history."""
    return "; ".join(LABELS.get(code, code) for code in codes)


def wish(codes, note: str) -> str:
    """What should change in words: the reasons, then the note."""
    return ". ".join(filter(None, (words(codes), note)))
