"""Which adapter serves which generator entry; adapters are made once for a process."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from .contract import Provider

ADAPTERS = {
    "simulated": "generation.providers.simulated.adapter.Simulated",
    "bfl": "generation.providers.bfl.adapter.Flux",
}


def provider(adapter: str) -> Provider:
    """The adapter of this name; KeyError for one that nobody wrote."""
    return _made(adapters()[adapter])


def adapters() -> dict[str, str]:
    """Name and import path of every adapter; a site may add its own."""
    return {**ADAPTERS, **settings.GENERATION_ADAPTERS}


def why_closed(generator, brand=None) -> str:
    """Why a generator entry cannot be asked now, for this brand, as a sentence; empty when it can. Makes no call."""
    if generator.adapter not in adapters():
        return f"Nobody wrote the adapter {generator.adapter}. An administrator has to correct the entry."
    found = provider(generator.adapter)
    if brand is not None and brand.demo and found.outside:
        return "This brand was made by the demo, and nothing of it leaves this machine."
    return found.closed()


def calls_back(kind: str) -> bool:
    """Whether providers of this kind may call us."""
    return kind in adapters() and provider(kind).calls_back


async def close_all() -> None:
    """Ends the connections that adapters keep for the running loop."""
    for path in adapters().values():
        await _made(path).close()


@cache
def _made(path: str) -> Provider:
    return import_string(path)()
