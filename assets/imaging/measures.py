"""Owns what can be measured on a picture without knowing what it shows: colours, edges, sharpness, likeness to text."""

from collections import Counter

from PIL import Image, ImageChops, ImageFilter, ImageStat

from .fingerprints import opaque

SIDE = 800  # pixels: figures are comparable only at one size
COLOURS, COLOUR_SIDE = 64, 128
CELLS = 32
LAPLACIAN = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)

TEXT_SIDE, CELL = 640, 8  # a cell of 8 pixels holds a stroke or two of small letters
STEP = 40  # of 255: the least difference between neighbours that counts as the side of a stroke
FEW, MANY = 18, 190  # of 255: share of such pixels in a cell of letters
LEAST_CELLS, LEAST_RATIO, LEAST_FILL, TALLEST = 5, 1.8, 0.45, 0.3


def taken(image):
    """All measures of one picture, as values that JSON holds."""
    image = opaque(image)
    image = image if image.mode == "RGB" else image.convert("RGB")
    grey = fitted(image, SIDE).convert("L")
    return {
        "sharpness": round(sharpness(grey), 1),
        "colours": colours(image),
        "detail": detail(grey),
        "text_regions": text_regions(fitted(image, TEXT_SIDE).convert("L")),
    }


def fitted(image, side):
    """The picture with its long side at most so many pixels."""
    scale = side / max(image.size)
    if scale >= 1:
        return image
    return image.resize([max(CELL, round(length * scale)) for length in image.size], Image.Resampling.BOX)


def inner(image):
    """Without the outermost pixels, which a filter of 3 × 3 leaves as they were."""
    return image.crop((1, 1, image.width - 1, image.height - 1))


def sharpness(grey):
    """The variance of the Laplacian: near 0 for a blur, hundreds for crisp edges."""
    return ImageStat.Stat(inner(grey.filter(LAPLACIAN))).var[0]


def colours(image):
    """[[colour, share]], at most 64 that stand for all pixels, the most frequent first."""
    small = fitted(image, COLOUR_SIDE).quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    palette, total = small.getpalette(), small.width * small.height
    counts = Counter()
    for count, number in small.getcolors():
        counts["#{:02x}{:02x}{:02x}".format(*palette[3 * number : 3 * number + 3])] += count
    return [[colour, round(count / total, 5)] for colour, count in counts.most_common()]


def detail(grey):
    """How strong the edges are in each of 32 × 32 cells, row by row, as hexadecimal digits."""
    edges = inner(grey.filter(ImageFilter.FIND_EDGES))
    return edges.resize((CELLS, CELLS), Image.Resampling.BOX).tobytes().hex()


def text_regions(grey):
    """[[left, top, width, height]] as fractions: wide low patches of dense upright strokes, as lines of text are.

    A guess: a fence or a keyboard may look like text, and large or faint letters may not.
    """
    busy, wide, high = stroke_cells(grey)
    found = []
    for patch in patches(busy, wide, high):
        left, top = min(x for x, _ in patch), min(y for _, y in patch)
        across, down = max(x for x, _ in patch) + 1 - left, max(y for _, y in patch) + 1 - top
        if is_line(across, down, len(patch), high):
            found.append([round(part, 4) for part in (left / wide, top / high, across / wide, down / high)])
    return sorted(found, key=lambda region: -region[2] * region[3])[:20]


def is_line(across, down, filled, high):
    """Whether a patch of so many cells has the shape of a line or a few lines of text."""
    if across < LEAST_CELLS or across < LEAST_RATIO * down or down > max(2, TALLEST * high):
        return False
    return filled >= LEAST_FILL * across * down


def stroke_cells(grey):
    """(cells with as many upright strokes as letters have, columns, rows)."""
    steps = ImageChops.difference(grey, ImageChops.offset(grey, 1, 0)).crop((1, 0, *grey.size))
    strokes = steps.point(lambda value: 255 if value >= STEP else 0)
    wide, high = max(1, strokes.width // CELL), max(1, strokes.height // CELL)
    cells = strokes.resize((wide, high), Image.Resampling.BOX).tobytes()
    return {(n % wide, n // wide) for n, share in enumerate(cells) if FEW <= share <= MANY}, wide, high


def patches(busy, wide, high):
    """The connected sets of cells; a gap of one cell between words does not part them."""
    left = set(busy)
    while left:
        reached, edge = set(), [left.pop()]
        while edge:
            x, y = edge.pop()
            reached.add((x, y))
            near = {(x - 2, y), (x - 1, y), (x + 1, y), (x + 2, y), (x, y - 1), (x, y + 1)} & left
            left -= near
            edge.extend(near)
        yield reached
