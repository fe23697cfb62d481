"""Guest links to test with, made through the domain functions, and a browser's way in without scripts."""

import re

from django.test import Client

from review import guests
from review.guests import Terms
from review.models import GuestLink
from tests import factories
from tests.talk.talk import a_key


def a_link(*candidates, by=None, key="", **terms) -> tuple[GuestLink, str]:
    """A link to these candidates and its token."""
    brief = candidates[0].brief
    by = by or factories.a_member(brief.brand, "marketer")
    return guests.create(brief, candidates, by=by, terms=Terms(**{"label": "Ruiz Legal"} | terms), key=key or a_key())


def a_guest(link, name="Ana Ruiz", email="ana@ruiz.example"):
    """Somebody who opened the link."""
    return guests.introduce(link, name=name, email=email)


def a_visitor(token, *, password="", name="Ana Ruiz", email="ana@ruiz.example") -> "Visitor":
    """A browser that went all the way in."""
    visitor = Visitor(token)
    visitor.get()
    if password:
        visitor.post("enter", password=password)
        visitor.get()
    assert visitor.post("enter", name=name, email=email).status_code == 302
    visitor.get()
    return visitor


class Visitor:
    """A browser at one link, which sends forms as the last page had them."""

    def __init__(self, token):
        self.client, self.token, self.body = Client(), token, ""

    def url(self, rest="") -> str:
        """An address under the link."""
        return f"/g/{self.token}/{rest}"

    def get(self, rest=""):
        """The page; its forms are those sent next."""
        answer = self.client.get(self.url(rest))
        if answer.status_code == 200 and "html" in answer["Content-Type"]:
            self.body = answer.content.decode()
        return answer

    def post(self, rest, **data):
        """One form with the proof that the page carried."""
        return self.client.post(self.url(rest), {"proof": self.hidden("proof")} | data)

    def hidden(self, name, number=0) -> str:
        """The value of a hidden field on the last page."""
        found = re.findall(rf'name="{name}" value="([^"]*)"', self.body)
        return found[number] if found else ""

    def comment(self, image, text="Could the mug be warmer?", **data):
        """A comment by the form of the first image."""
        return self.post(f"{image.public_id}/comment", **{"text": text, "key": self.hidden("key")} | data)

    def decide(self, image, verdict="approve", note="", **data):
        """A verdict by the form of the first image."""
        seen = {"seen": self.hidden("seen"), "verdict": verdict, "note": note}
        return self.post(f"{image.public_id}/verdict", **seen | data)
