"""Owns the forms of the library: what a list is narrowed by, and why an image is withdrawn."""

from django import forms

from assets.forms.plain import PlainForm
from assets.models import Asset
from assets.shelves import Wanted

STANDINGS = [("", "Any state"), *Asset.Standing.choices]


class LibraryFilter(PlainForm):
    """Words and facts that narrow the library; the choices are those of the person's brands."""

    q = forms.CharField(
        label="Words",
        required=False,
        max_length=200,
        widget=forms.TextInput({"type": "search", "placeholder": "Search"}),
    )
    standing = forms.ChoiceField(label="State", required=False, choices=STANDINGS)
    brand = forms.ChoiceField(required=False)
    campaign = forms.ChoiceField(required=False)
    product = forms.ChoiceField(required=False)
    tool = forms.ChoiceField(required=False)

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.kept = choices
        for name, rows in choices.items():
            options = [(public_id, label) for public_id, (_, label) in rows.items()]
            self.fields[name].choices = [("", f"Any {name}"), *options]
        if len(choices["brand"]) < 2:
            del self.fields["brand"]

    def wanted(self) -> Wanted:
        """What was asked for; call it on a valid form."""
        asked = self.cleaned_data

        def key(name):
            return self.kept[name][asked[name]][0] if asked.get(name) else None

        return Wanted(asked["q"], key("brand"), key("campaign"), key("product"), asked["standing"], asked["tool"])

    def asked(self) -> dict[str, str]:
        """The fields that were filled in, for links to the pages beside this one."""
        return {name: value for name, value in self.cleaned_data.items() if value} if self.is_valid() else {}


class WithdrawForm(PlainForm):
    """Why an image is taken out of use."""

    reason = forms.CharField(
        label="Why is it withdrawn?",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text="It stays in the record, and everybody who sees the image here can read it.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
