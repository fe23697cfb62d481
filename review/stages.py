"""Owns the stages of a round: when they begin, whose signature is awaited, and what a vote does to the stage."""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, Subquery, Value

from assets import access, clock
from assets.problems import Conflict, Forbidden
from generation.makers import made, makers
from generation.models import Candidate
from review import processes
from review.models import Absence, Decision, Round, SignOff, Stage

Verdict, Outcome = Decision.Verdict, Stage.Outcome
YES = (Verdict.APPROVED, Verdict.WITH_CHANGES)
OPEN = Q(opened_at__isnull=False, closed_at=None)
GUEST = "a guest, by a link for signing off"
WAITS = Q(held=True, wish__state="open", voided_at=None, round__state="open")  # of a decision: its wish is not done
DONE = Q(held=True, wish__state="resolved")  # of a decision: only its confirmation is missing


@dataclass(frozen=True)
class Place:
    """Where one person signs now: the stage, the place in it, whom they stand in for, and their vote so far."""

    stage: Stage
    sign_off: SignOff
    replaces: Decision | None = None

    def stands_for(self, person):
        """The named person whose place somebody else fills; None for one's own place or a role's."""
        named = self.sign_off.person
        return named if named and named != person else None


def _keeps_place(vote: Decision) -> bool:
    """Whether nobody else signs in the vote's place: not when what it asked for is done."""
    return not vote.held or vote.waits


@dataclass
class Step:
    """One stage with its places and the valid votes in it."""

    stage: Stage
    places: list[SignOff] = field(default_factory=list)
    votes: list[Decision] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """Whether signatures are awaited now."""
        return self.stage.opened_at is not None and self.stage.closed_at is None

    @property
    def counted(self) -> list[Decision]:
        """The votes that count; "not mine" does not, nor does one that waits for changes or for its confirmation."""
        return [vote for vote in self.votes if vote.verdict != Verdict.ASIDE and not vote.held]

    @property
    def held(self) -> Decision | None:
        """The approval that counts once what it asked for is done and a signer confirms it."""
        return next((vote for vote in self.votes if vote.held), None)

    @property
    def free(self) -> list[SignOff]:
        """The places in which a signature is wanted, those last in which one is to be confirmed."""
        taken = {vote.sign_off_id for vote in self.votes if vote.verdict != Verdict.ASIDE and _keeps_place(vote)}
        found = [place for place in self.places if place.pk not in taken and not place.verdict_id]
        return sorted(found, key=lambda place: self.held_in(place) is not None)

    @property
    def of_guests(self) -> bool:
        """Whether a guest signs here, by a link for signing off."""
        return self.places[0].role == processes.GUEST

    def held_in(self, place: SignOff) -> Decision | None:
        """The vote in a place that waits for its confirmation."""
        return next((vote for vote in self.votes if vote.sign_off_id == place.pk and vote.held), None)

    @property
    def hidden(self) -> bool:
        """Whether votes are kept from those who have not voted."""
        return self.stage.independent and self.stage.joint_at is None and self.open

    def vote_of(self, person) -> Decision | None:
        """The person's valid vote in this stage."""
        return next((vote for vote in self.votes if vote.by_id == person.pk), None)


class Standing:
    """Where a round stands: its stages in order, and whose votes count in them; one query, two after the first vote.

    ``rows`` are the round's places where they have been read already, with whom ``viewer`` stands in for.
    """

    def __init__(self, round_: Round, rows: list[SignOff] | None = None, viewer=None):
        self.round, self.viewer = round_, viewer
        rows = _places_in(round_) if rows is None else rows
        votes = Decision.objects.filter(round=round_, voided_at=None)
        found: dict[int, Step] = {}
        for row in rows:
            found.setdefault(row.stage_id, Step(row.stage)).places.append(row)
        for vote in votes.select_related("by", "wish").order_by("pk") if rows and rows[0].voted else ():
            found[vote.stage_id].votes.append(vote)
        self.steps = list(found.values())

    @property
    def open(self) -> list[Step]:
        """The stages in which signatures are awaited."""
        return [step for step in self.steps if step.open]

    @property
    def begun_by_hand(self) -> Step | None:
        """The stage whose turn has come and that waits for somebody to begin it."""
        step = next((step for step in self.steps if not step.stage.closed_at), None)
        return step if step and step.stage.start == "hand" and not step.stage.opened_at else None

    @cached_property
    def signers(self) -> dict:
        """Everybody of the brand who may sign; see processes.signers."""
        return processes.signers(self.round.brand)

    @property
    def held(self) -> Decision | None:
        """The approval that waits for changes, or for somebody to confirm that they were made."""
        return next((step.held for step in self.open if step.held), None)

    @property
    def plain(self) -> bool:
        """Whether one signature of one role is all there is."""
        steps = self.steps
        return len(steps) == 1 and steps[0].stage.needed == 1 and not steps[0].places[0].person_id

    def meet(self, person) -> None:
        """Reads who may sign together with the roles of whoever looks at the picture of the stages."""
        if self.steps and not self.plain:
            self.__dict__["signers"] = processes.signers(self.round.brand, seen_by=person)

    @cached_property
    def _substituted(self) -> dict[int, set[int]]:
        """For each absent person who is named here: whose substitute signs for them today."""
        named = {place.person_id for step in self.open for place in step.free if place.absent}
        if not named:
            return {}
        found: dict[int, set[int]] = {}
        for absence in away(clock.now()).filter(brand=self.round.brand_id, person__in=named):
            found.setdefault(absence.substitute_id, set()).add(absence.person_id)
        return found

    def _stands_in(self, person, place) -> bool:
        if self.viewer is not None and self.viewer == person:
            return place.stands_in
        return place.person_id in self._substituted.get(person.pk, ())

    def is_last(self, stage: Stage) -> bool:
        """Whether the stage is the one that decides."""
        return stage.pk == self.steps[-1].stage.pk

    def place_of(self, person, stage_id: str = "") -> Place | None:
        """Where the person signs now, in the stage with that public id or the first there is; None for nowhere."""
        for step in self.open:
            if stage_id in ("", step.stage.public_id) and (place := self._place_in(step, person)):
                return place
        return None

    def _place_in(self, step, person) -> Place | None:
        brand, mine = self.round.brand, step.vote_of(person)
        if mine and _keeps_place(mine):
            again = step.stage.joint_at is not None and mine.verdict != Verdict.ASIDE
            return Place(step.stage, mine.sign_off, mine) if again else None
        roles = access.roles_of(person, brand)
        if not roles & set(processes.ROLES) or (self.is_last(step.stage) and not access.can(person, "decide", brand)):
            return None
        named = [place for place in step.free if place.person_id == person.pk]
        stood_in = [place for place in step.free if place.person_id and self._stands_in(person, place)]
        by_role = [place for place in step.free if place.person_id is None and place.role in roles]
        own = [mine.sign_off] if mine else []
        return next((Place(step.stage, one, step.held_in(one)) for one in (*own, *named, *stood_in, *by_role)), None)

    def others(self, place: Place, person) -> list:
        """Who else could sign in the place's stage."""
        step = next(one for one in self.steps if one.stage.pk == place.stage.pk)
        return [one for one in self.awaited(step) if one != person]

    def awaited(self, step: Step) -> list:
        """The people whose signature a stage still wants, by name: those named, or everybody who has the role."""
        done = {vote.by_id for vote in step.votes if _keeps_place(vote)}
        found = {place.person for place in step.free if place.person_id}
        if step.open and step.stage.joint_at:  # the votes differ: everybody is asked to think again
            found |= {vote.by for vote in step.counted}
        if roles := {place.role for place in step.free if place.person_id is None}:
            found |= {person for person, held in self.signers.values() if held & roles and person.pk not in done}
        return sorted(found, key=lambda person: (str(person), person.pk))

    def require_place(self, person, stage_id: str = "") -> Place:
        """As ``place_of``. Raises Conflict when the stage on screen is over, Forbidden when it is not their turn."""
        if place := self.place_of(person, stage_id):
            return place
        seen = next((step for step in self.steps if step.stage.public_id == stage_id), None)
        if seen and not seen.open:
            sentence = f"“{seen.stage.name}” was settled since you loaded this page. Nothing was signed. Look again."
            raise Conflict(sentence, code="stale")
        for step in self.open:
            if (vote := step.vote_of(person)) and vote.waits:
                sentence = f"You approved this already, with changes that are not done: thread {vote.wish.number}."
                raise Conflict(f"{sentence} Nothing was changed.", code="held")
            if vote:
                raise Conflict(f"You have signed “{step.stage.name}” already. Nothing was changed.", code="signed")
        raise Forbidden(f"It is the turn of {whose_turn(self)}. Nothing was changed.", code="not_your_turn")


def _places_in(round_, *related, seen_by=None) -> list[SignOff]:
    """The places of a round in order, each knowing whether anybody has voted in the round, whether the person it
    names is absent today, and whether ``seen_by`` stands in for them."""
    votes = Decision.objects.filter(round=OuterRef("stage__round"), voided_at=None)
    absent = away(clock.now()).filter(brand=OuterRef("stage__round__brand"), person=OuterRef("person"))
    rows = SignOff.objects.filter(stage__round=round_).select_related(
        "stage", "person", "instead_of", "verdict__guest__link__created_by", *related
    )
    stands_in = Exists(absent.filter(substitute=seen_by)) if seen_by else Value(False)
    rows = rows.annotate(voted=Exists(votes), absent=Exists(absent), stands_in=stands_in)
    return list(rows.order_by("stage__position", "pk"))


def latest(candidate, *, seen_by=None) -> Standing | None:
    """Where the candidate's latest round stands, with its brand and sender, and where ``seen_by`` stands in for
    somebody; None if it was never sent. One query."""
    rounds = Round.objects.filter(candidate=candidate).order_by("-number").values("pk")[:1]
    rows = _places_in(Subquery(rounds), "stage__round__brand", "stage__round__sent_by", seen_by=seen_by)
    return Standing(rows[0].stage.round, rows, seen_by) if rows else None


def away(at):
    """The absences that hold at this instant: whole days of the brand's calendar."""
    return Absence.objects.filter(begins_at__lte=at, ends_at__gt=at, ended_at=None)


def begin_next(round_: Round, rows=None, *, by_hand: Stage | None = None) -> list[Stage]:
    """Begins every stage whose turn it is and sets when the round is due; returns the stages begun."""
    rows = rows or list(Stage.objects.filter(round=round_).order_by("position"))
    begun = begin_rows(rows, round_, clock.now(), by_hand)
    for row in begun:
        row.save(update_fields=["opened_at", "due_at"])
    set_due([round_], rows)
    return begun


def begin_rows(rows, round_, now, by_hand=None) -> list[Stage]:
    """Sets when the stages whose turn it is began and are due, without saving; returns them."""
    begun, before_done, leader_open = [], True, False
    for number, row in enumerate(rows):
        if row.start != "with" or number == 0:
            before_done = all(one.closed_at for one in rows[:number])
            leader_open = before_done and _may_begin(row, round_, now, number, by_hand)
        if leader_open and row.opened_at is None:
            row.opened_at = now
            row.due_at = now + timedelta(hours=row.hours) if row.hours else row.due_at
            begun.append(row)
    return begun


def set_due(rounds, rows) -> None:
    """Rounds are due with the first of their open stages; ``rows`` are those of one of them, which stands for all."""
    dues = [row.due_at for row in rows if row.opened_at and not row.closed_at and row.due_at]
    due = min(dues, default=None)
    if late := [round_ for round_ in rounds if round_.due_at != due]:
        Round.objects.filter(pk__in=[round_.pk for round_ in late]).update(due_at=due)
        for round_ in late:
            round_.due_at = due


def _may_begin(row, round_, now, number, by_hand) -> bool:
    if row.opened_at or number == 0:
        return True
    if row.start == "hand":
        return by_hand is not None and by_hand.pk == row.pk
    if row.start == "date":
        return row.begins_on <= clock.local_day(now, round_.brand.timezone)
    return row.start != "days" or round_.created_at + timedelta(days=row.days) <= now


@dataclass(frozen=True)
class Settled:
    """What a vote did: whether its stage is over, the verdict that ends the round if it does, and what began."""

    over: bool = False
    ends_as: str = ""
    begun: tuple = ()
    joint: bool = False


def settle(standing: Standing, vote: Decision) -> Settled:
    """Moves the stage on after a vote, inside the transaction that wrote it and with the candidate locked, so that
    ``standing``, which was read under the same lock, only lacks this vote."""
    stage, verdict = vote.stage, vote.verdict
    step = next(one for one in standing.steps if one.stage.pk == stage.pk)
    step.votes = [one for one in step.votes if one.by_id != vote.by_id and not one.held] + [vote]
    kinds = ["yes" if vote.verdict in YES else vote.verdict for vote in step.counted]
    if step.stage.independent and (len(kinds) < len(step.places) or len(set(kinds)) > 1):
        apart = len(kinds) == len(step.places)
        if apart and step.stage.joint_at is None:
            Stage.objects.filter(pk=stage.pk).update(joint_at=clock.now())
        return Settled(joint=apart)
    if verdict not in YES:
        return Settled(over=True, ends_as=verdict)
    if kinds.count("yes") < step.stage.needed:
        return Settled()
    close(step.stage, Outcome.PASSED)
    if standing.is_last(step.stage):
        return Settled(over=True, ends_as=Verdict.APPROVED)
    return Settled(over=True, begun=tuple(begin_next(standing.round)))


def close(stage: Stage, outcome: str) -> None:
    """Ends one stage."""
    Stage.objects.filter(pk=stage.pk).update(closed_at=clock.now(), outcome=outcome)


def end_all(rounds) -> None:
    """Ends whatever is still open in rounds that are over."""
    Stage.objects.filter(OPEN, round__in=rounds).update(closed_at=clock.now(), outcome=Outcome.ENDED)


def may_sign(candidate, person) -> bool:
    """Whether the person's signature is wanted on the candidate now."""
    return candidate.state == Candidate.State.IN_REVIEW and may_judge(candidate, person) and not made(candidate, person)


def require_signer(candidate, person) -> None:
    """As ``may_sign``. Raises Forbidden otherwise, in the words of the role where that is what is missing."""
    if not may_sign(candidate, person):
        access.require(person, "decide", candidate.brand)
        raise Forbidden("Your signature is not wanted on this image now. Nothing was changed.", code="not_your_turn")


def may_judge(candidate, person) -> bool:
    """Whether the person, who may not decide in the brand, has a place in a stage that is open now."""
    round_ = Round.objects.filter(candidate=candidate, state=Round.State.OPEN).select_related("brand").first()
    return bool(round_ and Standing(round_).place_of(person))


def whose_turn(standing: Standing, hands=None) -> str:
    """Whose turn it is, in words, makers left out; ``hands`` are those, where they have been read already."""
    hands = makers(standing.round.candidate) if hands is None else hands
    names = [str(one) for step in standing.open for one in standing.awaited(step) if one not in hands]
    names += [GUEST] if waits_for_guest(standing) else []
    if not names and (held := standing.held):
        return f"{standing.round.sent_by}, to do what {held.by} wants changed"
    if not names:
        return _between(standing) if not standing.open else "a brand manager who did not make it (there is none yet)"
    names = list(dict.fromkeys(names))
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " or " + names[-1]


def _between(standing: Standing) -> str:
    step = standing.begun_by_hand
    return f"a brand manager, to begin “{step.stage.name}”" if step else "nobody until the next stage begins"


def waits_for_guest(standing: Standing) -> bool:
    """Whether a stage is open that a guest may sign."""
    return any(step.of_guests and step.free for step in standing.open)


def hidden_words(standing: Standing, viewer) -> Q | None:
    """Which comments nobody may read yet: those of others since a stage with votes apart began; None for none."""
    begun = [step.stage.opened_at for step in standing.steps if step.hidden] if viewer else []
    return ~Q(by=viewer.pk) & Q(by__isnull=False, created_at__gte=min(begun)) if begun else None


def apart_since(candidate="pk"):
    """For a query whose ``candidate`` column names an image: since when votes on it are given apart; NULL if not."""
    rows = Stage.objects.filter(OPEN, independent=True, joint_at=None, round__state=Round.State.OPEN)
    return Subquery(rows.filter(round__candidate=OuterRef(candidate)).order_by("opened_at").values("opened_at")[:1])
