"""Suspicions of fraud: reported and heard by the centre or the national level, decided by the latter.

The national level sees no centre's candidacies: of those under suspicion it reads the number and the step, and opening
one leaves a trace. This is where that exception to a centre's perimeter stands (law 7).
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from jurande.accounts.access import only
from jurande.accounts.http import Request
from jurande.candidacies import fraud as acts
from jurande.candidacies.models import Candidacy, FraudCase
from jurande.certificates import withdrawing
from jurande.certificates.forms_fraud import CallForm, DecideForm, HearForm, ReportForm, WithdrawForm
from jurande.certificates.models import Certificate
from jurande.certificates.suspicions import suspicion_page, what_may_be_named
from jurande.juries.day import suspecting
from jurande.rules.lifecycles import Fraud as State
from jurande.rules.lifecycles import Role
from jurande.rules.reasons import Refused
from jurande.ui.forms import add_refusal

STAFF = (Role.MANAGER, Role.SECRETARY)
READERS = (*STAFF, Role.AUDITOR, Role.NATIONAL)
ACTING = (*STAFF, Role.NATIONAL)


def _visible(request: Request) -> QuerySet[FraudCase]:
    rows = FraudCase.objects.select_related("candidacy__centre", "candidacy__person")
    if request.member.role is Role.NATIONAL:
        return rows
    return rows.filter(candidacy__in=Candidacy.objects.visible_to(request.member))


def _load(request: Request, pk: UUID) -> FraudCase:
    return get_object_or_404(_visible(request), pk=pk)


@only(*READERS)
@require_safe
def listing(request: Request) -> HttpResponse:
    """The suspicions under way, then the last fifty decided; of other centres, no name."""
    found = _visible(request)
    context = {
        "waiting": found.filter(decided_at__isnull=True).order_by("reported_at"),
        "decided": found.filter(decided_at__isnull=False).order_by("-decided_at")[:50],
        "national": request.member.role is Role.NATIONAL,
    }
    return render(request, "certificates/frauds.html", context)


@only(Role.NATIONAL)
@require_POST
def consult(request: Request, pk: UUID) -> HttpResponse:
    """Open a suspicion reported in a centre; it leaves a trace."""
    found = _load(request, pk)
    acts.consult(fraud=found, actor=request.member.actor, now=request.now)
    return redirect("certificates:fraud", pk=found.pk)


@only(*READERS)
@require_safe
def one(request: Request, pk: UUID) -> HttpResponse:
    """One suspicion: the facts, the hearing, the decision, and what may be done now."""
    return _page(request, _load(request, pk))


def _page(request: Request, found: FraudCase, form: forms.Form | None = None) -> HttpResponse:
    context = suspicion_page(found, request.member.role, form)
    return render(request, "certificates/fraud.html", context, status=422 if form else 200)


def _done(request: Request, found: FraudCase, form: forms.Form, act: Callable[[], object], said: str) -> HttpResponse:
    """Carry out an act asked on the page of a suspicion, or show it again with what refused it."""
    if form.is_valid():
        try:
            act()
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, said)
            return redirect("certificates:fraud", pk=found.pk)
    return _page(request, found, form)


@only(Role.NATIONAL)
@require_POST
def report(request: Request, pk: UUID) -> HttpResponse:
    """Report facts about the candidacy that gave a certificate."""
    certificate = get_object_or_404(Certificate.objects.select_related("award"), pk=pk)
    candidacy = get_object_or_404(Candidacy, pk=certificate.award.candidacy.partition(":")[2])
    return _report(request, candidacy, reverse("certificates:one", args=[pk]))


@only(*STAFF)
@require_POST
def report_on(request: Request, pk: UUID) -> HttpResponse:
    """Report facts about a candidacy of one's centre."""
    candidacy = get_object_or_404(Candidacy.objects.visible_to(request.member), pk=pk)
    return _report(request, candidacy, reverse("desk:candidacy", args=[pk]))


def _report(request: Request, candidacy: Candidacy, back: str) -> HttpResponse:
    form = ReportForm(request.POST)
    if form.is_valid():
        facts = form.cleaned_data["facts"]
        try:
            made = suspecting.report(candidacy=candidacy, facts=facts, actor=request.member.actor, now=request.now)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "La suspicion est signalée : la personne est entendue avant toute décision.")
            return redirect("certificates:fraud", pk=made.pk)
    return render(request, "certificates/report.html", {"form": form, "back": back}, status=422)


@only(*ACTING)
@require_POST
def call(request: Request, pk: UUID) -> HttpResponse:
    """Call the candidate to be heard."""
    found, form = _load(request, pk), CallForm(request.POST)
    return _done(
        request,
        found,
        form,
        lambda: acts.call_to_hearing(fraud=found, **form.cleaned_data, actor=request.member.actor, now=request.now),
        "La convocation est partie ; elle attend aussi dans l’espace de la personne.",
    )


@only(*ACTING)
@require_POST
def hear(request: Request, pk: UUID) -> HttpResponse:
    """Record the hearing, or that the candidate did not come."""
    found, form = _load(request, pk), HearForm(request.POST)
    return _done(
        request,
        found,
        form,
        lambda: acts.hear(
            fraud=found,
            came=form.cleaned_data["came"] == HearForm.CAME,
            said=form.cleaned_data["said"],
            held_on=form.cleaned_data["held_on"],
            actor=request.member.actor,
            now=request.now,
        ),
        "L’audition est consignée : le niveau national peut décider.",
    )


@only(Role.NATIONAL)
@require_POST
def decide(request: Request, pk: UUID) -> HttpResponse:
    """Decide: unfounded, or fraud."""
    found, form = _load(request, pk), DecideForm(request.POST)

    def act() -> None:
        established = form.cleaned_data["outcome"] == State.ESTABLISHED
        decision = form.cleaned_data["decision"]
        (acts.establish if established else suspecting.clear)(
            fraud=found, decision=decision, actor=request.member.actor, now=request.now
        )

    return _done(request, found, form, act, "La décision est enregistrée, et envoyée à la personne.")


@only(Role.NATIONAL)
@require_POST
def withdraw(request: Request, pk: UUID) -> HttpResponse:
    """Withdraw the blocks and the capacities kept that the decision names; a certificate has its own page."""
    found = _load(request, pk)
    form = WithdrawForm(request.POST, **what_may_be_named(found.candidacy))
    return _done(
        request,
        found,
        form,
        lambda: withdrawing.withdraw_results(
            fraud=found,
            **form.named(),
            withdrawn_on=request.today,
            reason=form.cleaned_data["reason"],
            actor=request.member.actor,
            now=request.now,
        ),
        "Le retrait est enregistré ; la personne pourra être évaluée à nouveau.",
    )
