"""Owns talk about an image: opening a thread, replying, resolving, and what became of it on a later version.

A thread that a guest began is read from its first word to its last by the guests of that guest's link; no other
thread ever is, by no guest. So what was said among the team cannot come to be seen later: people decide by writing
in a thread whose head says who reads it. Guests name nobody with @.
"""

from django.db import IntegrityError, transaction
from django.db.models import Max

from assets import access, audit, clock, wording
from assets.audit.texts import Private
from assets.problems import Conflict, Refused
from assets.transitions import Transition, move
from generation.makers import lineage
from generation.models import Candidate
from review import held_news, mentions
from review.models import CarriedAnswer, Comment, Guest, Thread
from review.places import Place

LONGEST = 2_000  # characters of a comment
MOST_OF_A_GUEST = 100  # comments
MOST_THREADS, MOST_COMMENTS = 200, 500
STATES = Thread.State
Answer = CarriedAnswer.Answer
RESOLVE = Transition("resolve", (STATES.OPEN,), STATES.RESOLVED, "review", "thread.resolved")
REOPEN = Transition("reopen", (STATES.RESOLVED,), STATES.OPEN, "review", "thread.reopened")
TRANSITIONS = (RESOLVE, REOPEN)
DECIDED = (Candidate.State.APPROVED, Candidate.State.REJECTED)
CLOSED_TO_GUESTS = "The team has finished with this image, so nothing more can be said about it."


def open_thread(candidate: Candidate, *, by, text: str, key: str, place: Place | None = None, must_fix=False) -> Thread:
    """Begins a thread on the candidate; the same form sent twice gives the first thread again."""
    access.require(by, "review", candidate.brand)
    place, text = place or Place(), _words(text)
    with transaction.atomic():
        locked = _locked(candidate)
        if said := _said(by, key):
            return said.thread
        _require_open(locked)
        return _begin(locked, by=by, text=text, key=key, place=place, must_fix=bool(must_fix))


def reply(thread: Thread, *, by, text: str, key: str) -> Comment:
    """Adds a comment; the same form sent twice gives the first comment again. A resolved thread stays resolved."""
    access.require(by, "review", thread.brand)
    text = _words(text)
    with transaction.atomic():
        _require_open(_locked(thread.candidate))
        return _said(by, key) or _add(thread, by=by, text=text, key=key)


def say_as_guest(candidate: Candidate, *, guest: Guest, text: str, key: str, thread: Thread | None = None) -> Comment:
    """A guest's comment: it begins a thread, or goes on with one that a guest of the same link began.

    The caller has made sure that the link is alive and shows the candidate.
    """
    text = _words(text)
    with transaction.atomic():
        locked = _locked(candidate)
        if said := _said(guest, key):
            return said
        if is_closed(locked):
            raise Conflict(f"{CLOSED_TO_GUESTS} Nothing was saved.", code="closed")
        if guest.comments.count() >= MOST_OF_A_GUEST:
            raise Refused(f"You have said {MOST_OF_A_GUEST} things here. Nothing was saved. Please write a mail.")
        if thread is None:
            return _begin(locked, by=guest, text=text, key=key, place=Place(), must_fix=False).comments.get()
        return _add(thread, by=guest, text=text, key=key)


def resolve(thread: Thread, *, by, expected_version: int | None = None) -> Thread:
    """Says that the matter is settled; one's own second click changes nothing."""
    return _settle(thread, RESOLVE, by, expected_version)


def reopen(thread: Thread, *, by, expected_version: int | None = None) -> Thread:
    """Takes a matter up again."""
    return _settle(thread, REOPEN, by, expected_version)


def answer_carried(thread: Thread, candidate: Candidate, answer: str, *, by) -> CarriedAnswer:
    """Says what became of an earlier version's open thread; "not fixed" goes on as a thread of this candidate.

    The same answer twice is one. Raises Conflict, naming who, when another answer was given already.
    """
    access.require(by, "review", candidate.brand)
    if answer not in Answer.values:
        raise Refused("There is no such answer. Nothing was saved. Say fixed, not fixed or no longer relevant.")
    with transaction.atomic():
        locked = _locked(candidate)
        given = CarriedAnswer.objects.filter(thread=thread, candidate=candidate).select_related("by").first()
        if given:
            return _same(given, answer, by)
        _require_open(locked)
        if thread.state != STATES.OPEN or thread.candidate not in list(lineage(candidate))[1:]:
            raise Refused("That thread asks nothing of this image. Nothing was saved. Load the page again.")
        return _answer(thread, locked, answer, by)


def closed_because(candidate: Candidate, *, replaced: bool) -> str:
    """Why threads can only be read, as a sentence; empty while they can be added to."""
    if replaced:
        return "A newer version took this image’s place, so its threads can only be read."
    if candidate.state in DECIDED:
        return f"The image is {candidate.get_state_display().lower()}, so its threads can only be read."
    return ""


def is_closed(candidate: Candidate) -> bool:
    """Whether nothing more can be said about it: it was decided, or a newer version took its place."""
    return bool(closed_because(candidate, replaced=candidate.children.exists()))


def _add(thread, *, by, text, key) -> Comment:
    if thread.comments.count() >= MOST_COMMENTS:
        raise Refused(f"A thread holds {MOST_COMMENTS} comments. Nothing was saved. Begin a new thread.", code="many")
    comment = _say(thread, by=by, text=text, key=key)
    audit.record("thread.replied", thread, by=by, after={"comment": comment.public_id}, details={"text": Private(text)})
    return comment


def _author(by) -> dict:
    """The columns that say who wrote it: a person of the house or a guest."""
    return {"guest": by} if isinstance(by, Guest) else {"by": by}


def _answer(thread, candidate, answer, by) -> CarriedAnswer:
    made = CarriedAnswer.objects.create(thread=thread, candidate=candidate, answer=answer, by=by)
    going_on = None
    if answer == Answer.NOT_FIXED:
        first = thread.comments.order_by("pk").first()
        going_on = _write(candidate, by=by, place=Place.of(thread), must_fix=thread.must_fix, carried_from=thread)
        # the words are the first comment's; nobody is told twice
        words = {"by": first.by, "guest": first.guest, "text": first.text}
        Comment.objects.create(thread=going_on, key=f"carried {going_on.public_id}", **words)
    audit.record(
        "thread.answered",
        thread,
        by=by,
        after={"answer": answer},
        details={"version": candidate, "goes_on_as": going_on or ""},
    )
    return made


def _same(given, answer, by) -> CarriedAnswer:
    if given.answer == answer and given.by_id == by.pk:
        return given
    word = given.get_answer_display().lower()
    raise Conflict(f"{given.by} said “{word}” of this thread and was first. Nothing was changed now.", code="stale")


def _settle(thread, transition, by, expected_version) -> Thread:
    access.require(by, "review", thread.brand)
    with transaction.atomic():
        _require_open(_locked(thread.candidate))
        now = Thread.objects.select_related("state_by").get(pk=thread.pk)
        if now.state == transition.target and now.state_by_id == by.pk:
            return now
        move(thread, transition, by=by, expected_version=expected_version, state_by=by, state_at=clock.now())
        held_news.follow(thread, by=by)
    return thread


def _locked(candidate) -> Candidate:
    """The candidate, locked: an approval under way waits for the thread, and a thread for the approval."""
    return Candidate.objects.select_for_update(of=("self",)).select_related("brand", "brief").get(pk=candidate.pk)


def _require_open(candidate) -> None:
    if sentence := closed_because(candidate, replaced=candidate.children.exists()):
        raise Conflict(f"{sentence} Nothing was saved.", code="closed")


def _begin(candidate, *, by, text, key, place, must_fix) -> Thread:
    thread = _write(candidate, by=by, place=place, must_fix=must_fix)
    _say(thread, by=by, text=text, key=key)
    after = {"state": thread.state, "number": thread.number, "shape": thread.shape, "must_fix": must_fix}
    audit.record("thread.opened", thread, by=by, after=after, details={"image": candidate, "text": Private(text)})
    return thread


def _write(candidate, *, by, place, must_fix, carried_from=None) -> Thread:
    last = Thread.objects.filter(candidate=candidate).aggregate(last=Max("number"))["last"] or 0
    if last >= MOST_THREADS:
        raise Refused(f"An image holds {MOST_THREADS} threads. Nothing was saved. Reply in one of them.", code="many")
    return Thread.objects.create(
        brand=candidate.brand,
        candidate=candidate,
        number=last + 1,
        must_fix=must_fix,
        carried_from=carried_from,
        **_author(by),
        **vars(place),
    )


def _say(thread, *, by, text, key) -> Comment:
    try:
        comment = Comment.objects.create(thread=thread, text=text, key=_key(key), **_author(by))
    except IntegrityError as problem:
        raise Conflict("This comment is being saved already. Load the page to see it.", code="twice") from problem
    if comment.by_id:
        mentions.name(comment)
    return comment


def _said(by, key) -> Comment | None:
    return Comment.objects.filter(key=_key(key), **_author(by)).select_related("thread__candidate").first()


def _key(key) -> str:
    if not key or len(key) > 40 or wording.fault(key):
        raise Refused("The form was sent without its key. Nothing was saved. Load the page and send it again.")
    return key


def _words(text) -> str:
    return wording.needed(text, what="The comment", longest=LONGEST)
