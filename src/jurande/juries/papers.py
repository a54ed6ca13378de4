"""The documents kept about juries: who may read each kind, and those of one session.

Closed by default: a kind that the table does not name is for nobody. A paper about a member is read by the centre and
by that member alone, after the room has closed too; the letter to a union stays with the centre.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jurande.accounts.http import Member as Reader
from jurande.documents.models import StoredDocument
from jurande.juries.models import JurySession, Member, Recourse, UnionCall
from jurande.rules.lifecycles import Role

CENTRE = frozenset({Role.MANAGER, Role.SECRETARY, Role.AUDITOR})
# The union of a juror is sensitive: whoever only reads does not open what says it, but for the minutes, which must.
CONVENES = CENTRE - {Role.AUDITOR}
WITH_THE_BENCH = CENTRE | {Role.JUROR}
WHO: Mapping[str, frozenset[Role]] = {
    # of a session, as its jury may read them
    "minutes": WITH_THE_BENCH,
    "rectifying_minutes": WITH_THE_BENCH,
    "signature_sheet": WITH_THE_BENCH,
    "signed_elsewhere": WITH_THE_BENCH,
    # of a session, for its centre
    "union_call": CENTRE,
    "commission_letter": CONVENES,  # who sits for whom
    "attendance_sheet": CENTRE,
    "conformity_letter": CENTRE,
    "archive": CONVENES,
    "recourse_answer": CENTRE,
    # of one member
    "summons": CONVENES | {Role.JUROR},
    "attendance_certificate": WITH_THE_BENCH,
    "expense_sheet": WITH_THE_BENCH,
    # of a centre
    "union_statement": CENTRE,
}
MEDIA = {
    "pdf": "application/pdf",
    "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
    "jpg": "image/jpeg",
}
SHOWN = frozenset({"pdf", "png", "jpg"})  # by a browser; the others are saved


def may_read(reader: Reader, document: StoredDocument) -> bool:
    """Whether somebody may read a document, by its kind, their role, and what they see of what it is about."""
    if reader.role not in WHO.get(document.kind, ()):
        return False
    about, _, identifier = document.subject.partition(":")
    sessions = JurySession.objects.visible_to(reader)
    match about:
        case "jury":
            return sessions.filter(pk=identifier).exists()
        case "call":
            return UnionCall.objects.filter(pk=identifier, session__in=sessions).exists()
        case "recourse":
            return Recourse.objects.filter(pk=identifier, case__session__in=sessions).exists()
        case "member" if reader.role is Role.JUROR:
            return Member.objects.filter(pk=identifier, user=reader.user).exists()
        case "member":
            return Member.objects.filter(pk=identifier, session__in=sessions).exists()
        case "exam_centre":
            return reader.centre is not None and reader.centre.ref == document.subject
    return False


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters that prove who was invited to a jury, and the region informed; the latest of each first."""

    by_subject: Mapping[str, list[StoredDocument]]
    session: JurySession

    def of_call(self, call: UnionCall) -> StoredDocument | None:
        """The request to one union."""
        return self._first(f"call:{call.pk}", "union_call")

    def of_member(self, member: Member) -> StoredDocument | None:
        """The summons of one member."""
        return self._first(f"member:{member.pk}", "summons")

    @property
    def to_commission(self) -> list[StoredDocument]:
        """Every letter to the regional commission: one for each composition it was told."""
        return [one for one in self.by_subject.get(self.session.ref, ()) if one.kind == "commission_letter"]

    def _first(self, subject: str, kind: str) -> StoredDocument | None:
        return next((one for one in self.by_subject.get(subject, ()) if one.kind == kind), None)


def letters(
    session: JurySession, calls: Iterable[UnionCall], members: Iterable[Member], reader: Reader, seat: Member | None
) -> Letters:
    """The letters of a session that a reader may open, in one query: all for who convenes, a juror's own summons."""
    subjects = {f"member:{seat.pk}"} if seat else set()
    if reader.role in CENTRE:
        subjects = {session.ref, *(f"call:{one.pk}" for one in calls), *(f"member:{one.pk}" for one in members)}
    kinds = [kind for kind in ("union_call", "summons", "commission_letter") if reader.role in WHO[kind]]
    found: dict[str, list[StoredDocument]] = defaultdict(list)
    rows = StoredDocument.objects.filter(subject__in=subjects, kind__in=kinds).defer("content")
    for document in rows.order_by("-created_at", "-pk"):
        found[document.subject].append(document)
    return Letters(found, session)


def listed(found: Letters, calls: Iterable[UnionCall], members: Iterable[Member]) -> list[tuple[str, StoredDocument]]:
    """The letters in words: the requests, the summonses, then those to the regional commission, oldest first."""
    lines = [(f"Saisine de l’organisation {one.union_id}", found.of_call(one)) for one in calls]
    lines += [(f"Convocation de {one.name}", found.of_member(one)) for one in members]
    lines += [("Information de la commission régionale", one) for one in reversed(found.to_commission)]
    return [(label, document) for label, document in lines if document]
