"""Planning and handing over evaluations, for the centre; the list, for evaluators too."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from jurande.accounts.access import only
from jurande.accounts.http import Request
from jurande.candidacies.http import act_again
from jurande.candidacies.models import Candidacy
from jurande.evaluations import actions, summaries
from jurande.evaluations.facts import dossier
from jurande.evaluations.forms import PlanForm, ReopenForm, ReportForm
from jurande.evaluations.models import Grid
from jurande.rules.lifecycles import Candidacy as State
from jurande.rules.lifecycles import Role
from jurande.rules.reasons import Refused
from jurande.ui.forms import add_refusal

STAFF = (Role.MANAGER, Role.SECRETARY)
PAGE = 50


@only(*STAFF, Role.AUDITOR, Role.EVALUATOR)
@require_safe
def listing(request: Request) -> HttpResponse:
    """The grids of the candidacies under evaluation that one may see."""
    visible = Candidacy.objects.visible_to(request.member).filter(state=State.PLANNED.value)
    grids = (
        Grid.objects.current()
        .filter(candidacy__in=visible)
        .select_related("candidacy__person", "candidacy__company", "candidacy__centre")
        .order_by("candidacy__person__sort_key", "block_code", "pk")
    )
    page = Paginator(grids, PAGE).get_page(request.GET.get("page"))
    return render(request, "evaluations/list.html", {"page": page})


@only(*STAFF)
def plan(request: Request, pk: str) -> HttpResponse:
    """Set the modality of each capacity, in concertation."""
    candidacy = get_object_or_404(
        Candidacy.objects.visible_to(request.member).select_related("person", "centre", "company"), pk=pk
    )
    file = dossier(candidacy)
    form = PlanForm(request.POST if request.method == "POST" else None, dossier=file)
    if request.method == "POST" and form.is_valid():
        try:
            actions.define_plan(
                candidacy=candidacy,
                concertation=form.concertation(),
                actor=request.member.actor,
                now=request.now,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "Les modalités sont définies ; la commission voit le dossier.")
            return redirect("desk:candidacy", pk=candidacy.pk)
    context = {"form": form, "candidacy": candidacy, "kept": file.kept.values()}
    return render(request, "evaluations/plan.html", context, status=422 if form.errors else 200)


@only(*STAFF)
@require_POST
def report(request: Request, pk: str) -> HttpResponse:
    """Record the day the project report came."""
    candidacy = _visible(request, pk)
    form = ReportForm(request.POST)
    if form.is_valid():
        try:
            actions.receive_report(
                candidacy=candidacy,
                received_on=form.cleaned_data["received_on"],
                actor=request.member.actor,
                now=request.now,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "La réception du rapport est enregistrée.")
            return redirect("desk:candidacy", pk=pk)
    return act_again(request, form, candidacy, "Enregistrer le rapport")


@only(*STAFF)
@require_POST
def summarise(request: Request, pk: str) -> HttpResponse:
    """Hand the summary over to the jury."""
    summaries.summarise(candidacy=_visible(request, pk), actor=request.member.actor, now=request.now)
    messages.success(request, "Le récapitulatif est établi : la candidature est prête pour un jury.")
    return redirect("desk:candidacy", pk=pk)


@only(*STAFF)
@require_POST
def reopen(request: Request, pk: str) -> HttpResponse:
    """Take a candidacy back to evaluation: grids opened again, opinions to ask again, and why."""
    candidacy = _visible(request, pk)
    form = ReopenForm(request.POST, evaluation=dossier(candidacy))
    if form.is_valid():
        try:
            summaries.reopen(
                candidacy=candidacy,
                blocks=form.chosen("blocks"),
                opinions=form.chosen("opinions"),
                reason=form.cleaned_data["reason"],
                actor=request.member.actor,
                now=request.now,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "L’évaluation est rouverte ; le récapitulatif sera à établir de nouveau.")
            return redirect("desk:candidacy", pk=pk)
    return act_again(request, form, candidacy, "Rouvrir l’évaluation")


def _visible(request: Request, pk: str) -> Candidacy:
    return get_object_or_404(Candidacy.objects.visible_to(request.member).select_related("person", "centre"), pk=pk)
