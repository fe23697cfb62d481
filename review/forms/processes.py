"""Owns the forms of approval processes: a process with its stages, a campaign's plan, handing over, absences."""

from django import forms

from assets.forms import LinesField, PlainForm
from assets.forms.campaigns import date_input
from review import processes
from review.models import ChecklistItem, Plan


class StageForm(PlainForm):
    """One stage; without a name it is left out."""

    name = forms.CharField(max_length=80, required=False)
    rule = forms.ChoiceField(choices=list(processes.RULES.items()), label="Who decides")
    needed = forms.IntegerField(min_value=1, max_value=processes.MOST_SIGNATURES, required=False, label="How many")
    role = forms.ChoiceField(choices=list(processes.ROLES.items()), label="Of whom")
    people = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label="Or of these people", choices=[]
    )
    independent = forms.BooleanField(required=False, label="They vote without seeing each other’s vote")
    start = forms.ChoiceField(choices=list(processes.STARTS.items()), label="Begins")
    days = forms.IntegerField(min_value=0, max_value=processes.MOST_DAYS, required=False, label="Days after sending")
    on = forms.DateField(required=False, widget=date_input(), label="Day to begin on")
    hours = forms.IntegerField(min_value=1, max_value=processes.MOST_HOURS, required=False, label="Hours it may take")
    late = forms.ChoiceField(choices=list(processes.LATE.items()), label="When the time is up")
    headings = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=ChecklistItem.Heading.choices,
        label="Checklist to answer before signing",
        help_text="The last stage needs all of it in any case.",
    )

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [(key, str(person)) for key, (person, _) in members.items()]

    def stage(self) -> dict | None:
        """The stage as the domain takes it; None when it is left out."""
        data = self.cleaned_data
        if not data["name"].strip():
            return None
        day = data["on"].isoformat() if data["on"] else ""
        return data | {"needed": data["needed"] or 1, "days": data["days"] or 0, "on": day}


class ProcessForm(PlainForm):
    """A process: its name and up to six stages, each a form of its own."""

    name = forms.CharField(max_length=80)
    version = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, brand, name="", stages=(), version=None):
        super().__init__(data, initial={"name": name, "version": version})
        members = processes.signers(brand)
        usual = [{**one, "needed": one["needed"], "days": one["days"] or None} for one in stages]
        empty = {"role": "brand_manager", "needed": 1}  # one that is added comes last, and the last decides
        starts = (usual + [empty] * processes.MOST_STAGES)[: processes.MOST_STAGES]
        self.stages = [
            StageForm(data, prefix=f"s{number}", initial=start, members=members)
            for number, start in enumerate(starts, 1)
        ]

    def is_valid(self) -> bool:
        """Whether the name and every stage are."""
        return all([super().is_valid(), *(stage.is_valid() for stage in self.stages)])

    def save(self, act):
        """What ``act(name, stages, version)`` gives back; None when the form or the act was refused."""
        return self.attempt(lambda **data: act(data["name"], self._wanted(), data["version"]))

    def _wanted(self) -> list[dict]:
        return [stage for form in self.stages if (stage := form.stage())]


class PlanForm(PlainForm):
    """What approval asks for in one campaign."""

    process = forms.ChoiceField(required=False, choices=[], label="Process")
    sector = forms.ChoiceField(
        required=False,
        choices=Plan.Sector.choices,
        label="Field under special rules",
        help_text="Adds its own questions to the checklist.",
    )
    languages = LinesField(
        required=False,
        longest=40,
        most=12,
        help_text="One a line. The wording is checked once for each.",
        widget=forms.Textarea({"rows": 3}),
    )
    sign_again = forms.BooleanField(
        required=False, label="Verdicts are signed with the password", help_text="For campaigns under regulation."
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = {one.public_id: one for one in choices}
        names = [(key, str(one)) for key, one in self.known.items()]
        self.fields["process"].choices = [("", "One brand manager decides"), *names]

    def clean_process(self):
        """The process itself, or None for the usual one."""
        return self.known.get(self.cleaned_data["process"])


class HandOverForm(PlainForm):
    """To whom a signature goes, and who was named on screen."""

    to = forms.CharField(max_length=16)
    expected = forms.CharField(max_length=16, required=False)


class AwayForm(PlainForm):
    """Who signs for the person, where and on which days."""

    brand = forms.ChoiceField(choices=[])
    substitute = forms.ChoiceField(choices=[], label="Who signs for you")
    first_day = forms.DateField(widget=date_input(), label="First day")
    last_day = forms.DateField(widget=date_input(), label="Last day")

    def __init__(self, *args, brands, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.brands, self.people = {one.public_id: one for one in brands}, {one.public_id: one for one in people}
        self.fields["brand"].choices = [(key, one.name) for key, one in self.brands.items()]
        self.fields["substitute"].choices = [(key, str(one)) for key, one in self.people.items()]

    def clean_brand(self):
        """The brand itself."""
        return self.brands[self.cleaned_data["brand"]]

    def clean_substitute(self):
        """The person."""
        return self.people[self.cleaned_data["substitute"]]
