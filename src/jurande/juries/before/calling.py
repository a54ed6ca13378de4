"""What the page of a session shows of who was called to it: the requests and their answers, the letters, the region."""

from __future__ import annotations

from jurande.accounts.http import Member as Reader
from jurande.juries.before.informing import commission_decision
from jurande.juries.facts import Bench, call_decision
from jurande.juries.models import JurySession, Member, PackLink, UnionCall
from jurande.juries.papers import CENTRE, letters, listed
from jurande.rules.calls import CommissionOutcome, NoticeDecision, juror_notice
from jurande.rules.dates import day_of
from jurande.rules.lifecycles import Session as State
from jurande.rules.rulebook import Edition


def calling_context(session: JurySession, seats: Bench, reader: Reader, seat: Member | None) -> dict[str, object]:
    """The keys of `session.html` about the calls, whatever their number in as many queries."""
    calls = list(UnionCall.objects.filter(session=session).select_related("union"))
    found = letters(session, calls, seats.members, reader, seat)
    named: dict[str, list[str]] = {call.union_id: [] for call in calls}
    for member in seats.members:
        if member.union_id in named:
            named[member.union_id].append(member.name)
    region = commission_decision(session, seats.edition)
    packs = _packs(session) if reader.role in CENTRE and session.state == State.CALLED else []
    return {
        "members": [(one, _notice(one, session, seats.edition), found.of_member(one)) for one in seats.members],
        "call": call_decision(seats),
        "calls": [(call, named[call.union_id], found.of_call(call)) for call in calls],
        "commission": region,
        "commission_letters": found.to_commission,
        "packs": packs,
        "packs_waiting": any(link is None for _, link in packs),
        "may_inform": session.state == State.CALLED and region.outcome is not CommissionOutcome.TOLD,
    }


def _packs(session: JurySession) -> list[tuple[Member, PackLink | None]]:
    """Each summoned member with an address, and the link to the files that they were sent."""
    summoned = Member.objects.filter(session=session, notice_sent_at__isnull=False).exclude(email="")
    sent = {one.member_id: one for one in PackLink.objects.filter(member__session=session)}
    return [(member, sent.get(member.pk)) for member in summoned]


def letters_context(session: JurySession, reader: Reader, seat: Member | None) -> dict[str, object]:
    """The letters that prove who was invited, for the page of what follows a jury."""
    calls = list(UnionCall.objects.filter(session=session))
    members = list(Member.objects.filter(session=session))
    return {"letters": listed(letters(session, calls, members, reader, seat), calls, members)}


def _notice(member: Member, session: JurySession, edition: Edition) -> NoticeDecision:
    """Whether an employer may hold the notice period against the member."""
    sent_on = day_of(member.notice_sent_at) if member.notice_sent_at else None
    return juror_notice(edition, sent_on=sent_on, jury_on=session.held_on)
