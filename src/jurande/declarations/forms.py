"""Forms of the declaration."""

from __future__ import annotations

from django import forms

from jurande.declarations.models import Declaration


class PrepareForm(forms.Form):
    """Which paper the centre saw to answer for the identity."""

    identity_source = forms.ChoiceField(
        label="Identité vérifiée sur",
        choices=Declaration._meta.get_field("identity_source").choices or (),
        widget=forms.RadioSelect,
    )
