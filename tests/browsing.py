"""Fixtures for tests in a real Chromium: signed in by cookie, watched for console errors, checked for accessibility."""

import os
import time

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from tests.requirements import chromium

try:
    from playwright.sync_api import expect
except ImportError:  # then every test that drives a browser is skipped, and says so: see tests/requirements.py
    expect = None

FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# axe leaves the size of targets out by itself, and would describe at length all that is well
RULES = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
# what a page can still get wrong in other colours and another window, when its text and order are known to be right
LOOKING = {"runOnly": ["color-contrast", "target-size", "scrollable-region-focusable"], "resultTypes": ["violations"]}
PATIENCE = 20_000  # milliseconds after which something will never show; no test is about how soon it shows
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """The machine's own Chromium; nothing is downloaded."""
    expect.set_options(timeout=PATIENCE)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return {"executable_path": chromium(), "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args():
    """A desktop window without motion."""
    return {"viewport": DESKTOP, "reduced_motion": "reduce", "locale": "en-GB"}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A failure also tells what the open pages showed."""
    report = yield
    if report.when == "call" and report.failed and item.get_closest_marker("browser"):
        contexts = item.funcargs["browser"].contexts
        pages = [page for context in contexts for page in context.pages]
        report.sections += [(f"What {page.url} showed", shown(page)) for page in pages]
    return report


def shown(page) -> str:
    """The first words of a page, or why it has none."""
    try:
        return page.locator("body").inner_text(timeout=2_000)[:1_500]
    except Exception as error:  # the failure itself matters more than what shows it
        return f"nothing: {type(error).__name__}"


def is_error(line) -> bool:
    """Whether a line of the console tells a fault; a request cut off by leaving the page is none."""
    return line.type == "error" and not line.text.startswith(("htmx:sendAbort", "htmx:afterRequest"))


@pytest.fixture
def open_page(page, live_server):
    """A function that signs a person in and opens a path: ``open_page("/briefs/", marketer)``. Errors fail the test."""
    worries = []
    page.on("pageerror", lambda error: worries.append(str(error)))
    page.on("console", lambda line: worries.append(line.text) if is_error(line) else None)

    def open_one(path, user=None, *, size=None):
        if size:
            page.set_viewport_size(size)
        if user:
            sign_in(page.context, live_server.url, user)
        page.goto(live_server.url + path)
        return page

    open_one.worries = worries
    yield open_one
    assert not worries


def forget(page) -> None:
    """Leaves the page, then drops every cookie: what the page still asked for could bring a cookie after that."""
    page.goto("about:blank")
    page.context.clear_cookies()


def box_of(target) -> dict:
    """Where a part of the page lies: {x, y, width, height} in CSS pixels. Asked again while the page draws it anew."""
    until = time.monotonic() + PATIENCE / 1_000
    while (box := target.bounding_box()) is None:
        assert time.monotonic() < until, f"{target} has no place on the page"
        target.page.wait_for_timeout(20)
    return box


def sign_in(context, url, user) -> None:
    """Gives the browser a session of that person."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": url}])


@pytest.fixture
def accessible():
    """A function that fails with axe's findings on the page as it is now."""
    axe_module = pytest.importorskip("axe_playwright_python.sync_playwright")

    def findings(page, *, options=RULES):
        found = axe_module.Axe().run(page, options=options).response["violations"]
        return [(v["id"], [n["target"] for n in v["nodes"]][:5], v["help"]) for v in found]

    def check(page):
        assert not findings(page)

    check.findings = findings
    return check


@pytest.fixture
def again(page):
    """A function that signs a person in by the form that the page was led to, and waits for the page it leads to."""

    def sign_in_again(person, back):
        page.wait_for_url("**/accounts/login/**")
        page.get_by_label("E-mail address").fill(person.email)
        page.get_by_label("Password", exact=True).fill("correct-horse-battery")
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(back)

    return sign_in_again
