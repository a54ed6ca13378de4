"""What the national level is asked to complete: without it a centre cannot enrol, nor a jury be called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse

from jurande.accounts.models import Membership
from jurande.organisations.models import ExamCentre, Representativity, Signatory
from jurande.organisations.queries import in_force, open_on
from jurande.rules.lifecycles import Role

# How long before its end a period is asked to be followed by another.
BEFORE = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Lack:
    """Something to complete. `due` is the last day of what ends, None when it is missing already."""

    due: date | None
    title: str
    detail: str
    url: str
    act: str


def lacks(today: date) -> Iterator[Lack]:
    """What is missing today, or soon will be; four queries."""
    centres = ExamCentre.objects.filter(open_on(today))
    managers = Membership.objects.filter(centre=OuterRef("pk"), role=Role.MANAGER.value, ended_at__isnull=True)
    unmanaged = list(centres.filter(~Exists(managers)))
    if not unmanaged and not centres.exists():
        url = reverse("organisations:add", args=["centres"])
        yield Lack(None, "Enregistrer un centre d’examen", "Aucun centre n’est ouvert.", url, "Enregistrer")
    for centre in unmanaged:
        url = reverse("organisations:one", args=["centres", centre.pk])
        detail = "Ce centre n’a pas de responsable : il ouvre les autres comptes."
        yield Lack(None, f"Inviter un responsable : {centre.name}", detail, url, "Inviter")
    yield from _signatory(today)
    yield from _unions(today)


def _signatory(today: date) -> Iterator[Lack]:
    url = reverse("organisations:add", args=["signataires"])
    title, detail = "Enregistrer un signataire de l’autorité", "Un certificat porte son nom et sa qualité."
    present = Signatory.objects.filter(in_force(today)).first()
    if present is None:
        yield Lack(None, title, detail, url, "Enregistrer")
        return
    ends_on = present.ends_on
    if ends_on and ends_on <= today + BEFORE and not Signatory.objects.filter(starts_on__gt=ends_on).exists():
        yield Lack(ends_on, title, f"{present.name} est en fonction jusqu’à ce jour.", url, "Enregistrer")


def _unions(today: date) -> Iterator[Lack]:
    present = list(Representativity.objects.filter(in_force(today)).order_by("ends_on"))
    url = reverse("organisations:list", args=["syndicats"])
    title = "Enregistrer les organisations syndicales représentatives"
    if not present:
        yield Lack(None, title, "Aucune n’est représentative aujourd’hui : aucun jury ne peut être saisi.", url, "Voir")
        return
    ends_on = present[0].ends_on
    if ends_on and ends_on <= today + BEFORE and not Representativity.objects.filter(starts_on__gt=ends_on).exists():
        yield Lack(ends_on, title, "Une période de représentativité finit ce jour.", url, "Voir")
