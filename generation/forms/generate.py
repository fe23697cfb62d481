"""Owns the forms that ask for images: from the brief's page, and again from an image that was made."""

from django import forms

from assets.forms.plain import PlainForm
from assets.identifiers import opaque_id
from assets.wording import LONG
from generation.requests import MOST_EACH

COUNT = "count_"


class GenerateForm(PlainForm):
    """Which version goes to which generators, how often, in which shapes. ``key`` makes a second send harmless."""

    version = forms.ChoiceField(label="Prompt")
    shapes = forms.MultipleChoiceField(label="Shapes", widget=forms.CheckboxSelectMultiple)
    sources = forms.MultipleChoiceField(
        label="Reference pictures",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Sent along with the words, in this order; the prompt can speak of image 1, image 2 and so on.",
    )
    seed = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=2**31 - 2,
        help_text="Leave empty for new chance. The same seed, prompt and model give the same image where they can.",
    )
    key = forms.CharField(max_length=40, min_length=8, widget=forms.HiddenInput)

    def __init__(self, *args, versions, generators, shapes, sources=(), wanted=4, **kwargs):
        start = {"key": opaque_id(), "shapes": [shape.ratio for shape in shapes], **kwargs.pop("initial", {})}
        super().__init__(*args, initial=start, **kwargs)
        self.generators, self.shapes, self.sources = generators, shapes, sources
        if sources and any(generator.options.get("references") for generator in generators):
            self.fields["sources"].choices = [(one.public_id, _source_title(one)) for one in sources]
        else:
            del self.fields["sources"]
        self.fields["version"].choices = [(row.public_id, _title(row)) for row in versions]
        self.fields["shapes"].choices = [
            (s.ratio, f"{s.ratio} · {s.width} × {s.height} px for {s.served}") for s in shapes
        ]
        first = _first_choices(generators)
        each = max(1, min(4, round(wanted / max(1, len(shapes) * len(first)))))
        for generator in generators:
            self.fields[COUNT + generator.key] = _count_field(generator, each if generator in first else 0)

    def counts(self) -> dict:
        """{generator: images in each shape}, as far as the numbers can be read; for the price of an unfinished form."""
        found = {}
        for generator in self.generators:
            text = str(self[COUNT + generator.key].value() or "0")
            found[generator] = min(int(text), MOST_EACH) if text.isascii() and text.isdigit() and len(text) < 4 else 0
        return found

    def picked_shapes(self) -> list:
        """The shapes that are ticked."""
        ticked = set(self["shapes"].value() or [])
        return [shape for shape in self.shapes if shape.ratio in ticked]

    def picked_sources(self) -> list:
        """The reference pictures that are ticked."""
        ticked = set(self["sources"].value() or []) if "sources" in self.fields else set()
        return [one for one in self.sources if one.public_id in ticked]

    def count_fields(self):
        """The bound count of each generator, with the generator."""
        return [(generator, self[COUNT + generator.key]) for generator in self.generators]

    def chosen(self) -> dict:
        """{generator: count} of a valid form."""
        return {generator: self.cleaned_data[COUNT + generator.key] for generator in self.generators}


def _first_choices(generators) -> list:
    """Those that a fresh form asks already: all built-in ones, and the first of each paid account."""
    seen: set = set()
    found = []
    for generator in generators:
        if generator.account_id is None or generator.account_id not in seen:
            found.append(generator)
        seen.add(generator.account_id)
    return found


def _source_title(source) -> str:
    return f"{source.title} · {source.get_role_display().lower()}, {source.image.width} × {source.image.height} px"


def _count_field(generator, each: int):
    return forms.IntegerField(
        label=generator.label,
        min_value=0,
        max_value=MOST_EACH,
        initial=each,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )


def _title(version) -> str:
    text = version.text if len(version.text) <= 70 else version.text[:69].rstrip() + "…"
    return f"Prompt {version.prompt.position}, version {version.number}: {text}"


class AgainForm(PlainForm):
    """What is wanted from an image that was made: the same, another chance, or other words."""

    WAYS = {"new_seed": "Another chance, same words", "same": "The same again", "remix": "Other words"}
    way = forms.ChoiceField(choices=list(WAYS.items()), widget=forms.RadioSelect, initial="new_seed", label="What")
    text = forms.CharField(
        widget=forms.Textarea({"rows": 5}),
        max_length=LONG,
        required=False,
        label="Words",
        help_text="Counts for other words only. They become the next version of the prompt.",
    )
    count = forms.IntegerField(min_value=1, max_value=MOST_EACH, initial=1, label="Images")
    key = forms.CharField(max_length=40, min_length=8, widget=forms.HiddenInput)
