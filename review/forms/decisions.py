"""Owns the forms of the decision page: verdicts with what they bind to, checklist answers, words for viewers."""

from django import forms

from assets.forms import PlainForm
from review import disclosures, reasons
from review.cases import Bound
from review.models import ChecklistAnswer, ChecklistItem

NOTE = {"rows": 3}


class VerdictForm(PlainForm):
    """What every verdict sends: the round that was on screen, and how long it was looked at."""

    round = forms.CharField(max_length=16)
    stage = forms.CharField(max_length=16, required=False)
    active_seconds = forms.IntegerField(min_value=0, max_value=86_400, required=False)
    password = forms.CharField(max_length=128, required=False, strip=False, widget=forms.PasswordInput)

    def seconds(self) -> int:
        """The active seconds, 0 without JavaScript."""
        return self.cleaned_data["active_seconds"] or 0


class ApproveForm(VerdictForm):
    """An approval with everything it binds to."""

    image_sha256 = forms.CharField(max_length=64)
    rights_version = forms.CharField(max_length=16, required=False)
    checklist_version = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    terms_sha256 = forms.CharField(max_length=64, required=False)
    wish = forms.CharField(max_length=1000, required=False)

    def bound(self) -> Bound:
        """What was on screen."""
        return Bound(**{name: self.cleaned_data[name] for name in Bound.__dataclass_fields__})


class TurnDownForm(VerdictForm):
    """Why an image is rejected or sent back: reasons and words."""

    codes = forms.MultipleChoiceField(
        choices=list(reasons.LABELS.items()),
        required=False,
        error_messages={"invalid_choice": "There is no such reason. Nothing was decided."},
    )
    note = forms.CharField(max_length=1000, required=False, widget=forms.Textarea(NOTE))


class UndoForm(PlainForm):
    """Which verdict is taken back."""

    decision = forms.CharField(max_length=16)


class ChecklistForm(PlainForm):
    """One heading passed or taken back, or one question answered."""

    heading = forms.ChoiceField(choices=ChecklistItem.Heading.choices, required=False)
    act = forms.ChoiceField(choices=[("pass", "Pass"), ("take_back", "Take back")], required=False)
    item = forms.IntegerField(min_value=1, max_value=32_000, required=False)
    answer = forms.ChoiceField(choices=ChecklistAnswer.Answer.choices, required=False)
    note = forms.CharField(max_length=500, required=False)
    language = forms.CharField(max_length=40, required=False)

    def clean(self):
        """Either a heading with an act or a question with an answer."""
        data = super().clean()
        if not self.errors and not (data["heading"] and data["act"]) and not (data["item"] and data["answer"]):
            raise forms.ValidationError("Say which heading or which question is meant. Nothing was saved.")
        return data


class WordsForm(PlainForm):
    """Alt text, and what viewers are told on each planned channel or on all."""

    part = forms.ChoiceField(choices=[("alt", "Alt text"), ("disclosure", "Disclosure")])
    alt_text = forms.CharField(max_length=400, required=False)
    decorative = forms.BooleanField(required=False)
    everywhere = forms.ChoiceField(choices=[("", ""), *disclosures.CHOICES.items()], required=False)

    def __init__(self, *args, channels, **kwargs):
        super().__init__(*args, **kwargs)
        self.channels = [channel.key for channel in channels]
        for key in self.channels:
            self.fields[f"on_{key}"] = forms.ChoiceField(
                choices=[("", ""), *disclosures.CHOICES.items()], required=False
            )

    def changes(self) -> dict:
        """The arguments of `checklists.describe`."""
        data = self.cleaned_data
        if data["part"] == "alt":
            return {"alt_text": data["alt_text"], "decorative": data["decorative"]}
        single = {key: data[f"on_{key}"] or data["everywhere"] for key in self.channels}
        return {"disclosure": single}


class ClearForm(PlainForm):
    """Whether the other waiting images of the brief are covered too, and the version of the record on screen."""

    also = forms.BooleanField(required=False)
    version = forms.IntegerField(min_value=1, required=False)
