"""Owns the addresses of the generation layer."""

from django.urls import path  # noqa: F401

app_name = "generation"
urlpatterns = []
