"""Owns the Celery application: the broker carries only wake-ups, the work rows are the truth."""

import os

from celery import Celery, signals
from django.conf import settings

from config import broker, heartbeat, logs, processes

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("proofmark")


def configuration() -> dict:
    """Celery's settings; read when the first task is sent or run, since Django's must be complete by then."""
    found = {
        "broker_url": settings.CELERY_BROKER_URL,
        "broker_connection_timeout": 2,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "task_ignore_result": True,
        "task_acks_late": True,
        "task_serializer": "json",
        "accept_content": ["json"],
        "worker_prefetch_multiplier": 1,
        "worker_enable_remote_control": False,
        "worker_send_task_events": False,
        "worker_hijack_root_logger": False,
        "worker_max_tasks_per_child": 2000,
        "timezone": "UTC",
        "enable_utc": True,
    }
    if settings.CELERY_BROKER_URL.startswith("filesystem://"):
        broker.install()
        found["broker_transport_options"] = broker.options(settings.DATA_DIR / "broker")
    return found


app.add_defaults(configuration)
app.autodiscover_tasks(["assets", "generation", "review", "config"])

# Celery's own hooks, not Django's: they carry ids into log lines and keep processes tidy
signals.setup_logging.connect(logs.keep_ours)
signals.before_task_publish.connect(logs.send_ids_along)
signals.task_prerun.connect(logs.take_ids_over)
signals.task_postrun.connect(logs.let_ids_go)
signals.worker_process_init.connect(processes.die_with_parent)
signals.worker_ready.connect(heartbeat.beat_in_background)
