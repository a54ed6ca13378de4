"""Forms about certificates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from jurande.ui.forms import DateInput


class WithdrawForm(forms.Form):
    """Which blocks go with a certificate that is withdrawn, and why; never public."""

    blocks = forms.MultipleChoiceField(
        label="Blocs retirés avec le certificat",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ceux que la décision nomme. Les autres restent acquis ; ceux-ci pourront être évalués à nouveau.",
    )
    heard_on = forms.DateField(
        label="Titulaire entendu le",
        widget=DateInput,
        help_text="Nul titre ne se retire sans que son titulaire ait été entendu, ou appelé à l’être.",
    )
    reason = forms.CharField(label="Motif du retrait", max_length=600)

    def __init__(self, *args: Any, held: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["blocks"].choices = list(held)  # type: ignore[attr-defined]


class FindForm(forms.Form):
    """What names one certificate: its number or its public code."""

    words = forms.CharField(
        label="Numéro ou code public du certificat",
        max_length=40,
        help_text="Par exemple VDB-2022-0001, ou les douze signes imprimés sous le carré.",
    )


class VerifyForm(forms.Form):
    """A code as somebody reads it on paper."""

    code = forms.CharField(label="Code du certificat", max_length=40)
