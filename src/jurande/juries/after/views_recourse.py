"""After a jury: a recourse recorded by the centre, answered by its manager."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from jurande.accounts.access import only
from jurande.accounts.http import Request
from jurande.juries.after import recourse
from jurande.juries.after.contesting import contests
from jurande.juries.after.forms_recourse import AnswerForm, LodgeForm
from jurande.juries.after.section_recourses import ids, recourses_context
from jurande.juries.after.views_after import after_context
from jurande.juries.models import Case, JurySession, Recourse
from jurande.juries.views import STAFF, load_case
from jurande.rules.lifecycles import Recourse as State
from jurande.rules.lifecycles import Role, refusal
from jurande.rules.reasons import Refused
from jurande.ui.forms import add_refusal

_ACTS: dict[State, Callable[..., Recourse]] = {
    State.UPHELD: recourse.uphold,
    State.DISMISSED: recourse.dismiss,
    State.INADMISSIBLE: recourse.declare_inadmissible,
}


@only(*STAFF)
@require_POST
def lodge(request: Request, pk: UUID) -> HttpResponse:
    """Record a candidate's written request."""
    case = load_case(request, pk)
    form = LodgeForm(request.POST, auto_id=ids("lodge", case.pk))
    if form.is_valid():
        try:
            recourse.lodge(case=case, **form.letter, actor=request.member.actor, now=request.now)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "Le recours est enregistré.")
            return _to_recourses(case)
    return _again(request, case, form)


@only(Role.MANAGER)
@require_POST
def answer(request: Request, pk: UUID) -> HttpResponse:
    """Answer a recourse: another jury decides anew, or the decision stands. Raises Refused once it is answered."""
    visible = JurySession.objects.visible_to(request.member)
    lodged = get_object_or_404(Recourse.objects.filter(case__session__in=visible).select_related("case"), pk=pk)
    case = load_case(request, lodged.case_id)
    [contest] = contests([case])
    if contest.pending != lodged:  # its form is on the page no more, nor would its errors be
        raise refusal("recourse.answered", "Ce recours a déjà sa réponse : rechargez la page du jury pour la lire.")
    form = AnswerForm(request.POST, auto_id=ids("answer", case.pk), faults=contest.pending_faults)
    if form.is_valid():
        given = dict(form.cleaned_data)
        act = _ACTS[State(given.pop("outcome"))]
        if act is not recourse.uphold:
            given.pop("despite", None)
        try:
            act(recourse=lodged, **given, actor=request.member.actor, now=request.now)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, f"La réponse est envoyée à {case.candidacy.person}.")
            return _to_recourses(case)
    return _again(request, case, form)


def _to_recourses(case: Case) -> HttpResponse:
    return redirect(f"{reverse('juries:after', args=[case.session_id])}#recours")


def _again(request: Request, case: Case, form: forms.Form) -> HttpResponse:
    """The page with what was typed and every error; nothing was written."""
    sent = recourses_context(request, case.session, {case.pk: form})
    return render(request, "juries/after.html", after_context(request, case.session, form=form, **sent), status=422)
