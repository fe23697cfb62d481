"""WebP files: the good, the odd and the hostile."""

import io

from tests.imaging.corpus.paint import bitstream, canvas, encoded, exif, profile, riff, riff_chunk, scene


def animated(frames):
    """An animated WebP."""
    out = io.BytesIO()
    pictures = [scene().rotate(9 * number) for number in range(frames)]
    pictures[0].save(out, "WEBP", save_all=True, append_images=pictures[1:], duration=90)
    return out.getvalue()


def extended(*chunks, flags=0, **options):
    """A WebP with a canvas, the picture, and whatever else."""
    return riff(canvas(flags=flags), bitstream(**options), *chunks)


def cut_stream(keep):
    """A WebP whose lengths are right but whose stream stops early."""
    body = bitstream()[8:][:keep]
    return riff(riff_chunk(b"VP8 ", body))


CASES = [
    ("webp: ordinary", lambda: encoded("WEBP"), "taken"),
    ("webp: lossless", lambda: encoded("WEBP", lossless=True), "taken"),
    ("webp: lossy with alpha", lambda: translucent(), "taken"),
    ("webp: lossless with alpha", lambda: translucent(lossless=True), "taken"),
    ("webp: lowest quality", lambda: encoded("WEBP", quality=0), "taken"),
    ("webp: profile", lambda: encoded("WEBP", icc_profile=profile()), "taken"),
    ("webp: profile of noise", lambda: extended(riff_chunk(b"ICCP", b"\x99" * 500), flags=0x20), "taken"),
    ("webp: EXIF", lambda: extended(riff_chunk(b"EXIF", exif(8)), flags=0x08), "taken"),
    ("webp: EXIF with the prefix of JPEG", lambda: extended(riff_chunk(b"EXIF", b"Exif\0\0" + exif(8))), "taken"),
    ("webp: XMP of noise", lambda: extended(riff_chunk(b"XMP ", b"\xff" * 99)), "taken"),
    ("webp: C2PA", lambda: extended(riff_chunk(b"C2PA", b"jumb")), "taken"),
    ("webp: unknown part", lambda: extended(riff_chunk(b"WHAT", b"x" * 99)), "taken"),
    ("webp: page behind the picture", lambda: encoded("WEBP") + b"<script>alert(1)</script>", "taken"),
    ("webp: 9 MB of metadata", lambda: extended(riff_chunk(b"XMP ", b"x" * 9_000_000)), "too_much_metadata"),
    ("webp: 5,000 parts", lambda: extended(riff_chunk(b"WHAT", b"x") * 5_000), "too_many_parts"),
    ("webp: animation", lambda: animated(3), "animated"),
    ("webp: animation by its flag", lambda: extended(flags=0x02), "animated"),
    ("webp: animation by its parts", lambda: extended(riff_chunk(b"ANMF", b"x" * 40)), "animated"),
    ("webp: cut in half", lambda: encoded("WEBP")[: len(encoded("WEBP")) // 2], "truncated"),
    ("webp: head only", lambda: riff(), "damaged"),
    ("webp: twelve bytes", lambda: b"RIFF\x04\0\0\0WEBP", "damaged"),
    ("webp: claims 4 GB", lambda: riff(bitstream(), size=2**32 - 1), "truncated"),
    ("webp: part longer than the file", lambda: riff(riff_chunk(b"VP8 ", b"x" * 40, length=4_000)), "truncated"),
    ("webp: stream stops early", lambda: cut_stream(120), "damaged"),
    ("webp: stream of noise", lambda: riff(riff_chunk(b"VP8 ", b"\x99" * 400)), "damaged"),
    ("webp: empty stream", lambda: riff(riff_chunk(b"VP8 ", b"")), "damaged"),
    (
        "webp: lossless stream of noise",
        lambda: riff(riff_chunk(b"VP8L", b"\x2f" + b"\x99" * 400)),
        {"damaged", "side_too_long", "too_many_pixels"},
    ),
    ("webp: canvas without a picture", lambda: riff(canvas()), "damaged"),
    ("webp: canvas of another size", lambda: riff(canvas(900, 900), bitstream()), "damaged"),
    ("webp: canvas of 16 million pixels a side", lambda: riff(canvas(2**24, 2**24), bitstream()), "damaged"),
    ("webp: 63 pixels wide", lambda: encoded("WEBP", width=63), "too_small"),
    ("webp: noise where a part begins", lambda: riff(bitstream(), b"xyz"), "damaged"),
]


def translucent(**options):
    """A WebP with real transparency."""
    picture = scene().convert("RGBA")
    picture.putalpha(scene(mode="L"))
    out = io.BytesIO()
    picture.save(out, "WEBP", **options)
    return out.getvalue()
