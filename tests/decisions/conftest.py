"""The fake Cloudinary, for tests of what a verdict that was taken back never sent."""

from tests.publishing.conftest import bare, cloud

__all__ = ["bare", "cloud"]
