"""Briefs with images of two generators, and the walk through a blind run as a browser does it."""

import re

from django.urls import reverse

from generation.models import Generator
from tests import factories

TOKENS = re.compile(r"/blind/[a-z2-7]{16}/([a-z2-7]{16})\.webp")
POSITION = re.compile(r'name="position" value="(\d+)"')


def a_brief(brand, each=3, **fields):
    """A brief with so many open images of each of two generators."""
    brief = factories.a_brief(brand, **fields)
    made = {
        key: [factories.a_candidate(brief, generator=Generator.objects.get(key=key)) for _ in range(each)]
        for key in ("daylight", "atelier")
    }
    return brief, made


def begin(client, brief, kind="pairs") -> str:
    """The address of the run that begins."""
    return client.post(reverse("review:blind", args=[brief.public_id]), {"kind": kind}).url


def walk(client, address, verdict="tie"):
    """Judges every pair; yields each answer on the way, of pages and of images, up to the last vote."""
    while True:
        page = client.get(address)
        text = page.content.decode()
        position = POSITION.search(text)
        if position is None:
            return
        yield page
        for token in TOKENS.findall(text):
            yield client.get(f"{address}{token}.webp")
        yield client.post(f"{address}vote", {"position": position[1], "verdict": verdict, "seconds": "2"})
