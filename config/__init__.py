"""Owns the wiring: settings, addresses, processes. The Celery application is loaded with it."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
