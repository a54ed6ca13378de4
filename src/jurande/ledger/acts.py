"""The acts that the ledger knows, each with the French words a history shows.

Each app registers its own in `AppConfig.ready()`; an act without words is refused when it is recorded, so
that no line of a history is ever a bare code.
"""

from __future__ import annotations

from jurande.ledger.shapes import ACT, matches

# The erasure of an entry's details, the only act of the ledger itself.
ERASE = "ledger.erase"

_LABELS: dict[str, str] = {}


def register_act(code: str, label: str) -> None:
    """Give the act `code` ("candidacy.enrol") its words (« Inscription préalable enregistrée »).

    Registering the same words again does nothing. Raises ValueError for a malformed code, empty words, or a
    code that already has other words.
    """
    if not matches(ACT, code):
        raise ValueError(f"acte « {code} » : attendu un code comme « candidacy.enrol »")
    if not label.strip():
        raise ValueError(f"acte « {code} » : le libellé est vide")
    if _LABELS.setdefault(code, label) != label:
        raise ValueError(f"acte « {code} » : déjà nommé « {_LABELS[code]} »")


def act_errors(code: str) -> list[str]:
    """What is wrong with recording this act: nobody gave it words."""
    if code in _LABELS:
        return []
    return [f"acte « {code} » inconnu : l’application qui l’accomplit doit le nommer (register_act)"]


def act_label(code: str) -> str:
    """The words of an act; its code when the app that named it has left the project: the entry remains."""
    return _LABELS.get(code, code)
