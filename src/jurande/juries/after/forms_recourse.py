"""Forms of a recourse: shapes only; `recourse` decides."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms

from jurande.documents.printable import PrintedField
from jurande.rules.lifecycles import Recourse as State
from jurande.rules.reasons import Reason
from jurande.ui.forms import DateInput


class LodgeForm(forms.Form):
    """A written request that the centre received, as it came."""

    received_on = forms.DateField(label="Demande reçue le", widget=DateInput)
    grounds = forms.CharField(
        label="Motifs du candidat",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Comme il les a écrits.",
        error_messages={"required": "Écrivez les motifs, ou cochez que la lettre n’en donne aucun."},
    )
    unreasoned = forms.BooleanField(
        label="La lettre ne donne aucun motif",
        required=False,
        help_text="Venue trop tard ou sans motif, une demande est enregistrée\N{NO-BREAK SPACE}; la réponse le dit.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grounds"].required = "unreasoned" not in self.data

    def clean(self) -> dict[str, Any]:
        """Motives, or the word that there are none; not both."""
        data = super().clean() or self.cleaned_data
        if data["unreasoned"] and data.get("grounds"):
            self.add_error(
                "unreasoned", "Des motifs sont écrits au-dessus\N{NO-BREAK SPACE}: décochez, ou retirez-les."
            )
        return data

    @property
    def letter(self) -> dict[str, Any]:
        """The day and the motives, once the form is valid."""
        return {name: self.cleaned_data[name] for name in ("received_on", "grounds")}


class OwnRecourseForm(forms.Form):
    """A candidate's own request, received the day they send it."""

    grounds = forms.CharField(
        label="Ce que vous contestez, et pourquoi",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class AnswerForm(forms.Form):
    """The manager's answer, with its motives; `faults`: what makes the recourse inadmissible, if anything does."""

    outcome = forms.ChoiceField(label="Réponse", widget=forms.RadioSelect)
    despite = PrintedField(
        label="Pourquoi l’examiner malgré son retard",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="À écrire si vous l’accueillez\N{NO-BREAK SPACE}; la lettre le donne.",
    )
    answer = PrintedField(
        label="Motifs",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Ils sont écrits dans la lettre au candidat.",
    )

    def __init__(self, *args: Any, faults: Collection[Reason] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        late = {fault.code for fault in faults} == {"recourse.in_time"}
        choices = _IN_TIME
        if faults:
            choices, written = _LATE if late else _UNREASONED, self.fields["answer"]
            self.fields["outcome"].initial = State.INADMISSIBLE.value
            written.required = False
            written.help_text = (
                "La lettre dit déjà pourquoi le recours est irrecevable\N{NO-BREAK SPACE}; écrivez les vôtres si vous "
                "l’accueillez, ou pour en dire plus."
            )
        self.fields["outcome"].choices = choices  # type: ignore[attr-defined]  # a field of choices
        if not late:
            del self.fields["despite"]


_INADMISSIBLE = (
    State.INADMISSIBLE.value,
    "Déclarer irrecevable\N{NO-BREAK SPACE}: il n’est pas examiné, la décision demeure",
)
_UNREASONED = [_INADMISSIBLE]
_LATE = [
    _INADMISSIBLE,
    (State.UPHELD.value, "Accueillir malgré son retard\N{NO-BREAK SPACE}: un prochain jury décidera à nouveau"),
]
_IN_TIME = [
    (State.UPHELD.value, "Accueillir\N{NO-BREAK SPACE}: un prochain jury décidera à nouveau"),
    (State.DISMISSED.value, "Rejeter\N{NO-BREAK SPACE}: la décision demeure"),
]
