"""The frame around every staff page: where one is, what one may open, under which rules."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from jurande.accounts.http import Member
from jurande.accounts.models import MEMBER_ROLES
from jurande.rules.lifecycles import Role

HOME = ("desk:home", "À faire")
CANDIDACIES = ("candidacies:list", "Candidatures")
EVALUATIONS = ("evaluations:list", "Évaluations")
JURIES = ("juries:list", "Jurys")
CERTIFICATES = ("certificates:list", "Certificats")
DECLARATIONS = ("declarations:list", "Déclarations")
FILES = ("juries:transmissions", "Jurys reçus")
TEAM = ("accounts:team", "Équipe")
ACCESS = ("desk:lost_factors", "Accès")
ORGANISATIONS = ("organisations:index", "Organisations")
CHOICES = ("organisations:choices", "Choix")
MINE = ("certificates:mine", "Mon dossier")

SECTIONS: dict[Role, tuple[tuple[str, str], ...]] = {
    Role.MANAGER: (HOME, CANDIDACIES, EVALUATIONS, JURIES, CERTIFICATES, DECLARATIONS, TEAM),
    Role.SECRETARY: (HOME, CANDIDACIES, EVALUATIONS, JURIES, CERTIFICATES, DECLARATIONS, ACCESS),
    Role.AUDITOR: (HOME, CANDIDACIES, EVALUATIONS, JURIES, CERTIFICATES, DECLARATIONS),
    Role.EVALUATOR: (HOME, EVALUATIONS),
    Role.JUROR: (HOME, JURIES),
    Role.CANDIDATE: (MINE,),
    Role.TRAINING_BODY: (HOME, CANDIDACIES),
    Role.NATIONAL: (HOME, FILES, CERTIFICATES, DECLARATIONS, ORGANISATIONS, CHOICES, TEAM),
}


def frame(request: HttpRequest) -> dict[str, Any]:
    """What `ui/staff.html` shows around a page: sections, centre, account; and `today` for dates."""
    member: Member | None = getattr(request, "member", None)
    context = {"demo": settings.JURANDE_DEMO, "today": getattr(request, "today", None), "member": member}
    if member is None:
        return context
    return context | {
        "sections": [_section(label, reverse(name), request.path) for name, label in SECTIONS[member.role]],
        **_place(member),
        "search_url": reverse("candidacies:list") if CANDIDACIES in SECTIONS[member.role] else "",
        "account_url": reverse("accounts:me"),
        "account_name": member.user.name,
    }


def _place(member: Member) -> dict[str, str]:
    """Where one acts, and as what; a juror or a candidate acts nowhere in particular."""
    label = MEMBER_ROLES[member.role]
    place = member.centre or member.membership.training_body
    if place:
        return {"centre_name": str(place), "centre_note": label.lower()}
    return {"centre_name": label, "centre_note": ""}


def _section(label: str, url: str, path: str) -> tuple[str, str, bool]:
    return label, url, path == url if url == "/" else path.startswith(url)
