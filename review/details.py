"""Owns what the panel of the room says about one candidate."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, OuterRef, Subquery
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse

from assets import access
from generation import remarks
from generation.makers import makers
from generation.models import Candidate
from review import guest_page, musts, stage_picture, stages, talk
from review.models import Review
from review.opinions import Opinion
from review.successors import IS_REPLACED
from review.tiles import STATUS, moment, preview, title_of

JOINS = (
    "image",
    "brief",
    "generator",
    "prompt_version__prompt",
    "prompt_version__author",
    "author",
    "importer",
    "requested_by",
    "request",
    "state_by",
    "brand",
)


@dataclass(frozen=True)
class Details:
    """One candidate in words; ``facts`` are pairs of label and value, ``others`` triples of name, key and word."""

    id: str
    number: int
    src: str
    width: int
    height: int
    state: tuple
    standing: str
    stages: list  # columns of boxes, while it waits in more than one stage
    ticked: list
    prompt: str
    prompt_title: str
    facts: list
    others: list
    mine: Opinion
    opinion_version: int
    open: bool
    unknown: bool
    remarks: list
    wish: str
    links: list
    talk: dict
    guests: dict


def details(brief, public_id: str, user) -> Details:
    """Everything the panel says of an image of the brief; at most nine queries, and one for each earlier version.

    Raises Http404 for an image that is none of the brief's."""
    before = Candidate.objects.filter(brief=OuterRef("brief"), pk__lte=OuterRef("pk")).order_by().values("brief")
    place = Subquery(before.annotate(number=Count("pk")).values("number"))
    found = {"replaced": IS_REPLACED, "place": place, "ticked": musts.ticked_by(user)}
    rows = Candidate.objects.select_related(*JOINS).annotate(**found)
    candidate = get_object_or_404(rows, brief=brief, public_id=public_id)
    reviews = list(Review.objects.filter(candidate=candidate).select_related("by").order_by("pk"))
    mine = next((review for review in reviews if review.by_id == user.pk), None)
    waits = candidate.state == Candidate.State.IN_REVIEW
    hands = makers(candidate) if waits else {}
    return Details(
        id=candidate.public_id,
        number=candidate.place,
        src=preview(candidate.image.public_id, 800),
        width=candidate.image.width,
        height=candidate.image.height,
        state=STATUS.get(candidate.state, ("", "", "")),
        standing=standing(candidate, hands),
        stages=stage_picture.small(_stands(candidate), hands, user) if waits else [],
        ticked=candidate.ticked or [],
        prompt=candidate.prompt_version.text if candidate.prompt_version else candidate.declared_prompt,
        prompt_title=_prompt_title(candidate.prompt_version),
        facts=[(label, value) for label, value in _facts(candidate) if value not in ("", None)],
        others=[(str(row.by), *_thinks(row)) for row in reviews if row.by_id != user.pk and (row.verdict or row.stars)],
        mine=Opinion.of(mine),
        opinion_version=mine.version if mine else 0,
        open=candidate.state in (Candidate.State.OPEN, Candidate.State.CHANGES),
        unknown=candidate.provenance == Candidate.Provenance.UNKNOWN,
        remarks=remarks.of(candidate),
        wish=candidate.changes_wanted,
        links=_links(candidate, user),
        talk=talk_of(candidate, user),
        guests=guest_page.section(candidate),
    )


def talk_of(candidate, user, *, on="board") -> dict:
    """The part about talk, for a candidate that knows whether it was ``replaced``."""
    hidden = hidden_from(candidate, user)
    threads, asked = talk.talks_of(candidate, hidden=hidden)
    return talk.section(candidate, user, threads=threads, asked=asked, on=on, replaced=candidate.replaced)


def hidden_from(candidate, user):
    """Which comments on the candidate this person may not read yet, as a condition; None for none."""
    return stages.hidden_words(_stands(candidate), user) if candidate.state == Candidate.State.IN_REVIEW else None


def _stands(candidate) -> stages.Standing:
    """Where the waiting candidate's round stands; read once for all parts of the panel."""
    if "_stands" not in candidate.__dict__:
        candidate.__dict__["_stands"] = stages.latest(candidate)
        candidate.__dict__["_stands"].round.candidate = candidate
    return candidate.__dict__["_stands"]


def standing(candidate, hands) -> str:
    """Whose turn it is and since when, or who decided what and when; empty while it is just on the board.

    ``hands`` are the makers of an image that waits."""
    if candidate.state == Candidate.State.OPEN:
        return ""
    since = moment(candidate.state_at, candidate.brand) if candidate.state_at else ""
    if candidate.state == Candidate.State.IN_REVIEW:
        names = stages.whose_turn(_stands(candidate), hands)
        return f"It is the turn of {names}, since {since}."
    return f"{candidate.get_state_display()} by {candidate.state_by or 'the system'}, {since}."


def _prompt_title(version) -> str:
    if version is None:
        return "Prompt as declared"
    version.line = version.prompt.position
    return title_of(version)


def _thinks(review) -> tuple[str, str]:
    key, glyph, word = STATUS.get(review.verdict, ("", "", ""))
    return key, " ".join(part for part in (glyph, word, "★" * review.stars) if part)


def _facts(candidate):
    """Pairs of label and value about the origin, in the order in which people ask."""
    request, version = candidate.request, candidate.prompt_version
    yield "Made by", candidate.generator.label if candidate.generator else candidate.tool or "unknown"
    yield "Model", candidate.model_version
    yield "Size", f"{candidate.image.width} × {candidate.image.height} px"
    yield "Shape", request.shape if request else ""
    yield "Seed", candidate.seed
    yield "Price", _price(request)
    yield "Prompt by", version.author if version else candidate.author or candidate.author_name
    yield "Brought in by", candidate.importer
    yield "Asked for by", candidate.requested_by if not candidate.importer else ""
    yield (
        "Origin",
        candidate.get_provenance_display() + (": " if candidate.provenance_note else "") + candidate.provenance_note,
    )
    yield "Arrived", moment(candidate.created_at, candidate.brand)


def _price(request) -> str:
    if request is None:
        return ""
    each = request.price_before / Decimal(max(request.count, 1))
    return f"{each:.2f} {request.currency} for one" if each else "no cost"


def _next_version(candidate, user) -> list[dict]:
    if not access.can(user, "import_images", candidate.brand):
        return []
    page = reverse("generation:import", args=(candidate.brief.public_id,))
    return [{"label": "Bring in its next version", "url": f"{page}?of={candidate.public_id}"}]


def _links(candidate, user) -> list[dict]:
    """What can be done next with this candidate elsewhere, as far as those pages exist and the person may."""
    states, name = Candidate.State, candidate.public_id
    wanted = [
        ("Declare where it came from", "generation:declare", candidate.provenance == "unknown", "import_images"),
        ("Make more like this", "generation:again", candidate.prompt_version_id is not None, "generate"),
        ("Open the decision", "review:decision", candidate.state not in (states.OPEN,), "view"),
    ]
    found = []
    if candidate.state not in (states.IN_REVIEW, states.APPROVED) and not candidate.replaced:
        found += _next_version(candidate, user)
    for label, address, fits, action in wanted:
        if fits and access.can(user, action, candidate.brand):
            try:
                found.append({"label": label, "url": reverse(address, args=(name,))})
            except NoReverseMatch:
                continue
    return found
