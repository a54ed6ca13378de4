"""Forms of the jurors' directory and of a designation: shapes only; `directory` and `rules.composition` decide."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator

from jurande.documents.printable import PrintedField
from jurande.juries.before.directory import Described, Designation, mismatches
from jurande.juries.models import SIDES, Juror
from jurande.organisations.models import EmployersOrganisation, Union
from jurande.organisations.queries import in_force, representative_unions
from jurande.rules.rulebook import Side
from jurande.ui.forms import ChoiceBar, DateInput


class EmployersField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    """The employers' organisations, each with what it designates for."""

    def label_from_instance(self, obj: Any) -> str:
        """« Prism’emploi, pour le travail temporaire »."""
        return f"{obj.name}, pour {obj.get_branch_display()}"


class DelegateForm(forms.Form):
    """Somebody as a delegation names them, with the organisations that designate on a day."""

    side = forms.ChoiceField(label="Délégation", choices=list(SIDES.items()), widget=ChoiceBar)
    name = PrintedField(label="Nom", max_length=120)
    email = forms.EmailField(label="Adresse électronique", help_text="Pour la convocation et le vote.")
    organisation = PrintedField(
        label="Entreprise ou organisation",
        max_length=120,
        help_text="Celle où la personne travaille : le jury la lit. Jamais son organisation syndicale.",
    )
    quality = PrintedField(label="Fonction", max_length=120, required=False)
    union = forms.ModelChoiceField(
        label="Organisation syndicale", queryset=Union.objects.none(), required=False, empty_label="Aucune"
    )
    employers = EmployersField(
        label="Organisation d’employeurs",
        queryset=EmployersOrganisation.objects.none(),
        required=False,
        empty_label="Aucune",
    )
    temporary_work = forms.BooleanField(label="Membre de la branche du travail temporaire", required=False)
    qualified = forms.BooleanField(label="Membre qualifié", required=False, initial=True)

    def __init__(self, *args: Any, day: date, known: Juror | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = [union.code for union in representative_unions(day)]
        # What a sheet already says stays a choice, whatever became of the organisation.
        unions = Union.objects.filter(code__in=[*codes, known.union_id] if known and known.union_id else codes)
        employers = EmployersOrganisation.objects.filter(in_force(day))
        if known and known.employers_id:
            employers |= EmployersOrganisation.objects.filter(pk=known.employers_id)
        self.fields["union"].queryset = unions  # type: ignore[attr-defined]
        self.fields["employers"].queryset = employers  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A delegation is designated by its own organisations, temporary work by one that designates for it."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("side"):
            return cleaned
        side, temporary_work = Side(cleaned["side"]), bool(cleaned.get("temporary_work"))
        union, employers = cleaned.get("union"), cleaned.get("employers")
        if side is Side.EMPLOYEES and not union and not temporary_work:
            self.add_error("union", "Choisissez l’organisation qui désigne ce membre.")
        if side is Side.EMPLOYERS and temporary_work and not employers:
            text = "Choisissez l’organisation qui désigne pour le travail temporaire"
            self.add_error("employers", f"{text} ; le niveau national l’enregistre si elle manque.")
        for field, sentence in mismatches(side, union, employers, temporary_work=temporary_work):
            self.add_error(field, sentence)
        return cleaned


class JurorForm(DelegateForm):
    """A sheet of the directory."""

    experience = forms.CharField(
        label="Expérience du métier et des jurys",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def described(self) -> Described:
        """The juror, once the form is valid."""
        data = self.cleaned_data
        return Described(**{**data, "side": Side(data["side"])})


class LeaveForm(forms.Form):
    """Since when somebody sits no more."""

    left_on = forms.DateField(label="Ne siège plus depuis le", widget=DateInput)


class _ByDelegation(ModelChoiceIterator):  # type: ignore[type-arg]  # not subscriptable at run time
    """The jurors under the name of their delegation."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        jurors = list(self.queryset)
        for side, label in SIDES.items():
            if group := [self.choice(one) for one in jurors if one.side == side]:
                yield (label, group)


class JurorField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    """Somebody of the directory."""

    iterator = _ByDelegation

    def label_from_instance(self, obj: Any) -> str:
        """« Josiane Valcourt, CFDT », « Vincent Astruc, Tréfilerie des Ormes »."""
        return f"{obj.name}, {obj.union_id or obj.organisation}{', travail temporaire' if obj.temporary_work else ''}"


class DesignationForm(DelegateForm):
    """A seat: for somebody of the directory, or for somebody new who enters it."""

    juror = JurorField(
        label="Dans le répertoire",
        queryset=Juror.objects.none(),
        required=False,
        empty_label="Une nouvelle personne",
    )
    votes = forms.BooleanField(
        label="Siège avec voix délibérative",
        required=False,
        initial=True,
        help_text="Une seule voix par organisation syndicale.",
    )
    president = forms.BooleanField(label="Préside le jury", required=False)
    need = forms.CharField(
        label="Besoin, pour un membre du travail temporaire",
        max_length=200,
        required=False,
        help_text="Il siège « en tant que de besoin » (fiche) : dites pourquoi ce jury en a un, sans nommer personne.",
    )

    def __init__(self, *args: Any, held_on: date, jurors: QuerySet[Juror] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, day=held_on, **kwargs)
        if jurors is not None:
            self.fields["juror"].queryset = jurors  # type: ignore[attr-defined]
        if self._names_a_juror:
            for field in self.new_person:
                field.field.required = False

    @property
    def new_person(self) -> list[forms.BoundField]:
        """The fields that describe somebody who is not in the directory."""
        return [self[name] for name in DelegateForm.base_fields]

    @property
    def opens(self) -> bool:
        """Whether the page shows these fields at once: nobody else can be chosen, or one of them has an error."""
        nobody = not self.fields["juror"].queryset.exists()  # type: ignore[attr-defined]
        return nobody or any(field.errors for field in self.new_person)

    @property
    def _names_a_juror(self) -> bool:
        return self.is_bound and bool(self.data.get(self.add_prefix("juror")))

    def clean(self) -> dict[str, Any]:
        """What the directory says of somebody needs no second saying; why temporary work sits, always does."""
        cleaned = self.cleaned_data if self._names_a_juror else super().clean()
        juror = cleaned.get("juror")
        temporary_work = juror.temporary_work if juror else cleaned.get("temporary_work")
        if temporary_work and not cleaned.get("need"):
            self.add_error("need", "Écrivez pourquoi ce jury a besoin d’un membre du travail temporaire.")
        return cleaned

    def designation(self) -> Designation:
        """The member, once the form is valid."""
        data = self.cleaned_data
        if juror := data["juror"]:
            return Designation.from_directory(
                juror, votes=data["votes"], president=data["president"], need=data["need"]
            )
        return Designation(**{**data, "side": Side(data["side"])})
