"""The rules that one set of terms must obey."""

from datetime import UTC, date, datetime

import pytest

from assets import licences
from assets.problems import Refused
from tests.rights.records import TERMS

pytestmark = pytest.mark.django_db

FAULTY = [
    ("basis", {"basis": "a hunch"}),
    ("basis", {"basis": "generator_terms", "tool_terms": {}}),
    ("licence_type", {"licence_type": "whatever"}),
    ("rights_holder", {"rights_holder": "  "}),
    ("licensor_url", {"licensor_url": "http://example.com"}),
    ("terms_url", {"terms_url": "javascript:alert(1)"}),
    ("term_start", {"term_start": None}),
    ("term_end", {"term_end": date(2026, 10, 31)}),
    ("term_end", {"term_end": None}),
    ("term_end", {"perpetual": True}),
    ("tz", {"tz": "Mars/Olympus"}),
    ("embargo_until", {"embargo_until": datetime(2036, 4, 1, tzinfo=UTC)}),
    ("embargo_until", {"embargo_until": datetime(2026, 12, 1)}),
    ("territories", {"territory_mode": "include"}),
    ("territories", {"territory_mode": "include", "territories": ["XX"]}),
    ("territories", {"territory_mode": "exclude", "territories": ["001"]}),
    ("territory_mode", {"territory_mode": "somewhere"}),
    ("channels", {"channels": []}),
    ("channels", {"channels": ["billboard"]}),
    ("exclusivity", {"exclusivity": "very"}),
    ("exclusive_until", {"exclusive_until": date(2027, 1, 1)}),
    ("restrictions", {"restrictions": ["no_fun"]}),
    ("restriction_text", {"property_release": "PR-LPR"}),
    ("restriction_text", {"model_release": "MR-LMR"}),
    ("credit_line", {"credit_required": True}),
    ("credit_line", {"credit_line": "x" * 251}),
    ("people", {"people": "a crowd"}),
    ("model_release", {"people": "real_released"}),
    ("property_release", {"property_release": "PR-???"}),
    ("copyright_notice", {"copyright_notice": "© us"}),
    ("colour", {"colour": "blue"}),
]


@pytest.mark.parametrize(("field", "change"), FAULTY)
def test_a_faulty_field_is_named_with_a_sentence(field, change):
    with pytest.raises(Refused) as refusal:
        licences.checked({**TERMS, **change})
    assert field in refusal.value.detail
    assert refusal.value.sentence.startswith("The rights were not saved.")


def test_good_terms_come_back_complete_with_groups_frozen_into_countries():
    terms = licences.checked({**TERMS, "territory_mode": "include", "territories": ["DACH"]})
    assert terms["territories"] == ["AT", "CH", "DE"]
    assert set(terms) == set(licences.FIELDS)


@pytest.mark.parametrize(
    "change",
    [
        {"term_end": None, "perpetual": True},
        {"term_end": date(2026, 11, 1)},
        {"credit_required": True, "credit_line": "Photo: A. Person"},
        {"human_contribution": "edits", "copyright_notice": "© Northwind"},
        {"people": "real_released", "model_release": "MR-UMR"},
        {"model_release": "MR-LMR", "restriction_text": "Print only"},
        {"embargo_until": datetime(2036, 3, 31, 9, tzinfo=UTC)},
        {"basis": "generator_terms", "tool_terms": {"key": "simulated", "commercial": "yes"}},
    ],
)
def test_terms_at_the_edge_are_good(change):
    assert licences.checked({**TERMS, **change})
