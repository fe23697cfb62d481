"""Which adapter serves which generator entry; adapters are made once for a process."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from .contract import Provider

ADAPTERS = {"simulated": "generation.providers.simulated.adapter.Simulated"}


def provider(adapter: str) -> Provider:
    """The adapter of this name; KeyError for one that nobody wrote."""
    return _made(adapters()[adapter])


def adapters() -> dict[str, str]:
    """Name and import path of every adapter; a site may add its own."""
    return {**ADAPTERS, **settings.GENERATION_ADAPTERS}


@cache
def _made(path: str) -> Provider:
    return import_string(path)()
