"""Forms of the declaration."""

from __future__ import annotations

from django import forms

from jurande.declarations.models import Declaration


class ReworkForm(forms.Form):
    """Why a prepared declaration is taken back."""

    reason = forms.CharField(label="Motif de la reprise", max_length=400, widget=forms.Textarea(attrs={"rows": 2}))


class PrepareForm(forms.Form):
    """Which paper the centre saw to answer for the identity."""

    identity_source = forms.ChoiceField(
        label="Identité vérifiée sur",
        choices=Declaration._meta.get_field("identity_source").choices or (),
        widget=forms.RadioSelect,
    )
