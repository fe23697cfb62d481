"""Owns the forms of rights records: the terms, the evidence, and revoking."""

from zoneinfo import ZoneInfo

from django import forms

from assets import evidence, licences, rights, territories
from assets.forms.campaigns import ChannelsField, date_input
from assets.forms.plain import PlainForm, zones
from assets.models import UsageRightsVersion
from assets.problems import Refused

SHORT = {"rows": 2}


class TerritoriesField(forms.CharField):
    """Countries and groups typed as codes, with commas between; a list of country codes in Python."""

    def prepare_value(self, value):
        """Stored codes with commas between."""
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value) -> list[str]:
        """The country codes, groups expanded; raises ValidationError for what is unknown."""
        try:
            return territories.expand(super().clean(value).replace(";", ",").split(","))
        except Refused as problem:
            raise forms.ValidationError(problem.sentence) from None


def _choice(name, **kwargs):
    return forms.ChoiceField(choices=list(licences.VOCABULARIES[name].items()), **kwargs)


class TermsForm(PlainForm):
    """Every field of one set of terms. ``kept_terms`` is the tool's snapshot, taken over as it is."""

    title = forms.CharField(max_length=160, label="Name of the record")
    basis = _choice("basis", label="The rights come from")
    rights_holder = forms.CharField(max_length=200, label="Rights holder")
    term_start = forms.DateField(label="First day", widget=date_input())
    term_end = forms.DateField(label="Last day", required=False, widget=date_input())
    perpetual = forms.BooleanField(label="Without end", required=False)
    territory_mode = _choice("territory_mode", label="Territory")
    territories = TerritoriesField(
        required=False, max_length=2000, help_text="Codes such as DE, groups such as EU, or UN M49 numbers such as 150."
    )
    channels = ChannelsField()
    paid_allowed = forms.BooleanField(label="Paid placement is allowed", required=False)
    people = _choice("people", label="People in the image")

    licence_type = _choice("licence_type", label="Licence")
    licensor_name = forms.CharField(max_length=200, required=False, label="Licensor")
    licensor_url = forms.URLField(required=False, assume_scheme="https", label="Licensor’s address")
    terms_url = forms.URLField(required=False, assume_scheme="https", label="Address of the terms")
    tz = forms.ChoiceField(choices=zones, label="Time zone of the days")
    embargo_until = forms.DateTimeField(
        required=False, label="Not before", widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M")
    )
    exclusivity = _choice("exclusivity")
    exclusive_until = forms.DateField(required=False, widget=date_input())
    restrictions = forms.MultipleChoiceField(
        required=False, choices=list(licences.RESTRICTIONS.items()), widget=forms.CheckboxSelectMultiple
    )
    restriction_text = forms.CharField(
        required=False, max_length=2000, label="Restrictions in words", widget=forms.Textarea(SHORT)
    )
    credit_required = forms.BooleanField(required=False, label="A credit is required")
    credit_line = forms.CharField(required=False, max_length=250)
    model_release = _choice("model_release")
    property_release = _choice("property_release")
    minors_shown = forms.BooleanField(required=False, label="Minors are shown")
    human_contribution = _choice("human_contribution")
    copyright_notice = forms.CharField(required=False, max_length=250)

    FIRST = (
        "title", "basis", "rights_holder", "territory_mode", "territories", "channels", "paid_allowed", "people",
    )  # fmt: skip
    TERM = ("term_start", "term_end", "perpetual")

    def __init__(self, *args, kept_terms=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.kept_terms = kept_terms or {}

    def clean(self):
        """The embargo in the record's zone; then the rules of `licences`, each fault at its field."""
        data = super().clean()
        if not self.errors:
            if data["embargo_until"] and data["tz"]:
                data["embargo_until"] = data["embargo_until"].replace(tzinfo=ZoneInfo(data["tz"]))
            try:
                licences.checked(self.terms())
            except Refused as problem:
                for name, sentence in problem.detail.items():
                    self.add_error(name if name in self.fields else None, sentence)
        return data

    def terms(self) -> dict:
        """The fields of a rights version."""
        fields = {name: value for name, value in self.cleaned_data.items() if name in licences.FIELDS}
        return fields | {"tool_terms": self.kept_terms if fields.get("basis") == "generator_terms" else {}}

    @classmethod
    def values_of(cls, version: UsageRightsVersion) -> dict:
        """Where the form starts for a version that exists."""
        values = {name: getattr(version, name) for name in licences.FIELDS if name in cls.base_fields}
        if version.embargo_until:
            values["embargo_until"] = version.embargo_until.astimezone(ZoneInfo(version.tz))
        return values | {"title": version.record.title}

    def first(self):
        """The fields that nearly every record needs."""
        return [self[name] for name in self.FIRST]

    def term(self):
        """The days."""
        return [self[name] for name in self.TERM]

    def rest(self):
        """The fields that few records need."""
        return [self[name] for name in self.fields if name not in (*self.FIRST, *self.TERM, "version")]

    def unfolded(self) -> bool:
        """Whether a fault hides among the rarer fields."""
        return any(field.errors for field in self.rest())


class ChangeTermsForm(TermsForm):
    """New terms for a record that exists, at the version on screen."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class SeenForm(PlainForm):
    """An act on a record, at the version on screen."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class RevokeForm(SeenForm):
    """Why the rights end now."""

    reason = forms.CharField(max_length=500, widget=forms.Textarea(SHORT))
    urgency = forms.ChoiceField(choices=list(rights.URGENCIES.items()), label="Taken down")


class EvidenceForm(PlainForm):
    """One document, or one statement, that proves a record; ``kinds`` adds the open questions of the tool's terms."""

    kind = forms.ChoiceField(label="What it proves")
    file = forms.FileField(required=False, label="Document")
    statement = forms.CharField(
        required=False, max_length=2000, widget=forms.Textarea(SHORT), help_text="Instead of a document, where one "
        "is not asked for. It is kept under your name.",
    )  # fmt: skip

    def __init__(self, *args, kinds=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [*kinds, *evidence.KINDS.items()]

    def clean(self):
        """Either a document or a statement."""
        data = super().clean()
        if bool(data.get("file")) == bool(data.get("statement")):
            raise forms.ValidationError("Give either a document or a statement.")
        if data.get("file") and data["file"].size > evidence.MAX_BYTES:
            raise forms.ValidationError("A document has at most 20 MB. Nothing was saved.")
        return data
