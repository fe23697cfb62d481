"""Whoever had a hand in an image, in its words or in what it came from, is one of its makers and never approves it."""

import pytest

from assets.problems import Problem
from generation import prompts
from generation.makers import DEEPEST, lineage, made, makers
from generation.models import Candidate
from review import decisions, queue
from tests import factories
from tests.decisions import waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def brief(brand):
    return factories.a_brief(brand)


@pytest.fixture
def first(brief, manager):
    """The words that the brand manager wrote."""
    return factories.a_prompt_version(brief, "A red mug", author=manager)


def test_the_author_of_the_words_is_a_maker(brief, marketer):
    candidate = factories.a_candidate(brief, prompt_version=factories.a_prompt_version(brief, author=marketer))
    assert makers(candidate)[marketer] == "wrote the prompt"


def test_the_author_of_earlier_words_is_a_maker(brief, first, manager, marketer):
    later = prompts.revise(first.prompt, "A red mug at night", by=marketer)
    candidate = factories.a_candidate(brief, prompt_version=later)
    assert makers(candidate)[manager] == "wrote earlier words of the prompt"


def test_the_author_of_later_words_is_not(brief, first, manager, marketer):
    prompts.revise(first.prompt, "A red mug at night", by=marketer)
    assert not made(factories.a_candidate(brief, prompt_version=first), marketer)


def test_the_author_of_the_prompt_that_was_remixed_is_a_maker(brief, first, manager, marketer):
    source = factories.a_candidate(brief, prompt_version=first)
    elsewhere = factories.a_brief(brief.brand)
    words = prompts.write(elsewhere, "A blue mug", by=marketer, remixed_from=source.public_id)
    assert made(factories.a_candidate(elsewhere, prompt_version=words), manager)


def test_a_remix_of_a_remix_is_followed_to_its_beginning(brief, first, manager, marketer):
    words, source = first, None
    for number in range(3):
        source = factories.a_candidate(brief, prompt_version=words)
        words = prompts.write(brief, f"A mug, take {number}", by=marketer, remixed_from=source.public_id)
    assert made(factories.a_candidate(brief, prompt_version=words), manager)


def test_a_circle_of_remixes_comes_to_an_end(brief, first, marketer):
    one = factories.a_candidate(brief, prompt_version=first)
    other = prompts.write(brief, "A blue mug", by=marketer, remixed_from=one.public_id)
    back = factories.a_candidate(brief, prompt_version=other)
    type(first).objects.filter(pk=first.pk).update(remixed_from=back.public_id)
    assert len(makers(factories.a_candidate(brief, prompt_version=other))) >= 2


def test_a_parents_earlier_writer_is_a_maker_of_its_edits(brief, first, manager, marketer):
    later = prompts.revise(first.prompt, "A red mug at night", by=marketer)
    parent = factories.a_candidate(brief, prompt_version=later)
    words = factories.a_prompt_version(factories.a_brief(brief.brand), author=marketer)
    edit = factories.a_candidate(brief, prompt_version=words, parent=parent, origin="refined")
    assert made(edit, manager)


def test_a_manager_who_wrote_earlier_words_cannot_approve(brand, brief, first, manager, marketer):
    later = prompts.revise(first.prompt, "A red mug at night", by=marketer)
    candidate = waiting.a_ready(brand, brief=brief, prompt_version=later)
    with pytest.raises(Problem, match="earlier words"):
        decisions.approve(candidate, by=manager, bound=waiting.bound_of(candidate))
    candidate.refresh_from_db()
    assert candidate.state == "in_review"


def test_the_queue_says_who_can_decide_instead(brand, brief, first, manager, marketer):
    other = factories.a_user("brand_manager", brand, name="Olga Rey")
    later = prompts.revise(first.prompt, "A red mug at night", by=marketer)
    candidate = factories.a_candidate(brief, prompt_version=later)
    assert queue.turn(candidate, queue.deciders(brand)) == str(other)


def test_the_versions_before_an_image_are_read_at_once_and_once(brand, django_assert_num_queries):
    line = [factories.a_candidate(factories.a_brief(brand))]
    for _ in range(3):
        line.append(factories.a_candidate(line[0].brief, parent=line[-1]))
    last = Candidate.objects.get(pk=line[-1].pk)
    with django_assert_num_queries(1):
        assert [one.pk for one in lineage(last)] == [one.pk for one in reversed(line)]
        assert {one.author for one in list(lineage(last))[1:]} == {line[0].author}


def test_a_circle_of_versions_ends(brand):
    one = factories.a_candidate(factories.a_brief(brand))
    two = factories.a_candidate(one.brief, parent=one)
    Candidate.objects.filter(pk=one.pk).update(parent=two)
    assert len(list(lineage(two))) == DEEPEST + 1
