"""Owns where on an image a thread stands: its shapes as a form sends them, in fractions of the original, checked."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from assets.problems import Refused
from review.models import Thread

Shape = Thread.Shape
DRAWN = (Shape.ARROW, Shape.FREEHAND)
DECIMALS = Decimal("0.00001")
MOST_POINTS = 200
UNREADABLE = "The place on the image cannot be read. Nothing was saved. Set the pin again."
TOO_LONG = f"A line drawn by hand has at most {MOST_POINTS} points. Nothing was saved. Draw a shorter one."


@dataclass(frozen=True)
class Place:
    """Where on the image, in fractions of the original with five decimals.

    ``x`` and ``y`` are the point or the upper left corner, ``w`` and ``h`` the extent, which for what is drawn is that
    of the box around it. ``path`` holds the points of an arrow or a line as "x,y x,y", in the order of drawing.
    """

    shape: str = Shape.NONE
    x: Decimal | None = None
    y: Decimal | None = None
    w: Decimal | None = None
    h: Decimal | None = None
    path: str = ""

    @classmethod
    def read(cls, shape="", x=None, y=None, w=None, h=None, path="") -> "Place":
        """A place from what a form sent. Raises Refused for a shape, fractions or points that are none."""
        shape = shape or Shape.NONE
        if shape not in Shape.values:
            raise Refused(UNREADABLE, code="place")
        if shape == Shape.NONE:
            return cls()
        if shape in DRAWN:
            return cls._drawn(shape, str(path))
        if shape == Shape.PIN:
            return cls(shape, _fraction(x), _fraction(y))
        found = cls(shape, _fraction(x), _fraction(y), _fraction(w), _fraction(h))
        if not found.w or not found.h or found.x + found.w > 1 or found.y + found.h > 1:
            raise Refused(UNREADABLE, code="place")
        return found

    @classmethod
    def of(cls, thread) -> "Place":
        """Where a thread stands."""
        return cls(thread.shape, thread.x, thread.y, thread.w, thread.h, thread.path)

    @classmethod
    def _drawn(cls, shape, path) -> "Place":
        """An arrow of two points or a line of up to 200, with the box around them."""
        if path.count(" ") >= MOST_POINTS:
            raise Refused(TOO_LONG, code="place")
        points = [_point(one) for one in path.split(" ")]
        if len(set(points)) < 2 or (shape == Shape.ARROW and len(points) != 2):
            raise Refused(UNREADABLE, code="place")
        across, down = zip(*points, strict=True)
        box = min(across), min(down), max(across) - min(across), max(down) - min(down)
        return cls(shape, *box, " ".join(f"{_short(x)},{_short(y)}" for x, y in points))


def _point(text) -> tuple[Decimal, Decimal]:
    x, comma, y = text.partition(",")
    if not comma:
        raise Refused(UNREADABLE, code="place")
    return _fraction(x), _fraction(y)


def _fraction(value) -> Decimal:
    """A number from 0 to 1 with five decimals."""
    try:
        found = Decimal(str(value)[:20]).quantize(DECIMALS)
    except (InvalidOperation, ValueError) as problem:
        raise Refused(UNREADABLE, code="place") from problem
    if found.is_nan() or not 0 <= found <= 1:
        raise Refused(UNREADABLE, code="place")
    return abs(found)


def _short(number: Decimal) -> str:
    """The fraction without zeros at its end."""
    return str(number.normalize())
