"""Forms of the accounts."""

from __future__ import annotations

from typing import Any

from django import forms

from jurande.accounts.http import Member
from jurande.accounts.models import MEMBER_ROLES
from jurande.organisations.models import ExamCentre, TrainingBody
from jurande.rules.lifecycles import Role

# Whom each role may invite: a manager their own team, the national level everybody's.
INVITES: dict[Role, tuple[Role, ...]] = {
    Role.MANAGER: (Role.MANAGER, Role.SECRETARY, Role.EVALUATOR, Role.AUDITOR),
    Role.NATIONAL: (Role.NATIONAL, Role.MANAGER, Role.AUDITOR, Role.TRAINING_BODY),
}


class InvitationForm(forms.Form):
    """Whom to invite, for which role, where."""

    name = forms.CharField(label="Nom", max_length=120)
    email = forms.EmailField(label="Adresse électronique")
    role = forms.ChoiceField(label="Rôle")
    centre = forms.ModelChoiceField(label="Centre", queryset=ExamCentre.objects.none(), required=False)
    training_body = forms.ModelChoiceField(
        label="Organisme de formation", queryset=TrainingBody.objects.none(), required=False
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member
        roles = INVITES.get(member.role, ())
        self.fields["role"].choices = [(role.value, MEMBER_ROLES[role.value]) for role in roles]  # type: ignore[attr-defined]
        if member.role is Role.NATIONAL:
            self.fields["centre"].queryset = ExamCentre.objects.all()  # type: ignore[attr-defined]
            self.fields["training_body"].queryset = TrainingBody.objects.all()  # type: ignore[attr-defined]
        else:
            del self.fields["centre"], self.fields["training_body"]

    def clean(self) -> dict[str, Any]:
        """A role of a centre names its centre, a training body's its body, and no other role does."""
        cleaned = super().clean() or self.cleaned_data
        if self.member.role is not Role.NATIONAL:
            cleaned["centre"], cleaned["training_body"] = self.member.centre, None
            return cleaned
        role = cleaned.get("role")
        if role in {Role.MANAGER, Role.AUDITOR} and not cleaned.get("centre"):
            self.add_error("centre", "Choisissez le centre où ce rôle s’exerce.")
        if role == Role.TRAINING_BODY and not cleaned.get("training_body"):
            self.add_error("training_body", "Choisissez l’organisme de formation.")
        if role == Role.NATIONAL:
            cleaned["centre"] = None
        if role != Role.TRAINING_BODY:
            cleaned["training_body"] = None
        return cleaned
