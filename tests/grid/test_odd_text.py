"""Odd text in every field and in every address: refused in words or shown as text, and never a fault of ours."""

import pytest

from tests import factories
from tests.grid.addresses import addresses

ODD = {
    "nul": "a\x00b",
    "half_a_pair": "a\ud800b",
    "right_to_left": "a\u202egnp.exe",
    "zero_width": "a\u200b\u200d\ufeffb",
    "marks": "a" + "\u0301" * 10_000,
    "template": "{{7*7}}{% url 'x' %}",
    "script": "<script>alert(1)</script>",
    "quote": "\"'><img src=x onerror=alert(1)>",
    "megabyte": "x" * 2**20,
    "number": "9" * 400,
    "control": "a\x07\x1b[31mb",
    "formula": '=HYPERLINK("http://x","y")',
}
REFUSED = {400, 404, 413, 422}
TAKEN = {200, 302, 409}
FORMS = {
    "/campaigns/new": ("name", "message", "markets", "budget", "starts_on", "rights_holder", "channels", "brand"),
    "/products/new": ("name", "sku", "description", "brand"),
    "/briefs/new": ("title", "subject", "goal", "message", "mood", "must_haves", "channels", "images_wanted", "due_on"),
    "/briefs/{brief}/edit": ("title", "version", "product", "campaign", "budget"),
    "/briefs/{brief}/prompt": ("text", "negative", "based_on"),
    "/brands/{brand}/invite": ("email", "display_name", "role"),
    "/brands/{brand}/people/{person}/revoke": ("role",),
}


@pytest.fixture
def values(brand, marketer, manager):
    """What the forms need apart from the odd field."""
    brief = factories.a_brief(brand)
    return {
        "where": {"brief": brief.public_id, "brand": brand.public_id, "person": marketer.public_id},
        "data": {
            "brand": brand.public_id,
            "campaign": brief.campaign.public_id,
            "name": "Name",
            "title": "Title",
            "subject": "Subject",
            "channels": ["story"],
            "images_wanted": "2",
            "version": "1",
            "text": "A mug",
            "email": "new@example.com",
            "display_name": "New",
            "role": "marketer",
        },
    }


@pytest.mark.parametrize("kind", ODD)
def test_no_text_field_breaks_on_it(kind, values, manager, signed_in):
    client = signed_in(manager)
    for where, fields in FORMS.items():
        for field in fields:
            answer = send(client, where.format(**values["where"]), {**values["data"], field: ODD[kind]})
            assert answer.status_code in REFUSED | TAKEN, (where, field)
            assert b"<script>alert" not in answer.content, (where, field)
            assert b"<img src=x" not in answer.content, (where, field)


def send(client, where, data):
    """A post as a browser would send it, but for the lone surrogate, which only a forged request can hold."""
    try:
        return client.post(where, data)
    except UnicodeEncodeError:
        forged = b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\na\xed\xa0\x80b\r\n--b--\r\n'
        return client.generic("POST", where, forged, content_type="multipart/form-data; boundary=b")


@pytest.mark.parametrize("kind", ["nul", "control"])
def test_what_cannot_be_stored_is_told_as_such(kind, values, manager, signed_in):
    answer = signed_in(manager).post("/products/new", {**values["data"], "name": ODD[kind]})
    assert answer.status_code == 422
    assert "cannot be stored" in answer.content.decode()


@pytest.mark.parametrize("kind", ["right_to_left", "zero_width", "template", "script", "quote", "formula"])
def test_what_can_be_stored_is_shown_as_text(kind, values, manager, signed_in):
    client = signed_in(manager)
    made = client.post("/products/new", {**values["data"], "name": ODD[kind]})
    assert made.status_code == 302
    page = client.get(made.url).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert ">49<" not in page


@pytest.mark.parametrize("kind", [kind for kind in ODD if kind not in ("megabyte", "half_a_pair")])
def test_no_address_breaks_on_it_in_its_query(kind, values, manager, signed_in):
    client = signed_in(manager)
    names = ("before", "after", "campaign", "product", "closed", "archived", "line", "q", "at", "channels", "view")
    for address in addresses():
        if address.takes or address.name.startswith("account") or address.name == "welcome":
            continue
        answer = client.get(address.of({}), dict.fromkeys(names, ODD[kind][:3000]))
        assert answer.status_code < 500, (address.name, kind)


@pytest.mark.parametrize(
    "path", ["/briefs/%00/", "/briefs/%ED%A0%80/", "/briefs/" + "a" * 5000, "/library/%F0%9F%98%80/"]
)
def test_no_address_breaks_on_it_in_its_path(path, manager, signed_in):
    assert signed_in(manager).get(path).status_code in (400, 404)
