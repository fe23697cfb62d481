"""Prompts: versions that never change, and the words that differ between two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.models import AuditEvent
from assets.problems import Conflict, Forbidden, Refused
from generation import briefs, prompts
from generation.models import PromptVersion
from tests import factories


@pytest.fixture
def brief(brand, marketer):
    return factories.a_brief(brand, owner=marketer)


@pytest.fixture
def first(brief, marketer):
    return prompts.write(brief, "A red mug on a sill", by=marketer)


def test_the_first_version_names_its_author_and_its_exact_text(first, marketer):
    assert (first.number, first.author, first.text) == (1, marketer, "A red mug on a sill")
    assert first.text_sha256 == prompts.digest("A red mug on a sill")
    assert AuditEvent.objects.filter(action="prompt.created").count() == 1


def test_revising_makes_the_next_version_and_leaves_the_first(first, manager):
    second = prompts.revise(first.prompt, "A blue mug on a sill", by=manager, based_on=1)
    first.refresh_from_db()
    assert (second.number, second.author, first.text) == (2, manager, "A red mug on a sill")


def test_the_same_words_make_no_version(first, marketer):
    assert prompts.revise(first.prompt, "  A red mug on a sill\r\n", by=marketer) == first
    assert PromptVersion.objects.count() == 1


def test_another_wish_to_avoid_is_another_version(first, marketer):
    assert prompts.revise(first.prompt, first.text, negative="steam", by=marketer).number == 2


def test_writing_on_an_old_version_is_told_whose_is_newer(first, marketer, manager):
    prompts.revise(first.prompt, "A blue mug", by=manager, based_on=1)
    with pytest.raises(Conflict, match="Ben Ortiz wrote version 2 while you wrote"):
        prompts.revise(first.prompt, "A green mug", by=marketer, based_on=1)


def test_a_second_line_of_thought_begins_at_version_one(first, brief, marketer):
    other = prompts.write(brief, "A mug seen from above", by=marketer)
    assert (other.number, other.prompt.position) == (1, 2)


def test_an_auditor_writes_no_prompt(brief, auditor):
    with pytest.raises(Forbidden):
        prompts.write(brief, "A mug", by=auditor)


def test_a_closed_brief_takes_no_prompt(first, brief, marketer):
    briefs.close(brief, by=marketer)
    first.prompt.brief.refresh_from_db()
    with pytest.raises(Conflict, match="is closed"):
        prompts.revise(first.prompt, "A blue mug", by=marketer)


@pytest.mark.parametrize("text", ["", "   \n", "A\0B", "\udfff", "x" * 8001])
def test_what_cannot_be_a_prompt_is_refused_and_leaves_nothing(brief, marketer, text):
    with pytest.raises(Refused):
        prompts.write(brief, text, by=marketer)
    assert not brief.prompts.exists()


def test_eight_thousand_characters_fit(brief, marketer):
    assert len(prompts.write(brief, "x" * 8000, by=marketer).text) == 8000


def test_changed_words_are_marked_and_the_rest_is_left_alone():
    runs = prompts.differing("A red mug on a sill", "A blue mug on an old sill")
    assert [(run.kind, run.text) for run in runs if run.kind != "same"] == [
        ("removed", " red"),
        ("added", " blue"),
        ("removed", " a"),
        ("added", " an old"),
    ]


@given(st.text(max_size=60), st.text(max_size=60))
def test_both_texts_can_be_read_back_from_their_difference(before, after):
    runs = prompts.differing(before, after)
    assert "".join(run.text for run in runs if run.kind != "removed") == after
    assert "".join(run.text for run in runs if run.kind != "added") == before


def test_a_text_made_to_be_slow_is_shown_as_rewritten():
    runs = prompts.differing("a b " * 2000, "b a " * 2000)
    assert len(runs) <= 4
