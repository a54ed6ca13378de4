"""Before the day: open a session, compose, call the unions, summon the members."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce

from jurande.accounts.actions import account_for, end_grants, grant
from jurande.juries.before.directory import Designation, sheet_of
from jurande.juries.before.enlisting import give_back, lock_all
from jurande.juries.before.letters import send_call, send_summons
from jurande.juries.before.telling import tell_cancelled, tell_removed
from jurande.juries.facts import bench
from jurande.juries.locking import check_not_past, check_session_step, locked, locked_centre, moved
from jurande.juries.models import Case, JurySession, Member, UnionCall
from jurande.ledger.actions import gathered
from jurande.ledger.actors import Actor, record
from jurande.organisations.actions import check_open
from jurande.organisations.models import ExamCentre
from jurande.organisations.queries import representative_unions
from jurande.rules.calls import juror_notice, union_call
from jurande.rules.dates import day_of, french
from jurande.rules.lifecycles import Role, refusal
from jurande.rules.lifecycles import Session as State
from jurande.rules.rulebook import edition_on
from jurande.ui.french import hour


@transaction.atomic
def prepare(
    *,
    centre: ExamCentre,
    held_on: date,
    starts_at: time,
    place: str,
    remote: bool = False,
    actor: Actor,
    now: datetime,
) -> JurySession:
    """Open a jury session of a centre; `remote`, at a distance: `place` is then the address of the meeting."""
    state = check_session_step("prepare", None, actor)
    if held_on < day_of(now):
        raise refusal("jury.past", f"Le {french(held_on)} est passé : un jury se prépare à l’avance.")
    if edition_on(held_on) is None:
        raise refusal("jury.edition", f"Aucune édition des règles n’est connue pour le {french(held_on)}.")
    check_open(locked_centre(centre), held_on)
    same = JurySession.objects.filter(centre=centre, held_on=held_on, starts_at=starts_at)
    if same.exclude(state=State.CANCELLED.value).exists():
        text = f"Votre centre a déjà un jury le {french(held_on)} à {hour(starts_at)} : ouvrez-le dans la liste."
        raise refusal("jury.twice", text)
    session = JurySession.objects.create(
        centre=centre, held_on=held_on, starts_at=starts_at, place=place, remote=remote, state=state.value
    )
    record(
        actor=actor,
        chain=centre.chain,
        act="jury.prepare",
        subject=session.ref,
        now=now,
        data={"held_on": held_on.isoformat(), "remote": remote},
        details={"place": place},
    )
    return session


@transaction.atomic
def cancel(*, session: JurySession, reason: str, actor: Actor, now: datetime) -> JurySession:
    """Give up a session before it judges anything: its candidates are ready for another, whoever was called is told."""
    session = locked(session)
    state = check_session_step("cancel", session, actor)
    cases = list(Case.objects.filter(session=session).select_related("candidacy", "session__centre"))
    lock_all(case.candidacy for case in cases)
    with gathered():  # the chain is locked last: an act on one of these candidates waits, and nothing waits for it
        for case in cases:
            give_back(case=case, session=session, actor=actor, now=now)
    session.state = state.value
    session.save(update_fields=["state"])
    moved(session)
    record(
        actor=actor,
        chain=session.centre.chain,
        act="jury.cancel",
        subject=session.ref,
        now=now,
        details={"reason": reason},
    )
    end_grants(subject=session.ref, as_role=Role.JUROR, until=now, chain=session.centre.chain, actor=actor, now=now)
    tell_cancelled(session, reason, now)
    return session


@transaction.atomic
def designate(*, session: JurySession, designation: Designation, actor: Actor, now: datetime) -> Member:
    """Enter a member that a delegation designated; a union's designation answers its call.

    Who has an address and is not in the directory enters it. Raises Refused for somebody who sits no more, and for a
    member of the temporary-work branch whose need nobody says.
    """
    session = locked(session)
    _check_composing(session, actor)
    need = f"Travail temporaire : {designation.need.strip()}" if designation.temporary_work else ""
    if designation.temporary_work and not designation.need.strip():
        text = "Un membre du travail temporaire siège « en tant que de besoin » : écrivez ce besoin."
        raise refusal("jury.temporary_work_need", text)
    chain = session.centre.chain
    juror = sheet_of(centre=session.centre, designation=designation, actor=actor, now=now)
    user = (
        account_for(email=designation.email, name=designation.name, role=Role.JUROR, chain=chain, actor=actor, now=now)
        if designation.email
        else None
    )
    member = Member(
        session=session,
        user=user,
        juror=juror,
        name=designation.name,
        email=designation.email,
        side=designation.side.value,
        union=designation.union,
        organisation=designation.organisation,
        quality=designation.quality,
        temporary_work=designation.temporary_work,
        qualified=designation.qualified,
        votes=designation.votes,
        president=designation.president,
    )
    member.full_clean()
    member.save()
    answered = UnionCall.objects.filter(session=session, union=designation.union)
    answered.update(answered_at=Coalesce("answered_at", Value(now)), declined=False)
    moved(session)
    record(
        actor=actor,
        chain=session.centre.chain,
        act="jury.compose",
        subject=session.ref,
        now=now,
        data={
            "member": f"member:{member.id}",
            "side": member.side,
            "votes": member.votes,
            "president": member.president,
        },
        details={"member_name": member.name} | ({"reason": need} if need else {}),
        clauses=["record.jury.parity"],
    )
    return member


@transaction.atomic
def remove_member(*, member: Member, actor: Actor, now: datetime) -> None:
    """Take a member out before the day, and close their room; a case they were to preside waits for another."""
    session = locked(member.session)
    _check_composing(session, actor)
    found = Member.objects.select_related("user").filter(pk=member.pk).first()
    if found is None:
        raise refusal("jury.removed", f"{member.name} n’est déjà plus dans le jury : rechargez la page.")
    Case.objects.filter(session=session, acting_president=member).update(acting_president=None)
    Member.objects.filter(pk=member.pk).delete()
    if found.user and found.notice_sent_at:
        end_grants(
            user=found.user,
            subject=session.ref,
            as_role=Role.JUROR,
            until=now,
            chain=session.centre.chain,
            actor=actor,
            now=now,
        )
    moved(session)
    record(
        actor=actor,
        chain=session.centre.chain,
        act="jury.remove",
        subject=session.ref,
        now=now,
        data={"member": f"member:{member.id}"},
        details={"member_name": member.name},
    )
    if found.email and found.notice_sent_at:
        tell_removed(found, session, now)


def _check_composing(session: JurySession, actor: Actor) -> None:
    check_session_step("recompose" if session.state == State.CALLED else "compose", session, actor)


@transaction.atomic
def call_unions(*, session: JurySession, actor: Actor, now: datetime) -> list[UnionCall]:
    """Ask every representative union to designate; freezes the edition of the rules and the choices of the authority.

    A late call leaves all the same: what it costs is said on the day, by the attendance or by a reserve. Raises Refused
    when they were called already, once the day has gone by, and without an edition or a representative union that day.
    """
    session = locked(session)
    state = check_session_step("call", session, actor)
    check_not_past(session, now)
    edition = edition_on(session.held_on)
    if edition is None:
        raise refusal("jury.edition", f"Aucune édition des règles n’est connue pour le {french(session.held_on)}.")
    unions = representative_unions(session.held_on)
    if not unions:
        text = f"Aucune organisation syndicale n’est enregistrée comme représentative le {french(session.held_on)}."
        raise refusal("jury.no_union", f"{text} Demandez au niveau national de compléter la liste.")
    settings = bench(session).settings
    decision = union_call(edition, sent_on=day_of(now), jury_on=session.held_on, answered=False, settings=settings)
    named = set(Member.objects.filter(session=session).values_list("union", flat=True))
    calls = [
        UnionCall.objects.create(
            session=session, union=union, sent_at=now, answered_at=now if union.code in named else None
        )
        for union in unions
    ]
    session.edition, session.called_at, session.state = edition.code, now, state.value
    session.save(update_fields=["edition", "called_at", "state"])
    moved(session)
    record(
        actor=actor,
        chain=session.centre.chain,
        act="jury.call",
        subject=session.ref,
        now=now,
        data={"edition": edition.code, "unions": len(calls), "outcome": decision.outcome.value},
        clauses=sorted({reason.clause.key for reason in decision.reasons}),
    )
    seats = bench(session)
    for call in calls:
        send_call(call, seats, actor, now)
    return calls


@transaction.atomic
def decline(*, call: UnionCall, actor: Actor, now: datetime) -> None:
    """Record that a union answered that it designates nobody."""
    session = locked(call.session)
    check_session_step("recompose", session, actor)
    fresh = UnionCall.objects.get(pk=call.pk)
    if fresh.answered_at:
        raise refusal("jury.answered", f"La réponse de l’organisation {fresh.union_id} est déjà enregistrée.")
    fresh.answered_at, fresh.declined = now, True
    fresh.save(update_fields=["answered_at", "declined"])
    moved(session)
    record(
        actor=actor,
        chain=session.centre.chain,
        act="jury.answer",
        subject=session.ref,
        now=now,
        data={"call": f"call:{call.pk}", "declined": True},
    )


@transaction.atomic
def take_back_answer(*, call: UnionCall, actor: Actor, now: datetime) -> None:
    """Correct an answer entered by mistake: the union has not answered yet, and may designate.

    A « ne désigne personne », or what a member entered for the wrong union left when taken out. Raises Refused once the
    jury sits, without an answer, and while somebody of that union is in the jury.
    """
    session = locked(call.session)
    check_session_step("recompose", session, actor)
    fresh = UnionCall.objects.get(pk=call.pk)
    if not fresh.answered_at or Member.objects.filter(session=session, union=fresh.union_id).exists():
        text = f"Rien à corriger pour l’organisation {fresh.union_id} : elle n’a pas répondu, ou son membre siège."
        raise refusal("jury.no_answer", text)
    fresh.answered_at, fresh.declined = None, False
    fresh.save(update_fields=["answered_at", "declined"])
    moved(session)
    record(
        actor=actor,
        chain=session.centre.chain,
        act="jury.answer",
        subject=session.ref,
        now=now,
        data={"call": f"call:{call.pk}", "declined": False},
    )


@transaction.atomic
def summon(*, session: JurySession, actor: Actor, now: datetime) -> list[Member]:
    """Send their notice to the members who have not had it; its date is kept (CCN 37.1) and opens their room.

    Raises Refused before the call, once the jury sits, and when nobody is designated.
    """
    session = locked(session)
    check_session_step("recompose", session, actor)
    seats = bench(session)
    if not seats.members:
        raise refusal("jury.nobody", "Aucun membre n’est désigné : composez le jury, puis convoquez.")
    waiting = [member for member in seats.members if member.notice_sent_at is None]
    for member in waiting:
        member.notice_sent_at = now
        member.save(update_fields=["notice_sent_at"])
        if member.user:
            grant(
                user=member.user,
                subject=session.ref,
                as_role=Role.JUROR,
                chain=session.centre.chain,
                actor=actor,
                now=now,
            )
        notice = juror_notice(seats.edition, sent_on=day_of(now), jury_on=session.held_on)
        record(
            actor=actor,
            chain=session.centre.chain,
            act="jury.summon",
            subject=session.ref,
            now=now,
            data={"member": f"member:{member.id}"},
            details={"member_name": member.name},
            clauses=sorted({reason.clause.key for reason in notice.reasons}),
        )
        send_summons(member, seats, actor, now)
    if waiting:
        moved(session)
    return waiting
