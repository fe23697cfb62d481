"""Pictures whose measures are known beforehand, because they are drawn so."""

import hashlib
import io

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from assets.models import StoredImage, Work
from review import advice
from tests import factories

CREAM, RED, INK = "#f4ead8", "#b3402a", "#221e1a"


def plain(colour=CREAM, size=(1600, 1200)):
    """One even colour."""
    return Image.new("RGB", size, colour)


def two_halves(left=CREAM, right=RED, size=(1600, 1200)):
    """The left half in one colour, the right half in another."""
    image = plain(left, size)
    image.paste(right, (size[0] // 2, 0, *size))
    return image


def lettered(at, text="NORTHWIND COFFEE", size=90, ground=CREAM):
    """One line of large letters at that place."""
    image = plain(ground)
    ImageDraw.Draw(image).text(at, text, font=ImageFont.load_default(size), fill=INK)
    return image


def fence(size=(1600, 1200)):
    """Upright bars from edge to edge: strokes without end, as no line of text has."""
    image = plain("#f0f0f0", size)
    draw = ImageDraw.Draw(image)
    for x in range(0, size[0], 24):
        draw.rectangle((x, 0, x + 10, size[1]), fill=INK)
    return image


def checked(corner, size=(1600, 1200)):
    """Small squares in that part (left, top, right, bottom), one even colour elsewhere."""
    image = plain(CREAM, size)
    draw = ImageDraw.Draw(image)
    for x in range(corner[0], corner[2], 16):
        for y in range(corner[1] + (x // 16 % 2) * 16, corner[3], 32):
            draw.rectangle((x, y, x + 15, y + 15), fill=INK)
    return image


def soft(image, radius=12):
    """The same picture out of focus."""
    return image.filter(ImageFilter.GaussianBlur(radius))


def stored(brand, image, **fields) -> StoredImage:
    """The picture in private storage with its true size; the one there is if the brand has these bytes already."""
    out = io.BytesIO()
    image.save(out, "PNG")
    there = StoredImage.objects.filter(brand=brand, sha256=hashlib.sha256(out.getvalue()).hexdigest()).first()
    return there or factories.a_stored_image(brand, out.getvalue(), width=image.width, height=image.height, **fields)


def checked_now(candidate, by) -> dict:
    """Asks for the check, has it made, and gives back its lines by rule."""
    found = advice.ask(candidate, by=by)
    advice.give(Work.objects.get(kind=advice.CHECK, state="open", subject=candidate.public_id).pk)
    found.refresh_from_db()
    return {line["rule"]: line for line in found.results}
