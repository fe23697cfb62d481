"""Owns the form on which a person says what became of an image whose answer was lost."""

from django import forms

from assets.forms.plain import PlainForm

MADE, NOT_MADE, CHARGED = "made", "not_made", "charged"


class OutcomeForm(PlainForm):
    """One of three findings; the task is needed for the first alone."""

    WAYS = {
        MADE: "It was made: fetch it",
        NOT_MADE: "It was never made: ask again",
        CHARGED: "It was charged, and the picture cannot be had: write it off",
    }
    way = forms.ChoiceField(choices=list(WAYS.items()), widget=forms.RadioSelect, label="What you found")
    task = forms.CharField(
        max_length=400,
        required=False,
        label="Task id",
        help_text="For the first answer: the id, or the polling address, from the provider's list of tasks.",
    )

    def clean(self):
        """A made image needs its task."""
        data = super().clean()
        if data.get("way") == MADE and not data.get("task", "").strip():
            self.add_error("task", "Copy the task's id from the provider's list. Nothing was changed.")
        return data
