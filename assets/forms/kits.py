"""Owns the form of a brand kit: colours, where the logo goes in each channel, the safe area and the thresholds."""

from django import forms

from assets import channels, kits
from assets.forms.plain import LinesField, PlainForm

CORNERS = {
    "": "No logo there",
    "top_left": "Top left",
    "top_right": "Top right",
    "bottom_left": "Bottom left",
    "bottom_right": "Bottom right",
    "centre": "Centre",
}
USUAL_SIZE = 25, 15  # per cent of the cut


class KitForm(PlainForm):
    """The whole kit. A logo zone is a corner for each channel, and one size for all of them."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    palette = LinesField(
        label="Colours", required=False, longest=7, most=kits.MOST_COLOURS, help_text="Up to 12, one a line: #b3402a."
    )
    safe_area = forms.IntegerField(
        min_value=0,
        max_value=kits.MOST_SAFE,
        label="Safe area",
        help_text="Per cent of each side that text stays out of.",
    )
    zone_width = forms.IntegerField(min_value=1, max_value=100, label="Width of the logo zone", help_text="Per cent.")
    zone_height = forms.IntegerField(min_value=1, max_value=100, label="Height of the logo zone", help_text="Per cent.")

    def __init__(self, *args, kit, **kwargs):
        self.channels = list(channels.enabled())
        kwargs["initial"] = _initial(kit, self.channels)
        super().__init__(*args, **kwargs)
        for channel in self.channels:
            field = forms.ChoiceField(choices=list(CORNERS.items()), label=channel.name, required=False)
            self.fields[f"zone_{channel.key}"] = field
        for name, (usual, least, most, what) in kits.THRESHOLDS.items():
            field = forms.IntegerField(min_value=least, max_value=most, label=what, help_text=f"Usually {usual}.")
            self.fields[f"limit_{name}"] = field

    def part(self, start: str) -> list:
        """The fields whose names begin so."""
        return [self[name] for name in self.fields if name.startswith(start)]

    def basics(self) -> list:
        """Colours and safe area."""
        return [self["palette"], self["safe_area"]]

    def zones(self) -> list:
        """The size of the zone and its corner in each channel."""
        return self.part("zone_")

    def limits(self) -> list:
        """The thresholds."""
        return self.part("limit_")

    def change(self, brand, by):
        """Gives the form to the one door; None if it is not valid or was refused."""
        return self.attempt(lambda **data: kits.change(brand, by=by, **self._fields(data)))

    def _fields(self, data) -> dict:
        size, margin = (data["zone_width"] / 100, data["zone_height"] / 100), data["safe_area"] / 100
        corners = {channel.key: data[f"zone_{channel.key}"] for channel in self.channels}
        return {
            "expected_version": data["version"],
            "palette": data["palette"],
            "safe_area": data["safe_area"],
            "logo_zones": {key: _zone(corner, *size, margin) for key, corner in corners.items() if corner},
            "thresholds": {name: data[f"limit_{name}"] for name in kits.THRESHOLDS},
        }


def _zone(corner: str, width: float, height: float, margin: float) -> list[float]:
    """Left, top, width and height as fractions of the cut, kept off its edges by the safe area where there is room."""
    across, down = min(margin, (1 - width) / 2), min(margin, (1 - height) / 2)
    left = {"left": across, "right": 1 - width - across}.get(corner.rpartition("_")[2], (1 - width) / 2)
    top = {"top": down, "bottom": 1 - height - down}.get(corner.partition("_")[0], (1 - height) / 2)
    return [round(part, 4) for part in (left, top, width, height)]


def _corner(zone) -> str:
    """The corner that a stored zone lies in."""
    left, top, width, height = zone
    across, down = left + width / 2, top + height / 2
    if abs(across - 0.5) < 0.01 and abs(down - 0.5) < 0.01:
        return "centre"
    return f"{'top' if down < 0.5 else 'bottom'}_{'left' if across < 0.5 else 'right'}"


def _initial(kit, channels_) -> dict:
    zones = kit.logo_zones
    width, height = next(((zone[2] * 100, zone[3] * 100) for zone in zones.values()), USUAL_SIZE)
    found = {"version": kit.version, "palette": kit.palette, "safe_area": kit.safe_area}
    found |= {"zone_width": round(width), "zone_height": round(height)}
    found |= {f"zone_{row.key}": _corner(zones[row.key]) for row in channels_ if row.key in zones}
    return found | {f"limit_{name}": kits.threshold(kit, name) for name in kits.THRESHOLDS}
