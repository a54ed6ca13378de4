"""The forms of the national level: they check shapes, and say every error at once."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from django import forms
from stdnum.exceptions import ValidationError as NumberError
from stdnum.fr import siret

from jurande.documents.printable import validate_printable
from jurande.organisations.choices import OPEN, Unreadable, Value, kind_of, may_be_empty, read
from jurande.organisations.models import (
    EmployersOrganisation,
    ExamCentre,
    RegionalCommission,
    Representativity,
    Signatory,
    TrainingBody,
    Union,
)
from jurande.ui.forms import DateInput


class OrganisationForm(forms.ModelForm):  # type: ignore[type-arg]  # each class below says of which model
    """One organisation. `fixed` fields are given once: they name it elsewhere, or its end is an act of its own."""

    fixed: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            for name in self.fixed:
                self.fields.pop(name, None)
        for field in self.fields.values():
            if isinstance(field, forms.CharField):  # printed on letters, minutes or certificates
                field.validators.append(validate_printable)

    def clean(self) -> dict[str, Any]:
        """A period ends after it begins."""
        cleaned = super().clean() or self.cleaned_data
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "La fin vient avant le début : corrigez l’un des deux jours.")
        return cleaned


class CentreForm(OrganisationForm):
    """An exam centre. Its code begins the numbers of its certificates and names its chain of the ledger."""

    fixed = ("code",)
    postcode = forms.RegexField(
        r"^[0-9]{5}$",
        label="Code postal",
        error_messages={"invalid": "Un code postal compte cinq chiffres, par exemple 57100."},
    )

    class Meta:
        model = ExamCentre
        fields = ("code", "name", "address", "postcode", "city", "email", "phone", "commission")
        help_texts = {
            "code": "Deux à six lettres majuscules. Il ouvre le numéro des certificats et ne change plus.",
            "commission": "Celle de sa région : le centre l’informe de ses jurys.",
        }


class TrainingBodyForm(OrganisationForm):
    """A training body."""

    siret = forms.CharField(label="SIRET", max_length=20)

    class Meta:
        model = TrainingBody
        fields = ("name", "siret", "city")

    def clean_siret(self) -> str:
        """Fourteen digits whose key is right, spaces aside."""
        try:
            return str(siret.validate(self.cleaned_data["siret"]))
        except NumberError as error:
            raise forms.ValidationError(
                "Ce SIRET n’est pas valide : quatorze chiffres, dont une clé de contrôle. Relisez-le sur un document "
                "de l’organisme."
            ) from error


class CommissionForm(OrganisationForm):
    """A regional commission, which centres tell of their juries."""

    class Meta:
        model = RegionalCommission
        fields = ("name", "email")


class UnionForm(OrganisationForm):
    """A workers' organisation; the periods in which it is representative are entered on its page."""

    fixed = ("code",)

    class Meta:
        model = Union
        fields = ("code", "name", "email")
        help_texts = {"code": "En majuscules, par exemple CFE-CGC. Il ne change plus."}


class EmployersForm(OrganisationForm):
    """An employers' organisation, and from when to when it designates."""

    fixed = ("branch", "starts_on", "ends_on", "source")

    class Meta:
        model = EmployersOrganisation
        fields = ("name", "branch", "email", "starts_on", "ends_on", "source")
        widgets = {"starts_on": DateInput, "ends_on": DateInput}
        help_texts = {"source": "L’arrêté, l’accord ou la décision qui le dit, avec sa date."}


class SignatoryForm(OrganisationForm):
    """Who signs for the authority, and from when to when."""

    fixed = ("starts_on", "ends_on")

    class Meta:
        model = Signatory
        fields = ("name", "quality", "starts_on", "ends_on")
        widgets = {"starts_on": DateInput, "ends_on": DateInput}
        help_texts = {"quality": "Telle que la fiche la nomme : elle est imprimée sur les certificats."}


class PeriodForm(OrganisationForm):
    """A period of representativity, with the text that says so."""

    source = forms.CharField(label="Texte", max_length=200, help_text="L’arrêté ou le décret qui le dit, avec sa date.")

    class Meta:
        model = Representativity
        fields = ("starts_on", "ends_on", "source")
        widgets = {"starts_on": DateInput, "ends_on": DateInput}

    def validate_constraints(self) -> None:
        """Beside the other periods of its union, which is no field of the form."""
        if self.errors:
            return
        try:
            self.instance.validate_constraints()
        except forms.ValidationError as error:
            self.add_error(None, error)


class DayForm(forms.Form):
    """The day of a closure or of the end of a period."""

    on = forms.DateField(label="Jour", widget=DateInput)


class ManagerForm(forms.Form):
    """Whom to invite to run a centre."""

    name = forms.CharField(label="Nom", max_length=120)
    email = forms.EmailField(label="Adresse électronique", help_text="L’invitation y part, et servira à se connecter.")


class ChoiceForm(forms.Form):
    """The answer to one question, from a day on, for every certification or one; `answers` and `records` with words."""

    record_code = forms.ChoiceField(label="Pour", required=False)
    starts_on = forms.DateField(
        label="En vigueur à partir du",
        widget=DateInput,
        help_text="Au plus tôt demain : ce qui est déjà décidé ne change pas.",
    )
    decided_by = forms.CharField(label="Décidé par", max_length=160, help_text="Qui, en quelle instance, quel jour.")
    reason = forms.CharField(label="Motif ou référence", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ("record_code", "value", "starts_on", "decided_by", "reason")

    def __init__(
        self,
        *args: Any,
        question: str,
        answers: list[tuple[str, str]],
        records: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for_all = ("", "Toutes les certifications")
        self.fields["record_code"].choices = [for_all, *records]  # type: ignore[attr-defined]  # a field of choices
        if question not in OPEN:
            raise KeyError(question)
        self.question = question
        self.fields["value"] = self._field(answers)
        self.order_fields(self.field_order)

    def _field(self, answers: list[tuple[str, str]]) -> forms.Field:
        kind = kind_of(self.question)
        if kind is bool or issubclass(kind, StrEnum):
            return forms.ChoiceField(label="Choix", choices=answers, widget=forms.RadioSelect)
        empty = may_be_empty(self.question)
        return forms.CharField(
            label="Choix",
            required=not empty,
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            help_text="Un nombre entier, ou rien : aucun délai." if empty else "Un nombre entier.",
        )

    def clean_value(self) -> Value:
        """The answer, of the type of its question."""
        try:
            return read(self.question, self.cleaned_data["value"].strip())
        except Unreadable as error:
            raise forms.ValidationError(str(error)) from error

    def decision(self) -> dict[str, Any]:
        """What the form says, once it is valid, as `actions.choose` takes it."""
        starts_on: date = self.cleaned_data["starts_on"]
        return {
            "name": self.question,
            "record_code": self.cleaned_data["record_code"],
            "value": self.cleaned_data["value"],
            "starts_on": starts_on,
            "decided_by": self.cleaned_data["decided_by"],
            "reason": self.cleaned_data["reason"],
        }
