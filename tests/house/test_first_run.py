"""A house without people: its first visitor from this machine, or with the printed address, founds it once."""

import re
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client

from assets import clock
from assets.models import AuditEvent, Brand, Membership, User
from assets.problems import Conflict
from config.entrance import DEMO_DOMAIN, found_house, welcome_url
from tests import factories

pytestmark = pytest.mark.django_db
FORM = {
    "brand": "Northwind Coffee",
    "timezone": "Pacific/Auckland",
    "name": "Mara Lind",
    "email": "mara@example.com",
    "password": "the kettle sings at four",
}


@pytest.fixture
def local():
    """A browser on this machine."""
    return Client(HTTP_HOST="127.0.0.1:8000")


@pytest.fixture
def far():
    """A browser elsewhere, through a proxy on this machine."""
    return Client(HTTP_HOST="127.0.0.1:8000", HTTP_X_FORWARDED_FOR="203.0.113.5")


def path_of(url):
    return re.sub(r"^https?://[^/]+", "", url)


def test_the_first_visitor_is_led_to_the_welcome_page(local):
    assert local.get("/accounts/login/", follow=True).redirect_chain[-1][0] == "/welcome/"


def test_the_first_person_founds_a_brand_and_is_in(local):
    assert local.post("/welcome/", FORM).status_code == 302
    user = User.objects.get()
    assert user.is_staff
    assert user.memberships.get().role == Membership.Role.BRAND_MANAGER
    assert user.memberships.get().brand.timezone == "Pacific/Auckland"
    assert local.get("/accounts/password/change/").status_code == 200


def test_founding_is_in_the_audit_log(local):
    local.post("/welcome/", FORM)
    said = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"brand.founded", "user.created", "membership.granted"} <= said


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("password", "short"),
        ("email", "no address"),
        ("brand", ""),
        ("timezone", "Mars/Base"),
        ("name", "a\x00b"),
        ("password", "mara@example.com"),
    ],
)
def test_a_bad_answer_is_422_and_makes_nothing(local, field, value):
    answer = local.post("/welcome/", {**FORM, field: value})
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert not User.objects.exists()


def test_what_was_typed_is_kept_but_for_the_password(local):
    said = local.post("/welcome/", {**FORM, "password": "tiny-secret"}).text
    assert "Northwind Coffee" in said
    assert "tiny-secret" not in said


def test_the_page_is_gone_once_anybody_has_an_account(local, marketer):
    assert local.get("/welcome/").status_code == 404
    assert local.post("/welcome/", FORM).status_code == 404
    assert welcome_url() is None


def test_a_house_is_not_founded_twice():
    found_house(**FORM)
    with pytest.raises(Conflict):
        found_house(**{**FORM, "email": "other@example.com", "brand": "Other"})
    assert Brand.objects.count() == 1


def test_a_visitor_from_elsewhere_finds_nothing_without_the_printed_address(far):
    assert far.get("/welcome/").status_code == 404
    assert far.post("/welcome/", FORM).status_code == 404
    assert far.get("/welcome/?token=forged:1:x").status_code == 404


def test_a_name_that_points_to_this_machine_is_not_this_machine(settings):
    settings.ALLOWED_HOSTS = ["*"]
    assert Client(HTTP_HOST="rebound.example").get("/welcome/").status_code == 404


def test_the_printed_address_works_from_elsewhere_for_a_day(far):
    address = path_of(welcome_url())
    page = far.get(address)
    assert page.status_code == 200
    with time_machine.travel(clock.now() + timedelta(hours=25)):
        assert far.get(address).status_code == 404
    assert far.post("/welcome/", {**FORM, "token": page.context["token"]}).status_code == 302


def test_the_command_founds_the_house(monkeypatch):
    monkeypatch.setenv("ADMIN_PASSWORD", FORM["password"])
    out = StringIO()
    call_command("create_brand", "Northwind Coffee", admin_email="m@example.com", admin_name="Mara", stdout=out)
    assert "Northwind Coffee" in out.getvalue()
    assert User.objects.get().check_password(FORM["password"])


def test_the_command_founds_a_further_brand(marketer):
    call_command("create_brand", "Halden Cycles", timezone="America/New_York", stdout=StringIO())
    assert Brand.objects.get(name="Halden Cycles").timezone == "America/New_York"


def test_the_command_refuses_a_zone_that_there_is_not(marketer):
    with pytest.raises(CommandError, match="no time zone called Mars/Base"):
        call_command("create_brand", "Halden Cycles", timezone="Mars/Base")


@pytest.mark.parametrize("password", ["short", "password1234"])
def test_the_command_refuses_an_easy_password(monkeypatch, password):
    monkeypatch.setenv("ADMIN_PASSWORD", password)
    with pytest.raises(CommandError):
        call_command("create_brand", "Northwind", admin_email="m@example.com", admin_name="Mara")
    assert not User.objects.exists()


def test_the_command_says_what_is_missing():
    with pytest.raises(CommandError, match="--admin-email"):
        call_command("create_brand", "Northwind")


@pytest.fixture
def demo_person(brand):
    """A demo account."""
    user = factories.a_user("marketer", brand, name="Demo Dora")
    User.objects.filter(pk=user.pk).update(email=f"dora{DEMO_DOMAIN}")
    return user


def test_demo_people_are_offered_and_open_the_house(local, demo_person, settings):
    settings.DEMO = True
    assert "Demo Dora" in local.get("/accounts/login/").text
    assert local.post("/accounts/demo/", {"person": demo_person.public_id}).status_code == 302
    assert local.get("/accounts/password/change/").status_code == 200


def test_demo_people_are_neither_offered_nor_let_in_elsewhere(far, demo_person, settings):
    settings.DEMO = True
    assert "Demo Dora" not in far.get("/accounts/login/").text
    assert far.post("/accounts/demo/", {"person": demo_person.public_id}).status_code == 404


def test_without_demo_mode_nobody_enters_without_a_password(local, demo_person):
    assert local.post("/accounts/demo/", {"person": demo_person.public_id}).status_code == 404


def test_real_people_cannot_be_entered_as_demo(local, demo_person, marketer, settings):
    settings.DEMO = True
    assert local.post("/accounts/demo/", {"person": marketer.public_id}).status_code == 404
    assert local.post("/accounts/demo/", {"person": "x\x00"}).status_code == 404
    assert local.get("/accounts/demo/").status_code == 405


def test_a_demo_sign_in_never_leads_to_another_site(local, demo_person, settings):
    settings.DEMO = True
    answer = local.post("/accounts/demo/", {"person": demo_person.public_id, "next": "https://evil.example/"})
    assert answer["Location"] == "/"
