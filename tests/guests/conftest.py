"""What the tests of guests start from: two candidates, and a link to the first."""

import pytest
from django.core.cache import cache

from tests import factories
from tests.guests.links import a_link, a_visitor


@pytest.fixture(autouse=True)
def fresh_counters(db):
    """The limits of one test are not those of the next."""
    cache.clear()


@pytest.fixture
def brief(brand, marketer):
    return factories.a_brief(brand, owner=marketer, title="Mug on the sill")


@pytest.fixture
def candidate(brief):
    return factories.a_candidate(brief)


@pytest.fixture
def other(brief):
    """An image of the brief that the link does not show."""
    return factories.a_candidate(brief)


@pytest.fixture
def made(candidate):
    """A link and its token."""
    return a_link(candidate)


@pytest.fixture
def link(made):
    return made[0]


@pytest.fixture
def image(link):
    """The link's only image."""
    return link.images.get()


@pytest.fixture
def visitor(made):
    """A browser that is in."""
    return a_visitor(made[1])
