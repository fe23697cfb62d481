"""Owns the system checks: each names what is wrong with the configuration and how to repair it."""

import os
from pathlib import Path

from django.conf import settings
from django.core.checks import Error, Info, Tags, Warning, register
from django.db import connection
from kombu.utils.url import url_to_parts

from assets import terms
from assets.publishers.cloudinary import account
from generation.models import Generator
from generation.providers.bfl import servers
from generation.providers.bfl.adapter import KEY

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


@register()
def check_flux(app_configs, **kwargs):
    """The key and the address of Black Forest Labs can be used."""
    found = []
    if fault := servers.fault():
        found.append(Error(fault, hint="Correct or unset BFL_BASE_URL.", id="proofmark.E004"))
    if settings.BFL_API_KEY and not KEY.fullmatch(settings.BFL_API_KEY):
        hint = "Copy it anew, without line breaks and spaces, or point BFL_API_KEY_FILE to a file that holds it alone."
        found.append(Error("BFL_API_KEY holds a character that no key has.", hint=hint, id="proofmark.E005"))
    if settings.BFL_API_KEY and settings.DEMO:
        said = "BFL_API_KEY is set but not used: nothing of a demo leaves this machine."
        found.append(Info(said, hint="Start without DEMO to ask Flux.", id="proofmark.I001"))
    return found


@register()
def check_webhooks(app_configs, **kwargs):
    """Whether outside services can tell us that a picture is ready, or have to be asked."""
    if not settings.BFL_API_KEY:
        return []
    hint = "Set WEBHOOK_BASE_URL, or SITE_URL, to an https:// address that the world can reach."
    if not settings.WEBHOOK_BASE_URL:
        said = "This site has no public address, so generators are asked again and again whether a picture is ready."
        return [
            Info(said, hint=f"That works. {hint} Then lost answers are settled by themselves.", id="proofmark.I002")
        ]
    if not settings.WEBHOOK_BASE_URL.startswith("https://"):
        return [Warning("WEBHOOK_BASE_URL is not https; services will not call it.", hint=hint, id="proofmark.W004")]
    return []


@register(Tags.database)
def check_terms_of_generators(app_configs, databases=None, **kwargs):
    """The terms of paid generators that are switched on were read lately and let results be used."""
    if (
        not databases
        or not settings.BFL_API_KEY
        or "generation_generator" not in connection.introspection.table_names()
    ):
        return []
    found = []
    for generator in Generator.objects.filter(enabled=True, adapter="bfl").select_related("terms"):
        kept = terms.snapshot(generator.terms)
        if kept["commercial"] == "no":
            said = f"The terms of {generator.label} do not allow commercial use; none of its images can be approved."
            found.append(
                Warning(said, hint="Switch it off, or correct its tool terms in the admin.", id="proofmark.W005")
            )
        elif terms.stale(kept):
            said = f"Nobody has read the terms of {generator.label} since {kept['as_of']}."
            hint = "Read them at the provider and set the new date in the admin, under tool terms."
            found.append(Warning(said, hint=hint, id="proofmark.W006"))
    return found
