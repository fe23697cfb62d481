"""Owns the addresses of the review layer."""

from django.urls import path  # noqa: F401

app_name = "review"
urlpatterns = []
