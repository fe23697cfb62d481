"""A wrong configuration is told by the system checks, with a way to repair it."""

import pytest

from assets.models import ToolTerms
from config import checks
from config.environment import webhook_base
from tests.flux.service import KEY


def ids(found):
    """The ids of what was found; each has a hint."""
    assert all(one.hint for one in found)
    return [one.id for one in found]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"BFL_BASE_URL": "https://api.eu.bfl.ai/"}, []),
        ({"BFL_BASE_URL": "http://127.0.0.1:9"}, []),
        ({"BFL_BASE_URL": "https://flux.reseller.example"}, []),
        ({"BFL_BASE_URL": "http://api.bfl.ai"}, ["proofmark.E004"]),
        ({"BFL_BASE_URL": "http://10.0.0.1"}, ["proofmark.E004"]),
        ({"BFL_BASE_URL": "https://api.bfl.ai/v1"}, ["proofmark.E004"]),
        ({"BFL_BASE_URL": "https://u:p@api.bfl.ai"}, ["proofmark.E004"]),
        ({"BFL_BASE_URL": "https://api.bfl.ai:99999"}, ["proofmark.E004"]),
        ({"BFL_BASE_URL": "api.bfl.ai"}, ["proofmark.E004"]),
        ({"BFL_API_KEY": "two\nlines"}, ["proofmark.E005"]),
        ({"DEMO": True}, ["proofmark.I001"]),
    ],
)
def test_the_key_and_the_address_are_looked_at(change, expected, settings):
    settings.BFL_API_KEY = KEY
    for name, value in change.items():
        setattr(settings, name, value)
    found = checks.check_flux(None)
    assert ids(found) == expected
    assert KEY not in str(found)


@pytest.mark.parametrize(
    ("address", "expected"),
    [("", ["proofmark.I002"]), ("https://proofmark.example", []), ("http://proofmark.example", ["proofmark.W004"])],
)
def test_the_address_for_calls_is_looked_at(address, expected, settings):
    settings.BFL_API_KEY, settings.WEBHOOK_BASE_URL = KEY, address
    assert ids(checks.check_webhooks(None)) == expected


def test_without_a_key_nothing_is_said_of_calls(settings):
    settings.BFL_API_KEY, settings.WEBHOOK_BASE_URL = "", ""
    assert checks.check_webhooks(None) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"as_of": "2090-01-01"}, set()),
        ({"as_of": "2020-01-01"}, {"proofmark.W006"}),
        ({"commercial": "no"}, {"proofmark.W005"}),
    ],
)
def test_the_terms_of_what_can_be_asked_are_looked_at(change, expected, settings, db):
    settings.BFL_API_KEY = KEY
    ToolTerms.objects.filter(key="bfl-flux-api").update(**change)
    assert set(ids(checks.check_terms_of_generators(None, databases=["default"]))) == expected


@pytest.mark.parametrize(
    ("said", "site", "expected"),
    [
        ("", "https://proofmark.example", "https://proofmark.example"),
        ("", "http://proofmark.example", ""),
        ("", "https://localhost", ""),
        ("https://hooks.example", "http://127.0.0.1:8000", "https://hooks.example"),
    ],
)
def test_calls_go_to_the_site_itself_where_the_world_can_reach_it(said, site, expected, monkeypatch):
    monkeypatch.setenv("WEBHOOK_BASE_URL", said)
    assert webhook_base("WEBHOOK_BASE_URL", site) == expected
