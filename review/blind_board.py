"""Owns the board without names: what it shows under names that mean nothing, and that it ends when all is judged."""

from collections import Counter
from dataclasses import replace

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.urls import reverse

from assets import access, audit, clock
from assets.identifiers import opaque_id
from assets.models import User
from assets.problems import Conflict, Refused
from generation.models import Candidate
from review import blind_score, facets, matches, pages, room, stacks
from review.models import BlindRun, Review
from review.opinions import OPEN_STATES
from review.tiles import status_of

LARGE = 1600  # the longest side of what is shown; a larger original may tell its maker
KIND = BlindRun.Kind.BOARD
NONE = Review.Verdict.NONE


def with_run(briefs, by):
    """The briefs, each with the key of this person's open run on its board as ``blind_run``, and with the public id of
    the last one that has a score as ``blind_score``, or None; no query more."""
    mine = BlindRun.objects.filter(brief=OuterRef("pk"), by=by, kind=KIND)
    scored = mine.filter(finished_at__isnull=False).order_by("-pk").values("public_id")[:1]
    going = mine.filter(finished_at=None).values("pk")[:1]
    return briefs.annotate(blind_run=Subquery(going), blind_score=Subquery(scored))


def run_of(brief) -> BlindRun | None:
    """The open run of a brief of ``with_run``."""
    if brief.blind_run is None:
        return None
    run = BlindRun.objects.get(pk=brief.blind_run)
    run.brief = brief
    return run


def begin(brief, *, by) -> BlindRun:
    """Takes the names from this person's board: of all open images that the person has no verdict on.

    Gives back the run that is open already. Raises Refused where nothing is left to judge.
    """
    access.require(by, "review", brief.brand)
    with transaction.atomic():
        # the person's row is the lock: a double click begins one run
        User.objects.select_for_update().get(pk=by.pk)
        going = BlindRun.objects.filter(brief=brief, by=by, kind=KIND, finished_at=None).first()
        return going or _begin(BlindRun(brand=brief.brand, brief=brief, by=by, kind=KIND))


def _begin(run) -> BlindRun:
    said = Review.objects.filter(by=run.by, candidate__brief=run.brief).exclude(verdict=NONE)
    rows = matches.open_of(run.brief).exclude(pk__in=said.values("candidate")).order_by("-pk")
    keys = list(rows.values_list("pk", flat=True)[: room.MOST])
    if not keys:
        raise Refused("Every open image here has your verdict already. The names stay on the board.")
    rank = matches.ranking(run.by, run.public_id)
    run.line = [[key, opaque_id()] for key in sorted(keys, key=rank)]
    run.length = min(len(keys), 32_767)
    run.save()
    audit.record("blind.started", run, by=run.by, after={"kind": run.kind, "images": len(keys)})
    return run


def end(run, *, by) -> None:
    """Puts the names back and keeps the score as it is now.

    Raises Conflict while an open image of the run waits for a verdict, unless none was given at all yet.
    """
    access.require(by, "review", run.brand)
    with transaction.atomic():
        BlindRun.objects.select_for_update().get(pk=run.pk)
        line = blind_score.kept(run, by)
        judged = sum(verdict != NONE for _, _, verdict, _ in line)
        waiting = [key for key, _, verdict, _ in line if verdict == NONE]
        left = Candidate.objects.filter(pk__in=waiting, state__in=OPEN_STATES).count()
        if left and judged:
            raise Conflict(f"{_images(left)} for your verdict. The names come back when each has one.")
        if BlindRun.objects.filter(pk=run.pk, finished_at=None).update(finished_at=clock.now(), line=line):
            audit.record("blind.finished", run, by=by, after={"judged": judged})
    run.line = line


def _images(number) -> str:
    return "1 image waits" if number == 1 else f"{number} images wait"


def lines_of(run, user) -> list:
    """The images of the run that are still open, in its order, bare of all that tells of makers or of other people."""
    known = {line.pk: line for line in room.index(run.brief, user)}
    bare = {"version_id": None, "generator_id": None, "state": Candidate.State.OPEN, "state_at": None, "tool": ""}
    return [
        known[key]._replace(public_id=token, **bare)
        for key, token in run.line
        if key in known and known[key].state in OPEN_STATES
    ]


def board(run, brief, user, place, *, stacked: bool = False) -> room.Board:
    """The board as this person sees it without names; three queries."""
    place = replace(place, by="", version="")
    lines = lines_of(run, user)
    chosen = facets.chosen(lines, place, {}, {}, said=_standing)
    found = len(chosen)
    chosen, stack_of = _piled(chosen) if stacked else (chosen, {})
    resume = pages.resume(chosen, place)
    page = pages.page(chosen, place, place.at or resume)
    shows = Counter(name for line in lines for name in line.shows())
    pile = {"stack_of": stack_of, "opened": place.stack, "at": place.at or resume}
    return room.Board(
        brief=brief,
        place=place,
        may_review=access.can(user, "review", brief.brand),
        may_send=False,
        total=len(lines),
        done=len(lines) - shows["undecided"],
        mine=shows["shortlisted"],
        shows=facets.shows(place, shows),
        generators=[],
        versions=[],
        sections=sections_of(run, page.lines, lines, **pile),
        found=found,
        shown=len(page.lines),
        before=page.before,
        after=page.after,
        previous_start=page.previous,
        next_start=page.next,
        turn="",
        look=int(clock.now().timestamp() * 1000),
        resume=resume,
        blind=run.public_id,
    )


def _piled(lines) -> tuple[list, dict]:
    """Stacks of near-duplicates, whoever made them, so that to lie in one tells nothing of makers; in the run's order,
    since that of the images' age could."""
    numbered = [line._replace(pk=number) for number, line in enumerate(lines)]
    ordered, stack_of = stacks.piled(numbered)
    piles = {lines[number].pk: [lines[one.pk] for one in pile] for number, pile in stack_of.items()}
    return [lines[one.pk] for one in ordered], piles


def _standing(line, *_) -> str:
    """What a search finds without names: how an image stands."""
    parts = [facets.SHOWS[name] for name in line.shows() - {"all"}] + [status_of(line)[2]]
    return "".join(f" {word}" for word in facets.words_of(" ".join(parts)))


def sections_of(run, lines, everything, *, stack_of=None, opened="", at="") -> list:
    """One section that holds these lines, numbered as on the whole board, in stacks where ``stack_of`` says so; none
    for no lines."""
    if not lines:
        return []
    numbers = {line.pk: number for number, line in enumerate(everything, 1)}
    rows = Candidate.objects.filter(pk__in=[line.pk for line in lines]).select_related("image").in_bulk()
    group = room.Group("blind.all", "", "")
    made = {line.pk: _tile(run, line, rows[line.pk].image, numbers[line.pk]) for line in lines}
    stacks.mark(made, lines, stack_of or {}, opened=opened, at=at)
    group.tiles = list(made.values())
    return [room.Section("blind", "Without names", "Who made what is told when each image has your verdict.", [group])]


def _tile(run, line, image, number) -> dict:
    share = min(1, LARGE / max(image.width, image.height))
    key, glyph, word = status_of(line)
    here = f"{media(run.public_id)}{line.public_id}/"
    return {
        "id": line.public_id,
        "number": number,
        "image": line.public_id,
        "src": f"{here}320.webp",
        "large": f"{here}1600.webp",
        "width": round(image.width * share),
        "height": round(image.height * share),
        "opinion_version": line.opinion_version or 0,
        "verdict": line.verdict or "",
        "stars": line.stars or 0,
        "state": line.state,
        "open": True,
        "turn": "",
        "letter": "",
        "origin": "unnamed",
        "status": key,
        "glyph": glyph,
        "word": word,
        "says": "",
        "remark": "",
        "edited": "",
        "unknown": False,
        "threads": 0,
        "stack": "",
        "under": False,
        "count": 0,
        "up": 0,
        "down": 0,
    }


def media(run_id: str) -> str:
    """Where the pictures of a run lie: its names and sizes follow."""
    return reverse("review:blind_tile", args=(run_id, run_id, 320)).removesuffix(f"{run_id}/320.webp")


def public_ids(run, names: dict) -> dict:
    """The same choice under the candidates' own ids; names that are none of the run's stay as they are."""
    keys = {token: key for key, token in run.line if token in names}
    rows = dict(Candidate.objects.filter(pk__in=keys.values()).values_list("pk", "public_id"))
    return {rows[keys[name]] if name in keys else name: value for name, value in names.items()}
