"""The enrolment form: checks shapes; the rule checks right (law 6)."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

from django import forms
from stdnum.exceptions import ValidationError as NumberError
from stdnum.fr import siret

from jurande.candidacies.actions import Application, CompanyNamed
from jurande.candidacies.models import ROUTES
from jurande.catalogue.record_file import codes, load
from jurande.documents.printable import PrintedField
from jurande.organisations.models import TrainingBody
from jurande.organisations.queries import open_on
from jurande.register.models import SEXES
from jurande.register.people import CivilStatus
from jurande.rules.certification import RouteCode
from jurande.ui.forms import DateInput


class CivilField(PrintedField):
    """Words of the civil status: single spaces; Latin letters and what joins them, for a name is printed and declared.

    With `names=False`, other signs are welcome beside a letter (« Paris 12e », « Bamako (Mali) »).
    """

    def __init__(self, *, names: bool = True, **kwargs: Any) -> None:
        super().__init__(max_length=60, **kwargs)
        self.names = names

    def to_python(self, value: Any) -> str:
        """The text with its accents composed and its spaces single."""
        return " ".join(unicodedata.normalize("NFC", super().to_python(value) or "").split())

    def validate(self, value: str) -> None:
        """A letter at least; in a name, nothing but letters and what joins them."""
        super().validate(value)
        if value and not any(map(_is_letter, value)):
            raise forms.ValidationError("Écrivez au moins une lettre, comme sur la pièce d’identité.")
        if self.names and not all(_is_letter(sign) or sign in " -'’." for sign in value):
            raise forms.ValidationError(
                "Écrivez ce nom en lettres latines, comme sur la pièce d’identité ; espace, trait d’union et "
                "apostrophe peuvent s’y trouver."
            )


def _is_letter(sign: str) -> bool:
    return sign.isalpha() and unicodedata.name(sign, "").startswith("LATIN")


class IdentityForm(forms.Form):
    """A civil status, as on the identity document. `today` is the day on which somebody fills it."""

    birth_name = CivilField(label="Nom de naissance")
    used_name = CivilField(label="Nom d’usage", required=False)
    first_name = CivilField(label="Prénom")
    second_name = CivilField(label="Deuxième prénom", required=False)
    third_name = CivilField(label="Troisième prénom", required=False)
    sex = forms.ChoiceField(label="Sexe à l’état civil", choices=list(SEXES.items()), widget=forms.RadioSelect)
    born_on = forms.DateField(label="Date de naissance", widget=DateInput)
    birth_place = CivilField(label="Commune de naissance", names=False)
    birth_insee = forms.RegexField(
        r"^([0-9]{2}|2[AB])[0-9]{3}$",
        label="Code INSEE de la commune de naissance",
        required=False,
        help_text="Cinq signes, 99 suivi du pays pour une naissance à l’étranger. Il évite un rejet de la déclaration.",
        error_messages={"invalid": "Un code INSEE compte cinq chiffres (2A ou 2B en Corse), par exemple 54395."},
    )
    birth_country = CivilField(label="Pays de naissance", names=False, initial="France")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_born_on(self) -> date:
        """A day on which somebody who enrols today can have been born, and that can be declared."""
        born_on: date = self.cleaned_data["born_on"]
        if not date(1900, 1, 1) <= born_on < self.today:
            raise forms.ValidationError("Cette date de naissance n’est pas possible : relisez l’année.")
        return born_on

    def civil_status(self) -> CivilStatus:
        """The identity, once the form is valid."""
        names = CivilStatus.__dataclass_fields__
        return CivilStatus(**{name: value for name, value in self.cleaned_data.items() if name in names})


class CorrectIdentityForm(IdentityForm):
    """A civil status and why it is corrected."""

    reason = forms.CharField(
        label="Motif de la correction",
        max_length=300,
        help_text="D’où vient l’erreur, et la pièce d’identité que vous avez vue.",
    )


class CorrectContactForm(forms.Form):
    """How to reach a candidate, and why it is corrected."""

    email = forms.EmailField(label="Adresse électronique du candidat", help_text="Elle seule ouvrira son dossier.")
    phone = forms.CharField(label="Téléphone", max_length=20, required=False)
    reason = forms.CharField(label="Motif de la correction", max_length=300)


class EnrolmentForm(IdentityForm):
    """Who enrols, for what, by which route, through whom. `today` is the day on which they do."""

    field_order = ("record_code", "route", "blocks", *IdentityForm.base_fields)
    record_code = forms.ChoiceField(label="Certification")
    route = forms.ChoiceField(label="Voie d’accès", choices=list(ROUTES.items()))
    blocks = forms.MultipleChoiceField(
        label="Blocs visés",
        widget=forms.CheckboxSelectMultiple,
        help_text="Tous les blocs pour la certification entière. Un bloc déjà acquis est repris, pas réévalué.",
    )
    email = forms.EmailField(label="Adresse électronique du candidat")
    phone = forms.CharField(label="Téléphone", max_length=20, required=False)
    company_name = PrintedField(label="Entreprise", max_length=120, required=False)
    company_siret = forms.CharField(label="SIRET de l’entreprise", max_length=20, required=False)
    company_city = PrintedField(label="Ville de l’entreprise", max_length=80, required=False)
    tutor_name = forms.CharField(label="Tuteur ou responsable", max_length=120, required=False)
    tutor_email = forms.EmailField(
        label="Adresse électronique du tuteur",
        required=False,
        help_text="Il recevra le lien pour donner son avis.",
    )
    training_body = forms.ModelChoiceField(
        label="Organisme de formation",
        queryset=TrainingBody.objects.none(),
        required=False,
        empty_label="Aucun",
    )
    entered_training_on = forms.DateField(
        label="Entrée en formation",
        widget=DateInput,
        required=False,
        help_text="Elle fixe le droit de se prévaloir du RNCP.",
    )
    admissible_on = forms.DateField(
        label="Recevabilité obtenue le", widget=DateInput, required=False, help_text="Pour une VAE seulement."
    )
    keep_known = forms.BooleanField(
        label="Garder l’état civil du registre",
        required=False,
        help_text="Ce que vous avez saisi et qui diffère ne sera pas repris. Il pourra être corrigé ensuite.",
    )
    accommodation = forms.CharField(
        label="Aménagement accordé",
        max_length=200,
        required=False,
        help_text="La mesure seulement (temps, support…), jamais son motif.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        records = [load(code).certification for code in codes()]
        record, blocks, bodies = (
            self.fields["record_code"],
            self.fields["blocks"],
            self.fields["training_body"],
        )
        record.choices = [(one.code, one.title) for one in records]  # type: ignore[attr-defined]
        blocks.choices = [  # type: ignore[attr-defined]
            (block.code, f"Bloc {block.number}. {block.title}") for one in records for block in one.blocks
        ]
        bodies.queryset = TrainingBody.objects.filter(open_on(self.today))  # type: ignore[attr-defined]

    def clean_company_siret(self) -> str:
        """The SIRET as fourteen digits, its key checked."""
        number: str = self.cleaned_data["company_siret"]
        if not number:
            return ""
        try:
            return siret.validate(number)
        except NumberError as error:
            raise forms.ValidationError(
                "Ce SIRET n’existe pas : quatorze chiffres dont le dernier vérifie les autres. Relisez-le."
            ) from error

    def clean(self) -> dict[str, Any]:
        """A company is named with its SIRET, or not at all; a tutor's address comes with a name."""
        cleaned = super().clean() or self.cleaned_data
        named = bool(cleaned.get("company_name"))
        if named != bool(cleaned.get("company_siret")) and "company_siret" not in self.errors:
            self.add_error("company_siret", "Donnez le nom et le SIRET de l’entreprise, ou aucun des deux.")
        if cleaned.get("tutor_email") and not cleaned.get("tutor_name"):
            self.add_error("tutor_name", "Nommez le tuteur à qui le lien sera envoyé.")
        return cleaned

    def application(self) -> Application:
        """What is asked for, once the form is valid."""
        data = self.cleaned_data
        return Application(
            record_code=data["record_code"],
            route=RouteCode(data["route"]),
            blocks=tuple(data["blocks"]),
            email=data["email"],
            phone=data["phone"],
            company=CompanyNamed(name=data["company_name"], siret=data["company_siret"], city=data["company_city"])
            if data["company_siret"]
            else None,
            training_body=data["training_body"],
            tutor_name=data["tutor_name"],
            tutor_email=data["tutor_email"],
            entered_training_on=data["entered_training_on"],
            admissible_on=data["admissible_on"],
            accommodation=data["accommodation"],
        )


class AbandonForm(forms.Form):
    """Why a candidate gives up."""

    reason = forms.CharField(label="Motif de l’abandon", max_length=300)
