"""What the tests of Flux share: the service, settings that point at it, its generators, and an adapter in a hurry."""

import pytest

from generation.models import Generator, ProviderAccount
from generation.providers.bfl.adapter import Flux
from tests.flux.service import KEY, Service
from tests.generation.conftest import ask, brief, daylight, ledger, paid, sweep, version  # noqa: F401


class Hasty(Flux):
    """The same adapter, asking more often, so that tests take no seconds."""

    def pace(self, submission):
        """Fractions of a second; where calls come, only they wake."""
        return (30.0, 30.0) if super().pace(submission)[0] > 5 else (0.03, 0.1)


@pytest.fixture
def service():
    """The service, fresh for each test."""
    made = Service()
    yield made
    made.close()


@pytest.fixture
def flux(service, settings, db):
    """A function that gives a generator of the service, by its key."""
    settings.BFL_API_KEY, settings.BFL_BASE_URL, settings.WEBHOOK_BASE_URL = KEY, service.base, ""
    settings.GENERATION_ADAPTERS = {"bfl": "tests.flux.conftest.Hasty"}
    settings.PROVIDER_CHECK_SECONDS = 1

    def find(key="flux-2-pro", **fields):
        Generator.objects.filter(key=key).update(enabled=True, **fields)
        return Generator.objects.select_related("account").get(key=key)

    return find


@pytest.fixture
def account(flux):
    """A function that reads the account anew."""
    return lambda: ProviderAccount.objects.get(key="bfl")
