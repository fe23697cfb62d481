"""Owns the Celery application: the broker carries only wake-ups, the work rows are the truth."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("proofmark")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["assets", "generation", "review"])
