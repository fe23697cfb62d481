"""Owns the forms of guests, and the form that makes a link for them."""

from django import forms

from assets.forms import PlainForm
from review import guests, threads
from review.forms.room import ChosenField
from review.models import GuestLink

HIDDEN = forms.HiddenInput


class LinkForm(PlainForm):
    """Whom a link is for, what it allows, and for how long."""

    key = forms.CharField(max_length=40, widget=HIDDEN)
    c = ChosenField(required=False)
    label = forms.CharField(
        label="Whom it is for", max_length=guests.LABEL, help_text="A name for your list. The guest never sees it."
    )
    mode = forms.ChoiceField(label="What the guest may do", choices=GuestLink.Mode.choices, initial="decide")
    days = forms.IntegerField(
        label="Days until it expires", min_value=1, max_value=guests.MOST_DAYS, initial=guests.DAYS
    )
    password = forms.CharField(
        label="Password",
        required=False,
        strip=False,
        max_length=guests.LONGEST_PASSWORD,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text="At least 8 characters. Tell it by another way than the link.",
    )
    watermark = forms.BooleanField(label="Draw the guest’s name over the images", required=False, initial=True)

    def terms(self) -> guests.Terms:
        """What was chosen."""
        data = self.cleaned_data
        return guests.Terms(**{name: data[name] for name in ("label", "mode", "days", "password", "watermark")})


class PasswordForm(PlainForm):
    """The password of a link."""

    password = forms.CharField(
        label="Password of this link",
        strip=False,
        max_length=guests.LONGEST_PASSWORD,
        widget=forms.PasswordInput({"autocomplete": "off"}),
    )


class NameForm(PlainForm):
    """Who the guest is."""

    name = forms.CharField(label="Your name", max_length=guests.NAME, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(
        label="Your e-mail address", max_length=guests.EMAIL, widget=forms.EmailInput({"autocomplete": "email"})
    )


class CommentForm(PlainForm):
    """What a guest says about an image."""

    text = forms.CharField(max_length=threads.LONGEST, required=False, strip=False, widget=forms.Textarea)
    key = forms.CharField(max_length=40, required=False)
    thread = forms.RegexField(r"[a-z2-7]{16}", required=False)


class VerdictForm(PlainForm):
    """What a guest thinks of an image."""

    verdict = forms.CharField(max_length=10, required=False)
    note = forms.CharField(max_length=guests.NOTE, required=False, strip=False, widget=forms.Textarea)
    seen = forms.CharField(max_length=40, required=False)
