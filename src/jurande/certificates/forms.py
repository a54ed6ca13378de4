"""Forms about certificates."""

from __future__ import annotations

from django import forms


class WithdrawForm(forms.Form):
    """Why a certificate is withdrawn; never public."""

    reason = forms.CharField(label="Motif du retrait, après audition du titulaire", max_length=600)


class VerifyForm(forms.Form):
    """A code as somebody reads it on paper."""

    code = forms.CharField(label="Code du certificat", max_length=40)
