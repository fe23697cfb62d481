"""Every page, as everybody who may see it: no finding of axe, no error, no sideways scrolling, on desk and phone."""

import pytest

from tests import factories
from tests.browsing import DESKTOP, LOOKING, PHONE, RULES, expect, is_error, sign_in
from tests.decisions import waiting
from tests.grid.addresses import a_world, addresses, everybody
from tests.grid.test_roles_by_url import PUBLIC, ROLES, TABLE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# what a browser is not shown as a page: parts of one, pictures, files, answers for machines, and leaving
NO_PAGES = {
    "review:changes",
    "review:blocked",
    "review:crops",
    "review:signing",
    "review:blind_picture",
    "review:blind_tile",
    "review:people",
    "assets:library_count",
    "assets:preview",
    "assets:full",
    "assets:rendition",
    "assets:evidence",
    "account_logout",
    "healthz",
    "readyz",
}
# what only asks for a part of a page, or is entered from outside, has no page to look at
OUTSIDE = {"assets:delivery", "assets:hook", "assets:hook_of_publication", "generation:hook", "enter_demo", "welcome"}
LOOKS = {
    "desk": (DESKTOP, "light"),
    "desk, dark": (DESKTOP, "dark"),
    "phone": (PHONE, "light"),
    "phone, dark": (PHONE, "dark"),
}
WIDE = "document.documentElement.scrollWidth - innerWidth"
STATES = {
    "review:board": ("?view=loupe", "?view=compare"),
    "review:queue": ("?own=1",),
    "assets:library": ("?q=nothing-like-this",),
    "assets:audit": ("?since=2026-02-31", "?action=brief.closed"),
}


@pytest.fixture
def world(brand, marketer, manager, auditor):
    """One of everything, and more pictures that wait than a phone is wide."""
    made = a_world(brand)
    image = factories.a_stored_image(brand)
    for _ in range(5):
        waiting.a_waiting(brand, image=image)
    return made


@pytest.fixture
def people(marketer, manager, auditor):
    return everybody(marketer, manager, auditor)


@pytest.fixture
def inspect(page, live_server, accessible):
    """A function that opens an address and gives back what is wrong with the page, each with its address."""
    noise = []
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.on("console", lambda line: noise.append(line.text) if is_error(line) else None)

    def look(path, *, expects=200, rules=RULES):
        noise.clear()
        answer = page.goto(live_server.url + path)
        if "text/html" not in answer.headers.get("content-type", ""):
            return []
        expect(page.locator(".htmx-request")).to_have_count(0)
        found = [f"{path}: {answer.status}"] if answer.status != expects else []
        told = [text for text in noise if expects == 200 or "status of" not in text]
        found += [f"{path}: {text}" for text in told]
        too_wide = page.evaluate(WIDE)
        found += [f"{path}: {too_wide} px wider than the window"] if too_wide > 0 else []
        return found + [f"{path}: {finding}" for finding in accessible.findings(page, options=rules)]

    return look


def pages_of(role):
    """The addresses that this role may open as a page."""
    known = [address for address in addresses() if address.name not in NO_PAGES | OUTSIDE]
    return [address for address in known if role in TABLE.get(address.name, {}).get("GET", ())]


def paths(address, world):
    """The address in this world, and its further states."""
    return [address.of(world) + query for query in ("", *STATES.get(address.name, ()))]


def test_every_address_is_a_page_to_be_looked_at_or_named_as_none():
    seen = {address.name for role in ROLES for address in pages_of(role)}
    posted = {name for name, methods in TABLE.items() if "GET" not in methods}
    assert {address.name for address in addresses()} == seen | posted | NO_PAGES | OUTSIDE | PUBLIC


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of(role, inspect, world, people, page, live_server):
    sign_in(page.context, live_server.url, people[role])
    found = [
        line
        for address in pages_of(role)
        for path in paths(address, world)
        for line in inspect(path, expects=wanted(path))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("look", [name for name in LOOKS if name != "desk"])
def test_every_page_looked_at_on(look, inspect, world, people, page, live_server):
    size, scheme = LOOKS[look]
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    found = []
    for role in ("manager", "site_admin"):
        sign_in(page.context, live_server.url, people[role])
        others = {address.name for address in pages_of("manager")} if role == "site_admin" else set()
        for address in pages_of(role):
            if address.name not in others:
                for path in paths(address, world):
                    found += inspect(path, expects=wanted(path), rules=LOOKING)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("look", LOOKS)
def test_the_pages_for_people_in_the_street(look, inspect, page, db):
    size, scheme = LOOKS[look]
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    names = {"account_login", "account_reset_password", "account_reset_password_done", "account_inactive"}
    street = [address for address in addresses() if address.name in names]
    found = [line for address in street for line in inspect(address.of({}))]
    found += inspect("/nowhere/", expects=404)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("look", LOOKS)
def test_pages_without_any_work_yet(look, inspect, page, live_server, manager):
    size, scheme = LOOKS[look]
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    sign_in(page.context, live_server.url, manager)
    lists = (
        "/",
        "/briefs/",
        "/library/",
        "/rights/",
        "/campaigns/",
        "/products/",
        "/approvals/",
        "/brands/",
        "/audit/",
    )
    found = [line for path in lists for line in inspect(path)]
    assert not found, "\n".join(found)


def wanted(path) -> int:
    """The status that the page comes with: questions that make no sense are answered with 422."""
    return 422 if "02-31" in path else 200


def test_the_admin(inspect, world, people, page, live_server):
    sign_in(page.context, live_server.url, people["site_admin"])
    page.goto(live_server.url + "/admin/")
    listed = page.locator("#content-main a[href^='/admin/']").evaluate_all(
        "all => all.map(a => a.getAttribute('href'))"
    )
    found = [line for path in ("/admin/", *sorted(set(listed))) if "/add/" not in path for line in inspect(path)]
    assert listed
    assert not found, "\n".join(found)
