"""Owns the vocabulary of usage rights and the rules that one set of terms must obey before it is stored."""

from datetime import date, datetime

from assets import clock, territories
from assets.models import Channel
from assets.problems import Refused

BASES = {
    "generator_terms": "The generator's own terms",
    "stock_licence": "Stock licence",
    "commissioned": "Commissioned work",
    "owned": "Owned outright",
    "client_supplied": "Supplied by the client",
    "public_domain": "Public domain",
}
LICENCE_TYPES = {
    "none": "No licence needed",
    "royalty_free": "Royalty-free",
    "rights_managed": "Rights-managed",
    "work_for_hire": "Work for hire",
    "editorial_only": "Editorial use only",
    "internal_only": "Internal use only",
}
NOT_FOR_PUBLICATION = ("editorial_only", "internal_only")
TERRITORY_MODES = {
    "worldwide": "Worldwide",
    "include": "Only in these countries",
    "exclude": "Everywhere but these",
}
EXCLUSIVITY = {
    "none": "Not exclusive",
    "category": "Exclusive in its category",
    "territory": "Exclusive in the territory",
    "full": "Fully exclusive",
}
RESTRICTIONS = {
    "no_crop": "No cropping",
    "no_ai_edit": "No editing by AI",
    "no_overlay": "Nothing laid over it",
    "no_resale": "No resale",
    "sensitive_context": "Not in sensitive surroundings",
}
PEOPLE = {
    "none": "Nobody is shown",
    "synthetic": "Made-up people",
    "real_released": "Real people, released",
    "real_unreleased": "Real people, not released",
}
MODEL_RELEASES = {
    "MR-NON": "None",
    "MR-NAP": "Does not apply",
    "MR-UMR": "Unlimited releases",
    "MR-LMR": "Limited or incomplete releases",
}
PROPERTY_RELEASES = {
    "PR-NON": "None",
    "PR-NAP": "Does not apply",
    "PR-UPR": "Unlimited releases",
    "PR-LPR": "Limited or incomplete releases",
}
CONTRIBUTIONS = {
    "none": "None beyond the prompt",
    "selection": "Selection and arrangement",
    "edits": "Edits by hand",
    "composite": "Composed by hand",
}
NO_PAPER_NEEDED = ("generator_terms", "owned")
VOCABULARIES = {
    "basis": BASES,
    "licence_type": LICENCE_TYPES,
    "territory_mode": TERRITORY_MODES,
    "exclusivity": EXCLUSIVITY,
    "people": PEOPLE,
    "model_release": MODEL_RELEASES,
    "property_release": PROPERTY_RELEASES,
    "human_contribution": CONTRIBUTIONS,
}
DEFAULTS = {
    "licence_type": "none",
    "licensor_name": "",
    "licensor_url": "",
    "terms_url": "",
    "tool_terms": {},
    "term_end": None,
    "perpetual": False,
    "tz": "Europe/Berlin",
    "embargo_until": None,
    "territory_mode": "worldwide",
    "territories": [],
    "paid_allowed": False,
    "exclusivity": "none",
    "exclusive_until": None,
    "restrictions": [],
    "restriction_text": "",
    "credit_required": False,
    "credit_line": "",
    "people": "none",
    "model_release": "MR-NAP",
    "property_release": "PR-NAP",
    "minors_shown": False,
    "human_contribution": "none",
    "copyright_notice": "",
}
FIELDS = ("basis", "rights_holder", "term_start", "channels", *DEFAULTS)


def checked(terms: dict) -> dict:
    """Complete terms with groups of countries expanded and frozen. Raises Refused; its detail maps fields to sentences.

    Unknown keys are refused, missing ones take their default.
    """
    terms = DEFAULTS | terms
    faults = dict.fromkeys(set(terms) - set(FIELDS), "This field is not part of usage rights.")
    faults |= {name: said for check in _CHECKS for name, said in check(terms)}
    if faults:
        first = next(iter(faults.values()))
        raise Refused(f"The rights were not saved. {first}", code="rights_invalid", detail=faults)
    return terms | {"territories": _frozen(terms), "restrictions": sorted(set(terms["restrictions"]))}


def _frozen(terms) -> list[str]:
    return [] if terms["territory_mode"] == "worldwide" else territories.expand(terms["territories"])


def _vocabulary(terms):
    for name, known in VOCABULARIES.items():
        if terms.get(name) not in known:
            yield name, f"Pick one of: {', '.join(known.values())}."


def _basis(terms):
    if terms.get("basis") == "generator_terms" and not terms["tool_terms"]:
        yield "basis", "Rights from a generator's terms need a copy of those terms. Pick the tool and plan."


def _holder(terms):
    if not (terms.get("rights_holder") or "").strip():
        yield "rights_holder", "Say who holds the rights."


def _links(terms):
    for name in ("licensor_url", "terms_url"):
        if terms[name] and not terms[name].startswith("https://"):
            yield name, "Give an address that starts with https://."


def _term(terms):
    start, end = terms.get("term_start"), terms["term_end"]
    if not isinstance(start, date):
        yield "term_start", "Say from which day the rights hold."
    if bool(end) == bool(terms["perpetual"]):
        yield "term_end", "Give either a last day or “without end”, and not both."
    elif end and isinstance(start, date) and end < start:
        yield "term_end", "The last day lies before the first."
    if terms["tz"] not in clock.zones():
        yield "tz", "This is not a time zone such as Europe/Berlin."


def _embargo(terms):
    embargo, end = terms["embargo_until"], terms["term_end"]
    if embargo and (not isinstance(embargo, datetime) or embargo.tzinfo is None):
        yield "embargo_until", "An embargo needs a day and a time with its zone."
    elif embargo and end and embargo.date() > end:
        yield "embargo_until", "The embargo ends after the rights do."


def _territories(terms):
    mode = terms["territory_mode"]
    try:
        codes = territories.expand(terms["territories"])
    except Refused as problem:
        yield "territories", problem.sentence
        return
    if mode == "include" and not codes:
        yield "territories", "Name at least one country."
    if mode == "exclude" and not territories.allowed(mode, codes):
        yield "territories", "Nothing is left when every country is excluded."


def _channels(terms):
    channels = terms.get("channels")
    if not channels:
        yield "channels", "Pick at least one channel."
    elif unknown := set(channels) - set(Channel.objects.values_list("key", flat=True)):
        yield "channels", f"There is no channel “{min(unknown)[:40]}”."


def _exclusivity(terms):
    if terms["exclusive_until"] and terms["exclusivity"] == "none":
        yield "exclusive_until", "A last day of exclusivity needs a kind of exclusivity."


def _restrictions(terms):
    if unknown := set(terms["restrictions"]) - set(RESTRICTIONS):
        yield "restrictions", f"There is no restriction “{min(unknown)[:40]}”."
    limited = terms["model_release"] == "MR-LMR" or terms["property_release"] == "PR-LPR"
    if limited and not terms["restriction_text"].strip():
        yield "restriction_text", "A limited release needs its limits written down here."


def _credit(terms):
    if terms["credit_required"] and not terms["credit_line"].strip():
        yield "credit_line", "A credit is required, so write the line."
    if len(terms["credit_line"]) > 250:
        yield "credit_line", "A credit line has at most 250 characters."


def _people(terms):
    if terms["people"] == "real_released" and terms["model_release"] not in ("MR-UMR", "MR-LMR"):
        yield "model_release", "Released people need a release: unlimited, or limited with its limits."


def _copyright(terms):
    if terms["copyright_notice"].strip() and terms["human_contribution"] == "none":
        yield "copyright_notice", "A copyright notice needs a human contribution; a prompt alone is none."


_CHECKS = (
    _vocabulary,
    _basis,
    _holder,
    _links,
    _term,
    _embargo,
    _territories,
    _channels,
    _exclusivity,
    _restrictions,
    _credit,
    _people,
    _copyright,
)
