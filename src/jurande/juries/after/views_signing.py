"""After a jury: signing its minutes, ending their signature, attaching those signed elsewhere."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from jurande.accounts.access import only
from jurande.accounts.http import Request
from jurande.juries.after import signing
from jurande.juries.after.forms_signing import AttachForm, FinishForm, SignForm
from jurande.juries.after.signed_elsewhere import attach_signed
from jurande.juries.after.views_after import after_context
from jurande.juries.locking import as_president
from jurande.juries.models import JurySession, Member
from jurande.juries.views import STAFF, load_session, seat_of
from jurande.rules.lifecycles import Role
from jurande.rules.lifecycles import Session as State
from jurande.rules.reasons import Refused
from jurande.ui.forms import add_refusal


def load_closed(request: Request, pk: UUID) -> JurySession:
    """A closed session that the member may see. Raises Http404 for any other."""
    session = load_session(request, pk)
    if session.state != State.CLOSED:
        raise Http404
    return session


def load_seat(request: Request, session: JurySession) -> Member:
    """The seat of the person logged in. Raises Http404 when they have none."""
    seat = seat_of(request, session)
    if seat is None:
        raise Http404
    return seat


@only(Role.JUROR)
@require_POST
def ask_code(request: Request, pk: UUID) -> HttpResponse:
    """Send the code that signs the minutes."""
    session = load_closed(request, pk)
    seat = load_seat(request, session)
    try:
        signing.ask_code(session=session, member=seat, actor=as_president(request.member.actor, seat), now=request.now)
    except Refused as refused:
        for reason in refused.decision.obstacles:
            messages.error(request, reason.text)
    else:
        messages.success(request, "Un code à six chiffres part à votre adresse électronique : il sert dix minutes.")
    return _to_signatures(session)


@only(Role.JUROR)
@require_POST
def sign(request: Request, pk: UUID) -> HttpResponse:
    """Sign the minutes with the code received."""
    session = load_closed(request, pk)
    seat = load_seat(request, session)
    form = SignForm(request.POST, auto_id="sign-%s")
    if form.is_valid():
        try:
            signing.sign(
                session=session,
                member=seat,
                code=form.cleaned_data["code"],
                actor=as_president(request.member.actor, seat),
                now=request.now,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "Votre signature est enregistrée.")
            return _to_signatures(session)
    return render(request, "juries/after.html", after_context(request, session, sign_form=form), status=422)


@only(Role.JUROR, *STAFF)
@require_POST
def finish(request: Request, pk: UUID) -> HttpResponse:
    """The president ends the signing, or the centre for one who cannot: the sheet says who did not sign, and why."""
    session = load_closed(request, pk)
    seat = load_seat(request, session) if request.member.role is Role.JUROR else None
    form = FinishForm(request.POST, auto_id="finish-%s")
    if form.is_valid():
        try:
            signing.finish(
                session=session,
                reason=form.cleaned_data["reason"],
                actor=as_president(request.member.actor, seat),
                now=request.now,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "La feuille de signatures est établie.")
            return _to_signatures(session)
    return render(request, "juries/after.html", after_context(request, session, finish_form=form), status=422)


@only(*STAFF)
@require_POST
def attach(request: Request, pk: UUID) -> HttpResponse:
    """Attach minutes signed elsewhere."""
    session = load_closed(request, pk)
    form = AttachForm(request.POST, request.FILES, auto_id="attach-%s")
    if form.is_valid():
        try:
            attach_signed(
                session=session, upload=form.cleaned_data["file"], actor=request.member.actor, now=request.now
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "Le fichier est joint, tel quel, avec son empreinte.")
            return _to_signatures(session)
    return render(request, "juries/after.html", after_context(request, session, attach_form=form), status=422)


def _to_signatures(session: JurySession) -> HttpResponse:
    return redirect(f"{reverse('juries:after', args=[session.pk])}#signatures")
