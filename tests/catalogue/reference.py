"""The printed record, where it stands beside the project: its lines, and what of them is only layout."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCUMENT = Path(__file__).resolve().parents[2].parent / "shared" / "domain" / "fiche-rncp28245.txt"

# Lines that are layout and nothing else: the marks of a table whose columns are lost, its heads on each page.
FURNITURE = {
    "X",
    "OUI NON",
    "INTITULÉ DESCRIPTIF ET MODALITÉS D'ÉVALUATION",
}
# Two columns that the text of the document runs together, and what stands in each.
COLUMNS = {
    "AUTORITÉ RESPONSABLE DE LA CERTIFICATION QUALITÉ DU(ES) SIGNATAIRE(S) DE LA": (
        "AUTORITÉ RESPONSABLE DE LA CERTIFICATION",
        "QUALITÉ DU(ES) SIGNATAIRE(S) DE LA",
    ),
    "CERTIFICATION OUINON COMPOSITION DES JURYS": ("CERTIFICATION", "COMPOSITION DES JURYS"),
    "LIENS AVEC D'AUTRES CERTIFICATIONS ACCORDS EUROPÉENS OU INTERNATIONAUX": (
        "LIENS AVEC D'AUTRES CERTIFICATIONS",
        "ACCORDS EUROPÉENS OU INTERNATIONAUX",
    ),
}


def normalised(text: str) -> str:
    """The text with every run of spaces as one space."""
    return " ".join(text.split())


def document() -> str:
    """The document as it is. Skips the test where it does not stand beside the project."""
    if not DOCUMENT.is_file():
        pytest.skip("The printed record is not beside the project: nothing to compare with.")
    return DOCUMENT.read_text(encoding="utf-8")


def lines(text: str) -> list[str]:
    """What each line of the document says, without bullets, marks and layout; columns apart."""
    found: list[str] = []
    for raw in text.splitlines():
        line = normalised(raw)
        if not line or line in FURNITURE:
            continue
        line = re.sub(r"^(•- |X )| X$", "", line)
        found.extend(COLUMNS.get(line, (line,)))
    return found
