"""Owns the forms about people: who works on a brand, and in which role."""

from django import forms

from assets.forms.plain import PlainForm, ZoneField
from assets.models import Membership


class InviteForm(PlainForm):
    """Somebody who is to work on a brand."""

    email = forms.EmailField(label="E-mail", max_length=254)
    display_name = forms.CharField(label="Name", max_length=120)
    role = forms.ChoiceField(choices=Membership.Role.choices)


class BrandFoundingForm(PlainForm):
    """A brand that is not there yet."""

    name = forms.CharField(max_length=120)
    timezone = ZoneField()
    currency = forms.RegexField(r"^[A-Z]{3}$", initial="EUR", help_text="Three letters, such as EUR.")
