"""Rules on AI labels are data: they touch an image by market, channel and people, advise, and are kept in the log."""

from datetime import timedelta

import pytest
import time_machine

from assets import clock
from assets.models import AuditEvent, DisclosureRule
from generation.models import Candidate
from review import checklists, decisions, disclosures
from tests import factories
from tests.decisions.waiting import a_ready, a_waiting, bound_of, case_of, round_of

pytestmark = pytest.mark.django_db
HERE = "desktop_hero"
READ_ON = clock.now().date() - timedelta(days=30)


@pytest.fixture
def rule():
    """One rule alone, for every image."""
    DisclosureRule.objects.update(enabled=False)
    told = {"name": "House rule", "says": "Say it in the caption.", "enough": ["caption", "label_in_pixels"]}
    return DisclosureRule.objects.create(key="house", as_of=READ_ON, source_url="https://example.com/rule", **told)


def asked(candidate, **changes):
    """What is asked of the image after the rules were changed."""
    DisclosureRule.objects.filter(key="house").update(**changes)
    return disclosures.asked_of(case_of(candidate))


def tell(candidate, marketer, choice):
    checklists.describe(round_of(candidate), by=marketer, disclosure={HERE: choice, "square_social": choice})


@pytest.mark.parametrize(
    ("changes", "holds"),
    [
        ({}, True),
        ({"territories": ["DE"]}, True),
        ({"territories": ["EU"]}, True),
        ({"territories": ["CN"]}, False),
        ({"channels": [HERE]}, True),
        ({"channels": ["story"]}, False),
        ({"channels": [HERE], "paid_only": True}, False),
        ({"paid_only": True}, True),
        ({"people": ["synthetic"]}, True),  # nobody has said yet who is shown
        ({"enabled": False}, False),
    ],
)
def test_a_rule_holds_by_market_channel_placement_and_people(brand, rule, changes, holds):
    assert bool(asked(a_waiting(brand), **changes)) == holds


def test_once_the_rights_say_who_is_shown_a_rule_on_others_is_gone(brand, rule):
    assert not asked(a_ready(brand), people=["synthetic"])


def test_too_little_is_named_by_channel_and_enough_is_not(brand, marketer, rule):
    candidate = a_waiting(brand)
    assert asked(candidate)[0].undecided
    tell(candidate, marketer, "metadata_only")
    assert asked(candidate)[0].short == ["Desktop hero", "Square social"]
    tell(candidate, marketer, "caption")
    assert (asked(candidate)[0].short, asked(candidate)[0].undecided) == ([], False)


def test_a_rule_advises_and_the_log_keeps_which_were_known(brand, manager, marketer, rule):
    candidate = a_ready(brand)
    tell(candidate, marketer, "metadata_only")
    assert asked(candidate)[0].short
    assert decisions.approve(candidate, by=manager, bound=bound_of(candidate)).asset
    assert f'"disclosure_rules":{{"house":"{READ_ON}"}}' in AuditEvent.objects.get(action="candidate.approved").payload


def test_a_rule_is_to_be_read_again_after_half_a_year(brand, rule):
    candidate = a_waiting(brand)
    assert not asked(candidate)[0].stale
    with time_machine.travel(clock.now() + timedelta(days=200)):
        assert asked(candidate)[0].stale


def test_the_page_tells_the_rule_with_its_day_and_source(brand, manager, marketer, rule, signed_in):
    candidate, client = a_waiting(brand), signed_in(manager)
    tell(candidate, marketer, "metadata_only")
    where = f"/approvals/{candidate.public_id}/rules"
    assert where in client.get(f"/approvals/{candidate.public_id}/").content.decode()
    part = client.get(where, HTTP_HX_REQUEST="true").content.decode()
    for words in (
        "1 rule on AI labels asks for more",
        "too little on Desktop hero",
        f"{READ_ON:%-d %B %Y}",
        rule.source_url,
    ):
        assert words in part
    assert "<html" in client.get(where).content.decode()


def test_every_rule_that_comes_with_the_site_has_a_day_a_source_and_known_words(brand):
    for one in DisclosureRule.objects.all():
        assert one.as_of
        assert one.source_url.startswith("https://")
        assert set(one.enough) <= set(disclosures.CHOICES)


def test_strangers_see_no_rules(brand, stranger, signed_in):
    candidate = Candidate.objects.get(pk=factories.a_candidate(factories.a_brief(brand)).pk)
    assert signed_in(stranger).get(f"/approvals/{candidate.public_id}/rules").status_code == 404
