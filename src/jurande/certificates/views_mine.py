"""The candidate's own page: where each candidacy stands, its papers, what may be contested, what they are heard on."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from jurande.accounts.access import only
from jurande.accounts.http import Request
from jurande.candidacies.fraud_letters import KINDS
from jurande.candidacies.models import Candidacy, FraudCase
from jurande.certificates.mine import files_of
from jurande.certificates.views import pdf
from jurande.documents.models import StoredDocument
from jurande.juries.after import recourse
from jurande.juries.after.forms_recourse import OwnRecourseForm
from jurande.juries.models import Case, Recourse
from jurande.rules.lifecycles import Role
from jurande.rules.reasons import Refused
from jurande.ui.forms import add_refusal


@only(Role.CANDIDATE)
@require_safe
def mine(request: Request) -> HttpResponse:
    """Where each candidacy stands, and the papers it gave."""
    return _page(request)


def _page(request: Request, sent: Mapping[UUID, forms.Form] | None = None) -> HttpResponse:
    candidacies = list(
        Candidacy.objects.visible_to(request.member)
        .select_related("person", "centre", "company")
        .order_by("-created_at")
    )
    context = {"files": files_of(candidacies, request.today, sent or {})}
    return render(request, "certificates/mine.html", context, status=422 if sent else 200)


@only(Role.CANDIDATE)
@require_POST
def lodge_recourse(request: Request, pk: UUID) -> HttpResponse:
    """Contest what a jury decided of one's own candidacy."""
    visible = Candidacy.objects.visible_to(request.member)
    case = get_object_or_404(Case.objects.filter(candidacy__in=visible).select_related("session__centre"), pk=pk)
    form = OwnRecourseForm(request.POST, auto_id=f"recourse-{pk}-%s")
    if form.is_valid():
        try:
            recourse.lodge(
                case=case,
                received_on=request.today,
                grounds=form.cleaned_data["grounds"],
                actor=request.member.actor,
                now=request.now,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "Votre recours est enregistré : le centre vous répondra par écrit.")
            return redirect("certificates:mine")
    return _page(request, {case.pk: form})


@only(Role.CANDIDATE)
@require_safe
def recourse_answer_pdf(request: Request, pk: UUID) -> HttpResponse:
    """The letter that answers one's own recourse."""
    visible = Candidacy.objects.visible_to(request.member)
    answered = Recourse.objects.filter(case__candidacy__in=visible, document__isnull=False).select_related("document")
    return pdf(get_object_or_404(answered, pk=pk).document)  # type: ignore[arg-type]  # it has one: see the filter


@only(Role.CANDIDATE, Role.MANAGER, Role.SECRETARY, Role.AUDITOR, Role.NATIONAL)
@require_safe
def fraud_letter(request: Request, pk: UUID) -> HttpResponse:
    """A letter about a suspicion: for the candidate, their centre, and the national level that decides."""
    found = get_object_or_404(StoredDocument, pk=pk, kind__in=KINDS)
    cases = FraudCase.objects.filter(pk=found.subject.partition(":")[2])
    if request.member.role is not Role.NATIONAL:
        cases = cases.filter(candidacy__in=Candidacy.objects.visible_to(request.member))
    if not cases.exists():
        raise Http404
    return pdf(found)
