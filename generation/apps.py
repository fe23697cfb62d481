"""Owns the registration of the generation app."""

from django.apps import AppConfig


class GenerationConfig(AppConfig):
    """The generation layer."""

    name = "generation"
    default_auto_field = "django.db.models.BigAutoField"
