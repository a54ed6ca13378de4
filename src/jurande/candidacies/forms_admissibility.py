"""The forms of a VAE: shapes only; `rules.admissibility` decides."""

from __future__ import annotations

from typing import Any

from django import forms

from jurande.candidacies.admissibility import Instruction
from jurande.candidacies.forms import EnrolmentForm
from jurande.candidacies.models import VaeRequest
from jurande.rules.admissibility import Ruling
from jurande.rules.certification import RouteCode
from jurande.ui.forms import DateInput


class RequestForm(EnrolmentForm):
    """Who requests a VAE, of what, since when."""

    filed_on = forms.DateField(label="Demande déposée le", widget=DateInput)
    in_initial_training = forms.BooleanField(
        label="Le candidat prépare déjà cette certification en formation initiale", required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("route", "entered_training_on", "admissible_on"):
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """The route is VAE; its recevabilité is to be decided."""
        cleaned = super().clean()
        return cleaned | {"route": RouteCode.VAE.value, "entered_training_on": None, "admissible_on": None}


class InstructionForm(forms.Form):
    """What the certifier did with a request, as it goes on."""

    complete_on = forms.DateField(
        label="Dossier complet le",
        widget=DateInput,
        required=False,
        help_text="Le jour de l’accusé de réception : les deux mois courent de là.",
    )
    missing = forms.CharField(
        label="Pièces encore demandées, une par ligne",
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    decision = forms.ChoiceField(
        label="Décision",
        required=False,
        choices=[("", "Pas encore"), *VaeRequest._meta.get_field("decision").flatchoices],
    )
    decided_on = forms.DateField(label="Décidée le", widget=DateInput, required=False)
    notified_on = forms.DateField(
        label="Notifiée au candidat le",
        widget=DateInput,
        required=False,
        help_text="Sans notification dans le délai, la demande est recevable.",
    )
    gaps = forms.CharField(
        label="Écarts avec le référentiel, un par ligne",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Une décision de non-recevabilité les dit.",
    )

    def __init__(self, data: Any = None, *, request: VaeRequest) -> None:
        super().__init__(data, initial={name: getattr(request, name) for name in self.base_fields})

    def given(self) -> Instruction:
        """What was done, once the form is valid."""
        data = self.cleaned_data
        return Instruction(
            complete_on=data["complete_on"],
            missing=_lines(data["missing"]),
            decision=Ruling(data["decision"]) if data["decision"] else None,
            decided_on=data["decided_on"],
            notified_on=data["notified_on"],
            gaps=_lines(data["gaps"]),
        )


class ValidationFileForm(forms.Form):
    """The day a VAE candidate filed the validation file."""

    filed_on = forms.DateField(
        label="Dossier de validation déposé le",
        widget=DateInput,
        help_text="Le jury se tient avant la fin du troisième mois qui suit.",
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
