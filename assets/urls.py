"""Owns the addresses of the assets layer."""

from django.urls import path  # noqa: F401

app_name = "assets"
urlpatterns = []
