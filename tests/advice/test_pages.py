"""The check on the decision page, and the page of the brand kit."""

import pytest

from assets import kits
from assets.models import Work
from review import advice
from tests.decisions import waiting

pytestmark = pytest.mark.django_db
FRAGMENT = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def candidate(brand, marketer, manager):
    return waiting.a_waiting(brand, by=marketer)


def address(candidate, rest=""):
    return f"/approvals/{candidate.public_id}/{rest}"


def make(candidate):
    advice.give(Work.objects.get(kind=advice.CHECK, state="open").pk)


def test_the_page_says_how_many_rules_were_passed_and_why(signed_in, candidate, manager):
    client = signed_in(manager)
    assert "Being checked" in client.get(address(candidate)).text
    make(candidate)
    page = client.get(address(candidate)).text
    results = candidate.__class__.objects.get(pk=candidate.pk).advice.results
    found = advice.tally(results)
    assert f"{found['passed']} of {found['tested']} rules passed" in page
    assert all(line["reason"].split(" ")[0] in page for line in results)


def test_check_again_is_one_post_and_the_fragment_waits_for_the_result(signed_in, candidate, marketer):
    make(candidate)
    client = signed_in(marketer)
    answer = client.post(address(candidate, "check"), **FRAGMENT)
    assert "Being checked" in answer.text
    assert "every 2s" in answer.text
    make(candidate)
    answer = client.get(address(candidate, "check"), **FRAGMENT)
    assert "rules passed" in answer.text
    assert "every 2s" not in answer.text


def test_without_scripts_the_post_leads_back_to_the_part(signed_in, candidate, marketer):
    make(candidate)
    answer = signed_in(marketer).post(address(candidate, "check"))
    assert answer.url == address(candidate) + "#advice"


def test_the_page_tells_that_the_kit_was_changed_since(signed_in, brand, candidate, manager):
    make(candidate)
    client = signed_in(manager)
    assert "changed since" not in client.get(address(candidate)).text
    kits.change(brand, by=manager, expected_version=0, palette=["#b3402a"])
    assert "changed since" in client.get(address(candidate)).text


def kit_form(**changes):
    limits = {f"limit_{name}": usual for name, (usual, *_) in kits.THRESHOLDS.items()}
    plain = {"version": 0, "palette": "#b3402a\n#f4ead8", "safe_area": 5, "zone_width": 25, "zone_height": 15}
    return plain | limits | {"zone_square_social": "bottom_right"} | changes


def test_a_manager_fills_the_kit_in_a_form_and_sees_it_as_saved(signed_in, brand, manager):
    client, url = signed_in(manager), f"/brands/{brand.public_id}/kit"
    assert client.post(url, kit_form()).status_code == 302
    brand.refresh_from_db()
    assert brand.kit.palette == ["#b3402a", "#f4ead8"]
    assert brand.kit.logo_zones == {"square_social": [0.7, 0.8, 0.25, 0.15]}
    assert brand.kit.thresholds == {}
    page = client.get(url).text
    assert 'fill="#b3402a"' in page
    assert '<option value="bottom_right" selected>' in page


def test_a_wrong_colour_is_told_in_the_form_and_nothing_is_saved(signed_in, brand, manager):
    answer = signed_in(manager).post(f"/brands/{brand.public_id}/kit", kit_form(palette="reddish"))
    assert answer.status_code == 422
    assert "is no colour" in answer.text
    assert not hasattr(type(brand).objects.get(pk=brand.pk), "kit")


def test_a_form_older_than_the_last_change_is_refused(signed_in, brand, manager):
    client, url = signed_in(manager), f"/brands/{brand.public_id}/kit"
    client.post(url, kit_form())
    assert client.post(url, kit_form(safe_area=9)).status_code == 409


def test_only_brand_managers_change_a_kit(signed_in, brand, marketer):
    client, url = signed_in(marketer), f"/brands/{brand.public_id}/kit"
    assert "Save the kit" not in client.get(url).text
    assert client.post(url, kit_form()).status_code == 403
