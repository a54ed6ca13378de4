"""What the official schema does not check: our own rules, inside a passage and between passages.

Each rule reads a tree of wire names and skips what is missing or of a wrong kind: `check` and `verify` report
that from the description.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import pairwise, takewhile

from jurande.declarations.cdc.model import Tree
from jurande.declarations.cdc.problems import NBSP, Fault, Place, Problem, ProblemKind
from jurande.declarations.cdc.schema import CERTIFICATION, MOST_PASSAGES
from jurande.declarations.cdc.words import AccessMode, Register

_ELEMENTS = {element.name: element for element in CERTIFICATION.descendants()}

# In the order of a life: each is on or before all that follow. An enrolment may come after the first
# evaluation, when results are kept from an earlier session.
_ORDERS = (
    ("dateDebutExamen", "dateFinExamen", "dateDebutValidite", "dateFinValidite"),
    ("dateInscription", "dateDebutValidite"),
)

type Finding = tuple[str, Fault]  # the wire name of the field, and what is wrong


class Coherence:
    """The rules of one file, walked passage by passage; remembers their identifiers, and nothing else.

    `until` is the day of the timestamp, in Paris: an award cannot follow it. None when it is not known.
    """

    def __init__(self, until: date | None = None) -> None:
        self.until = until
        self._ranks: dict[str, int] = {}
        self._count = 0

    def place(self, identifier: object, line: int | None = None) -> Place:
        """The place of the next passage; call it once per passage, in order."""
        self._count += 1
        return Place(self._count, identifier if isinstance(identifier, str) else None, line)

    def passage(self, passage: Tree, place: Place) -> Iterator[Problem]:
        """The rules inside a passage, and that no earlier one has its identifier."""
        for name, fault in (
            *self._identifier(passage),
            *_levels(passage),
            *_vae_path(passage),
            *self._dates(passage),
            *_birth_date(passage),
        ):
            yield Problem.of(_ELEMENTS[name], fault, place)

    def certification(self, certification: Tree, place: Place) -> Iterator[Problem]:
        """The code is a number of the register that the type names."""
        register, code = _text(certification, "type"), _text(certification, "code")
        if register is None or code is None:
            return
        if register not in tuple(Register) or not re.fullmatch(f"{register}[0-9]+", code):
            fault = Fault(
                ProblemKind.CERTIFICATION_CODE,
                "le code n’est pas un numéro du répertoire annoncé, précédé de son sigle.",
                "Écrivez RNCP ou RS suivi du numéro, par exemple RNCP28245.",
            )
            yield Problem.of(_ELEMENTS["code"], fault, place)

    def file(self) -> Iterator[Problem]:
        """What only the end of the file tells."""
        if self._count > MOST_PASSAGES:
            fault = Fault(
                ProblemKind.TOO_MANY,
                f"le fichier contient {self._count} passages, le portail en accepte {MOST_PASSAGES}.",
                "Répartissez-les en plusieurs fichiers.",
            )
            yield Problem.of(_ELEMENTS["passageCertifications"], fault, Place())

    def _identifier(self, passage: Tree) -> Iterator[Finding]:
        identifier = _text(passage, "idTechnique")
        if identifier is None:
            return
        first = self._ranks.setdefault(identifier, self._count)
        if first != self._count:
            yield (
                "idTechnique",
                Fault(
                    ProblemKind.DUPLICATE_ID,
                    f"l’identifiant est déjà celui du passage n°{NBSP}{first}.",
                    "Ne déclarez chaque délivrance qu’une fois, sous son propre identifiant.",
                ),
            )

    def _dates(self, passage: Tree) -> Iterator[Finding]:
        days = {name: _day(passage, name) for name in _ORDERS[0]}
        days["dateInscription"] = _day(passage, "modalitesInscription", "dateInscription")
        for order in _ORDERS:
            known = [(name, day) for name in order if (day := days[name])]
            for (earlier, before), (later, after) in pairwise(known):
                if after < before:
                    yield (later, _out_of_order(f"avant «{NBSP}{_ELEMENTS[earlier].label}{NBSP}»"))
        awarded = days["dateDebutValidite"]
        if awarded and self.until and awarded > self.until:
            yield ("dateDebutValidite", _out_of_order("après le jour de production du fichier"))


def _out_of_order(relation: str) -> Fault:
    return Fault(ProblemKind.DATE_ORDER, f"la date tombe {relation}.", "Vérifiez les dates du dossier.")


def _levels(passage: Tree) -> Iterator[Finding]:
    for flag, level in (
        ("presenceNiveauLangueEuro", "niveauLangueEuropeen"),
        ("presenceNiveauNumeriqueEuro", "niveauNumeriqueEuropeen"),
    ):
        announced, given = passage.get(flag), level in passage
        if isinstance(announced, bool) and announced is not given:
            what = "annoncé, le niveau manque." if announced else "un niveau est donné sans être annoncé."
            yield (flag, Fault(ProblemKind.LEVEL_FLAG, what, f"Accordez ce champ avec {level}."))


def _vae_path(passage: Tree) -> Iterator[Finding]:
    path = _at(passage, "modalitesInscription", "voieAccessVAE")
    route = _at(passage, "modalitesInscription", "modaliteAcces")
    if path is not None and route != AccessMode.VAE:
        yield (
            "voieAccessVAE",
            Fault(
                ProblemKind.VAE_PATH,
                "une voie de VAE est donnée, et la voie d’accès n’est pas la VAE.",
                "Retirez-la, ou corrigez la voie d’accès.",
            ),
        )


def _birth_date(passage: Tree) -> Iterator[Finding]:
    parts = (
        _at(passage, "identificationTitulaire", "titulaire", name)
        for name in ("anneeNaissance", "moisNaissance", "jourNaissance")
    )
    year, month, day = (part if isinstance(part, int) else None for part in parts)
    if month is None and day is not None:
        yield ("jourNaissance", _birth("le jour est donné sans le mois."))
    if year and month and day and 1 <= month <= 12 and day > monthrange(year, month)[1]:
        yield ("jourNaissance", _birth("ce jour n’existe pas dans ce mois de cette année."))
    # Compared as far as it is known: the year, then the month, then the day.
    born = tuple(takewhile(lambda part: part is not None, (year, month, day)))
    awarded = _day(passage, "dateDebutValidite")
    if born and awarded and born >= (awarded.year, awarded.month, awarded.day)[: len(born)]:
        yield ("anneeNaissance", _birth("la naissance ne précède pas la délivrance."))


def _birth(what: str) -> Fault:
    return Fault(ProblemKind.BIRTH_DATE, what, "Vérifiez la date de naissance sur un document d’identité.")


def _at(tree: Tree, *path: str) -> object:
    """The value at the end of the path; None when there is none."""
    value: object = tree
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _text(tree: Tree, name: str) -> str | None:
    value = tree.get(name)
    return value if isinstance(value, str) else None


def _day(tree: Tree, *path: str) -> date | None:
    value = _at(tree, *path)
    return value if isinstance(value, date) and not isinstance(value, datetime) else None
