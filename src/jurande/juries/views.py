"""Preparing a jury: the list, the session's page and its acts, for the centre."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from jurande.accounts.access import centre_of, only
from jurande.accounts.http import Request
from jurande.juries.before import convening, enlisting
from jurande.juries.before.agenda import agenda_context
from jurande.juries.before.calling import calling_context
from jurande.juries.before.forms_directory import DesignationForm
from jurande.juries.before.rescheduling import reschedule as move
from jurande.juries.day import barring
from jurande.juries.facts import Bench, bench
from jurande.juries.forms import AttendanceForm, BarsForm, CancelForm, CandidatesForm, RescheduleForm, SessionForm
from jurande.juries.models import Case, Juror, JurySession, Member, UnionCall
from jurande.ledger.queries import history
from jurande.rules.lifecycles import Role
from jurande.rules.lifecycles import Session as State
from jurande.rules.reasons import Refused
from jurande.rules.settings import Pack
from jurande.ui.forms import add_refusal
from jurande.ui.french import count

STAFF = (Role.MANAGER, Role.SECRETARY)
READERS = (*STAFF, Role.AUDITOR, Role.JUROR)
PAGE = 25
NAMES_UNIONS = {"jury.unions_named", "jury.unions_representative", "jury.one_vote"}
IN_THE_ROOM = {State.SITTING.value, State.DELIBERATING.value, State.CLOSED.value}


def load_session(request: Request, pk: UUID | str) -> JurySession:
    """The session, if the member may see it; raises Http404."""
    return get_object_or_404(JurySession.objects.visible_to(request.member).select_related("centre"), pk=pk)


def load_case(request: Request, pk: UUID | str) -> Case:
    """The case, if the member may see its session; raises Http404."""
    visible = JurySession.objects.visible_to(request.member)
    rows = Case.objects.filter(session__in=visible).select_related(
        "session__centre", "candidacy__person", "candidacy__centre", "summary"
    )
    return get_object_or_404(rows, pk=pk)


def seat_of(request: Request, session: JurySession) -> Member | None:
    """The seat of the person logged in, if they sit in this jury."""
    if request.member.role is not Role.JUROR:
        return None
    return Member.objects.filter(session=session, user=request.user).first()


@only(*READERS)
@require_safe
def listing(request: Request) -> HttpResponse:
    """The sessions one may see, the next first."""
    visible = JurySession.objects.visible_to(request.member).select_related("centre")
    sessions = visible.annotate(candidates=Count("cases")).order_by("-held_on", "-starts_at", "pk")
    page = Paginator(sessions, PAGE).get_page(request.GET.get("page"))
    return render(request, "juries/list.html", {"page": page, "may_prepare": request.member.role in STAFF})


@only(*STAFF)
def prepare(request: Request) -> HttpResponse:
    """Open a session."""
    form = SessionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = convening.prepare(
                centre=centre_of(request), **form.cleaned_data, actor=request.member.actor, now=request.now
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "La session est ouverte : composez le jury et inscrivez les candidats.")
            return redirect("juries:session", pk=made.pk)
    return render(request, "juries/prepare.html", {"form": form}, status=422 if form.errors else 200)


@only(*READERS)
@require_safe
def session(request: Request, pk: str) -> HttpResponse:
    """What is ready and what is not before the day; during and after it, the room."""
    loaded = load_session(request, pk)
    if loaded.state in IN_THE_ROOM:
        return redirect("juries:room", pk=pk)
    return render(request, "juries/session.html", session_context(request, loaded))


def session_context(request: Request, loaded: JurySession, **forms: object) -> dict[str, object]:
    """What the page of a session shows; `forms` replace those that were sent with mistakes."""
    seats, seat = bench(loaded), seat_of(request, loaded)
    cases = Case.objects.filter(session=loaded).select_related("candidacy__person", "candidacy__centre")
    may_edit = request.member.role in STAFF
    return {
        "session": loaded,
        "history": history([loaded.ref]),
        **_composition(seats, convenes=may_edit),
        "edition": seats.edition,
        "may_edit": may_edit,
        "is_the_day": request.today >= loaded.held_on,
        "seat": seat,
        "anonymised": request.member.role is Role.JUROR and seats.settings.jury_pack is Pack.ANONYMISED,
        "member_form": DesignationForm(held_on=loaded.held_on, jurors=to_designate(loaded)) if may_edit else None,
        "candidates_form": CandidatesForm(centre=loaded.centre_id),
        "attendance_form": AttendanceForm(members=seats.members),
        **calling_context(loaded, seats, request.member, seat),
        **agenda_context(loaded, list(cases.prefetch_related("bars__member")), may_edit=may_edit),
        **forms,
    }


def _composition(seats: Bench, *, convenes: bool) -> dict[str, object]:
    """The composition: what is to be mended or chased first, what it follows apart.

    Who does not convene reads no reason that names unions: the absent ones tell those of the members there.
    """
    decided = seats.composition
    told = {"jury.unions_named"} if decided.missing_unions else set()
    read = [reason for reason in decided.reasons if convenes or reason.code not in NAMES_UNIONS]
    return {
        "composition": decided,
        "lacking": [reason for reason in read if not reason.holds or reason.code in told],
        "met": [reason for reason in read if reason.holds and reason.code not in told],
    }


@only(*STAFF)
@require_POST
def list_candidates(request: Request, pk: str) -> HttpResponse:
    """Put ready candidates on the list."""
    loaded = load_session(request, pk)
    form = CandidatesForm(request.POST, centre=loaded.centre_id)
    if not form.is_valid():
        return render(
            request, "juries/session.html", session_context(request, loaded, candidates_form=form), status=422
        )
    enlisting.list_candidates(
        session=loaded,
        candidacies=list(form.cleaned_data["candidacies"]),
        actor=request.member.actor,
        now=request.now,
    )
    messages.success(request, "La liste des candidats est à jour.")
    return redirect("juries:session", pk=pk)


def to_designate(session: JurySession) -> QuerySet[Juror]:
    """Those of the centre's directory who may still be designated in this jury."""
    sitting = Juror.objects.filter(centre=session.centre_id, left_on__isnull=True)
    return sitting.exclude(seats__session=session).order_by("name", "pk")


@only(*STAFF)
@require_POST
def designate(request: Request, pk: str) -> HttpResponse:
    """Enter a member of the jury."""
    loaded = load_session(request, pk)
    form = DesignationForm(request.POST, held_on=loaded.held_on, jurors=to_designate(loaded))
    if form.is_valid():
        try:
            member = convening.designate(
                session=loaded, designation=form.designation(), actor=request.member.actor, now=request.now
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, f"{member.name} est dans le jury.")
            return redirect("juries:session", pk=pk)
    return render(request, "juries/session.html", session_context(request, loaded, member_form=form), status=422)


@only(*STAFF)
@require_POST
def call(request: Request, pk: str) -> HttpResponse:
    """Ask the unions to designate."""
    calls = convening.call_unions(session=load_session(request, pk), actor=request.member.actor, now=request.now)
    said = count(len(calls), "organisation est saisie,organisations sont saisies")
    messages.success(request, f"{said} ; la date d’envoi est conservée.")
    return redirect("juries:session", pk=pk)


@only(*STAFF)
@require_POST
def decline(request: Request, pk: int) -> HttpResponse:
    """Record that a union designates nobody."""
    visible = JurySession.objects.visible_to(request.member)
    answered = get_object_or_404(UnionCall.objects.filter(session__in=visible).select_related("session"), pk=pk)
    convening.decline(call=answered, actor=request.member.actor, now=request.now)
    messages.success(request, "La réponse est enregistrée.")
    return redirect("juries:session", pk=answered.session_id)


@only(*STAFF)
@require_POST
def summon(request: Request, pk: str) -> HttpResponse:
    """Send their notice to the members who have not had it."""
    sent = convening.summon(session=load_session(request, pk), actor=request.member.actor, now=request.now)
    said = count(len(sent), "convocation est partie,convocations sont parties")
    messages.success(
        request, f"{said} ; la date d’envoi est conservée." if sent else "Chaque membre est déjà convoqué."
    )
    return redirect("juries:session", pk=pk)


@only(*STAFF)
def reschedule(request: Request, pk: str) -> HttpResponse:
    """Correct the hour or the place before the day; whoever was told of it is told of the change."""
    loaded = load_session(request, pk)
    now_said = {name: getattr(loaded, name) for name in RescheduleForm.base_fields}
    form = RescheduleForm(request.POST or None, initial=now_said)
    if request.method == "POST" and form.is_valid():
        try:
            move(session=loaded, **form.cleaned_data, actor=request.member.actor, now=request.now)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "L’heure et le lieu sont à jour ; qui connaissait les anciens est prévenu.")
            return redirect("juries:session", pk=pk)
    context = {"form": form, "session": loaded}
    return render(request, "juries/reschedule.html", context, status=422 if form.errors else 200)


@only(*STAFF)
def cancel(request: Request, pk: str) -> HttpResponse:
    """Give up a session before its day, with the reason that those who were called are told."""
    loaded = load_session(request, pk)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            convening.cancel(
                session=loaded, reason=form.cleaned_data["reason"], actor=request.member.actor, now=request.now
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "La session est annulée ; ses candidats sont prêts pour un autre jury.")
            return redirect("juries:list")
    context = {"form": form, "session": loaded}
    return render(request, "juries/cancel.html", context, status=422 if form.errors else 200)


@only(*STAFF)
@require_POST
def remove_member(request: Request, pk: str) -> HttpResponse:
    """Take a member out of the jury."""
    visible = JurySession.objects.visible_to(request.member)
    member = get_object_or_404(Member.objects.filter(session__in=visible).select_related("session"), pk=pk)
    convening.remove_member(member=member, actor=request.member.actor, now=request.now)
    messages.success(request, f"{member.name} n’est plus dans le jury.")
    return redirect("juries:session", pk=member.session_id)


@only(*STAFF)
@require_POST
def unlist(request: Request, pk: str) -> HttpResponse:
    """Take a candidate off the list."""
    case = load_case(request, pk)
    enlisting.unlist_candidate(case=case, actor=request.member.actor, now=request.now)
    messages.success(request, f"{case.candidacy.person} n’est plus à l’ordre du jour.")
    return redirect("juries:session", pk=case.session_id)


@only(*STAFF)
def bars(request: Request, pk: str) -> HttpResponse:
    """Who leaves the vote of one candidate, and who presides if the president does."""
    case = load_case(request, pk)
    form = BarsForm(request.POST or None, case=case)
    if request.method == "POST" and form.is_valid():
        barring.set_bars(
            case=case,
            barred=form.grounds,
            acting_president=form.cleaned_data["acting_president"],
            known=form.cleaned_data["seen"],
            actor=request.member.actor,
            now=request.now,
        )
        messages.success(request, "Les empêchements sont consignés.")
        if case.session.state in IN_THE_ROOM:
            return redirect(f"{reverse('juries:room', args=[case.session_id])}?c={case.pk}")
        return redirect("juries:session", pk=case.session_id)
    return render(request, "juries/bars.html", {"form": form, "case": case}, status=422 if form.errors else 200)
