"""The pages outside the house in a real browser: usable by keyboard, accessible, at both sizes."""

import pytest

from tests.browsing import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATHS = ["/accounts/login/", "/accounts/password/reset/", "/accounts/signup/", "/accounts/inactive/"]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("path", PATHS)
def test_the_page_is_accessible(open_page, accessible, marketer, path, size):
    page = open_page(path, size=size)
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_welcome_page_is_accessible(open_page, accessible, db):
    accessible(open_page("/welcome/"))


def test_signing_in_by_keyboard_alone(open_page, marketer):
    page = open_page("/accounts/login/?next=/accounts/password/change/")
    page.keyboard.press("Tab")
    page.keyboard.type(marketer.email)
    page.keyboard.press("Tab")
    page.keyboard.type("correct-horse-battery")
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/password/change/")


def test_signing_in_works_without_javascript(browser, live_server, marketer):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/accounts/login/?next=/accounts/password/change/")
    page.get_by_label("E-mail address").fill(marketer.email)
    page.get_by_label("Password", exact=True).fill("correct-horse-battery")
    page.get_by_role("button", name="Sign in").click()
    assert page.url.endswith("/accounts/password/change/")
    context.close()


def test_a_new_house_is_founded_in_the_browser(open_page, db):
    page = open_page("/welcome/")
    page.get_by_label("Name of your first brand").fill("Northwind Coffee")
    page.get_by_label("Your name").fill("Mara Lind")
    page.get_by_label("Your e-mail address").fill("mara@example.com")
    page.get_by_label("Password").fill("the kettle sings at four")
    page.get_by_role("button", name="Found the brand").click()
    page.wait_for_url(lambda url: "/welcome/" not in url)
