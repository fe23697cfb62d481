"""Owns the forms of campaigns, products and their reference pictures."""

from django import forms

from assets import countries, licences
from assets.forms.plain import PlainForm
from assets.models import Channel


def date_input() -> forms.DateInput:
    """The browser's own calendar, which takes and gives days as 2027-03-01 whatever the language."""
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class CountriesField(forms.CharField):
    """Countries typed as names or two-letter codes, separated by commas; a list of codes in Python."""

    def prepare_value(self, value):
        """Stored codes as names."""
        return ", ".join(countries.named(value)) if isinstance(value, list) else value

    def clean(self, value) -> list[str]:
        """The codes; raises ValidationError naming the first that is no country."""
        codes = countries.read(super().clean(value))
        if unknown := countries.unknown(codes):
            raise forms.ValidationError(f"{unknown[0][:40]} is not a country. Write names or two-letter codes.")
        return sorted(set(codes))


class ChannelsField(forms.MultipleChoiceField):
    """Channel keys picked from the enabled channels."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        super().__init__(choices=_channels, **kwargs)


def _channels() -> list[tuple[str, str]]:
    return [(row.key, f"{row.name} · {row.shape}") for row in Channel.objects.filter(enabled=True)]


class BrandForm(PlainForm):
    """A form that asks for the brand where there is a choice."""

    brand = forms.ChoiceField()

    def __init__(self, *args, brands, **kwargs):
        super().__init__(*args, **kwargs)
        self.brands = {brand.public_id: brand for brand in brands}
        field = self.fields["brand"]
        field.choices = [(key, brand.name) for key, brand in self.brands.items()]
        if len(brands) == 1:
            field.widget, field.initial = forms.HiddenInput(), brands[0].public_id

    def clean_brand(self):
        """The brand itself."""
        return self.brands[self.cleaned_data["brand"]]


class CampaignFields(PlainForm):
    """What is known of a campaign; the last five are what its rights records start from."""

    name = forms.CharField(max_length=120)
    message = forms.CharField(max_length=300, required=False, help_text="What people should remember, in one sentence.")
    starts_on = forms.DateField(required=False, label="First day", widget=date_input())
    ends_on = forms.DateField(required=False, label="Last day", widget=date_input())
    markets = CountriesField(required=False, max_length=2000, help_text="Country names or codes, with commas between.")
    channels = ChannelsField(required=False, help_text="Where its images will appear. Briefs start from these.")
    budget = forms.DecimalField(required=False, max_digits=12, decimal_places=2, min_value=0)
    basis = forms.ChoiceField(required=False, choices=[("", "Not said"), *licences.BASES.items()])
    rights_holder = forms.CharField(required=False, max_length=200)
    paid_allowed = forms.BooleanField(required=False, label="Paid placement is allowed")
    credit_line = forms.CharField(required=False, max_length=250, help_text="Shown with the image where one is needed.")
    restriction_text = forms.CharField(
        required=False, max_length=2000, label="Restrictions", widget=forms.Textarea({"rows": 2})
    )
    open_threads_block = forms.BooleanField(
        required=False,
        label="Every open thread blocks approval",
        help_text="Otherwise only threads marked “must be fixed” do.",
    )
    RIGHTS = ("basis", "rights_holder", "paid_allowed", "credit_line", "restriction_text")
    FACTS = ("name", "message", "starts_on", "ends_on", "markets", "channels", "budget", "open_threads_block")

    def clean(self):
        """Dates in their order; the rights fields as one value."""
        data = super().clean()
        start, end = data.get("starts_on"), data.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", "The last day is before the first. Correct one of them.")
        data["rights_defaults"] = {name: data.pop(name, "") for name in self.RIGHTS}
        return data

    @classmethod
    def values_of(cls, campaign) -> dict:
        """Where the form starts for a campaign that exists."""
        return {name: getattr(campaign, name) for name in cls.FACTS} | {
            name: campaign.rights_defaults.get(name, "") for name in cls.RIGHTS
        }

    def facts(self):
        """The bound fields above the rights."""
        return {name: self[name] for name in self.FACTS}

    def rights(self):
        """The bound fields of the rights defaults."""
        return [self[name] for name in self.RIGHTS]


class NewCampaignForm(BrandForm, CampaignFields):
    """A campaign that is not there yet."""

    field_order = ["brand"]


class CampaignForm(CampaignFields):
    """A campaign that exists, at the version on screen."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class ProductFields(PlainForm):
    """What is known of a product."""

    name = forms.CharField(max_length=120)
    sku = forms.CharField(max_length=60, required=False, label="SKU")
    description = forms.CharField(
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text="What must be right in every picture: material, colours, proportions, lettering.",
    )


class NewProductForm(BrandForm, ProductFields):
    """A product that is not there yet."""

    field_order = ["brand"]


class ProductForm(ProductFields):
    """A product that exists, at the version on screen."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class PictureForm(PlainForm):
    """A reference picture brought in for a product."""

    picture = forms.FileField(
        label="Picture",
        help_text="PNG, JPEG or WebP. It is checked and kept privately.",
        widget=forms.ClearableFileInput({"accept": "image/png,image/jpeg,image/webp"}),
    )
    title = forms.CharField(max_length=160, required=False, help_text="For example: front, label readable.")
