"""Owns the system checks: each names what is wrong with the configuration and how to repair it."""

import os
from pathlib import Path

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from kombu.utils.url import url_to_parts

from assets.publishers.cloudinary import account

BROKER_SCHEMES = {"filesystem", "memory", "redis", "rediss", "amqp", "amqps", "sentinel"}


@register()
def check_data_folder(app_configs, **kwargs):
    """The data folder takes files."""
    if os.access(settings.DATA_DIR, os.W_OK | os.X_OK):
        return []
    return [
        Error(
            f"The data folder {settings.DATA_DIR} cannot be written.",
            hint="Give it to the user that runs Proofmark, or set DATA_DIR to another folder.",
            id="proofmark.E001",
        )
    ]


@register()
def check_broker(app_configs, **kwargs):
    """The broker's address has a scheme that is known."""
    scheme = url_to_parts(settings.CELERY_BROKER_URL).scheme or ""
    if scheme not in BROKER_SCHEMES:
        return [
            Error(
                f"CELERY_BROKER_URL starts with {scheme!r}, which Proofmark does not know.",
                hint="Write redis://host:6379/0 or amqp://user:password@host:5672//, "
                "or leave it empty to use a folder on this machine.",
                id="proofmark.E002",
            )
        ]
    return []


@register()
def check_cloudinary(app_configs, **kwargs):
    """CLOUDINARY_URL can be read; the address itself, which holds the key, is never repeated."""
    try:
        account.configured()
    except account.BadAccount as problem:
        return [
            Error(
                str(problem),
                hint=f"Write {account.SHAPE}, as the console of Cloudinary shows it under API keys, "
                "or leave CLOUDINARY_URL empty to deliver from this site's own folder.",
                id="proofmark.E003",
            )
        ]
    return []


@register()
def check_demo(app_configs, **kwargs):
    """The demo was asked for where others could come in."""
    if os.environ.get("DEMO", "").lower() in {"1", "true", "yes", "on"} and not settings.BOUND_TO_LOOPBACK:
        return [
            Warning(
                "DEMO is set but ignored: demo accounts exist only when the server is bound to this machine itself.",
                hint="Start with `manage.py up --host 127.0.0.1`, or unset DEMO.",
                id="proofmark.W001",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def check_kept_secret(app_configs, **kwargs):
    """A key kept in a folder is a key that a second machine does not have."""
    if os.environ.get("SECRET_KEY") or os.environ.get("SECRET_KEY_FILE"):
        return []
    return [
        Warning(
            f"SECRET_KEY is not set; the one kept in {Path(settings.DATA_DIR) / 'secret_key'} is used.",
            hint="Set SECRET_KEY (or SECRET_KEY_FILE) to the same value on every machine.",
            id="proofmark.W002",
        )
    ]


@register(Tags.security, deploy=True)
def check_mail(app_configs, **kwargs):
    """Password resets must reach people."""
    if not settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        return []
    return [
        Warning(
            "Mail is written to the log, so nobody can reset a password.",
            hint="Set EMAIL_URL, for example smtp+tls://user:password@host:587, and DEFAULT_FROM_EMAIL.",
            id="proofmark.W003",
        )
    ]
