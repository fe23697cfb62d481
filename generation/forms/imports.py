"""Owns the forms for images made elsewhere: the files with what is known about them, and filling the gaps later."""

from django import forms
from django.db.models import Q

from assets.forms import PlainForm
from assets.imaging import limits
from assets.models import ToolTerms, User
from generation import origins
from generation.imports import MOST_FILES

OTHER, NOBODY = "other", ""
ACCEPT = "image/png,image/jpeg,image/webp"


class FilesInput(forms.ClearableFileInput):
    """A file field that takes many."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A list of uploaded files; what they hold is judged file by file, not here."""

    widget = FilesInput

    def clean(self, data, initial=None):
        """At least one file, at most as many as one form may carry."""
        files = [super(FilesField, self).clean(one, initial) for one in data or [None]]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                f"{len(files)} files at once; {MOST_FILES} are the most. Nothing was brought in. Send fewer."
            )
        return files


class OriginForm(PlainForm):
    """What somebody knows about where images come from. Nothing is required: empty means unknown."""

    source_type = forms.ChoiceField(label="How it was made", choices=origins.SOURCE_TYPES.items())
    tool = forms.ChoiceField(required=False, label="Tool and plan")
    tool_name = forms.CharField(max_length=80, required=False, label="Name of another tool")
    model_version = forms.CharField(
        max_length=80, required=False, label="Model or version", help_text="For example: v7, or FLUX.2 pro."
    )
    prompt = forms.CharField(
        required=False, widget=forms.Textarea({"rows": 3}), help_text="The words it was made from."
    )
    made_by = forms.ChoiceField(required=False, label="Made by")
    author_name = forms.CharField(max_length=120, required=False, label="Name of somebody else")

    def __init__(self, *args, brand, person, unknown="Not known", **kwargs):
        super().__init__(*args, **kwargs)
        # the built-in generators are none that somebody uses elsewhere, but what began as theirs may stay theirs
        rows = ToolTerms.objects.exclude(~Q(key=self.initial.get("tool", "")), key="simulated")
        self.terms = {row.key: row for row in rows}
        self.people = {row.public_id: row for row in _people(brand, person)}
        self.fields["tool"].choices = [
            (NOBODY, unknown),
            *((key, str(row)) for key, row in self.terms.items()),
            (OTHER, "Another tool, named beside"),
        ]
        self.fields["made_by"].choices = [
            (NOBODY, unknown),
            *((key, "Me" if row == person else str(row)) for key, row in self.people.items()),
            (OTHER, "Somebody else, named beside"),
        ]

    def clean(self):
        """Adds ``declared``, the declaration; a name typed beside a choice of "not known" counts."""
        data = super().clean()
        data["declared"] = origins.Declaration(
            source_type=data.get("source_type", ""),
            terms=self.terms.get(data.get("tool")),
            tool=data.get("tool_name", "") if data.get("tool") not in self.terms else "",
            model_version=data.get("model_version", ""),
            prompt=data.get("prompt", ""),
            author=self.people.get(data.get("made_by")),
            author_name=data.get("author_name", "") if data.get("made_by") not in self.people else "",
        )
        return data


class ImportForm(OriginForm):
    """Files and what is known about all of them."""

    field_order = ["files"]
    of = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    files = FilesField(
        label="Pictures",
        widget=FilesInput({"accept": ACCEPT}),
        help_text=f"PNG, JPEG or WebP, up to {MOST_FILES} at once, {limits.MAX_MEGABYTES} MB each.",
    )


class DeclareForm(OriginForm):
    """The origin of one candidate, at the version on screen."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class WaiveForm(PlainForm):
    """Why an unknown origin may stand, at the version on screen."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(max_length=500, widget=forms.Textarea({"rows": 2}), label="Reason")


def start_of(candidate) -> dict:
    """The initial values of a DeclareForm; where nothing is declared, what the file suggests."""
    declared = origins.declared_of(candidate)
    return {
        "version": candidate.version,
        "source_type": declared.source_type,
        "tool": declared.terms.key if declared.terms else OTHER if declared.tool else NOBODY,
        "tool_name": "" if declared.terms else declared.tool,
        "model_version": declared.model_version,
        "prompt": declared.prompt,
        "made_by": declared.author.public_id if declared.author else OTHER if declared.author_name else NOBODY,
        "author_name": declared.author_name,
    }


def _people(brand, person) -> list[User]:
    """The person first, then the other members of the brand."""
    others = User.objects.filter(memberships__brand=brand, is_active=True).exclude(pk=person.pk).distinct()
    return [person, *others.order_by("display_name")[:100]]
