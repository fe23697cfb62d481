"""Owns the registration of the wiring layer: commands, checks and the demo content live in it."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The layer that may import all others."""

    name = "config"

    def ready(self):
        """Registers the system checks."""
        from config import checks  # noqa: F401
