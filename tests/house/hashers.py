"""A password hasher that counts its work."""

from django.contrib.auth.hashers import MD5PasswordHasher


class CountingHasher(MD5PasswordHasher):
    """MD5, and a count of how often it was asked to hash."""

    asked = 0

    def encode(self, password, salt):
        """Counts, then hashes."""
        CountingHasher.asked += 1
        return super().encode(password, salt)
