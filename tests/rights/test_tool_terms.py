"""Presets of tool terms, and the frozen copies of them."""

import pytest
import time_machine

from assets import terms
from assets.models import ToolTerms

pytestmark = pytest.mark.django_db


def test_every_preset_says_when_and_where_it_was_read():
    presets = ToolTerms.objects.exclude(key="simulated")
    assert presets.count() == 8
    assert all(preset.as_of and preset.terms_url.startswith("https://") for preset in presets)


def test_midjourneys_small_plans_ask_for_conditions_that_evidence_answers():
    kept = terms.snapshot(ToolTerms.objects.get(key="midjourney-standard"))
    kinds = {terms.evidence_kind(condition) for condition in kept["conditions"]}
    assert len(terms.open_conditions(kept, set())) == 3
    assert terms.open_conditions(kept, kinds) == []


def test_a_copy_does_not_follow_the_table():
    preset = ToolTerms.objects.get(key="bfl-flux-api")
    kept = terms.snapshot(preset)
    preset.commercial = "no"
    assert kept["commercial"] == "yes"
    assert terms.digest(kept) != terms.digest(terms.snapshot(preset))


def test_the_digest_follows_from_the_content_alone():
    kept = terms.snapshot(ToolTerms.objects.get(key="openai-api"))
    assert terms.digest(kept) == terms.digest(dict(reversed(kept.items())))
    assert terms.digest({}) == ""


@pytest.mark.parametrize(("day", "old"), [("2027-05-22", False), ("2027-05-23", True)])
def test_terms_that_nobody_read_for_half_a_year_are_marked(day, old):
    with time_machine.travel(day, tick=False):
        assert terms.stale({"as_of": "2026-11-23"}) is old


def test_terms_are_named_with_their_plan_and_day():
    kept = terms.snapshot(ToolTerms.objects.get(key="midjourney-pro"))
    assert terms.label(kept) == "Midjourney · Pro or Mega, as of 2026-05-27"
