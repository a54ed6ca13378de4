"""What the national level keeps, one kind after another: its words, its form, and what each row shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from jurande.organisations.forms import (
    CentreForm,
    CommissionForm,
    EmployersForm,
    OrganisationForm,
    SignatoryForm,
    TrainingBodyForm,
    UnionForm,
)
from jurande.organisations.models import (
    EmployersOrganisation,
    ExamCentre,
    RegionalCommission,
    Representativity,
    Signatory,
    TrainingBody,
    Union,
)
from jurande.rules.dates import french

type Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of organisation. `name` is its word in an address; `facts` gives a row's facts, label first."""

    name: str
    many: str
    to_add: str
    lede: str
    form: type[OrganisationForm]
    facts: Callable[[Any], Iterable[Fact]]

    @property
    def rows(self) -> QuerySet[Any]:
        """All of them, with what their facts read."""
        rows: QuerySet[Any] = self.form._meta.model._default_manager.all()
        if self.name == "syndicats":
            return rows.prefetch_related(Prefetch("periods", Representativity.objects.order_by("-starts_on")))
        if self.name == "centres":
            return rows.select_related("commission")
        if self.name == "commissions":
            return rows.prefetch_related("centres")
        return rows


def standing(row: Any, today: date) -> tuple[str, str]:
    """The mark of a row and its word: whether it counts today."""
    if isinstance(row, ExamCentre | TrainingBody):
        return ("ok", "Ouvert") if not row.closed_on or today < row.closed_on else ("no", "Fermé")
    if isinstance(row, Union):
        held = any(one.starts_on <= today and (not one.ends_on or today <= one.ends_on) for one in row.periods.all())
        return ("ok", "Représentative") if held else ("wait", "Non représentative")
    if isinstance(row, RegionalCommission):
        return "ok", "Enregistrée"
    if today < row.starts_on:
        return "wait", "À venir"
    return ("no", "Terminé") if row.ends_on and row.ends_on < today else ("ok", "En fonction")


def period(row: Any) -> str:
    """« du 1er janvier 2024 au 31 décembre 2027 », « depuis le 1er janvier 2024 »."""
    if row.ends_on:
        return f"du {french(row.starts_on)} au {french(row.ends_on)}"
    return f"depuis le {french(row.starts_on)}"


def _centre(row: ExamCentre) -> list[Fact]:
    closed = [("Fermé à partir du", french(row.closed_on))] if row.closed_on else []
    address = f"{row.address}, {row.postcode} {row.city}"
    told = [("Commission régionale", row.commission.name if row.commission else "à choisir")]
    return [("Code", row.code), ("Adresse", address), ("Courriel", row.email), ("Téléphone", row.phone), *told, *closed]


def _commission(row: RegionalCommission) -> list[Fact]:
    centres = ", ".join(centre.name for centre in row.centres.all())
    return [("Courriel", row.email), ("Centres", centres or "aucun ne l’a encore choisie")]


def _training_body(row: TrainingBody) -> list[Fact]:
    closed = [("Fermé à partir du", french(row.closed_on))] if row.closed_on else []
    return [("SIRET", row.siret), ("Ville", row.city), *closed]


def _union(row: Union) -> list[Fact]:
    return [("Sigle", row.code), ("Désignations", row.email)]


def _employers(row: EmployersOrganisation) -> list[Fact]:
    source = [("Texte", row.source)] if row.source else []
    return [
        ("Désigne pour", row.get_branch_display()),
        ("Désignations", row.email),
        ("Période", period(row)),
        *source,
    ]


def _signatory(row: Signatory) -> list[Fact]:
    return [("Qualité", row.quality), ("Période", period(row))]


KINDS = {
    one.name: one
    for one in (
        Kind(
            "centres",
            "Centres d’examen",
            "Enregistrer un centre",
            "Un centre fermé n’inscrit plus et n’ouvre plus de jury ; ce qu’il a fait demeure.",
            CentreForm,
            _centre,
        ),
        Kind(
            "commissions",
            "Commissions régionales",
            "Enregistrer une commission",
            "Les CPREFP : un centre informe la sienne de la composition et du calendrier de ses jurys.",
            CommissionForm,
            _commission,
        ),
        Kind(
            "organismes",
            "Organismes de formation",
            "Enregistrer un organisme",
            "Ceux par l’intermédiaire de qui un candidat peut s’inscrire.",
            TrainingBodyForm,
            _training_body,
        ),
        Kind(
            "syndicats",
            "Organisations syndicales",
            "Enregistrer une organisation",
            "Un jury saisit celles qui sont représentatives au niveau national de la branche le jour où il siège.",
            UnionForm,
            _union,
        ),
        Kind(
            "employeurs",
            "Organisations d’employeurs",
            "Enregistrer une organisation",
            "Celles qui désignent dans les jurys, pour la branche ou pour le travail temporaire.",
            EmployersForm,
            _employers,
        ),
        Kind(
            "signataires",
            "Signataires de l’autorité",
            "Enregistrer un signataire",
            "Un certificat porte le nom de qui est en fonction le jour de la délivrance : un seul à la fois.",
            SignatoryForm,
            _signatory,
        ),
    )
}
