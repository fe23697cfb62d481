"""Candidates in the search index: found by their prompt from the moment they are there."""

import pytest

from generation import finding, imports, origins
from generation.models import Candidate
from generation.origins import Declaration
from tests import factories

DECLARED = {"source_type": "trainedAlgorithmicMedia", "tool": "Midjourney", "model_version": "7"}


@pytest.fixture
def imported(brand, marketer, png):
    brief = factories.a_brief(brand, title="Harbour at noon")
    declared = Declaration(**DECLARED, prompt="Lighthouse in fog", author_name="Ida")
    return imports.bring_in(brief, png(), file_name="a.png", declared=declared, by=marketer)


def keys(text, brands, **narrowed):
    return [row.pk for row in finding.found(text, brands=brands, **narrowed)]


def test_an_imported_candidate_is_found_by_prompt_tool_and_brief(imported):
    for words in ("lighthouse", "fog midjourney", "harbour"):
        assert keys(words, [imported.brand_id]) == [imported.pk], words


def test_a_candidate_of_another_brand_is_not_found(imported, other_brand):
    assert keys("lighthouse", [other_brand.pk]) == []
    assert keys("lighthouse", []) == []


def test_a_search_within_a_brief_leaves_the_others_out(imported):
    assert keys("lighthouse", [imported.brand_id], brief=imported.brief) == [imported.pk]
    assert keys("lighthouse", [imported.brand_id], brief=factories.a_brief(imported.brand)) == []


def test_a_prompt_declared_later_replaces_the_former_words(imported, marketer):
    declared = Declaration(**DECLARED, prompt="Sailing boat", author_name="Ida")
    origins.declare(imported, declared, by=marketer)
    assert keys("sailing", [imported.brand_id]) == [imported.pk]
    assert keys("lighthouse", [imported.brand_id]) == []


def test_a_generated_candidate_is_found_by_the_text_of_its_prompt(brand):
    candidate = factories.a_candidate(factories.a_brief(brand))
    finding.index(candidate)
    assert keys("window sill", [brand.pk]) == [candidate.pk]
    assert Candidate.objects.count() == 1
