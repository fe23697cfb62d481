"""Run as a program: a marketer with a board, and a request for two images; with the word "again" one more request."""

import json
import sys

import django

django.setup()

from assets import people  # noqa: E402
from generation import requests  # noqa: E402
from generation.models import Generator, PromptVersion  # noqa: E402
from tests import factories  # noqa: E402

EMAIL, PASSWORD = "mara@example.com", "correct-horse-battery"


def furnish() -> dict:
    """The scene, and where it is found."""
    brand = factories.a_brand("Northwind Coffee")
    marketer = people.create_user(EMAIL, "Mara Lind", password=PASSWORD, by=None)
    people.grant(marketer, brand, "marketer", by=None)
    brief = factories.a_brief(brand)
    version = factories.a_prompt_version(brief)
    image = factories.a_stored_image(brand)
    rows = [factories.a_candidate(brief, prompt_version=version, image=image) for _ in range(6)]
    return {"brief": brief.public_id, "candidates": [row.public_id for row in rows]}


def ask(key: str) -> None:
    """Asks the built-in generator for two images."""
    version = PromptVersion.objects.earliest("pk")
    choices = {Generator.objects.get(key="daylight"): 2}
    requests.submit(version, choices=choices, by=version.author, idempotency_key=key, ratios=["1:1"])


if __name__ == "__main__":
    told = {} if "again" in sys.argv else furnish()
    ask(sys.argv[-1])
    print(json.dumps(told))
