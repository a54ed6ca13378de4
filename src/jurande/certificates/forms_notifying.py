"""The form of a notification that the centre made itself."""

from __future__ import annotations

from django import forms

from jurande.ui.forms import DateInput


class NotifyForm(forms.Form):
    """On which day and how a candidate was told."""

    on = forms.DateField(label="Notifié le", widget=DateInput)
    how = forms.CharField(
        label="Comment", max_length=400, help_text="Par exemple : lettre recommandée, remise en main propre."
    )
