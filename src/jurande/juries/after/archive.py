"""The file of a jury as the national group receives it: one archive, the same bytes from the same pieces.

Names are in French and in the order of the text; dates are fixed and nothing is compressed, so that neither a clock nor
a library changes a byte. `manifest.json` says what is in it and what changed since the last one, and names nobody.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from jurande.documents.models import StoredDocument
from jurande.juries.before.letters import filed
from jurande.juries.models import JurySession, Member, UnionCall
from jurande.ledger.canonical import Head
from jurande.rules.transmission import Piece

FORMAT = "jurande.transmission/1"
MANIFEST = "manifest.json"
LETTER = "conformity_letter"
# Each kind of document that goes in, in the order of the archive: where it goes, and the piece that it is.
KINDS: Mapping[str, tuple[str, Piece | None]] = {
    LETTER: ("01-lettre-envoi", Piece.LETTER),
    "minutes": ("02-proces-verbal", Piece.MINUTES),
    "rectifying_minutes": ("02b-proces-verbal-rectificatif", None),
    "signature_sheet": ("03-signatures", None),
    "signed_elsewhere": ("03b-proces-verbal-signe-ailleurs", None),
    "union_call": ("04-composition/saisine", Piece.COMPOSITION),
    "summons": ("04-composition/convocation", Piece.COMPOSITION),
    "commission_letter": ("04-composition/information-commission", None),
    "attendance_sheet": ("05-emargement/feuille", Piece.ATTENDANCE),
}
# Of these there is one, whatever happens.
ALONE = frozenset({LETTER, "minutes"})
_FIXED = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16


@dataclass(frozen=True, slots=True)
class Filed:
    """A document and its name in the archive."""

    name: str
    document: StoredDocument


def pieces(session: JurySession) -> list[Filed]:
    """What the session has for its file, in the order of the archive, but for the letter that goes with it.

    Contents are left out; a constant number of queries.
    """
    calls = dict(UnionCall.objects.filter(session=session).values_list("pk", "union_id"))
    members = Member.objects.filter(session=session).values_list("pk", flat=True)
    about = {session.ref, *(f"call:{pk}" for pk in calls), *(f"member:{pk}" for pk in members)}
    kinds = [kind for kind in KINDS if kind != LETTER]
    rows = StoredDocument.objects.filter(subject__in=about, kind__in=kinds).defer("content")
    unions = {f"call:{pk}": filed(union) for pk, union in calls.items()}
    found = sorted(rows, key=lambda one: (kinds.index(one.kind), unions.get(one.subject, ""), *_written(one)))
    return list(_named(found, unions))


def _written(document: StoredDocument) -> tuple[int, datetime, str, str]:
    """The rank of a document among those of its kind: by its entry, which no clock that stands still makes equal."""
    return document.ledger_sequence, document.created_at, document.subject, str(document.pk)


def _named(documents: Iterable[StoredDocument], unions: Mapping[str, str]) -> Iterable[Filed]:
    """Each document with its name: alone of its kind, for a union, or by its rank."""
    ranks = {kind: count(1) for kind in KINDS}
    for document in documents:
        stem, _ = KINDS[document.kind]
        if document.subject in unions:
            stem += f"-{unions[document.subject]}"
        elif document.kind not in ALONE:
            stem += f"-{next(ranks[document.kind]):02d}"
        yield Filed(f"{stem}.{document.filename.rpartition('.')[2]}", document)


def there(files: Iterable[Filed]) -> frozenset[Piece]:
    """The pieces that these files are."""
    found = (KINDS[one.document.kind][1] for one in files)
    return frozenset(piece for piece in found if piece)


def letter_file(letter: StoredDocument) -> Filed:
    """The letter that goes with the file, at its place."""
    return Filed(f"{KINDS[LETTER][0]}.pdf", letter)


def build(
    session: JurySession, files: Iterable[Filed], *, head: Head, version: int, previous: bytes | None, now: datetime
) -> bytes:
    """The archive: the files, then what it says of itself. `previous` is the archive that it takes the place of."""
    contents = {one.name: bytes(one.document.content) for one in files}
    listed = [
        {"name": name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        for name, content in contents.items()
    ]
    manifest = {
        "format": FORMAT,
        "version": version,
        "created": now.isoformat(),
        "session": _session(session),
        "ledger": {"chain": head.chain, "sequence": head.sequence, "hash": head.hash},
        "files": listed,
        "changes": changes(read_manifest(previous) if previous else None, listed),
    }
    contents[MANIFEST] = json.dumps(manifest, ensure_ascii=False, indent=2).encode() + b"\n"
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for name, content in contents.items():
            entry = zipfile.ZipInfo(name, _FIXED)
            entry.create_system, entry.external_attr = 3, _READABLE
            archive.writestr(entry, content)
    return written.getvalue()


def _session(session: JurySession) -> dict[str, object]:
    """What the jury was, without a name."""
    records = session.cases.order_by().values_list("candidacy__record_code", flat=True)
    return {
        "ref": session.ref,
        "centre": session.centre.code,
        "centre_name": session.centre.name,
        "held_on": session.held_on.isoformat(),
        "closed_at": session.closed_at.isoformat() if session.closed_at else None,
        "edition": session.edition,
        "records": sorted(set(records)),
        "candidates": len(records),
    }


def changes(before: Mapping[str, Any] | None, files: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """What changed from one manifest to the files of the next, by name."""
    old = {one["name"]: one["sha256"] for one in before["files"]} if before else {}
    new = {one["name"]: one["sha256"] for one in files}
    return {
        "added": [name for name in new if name not in old] if before else [],
        "replaced": [name for name, digest in new.items() if old.get(name, digest) != digest],
        "removed": [name for name in old if name not in new],
    }


def read_manifest(archive: bytes) -> dict[str, Any]:
    """What an archive says of itself. Raises KeyError or BadZipFile for a file that is not one of ours."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        said: dict[str, Any] = json.loads(opened.read(MANIFEST))
    return said
