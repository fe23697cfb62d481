"""Owns what the planned channels would cut away from a candidate, before anybody approves it."""

from assets import channels, rendering, transformations
from assets.storage import private


def crops(candidate) -> list[dict]:
    """The channels of the brief, or all if it names none, that show a part only: name, pixels, and the part.

    ``box`` is (left, top, right, bottom) from 0 to 1, found as the rendition itself would find it. Raises
    RenderingFailed when the preview cannot be read.
    """
    planned = set(candidate.brief.channels)
    rows = [row for row in channels.enabled() if channels.crops(row) and (not planned or row.key in planned)]
    with private().open(candidate.image.preview_medium) as preview:
        boxes = rendering.windows(preview.read(), [transformations.parse(row.transformation) for row in rows])
    pairs = zip(rows, boxes, strict=True)
    return [{"name": row.name, "width": row.width, "height": row.height, "box": box} for row, box in pairs]
