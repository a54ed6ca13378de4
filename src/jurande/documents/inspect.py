"""Reading back what a document carries: attached files, and the head of the ledger it was printed with."""

from __future__ import annotations

import io
import json

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from jurande.documents.compose import FACTS_FORMAT, FACTS_NAME
from jurande.ledger.canonical import Head
from jurande.ui.french import typographic


class UnreadableDocument(Exception):
    """A file that is not one of ours, or no longer whole; the message says, in French, what was missing."""

    def __init__(self, message: str) -> None:
        super().__init__(typographic(message))


def read_attachment(pdf: bytes, name: str) -> bytes:
    """The content of the file `name` attached to `pdf`. Raises UnreadableDocument when there is none."""
    try:
        found = PdfReader(io.BytesIO(pdf)).attachments.get(name, [])
    # pypdf lets builtin errors through when the structure of a file is broken.
    except (PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableDocument("Ce fichier n’est pas un PDF que l’on puisse lire.") from error
    if len(found) != 1:
        raise UnreadableDocument(f"Ce PDF ne porte pas le fichier joint « {name} », ou le porte plusieurs fois.")
    return found[0]


def printed_head(pdf: bytes) -> Head:
    """The head of the ledger that the document carries, as it was when the document was written.

    It proves nothing alone: `jurande ledger verify --document` compares it with the chain.
    """
    try:
        facts = json.loads(read_attachment(pdf, FACTS_NAME))
        if facts["format"] != FACTS_FORMAT:
            raise UnreadableDocument(f"Format inconnu : attendu « {FACTS_FORMAT} » dans {FACTS_NAME}.")
        ledger = facts["ledger"]
        return Head(chain=str(ledger["chain"]), sequence=int(ledger["sequence"]), hash=str(ledger["hash"]))
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableDocument(
            f"Le fichier joint {FACTS_NAME} ne dit pas la tête du registre (chaîne, écriture, empreinte)."
        ) from error


def signatures_in(pdf: bytes) -> int:
    """How many signatures or seals a PDF bears; a fact, not a judgement: `seal.examine` looks into one.

    Raises UnreadableDocument.
    """
    try:
        fields = PdfReader(io.BytesIO(pdf)).get_fields() or {}
        signed = [field.get("/V") for field in fields.values() if field.get("/FT") == "/Sig"]
        return sum(one is not None and one.get_object().get("/Type") != "/DocTimeStamp" for one in signed)
    except Exception as error:  # anybody's bytes: a parser that stumbles, in whatever way, has read nothing
        raise UnreadableDocument("Ce fichier n’est pas un PDF que l’on puisse lire.") from error
