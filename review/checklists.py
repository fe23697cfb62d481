"""Owns the checklist of a round: which questions apply, how they are answered, and the version that a decision binds.

The version is the round's own: every answer, alt text or disclosure counts it up, so an approval can tell that
the page it was given on is old.
"""

from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, FilteredRelation, Q

from assets import access, audit, clock, wording
from assets.firsts import who_changed_it
from assets.problems import Conflict, Forbidden, Refused
from generation.makers import makers
from review import disclosures, plans, stages
from review.models import ChecklistAnswer, ChecklistItem, Round

Answer, Heading, Severity = ChecklistAnswer.Answer, ChecklistItem.Heading, ChecklistItem.Severity


@dataclass(frozen=True)
class Question:
    """One applicable item with the answer that stands; an answer to an older wording counts as none."""

    item: ChecklistItem
    answer: str
    note: str
    language: str = ""

    @property
    def words(self) -> str:
        """What is asked, with the language where it is asked for each."""
        return f"{self.language}: {self.item.question}" if self.language else self.item.question

    @property
    def blocks(self) -> bool:
        """Whether it keeps the image from being approved; a failed minor point does not."""
        return not self.answer or (self.answer == Answer.FAIL and self.item.severity != Severity.MINOR)


@dataclass(frozen=True)
class Section:
    """One of the five headings with its questions."""

    key: str
    label: str
    number: int
    questions: tuple[Question, ...]

    def open(self) -> int:
        """How many questions nobody has answered."""
        return sum(not question.answer for question in self.questions)

    def failed(self) -> list[Question]:
        """The questions answered with no."""
        return [question for question in self.questions if question.answer == Answer.FAIL]

    def passed(self) -> bool:
        """Whether nothing is open and nothing failed."""
        return not self.open() and not self.failed()


def sections(round_, *, references: bool) -> list[Section]:
    """The applicable questions under their headings, in one query; ``references`` tells whether sources were used."""
    here = FilteredRelation("answers", condition=Q(answers__round=round_))
    rows = ChecklistItem.objects.filter(enabled=True).annotate(here=here)
    told = {name: F(f"here__{name}") for name in ("language", "answer", "note", "item_version")}
    items, given = {}, {}
    for item in rows.annotate(**{f"given_{name}": said for name, said in told.items()}):  # a row for each answer
        items.setdefault(item.pk, item)
        if item.given_item_version == item.version:
            given[round_.pk, item.pk, item.given_language] = (item.given_answer, item.given_note)
    return _headed(_asked(round_, items.values(), given, references))


def sections_of_many(references: dict) -> dict:
    """The same for many rounds in two queries, by the key of the round; ``references`` says for each round whether
    sources were used."""
    rows = ChecklistAnswer.objects.filter(round__in=references, item_version=F("item__version"))
    rows = rows.values_list("round", "item", "language", "answer", "note")
    given = {(round_, item, language): said for round_, item, language, *said in rows}
    items = list(ChecklistItem.objects.filter(enabled=True))
    return {round_.pk: _headed(_asked(round_, items, given, used)) for round_, used in references.items()}


def _asked(round_, items, given, references) -> list[Question]:
    plan = plans.of(round_.candidate.brief.campaign)
    context, found = conditions(round_.candidate.brief, plan, references), []
    for item in items:
        if not item.applies_when or context & set(item.applies_when):
            languages = plan.languages if "language" in item.applies_when else [""]
            found += [
                Question(item, *given.get((round_.pk, item.pk, language), ("", "")), language) for language in languages
            ]
    return found


def _headed(asked) -> list[Section]:
    return [
        Section(key, label, number, tuple(one for one in asked if one.item.heading == key))
        for number, (key, label) in enumerate(Heading.choices, 1)
    ]


def conditions(brief, plan, references) -> set[str]:
    """What the image may hold and its campaign stands under. Words and people are always looked for: a generator
    adds them unasked."""
    found = {"people", "text"}
    found |= {"product"} if brief.product_id else set()
    found |= {"channel"} if brief.channels else set()
    found |= {f"sector:{plan.sector}"} if plan.sector else set()
    found |= {"language"} if plan.languages else set()
    return found | ({"references"} if references else set())


def answer(round_, number: int, value: str, *, by, note="", language="") -> None:
    """Answers one question. A "no" needs a note that says why. Raises Conflict when the round is over."""
    note = wording.plain(note, what="The note", longest=500)
    if value not in Answer.values:
        raise Refused("Answer yes, no or does not apply. Nothing was saved.", code="answer")
    if value == Answer.FAIL and not note:
        raise Refused("Say what is wrong, so that somebody can put it right. Nothing was saved.", code="note")
    item = ChecklistItem.objects.filter(number=number, enabled=True).first()
    if item is None:
        raise Refused("This question is no longer asked. Load the page again.", code="item")
    asked = plans.of(round_.candidate.brief.campaign).languages if "language" in item.applies_when else [""]
    if language not in asked:
        raise Refused("This language is no longer asked about. Load the page again.", code="language")
    with _turn(round_, by):
        _write(round_, [(item, language)], value, note, by)
        details = {"item": number, "answer": value, "item_version": item.version, "language": language}
        audit.record("checklist.answered", round_, by=by, details=details)


def pass_heading(round_, key: str, *, by, references: bool) -> int:
    """Answers yes to all open questions of a heading; exceptions that were noted before stay. Returns how many."""
    section = next((one for one in sections(round_, references=references) if one.key == key), None)
    if section is None:
        raise Refused("There is no such heading. Nothing was saved.", code="heading")
    items = [(question.item, question.language) for question in section.questions if not question.answer]
    if not items:
        return 0
    with _turn(round_, by):
        _write(round_, items, Answer.PASS, "", by)
        details = {"heading": key, "items": [item.number for item, _ in items], "answer": Answer.PASS.value}
        audit.record("checklist.answered", round_, by=by, details=details)
    return len(items)


def take_back_heading(round_, key: str, *, by) -> int:
    """Opens all questions of a heading again. Returns how many."""
    with _turn(round_, by):
        removed, _ = ChecklistAnswer.objects.filter(round=round_, item__heading=key).delete()
        if removed:
            audit.record("checklist.answered", round_, by=by, details={"heading": key, "answer": "taken back"})
    return removed


def describe(round_, *, by, alt_text=None, decorative=None, disclosure=None) -> None:
    """Keeps the alt text or what viewers are told; what is not given stays. Anyone who may send or decide may do so."""
    changes = {}
    if alt_text is not None:
        changes["alt_text"] = wording.plain(alt_text, what="The alt text", longest=400)
    if decorative is not None:
        changes["decorative"] = bool(decorative)
    if disclosure is not None:
        changes["disclosure"] = disclosures.checked(disclosure, round_.candidate.brief.channels)
    access.require(by, "send_for_approval", round_.brand)
    different = {name: value for name, value in changes.items() if getattr(round_, name) != value}
    if different:
        with transaction.atomic():
            _count_up(round_, **different)
            audit.record("round.described", round_, by=by, after=different)


def require_judge(candidate, by) -> None:
    """Raises Forbidden unless the person may decide in the brand, or has a place in the stage that is open, and had
    no hand in making the image."""
    if not access.can(by, "decide", candidate.brand) and not stages.may_judge(candidate, by):
        access.require(by, "decide", candidate.brand)
    deed = makers(candidate).get(by)
    if deed:
        raise Forbidden(
            f"You {deed}, so somebody else must judge this image. Nothing was changed.",
            code="maker",
        )


@contextmanager
def _turn(round_, by):
    """One change of the answers: only by a judge, only while the round is open, counted up."""
    require_judge(round_.candidate, by)
    with transaction.atomic():
        _count_up(round_)
        yield


def _count_up(round_, **changes) -> None:
    rows = Round.objects.filter(pk=round_.pk, state=Round.State.OPEN)
    if not rows.update(version=F("version") + 1, **changes):
        raise Conflict(who_changed_it(round_.candidate), code="closed")
    round_.refresh_from_db(fields=["version", "alt_text", "decorative", "disclosure", "state"])


def _write(round_, items, value, note, by) -> None:
    ChecklistAnswer.objects.bulk_create(
        [
            ChecklistAnswer(
                round=round_,
                item=item,
                item_version=item.version,
                question=item.question,
                language=language,
                answer=value,
                note=note,
                by=by,
                at=clock.now(),
            )
            for item, language in items
        ],
        update_conflicts=True,
        unique_fields=["round", "item", "language"],
        update_fields=["item_version", "question", "answer", "note", "by", "at"],
    )
