"""Forms of a recourse: shapes only; `recourse` decides."""

from __future__ import annotations

from django import forms

from jurande.documents.printable import PrintedField
from jurande.rules.lifecycles import Recourse as State
from jurande.ui.forms import DateInput


class LodgeForm(forms.Form):
    """A written request that the centre received."""

    received_on = forms.DateField(label="Demande reçue le", widget=DateInput)
    grounds = forms.CharField(
        label="Motifs du candidat",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Comme il les a écrits.",
    )


class OwnRecourseForm(forms.Form):
    """A candidate's own request, received the day they send it."""

    grounds = forms.CharField(
        label="Ce que vous contestez, et pourquoi",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class AnswerForm(forms.Form):
    """The manager's answer, with its motives."""

    outcome = forms.ChoiceField(
        label="Réponse",
        choices=[
            (State.UPHELD.value, "Accueillir\N{NO-BREAK SPACE}: un prochain jury décidera à nouveau"),
            (State.DISMISSED.value, "Rejeter\N{NO-BREAK SPACE}: la décision demeure"),
        ],
        widget=forms.RadioSelect,
    )
    answer = PrintedField(
        label="Motifs",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Ils sont écrits dans la lettre au candidat.",
    )
