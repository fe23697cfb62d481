"""Signing in: by address and password, limited for each account and address, for a limited time."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client

from assets import clock
from tests.house.hashers import CountingHasher

pytestmark = pytest.mark.django_db
LOGIN, PASSWORD = "/accounts/login/", "correct-horse-battery"


def try_once(client, email, password, **extra):
    return client.post(LOGIN, {"login": email, "password": password}, **extra)


def is_in(client) -> bool:
    return client.get("/accounts/password/change/").status_code == 200


def test_the_right_password_opens_the_house(client, marketer):
    assert try_once(client, marketer.email, PASSWORD).status_code == 302
    assert is_in(client)


def test_the_address_may_be_typed_in_capitals(client, marketer):
    try_once(client, marketer.email.upper(), PASSWORD)
    assert is_in(client)


def test_a_wrong_password_and_an_unknown_address_read_the_same(marketer):
    wrong = try_once(Client(), marketer.email, "nothing-of-the-kind")
    unknown = try_once(Client(), "nobody@example.com", "nothing-of-the-kind")
    said = [answer.context["form"].non_field_errors().as_text() for answer in (wrong, unknown)]
    assert said[0] == said[1]
    assert "No account fits" in said[0]
    assert wrong.status_code == unknown.status_code


def test_an_unknown_address_costs_a_password_check_too(marketer, settings):
    settings.PASSWORD_HASHERS = ["tests.house.hashers.CountingHasher"]
    spent = []
    for email in (marketer.email, "nobody@example.com"):
        before = CountingHasher.asked
        try_once(Client(), email, "nothing-of-the-kind")
        spent.append(CountingHasher.asked - before)
    assert spent[0] == spent[1] > 0


def test_the_eleventh_guess_at_an_account_is_not_taken(marketer):
    for number in range(10):
        try_once(Client(REMOTE_ADDR=f"192.0.2.{number + 1}"), marketer.email, f"guess-number-{number}")
    last = Client(REMOTE_ADDR="192.0.2.99")
    try_once(last, marketer.email, PASSWORD)
    assert not is_in(last)


def test_one_address_cannot_guess_at_many_accounts(marketer):
    client = Client(REMOTE_ADDR="192.0.2.7")
    for number in range(25):
        try_once(client, f"person-{number}@example.com", "guess-of-the-day")
    try_once(client, marketer.email, PASSWORD)
    assert not is_in(client)


def test_the_right_password_works_again_after_a_quarter_of_an_hour(marketer):
    for number in range(10):
        try_once(Client(REMOTE_ADDR="192.0.2.1"), marketer.email, f"guess-number-{number}")
    client = Client(REMOTE_ADDR="192.0.2.1")
    with time_machine.travel(clock.now() + timedelta(minutes=15)):
        try_once(client, marketer.email, PASSWORD)
        assert is_in(client)


def test_nobody_can_make_an_account(client):
    fields = {"email": "me@example.com", "password1": "a-long-new-password", "password2": "a-long-new-password"}
    assert "invitation" in client.post("/accounts/signup/", fields).text
    assert try_once(client, "me@example.com", "a-long-new-password").status_code == 200


@pytest.mark.parametrize("path", ["email/", "confirm-email/", "signup/passkey/", "phone/change/", "social/"])
def test_pages_of_the_library_that_we_do_not_want_are_not_there(signed_in, marketer, path):
    assert signed_in(marketer).get(f"/accounts/{path}").status_code == 404


@pytest.mark.parametrize("goal", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
@pytest.mark.parametrize("key", ["next", "redirect_to", "url", "continue"])
def test_signing_in_never_leads_to_another_site(client, marketer, goal, key):
    answer = client.post(f"{LOGIN}?{key}={goal}", {"login": marketer.email, "password": PASSWORD, key: goal})
    assert answer["Location"].startswith("/")
    assert "evil" not in answer["Location"]
    assert "javascript" not in answer["Location"]


def test_signing_in_leads_back_to_the_page_that_was_asked_for(client, marketer):
    asked = client.get("/accounts/password/change/")
    assert asked["Location"] == "/accounts/login/?next=/accounts/password/change/"
    answer = client.post(asked["Location"], {"login": marketer.email, "password": PASSWORD})
    assert answer.status_code == 302


def test_the_session_gets_a_new_key_at_sign_in(client, marketer):
    client.get(LOGIN)
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    try_once(client, marketer.email, PASSWORD)
    assert client.session.session_key != before


def test_signing_out_ends_the_session(client, marketer):
    try_once(client, marketer.email, PASSWORD)
    stolen = client.cookies["sessionid"].value
    client.post("/accounts/logout/")
    thief = Client()
    thief.cookies["sessionid"] = stolen
    assert not is_in(thief)


def test_a_link_cannot_sign_anybody_out(client, marketer):
    try_once(client, marketer.email, PASSWORD)
    client.get("/accounts/logout/")
    assert is_in(client)


def test_a_switched_off_account_is_out_at_the_next_click(client, marketer):
    try_once(client, marketer.email, PASSWORD)
    marketer.is_active = False
    marketer.save(update_fields=["is_active"])
    assert not is_in(client)


def test_a_new_password_ends_the_other_sessions(marketer):
    here, there = Client(), Client()
    for client in (here, there):
        try_once(client, marketer.email, PASSWORD)
    new = "a whole new sentence"
    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert is_in(here)
    assert not is_in(there)


def test_an_idle_session_ends(client, marketer, settings):
    try_once(client, marketer.email, PASSWORD)
    assert is_in(client)
    with time_machine.travel(clock.now() + timedelta(seconds=settings.SESSION_IDLE_SECONDS + 1)):
        assert not is_in(client)


def test_a_busy_session_ends_at_the_absolute_limit(client, marketer, settings):
    settings.SESSION_ABSOLUTE_SECONDS = 7200
    try_once(client, marketer.email, PASSWORD)
    start = clock.now()
    for minutes in (0, 30, 60, 90, 119):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            assert is_in(client), minutes
    with time_machine.travel(start + timedelta(minutes=121)):
        assert not is_in(client)


@pytest.mark.parametrize("password", ["short", "password1234", "elevenchars"])
def test_easy_passwords_are_refused(signed_in, marketer, password):
    answer = signed_in(marketer).post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": password, "password2": password}
    )
    assert answer.context["form"].errors["password1"]


def test_a_password_of_two_hundred_characters_is_taken(signed_in, marketer):
    new = "ein sehr langer Satz, " * 10
    signed_in(marketer).post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    client = Client()
    try_once(client, marketer.email, new)
    assert is_in(client)


def test_a_forgotten_password_is_replaced_by_mail(client, marketer):
    client.post("/accounts/password/reset/", {"email": marketer.email})
    link = next(word for word in mail.outbox[0].body.split() if "/password/reset/key/" in word)
    page = client.get(link.replace("http://testserver", ""), follow=True)
    new = "a whole new sentence"
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    fresh = Client()
    try_once(fresh, marketer.email, new)
    assert is_in(fresh)


def test_asking_for_an_unknown_address_reads_the_same_and_sends_nothing(client, marketer):
    known = client.post("/accounts/password/reset/", {"email": marketer.email})
    unknown = Client().post("/accounts/password/reset/", {"email": "nobody@example.com"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [message.to for message in mail.outbox] == [[marketer.email]]


def test_the_admin_has_no_sign_in_of_its_own(client):
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith(LOGIN)


def test_the_admin_is_closed_to_people_without_the_flag(signed_in, marketer):
    assert signed_in(marketer).get("/admin/login/").status_code == 403


@pytest.mark.parametrize("odd", ["a\x00b", "x" * 100_000, "{{7*7}}", "<script>", "‮gro.elpmaxe@em"])
def test_odd_text_in_the_form_is_no_fault(client, db, odd):
    assert try_once(client, odd, odd).status_code in {200, 400, 413, 422}
