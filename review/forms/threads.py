"""Owns the forms of talk about an image."""

from django import forms

from assets.forms import PlainForm
from review import keeping
from review.places import Place
from review.threads import LONGEST, Answer

SENT = ("shape", "x", "y", "w", "h", "path")
ON = [("board", "The board"), ("decision", "The decision page")]


class TalkForm(PlainForm):
    """What every form of a thread sends: the page that it stands on, and the version that was on screen."""

    on = forms.ChoiceField(choices=ON, required=False)
    version = forms.IntegerField(min_value=1, required=False)


class CommentForm(TalkForm):
    """A comment with the key of its form, so that a second click is no second comment."""

    text = forms.CharField(max_length=LONGEST, required=False, widget=forms.Textarea, strip=False)
    key = forms.CharField(max_length=40, required=False)


class ThreadForm(CommentForm):
    """A comment that begins a thread, with its place on the image."""

    must_fix = forms.BooleanField(required=False)
    shape = forms.CharField(max_length=9, required=False)
    x = forms.CharField(max_length=20, required=False)
    y = forms.CharField(max_length=20, required=False)
    w = forms.CharField(max_length=20, required=False)
    h = forms.CharField(max_length=20, required=False)
    path = forms.CharField(max_length=20_000, required=False)

    def place(self) -> Place:
        """The place; raises Refused when it cannot be read."""
        return Place.read(**{name: self.cleaned_data[name] for name in SENT})


class KeptForm(PlainForm):
    """A part that must stay visible: drawn, in fractions, or typed, in per cent, or
    those of the version before; or the one that is taken away."""

    what = forms.CharField(max_length=keeping.LONGEST, required=False)
    remove = forms.CharField(max_length=16, required=False)
    take_over = forms.BooleanField(required=False)
    shape = forms.CharField(max_length=9, required=False)
    path = forms.CharField(max_length=20_000, required=False)
    percent = forms.BooleanField(required=False)
    x = forms.FloatField(min_value=0, max_value=100, required=False)
    y = forms.FloatField(min_value=0, max_value=100, required=False)
    w = forms.FloatField(min_value=0, max_value=100, required=False)
    h = forms.FloatField(min_value=0, max_value=100, required=False)

    def place(self) -> Place:
        """The place; raises Refused when it cannot be read."""
        data = self.cleaned_data
        sides = {name: (data[name] or 0) / (100 if data["percent"] else 1) for name in "xywh"}
        return Place.read(shape=data["shape"] or "rectangle", path=data["path"], **sides)


class AnswerForm(TalkForm):
    """What became of an earlier version's thread."""

    thread = forms.RegexField(r"[a-z2-7]{16}")
    answer = forms.ChoiceField(
        choices=Answer.choices, error_messages={"invalid_choice": "There is no such answer. Nothing was saved."}
    )
