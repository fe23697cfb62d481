"""Owns the ways into the house: who may sign up (nobody), the demo accounts, and the first admin and brand."""

from allauth.account.adapter import DefaultAccountAdapter


class EntranceAdapter(DefaultAccountAdapter):
    """Sign-up is closed: people are invited by a brand manager or a site admin."""

    def is_open_for_signup(self, request) -> bool:
        """Never."""
        return False
