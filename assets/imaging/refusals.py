"""Owns the reasons for which a picture file is refused, each with its sentence."""

SENTENCES = {
    "empty": "The file is empty. Export or download it again and bring in the new copy.",
    "too_many_bytes": (
        "The file is {megabytes} MB and the limit is {limit} MB. "
        "Save it smaller or with more compression and bring that in."
    ),
    "not_a_picture": ("This is {kind}, not a picture, whatever its name says. Bring in a PNG, JPEG or WebP file."),
    "other_format": ("This is {kind}, which we do not take. Save it as PNG, JPEG or WebP and bring that in."),
    "truncated": ("The file ends before the picture does, so part of it is missing. Download or export it again."),
    "damaged": "The file is damaged: {detail}. Download or export it again.",
    "too_small": (
        "The picture is {width} × {height} pixels; it needs at least {limit} on each side. Bring in a larger one."
    ),
    "side_too_long": (
        "The picture is {width} × {height} pixels; the longest side we take is {limit}. "
        "Scale it down and bring that in."
    ),
    "too_many_pixels": (
        "The picture is {width} × {height} pixels, more than {limit} million in all. Scale it down and bring that in."
    ),
    "animated": (
        "The file holds an animation, and only still pictures can be reviewed here. Export one frame and bring that in."
    ),
    "too_many_scans": (
        "The JPEG is cut into {scans} passes, which no ordinary program writes. "
        "Open it, save it again and bring in the copy."
    ),
    "too_many_parts": (
        "The file is cut into thousands of parts, which no ordinary program writes. "
        "Open it, save it again and bring in the copy."
    ),
    "too_much_metadata": (
        "The file carries more than {limit} MB of text and profiles beside the picture. "
        "Save a copy without metadata and bring that in."
    ),
    "unpacks_too_large": (
        "The {what} inside the file unpacks to more than {limit} MB. Save a copy without metadata and bring that in."
    ),
    "other_variant": (
        "The file is a rare kind of {format} ({detail}) that browsers cannot show. "
        "Save it as an ordinary PNG or JPEG and bring that in."
    ),
    "too_slow": (
        "Opening this picture took more than {limit} seconds and was stopped. "
        "Open it, save it again and bring in the copy."
    ),
    "too_hungry": (
        "Opening this picture took more memory than we allow and was stopped. "
        "Scale it down or save it again and bring in the copy."
    ),
    "decoder_died": (
        "The program that opens pictures stopped on this file, twice. The file may be damaged: "
        "open it, save it again and bring in the copy."
    ),
}


class Unusable(Exception):
    """The bytes cannot become a picture; `code` is a key of SENTENCES."""

    def __init__(self, code, **values):
        self.code = code
        self.sentence = SENTENCES[code].format(**values)
        super().__init__(self.sentence)
