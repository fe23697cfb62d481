"""The pages of campaigns, products and brands."""

import pytest

from assets import campaigns, people
from assets.models import Brand, Campaign, Membership, Product, User
from tests import factories

CAMPAIGN = {
    "name": "Spring",
    "starts_on": "2027-03-01",
    "ends_on": "2027-05-31",
    "markets": "Germany, fr",
    "budget": "400",
}


@pytest.fixture
def campaign(brand, marketer):
    return campaigns.create_campaign(brand, by=marketer, name="Winter warmth")


def test_a_campaign_is_created_with_markets_as_people_write_them(signed_in, marketer):
    data = {**CAMPAIGN, "brand": marketer.memberships.get().brand.public_id, "rights_holder": "Northwind"}
    answer = signed_in(marketer).post("/campaigns/new", data)
    made = Campaign.objects.get()
    assert answer.url == f"/campaigns/{made.public_id}/"
    assert (made.markets, made.rights_defaults) == (["DE", "FR"], {"rights_holder": "Northwind"})


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"ends_on": "2027-01-01"}, "last day is before the first"),
        ({"markets": "Atlantis"}, "Atlantis is not a country"),
        ({"budget": "-1"}, "greater than or equal to 0"),
        ({"name": ""}, "This field is required"),
        ({"channels": ["moon"]}, "Select a valid choice"),
    ],
)
def test_a_wrong_campaign_comes_back_with_a_sentence(signed_in, marketer, wrong, sentence):
    data = {**CAMPAIGN, "brand": marketer.memberships.get().brand.public_id, **wrong}
    answer = signed_in(marketer).post("/campaigns/new", data)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Campaign.objects.exists()


def test_a_campaign_cannot_be_put_into_another_brand(signed_in, marketer, other_brand):
    answer = signed_in(marketer).post("/campaigns/new", {**CAMPAIGN, "brand": other_brand.public_id})
    assert answer.status_code == 422


def test_saving_an_old_page_names_who_was_first(signed_in, marketer, manager, campaign):
    campaigns.change_campaign(campaign, by=manager, message="Slow")
    answer = signed_in(marketer).post(f"/campaigns/{campaign.public_id}/edit", {**CAMPAIGN, "version": "1"})
    assert answer.status_code == 409
    assert "Ben Ortiz changed this campaign" in answer.content.decode()


def test_the_campaign_page_shows_dates_markets_and_rights(signed_in, auditor, manager, campaign):
    campaigns.change_campaign(
        campaign, by=manager, markets=["DE"], channels=["story"], rights_defaults={"basis": "owned"}
    )
    page = signed_in(auditor).get(f"/campaigns/{campaign.public_id}/").content.decode()
    assert all(words in page for words in ("Germany", "Vertical story", "Owned outright"))
    assert "Archive this campaign" not in page


def test_an_archived_campaign_moves_to_the_other_list(signed_in, marketer, campaign):
    client = signed_in(marketer)
    client.post(f"/campaigns/{campaign.public_id}/archive")
    client.get("/campaigns/")
    assert "Winter warmth" not in client.get("/campaigns/").content.decode()
    assert "Winter warmth" in client.get("/campaigns/?archived=1").content.decode()
    assert client.post(f"/campaigns/{campaign.public_id}/archive").status_code == 409


def test_an_auditor_changes_no_campaign(signed_in, auditor, campaign):
    client = signed_in(auditor)
    assert client.get("/campaigns/new").status_code == 403
    assert client.post(f"/campaigns/{campaign.public_id}/archive").status_code == 403


def test_a_stranger_gets_404_for_a_foreign_campaign_and_product(signed_in, stranger, campaign, brand):
    product = factories.a_product(brand)
    client = signed_in(stranger)
    assert client.get(f"/campaigns/{campaign.public_id}/").status_code == 404
    assert client.get(f"/products/{product.public_id}/").status_code == 404


def test_a_product_is_created_and_changed(signed_in, marketer, brand):
    client = signed_in(marketer)
    client.post("/products/new", {"brand": brand.public_id, "name": "Mug", "sku": "M-1"})
    product = Product.objects.get()
    client.post(f"/products/{product.public_id}/edit", {"name": "Enamel mug", "version": "1"})
    product.refresh_from_db()
    assert (product.name, product.sku, product.version) == ("Enamel mug", "", 2)


def test_the_brand_page_has_one_table_of_who_may_do_what(signed_in, marketer, brand):
    page = signed_in(marketer).get(f"/brands/{brand.public_id}/").content.decode()
    assert "Who may do what" in page
    assert "Approve, reject or ask for changes" in page
    assert "Mara Lind" in page


def test_a_marketer_sees_no_addresses_and_no_way_to_add_people(signed_in, marketer, manager, brand):
    page = signed_in(marketer).get(f"/brands/{brand.public_id}/").content.decode()
    assert manager.email not in page
    assert "Give the role" not in page


def test_a_manager_adds_a_newcomer(signed_in, manager, brand):
    data = {"email": "new@example.com", "display_name": "New Person", "role": "marketer"}
    answer = signed_in(manager).post(f"/brands/{brand.public_id}/invite", data)
    assert answer.status_code == 302
    assert Membership.objects.filter(user__email="new@example.com", brand=brand, role="marketer").exists()


def test_an_address_that_is_none_comes_back_with_a_sentence(signed_in, manager, brand):
    data = {"email": "nobody", "display_name": "N", "role": "marketer"}
    answer = signed_in(manager).post(f"/brands/{brand.public_id}/invite", data)
    assert answer.status_code == 422
    assert "valid email" in answer.content.decode()


@pytest.mark.parametrize("path", ["invite", "people/{person}/revoke"])
def test_a_marketer_changes_no_memberships(signed_in, marketer, manager, brand, path):
    where = f"/brands/{brand.public_id}/{path.format(person=manager.public_id)}"
    answer = signed_in(marketer).post(where, {"role": "brand_manager", "email": "a@b.example", "display_name": "A"})
    assert answer.status_code == 403
    assert Membership.objects.filter(user=manager).exists()


def test_a_manager_takes_a_role_away_once(signed_in, manager, marketer, brand):
    client, where = signed_in(manager), f"/brands/{brand.public_id}/people/{marketer.public_id}/revoke"
    assert client.post(where, {"role": "marketer"}).status_code == 302
    assert client.post(where, {"role": "marketer"}).status_code == 404


def test_a_role_that_is_not_held_is_a_conflict(signed_in, manager, marketer, brand):
    where = f"/brands/{brand.public_id}/people/{marketer.public_id}/revoke"
    assert signed_in(manager).post(where, {"role": "auditor"}).status_code == 409


def test_the_last_manager_stays_and_is_told_why(signed_in, manager, brand):
    where = f"/brands/{brand.public_id}/people/{manager.public_id}/revoke"
    answer = signed_in(manager).post(where, {"role": "brand_manager"})
    assert answer.status_code == 422
    assert "last brand manager" in answer.content.decode()


def test_a_site_admin_founds_a_brand_in_the_browser(signed_in, db):
    admin = factories.a_user(is_staff=True)
    client = signed_in(admin)
    answer = client.post("/brands/new", {"name": "Tidewater", "timezone": "Europe/Paris", "currency": "EUR"})
    assert answer.url == f"/brands/{Brand.objects.get().public_id}/"
    assert client.post("/brands/new", {"name": "X", "timezone": "Nowhere", "currency": "EUR"}).status_code == 422


def test_a_manager_founds_no_brand_in_the_browser(signed_in, manager):
    assert signed_in(manager).get("/brands/new").status_code == 403


def test_the_list_of_brands_is_ones_own(signed_in, marketer, brand, other_brand):
    page = signed_in(marketer).get("/brands/").content.decode()
    assert brand.name in page
    assert other_brand.name not in page


def test_somebody_without_a_brand_is_told_whom_to_ask(signed_in, db):
    page = signed_in(factories.a_user()).get("/").content.decode()
    assert "Ask a brand manager to add you" in page


def test_an_invited_person_counts_once_however_many_roles(signed_in, manager, marketer, brand):
    people.grant(marketer, brand, "auditor", by=manager)
    page = signed_in(manager).get("/brands/").content.decode()
    assert f'data-name="People">{User.objects.filter(memberships__brand=brand).distinct().count()}</td>' in page
