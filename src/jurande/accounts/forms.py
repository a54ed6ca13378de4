"""Forms of the accounts. Those of the login are in `login_forms.py`."""

from __future__ import annotations

from typing import Any

from django import forms

from jurande.accounts.giving import GIVES, HELD_IN_A_CENTRE
from jurande.accounts.http import Member
from jurande.accounts.invitations import Offer
from jurande.accounts.models import MEMBER_ROLES
from jurande.accounts.second_factors import Ground
from jurande.organisations.models import ExamCentre, TrainingBody
from jurande.organisations.queries import open_on
from jurande.rules.dates import day_of
from jurande.rules.lifecycles import Role


class FactorsForm(forms.Form):
    """Why somebody's second factor is set back, and how one made sure who asks."""

    reason = forms.CharField(label="Motif", max_length=300, help_text="Ce qui est perdu : le téléphone, la clé…")
    identity = forms.CharField(
        label="Comment vous avez vérifié son identité",
        max_length=300,
        help_text="Appel au numéro du dossier, pièce d’identité vue… Jamais sur la foi d’un courriel.",
    )

    def ground(self) -> Ground:
        """What the form says, once it is valid."""
        return Ground(self.cleaned_data["reason"], self.cleaned_data["identity"])


class InvitationForm(forms.Form):
    """Whom to invite, for which role, where: a manager invites to their own centre, the national level says where."""

    name = forms.CharField(label="Nom", max_length=120)
    email = forms.EmailField(label="Adresse électronique", help_text="L’invitation y part, et servira à se connecter.")
    role = forms.ChoiceField(label="Rôle")
    centre = forms.ModelChoiceField(
        label="Centre", queryset=ExamCentre.objects.none(), required=False, empty_label="aucun"
    )
    training_body = forms.ModelChoiceField(
        label="Organisme de formation", queryset=TrainingBody.objects.none(), required=False, empty_label="aucun"
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member
        roles = GIVES.get(member.role, ())
        given = [(role.value, MEMBER_ROLES[role.value]) for role in roles]
        self.fields["role"].choices = [("", "choisissez"), *given]  # type: ignore[attr-defined]
        if member.role is Role.NATIONAL:
            opened = open_on(day_of(member.now))
            self.fields["centre"].queryset = ExamCentre.objects.filter(opened)  # type: ignore[attr-defined]
            self.fields["training_body"].queryset = TrainingBody.objects.filter(opened)  # type: ignore[attr-defined]
        else:
            del self.fields["centre"], self.fields["training_body"]

    def clean(self) -> dict[str, Any]:
        """A role of a centre names its centre, a training body's its body; what another role was given is dropped."""
        cleaned = super().clean() or self.cleaned_data
        if self.member.role is not Role.NATIONAL:
            cleaned["centre"], cleaned["training_body"] = self.member.centre, None
            return cleaned
        role = cleaned.get("role")
        self._keep(cleaned, "centre", role in HELD_IN_A_CENTRE, "Choisissez le centre où ce rôle s’exerce.")
        self._keep(cleaned, "training_body", role == Role.TRAINING_BODY, "Choisissez l’organisme de formation.")
        return cleaned

    def _keep(self, cleaned: dict[str, Any], place: str, expected: bool, advice: str) -> None:
        if not expected:
            cleaned[place] = None
        elif not cleaned.get(place) and place not in self.errors:
            self.add_error(place, advice)

    def offer(self) -> Offer:
        """What the form says, once it is valid."""
        return Offer(**self.cleaned_data | {"role": Role(self.cleaned_data["role"])})
