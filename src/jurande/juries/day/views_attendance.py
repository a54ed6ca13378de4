"""Who sits and who votes: attendance on a device or on the sheet, late arrivals, departures, members who step aside."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from jurande.accounts.access import only
from jurande.accounts.http import Request
from jurande.juries.day import attendance, barring, interrupting
from jurande.juries.day.attendance_sheet import attach_scan, blank_sheet
from jurande.juries.forms import AttendanceForm, DeclareBarForm, InterruptForm, ScanForm
from jurande.juries.locking import check_session_step
from jurande.juries.models import Case, JurySession, Member
from jurande.juries.views import READERS, STAFF, load_case, load_session, seat_of, session_context
from jurande.rules.lifecycles import Case as CaseState
from jurande.rules.lifecycles import Role
from jurande.rules.lifecycles import Session as State
from jurande.rules.reasons import Refused
from jurande.ui.forms import add_refusal


@only(Role.JUROR)
@require_POST
def sign_in(request: Request, pk: UUID) -> HttpResponse:
    """A member signs the attendance on their own device."""
    member = seat_of(request, load_session(request, pk))
    if member is None:
        raise Http404
    attendance.sign_in(member=member, actor=request.member.actor, now=request.now)
    messages.success(request, "Vous avez émargé. La salle s’ouvre ici quand le secrétariat ouvre la séance.")
    return redirect("juries:session", pk=pk)


@only(*STAFF)
@require_POST
def attend(request: Request, pk: UUID) -> HttpResponse:
    """Record attendance; the jury sits if the rule allows it."""
    session = load_session(request, pk)
    check_session_step("attend", session, request.member.actor)
    form = _form(session, request.POST)
    if form.is_valid():
        try:
            attendance.attend(session=session, **form.seats(), actor=request.member.actor, now=request.now)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "L’émargement est enregistré : la séance est ouverte.")
            return redirect("juries:room", pk=pk)
    context = session_context(request, session, attendance_form=form)
    return render(request, "juries/session.html", context, status=422)


@only(*STAFF)
def reseat(request: Request, pk: UUID) -> HttpResponse:
    """Who arrived or left since the jury sits."""
    session = load_session(request, pk)
    if session.state not in {State.SITTING, State.DELIBERATING}:
        return redirect("juries:session", pk=pk)
    form = _form(session, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            attendance.reseat(session=session, **form.seats(), actor=request.member.actor, now=request.now)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "La présence est à jour : les voix comptent à partir de maintenant.")
            return redirect("juries:room", pk=pk)
    context = {"form": form, "session": session}
    return render(request, "juries/reseat.html", context, status=422 if form.errors else 200)


@only(*STAFF)
def interrupt(request: Request, pk: UUID) -> HttpResponse:
    """Close a jury that nobody presides any more, once its page has said what becomes of whom."""
    session = load_session(request, pk)
    check_session_step("interrupt", session, request.member.actor)
    form = InterruptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        interrupting.interrupt(session=session, reason=reason, actor=request.member.actor, now=request.now)
        messages.success(request, "La séance est interrompue : le procès-verbal est établi, et dit pourquoi.")
        return redirect("juries:room", pk=pk)
    waiting = Case.objects.filter(session=session).exclude(state=CaseState.DECIDED.value)
    context = {"form": form, "session": session, "waiting": waiting.select_related("candidacy__person")}
    return render(request, "juries/interrupt.html", context, status=422 if form.errors else 200)


@only(Role.JUROR)
def declare_bar(request: Request, pk: UUID) -> HttpResponse:
    """A member says that they are linked to a candidate, and leaves that vote."""
    case = load_case(request, pk)
    seat = seat_of(request, case.session)
    if seat is None:
        raise Http404
    form = DeclareBarForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            barring.declare_bar(
                case=case, member=seat, ground=form.cleaned_data["ground"], actor=request.member.actor, now=request.now
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, f"Vous ne votez pas sur {case.candidacy.person}.")
            return redirect(f"{reverse('juries:room', args=[case.session_id])}?c={case.pk}")
    context = {"form": form, "case": case, "seat": seat}
    return render(request, "juries/declare_bar.html", context, status=422 if form.errors else 200)


def _form(session: JurySession, sent: Mapping[str, str] | None) -> AttendanceForm:
    return AttendanceForm(sent, members=list(Member.objects.filter(session=session)))


@only(*READERS)
@require_safe
def sheet(request: Request, pk: UUID) -> HttpResponse:
    """The attendance sheet to print, with a place for each signature."""
    session = load_session(request, pk)
    response = HttpResponse(blank_sheet(session, now=request.now), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="emargement-{session.centre.code}-{session.held_on}.pdf"'
    return response


@only(*STAFF)
def scan(request: Request, pk: UUID) -> HttpResponse:
    """Keep the scan of the sheet that members signed by hand."""
    session = load_session(request, pk)
    form = ScanForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            attach_scan(session=session, upload=form.cleaned_data["scan"], actor=request.member.actor, now=request.now)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "La feuille d’émargement est conservée, avec son empreinte.")
            return redirect("juries:after", pk=pk)
    context = {"form": form, "session": session}
    return render(request, "juries/scan.html", context, status=422 if form.errors else 200)
