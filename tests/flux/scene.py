"""Run as a program in a fresh database: a brand, a brief and twelve images from each of the models named behind it.

Without names from three that share the account's cap.
"""

import sys

import django

django.setup()

from generation import requests  # noqa: E402
from generation.models import Generator  # noqa: E402
from tests import factories  # noqa: E402

MODELS = ("flux-2-pro", "flux-2-max", "flux-2-klein-9b")


def ask(models) -> None:
    """Asks for all of them, as a marketer would."""
    version = factories.a_prompt_version(factories.a_brief(factories.a_brand("Northwind Coffee")))
    Generator.objects.filter(key__in=models).update(enabled=True)
    choices = dict.fromkeys(Generator.objects.filter(key__in=models).select_related("account"), 12)
    requests.submit(version, choices=choices, by=version.author, idempotency_key="processes", ratios=["16:9"])


if __name__ == "__main__":
    ask(sys.argv[1:] or MODELS)
