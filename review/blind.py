"""Owns blind runs: beginning one, the votes on its pairs or sets, its end, and the score that is told then."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from assets import access, audit, clock
from assets.identifiers import opaque_id
from assets.models import User
from assets.problems import Conflict, Refused
from generation.models import BriefVisit, Candidate
from review import matches
from review.models import BlindPair, BlindRun, Decision, Review, Round
from review.opinions import MOST_SECONDS

VERDICTS, KINDS = BlindPair.Verdict, BlindRun.Kind
NO_VERDICT = "There is no such verdict. Nothing was kept. Choose one of the buttons."


@dataclass
class Score:
    """How one maker did in the pairs and sets that count."""

    maker: matches.Maker
    wins: int = 0
    ties: int = 0
    losses: int = 0
    retries: int = 0  # of those lost: pairs of which all were bad, so that all would have to be made again

    @property
    def total(self) -> int:
        """All pairs that count."""
        return self.wins + self.ties + self.losses


def start(brief, *, by, kind=KINDS.PAIRS, panes: int = matches.PANES) -> BlindRun:
    """Begins a run, or gives back the one of its kind that this person has not finished.

    ``panes`` is how many images a survey shows at a time. Raises Refused without images of two makers.
    """
    access.require(by, "review", brief.brand)
    if kind not in KINDS.values or kind == KINDS.BOARD:
        raise Refused("There is no such run. Nothing was begun. Choose pairs, the best one, or best of several.")
    if not matches.FEWEST_PANES <= panes <= matches.MOST_PANES:
        raise Refused("Three to nine images fit side by side. Nothing was begun. Choose a number between.")
    with transaction.atomic():
        # the person's row is the lock: a double click begins one run
        User.objects.select_for_update().get(pk=by.pk)
        going = BlindRun.objects.filter(brief=brief, by=by, kind=kind, finished_at=None).first()
        return going or _begin(BlindRun(brand=brief.brand, brief=brief, by=by, kind=kind), panes)


def _begin(run, panes) -> BlindRun:
    """Fixes what the run is made of: all its pairs or sets, or the line of those who challenge."""
    there, sets, line = (run.brief, run.by, run.public_id), [], []
    if run.kind == KINDS.CHAMPION:
        line = matches.line_of(*there)
    elif run.kind == KINDS.PAIRS:
        sets = matches.pairs_of(*there)
    elif matches.lengths_of(run.brief)["survey"]:
        sets = matches.sets_of(*there, panes)
        line = [row for rows in sets for row in rows]
    if not sets and not line:
        few = " and three images" if run.kind == KINDS.SURVEY else ""
        raise Refused(f"A blind run needs open images of at least two generators{few}. Make or bring back some first.")
    run.line = [[row.pk, opaque_id()] for row in line]
    run.length = len(sets) or len(line) - 1
    run.save()
    BlindPair.objects.bulk_create(_pair(run, position, *rows) for position, rows in enumerate(sets, 1))
    if run.kind == KINDS.CHAMPION:
        matches.next_of(run).save()
    audit.record("blind.started", run, by=run.by, after={"kind": run.kind, "pairs": run.length})
    return run


def _pair(run, position, a, b, *more) -> BlindPair:
    """Images of the run side by side; those of a survey under the names that the run gave them."""
    names = dict(run.line) or {a.pk: opaque_id(), b.pk: opaque_id()}
    rest = [[row.pk, names[row.pk]] for row in more]
    return BlindPair(run=run, position=position, a=a, b=b, a_token=names[a.pk], b_token=names[b.pk], more=rest)


def known_of(keys, by) -> set[int]:
    """The keys of those candidates whose maker this person knows.

    So it is after an opinion on the board, a verdict or sending for approval, even if taken back, for who brought an
    image in, and when an earlier run has told the names.
    """
    keys = set(keys)
    said = Review.objects.filter(candidate__in=keys, by=by, sighted=True).values_list("candidate")
    decided = Decision.objects.filter(candidate__in=keys, by=by, sighted=True).values_list("candidate")
    sent = Round.objects.filter(candidate__in=keys, sent_by=by).values_list("candidate")
    brought = Candidate.objects.filter(pk__in=keys, importer=by).values_list("pk")
    told = BlindPair.objects.filter(Q(a__in=keys) | Q(b__in=keys), run__by=by, run__finished_at__isnull=False)
    rows = [*said, *decided, *sent, *brought, *told.values_list("a", "b")]
    return keys & ({key for row in rows for key in row} | _told_in_line(keys, by))


def _told_in_line(keys, by) -> set[int]:
    """The keys of images whose makers finished surveys told, and of those judged in finished runs on a board."""
    runs = BlindRun.objects.filter(by=by, kind__in=[KINDS.SURVEY, KINDS.BOARD], finished_at__isnull=False)
    judged = set(
        Review.objects.filter(candidate__in=keys, by=by).exclude(verdict="").values_list("candidate", flat=True)
    )
    lines = [(kind, {key for key, *_ in line} & keys) for kind, line in runs.values_list("kind", "line")]
    return {key for kind, found in lines for key in (found & judged if kind == KINDS.BOARD else found)}


def _was_on_the_board(pair, run) -> bool:
    """Whether the board has shown this person one of them, with the letter of its generator beside it."""
    seen = BriefVisit.objects.filter(brief_id=run.brief_id, user_id=run.by_id)
    return seen.filter(last_candidate__gte=min(pair.keys.values())).exists()


def vote(run, position: int, verdict: str, *, by, seconds: int = 0) -> None:
    """Keeps the verdict on a pair or set, and ends the run with the last one. To say the same again changes nothing.

    Raises Conflict with the time if another verdict stands, and Refused for a pair that is not there.
    """
    access.require(by, "review", run.brand)
    if verdict not in VERDICTS.values or not verdict:
        raise Refused(NO_VERDICT)
    with transaction.atomic():
        # one verdict of a run at a time: of two last ones at once each would find the other's pair still open
        BlindRun.objects.select_for_update().get(pk=run.pk)
        if not _keep(run, position, verdict, by, seconds):
            return _stands(run, position, verdict)
        following = run.kind == KINDS.CHAMPION and matches.next_of(run)
        if following:
            following.save()
        audit.record("blind.voted", run, by=by, after={"pair": position, "verdict": verdict})
        _finish(run, by)
    return None


def _keep(run, position, verdict, by, seconds) -> bool:
    """Writes the verdict under its guard, and whether the person knew a name when it was given."""
    pair = run.pairs.filter(position=position, verdict="").first()
    if pair is None:
        return False
    if verdict not in {*pair.keys, VERDICTS.TIE, VERDICTS.BOTH_BAD}:
        raise Refused(NO_VERDICT)
    sighted = pair.sighted or bool(known_of(pair.keys.values(), by))
    looked = max(0, min(int(seconds), MOST_SECONDS))
    known = {"sighted": sighted, "glanced": _was_on_the_board(pair, run)}
    given = {"verdict": verdict, "voted_at": clock.now(), "active_seconds": looked, **known}
    return bool(run.pairs.filter(pk=pair.pk, verdict="").update(**given))


def _stands(run, position, verdict) -> None:
    pair = run.pairs.filter(position=position).first()
    if pair is None:
        raise Refused("There is no such pair in this run. Nothing was kept. Load the page again.")
    if pair.verdict != verdict:
        said = f"You said “{pair.said}” on this pair on {clock.told(pair.voted_at, run.brand.timezone)}."
        raise Conflict(f"{said} A blind verdict stands; nothing was changed now.")


def _finish(run, by) -> None:
    if run.pairs.filter(verdict="").exists():
        return
    if BlindRun.objects.filter(pk=run.pk, finished_at=None).update(finished_at=clock.now()):
        audit.record("blind.finished", run, by=by, after={"pairs": run.pairs.count()})


def image_behind(run, token: str):
    """The stored image that a name of this run stands for; None for a name of nothing in it."""
    for key, name, *_ in run.line:
        if name == token:
            return Candidate.objects.select_related("image").get(pk=key).image
    pair = run.pairs.select_related("a__image", "b__image").filter(Q(a_token=token) | Q(b_token=token)).first()
    return pair and (pair.a if pair.a_token == token else pair.b).image


def champion(run, pairs) -> Candidate | None:
    """The image that stayed to the end of a champion run; None if it was never more than bad."""
    if run.kind != KINDS.CHAMPION:
        return None
    stayed = matches.holder_of(run, pairs)
    own = [pair for pair in pairs if stayed in (pair.a_id, pair.b_id)]
    if all(pair.verdict == VERDICTS.BOTH_BAD for pair in own):
        return None
    return own[-1].a if own[-1].a_id == stayed else own[-1].b


def scores(pairs, *, unseen: bool = False) -> list[Score]:
    """How each maker did, best first, in the pairs that count; on wish in those alone that no board had shown."""
    found = {}
    for pair in matches.with_sides(pairs):
        for side, row in pair.sides:
            maker = matches.maker_of(row)
            score = found.setdefault(maker, Score(maker))
            if not counts(pair, unseen=unseen):
                continue
            outcome = outcome_of(pair, side)
            score.wins += outcome == "won"
            score.ties += outcome == "tied"
            score.losses += outcome == "lost"
            score.retries += pair.verdict == VERDICTS.BOTH_BAD
    return sorted(found.values(), key=lambda score: (-score.wins, score.losses, score.maker.label))


def counts(pair, *, unseen: bool = False) -> bool:
    """Whether a pair or set with its sides says anything about makers: judged without names, and not all of one maker.

    With ``unseen`` the board must not have shown it before either.
    """
    return not (pair.sighted or (unseen and pair.glanced)) and len({matches.maker_of(row) for _, row in pair.sides}) > 1


def outcome_of(pair, side: str) -> str:
    """What the verdict means for one side; bad ones alone are lost for each."""
    if pair.verdict == VERDICTS.TIE:
        return "tied"
    return "won" if pair.verdict == side else "lost"
