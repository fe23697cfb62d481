"""Run as a program in a fresh database: a brand, a brief and a request to one generator; then nothing else."""

import sys

import django

django.setup()

from assets.models import ToolTerms  # noqa: E402
from generation import requests  # noqa: E402
from generation.models import Generator  # noqa: E402
from tests import factories  # noqa: E402


def a_paid_generator(adapter: str = "paid") -> Generator:
    """One that keeps its bills in a file and answers at once."""
    return Generator.objects.create(
        key=adapter,
        label=adapter.title(),
        letter=adapter[0].upper(),
        adapter=adapter,
        model="one",
        price="0.05",
        price_as_of="2026-11-01",
        terms=ToolTerms.objects.get(key="simulated"),
    )


def ask(key: str, count: int) -> None:
    """Asks the generator of this key for images, as a marketer would."""
    Generator.objects.filter(adapter="simulated").update(options={"seconds": [0.2, 0.4]})
    a_paid_generator()
    a_paid_generator("deadly")
    brand = factories.a_brand("Northwind Coffee")
    brief = factories.a_brief(brand)
    version = factories.a_prompt_version(brief)
    choices = {Generator.objects.get(key=key): count}
    requests.submit(version, choices=choices, by=version.author, idempotency_key="crash", ratios=["1:1"])


if __name__ == "__main__":
    ask(sys.argv[1], int(sys.argv[2]))
