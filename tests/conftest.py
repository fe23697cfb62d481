"""Fixtures that every area shares: people in a brand, a stranger next door, small real pictures, a data folder."""

import gc
import io

import pytest

from tests import factories

pytest_plugins = ["tests.requirements", "tests.seeds", "tests.browsing"]


def pytest_collection_finish():
    """Thousands of tests stay in memory to the end: looking through them for garbage took a seventh of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture
def brand(db):
    """The brand that most tests work in."""
    return factories.a_brand("Northwind Coffee")


@pytest.fixture
def other_brand(db):
    """Another tenant, of whom nobody here may see anything."""
    return factories.a_brand("Halden Cycles")


@pytest.fixture
def marketer(brand):
    """A marketer of the brand."""
    return factories.a_user("marketer", brand, name="Mara Lind")


@pytest.fixture
def manager(brand):
    """A brand manager of the brand."""
    return factories.a_user("brand_manager", brand, name="Ben Ortiz")


@pytest.fixture
def auditor(brand):
    """An auditor of the brand."""
    return factories.a_user("auditor", brand, name="Ada Weiss")


@pytest.fixture
def stranger(other_brand):
    """A brand manager of the other brand."""
    return factories.a_user("brand_manager", other_brand, name="Sven Holt")


@pytest.fixture
def signed_in(client):
    """A function that signs a person in and gives back the client."""

    def sign_in(user):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def png():
    """A function that makes the bytes of a small real PNG."""

    def make(width=400, height=300, colour=(180, 90, 40), seed=0):
        return factories.picture(width, height, colour, seed)

    return make


@pytest.fixture
def upload(png):
    """A function that makes an uploaded file."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    def make(name="picture.png", data=None, **kwargs):
        return SimpleUploadedFile(name, data or io.BytesIO(png(**kwargs)).getvalue(), content_type="image/png")

    return make


@pytest.fixture(autouse=True)
def own_anchors(settings, tmp_path):
    """Each test has its own signing key and its own anchored checkpoints."""
    settings.AUDIT_DIR = tmp_path / "audit"
