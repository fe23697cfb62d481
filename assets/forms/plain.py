"""Owns the form that every form here is made of: text that cannot be stored is refused with a sentence."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.shortcuts import render

from assets import clock, wording
from assets.problems import Conflict, Problem, Refused

INVALID = 422
LARGEST = 2**31 - 1  # a database integer


def storable(value) -> None:
    """A form validator for texts: raises ValidationError for NUL, control characters and lone surrogates."""
    if isinstance(value, str) and wording.UNSTORABLE.search(value):
        raise ValidationError(wording.fault(value), code="text")


def zones() -> list[tuple[str, str]]:
    """The time zones that people choose from, as choices of a field."""
    return [(zone, zone) for zone in sorted(clock.zones()) if "/" in zone or zone == "UTC"]


class ZoneField(forms.ChoiceField):
    """A brand's time zone; where nothing was sent yet, the page offers that of the browser (static/js/zone.js)."""

    def __init__(self, **kwargs):
        kept = "Days of campaigns, due dates and absences are those of this zone. It stays as it is chosen."
        super().__init__(choices=zones, initial="Europe/Berlin", label="Time zone", help_text=kept, **kwargs)

    def get_bound_field(self, form, field_name):
        """Marks the list as one to guess for, unless it was sent."""
        if not form.is_bound:
            self.widget.attrs["data-guess-zone"] = ""
        return super().get_bound_field(form, field_name)


class PlainForm(forms.Form):
    """A form whose text fields refuse what cannot be stored and never take more than 8,000 characters.

    Line ends become ``\\n``. A domain function's refusal is shown with ``refuse``; ``status`` is the answer's.
    """

    required_css_class = "required"
    status = INVALID

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                _guard(field)
            elif type(field) is forms.IntegerField and field.max_value is None:
                field.validators.append(_fits)

    def attempt(self, act):
        """What ``act(**cleaned_data)`` gives back; None when the form is not valid or the act was refused.

        A refusal or a conflict is then a line of this form, and what was typed stays in it.
        """
        if not self.is_valid():
            return None
        try:
            return act(**self.cleaned_data)
        except (Refused, Conflict) as problem:
            self.refuse(problem)
            return None

    def refuse(self, problem: Problem, field: str | None = None) -> None:
        """Shows a domain function's refusal at a field, or above the form."""
        self.status = problem.status
        self.add_error(field if field in self.fields else None, problem.sentence)

    def said(self) -> str:
        """All complaints as one text, for an answer that has no room for a form."""
        return " ".join(str(line) for lines in self.errors.values() for line in lines)


def _fits(value) -> None:
    if value is not None and abs(value) > LARGEST:
        raise ValidationError("This number is too large.", code="large")


def _guard(field) -> None:
    """Validators on this form's own copy of the field; Django's sentence about NUL is replaced by ours."""
    longest = min(field.max_length or wording.LONG, wording.LONG)
    field.validators = [v for v in field.validators if type(v).__name__ != "ProhibitNullCharactersValidator"]
    field.validators += [storable]
    if not field.max_length:
        field.validators += [MaxLengthValidator(longest)]
    if isinstance(field.widget, forms.Textarea):
        field.widget.attrs.setdefault("maxlength", longest)
        plain = field.to_python
        field.to_python = lambda value: plain(value).replace("\r\n", "\n").replace("\r", "\n")
    if not isinstance(field.widget, forms.PasswordInput):
        field.widget.attrs.setdefault("dir", "auto")


def respond_invalid(request, template: str, context: dict):
    """The page or fragment with its form's complaints, as 422 or 409; what was typed is still in it."""
    return render(request, template, context, status=getattr(context.get("form"), "status", INVALID))


class LinesField(forms.CharField):
    """A list of short sentences, typed one per line."""

    widget = forms.Textarea

    def __init__(self, *, longest: int = 200, most: int = 20, **kwargs):
        super().__init__(**kwargs)
        self.longest, self.most = longest, most

    def prepare_value(self, value):
        """A stored list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value) -> list[str]:
        """The lines without the empty ones."""
        label = str(self.label or "The list")
        try:
            return wording.lines(super().clean(value), what=label, longest=self.longest, most=self.most)
        except Refused as problem:
            raise ValidationError(problem.sentence, code=problem.code) from None
