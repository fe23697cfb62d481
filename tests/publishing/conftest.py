"""What the tests of outside delivery share: a fake Cloudinary, a site that uses it, and publications on their way."""

import pytest
from django.core.cache import cache

from assets.publishers.cloudinary import account, schema
from tests.publishing.fake import FakeCloudinary


@pytest.fixture
def bare():
    """The service with an account that has nothing set up yet."""
    fake = FakeCloudinary().start()
    yield fake
    fake.stop()
    assert not fake.complaints


@pytest.fixture
def cloud(bare, settings, db):
    """The service as this site's account, with its fields made."""
    settings.CLOUDINARY_API_URL = bare.url()
    schema.provision(account.configured())
    bare.log.clear()
    return bare


@pytest.fixture
def rested():
    """A function after which the account may be asked again, as if its pause was over."""
    return cache.clear
