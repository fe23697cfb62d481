"""Owns the words of a delivery URL: reading, checking and writing transformation strings.

The grammar is the part of Cloudinary's URL language that our channels need, so that a URL made by the folder
publisher and one made by Cloudinary say the same thing. Parameters are joined by commas into a component,
components by slashes; the first component shapes the picture, the second says how it is encoded.
"""

import re
from dataclasses import dataclass, fields, replace

CROPS = ("fill", "pad", "limit", "lfill")
GRAVITIES = ("auto", "center")
BACKGROUNDS = ("white",)
FORMATS = ("auto", "jpg", "png", "webp")
QUALITIES = ("auto", "auto:good", "auto:low")
LARGEST_SIDE = 4096
_SIDE = re.compile(r"[1-9][0-9]{0,3}")


class BadTransformation(ValueError):
    """The string is not a transformation that we make; its text says which part is wrong, in a sentence."""


@dataclass(frozen=True)
class Transformation:
    """A checked transformation. Sides are pixels; None means that the string leaves the value open."""

    crop: str
    width: int | None = None
    height: int | None = None
    gravity: str | None = None
    background: str | None = None
    format: str | None = None
    quality: str | None = None

    def __str__(self):
        return write(self)

    @property
    def negotiated(self):
        """True when the reader's Accept header picks the format."""
        return self.format == "auto"


_SHAPE = {"c": "crop", "g": "gravity", "w": "width", "h": "height", "b": "background"}
_ENCODING = {"f": "format", "q": "quality"}
_WORDS = {"crop": CROPS, "gravity": GRAVITIES, "background": BACKGROUNDS, "format": FORMATS, "quality": QUALITIES}


def parse(text):
    """Transformation of a string such as "c_fill,g_auto,h_800,w_1920/f_auto,q_auto"; raises BadTransformation."""
    components = text.split("/")
    if len(components) > 2:
        raise BadTransformation("A transformation has at most two components: shape and encoding.")
    values = _component(components[0], _SHAPE | _ENCODING)
    if len(components) == 2:
        values = _merged(values, _component(components[1], _ENCODING))
    return _checked(values)


def canonical(text):
    """The one spelling of a transformation string; raises BadTransformation."""
    return write(parse(text))


def write(transformation):
    """String of a Transformation: keys sorted inside each component, shape before encoding."""
    parts = (_written(transformation, _SHAPE), _written(transformation, _ENCODING))
    return "/".join(part for part in parts if part)


def format_for(transformation, accept=""):
    """File format ("jpg", "png" or "webp") to send to a reader whose Accept header is `accept`."""
    if not transformation.negotiated:
        return transformation.format or "jpg"
    return "webp" if _takes_webp(accept) else "jpg"


def _takes_webp(accept):
    for choice in accept.lower().split(","):
        kind, *parameters = (part.strip() for part in choice.split(";"))
        if kind == "image/webp":
            return not any(re.fullmatch(r"q=0(\.0*)?", parameter) for parameter in parameters)
    return False


def size_of(transformation, width, height):
    """(width, height) in pixels of the rendition of a picture of that size, as rendering will make it."""
    if transformation.crop in ("fill", "pad"):
        return transformation.width, transformation.height
    if transformation.crop == "limit":
        scale = min(1, *(side / own for side, own in _limits(transformation, width, height)))
        return max(1, round(width * scale)), max(1, round(height * scale))
    scale = min(1, cover(transformation, width, height))
    return min(transformation.width, round(width * scale)), min(transformation.height, round(height * scale))


def narrower(transformation, width):
    """The same shape at another width; None for one that is bound to no width."""
    if not transformation.width or width >= transformation.width:
        return None
    height = transformation.height and max(1, round(transformation.height * width / transformation.width))
    return replace(transformation, width=width, height=height)


def cover(transformation, width, height):
    """Factor by which a picture must be scaled to cover the asked box; over 1 means that it is enlarged."""
    return max(transformation.width / width, transformation.height / height)


def enlargement(transformation, width, height):
    """How many times a picture of that size is enlarged by the transformation; 1.0 when it is not."""
    if transformation.crop == "fill":
        return max(1.0, cover(transformation, width, height))
    if transformation.crop == "pad":
        return max(1.0, min(transformation.width / width, transformation.height / height))
    return 1.0


def _limits(transformation, width, height):
    pairs = ((transformation.width, width), (transformation.height, height))
    return [(side, own) for side, own in pairs if side]


def _component(text, names):
    values = {}
    for parameter in text.split(","):
        key, _, word = parameter.partition("_")
        if key not in names:
            raise BadTransformation(f"“{parameter[:40]}” is not a parameter that we make.")
        values = _merged(values, {names[key]: word})
    return values


def _merged(values, more):
    twice = values.keys() & more.keys()
    if twice:
        raise BadTransformation(f"The {twice.pop()} is given twice.")
    return values | more


def _checked(values):
    for name, word in values.items():
        values[name] = _value(name, word)
    if "crop" not in values:
        raise BadTransformation("The first component needs a crop, such as c_fill.")
    transformation = Transformation(**values)
    _check_sides(transformation)
    _check_companions(transformation)
    return transformation


def _value(name, word):
    if name in _WORDS:
        if word not in _WORDS[name]:
            raise BadTransformation(f"The {name} can be {', '.join(_WORDS[name])}.")
        return word
    if not _SIDE.fullmatch(word) or int(word) > LARGEST_SIDE:
        raise BadTransformation(f"The {name} is a whole number from 1 to {LARGEST_SIDE}.")
    return int(word)


def _check_sides(transformation):
    given = [side for side in (transformation.width, transformation.height) if side]
    needed = 1 if transformation.crop == "limit" else 2
    if len(given) < needed:
        raise BadTransformation(f"c_{transformation.crop} needs {'a side' if needed == 1 else 'width and height'}.")


def _check_companions(transformation):
    if transformation.gravity and transformation.crop not in ("fill", "lfill"):
        raise BadTransformation("A gravity goes with c_fill and c_lfill only.")
    if transformation.background and transformation.crop != "pad":
        raise BadTransformation("A background goes with c_pad only.")


def _written(transformation, names):
    short = {long: key for key, long in names.items()}
    pairs = [
        (short[field.name], getattr(transformation, field.name))
        for field in fields(transformation)
        if field.name in short and getattr(transformation, field.name) is not None
    ]
    return ",".join(f"{key}_{value}" for key, value in sorted(pairs))
