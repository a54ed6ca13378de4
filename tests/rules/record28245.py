"""RNCP 28245 written by hand from its sheet, for the tests of the rules: an independent copy of its data.

The criteria are examples, as everywhere: the official ones are not public.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from jurande.rules.certification import (
    AccessRoute,
    Activity,
    AllOf,
    AnyOf,
    Block,
    Capacity,
    Certification,
    Criterion,
    Element,
    RecordClause,
    RecordJury,
    Registration,
    RouteCode,
)
from jurande.rules.reasons import Clause, Kind

BC01 = "RNCP28245BC01"
BC02 = "RNCP28245BC02"
BC01_CAPACITIES = ("C1", "C2", "C3", "C4", "C5", "C6", "C7")
BC02_CAPACITIES = ("C8", "C9", "C10", "C11", "C12")
STARTS_ON = date(2017, 4, 21)
ENDS_ON = date(2022, 4, 21)

TITLES = {
    "C1": "Réaliser la production sur au moins deux postes dans une même activité métier",
    "C2": "Adapter son comportement professionnel suite à une évolution sur son périmètre de travail",
    "C3": "Renseigner les documents de suivi de production",
    "C4": "Assurer le suivi et la qualité du process de fabrication",
    "C5": "Assurer la qualité de fabrication du produit",
    "C6": "Entretenir le matériel utilisé à son poste de travail",
    "C7": "Former un opérateur pour tenir le poste de travail (procédure, document, savoir-faire)",
    "C8": "Identifier une amélioration sur le poste",
    "C9": "Effectuer un audit par rapport à une procédure établie",
    "C10": "Etablir un plan d’action simple avec une méthode structurée et en effectuer le suivi",
    "C11": "Présenter un projet ou une action correctrice",
    "C12": "Apporter une valeur ajoutée dans un groupe de travail",
}

# (section of the sheet, short verbatim quotation)
SECTIONS: dict[RecordClause, tuple[str, str]] = {
    RecordClause.ENROLMENT: (
        "modalités d’accès",
        "une phase d’inscription préalable, par l’intermédiaire d’une entreprise ou d’un organisme",
    ),
    RecordClause.EVALUATION: (
        "modalités d’accès",
        "à l’aide des critères, niveaux d’exigence et conditions d’évaluation",
    ),
    RecordClause.CONCERTATION: (
        "modalités d’accès",
        "définit les modalités d’évaluation en concertation avec l’entreprise et les acteurs concernés",
    ),
    RecordClause.JURY_DUTIES: (
        "modalités d’accès",
        "déclare admissibles ou non admissibles les candidats",
    ),
    RecordClause.VAE: ("modalités d’accès", "En amont, une phase de recevabilité de la demande."),
    RecordClause.ALL_CAPACITIES: (
        "modalités d’accès",
        "Toutes les capacités professionnelles doivent être validées pour que le CQPM soit délivré.",
    ),
    RecordClause.INDEPENDENT_CAPACITIES: (
        "modalités d’accès",
        "plusieurs capacités professionnelles indépendantes les unes des autres",
    ),
    RecordClause.ALL_BLOCKS: (
        "modalités d’accès",
        "l’ensemble des blocs de compétences doit être acquis",
    ),
    RecordClause.MODALITY_REAL_WORK: (
        "modalités d’évaluation",
        "Evaluation en situation professionnelle réelle",
    ),
    RecordClause.MODALITY_PROJECTS: (
        "modalités d’évaluation",
        "dans les délais et conditions préalablement fixés",
    ),
    RecordClause.MODALITY_RECONSTITUTED: (
        "modalités d’évaluation",
        "Si nécessaire, la commission d’évaluation pourra mettre en œuvre une évaluation",
    ),
    RecordClause.COMPANY_OPINION: (
        "modalités d’évaluation",
        "L’entreprise (tuteur, responsable fonctionnel ou hiérarchique...) donne un avis",
    ),
    RecordClause.BLOCK_CERTIFIED: (
        "attestation",
        "Chaque bloc est certifié, il donne lieu à une évaluation et une validation",
    ),
    RecordClause.WORKSTATIONS: ("capacités attestées", "au moins deux postes"),
    RecordClause.KEPT: ("validité des composantes acquises", "Validité des composantes acquises : illimitée"),
    RecordClause.ROUTES: ("conditions d’inscription", "CONDITIONS D'INSCRIPTION À LA CERTIFICATION"),
    RecordClause.JURY_PARITY: (
        "composition des jurys",
        "50% de représentants des salariés / 50% de représentants des employeurs",
    ),
    RecordClause.JURY_EMPLOYERS: (
        "composition des jurys",
        "Délégation patronale : maximum de cinq membres qualifiés",
    ),
    RecordClause.JURY_UNIONS: (
        "composition des jurys",
        "chaque organisation syndicale représentative de salariés au niveau national",
    ),
    RecordClause.JURY_ONE_VOTE: (
        "composition des jurys",
        "Seul un représentant par organisation syndicale siège dans le jury avec droit de vote.",
    ),
    RecordClause.JURY_TIE: (
        "composition des jurys",
        "En cas de partage des voix, celle du président du jury est prépondérante.",
    ),
    RecordClause.REGISTRATION: (
        "base légale",
        "Enregistrement pour cinq ans, […] avec effet au 21 avril 2017, jusqu'au 21 avril 2022.",
    ),
}

ROUTES = (
    (RouteCode.STUDENT, "Après un parcours de formation sous statut d’élève ou d’étudiant", False),
    (RouteCode.APPRENTICESHIP, "En contrat d’apprentissage", False),
    (RouteCode.CONTINUING, "Après un parcours de formation continue", True),
    (RouteCode.PROFESSIONALISATION, "En contrat de professionnalisation", True),
    (RouteCode.INDIVIDUAL, "Par candidature individuelle", False),
    (RouteCode.VAE, "Par expérience", True),
)

EXPRESSION = AllOf(
    (
        AnyOf((Element.REAL_WORK, Element.PROJECTS, Element.RECONSTITUTED)),
        Element.COMPANY_OPINION,
    )
)


def _capacity(code: str, block: str) -> Capacity:
    return Capacity(
        code,
        TITLES[code],
        block,
        min_workstations=2 if code == "C1" else 0,
        criteria=tuple(
            Criterion(f"{code}.{number}", f"Critère d’exemple {number} de {code}", example=True) for number in (1, 2)
        ),
    )


CQPM = Certification(
    code="RNCP28245",
    title=("CQP : Certificat de qualification professionnelle Opérateur(trice) polyvalent d’équipe autonome (CQPM)"),
    short_title="Opérateur(trice) polyvalent d’équipe autonome",
    referential_version="2017",
    activities=(
        Activity("A1", "Conduite d’au moins 2 postes de fabrication"),
        Activity("A2", "Suivi de la qualité du processus de fabrication"),
        Activity("A3", "Formation des collaborateurs"),
        Activity("A4", "Contribution à l’amélioration des processus"),
    ),
    capacities=(
        *(_capacity(code, BC01) for code in BC01_CAPACITIES),
        *(_capacity(code, BC02) for code in BC02_CAPACITIES),
    ),
    blocks=(
        Block(BC01, 1, "Réalisation d'une production sur plusieurs postes", BC01_CAPACITIES, EXPRESSION),
        Block(BC02, 2, "Contribution à la performance de l'équipe", BC02_CAPACITIES, EXPRESSION),
    ),
    routes=tuple(AccessRoute(code, label, is_open) for code, label, is_open in ROUTES),
    registration=Registration("RNCP28245", STARTS_ON, ENDS_ON),
    jury=RecordJury(parity_percent=50, employers_max=5, temporary_work_max=1, votes_per_union=1),
    kept_months=None,
    clauses={
        section: Clause(f"record.{section}", Kind.RECORD, "Fiche RNCP 28245", article, quote)
        for section, (article, quote) in SECTIONS.items()
    },
)


def with_delivery_limit(limit: date) -> Certification:
    """The same record with a last day for delivery (DATE_LIMITE_DELIVRANCE)."""
    return replace(CQPM, registration=replace(CQPM.registration, delivery_limit=limit))


def with_kept(months: int) -> Certification:
    """The same record, were « validité des composantes acquises » a number of months."""
    return replace(CQPM, kept_months=months)
