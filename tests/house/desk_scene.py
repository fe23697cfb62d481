"""Run as a program in a fresh database: a marketer who can sign in, with a brief and a prompt."""

import json

import django

django.setup()

from assets import people  # noqa: E402
from tests import factories  # noqa: E402
from tests.generation.crash_scene import a_paid_generator  # noqa: E402

EMAIL, PASSWORD = "mara@example.com", "correct-horse-battery"


def furnish() -> dict:
    """Where the brief and the prompt are found."""
    brand = factories.a_brand("Northwind Coffee")
    marketer = people.create_user(EMAIL, "Mara Lind", password=PASSWORD, by=None)
    people.grant(marketer, brand, "marketer", by=None)
    brief = factories.a_brief(brand, channels=["square_social"])
    a_paid_generator()
    return {"brief": brief.public_id, "version": factories.a_prompt_version(brief).public_id}


if __name__ == "__main__":
    print(json.dumps(furnish()))
