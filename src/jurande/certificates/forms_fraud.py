"""Forms about a suspicion of fraud: shapes only; `candidacies.fraud` and the rule decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from jurande.documents.printable import PrintedField
from jurande.rules.lifecycles import Fraud as State
from jurande.ui.forms import DateInput, TimeInput


def _long(label: str, help_text: str = "", *, required: bool = True, most: int = 2000) -> PrintedField:
    widget = forms.Textarea(attrs={"rows": 4})
    return PrintedField(label=label, max_length=most, widget=widget, help_text=help_text, required=required)


class ReportForm(forms.Form):
    """The facts reported, as the candidate will read them."""

    facts = _long("Faits signalés", "La convocation les donne à la personne : des faits datés, pas de jugement.")


class CallForm(forms.Form):
    """When and where the candidate is heard."""

    hearing_on = forms.DateField(label="Audition le", widget=DateInput)
    hearing_at = forms.TimeField(label="Heure", widget=TimeInput)
    place = PrintedField(label="Lieu, ou adresse de la réunion à distance", max_length=200)


class HearForm(forms.Form):
    """What the candidate said, or that they did not come."""

    CAME = "came"

    came = forms.ChoiceField(
        label="La personne",
        choices=[(CAME, "a été entendue"), ("absent", "convoquée, ne s’est pas présentée")],
        widget=forms.RadioSelect,
    )
    held_on = forms.DateField(label="Audition du", widget=DateInput)
    said = _long(
        "Ce qu’elle a dit ou écrit",
        "À écrire dès lors qu’elle a été entendue\N{NO-BREAK SPACE}; absente, ce qu’elle a écrit, s’il y a lieu.",
        required=False,
        most=1900,  # what says that she did not come goes before it
    )


class DecideForm(forms.Form):
    """The decision, with its motives."""

    outcome = forms.ChoiceField(
        label="Décision",
        choices=[
            (State.UNFOUNDED.value, "Écarter le soupçon : la candidature suit son cours"),
            (State.ESTABLISHED.value, "Retenir la fraude"),
        ],
        widget=forms.RadioSelect,
    )
    decision = _long("Motifs", "La lettre au candidat les donne.")


class WithdrawForm(forms.Form):
    """Which blocks and which capacities kept an established fraud takes back, and why; the rule asks for one at least.

    `blocks` and `capacities`: those that may be named, each with its words.
    """

    blocks = forms.MultipleChoiceField(label="Blocs retirés", required=False, widget=forms.CheckboxSelectMultiple)
    capacities = forms.MultipleChoiceField(
        label="Capacités conservées retirées", required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = _long("Motif du retrait")

    def __init__(
        self, *args: Any, blocks: Sequence[tuple[str, str]], capacities: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("blocks", blocks), ("capacities", capacities)):
            if choices:
                self.fields[name].choices = list(choices)  # type: ignore[attr-defined]  # a field of choices
            else:
                del self.fields[name]

    def named(self) -> dict[str, list[Any]]:
        """What was ticked, once the form is valid: codes of blocks, keys of capacities kept."""
        data = self.cleaned_data
        return {
            "blocks": data.get("blocks", []),
            "capacities": [UUID(key) for key in data.get("capacities", [])],
        }
