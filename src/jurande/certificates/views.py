"""The papers: the centre's list, and the candidate's own page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jurande.accounts.access import only
from jurande.accounts.http import Request
from jurande.accounts.permission import visible_filter
from jurande.candidacies.models import Candidacy, FraudCase
from jurande.certificates import withdrawing
from jurande.certificates.forms import FindForm, WithdrawForm
from jurande.certificates.forms_fraud import ReportForm
from jurande.certificates.models import BlockStatement, Certificate
from jurande.certificates.notices import notice_for
from jurande.certificates.suspicions import block_choices
from jurande.documents.models import StoredDocument
from jurande.juries.models import Case
from jurande.ledger.queries import history
from jurande.register.models import BlockAward
from jurande.rules.award import normalise
from jurande.rules.certification import RouteCode
from jurande.rules.fraud import withdrawal_ground
from jurande.rules.lifecycles import CertificateState, Role

PAGE = 50
READERS = (Role.MANAGER, Role.SECRETARY, Role.AUDITOR, Role.NATIONAL)


@only(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: Request) -> HttpResponse:
    """The certificates of the centre. The national level sees no list: it finds one by its number or its code.

    What it looks for is sent in a form, and opening what was found leaves a trace.
    """
    if request.member.role is Role.NATIONAL:
        return _find(request)
    if request.method == "POST":
        return HttpResponseNotAllowed(["GET", "HEAD"])
    rows = _visible(request).select_related("award__person", "centre").defer("document__content")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "certificates/list.html", {"page": page})


def _find(request: Request) -> HttpResponse:
    form = FindForm(request.POST or None)
    if form.is_valid():
        words = form.cleaned_data["words"].strip()
        named = Q(number__iexact=words) | Q(code=normalise(words))
        if found := Certificate.objects.filter(named).select_related("centre").first():
            withdrawing.consult(certificate=found, actor=request.member.actor, now=request.now)
            return redirect("certificates:one", pk=found.pk)
        form.add_error("words", "Aucun certificat ne porte ce numéro ni ce code : relisez chaque signe.")
    return render(request, "certificates/find.html", {"form": form}, status=422 if form.errors else 200)


@only(*READERS)
@require_safe
def one(request: Request, pk: UUID) -> HttpResponse:
    """One certificate: what it says, the blocks of its holder, its history; for the national level, its withdrawal."""
    return _one(request, pk)


def _one(request: Request, pk: UUID, form: WithdrawForm | None = None) -> HttpResponse:
    rows = _visible(request).select_related("award__person", "centre").defer("document__content")
    certificate = get_object_or_404(rows, pk=pk)
    held = withdrawing.held_blocks(certificate.award)
    fraud = withdrawing.established_on(certificate.award)
    may_withdraw = request.member.role is Role.NATIONAL and certificate.state == CertificateState.ISSUED
    context = {
        "certificate": certificate,
        "blocks": BlockAward.objects.filter(candidacy=certificate.award.candidacy),
        "form": form or (WithdrawForm(held=block_choices(held), initial=_heard(fraud)) if may_withdraw else None),
        "fraud": fraud,
        "report_form": ReportForm(auto_id="report-%s") if may_withdraw and not fraud else None,
        "clause": withdrawal_ground(fraud=fraud is not None, vae=certificate.award.route == RouteCode.VAE),
        "history": history([certificate.ref, f"award:{certificate.award_id}"]),
    }
    return render(request, "certificates/one.html", context, status=422 if form and form.errors else 200)


def _heard(fraud: FraudCase | None) -> dict[str, object]:
    """What an established fraud already says of the hearing."""
    return {"heard_on": fraud.heard_on} if fraud else {}


def _visible(request: Request) -> QuerySet[Certificate]:
    if request.member.role is Role.NATIONAL:
        return Certificate.objects.all()
    return Certificate.objects.filter(visible_filter(request.member, "certificate"))


@only(*READERS, Role.CANDIDATE)
@require_safe
def certificate_pdf(request: Request, pk: UUID) -> HttpResponse:
    """The certificate as it was sealed in the register."""
    if request.member.role is Role.CANDIDATE:
        found = get_object_or_404(Certificate.objects.filter(award__candidacy__in=_own_refs(request)), pk=pk)
    else:
        found = get_object_or_404(_visible(request), pk=pk)
    return pdf(found.document)


@only(Role.MANAGER, Role.SECRETARY, Role.AUDITOR, Role.CANDIDATE)
@require_safe
def statement_pdf(request: Request, pk: UUID) -> HttpResponse:
    """The statement of one block."""
    rows = BlockStatement.objects.select_related("document")
    if request.member.role is Role.CANDIDATE:
        rows = rows.filter(block__candidacy__in=_own_refs(request), block__withdrawn_on__isnull=True)
    else:
        rows = rows.filter(visible_filter(request.member, "block", centre="block__centre"))
    return pdf(get_object_or_404(rows, pk=pk).document)


@only(Role.MANAGER, Role.SECRETARY, Role.AUDITOR, Role.CANDIDATE)
@require_safe
def notice_pdf(request: Request, pk: UUID) -> HttpResponse:
    """The president's written notice to a candidate who is not fully admitted."""
    visible = Candidacy.objects.visible_to(request.member)
    return pdf(notice_for(get_object_or_404(Case.objects.filter(candidacy__in=visible), pk=pk)))


def _own_refs(request: Request) -> list[str]:
    return [one.ref for one in Candidacy.objects.visible_to(request.member).only("pk")]


def pdf(document: StoredDocument) -> HttpResponse:
    """The bytes as they were stored, under the file's own name."""
    response = HttpResponse(bytes(document.content), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{document.filename}"'
    return response


@only(Role.NATIONAL)
@require_POST
def withdraw(request: Request, pk: UUID) -> HttpResponse:
    """Withdraw a certificate, with its reason and the blocks that the decision names."""
    certificate = get_object_or_404(Certificate.objects.select_related("award"), pk=pk)
    form = WithdrawForm(request.POST, held=block_choices(withdrawing.held_blocks(certificate.award)))
    if not form.is_valid():
        return _one(request, pk, form)
    withdrawing.withdraw(
        certificate=certificate,
        blocks=form.cleaned_data["blocks"],
        withdrawn_on=request.today,
        heard_on=form.cleaned_data["heard_on"],
        reason=form.cleaned_data["reason"],
        actor=request.member.actor,
        now=request.now,
    )
    messages.success(request, f"Le certificat {certificate.number} est retiré ; sa page publique le dit.")
    return redirect("certificates:one", pk=pk)
