"""Owns the registration of the review app."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """The review layer."""

    name = "review"
    default_auto_field = "django.db.models.BigAutoField"
