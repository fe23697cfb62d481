"""Owns the HTML that people paste into their pages: one picture for all screens, and one for each channel."""

from django.utils.html import format_html, format_html_join

NARROW, WIDE = "mobile_crop", "desktop_hero"
NARROW_SCREEN = "(max-width: 640px)"


def page_picture(asset, sheet) -> str:
    """A `<picture>` of the wide rendition with the narrow one for phones; empty unless both are out."""
    lines = {line.channel.key: line for line in sheet if line.url}
    if not {NARROW, WIDE} <= lines.keys():
        return ""
    narrow, wide = lines[NARROW], lines[WIDE]
    source = format_html(
        '<source media="{}" srcset="{}" sizes="100vw" width="{}" height="{}">',
        NARROW_SCREEN,
        _srcset(narrow),
        narrow.width,
        narrow.height,
    )
    return _plain(format_html("<picture>\n  {}\n  {}\n</picture>", source, _img(asset, wide)))


def image(asset, line) -> str:
    """An `<img>` of one rendition, with its narrower copies where the service makes them; empty unless it is out."""
    return _plain(_img(asset, line)) if line.url else ""


def _img(asset, line):
    pairs = [
        ("src", line.url),
        *([("srcset", _srcset(line)), ("sizes", "100vw")] if line.narrower else []),
        ("width", line.width),
        ("height", line.height),
        ("alt", "" if asset.decorative else asset.alt_text),
        ("loading", "lazy"),
        ("decoding", "async"),
    ]
    return format_html("<img {}>", format_html_join(" ", '{}="{}"', pairs))


def _srcset(line):
    widths = {**line.narrower, line.width: line.url}
    return ", ".join(f"{url} {width}w" for width, url in sorted(widths.items()))


def _plain(html) -> str:
    """Text that a template escapes again, as it is shown and not drawn."""
    return "".join([html])
