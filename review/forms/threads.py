"""Owns the forms of talk about an image."""

from django import forms

from assets.forms import PlainForm
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


class AnswerForm(TalkForm):
    """What became of an earlier version's thread."""

    thread = forms.RegexField(r"[a-z2-7]{16}")
    answer = forms.ChoiceField(
        choices=Answer.choices, error_messages={"invalid_choice": "There is no such answer. Nothing was saved."}
    )
