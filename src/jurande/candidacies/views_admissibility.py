"""The pages of a VAE before its enrolment: the request, then its recevabilité with its clock."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from jurande.accounts.access import centre_of, only
from jurande.accounts.http import Request
from jurande.candidacies import admissibility
from jurande.candidacies.forms_admissibility import InstructionForm, RequestForm, ValidationFileForm
from jurande.candidacies.models import Candidacy, VaeRequest
from jurande.candidacies.views import STAFF
from jurande.rules.admissibility import ADMITTED, AdmissibilityOutcome
from jurande.rules.lifecycles import Candidacy as State
from jurande.rules.lifecycles import Role
from jurande.rules.reasons import Refused
from jurande.ui.forms import add_refusal


@only(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def request_vae(request: Request) -> HttpResponse:
    """The request of a VAE; what the law or the register refuses comes back on the form, with every reason."""
    form = RequestForm(request.POST if request.method == "POST" else None, today=request.today)
    asks_which = False
    if request.method == "POST" and form.is_valid():
        try:
            candidacy = admissibility.request_vae(
                centre=centre_of(request),
                civil=form.civil_status(),
                application=form.application(),
                filed_on=form.cleaned_data["filed_on"],
                in_initial_training=form.cleaned_data["in_initial_training"],
                keep_known=form.cleaned_data["keep_known"],
                actor=request.member.actor,
                now=request.now,
            )
        except Refused as refused:
            add_refusal(form, refused)
            asks_which = any(one.code == "enrolment.identity" for one in refused.decision.obstacles)
        else:
            messages.success(request, f"La demande de VAE est déposée sous le numéro {candidacy.reference}.")
            return redirect("candidacies:admissibility", pk=candidacy.pk)
    context = {"form": form, "asks_which": asks_which or "keep_known" in request.POST}
    return render(request, "candidacies/request_vae.html", context, status=422 if form.errors else 200)


@only(*STAFF, Role.AUDITOR)
@require_http_methods(["GET", "HEAD", "POST"])
def instruct(request: Request, pk: UUID) -> HttpResponse:
    """Where the request stands, on which clause; the centre records what the certifier does with it."""
    if request.method == "POST" and request.member.role not in STAFF:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    asked = _visible(request, pk)
    form = InstructionForm(request.POST if request.method == "POST" else None, request=asked)
    if request.method == "POST" and form.is_valid():
        try:
            admissibility.instruct(
                candidacy=asked.candidacy, given=form.given(), actor=request.member.actor, now=request.now
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "L’instruction de la demande est enregistrée.")
            return redirect("candidacies:admissibility", pk=pk)
    return _page(request, asked, form=form, status=422 if form.errors else 200)


def _page(request: Request, asked: VaeRequest, *, status: int = 200, **forms: object) -> HttpResponse:
    """Where the request stands; `forms` replace those that were sent with mistakes."""
    staff, state = request.member.role in STAFF, State(asked.candidacy.state)
    may_act = staff and state is State.REQUESTED
    decision = admissibility.standing(asked, on=request.today)
    context = {
        "form": InstructionForm(request=asked),
        "file_form": ValidationFileForm(initial={"filed_on": asked.validation_file_on}),
        "asked": asked,
        "candidacy": asked.candidacy,
        "decision": decision,
        "may_act": may_act,
        "may_file": staff and state in admissibility.BEFORE_THE_LIST,
        "may_admit": may_act and decision.outcome in ADMITTED,
        "may_reject": may_act and decision.outcome is AdmissibilityOutcome.NOT_ADMISSIBLE,
        **forms,
    }
    return render(request, "candidacies/admissibility.html", context, status=status)


@only(*STAFF)
@require_POST
def file_validation(request: Request, pk: UUID) -> HttpResponse:
    """Record the day the validation file was filed."""
    asked = _visible(request, pk)
    form = ValidationFileForm(request.POST)
    if form.is_valid():
        try:
            admissibility.file_validation(
                candidacy=asked.candidacy,
                filed_on=form.cleaned_data["filed_on"],
                actor=request.member.actor,
                now=request.now,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "Le dépôt du dossier de validation est enregistré.")
            return redirect("candidacies:admissibility", pk=pk)
    return _page(request, asked, status=422, file_form=form, may_file=True)


@only(*STAFF)
@require_POST
def declare(request: Request, pk: UUID) -> HttpResponse:
    """Declare the request recevable, or not, as the rule says today."""
    decision = admissibility.declare(
        candidacy=_visible(request, pk).candidacy, actor=request.member.actor, now=request.now
    )
    admitted = decision.outcome in ADMITTED
    messages.success(request, "La demande est recevable ; le candidat est inscrit." if admitted else "Non recevable.")
    return redirect("desk:candidacy", pk=pk)


def _visible(request: Request, pk: UUID) -> VaeRequest:
    visible = Candidacy.objects.visible_to(request.member)
    rows = VaeRequest.objects.filter(candidacy__in=visible).select_related("candidacy__person", "candidacy__centre")
    return get_object_or_404(rows, pk=pk)
