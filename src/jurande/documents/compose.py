"""One function per document: its contract in, its PDF out, with the ledger's head printed and attached.

The attached facts are the contract as given; on paper, French gets its non-breaking spaces.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from jurande.documents import qr
from jurande.documents.contracts import (
    BlockStatementData,
    CertificateData,
    DocumentData,
    LetterData,
    MinutesData,
    PartialNoticeData,
    SheetData,
    SummonsData,
    UnionCallData,
)
from jurande.documents.render import Attachment, RenderError, page_count, render, to_json
from jurande.ledger.canonical import Head
from jurande.ui.french import typographic

FACTS_NAME = "jurande.json"
# Of the type of a certificate, from the usual size to the smallest that is still read without a glass.
SCALES = (1, 0.9, 0.8, 0.7, 0.6, 0.5)
FACTS_FORMAT = "jurande.document/1"


def certificate(data: CertificateData, *, head: Head, created: datetime) -> bytes:
    """The certificate, on one landscape page; its QR code holds `data.verification_url` and nothing else.

    Long names and titles are set in a smaller type. Raises RenderError when the smallest is still too large.
    """
    drawing = qr.svg(data.verification_url)
    for scale in SCALES:
        pdf = _document("certificate", data, head, created, {"qr": drawing, "scale": scale})
        if page_count(pdf) == 1:
            return pdf
    raise RenderError("Ce certificat ne tient pas sur une page : abrégez l’intitulé, les blocs ou les mentions.")


def block_statement(data: BlockStatementData, *, head: Head, created: datetime) -> bytes:
    """The statement of one block (attestation de bloc)."""
    return _document("block_statement", data, head, created, {})


def partial_notice(data: PartialNoticeData, *, head: Head, created: datetime) -> bytes:
    """The president's written notice to a candidate who is not admissible."""
    return _document("partial_notice", data, head, created, {})


def minutes(data: MinutesData, *, head: Head, created: datetime) -> bytes:
    """The minutes of a jury (procès-verbal)."""
    return _document("minutes", data, head, created, {})


def summons(data: SummonsData, *, head: Head, created: datetime) -> bytes:
    """The call of a juror (convocation)."""
    return _document("summons", data, head, created, {})


def union_call(data: UnionCallData, *, head: Head, created: datetime) -> bytes:
    """The request to a union to designate its representatives."""
    return _document("union_call", data, head, created, {})


def plain_letter(data: LetterData, *, head: Head, created: datetime) -> bytes:
    """A letter in so many words: for those whose form nothing else needs."""
    return _document("plain_letter", data, head, created, {})


def sheet(data: SheetData, *, head: Head, created: datetime) -> bytes:
    """A sheet of a jury's file: attendance, signatures, statements."""
    return _document("sheet", data, head, created, {})


def _document(kind: str, data: DocumentData, head: Head, created: datetime, drawn: dict[str, object]) -> bytes:
    """Render `data`, with `drawn` (what the template draws and the facts need not repeat) beside it."""
    facts, ledger = asdict(data), asdict(head)
    attachment = Attachment(
        name=FACTS_NAME,
        text=to_json({"format": FACTS_FORMAT, "kind": kind, "created": created, "ledger": ledger, "facts": facts}),
        media_type="application/json",
        description="Les faits de ce document et la tête du registre au moment où il a été écrit.",
    )
    printed = {name: _typographic(value) for name, value in facts.items()}
    return render(kind, {**printed, **drawn, "head": ledger}, attachments=(attachment,), created=created)


def _typographic(value: object) -> object:
    """`value` with the non-breaking spaces of French in all its texts."""
    match value:
        case str():
            return typographic(value)
        case dict():
            return {name: _typographic(item) for name, item in value.items()}
        case tuple():
            return tuple(_typographic(item) for item in value)
        case _:
            return value
