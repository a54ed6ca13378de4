"""Who is in the story. Every name is invented; the numbers with a check digit are valid and belong to nobody here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jurande.register.people import CivilStatus
from jurande.rules.certification import RouteCode
from jurande.rules.rulebook import Side

CENTRES = {
    "VDB": ("UIMM Val-de-Braise", "4 rue de la Forge", "57100", "Braise-sur-Orne"),
    "TRF": ("UIMM Trois-Fours", "12 quai des Laminoirs", "42300", "Trois-Fours"),
    "ARC": ("UIMM Arc-Atlantique", "8 place du Martinet", "44600", "Port-Enclume"),
}
COMMISSION = ("CPREFP Braise-et-Forges", "cprefp@region.demo")
UNIONS = {
    "CFDT": "Confédération française démocratique du travail",
    "CFE-CGC": "Confédération française de l’encadrement",
    "CGT": "Confédération générale du travail",
    "FO": "Force ouvrière",
}
EMPLOYERS = {
    "Groupement patronal de la métallurgie": "branch",
    "Fédération du travail temporaire": "temporary_work",
}


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who logs in, and where."""

    name: str
    email: str
    centre: str = ""


MANAGER = Account("Édouard Lemercier-Sow", "responsable@vdb.demo", "VDB")
SECRETARY = Account("Maëlle Corbineau", "secretariat@vdb.demo", "VDB")
OTHER_SECRETARY = Account("Ismaël Kerouédan", "secretariat@trf.demo", "TRF")
THIRD_SECRETARY = Account("Agathe Vasseur-Diallo", "secretariat@arc.demo", "ARC")
AUDITOR = Account("Solène Grandclément", "audit@vdb.demo", "VDB")
NATIONAL = Account("Bertrand Oulmière", "national@branche.demo")
TRAINER = Account("Clémence Arrighi", "organisme@atelier.demo")
EVALUATORS = (
    Account("Hervé Bonnefoy-Kaya", "evaluateur@vdb.demo", "VDB"),
    Account("Coralie Destrade", "evaluatrice@vdb.demo", "VDB"),
)


@dataclass(frozen=True, slots=True)
class Seat:
    """A member of the story's jury."""

    name: str
    email: str
    side: Side
    organisation: str
    union: str = ""
    president: bool = False


JURORS = (
    Seat("Hélène Rochebrune", "presidente@jury.demo", Side.EMPLOYERS, "Forges de Sainte-Aubépine", president=True),
    Seat("Vincent Astruc-Lamy", "astruc@jury.demo", Side.EMPLOYERS, "Tréfilerie des Ormes"),
    Seat("Clarisse Dumoutier", "dumoutier@jury.demo", Side.EMPLOYERS, "Ressorts Delcambre"),
    Seat("Olivier Pernelle", "pernelle@jury.demo", Side.EMPLOYERS, "Outillage Brévent"),
    Seat("Josiane Valcourt", "valcourt@jury.demo", Side.EMPLOYEES, "Confédération", "CFDT"),
    Seat("Thierry Lescombes", "lescombes@jury.demo", Side.EMPLOYEES, "Confédération", "CFE-CGC"),
    Seat("Maud Guérineau", "guerineau@jury.demo", Side.EMPLOYEES, "Confédération", "CGT"),
    Seat("Yannick Stéphan-Roche", "stephan@jury.demo", Side.EMPLOYEES, "Confédération", "FO"),
)

COMPANIES = {
    "ternois": ("Emboutissage Ternois", "38273955500011", "Braise-sur-Orne", "Pascal Gaudry-Ménard"),
    "maubrun": ("Visserie Maubrun", "41279655900018", "Sallanche-le-Vieux", "Nadine Ferrachat"),
    "arceau": ("Fonderie de l’Arceau", "52184736800011", "Braise-sur-Orne", "Loïc Tardieu-Benali"),
}


def _person(
    first: str, last: str, sex: str, born_on: date, place: str, insee: str, country: str = "France"
) -> CivilStatus:
    return CivilStatus(
        birth_name=last,
        first_name=first,
        sex=sex,
        born_on=born_on,
        birth_place=place,
        birth_insee=insee,
        birth_country=country,
    )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate of the story, and how they come."""

    civil: CivilStatus
    email: str
    route: RouteCode
    company: str = ""
    engaged_on: date | None = None


FC, CQ, VAE = RouteCode.CONTINUING, RouteCode.PROFESSIONALISATION, RouteCode.VAE

# Judged on 16 June 2022: the first holds the RNCP claim, for he entered training on 14 March 2022.
CORENTIN = Candidate(
    _person("Corentin", "Abalain-Mercier", "M", date(1991, 2, 3), "Quimper", "29232"),
    "corentin@candidat.demo", FC, "ternois", date(2022, 3, 14),
)  # fmt: skip
ONDINE = Candidate(
    _person("Ondine", "Beaucastel", "F", date(1998, 11, 20), "Thionville", "57672"),
    "ondine@candidat.demo", CQ, "maubrun", date(2021, 10, 4),
)  # fmt: skip
GREGORY = Candidate(
    _person("Grégory", "Delaunoy", "M", date(1985, 7, 9), "Roubaix", "59512"),
    "gregory@candidat.demo", FC, "arceau", date(2022, 1, 10),
)  # fmt: skip
MARIAM = Candidate(
    _person("Mariam", "Cissokho", "F", date(1979, 4, 28), "Bamako", "99335", "Mali"),
    "mariam@candidat.demo", VAE, "", date(2022, 2, 1),
)  # fmt: skip
LUCJA = Candidate(
    _person("Łucja", "Wiśniewska-Morel", "F", date(1994, 12, 31), "Metz", "57463"),
    "lucja@candidat.demo", FC, "ternois", date(2022, 3, 1),
)  # fmt: skip
BASILE = Candidate(
    _person("Basile", "Quémeneur", "M", date(1990, 6, 6), "Brest", "29019"),
    "basile@candidat.demo", FC, "ternois", date(2022, 3, 1),
)  # fmt: skip

# Judged on 15 January 2026. The registration was running when he entered training: he holds the claim as well.
MEHDI = Candidate(
    _person("Mehdi", "Aït-Brahim", "M", date(1996, 9, 18), "Forbach", "57227"),
    "mehdi@candidat.demo", FC, "maubrun", date(2022, 4, 1),
)  # fmt: skip

# Before the jury of 9 April 2026, in progress, with Basile: without the claim, their certificate will be the branch's.
THEO = Candidate(
    _person("Théo", "Hamelin-Roy", "M", date(2001, 5, 17), "Nancy", "54395"),
    "theo@candidat.demo", FC, "arceau", date(2025, 9, 8),
)  # fmt: skip
NADEGE = Candidate(
    _person("Nadège", "Kerviel-Adjovi", "F", date(1994, 5, 14), "Lorient", "56121"),
    "nadege@candidat.demo", CQ, "ternois", date(2025, 9, 8),
)  # fmt: skip
INES = Candidate(
    _person("Inès", "Lopez-Garrigue", "F", date(1999, 8, 2), "Perpignan", "66136"),
    "ines@candidat.demo", FC, "maubrun", date(2025, 10, 6),
)  # fmt: skip
SAMIRA = Candidate(
    _person("Samira", "Oukacha", "F", date(1988, 1, 25), "Saint-Étienne", "42218"),
    "samira@candidat.demo", CQ, "ternois", date(2025, 9, 15),
)  # fmt: skip
KEVIN = Candidate(
    _person("Kévin", "Nguyen-Baptiste", "M", date(2000, 3, 30), "Évry", "91228"),
    "kevin@candidat.demo", FC, "maubrun", date(2026, 1, 12),
)  # fmt: skip
