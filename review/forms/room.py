"""Owns what the board sends: which candidates, with the versions that were on screen, and what to think of them."""

import re

from django import forms

from assets.forms import PlainForm
from review import reasons
from review.models import Review
from review.opinions import MOST_SECONDS, MOST_STARS

CHOSEN = re.compile(r"(?P<id>[a-z2-7]{16})(?:\.(?P<version>\d{1,9}))?")
MOST_CHOSEN = 1_000
ACTS = {"shortlist": Review.Verdict.SHORTLIST, "pass": Review.Verdict.PASS, "clear": Review.Verdict.NONE}


class ChosenField(forms.Field):
    """Candidates as "public id.version" texts; cleans to a dict from public id to version or None."""

    widget = forms.MultipleHiddenInput

    def clean(self, value) -> dict[str, int | None]:
        """The candidates named, in order, each once."""
        found = [CHOSEN.fullmatch(text) for text in value or []]
        if not all(found) or len(found) > MOST_CHOSEN:
            raise forms.ValidationError("The choice of candidates cannot be read. Load the board again and repeat.")
        return {match["id"]: int(match["version"]) if match["version"] else None for match in found}


class ChoiceOfCandidatesForm(PlainForm):
    """The candidates that an act is about; none means the person's shortlist where that makes sense."""

    c = ChosenField(required=False)


class RejectionsForm(ChoiceOfCandidatesForm):
    """Images to be rejected together, with the reasons and, where verdicts are signed, the password."""

    codes = forms.MultipleChoiceField(
        choices=list(reasons.LABELS.items()),
        required=False,
        error_messages={"invalid_choice": "There is no such reason. Nothing was decided."},
    )
    note = forms.CharField(max_length=1000, required=False)
    password = forms.CharField(max_length=128, required=False, strip=False, widget=forms.PasswordInput)


class ReturnForm(RejectionsForm):
    """What one image is sent back for, in the round and stage that were on screen, or a choice of them without."""

    round = forms.CharField(max_length=16, required=False)
    stage = forms.CharField(max_length=16, required=False)
    seconds = forms.IntegerField(min_value=0, max_value=MOST_SECONDS, required=False)


class VerdictForm(ChoiceOfCandidatesForm):
    """One act on one or many candidates. A tile's own button carries its candidate as the button's value."""

    act = forms.ChoiceField(choices=[(name, name) for name in (*ACTS, "stars")], required=False)
    stars = forms.IntegerField(min_value=0, max_value=MOST_STARS, required=False)
    seconds = forms.IntegerField(min_value=0, max_value=MOST_SECONDS, required=False)

    def clean(self) -> dict:
        """Adds ``verdict``, ``versions`` and, unless stars were given, sets ``stars`` to None."""
        data = super().clean()
        pressed = next((name for name in ACTS if name in self.data), "")
        if pressed:
            data |= {"act": pressed, "c": ChosenField().clean([self.data[pressed]])}
        act = data.get("act")
        if not act or (act == "stars" and data.get("stars") is None):
            raise forms.ValidationError("No verdict was named. Nothing was changed. Choose shortlist, pass or clear.")
        if not data.get("c"):
            raise forms.ValidationError("Nothing is chosen. Nothing was changed. Select candidates first.")
        data["verdict"] = ACTS.get(act)
        data["stars"] = data["stars"] if act == "stars" else None
        return data
