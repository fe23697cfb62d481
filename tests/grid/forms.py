"""Reads what a page lets one send: each form with its address, and its fields with what stands in them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

SENDS = ("formaction", "hx-post")


@dataclass
class Form:
    """One form that is posted; `addresses` are its own and those of its buttons."""

    addresses: list[str]
    fields: dict[str, str] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self, page: str):
        super().__init__()
        self.page, self.open, self.found, self.by_id = page, None, [], {}

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "form" and (told.get("method") or "").lower() == "post":
            self.open = self.by_id[told.get("id")] = Form([told.get("action") or self.page])
            self.found.append(self.open)
        form = self.by_id.get(told.get("form")) or self.open
        if form:
            form.addresses += [told[name] for name in SENDS if told.get(name)]
            if told.get("name"):
                form.fields[told["name"]] = told.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "form":
            self.open = None


def posted(page: str, html: str) -> list[Form]:
    """The forms of the page at this address that are sent by POST."""
    reader = _Reader(page)
    reader.feed(html)
    return reader.found
