"""Builds objects for tests; as far as the domain functions reach, through them."""

import hashlib
import io
import itertools
import random
import struct
import zlib
from datetime import timedelta

from PIL import Image, ImageDraw

from assets import campaigns, clock, people
from assets.imaging import xmp
from assets.models import Brand, Campaign, Product, StoredImage, ToolTerms, User
from assets.storage import private
from generation import briefs, prompts
from generation.models import Brief, Candidate, Generator, PromptVersion

_count = itertools.count(1)


def picture(width=400, height=300, colour=(180, 90, 40), seed=0) -> bytes:
    """The bytes of a PNG with a ground colour and a few shapes that follow from the seed."""
    image = Image.new("RGB", (width, height), colour)
    draw, dice = ImageDraw.Draw(image), random.Random(seed)
    for _ in range(6):
        x, y, r = dice.randrange(width), dice.randrange(height), dice.randrange(20, 80)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=tuple(dice.randrange(256) for _ in range(3)))
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1)  # thousands are made, and nobody keeps them
    return out.getvalue()


def a_brand(name=None) -> Brand:
    """One brand."""
    return people.found_brand(name or f"Brand {next(_count)}", by=None)


def a_user(role=None, brand=None, *, name=None, **extra) -> User:
    """One person, with a role in the brand when one is given."""
    number = next(_count)
    account = {key: extra.pop(key) for key in ("is_staff", "is_org_auditor") if key in extra}
    user = people.create_user(
        f"person{number}@example.com", name or f"Person {number}", by=None, password="correct-horse-battery", **account
    )
    if role:
        people.grant(user, brand, role, by=None)
    return _with(user, extra)


def _with(row, columns: dict):
    """The row with columns that no domain function sets, such as a state or a moment in the past."""
    if columns:
        type(row).objects.filter(pk=row.pk).update(**columns)
        row.refresh_from_db()
    return row


def a_member(brand, role) -> User:
    """Somebody with that role in the brand: the first there is, or a new one."""
    found = User.objects.filter(memberships__brand=brand, memberships__role=role).first()
    return found or a_user(role, brand)


def a_campaign(brand, **fields) -> Campaign:
    """One campaign that runs now, in two markets and two channels."""
    today, by = clock.now().date(), fields.pop("created_by", None) or a_member(brand, "marketer")
    wanted = {
        "name": f"Campaign {next(_count)}",
        "starts_on": today - timedelta(days=10),
        "ends_on": today + timedelta(days=80),
        "markets": ["DE", "FR"],
        "channels": ["desktop_hero", "square_social"],
        **fields,
    }
    known = {name: wanted.pop(name) for name in campaigns.CAMPAIGN_FIELDS if name in wanted}
    return _with(campaigns.create_campaign(brand, by=by, **known), wanted)


def a_product(brand, **fields) -> Product:
    """One product."""
    by, wanted = fields.pop("created_by", None) or a_member(brand, "marketer"), {"name": f"Product {next(_count)}"}
    wanted |= fields
    known = {name: wanted.pop(name) for name in campaigns.PRODUCT_FIELDS if name in wanted}
    return _with(campaigns.create_product(brand, by=by, **known), wanted)


def a_brief(brand, **fields) -> Brief:
    """One open brief in a campaign of the brand."""
    by = fields.pop("owner", None) or a_member(brand, "marketer")
    wanted = {
        "campaign": fields.pop("campaign", None) or a_campaign(brand),
        "title": f"Brief {next(_count)}",
        "subject": "A red mug on a window sill in the morning",
        "must_haves": ["The mug is red"],
        "channels": ["desktop_hero", "square_social"],
        **fields,
    }
    known = {name: wanted.pop(name) for name in briefs.FIELDS if name in wanted}
    return _with(briefs.create(by=by, **known), wanted)


def a_prompt_version(brief, text="A red mug on a window sill, morning light", **fields) -> PromptVersion:
    """The next version of the brief's first prompt."""
    by, line = fields.pop("author", None) or a_member(brief.brand, "marketer"), brief.prompts.first()
    if line is None:
        return prompts.write(brief, text, by=by, **fields)
    if line.versions.filter(text=text).exists():
        text = f"{text}, once more {next(_count)}"
    return prompts.revise(line, text, by=by, **fields)


def marked(data: bytes) -> bytes:
    """The PNG with the note on its AI origin, as a master carries it, in a chunk behind its head."""
    note = b"iTXtXML:com.adobe.xmp\0\0\0\0\0" + xmp.stamp("algorithmicMedia")
    head = 33  # the signature and IHDR
    return data[:head] + struct.pack(">I", len(note) - 4) + note + struct.pack(">I", zlib.crc32(note)) + data[head:]


def a_stored_image(brand, data: bytes | None = None, **fields) -> StoredImage:
    """One image of the brand with real bytes in private storage."""
    number = next(_count)
    data = data or picture(seed=f"stored {number}")  # no picture that a test makes by number is the same
    from django.core.files.base import ContentFile

    path = private().save(f"test/{number}.png", ContentFile(data))
    master = marked(data)
    master_path = private().save(f"test/{number}-master.png", ContentFile(master))
    digest = hashlib.sha256(data).hexdigest()
    return StoredImage.objects.create(
        **{
            "brand": brand,
            "sha256": digest,
            "byte_size": len(data),
            "format": "PNG",
            "width": 400,
            "height": 300,
            "original_path": path,
            "master_path": master_path,
            "master_sha256": hashlib.sha256(master).hexdigest(),
            "master_bytes": len(master),
            "master_format": "PNG",
            "preview_small": path,
            "preview_medium": path,
            "preview_large": path,
            "dhash": 0,
            "dhash_a": 0,
            "dhash_b": 0,
            "dhash_c": 0,
            "dhash_d": 0,
            "digital_source_type": "algorithmicMedia",
            **fields,
        }
    )


def a_candidate(brief, **fields) -> Candidate:
    """One generated candidate of the brief with known provenance."""
    version = fields.pop("prompt_version", None) or PromptVersion.objects.filter(prompt__brief=brief).first()
    version = version or a_prompt_version(brief)
    terms = ToolTerms.objects.get(key="simulated")
    image = fields.pop("image", None) or a_stored_image(brief.brand)
    return Candidate.objects.create(
        **{
            "brand": brief.brand,
            "brief": brief,
            "prompt_version": version,
            "image": image,
            "generator": Generator.objects.get(key="daylight"),
            "origin": "generated",
            "tool": "Daylight (simulated)",
            "model_version": "1",
            "seed": next(_count),
            "author": version.author,
            "requested_by": version.author,
            "terms": terms,
            "terms_snapshot": {"key": terms.key, "commercial": terms.commercial, "as_of": str(terms.as_of)},
            "digital_source_type": "algorithmicMedia",
            **fields,
        }
    )
