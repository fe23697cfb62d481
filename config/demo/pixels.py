"""Owns drawing a picture without the notes that generators write into it; runs in processes that know no Django."""

from generation.providers.simulated.adapter import draw

KEPT_CHUNKS = (b"IHDR", b"PLTE", b"IDAT", b"IEND")


def bare(reference: str) -> bytes:
    """The drawn PNG with its pixels and nothing else, as a file that has been through many hands."""
    data = draw(reference)
    kept, at = [data[:8]], 8
    while at < len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] in KEPT_CHUNKS:
            kept.append(data[at:end])
        at = end
    return b"".join(kept)
