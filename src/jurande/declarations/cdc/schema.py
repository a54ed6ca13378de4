"""The format of the Caisse des Dépôts, version 1.1.2, described once as data.

Checking, writing and reading back all follow this one description. Names are the format's own, as spelt there
(`voieAccessVAE` has its double s). Elements stand in the order of the official example, which the writer
keeps; a reader accepts any order, as the schema does. Labels are what people read in a problem.

An element's obligation is one of the three classes of the official data dictionary. It decides both how often
the element stands and whether it may be nil.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from jurande.declarations.cdc import words
from jurande.declarations.cdc.kinds import YEARS, Choice, Day, Flag, Kind, Moment, Number, Text

SCHEMA_VERSION = "1.1.2"
NAMESPACE = "urn:cdc:cpf:pc5:schema:1.0.0"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

#: Official FAQ of the portal: no more passages than this in one file.
MOST_PASSAGES = 200_000

#: What the page shows beside every file (code du travail, art. L6113-8 and R6113-17-1; décret 2024-1236).
NIR_NOTICE = (
    "Le format 1.1.2 de la Caisse des Dépôts n’a pas de place pour le numéro de sécurité sociale (NIR) du "
    "titulaire, que la loi demande de transmettre depuis le 1er janvier 2025 (code du travail, "
    "art. L. 6113-8 et R. 6113-17-1). Ce fichier identifie donc chaque titulaire par son état civil. Le "
    "format 1.1.5, qui reçoit le NIR, ne peut pas encore être produit ici, faute d’en avoir vu le schéma "
    "officiel."
)


class Obligation(Enum):
    """The three classes of the data dictionary, named as it names them."""

    REQUIRED = "obligatoire"
    REQUIRED_OR_NIL = "obligatoire sauf nil"
    OPTIONAL = "facultatif"


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its wire name, its French label, what it holds, its obligation, whether it repeats."""

    name: str
    label: str
    content: Kind | Group
    obligation: Obligation
    many: bool = False

    @property
    def nillable(self) -> bool:
        return self.obligation is Obligation.REQUIRED_OR_NIL

    @property
    def cardinality(self) -> str:
        """As specifications write it: « 1..1 », « 0..1 », « 1..n », « 0..n »."""
        least = 0 if self.obligation is Obligation.OPTIONAL else 1
        return f"{least}..{'n' if self.many else 1}"

    @property
    def tag(self) -> str:
        """The name with its namespace, as lxml spells it."""
        return f"{{{NAMESPACE}}}{self.name}"

    def descendants(self) -> Iterator[Element]:
        """This element and all under it, in the order of the format."""
        yield self
        if isinstance(self.content, Group):
            for child in self.content.children:
                yield from child.descendants()


@dataclass(frozen=True, slots=True)
class Group:
    """Elements under an element: all of them as their obligation says or, for `one_of`, exactly one."""

    children: tuple[Element, ...]
    one_of: bool = False


def _required(name: str, label: str, *content: Element | Kind, many: bool = False) -> Element:
    return Element(name, label, _content(content), Obligation.REQUIRED, many)


def _or_nil(name: str, label: str, kind: Kind) -> Element:
    return Element(name, label, kind, Obligation.REQUIRED_OR_NIL)


def _optional(name: str, label: str, *content: Element | Kind, many: bool = False) -> Element:
    return Element(name, label, _content(content), Obligation.OPTIONAL, many)


def _either(name: str, label: str, *branches: Element) -> Element:
    return Element(name, label, Group(branches, one_of=True), Obligation.REQUIRED)


def _content(parts: tuple[Element | Kind, ...]) -> Kind | Group:
    children = tuple(part for part in parts if isinstance(part, Element))
    kinds = [part for part in parts if not isinstance(part, Element)]
    return kinds[0] if kinds else Group(children)


DIGITAL_LEVEL = _optional(
    "niveauNumeriqueEuropeen",
    "niveau numérique européen",
    _optional("scoreGeneral", "score numérique général", Number(1, 1000)),
    _optional(
        "resultats",
        "résultats numériques",
        _optional(
            "resultat",
            "résultat numérique",
            _optional("niveau", "niveau de la compétence numérique", Number(1, 8)),
            _optional("domaineCompetenceId", "domaine de compétence numérique", Text(1, 1)),
            _optional("competenceId", "compétence numérique", Text(1, 1)),
            many=True,
        ),
    ),
)

ENROLMENT = _required(
    "modalitesInscription",
    "modalités d’inscription",
    _or_nil("modaliteAcces", "voie d’accès", Choice(words.AccessMode)),
    _optional("voieAccessVAE", "voie d’accès à la VAE", Choice(words.VaePath)),
    _optional("initiativeInscription", "initiative de l’inscription", Choice(words.Initiative)),
    _optional("dateInscription", "date d’inscription", Day()),
)

TRAINING_FILE = _optional(
    "dossierFormation",
    "dossier de formation",
    _required("idDossier", "numéro du dossier de formation", Text(1, 13)),
    _required("nomTitulaire", "nom du titulaire", Text(1, 30)),
    _required("prenom1Titulaire", "prénom du titulaire", Text(1, 20)),
)

HOLDER = _optional(
    "titulaire",
    "titulaire",
    _required("nomNaissance", "nom de naissance", Text(1, 60)),
    _or_nil("nomUsage", "nom d’usage", Text(1, 60)),
    _required("prenom1", "premier prénom", Text(1, 60)),
    _optional("prenom2", "deuxième prénom", Text(1, 60)),
    _optional("prenom3", "troisième prénom", Text(1, 60)),
    _required("anneeNaissance", "année de naissance", Number(YEARS[0], YEARS[-1])),
    _or_nil("moisNaissance", "mois de naissance", Number(1, 12)),
    _or_nil("jourNaissance", "jour de naissance", Number(1, 31)),
    _required("sexe", "sexe à l’état civil", Choice(words.Sex)),
    _either(
        "codeCommuneNaissance",
        "code de la commune de naissance",
        _optional(
            "codeInseeNaissance",
            "commune de naissance par son code INSEE",
            _required("codeInsee", "code INSEE de la commune de naissance", Text(5, 5)),
        ),
        _optional(
            "codePostalNaissance",
            "commune de naissance par son code postal",
            _or_nil("codePostal", "code postal de la commune de naissance", Text(1, 9)),
        ),
    ),
    _optional("libelleCommuneNaissance", "commune de naissance", Text(1, 60)),
    _optional("codePaysNaissance", "code du pays de naissance", Text(3, 3)),
    _optional("libellePaysNaissance", "pays de naissance", Text(1, 60)),
    _optional("commentairesMEN", "commentaires", Text(1, 250)),
)

PASSAGE = _required(
    "passageCertification",
    "passage de certification",
    _required("idTechnique", "identifiant technique du passage", Text(1, 255)),
    _optional("urlPreuve", "adresse de la preuve", Text(1, 255)),
    _optional("libelleOption", "libellé de l’option", Text(1, 255)),
    _required("obtentionCertification", "mode d’obtention", Choice(words.Award)),
    _required("donneeCertifiee", "donnée certifiée", Flag()),
    _optional("dateDebutExamen", "premier jour des évaluations", Day()),
    _optional("dateFinExamen", "dernier jour des évaluations", Day()),
    _optional("modalitePassageExamen", "modalité de passage", Choice(words.ExamMode)),
    _optional("codePostalCentreExamen", "code postal du centre d’examen", Text(1, 9)),
    _required("dateDebutValidite", "date de délivrance", Day()),
    _or_nil("dateFinValidite", "fin de validité", Day()),
    _required("presenceNiveauLangueEuro", "présence d’un niveau de langue", Flag()),
    _optional("niveauLangueEuropeen", "niveau de langue européen", Choice(words.LanguageLevel)),
    _required("presenceNiveauNumeriqueEuro", "présence d’un niveau numérique", Flag()),
    DIGITAL_LEVEL,
    _or_nil("scoring", "score", Text(1, 255)),
    _or_nil("mentionValidee", "mention", Choice(words.Honours)),
    ENROLMENT,
    _either("identificationTitulaire", "identification du titulaire", TRAINING_FILE, HOLDER),
    _optional("verbatim", "commentaire libre", Text(1, 255)),
    many=True,
)

CERTIFICATION = _required(
    "certification",
    "certification",
    _required("type", "répertoire de la certification", Text(1, 255)),
    _required("code", "code de la certification", Text(1, 100)),
    _optional("natureDeposant", "nature du déposant", Choice(words.Depositor)),
    _required("passageCertifications", "passages de certification", PASSAGE),
    many=True,
)

FLUX = _required(
    "flux",
    "racine",
    _required("idFlux", "identifiant du fichier", Text(1, 50)),
    _required("horodatage", "horodatage", Moment()),
    _required(
        "emetteur",
        "émetteur",
        _required("idClient", "matricule de l’émetteur", Text(8, 8)),
        _required(
            "certificateurs",
            "certificateurs",
            _required(
                "certificateur",
                "certificateur",
                _required("idClient", "matricule du certificateur", Text(8, 8)),
                _required("idContrat", "numéro de contrat du certificateur", Text(1, 20)),
                _required("certifications", "certifications", CERTIFICATION),
            ),
        ),
    ),
)
