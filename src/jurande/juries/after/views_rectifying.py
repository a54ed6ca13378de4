"""Rectifying the minutes: the president writes the corrections, receives a code, reads them again and signs."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from jurande.accounts.access import only
from jurande.accounts.http import Request
from jurande.juries.after import rectifying
from jurande.juries.after.forms_signing import RectifyForms, SignForm
from jurande.juries.after.signing_codes import grouped
from jurande.juries.after.signing_words import NATURE, RECTIFYING_CONSENT
from jurande.juries.after.views_signing import load_closed, load_seat
from jurande.juries.locking import as_president
from jurande.juries.models import JurySession, Member
from jurande.rules.lifecycles import Role
from jurande.rules.reasons import Refused
from jurande.ui.forms import add_refusal


@only(Role.JUROR)
@require_http_methods(["GET", "HEAD", "POST"])
def rectify(request: Request, pk: UUID) -> HttpResponse:
    """Write the corrections; once they are in order, a code leaves and they are shown again, to be signed."""
    session, seat = _presided(request, pk)
    if request.method != "POST":
        return _written(request, session, RectifyForms(session))
    forms = RectifyForms(session, request.POST)
    valid = forms.is_valid()
    if not valid or "modify" in request.POST:
        return _written(request, session, forms, status=200 if valid else 422)
    try:
        rectifying.ask_code(
            session=session,
            draft=forms.draft(),
            member=seat,
            address=reverse("juries:rectify", args=[pk]),
            actor=as_president(request.member.actor, seat),
            now=request.now,
        )
    except Refused as refused:
        if any(reason.code == "signing.too_soon" for reason in refused.decision.obstacles):
            # Sent twice, or read again by the browser: the code that left a moment ago is still the one to type.
            return _to_sign(request, session, forms, SignForm(), said=refused)
        add_refusal(forms.reason, refused)
        return _written(request, session, forms, status=422)
    return _to_sign(request, session, forms, SignForm())


@only(Role.JUROR)
@require_POST
def sign_rectification(request: Request, pk: UUID) -> HttpResponse:
    """Sign the corrections with the code received."""
    session, seat = _presided(request, pk)
    forms, form = RectifyForms(session, request.POST), SignForm(request.POST)
    if not forms.is_valid():
        return _written(request, session, forms, status=422)
    if form.is_valid():
        try:
            made = rectifying.rectify(
                session=session,
                draft=forms.draft(),
                member=seat,
                code=form.cleaned_data["code"],
                actor=as_president(request.member.actor, seat),
                now=request.now,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, f"Le procès-verbal rectificatif n° {made.number} est établi et signé.")
            return redirect(f"{reverse('juries:after', args=[pk])}#corrections")
    return _to_sign(request, session, forms, form, status=422)


def _presided(request: Request, pk: UUID) -> tuple[JurySession, Member]:
    """The closed session and the seat that presides over it. Raises Http404 for anybody else."""
    session = load_closed(request, pk)
    seat = load_seat(request, session)
    if not seat.president:
        raise Http404
    return session, seat


def _written(request: Request, session: JurySession, forms: RectifyForms, *, status: int = 200) -> HttpResponse:
    return render(request, "juries/rectify.html", {"session": session, "forms": forms}, status=status)


def _to_sign(
    request: Request,
    session: JurySession,
    forms: RectifyForms,
    form: SignForm,
    *,
    said: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    draft = forms.draft()
    planned = rectifying.plan(session, draft)
    context = {
        "session": session,
        "forms": forms,
        "form": form,
        "draft": draft,
        "number": planned.number,
        "fingerprint": grouped(planned.digest),
        "consent": RECTIFYING_CONSENT,
        "nature": NATURE,
        "said": said.decision.obstacles if said else (),
    }
    return render(request, "juries/rectify_sign.html", context, status=status)
