"""What the page of a closed jury shows of its members' papers: certificates of attendance, expenses."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from jurande.accounts.http import Request
from jurande.documents.models import StoredDocument
from jurande.juries.after.member_papers import CERTIFICATE, euros, ref_of
from jurande.juries.models import ExpenseClaim, JurySession, Member
from jurande.juries.papers import CENTRE
from jurande.rules.lifecycles import Role


def papers_context(request: Request, session: JurySession) -> dict[str, object]:
    """The papers of the members who came: all of them for the centre, a juror's own for a juror. Three queries."""
    of_the_centre = request.member.role in CENTRE
    members = Member.objects.filter(session=session, arrived_at__isnull=False)
    seats = list(members if of_the_centre else members.filter(user=request.user))
    refs = [ref_of(seat) for seat in seats]
    kept = StoredDocument.objects.filter(kind=CERTIFICATE, subject__in=refs).values_list("subject", "pk")
    certificates = dict(kept)
    claims = {one.member_id: one for one in ExpenseClaim.objects.filter(member__in=seats)}
    return {
        "member_papers": [
            {
                "member": seat,
                "certificate": certificates.get(ref_of(seat)),
                "claim": claims.get(seat.pk),
                "total": _total([claims[seat.pk]]) if seat.pk in claims else "",
            }
            for seat in seats
        ],
        "papers_may_ask": request.member.role is not Role.AUDITOR,
        "papers_total": _total(claims.values()) if of_the_centre and claims else "",
        "papers_claims": len(claims),
    }


def _total(claims: Iterable[ExpenseClaim]) -> str:
    return euros(sum((one.travel + one.meals + one.lodging for one in claims), Decimal(0)))
