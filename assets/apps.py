"""Owns the registration of the assets app."""

from django.apps import AppConfig


class AssetsConfig(AppConfig):
    """The assets layer."""

    name = "assets"
    default_auto_field = "django.db.models.BigAutoField"
