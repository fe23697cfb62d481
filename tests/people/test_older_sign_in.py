"""A sign-in page that was open while somebody signed in next to it: nobody meets a refusal they cannot act on."""

import re

import pytest
from django.test import Client

PASSWORD = "correct-horse-battery"
LOGIN, DEMO = "/accounts/login/", "/accounts/demo/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
WORD = "older than the last sign-in here"


@pytest.fixture
def visitor(db):
    """A browser whose forms must prove where they come from."""
    return Client(enforce_csrf_checks=True)


def an_open_page(visitor, address=LOGIN) -> str:
    """The proof that a sign-in page carries which is open in one tab."""
    return TOKEN.search(visitor.get(address).text)[1]


def send(visitor, token, person, **more):
    form = {"login": person.email, "password": PASSWORD, "csrfmiddlewaretoken": token}
    return visitor.post(LOGIN, form | more)


def grow_old(visitor):
    """Another tab brought another cookie."""
    visitor.cookies.pop("csrftoken")
    visitor.get(LOGIN)


def test_an_older_page_comes_again_says_why_and_then_signs_in(visitor, marketer):
    token = an_open_page(visitor)
    grow_old(visitor)
    answer = send(visitor, token, marketer, next="/library/")
    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/login/?next=%2Flibrary%2F"
    page = visitor.get(answer["Location"]).text
    assert WORD in page
    assert send(visitor, TOKEN.search(page)[1], marketer, next="/library/")["Location"] == "/library/"


def test_who_signed_in_in_another_tab_goes_on_to_where_they_wanted(visitor, marketer):
    old = an_open_page(visitor)
    send(visitor, an_open_page(visitor), marketer)
    again = send(visitor, old, marketer, next="/library/")
    assert visitor.get(again["Location"])["Location"] == "/library/"
    visitor.post("/accounts/logout/", {"csrfmiddlewaretoken": an_open_page(visitor, "/accounts/logout/")})
    assert WORD not in visitor.get(LOGIN).text


def test_the_demo_people_enter_the_same_way(visitor, settings):
    settings.DEMO = True
    token = an_open_page(visitor)
    grow_old(visitor)
    assert visitor.post(DEMO, {"csrfmiddlewaretoken": token})["Location"] == LOGIN


def test_it_never_leads_to_another_site(visitor, marketer):
    token = an_open_page(visitor)
    grow_old(visitor)
    assert send(visitor, token, marketer, next="https://elsewhere.example/")["Location"] == LOGIN


def test_a_browser_without_cookies_is_told_instead_of_going_round(visitor, marketer):
    token = an_open_page(visitor)
    visitor.cookies.clear()
    assert send(visitor, token, marketer).status_code == 403


def test_every_other_form_that_is_too_old_is_refused_with_a_sentence(visitor, marketer):
    visitor.force_login(marketer, backend="allauth.account.auth_backends.AuthenticationBackend")
    visitor.get("/accounts/logout/")
    answer = visitor.post("/accounts/logout/", {"csrfmiddlewaretoken": "a" * 64})
    assert answer.status_code == 403
    assert "open for too long" in answer.text
