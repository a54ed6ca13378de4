"""`jurande seal verify`: reads the command line and the file, says what the seal is worth."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jurande.config.clock import now
from jurande.documents.inspect import UnreadableDocument, printed_head
from jurande.documents.seal import SealError, examine, trusted_certificates
from jurande.rules.dates import PARIS
from jurande.ui.french import count, day_year, typographic

if TYPE_CHECKING:
    from asn1crypto.x509 import Certificate

    from jurande.documents.seal_reading import Examination


def verify(arguments: list[str]) -> int:
    """Say who sealed a PDF, when, and whether it holds: 0 when it does, 1 when not, 2 when nothing can be read.

    Without `--trust`, the seal must be this installation's own. Neither the network nor the database is asked: a
    certificate that was revoked is not known to be.
    """
    parser = ArgumentParser(prog="jurande seal verify", description="Vérifie le cachet électronique d’un PDF.")
    parser.add_argument("file", metavar="FICHIER", type=Path, help="le PDF")
    parser.add_argument(
        "--trust",
        metavar="CERTIFICAT.pem",
        type=Path,
        action="append",
        help="certificat de confiance, du cachet, de son émetteur ou de l’horodatage ; peut être répété"
        " (sans lui : le cachet de cette installation)",
    )
    asked = parser.parse_args(arguments)
    try:
        content = asked.file.read_bytes()
        trusted, authorities = _trust(asked.trust)
    except OSError:
        sys.stderr.write(typographic(f"{asked.file} ne peut pas être lu : vérifiez son chemin, et vos droits.\n"))
        return 2
    except SealError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    try:
        found = examine(content, trusted=trusted, authorities=authorities, now=now())
    except UnreadableDocument as error:
        sys.stdout.write(typographic(f"{asked.file} : {error}\n"))
        return 1
    sys.stdout.writelines(f"{typographic(line)}\n" for line in _lines(asked.file, content, found))
    return 0 if found.holds else 1


def _trust(files: list[Path] | None) -> tuple[list[Certificate], list[Certificate]]:
    """Certificates of seals, and of timestamp authorities: this installation's, unless files are named."""
    from jurande.documents.seal_keys import certificates

    own, authorities = trusted_certificates()
    if files is None:
        return list(own), list(authorities)
    named = [certificate for file in files for certificate in certificates(file)]
    return named, [*named, *authorities]


def _lines(file: Path, content: bytes, found: Examination) -> Iterator[str]:
    yield f"{file}"
    yield f"Cachet électronique de : {found.sealed_by}"
    yield f"Certificat : émis par {found.issued_by} ; empreinte SHA-256 {found.fingerprint}"
    yield f"Niveau : {f'PAdES {found.level}' if found.level else 'aucun, ce n’est pas une signature PAdES'}"
    yield f"Date : {_date(found)}"
    added = f"{count(found.added, 'octet')} ajoutés après le cachet" if found.added else "rien d’ajouté après le cachet"
    yield f"Étendue : {count(found.covered, 'octet')} depuis le premier ; {added}"
    if found.others:
        yield f"Autres signatures dans le fichier : {found.others}, non vérifiées ici"
    yield f"Registre : {_head(content)}"
    for fault in found.faults:
        yield f"✗ {fault}"
    if found.holds:
        yield "✓ Le cachet électronique est intact et reconnu."


def _date(found: Examination) -> str:
    if found.stamped_at:
        return f"{_moment(found.stamped_at)}, prouvée par l’horodatage de « {found.stamped_by} »"
    if found.declared_at:
        return f"{_moment(found.declared_at)}, déclarée par le fichier ; rien ne la prouve"
    return "le fichier n’en déclare pas"


def _moment(value: datetime) -> str:
    there = value.astimezone(PARIS)
    return f"{day_year(there)} à {there:%H:%M:%S} (heure de Paris)"


def _head(content: bytes) -> str:
    try:
        head = printed_head(content)
    except UnreadableDocument as error:
        return str(error)
    return (
        f"le document porte la tête de la chaîne {head.chain}, écriture n° {head.sequence}, empreinte {head.hash} ;"
        " comparez-la par « jurande ledger verify --document »"
    )
