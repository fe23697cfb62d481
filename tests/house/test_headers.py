"""Every page carries a strict policy and is kept by no cache; in production cookies and transport are locked."""

import pytest
from django.urls import URLPattern, get_resolver

from tests.house import production

pytestmark = pytest.mark.django_db


def plain_addresses() -> list[str]:
    """All addresses of the site that need no id, the admin's included."""
    found = []

    def walk(patterns, prefix):
        for pattern in patterns:
            route = prefix + str(pattern.pattern).lstrip("^").rstrip("$")
            if isinstance(pattern, URLPattern):
                found.append(route)
            else:
                walk(pattern.url_patterns, route)

    walk(get_resolver().url_patterns, "/")
    return sorted({route for route in found if not set(route) & set("<(\\[")})


@pytest.fixture
def admin(brand):
    """A site admin who is also a brand manager."""
    from tests import factories

    return factories.a_user("brand_manager", brand, is_staff=True, is_superuser=True)


def test_every_page_has_the_headers(signed_in, admin):
    client = signed_in(admin)
    for address in plain_addresses():
        answer = client.get(address)
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy, address
        assert "default-src 'none'" in policy, address
        assert "frame-ancestors 'none'" in policy, address
        assert answer["X-Content-Type-Options"] == "nosniff", address
        assert answer["Referrer-Policy"] == "same-origin", address
        assert answer["X-Request-ID"], address


def test_no_signed_in_page_is_kept_by_a_cache(signed_in, admin):
    client = signed_in(admin)
    for address in plain_addresses():
        answer = client.get(address)
        if answer.status_code == 200:
            assert set(answer["Cache-Control"].replace(" ", "").split(",")) & {"no-store", "private"}, address


def test_no_page_fails(signed_in, admin):
    client = signed_in(admin)
    assert not [address for address in plain_addresses() if client.get(address).status_code >= 500]


def test_a_page_and_its_fragment_are_told_apart_by_caches(client):
    assert "HX-Request" in client.get("/accounts/login/")["Vary"]


def test_without_a_sign_in_only_the_entrance_and_health_are_open(client):
    open_to_all = {"/healthz", "/readyz", "/welcome/"}
    for address in plain_addresses():
        answer = client.get(address)
        if answer.status_code == 200:
            assert address in open_to_all or address.startswith(("/accounts/", "/delivery/")), address


def test_production_settings_pass_the_deployment_check():
    said = production.manage("check", "--deploy", "--fail-level", "WARNING")
    assert said.returncode == 0, said.stderr


def test_production_cookies_and_transport_are_locked():
    said = production.settings_of(
        "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
        "SECURE_HSTS_SECONDS", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_HTTPONLY",
    )  # fmt: skip
    assert said["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert said["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert said["SECURE_HSTS_SECONDS"] == 31_536_000
    assert all(said[name] for name in said)
