"""The jury room: one page, three duties in order. Pages of the same room stay in step by a version number.

Whoever comes too late with a form that the room shows no more is told so first: its errors would have no place there.
"""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.cache import cache
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from jurande.accounts.access import only
from jurande.accounts.http import Request
from jurande.juries.day import closing, deliberating, grouping, sitting
from jurande.juries.day.conformity import findings
from jurande.juries.day.room import Room, read_room
from jurande.juries.facts import bench
from jurande.juries.forms import ConformityForm, MotionForm, ResultForm, TogetherForm, VoteForm
from jurande.juries.locking import as_president, check_case_step, check_session_step
from jurande.juries.models import Case, JurySession, Member, Vote
from jurande.juries.views import READERS, STAFF, load_case, load_session, seat_of
from jurande.ledger.actors import Actor
from jurande.ledger.queries import history
from jurande.rules.certification import RecordClause
from jurande.rules.deliberation import Verdict
from jurande.rules.lifecycles import Case as CaseState
from jurande.rules.lifecycles import Role
from jurande.rules.lifecycles import Session as State
from jurande.rules.reasons import Refused
from jurande.rules.seating import VotersOutcome
from jurande.rules.voting import Choice
from jurande.ui.forms import add_refusal
from jurande.ui.french import count

# How long what one member was shown serves the others: more than it takes them all to ask.
SHARED_SECONDS = 30


def _actor(request: Request, session: JurySession, case: Case | None = None) -> Actor:
    """Who acts here: the president in that quality; on a case whose president is barred, who presides over it."""
    seat = seat_of(request, session)
    if seat and case and case.acting_president_id:
        presides = case.acting_president_id == seat.pk
        return Actor(request.user.ref, Role.PRESIDENT if presides else Role.JUROR, request.user.name)
    return as_president(request.member.actor, seat)


@only(*READERS)
@require_safe
def room(request: Request, pk: str) -> HttpResponse:
    """The room as it is: composition, list, the case chosen by `c`, or the next one to decide."""
    session = load_session(request, pk)
    if session.state in {State.PREPARED, State.CALLED, State.CANCELLED}:
        return redirect("juries:session", pk=pk)
    return render(request, "juries/room.html", _context(request, session))


def _context(request: Request, session: JurySession, *, chosen: str = "", **forms: object) -> dict[str, object]:
    seats = bench(session)
    seat = seat_of(request, session)
    chosen = chosen or _asked(request)
    shown = read_room(session, seats, chosen)
    case = shown.case
    presiding = bool(case) and _actor(request, session, case).role is Role.PRESIDENT
    certification = case.candidacy.certification if case else seats.certification
    leads = bool(seat and seat.president) and session.state == State.DELIBERATING
    return {
        "room": shown,
        "chosen": chosen if case and str(case.pk) == chosen else "",
        "session": session,
        "seat": seat,
        # Sensitive: for those who convene, and for those who sit together.
        "sees_unions": request.member.role is not Role.AUDITOR,
        "may_bar": request.member.role in STAFF and session.state != State.CLOSED,
        "presiding": presiding or bool(seat and seat.president and not case),
        "may_vote": bool(seat and shown.voters and str(seat.pk) in shown.voters.voting and not shown.has_voted(seat)),
        "awaited": _awaited(shown, seat),
        "conformity_form": ConformityForm(points=findings(session, seats)) if session.state == State.SITTING else None,
        "motion_form": MotionForm(case=case, certification=certification, initial=_initial(shown)) if case else None,
        "result_form": ResultForm(),
        "together": len(shown.to_group) if leads else 0,
        "history": history([session.ref]) if session.state == State.CLOSED else (),
        "vote_form": VoteForm(initial={"id": uuid4()}),
        "rules_applied": f"{certification.clause(RecordClause.JURY_DUTIES).source} et {seats.edition.label}",
        **forms,
    }


def _awaited(shown: Room, seat: Member | None) -> list[Case]:
    """The candidates under vote on whom this seat is still to speak, whoever is open on its page."""
    if seat is None:
        return []
    voting = [case for case in shown.cases if case.state == CaseState.VOTING]
    may = [case for case in voting if str(seat.pk) in shown.seats.voters(case, shown.seating).voting]
    spoken = {*Vote.objects.filter(case__in=may, member=seat, round=F("case__round")).values_list("case", flat=True)}
    return [case for case in may if case.pk not in spoken]


def _initial(shown: Room) -> dict[str, object]:
    """The motion under vote, else what the summary proposes; a postponement when nobody may decide."""
    case = shown.case
    ballot = shown.seats.choices[case.candidacy.record_code if case else ""].ballot
    if case and case.state == CaseState.VOTING:
        return {
            "verdict": case.motion,
            "refused_blocks": case.refused_blocks,
            "reason": case.reason,
            "ballot": case.ballot,
        }
    helpless = shown.voters and shown.voters.outcome is not VotersOutcome.MAY_DECIDE
    proposed = Verdict.POSTPONED if helpless or shown.proposal is None else shown.proposal.outcome
    return {"verdict": proposed.value, "ballot": ballot.value}


@only(*READERS)
@require_safe
def version(request: Request, pk: str) -> HttpResponse:
    """204 while the room is what the page shows (`v`); else the room as it is now, which the page takes up."""
    session = load_session(request, pk)
    if request.GET.get("v") == str(session.version):
        return HttpResponse(status=204)
    audience = _audience(request, session)
    if audience is None:
        return render(request, "juries/room.html#live", _context(request, session))
    key = f"room:{session.pk}:{session.version}:{_asked(request)}:{audience}"
    html = cache.get_or_set(
        key, lambda: render_to_string("juries/room.html#live", _context(request, session), request), SHARED_SECONDS
    )
    return HttpResponse(html)


def _asked(request: Request) -> str:
    """The candidate that the page asks for (`c`), empty for none: what is no identifier never stands for another."""
    try:
        return str(UUID(request.GET.get("c", "")))
    except ValueError:
        return ""


def _audience(request: Request, session: JurySession) -> str | None:
    """Those who read the same room word for word: a dozen members follow it, it is composed once for them.

    None for who has something to fill in: the president, whoever presides over a case, a seat that may still vote.
    """
    seat = seat_of(request, session)
    if seat is None:
        return request.member.role
    if seat.president or Case.objects.filter(session=session, acting_president=seat).exists():
        return None
    voting = Case.objects.filter(session=session, state=CaseState.VOTING.value)
    voted = Vote.objects.filter(member=seat, round=F("case__round")).values("case")
    return None if voting.exclude(pk__in=voted).exists() else f"member-{voting.count()}"


@only(Role.JUROR)
@require_POST
def conform(request: Request, pk: str) -> HttpResponse:
    """The first duty, by the president."""
    session = load_session(request, pk)
    actor = _actor(request, session)
    check_session_step("conform", session, actor)
    form = ConformityForm(request.POST, points=findings(session, bench(session)))
    if form.is_valid():
        try:
            sitting.conform(session=session, judged=form.judged(), actor=actor, now=request.now)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "La conformité est constatée : le jury examine les candidats.")
            return redirect("juries:room", pk=pk)
    return render(request, "juries/room.html", _context(request, session, conformity_form=form), status=422)


@only(Role.JUROR)
@require_POST
def examine(request: Request, pk: str) -> HttpResponse:
    """The second duty, for one candidate."""
    case = load_case(request, pk)
    deliberating.examine(case=case, actor=_actor(request, case.session, case), now=request.now)
    return _back(case, at="decision")


@only(Role.JUROR)
@require_POST
def open_vote(request: Request, pk: str) -> HttpResponse:
    """Put a motion to the vote."""
    case = load_case(request, pk)
    actor = _actor(request, case.session, case)
    check_case_step("open_vote", case, actor)
    form = _motion_form(request, case)
    if not form.is_valid():
        return _again(request, case, form)
    try:
        deliberating.open_vote(
            case=case, motion=form.motion(), ballot=form.ballot_chosen(), actor=actor, now=request.now
        )
    except Refused as refused:
        add_refusal(form, refused)
        return _again(request, case, form)
    return _back(case, at="vote")


@only(Role.JUROR)
@require_POST
def vote(request: Request, pk: str) -> HttpResponse:
    """Cast one's vote."""
    case = load_case(request, pk)
    seat = seat_of(request, case.session)
    form = VoteForm(request.POST)
    if seat is None or not form.is_valid():
        messages.error(request, "Choisissez pour, contre ou abstention : aucune voix n’a été enregistrée.")
        return _back(case)
    deliberating.vote(
        case=case,
        member=seat,
        choice=Choice(form.cleaned_data["choice"]),
        vote_id=form.cleaned_data["id"],
        actor=_actor(request, case.session, case),
        now=request.now,
    )
    messages.success(request, "Votre voix est enregistrée.")
    return _back(case, at="vote")


@only(Role.JUROR)
@require_POST
def record_vote(request: Request, pk: str) -> HttpResponse:
    """Record what the vote under way decided."""
    case = load_case(request, pk)
    form = ResultForm(request.POST)
    if not form.is_valid() or case.state != CaseState.VOTING:
        messages.error(request, "Aucun vote n’est ouvert sur ce candidat : rien n’a été enregistré.")
        return _back(case)
    try:
        deliberating.decide(
            case=case,
            motion=deliberating.voted_motion(case),
            unanimous=False,
            silent_abstain=form.cleaned_data["silent_abstain"],
            actor=_actor(request, case.session, case),
            now=request.now,
        )
    except Refused as refused:
        add_refusal(form, refused)
        context = _context(request, case.session, chosen=str(case.pk), result_form=form)
        return render(request, "juries/room.html", context, status=422)
    messages.success(request, f"{case.candidacy.person} : le résultat du vote est enregistré.")
    return _next(case)


@only(Role.JUROR)
@require_POST
def decide(request: Request, pk: str) -> HttpResponse:
    """The third duty: record the jury's decision, unanimous without a vote."""
    case = load_case(request, pk)
    actor = _actor(request, case.session, case)
    check_case_step("decide", case, actor)
    form = _motion_form(request, case)
    if not form.is_valid():
        return _again(request, case, form)
    try:
        deliberating.decide(case=case, motion=form.motion(), unanimous=True, actor=actor, now=request.now)
    except Refused as refused:
        add_refusal(form, refused)
        return _again(request, case, form)
    messages.success(request, f"{case.candidacy.person} : la décision est enregistrée.")
    return _next(case)


@only(Role.JUROR)
def decide_together(request: Request, pk: str) -> HttpResponse:
    """Examine and decide in one motion the candidates of whom there is nothing to discuss."""
    session = load_session(request, pk)
    if session.state != State.DELIBERATING:
        return redirect("juries:room", pk=pk)
    form = TogetherForm(request.POST or None, cases=read_room(session, bench(session), "").to_group)
    if request.method == "POST" and form.is_valid():
        actor = _actor(request, session)
        try:
            decided = grouping.decide_together(
                session=session, cases=form.cleaned_data["cases"], actor=actor, now=request.now
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, f"{count(len(decided), 'décision enregistrée,décisions enregistrées')}.")
            return redirect("juries:room", pk=pk)
    context = {"form": form, "session": session}
    return render(request, "juries/together.html", context, status=422 if form.errors else 200)


@only(Role.JUROR)
@require_POST
def close(request: Request, pk: str) -> HttpResponse:
    """Close the jury."""
    session = load_session(request, pk)
    closing.close(session=session, actor=_actor(request, session), now=request.now)
    messages.success(request, "Le jury est clos. Le procès-verbal est établi et les acquis sont au registre.")
    return redirect("juries:room", pk=pk)


def _motion_form(request: Request, case: Case) -> MotionForm:
    return MotionForm(request.POST, case=case, certification=case.candidacy.certification)


def _again(request: Request, case: Case, form: MotionForm) -> HttpResponse:
    context = _context(request, case.session, chosen=str(case.pk), motion_form=form)
    return render(request, "juries/room.html", context, status=422)


def _back(case: Case, *, at: str = "") -> HttpResponse:
    """To the same candidate; the keyboard goes on from the part named."""
    return redirect(f"{reverse('juries:room', args=[case.session_id])}?c={case.pk}{'#' if at else ''}{at}")


def _next(case: Case) -> HttpResponse:
    """To the next candidate to decide, whose name is read out first."""
    return redirect(f"{reverse('juries:room', args=[case.session_id])}#courant")
