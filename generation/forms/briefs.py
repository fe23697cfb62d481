"""Owns the forms of briefs and prompts."""

from django import forms

from assets.forms import LinesField, PlainForm
from assets.forms.campaigns import ChannelsField, date_input
from generation import briefs

ROWS = {"rows": 4}


class BriefForm(PlainForm):
    """What is wanted. Campaigns and products are those of the person's brands, named with their brand if several."""

    campaign = forms.ChoiceField()
    product = forms.ChoiceField(required=False)
    title = forms.CharField(max_length=160, help_text="What the team calls it.")
    subject = forms.CharField(
        max_length=2000, widget=forms.Textarea({"rows": 3}), help_text="What the picture shows, in plain words."
    )
    goal = forms.CharField(max_length=300, required=False, help_text="What it should make people do.")
    message = forms.CharField(max_length=300, required=False, help_text="What it should say.")
    mood = forms.CharField(max_length=300, required=False, help_text="For example: calm, early, warm.")
    must_haves = LinesField(required=False, label="Must show", widget=forms.Textarea(ROWS), help_text="One per line.")
    must_nots = LinesField(
        required=False, label="Must not show", widget=forms.Textarea(ROWS), help_text="One per line."
    )
    channels = ChannelsField(help_text="They decide the shapes that are asked for.")
    images_wanted = forms.IntegerField(
        min_value=1, max_value=briefs.MOST_IMAGES, initial=4, help_text="Usable ones, over all channels."
    )
    due_on = forms.DateField(required=False, label="Due", widget=date_input())
    budget = forms.DecimalField(
        required=False, max_digits=12, decimal_places=2, min_value=0, help_text="For making images. Asking stops there."
    )

    def __init__(self, *args, campaigns, products, **kwargs):
        super().__init__(*args, **kwargs)
        self.campaigns = {row.public_id: row for row in campaigns}
        self.products = {row.public_id: row for row in products}
        several = len({row.brand_id for row in campaigns}) > 1
        self.fields["campaign"].choices = _options(self.campaigns, several)
        self.fields["product"].choices = [("", "None in particular"), *_options(self.products, several)]

    def clean_campaign(self):
        """The campaign itself."""
        return self.campaigns[self.cleaned_data["campaign"]]

    def clean_product(self):
        """The product itself, or None."""
        return self.products.get(self.cleaned_data["product"])


def _options(rows: dict, several: bool) -> list[tuple[str, str]]:
    return [(key, f"{row.brand.name} · {row.name}" if several else row.name) for key, row in rows.items()]


class BriefChangeForm(BriefForm):
    """A brief that exists, at the version on screen."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class PromptForm(PlainForm):
    """The text of the next version, written on the version that was on screen."""

    text = forms.CharField(
        max_length=8000,
        label="Prompt",
        widget=forms.Textarea({"rows": 7, "spellcheck": "true"}),
        help_text="Exactly what the generator gets.",
    )
    negative = forms.CharField(
        required=False,
        max_length=8000,
        label="What to avoid",
        widget=forms.Textarea({"rows": 2}),
        help_text="For generators that take it.",
    )
    based_on = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
