"""Owns what keeps the images of one board from approval: the blockers of the decision page, for all of them at once."""

from hashlib import sha256
from types import SimpleNamespace

from django.db.models import Exists, OuterRef

from assets import clearance
from assets.audit import history
from assets.models import Channel
from generation.models import Candidate, RequestReference
from review import cases, checklists, talk
from review.blockers import blockers
from review.cases import Case
from review.models import Round, Thread
from review.talk import Talk

TOLD = 3
# what is said in threads is quoted on the decision page alone, which knows from whom words are kept
QUIET = SimpleNamespace(open=[SimpleNamespace(hidden=True)])


def of_board(brief, user) -> dict[str, list[str]]:
    """Sentences by public id: for an image that waits all that the decision page lists, for another one the threads
    that must be fixed. Images without any are left out. At most ten queries, for 3 images as for 300."""
    threads = _open_threads(brief, user)
    found = {}
    for talks in threads.values():
        must = [f"Thread {one.thread.number} must be fixed first." for one in talks if one.thread.must_fix]
        if must:
            found[talks[0].thread.candidate.public_id] = must
    for case in _cases(brief, threads):
        found[case.candidate.public_id] = [one.sentence for one in blockers(case)]
    return {name: said for name, said in found.items() if said}


def mark(brief) -> str:
    """A short text that changes whenever something may have come into the way of an image of the brief, or out of it:
    with each change in its brand, since rights, checklist and threads are kept in many places. One query."""
    return sha256(f"{brief.public_id} {history.length(brief.brand)}".encode()).hexdigest()[:12]


def told(sentences: list[str]) -> str:
    """The first of the sentences, and how many more there are."""
    more = len(sentences) - TOLD
    return " ".join(sentences[:TOLD]) + (f" And {more} more." if more > 0 else "")


def _cases(brief, threads) -> list[Case]:
    rounds = _rounds(brief)
    if not rounds:
        return []
    used, channels = _references(rounds), list(Channel.objects.filter(enabled=True))
    lines = _lines(brief) if any(round_.candidate.parent_id for round_ in rounds) else {}
    images = {round_.candidate.image_id for round_ in rounds}
    images |= {one.source.image_id for rows in used.values() for one in rows}
    versions = clearance.versions_of(images)
    sections = checklists.sections_of_many({one: bool(used.get(one.candidate.request_id)) for one in rounds})
    found = []
    for round_ in rounds:
        references = used.get(round_.candidate.request_id, [])
        rights = _rights(round_.candidate, references, versions)
        case = Case(round_.candidate, round_, references, channels, sections[round_.pk], rights)
        asked = _asked(round_.candidate, lines, threads)
        case.__dict__ |= {"standing": QUIET, "threads": threads.get(round_.candidate_id, []), "asked": asked}
        found.append(case)
    return found


def _rounds(brief) -> list[Round]:
    """The open rounds, with all that a case is made of; each candidate knows whether a newer version replaced it."""
    joins = [f"candidate__{join}" for join in cases.CANDIDATE]
    later = Exists(Candidate.objects.filter(parent=OuterRef("candidate")))
    rows = Round.objects.filter(candidate__brief=brief, candidate__state=Candidate.State.IN_REVIEW, state="open")
    rounds = list(rows.select_related(*joins).annotate(replaced=later))
    for round_ in rounds:
        round_.candidate.replaced = round_.replaced
    return rounds


def _references(rounds) -> dict:
    requests = {round_.candidate.request_id for round_ in rounds} - {None}
    found = {}
    for row in RequestReference.objects.filter(request__in=requests).select_related("source__image").order_by("pk"):
        found.setdefault(row.request_id, []).append(row)
    return found


def _rights(candidate, references, versions):
    return clearance.effective(
        candidate.image,
        campaign=candidate.brief.campaign,
        kept_terms=candidate.terms_snapshot,
        ingredients=[one.source.image for one in references],
        versions=versions,
    )


def _open_threads(brief, user) -> dict[int, list[Talk]]:
    """The open threads that this person may know of, by candidate, with the answers of later versions."""
    rows = talk.heard_by(user).filter(candidate__brief=brief, state=Thread.State.OPEN)
    found = {}
    for thread in rows.select_related("candidate").prefetch_related("answers").order_by("number"):
        found.setdefault(thread.candidate_id, []).append(Talk(thread, [], {}))
    return found


def _lines(brief) -> dict[int, int]:
    """For each edited image of the brief the one that it was edited from."""
    return dict(brief.candidates.exclude(parent=None).values_list("pk", "parent"))


def _asked(candidate, lines, threads) -> list[Talk]:
    """Open threads of earlier versions that nobody has answered on the way to this one."""
    line, one = {candidate.pk: None}, lines.get(candidate.pk)
    while one and one not in line:
        line[one], one = None, lines.get(one)
    earlier = [talk_ for pk in list(line)[1:] for talk_ in threads.get(pk, [])]
    return [each for each in earlier if not any(row.candidate_id in line for row in each.thread.answers.all())]
