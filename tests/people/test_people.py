"""People and brands through their domain functions: who may, what is logged, what is refused in words."""

import pytest

from assets import access, people
from assets.models import AuditEvent, Membership, User
from assets.problems import Conflict, Forbidden, Refused
from tests import factories


@pytest.fixture
def admin(db):
    return factories.a_user(is_staff=True, name="Site Admin")


def test_a_site_admin_founds_a_brand_and_it_is_logged_in_its_own_chain(admin):
    brand = people.found_brand("Tidewater Tea", by=admin)
    assert brand.slug == "tidewater-tea"
    event = AuditEvent.objects.get(action="brand.founded")
    assert (event.chain, event.actor_id) == (brand.public_id, admin.public_id)


def test_a_brand_manager_founds_no_brand(manager):
    with pytest.raises(Forbidden, match="Only a site admin may found a brand"):
        people.found_brand("Second", by=manager)


def test_two_brands_cannot_share_a_name(admin, brand):
    with pytest.raises(Refused, match="There is a brand called"):
        people.found_brand(brand.name.upper(), by=admin)


def test_an_unknown_time_zone_is_refused_in_words(admin):
    with pytest.raises(Refused, match="no time zone called Mars/Base"):
        people.found_brand("Far out", by=admin, timezone="Mars/Base")


def test_an_address_makes_one_account_however_it_is_written(admin):
    people.create_user("Rosa@Example.com", "Rosa", by=admin)
    with pytest.raises(Refused, match="There is an account for rosa@example"):
        people.create_user("rosa@example.com", "Rosa again", by=admin)


def test_only_a_site_admin_makes_an_organisation_wide_auditor(manager, db):
    with pytest.raises(Forbidden):
        people.create_user("a@example.com", "A", by=manager, is_org_auditor=True)
    assert not User.objects.filter(email="a@example.com").exists()


def test_a_name_with_a_nul_is_refused(admin):
    with pytest.raises(Refused, match="cannot be stored"):
        people.create_user("a@example.com", "A\0", by=admin)


def test_an_invited_newcomer_gets_an_account_and_the_role(brand, manager):
    membership, made = people.invite("new@example.com", "New Person", brand, "marketer", by=manager)
    assert made
    assert access.can(membership.user, "create_brief", brand)
    assert not membership.user.has_usable_password()


def test_inviting_somebody_with_an_account_keeps_the_account(brand, manager, stranger):
    membership, made = people.invite(stranger.email, "Other Name", brand, "auditor", by=manager)
    assert (made, membership.user) == (False, stranger)
    stranger.refresh_from_db()
    assert stranger.display_name == "Sven Holt"


def test_a_marketer_invites_nobody(brand, marketer):
    with pytest.raises(Forbidden, match="may say who works on the brand"):
        people.invite("new@example.com", "New", brand, "marketer", by=marketer)


def test_a_role_that_is_held_already_is_given_only_once(brand, manager, marketer):
    people.grant(marketer, brand, "auditor", by=manager)
    people.grant(marketer, brand, "auditor", by=manager)
    assert (
        AuditEvent.objects.filter(
            action="membership.granted", object_id=marketer.public_id, actor_id=manager.public_id
        ).count()
        == 1
    )


def test_a_made_up_role_is_refused(brand, manager, marketer):
    with pytest.raises(Refused, match="no such role"):
        people.grant(marketer, brand, "emperor", by=manager)


def test_a_role_taken_away_no_longer_opens_anything(brand, manager, marketer):
    assert access.can(marketer, "create_brief", brand)
    people.revoke(marketer, brand, "marketer", by=manager)
    assert not access.can(marketer, "create_brief", brand)
    assert not access.brands_of(marketer).exists()


def test_taking_a_role_twice_is_told_as_done_already(brand, manager, marketer):
    people.revoke(marketer, brand, "marketer", by=manager)
    with pytest.raises(Conflict, match="does not hold this role any more"):
        people.revoke(marketer, brand, "marketer", by=manager)


def test_the_last_brand_manager_cannot_leave_the_brand_without_one(brand, manager):
    with pytest.raises(Refused, match="last brand manager"):
        people.revoke(manager, brand, "brand_manager", by=manager)
    assert Membership.objects.filter(user=manager).exists()


def test_a_switched_off_colleague_does_not_count_as_the_other_manager(brand, manager, admin):
    second = factories.a_user("brand_manager", brand)
    people.switch_off(second, by=admin)
    with pytest.raises(Refused, match="last brand manager"):
        people.revoke(manager, brand, "brand_manager", by=manager)


def test_a_switched_off_person_is_out_at_the_next_click(brand, marketer, admin, signed_in):
    client = signed_in(marketer)
    people.switch_off(marketer, by=admin, reason="Left the company")
    assert client.get("/accounts/password/change/").status_code == 302
    assert not access.can(marketer, "view", brand)


def test_nobody_switches_off_their_own_account(admin):
    with pytest.raises(Refused, match="your own account"):
        people.switch_off(admin, by=admin)


def test_switching_off_twice_is_a_conflict(marketer, admin):
    people.switch_off(marketer, by=admin)
    with pytest.raises(Conflict, match="switched off already"):
        people.switch_off(marketer, by=admin)
    people.switch_on(marketer, by=admin)
    assert marketer.is_active


def test_a_switched_off_account_gets_no_new_role(brand, manager, marketer, admin):
    people.switch_off(marketer, by=admin)
    with pytest.raises(Refused, match="switched off"):
        people.invite(marketer.email, "M", brand, "auditor", by=manager)
