"""Forms of what follows a jury: remarks and answers, expenses."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms

from jurande.documents.printable import PrintedField
from jurande.juries.after.member_papers import Spent
from jurande.juries.models import Remark

LINES = forms.Textarea(attrs={"rows": 3})


class RemarkForm(forms.Form):
    """What the national group remarks on a file."""

    text = forms.CharField(
        label="Remarque",
        max_length=1000,
        widget=LINES,
        help_text="Le centre la lit et y répond. Ne nommez un candidat que s’il le faut.",
    )


class AnswerForm(forms.Form):
    """The centre's answer to each remark that waits; the file leaves again with all of them."""

    def __init__(self, *args: Any, remarks: Iterable[Remark], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, one in enumerate(remarks, start=1):
            self.fields[f"answer_{one.pk}"] = forms.CharField(
                label=f"Réponse à la remarque {number}", max_length=1000, widget=LINES, help_text=one.text
            )

    def answers(self) -> dict[int, str]:
        """Each answer by the key of its remark."""
        return {int(name.removeprefix("answer_")): text for name, text in self.cleaned_data.items()}


class CompleteForm(forms.Form):
    """Why a file that was sent leaves again."""

    reason = PrintedField(
        label="Motif",
        max_length=600,
        widget=LINES,
        help_text="Une phrase, imprimée dans la lettre d’envoi et lue par le groupe national.",
    )


class ExpensesForm(forms.Form):
    """What a member spent to sit, in euros."""

    travel, meals, lodging = (
        forms.DecimalField(
            label=f"{label} (€)", min_value=0, max_digits=8, decimal_places=2, required=False, localize=True
        )
        for label in ("Déplacement", "Repas", "Hébergement")
    )
    detail = PrintedField(
        label="Précisions",
        max_length=600,
        required=False,
        widget=LINES,
        help_text="Trajet, nombre de repas ou de nuits. Les justificatifs se remettent au centre.",
    )

    def spent(self) -> Spent:
        """What was typed; nothing typed is nothing spent."""
        data = self.cleaned_data
        amounts = {name: data[name] or Decimal(0) for name in ("travel", "meals", "lodging")}
        return Spent(**amounts, detail=data["detail"])
