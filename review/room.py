"""Owns what the board of a brief shows: which candidates in which order, and how one person stands to each."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Case, Count, Exists, F, FilteredRelation, Max, OuterRef, Q, Subquery, Value, When

from assets import access, clock
from assets.models import Source
from generation.models import Brief, Candidate, GenerationRequest, Generator, PromptVersion
from review import approvals, facets, pages, plans, queue, stacks, stages, talk
from review.facets import BROUGHT_IN, Place
from review.models import Review, Stage, Thread
from review.opinions import OPEN_STATES
from review.successors import IS_REPLACED
from review.tiles import REPLACED, moment, tile, title_of, with_large

MOST = 5_000  # candidates of one brief that the board knows of
OVERLAP = timedelta(seconds=10)  # a transaction may commit this long after its own time stamp
WIDE = 1.25  # width by height
STATES = Candidate.State

VIEWS = ("grid", "loupe", "compare", "survey")
SURVEYED, SURVEYED_AT_FIRST = 9, 4  # candidates side by side


class Line(NamedTuple):
    """One candidate as the index of the board knows it."""

    pk: int
    public_id: str
    version_id: int | None
    generator_id: int | None
    state: str
    state_at: datetime | None
    verdict: str | None
    stars: int | None
    opinion_version: int | None
    dhash: int = 0
    tool: str = ""

    def shows(self) -> set[str]:
        """The filters that this candidate passes."""
        if self.state == STATES.IN_REVIEW:
            return {"all", "sent"}
        if self.state in (STATES.APPROVED, STATES.REJECTED, REPLACED):
            return {"all", "decided"}
        names = {Review.Verdict.SHORTLIST: "shortlisted", Review.Verdict.PASS: "passed"}
        return {"all", names.get(self.verdict, "undecided")}


@dataclass
class Group:
    """The candidates of one prompt version from one generator."""

    key: str
    generator: str
    letter: str
    tiles: list = field(default_factory=list)

    @property
    def shape(self) -> str:
        """The shape of the tiles: that of the pictures if they agree, so that little of the mat is empty."""
        ratios = [tile["width"] / tile["height"] for tile in self.tiles]
        if min(ratios) > WIDE:
            return "wide"
        return "tall" if max(ratios) < 1 / WIDE else ""


@dataclass
class Section:
    """One prompt version, or what was brought in, with its groups."""

    key: str
    title: str
    text: str
    groups: list = field(default_factory=list)


@dataclass
class Board:
    """Everything that the page of the board needs; the lists are ready to be written out."""

    brief: object
    place: Place
    may_review: bool
    may_send: bool
    total: int
    done: int
    mine: int
    shows: list
    generators: list
    versions: list
    sections: list
    found: int
    shown: int
    before: int
    after: int
    previous_start: str
    next_start: str
    turn: str
    reference: object = None
    look: int = 0
    resume: str = ""
    blind: str = ""  # the run without names that this is


def board(brief, user, place: Place, *, stacked: bool = False) -> Board:
    """The board of one of ``briefs()`` as this person sees it from that place; as many queries for 3 as for 300."""
    lines = index(brief, user)
    versions, generators = _versions(lines), _generators(lines)
    chosen = _ordered(facets.chosen(lines, place, versions, generators), generators)
    found = len(chosen)
    chosen, stack_of = stacks.piled(chosen) if stacked else (chosen, {})
    resume = pages.resume(chosen, place)
    page = pages.page(chosen, place, place.at or resume)
    numbers = {line.pk: number for number, line in enumerate(lines, 1)}
    made = tiles(brief, page.lines, numbers, user, generators)
    stacks.mark(made, page.lines, stack_of, opened=place.stack, at=place.at or resume)
    shows = Counter(name for line in lines for name in line.shows())
    waiting = [line for line in lines if line.state == STATES.IN_REVIEW]
    return Board(
        brief=brief,
        place=place,
        may_review=access.can(user, "review", brief.brand),
        may_send=access.can(user, "send_for_approval", brief.brand),
        total=len(lines),
        done=len(lines) - shows["undecided"],
        mine=shows["shortlisted"],
        shows=facets.shows(place, shows),
        generators=facets.generators(place, lines, generators),
        versions=facets.versions(place, lines, versions),
        sections=_sections(page.lines, made, versions, generators),
        found=found,
        shown=len(page.lines),
        before=page.before,
        after=page.after,
        previous_start=page.previous,
        next_start=page.next,
        turn=_turn(brief, waiting),
        reference=_reference(brief),
        look=int(clock.now().timestamp() * 1000),
        resume=resume,
    )


def stands(seen: Board) -> str:
    """How far the brief has come, for the head of the room; its script says the same after each verdict."""
    counts = {show["key"]: show["count"] for show in seen.shows}
    if not counts["all"]:
        return "No images yet"
    words = {"undecided": "Choosing", "shortlisted": "Ready to send", "sent": "In approval"}
    return next((word for key, word in words.items() if counts[key]), "Decided")


def index(brief, user) -> list[Line]:
    """Every candidate of the brief in one query, oldest first, with this person's opinion."""
    mine = FilteredRelation("reviews", condition=Q(reviews__by=user))
    own = ("pk", "public_id", "prompt_version_id", "generator_id", "stands", "state_at")
    gone = When(IS_REPLACED, state__in=OPEN_STATES, then=Value(REPLACED))
    rows = brief.candidates.annotate(mine=mine, stands=Case(gone, default="state")).order_by("-pk")
    rows = rows.values_list(*own, "mine__verdict", "mine__stars", "mine__version", "image__dhash", "tool")
    return [Line(*row) for row in reversed(rows[:MOST])]


def changed_since(brief, user, instant) -> list[Line] | None:
    """The lines of candidates that came, moved, went on to another stage, were talked about or got this person's
    opinion since the instant; None if none did."""
    since = instant - OVERLAP
    touched = Q(created_at__gt=since) | Q(state_at__gt=since) | Q(children__created_at__gt=since)
    seen = set(brief.candidates.filter(touched).values_list("pk", flat=True))
    seen |= set(
        Review.objects.filter(candidate__brief=brief, by=user, updated_at__gt=since).values_list("candidate", flat=True)
    )
    staged = Stage.objects.filter(Q(opened_at__gt=since) | Q(closed_at__gt=since), round__candidate__brief=brief)
    seen |= set(staged.values_list("round__candidate", flat=True))
    said = talk.heard_by(user).filter(Q(created_at__gt=since) | Q(state_at__gt=since), candidate__brief=brief)
    seen |= set(said.values_list("candidate", flat=True))
    return [line for line in index(brief, user) if line.pk in seen] if seen else None


def mark(brief, user) -> str:
    """A short text that changes whenever the board of this person does; four queries."""
    rows = brief.candidates.aggregate(newest=Max("pk"), count=Count("pk"), versions=Max("state_at"), v=Max("version"))
    mine = Review.objects.filter(candidate__brief=brief, by=user).aggregate(newest=Max("updated_at"), count=Count("pk"))
    said = talk.heard_by(user).filter(candidate__brief=brief).aggregate(newest=Max("pk"), moved=Max("state_at"))
    stages = Stage.objects.filter(round__candidate__brief=brief).aggregate(
        opened=Max("opened_at"), shut=Max("closed_at")
    )
    parts = (*rows.values(), *mine.values(), *said.values(), *stages.values())
    return "-".join(part.strftime("%s%f") if hasattr(part, "strftime") else str(part or 0) for part in parts)


def sections_of(brief, user, lines) -> list[Section]:
    """The sections that hold just these lines, numbered as on the whole board."""
    everything = index(brief, user)
    numbers = {line.pk: number for number, line in enumerate(everything, 1)}
    versions, generators = _versions(lines), _generators(lines)
    chosen = _ordered(lines, generators)
    return _sections(chosen, tiles(brief, chosen, numbers, user, generators), versions, generators)


def stage(seen: Board) -> dict:
    """What the loupe or the comparison shows: ``a`` is the select, ``b`` the candidate, with the ways to its
    neighbours as queries; for people without scripts, and for the first sight with them."""
    row = [tile for section in seen.sections for group in section.groups for tile in group.tiles]
    names, place = [tile["id"] for tile in row], seen.place
    if not row:
        return {}
    at = names.index(place.at) if place.at in names else 0
    other = names.index(place.against) if place.against in names else (0 if at else min(1, len(row) - 1))
    steps = {"previous": at - 1, "next": at + 1}
    return {"a": with_large(row[other]), "b": with_large(row[at]), "survey": _surveyed(row, place, at)} | {
        name: place.query(at=names[to]) for name, to in steps.items() if 0 <= to < len(row)
    }


def _surveyed(row, place, at) -> list[dict]:
    """What the survey shows: the candidates that the address names, else the focused one and those after it."""
    if place.view != "survey":
        return []
    named = set(place.among.split("."))
    chosen = [tile for tile in row if tile["id"] in named][:SURVEYED]
    return [with_large(tile) for tile in chosen or row[at : at + SURVEYED_AT_FIRST]]


def briefs():
    """Briefs with what the board needs of them; ``working`` says whether images are being made for one now."""
    states = GenerationRequest.State
    busy = GenerationRequest.objects.filter(brief=OuterRef("pk"), state__in=[states.QUEUED, states.RUNNING])
    return Brief.objects.select_related("brand", "campaign__plan__process", "product").annotate(working=Exists(busy))


def tiles(brief, lines, numbers, user, generators) -> dict:
    """Tiles by key, each a dict ready to be written out; two queries for any number of them."""
    keys = [line.pk for line in lines]
    open_threads = talk.heard_by(user).filter(candidate=OuterRef("pk"), state=Thread.State.OPEN).order_by()
    count = Subquery(open_threads.values("candidate").annotate(count=Count("pk")).values("count"))
    rows = Candidate.objects.filter(pk__in=keys).select_related("image", "state_by", "parent__image")
    rows = rows.annotate(open_threads=count, mine=_signed_by(user, brief.brand), stage=_stage_of_several()).in_bulk()
    others = _others(keys, user)
    for row in rows.values():
        row.brand = brief.brand
    return {
        line.pk: tile(line, rows[line.pk], numbers[line.pk], generators, others.get(line.pk))
        for line in lines
        if line.pk in rows
    }


def _signed_by(user, brand):
    """Whether the room offers this person a verdict on an image that waits: to whoever decides in the brand, and to
    those whose signature a stage wants now."""
    if access.can(user, "decide", brand):
        return Value(True)
    if not access.can(user, "review", brand):
        return Value(False)
    return Exists(approvals.waiting(user).filter(candidate=OuterRef("pk")).order_by())


def _stage_of_several():
    """The name of the first stage that an image waits in, where its round has more than one."""
    several = Stage.objects.filter(round=OuterRef("round")).exclude(pk=OuterRef("pk"))
    waits = stages.OPEN & Q(round__candidate=OuterRef("pk"), round__state="open")
    return Subquery(Stage.objects.filter(waits, Exists(several)).order_by("position").values("name")[:1])


def _others(keys, user) -> dict:
    verdicts = Review.Verdict
    rows = (
        Review.objects.filter(candidate__in=keys)
        .exclude(by=user)
        .values("candidate")
        .annotate(
            up=Count("pk", filter=Q(verdict=verdicts.SHORTLIST)), down=Count("pk", filter=Q(verdict=verdicts.PASS))
        )
    )
    return {row["candidate"]: (row["up"], row["down"]) for row in rows}


def _versions(lines) -> dict:
    keys = {line.version_id for line in lines} - {None}
    return PromptVersion.objects.filter(pk__in=keys).annotate(line=F("prompt__position")).in_bulk()


def _generators(lines) -> dict:
    return Generator.objects.in_bulk({line.generator_id for line in lines} - {None})


def _ordered(lines, generators) -> list[Line]:
    """By prompt version, the one with the newest image first; within it by generator, then oldest first."""
    newest = {}
    for line in lines:
        newest[line.version_id] = max(newest.get(line.version_id, 0), line.pk)

    def place_of(line):
        generator = generators.get(line.generator_id)
        return -newest[line.version_id], (generator.position, generator.pk) if generator else (0, 0), line.pk

    return sorted(lines, key=place_of)


def _sections(lines, made, versions, generators) -> list[Section]:
    """Without what has gone since the index was read."""
    sections, groups = {}, {}
    for line in (line for line in lines if line.pk in made):
        section = sections.get(line.version_id)
        if section is None:
            section = sections[line.version_id] = _section(versions.get(line.version_id))
        key = line.version_id, line.generator_id
        if key not in groups:
            groups[key] = _group(section, generators.get(line.generator_id))
            section.groups.append(groups[key])
        groups[key].tiles.append(made[line.pk])
    return list(sections.values())


def _section(version) -> Section:
    if version is None:
        return Section(BROUGHT_IN, "Brought in", "Images made elsewhere and dropped on this brief.")
    return Section(version.public_id, title_of(version), version.text)


def _group(section, generator) -> Group:
    if generator is None:
        return Group(f"{section.key}.{BROUGHT_IN}", "Made elsewhere", "–")
    return Group(f"{section.key}.{generator.key}", generator.label, generator.letter)


def _turn(brief, waiting) -> str:
    """Whose turn it is and since when; empty when nothing waits."""
    if not waiting:
        return ""
    first = min((line.state_at for line in waiting if line.state_at), default=None)
    when = f" since {moment(first, brief.brand)}" if first else ""
    if plans.of(brief.campaign).process:  # whom each waits for stands in its details
        return f"{len(waiting)} wait{'s' if len(waiting) == 1 else ''} for signatures{when}"
    names = [str(person) for person in queue.deciders(brief.brand)] or ["a brand manager (there is none yet)"]
    return f"{len(waiting)} wait{'s' if len(waiting) == 1 else ''} for {' or '.join(names)}{when}"


def _reference(brief):
    """The product's reference picture: a Source with its image, or None."""
    if brief.product_id is None:
        return None
    found = Source.objects.filter(product=brief.product_id, role=Source.Role.PRODUCT, removed_at=None)
    return found.select_related("image").order_by("pk").first()
