"""What the gallery of components shows: invented people, real clauses, every state once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from django import forms
from django.core.paginator import Paginator

from jurande.rules.reasons import Clause, Decision, Kind, Reason
from jurande.ui.forms import ChoiceBar, DateInput, DateTimeInput, TimeInput

CLAUSES = (
    Clause("law.R6412-4", Kind.LAW, "Code du travail", "art. R6412-4"),
    Clause("branch-2019.55.2", Kind.BRANCH, "Accord du 8 novembre 2019", "art. 55.2"),
    Clause(
        "record.jury.tie",
        Kind.RECORD,
        "Fiche RNCP 28245",
        "composition des jurys",
        "En cas de partage des voix, celle du président du jury est prépondérante.",
    ),
    Clause("choice.majority", Kind.CHOICE, "Choix de l’autorité", "majorité des voix exprimées"),
    Clause("centre.opinion", Kind.CENTRE, "Délai fixé par le centre", ""),
)
LAW, BRANCH, RECORD, CHOICE, CENTRE = CLAUSES


class Outcome(StrEnum):
    """The two answers shown."""

    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"


REFUSED = Decision(
    outcome=Outcome.IMPOSSIBLE,
    reasons=(
        Reason("gallery.parity", RECORD, "Les deux délégations ont quatre voix chacune."),
        Reason(
            "gallery.late",
            BRANCH,
            "Les organisations syndicales ont été saisies 12 jours avant le jury.",
            False,
        ),
        Reason("gallery.opinion", CENTRE, "L’avis de l’entreprise manque pour le bloc 2.", False),
    ),
)


GRANTED = (
    Reason("gallery.blocks", RECORD, "Bloc 1 acquis, une capacité sur une. Bloc 2 acquis, une sur une."),
    Reason("gallery.tie", RECORD, "Deux voix pour, deux contre, la présidente pour."),
)


class Enrolment(forms.Form):
    """One field of each kind, with its hint where it has one."""

    ROUTES = {"training": "Formation continue", "contract": "Contrat de professionnalisation", "vae": "VAE"}

    name = forms.CharField(label="Nom de naissance")
    email = forms.EmailField(label="Adresse électronique", help_text="Les convocations y sont envoyées.")
    born_on = forms.DateField(label="Date de naissance", widget=DateInput)
    starts_at = forms.TimeField(label="Heure d’arrivée", widget=TimeInput, required=False)
    sits_at = forms.DateTimeField(label="Date et heure du jury", widget=DateTimeInput, required=False)
    workstations = forms.IntegerField(label="Nombre de postes tenus", min_value=1)
    route = forms.ChoiceField(label="Voie d’accès", choices=[("", "Choisir"), *ROUTES.items()])
    blocks = forms.MultipleChoiceField(
        label="Blocs demandés",
        choices={
            "1": "Bloc 1. Réalisation d’une production sur plusieurs postes",
            "2": "Bloc 2. Contribution à la performance de l’équipe",
        },
        widget=forms.CheckboxSelectMultiple,
        help_text="Un bloc ou les deux.",
    )
    asker = forms.ChoiceField(
        label="Vous êtes",
        choices={"tutor": "son tuteur", "manager": "son responsable hiérarchique"},
        widget=forms.RadioSelect,
    )
    result = forms.ChoiceField(
        label="Résultat de la capacité C3",
        choices={"acquired": "Acquise", "not_acquired": "Non acquise"},
        widget=ChoiceBar(marks={"acquired": "ok", "not_acquired": "no"}, result=True),
    )
    seen = forms.ChoiceField(
        label="A-t-elle repéré quelque chose à améliorer sur son poste ?",
        help_text="Identifier une amélioration sur le poste",
        choices={"yes": "Oui", "not_yet": "Pas encore", "not_seen": "Pas vu"},
        widget=ChoiceBar(marks={"yes": "ok", "not_yet": "no", "not_seen": "wait"}),
    )
    remark = forms.CharField(label="Observations", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    report = forms.FileField(label="Rapport de projet", required=False, help_text="PDF, 10 Mo au plus.")
    on_behalf = forms.BooleanField(label="Je donne cet avis au nom d’Emboutissage Ternois.")


def showcase() -> dict[str, Any]:
    """The context of `ui/gallery.html`."""
    good = {
        "name": "Kerviel-Adjovi",
        "email": "nadege@exemple.fr",
        "born_on": date(1994, 5, 14),
        "workstations": 2,
        "route": "contract",
        "blocks": ["1"],
        "asker": "tutor",
        "result": "acquired",
        "seen": "not_yet",
        "remark": "Deux arrêts notés sans cause.",
    }
    wrong = Enrolment(
        {"wrong-email": "nadege@", "wrong-born_on": "31/02/1994", "wrong-workstations": "deux"},
        prefix="wrong",
    )
    wrong.add_error(None, "Deux candidatures ne peuvent pas porter sur la même session : choisissez-en une.")
    return {
        "sections": [
            ("À faire", "#frame", True),
            ("Candidatures", "#marks", False),
            ("Évaluations", "#evaluation", False),
            ("Jurys", "#jury", False),
            ("Certificats", "#public", False),
            ("Statistiques", "#figures", False),
        ],
        "centre_name": "UIMM Val-de-Braise",
        "centre_note": "centre d’examen",
        "account_name": "Maëlle Corbineau",
        "account_url": "#frame",
        "search_url": "#frame",
        "rules_applied": "fiche RNCP 28245 et accord du 8 novembre 2019",
        "demo": True,
        "clauses": CLAUSES,
        "refused": REFUSED,
        "granted": GRANTED,
        "today": date(2026, 3, 17),
        "sits_at": datetime(2026, 4, 9, 12, 0, tzinfo=UTC),
        "entries": [
            {
                "state": "late",
                "day": date(2026, 3, 13),
                "clause": CENTRE,
                "act": "Relancer",
                "title": "Relancer l’avis de l’entreprise : Nadège Kerviel-Adjovi, bloc 2",
                "note": "Lien ouvert le 10 mars, rien de transmis.",
            },
            {
                "state": "soon",
                "day": date(2026, 3, 19),
                "clause": LAW,
                "act": "Décider",
                "title": "Décider la recevabilité : Thibault Marchetti-Roux (VAE)",
                "note": "Sans réponse jeudi soir, la demande est recevable d’office.",
            },
            {
                "state": "",
                "day": date(2026, 4, 1),
                "clause": BRANCH,
                "act": "Envoyer",
                "title": "Saisir les organisations syndicales pour le jury",
                "note": "Quatre lettres prêtes à partir.",
            },
        ],
        "stages": [
            {
                "count": 3,
                "name": "Recevabilité (VAE)",
                "url": "#register",
                "mark": "hot",
                "word": "1 à décider jeudi",
            },
            {"count": 6, "name": "Inscription préalable", "url": "#register"},
            {"count": 23, "name": "En évaluation", "url": "#register"},
            {"count": 8, "name": "Prêtes pour un jury", "url": "#register"},
        ],
        "steps": [
            {"name": "Inscription préalable", "when": "12 sept. 2025", "word": "fait", "state": "done"},
            {"name": "Évaluations", "when": "9 sur 12", "word": "en cours", "state": "now"},
            {"name": "Jury paritaire", "when": "9 avril, 14 h", "word": "à venir", "state": "next"},
        ],
        "filters": [
            {"label": "Toutes", "url": "#register", "count": 10, "is_current": True},
            {"label": "Loi", "url": "#register", "count": 4},
            {"label": "Branche", "url": "#register", "count": 2},
        ],
        "page": Paginator(range(60), 20).page(2),
        "kept_form": Enrolment(initial=good, prefix="kept"),
        "wrong_form": wrong,
    }
