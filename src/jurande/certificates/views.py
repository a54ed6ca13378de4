"""The papers: the centre's list, and the candidate's own page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from jurande.accounts.access import only
from jurande.accounts.http import Request
from jurande.accounts.permission import visible_filter
from jurande.candidacies.models import Candidacy
from jurande.certificates import actions
from jurande.certificates.forms import WithdrawForm
from jurande.certificates.models import BlockStatement, Certificate
from jurande.certificates.notices import notice_for, notices_of
from jurande.documents.models import StoredDocument
from jurande.juries.models import Case
from jurande.register.models import Award, BlockAward
from jurande.rules.lifecycles import Role

READERS = (Role.MANAGER, Role.SECRETARY, Role.AUDITOR, Role.NATIONAL)


@only(*READERS)
@require_safe
def listing(request: Request) -> HttpResponse:
    """The certificates of the centre; the national level, which may withdraw one, sees them all."""
    rows = _visible(request).select_related("award__person", "centre").defer("document__content")
    return render(
        request,
        "certificates/list.html",
        {"certificates": rows, "may_withdraw": request.member.role is Role.NATIONAL, "form": WithdrawForm()},
    )


def _visible(request: Request) -> QuerySet[Certificate]:
    if request.member.role is Role.NATIONAL:
        return Certificate.objects.all()
    return Certificate.objects.filter(visible_filter(request.member, "certificate"))


@only(Role.CANDIDATE)
@require_safe
def mine(request: Request) -> HttpResponse:
    """The candidate's own page: where each candidacy stands, and the papers it gave."""
    candidacies = list(
        Candidacy.objects.visible_to(request.member)
        .select_related("person", "centre", "company")
        .order_by("-created_at")
    )
    refs = [candidacy.ref for candidacy in candidacies]
    awards = {
        award.candidacy: award for award in Award.objects.filter(candidacy__in=refs).select_related("certificate")
    }
    blocks: dict[str, list[BlockAward]] = {}
    for block in BlockAward.objects.filter(candidacy__in=refs).select_related("statement"):
        blocks.setdefault(block.candidacy, []).append(block)
    notices = notices_of(candidacies)
    files = [
        {
            "candidacy": candidacy,
            "award": awards.get(candidacy.ref),
            "blocks": blocks.get(candidacy.ref, []),
            "notice": notices.get(candidacy.pk),
        }
        for candidacy in candidacies
    ]
    return render(request, "certificates/mine.html", {"files": files})


@only(*READERS, Role.CANDIDATE)
@require_safe
def certificate_pdf(request: Request, pk: UUID) -> HttpResponse:
    """The certificate as it was sealed in the register."""
    if request.member.role is Role.CANDIDATE:
        found = get_object_or_404(Certificate.objects.filter(award__candidacy__in=_own_refs(request)), pk=pk)
    else:
        found = get_object_or_404(_visible(request), pk=pk)
    return _pdf(found.document)


@only(Role.MANAGER, Role.SECRETARY, Role.AUDITOR, Role.CANDIDATE)
@require_safe
def statement_pdf(request: Request, pk: UUID) -> HttpResponse:
    """The statement of one block."""
    rows = BlockStatement.objects.select_related("document")
    if request.member.role is Role.CANDIDATE:
        rows = rows.filter(block__candidacy__in=_own_refs(request))
    else:
        rows = rows.filter(visible_filter(request.member, "block", centre="block__centre"))
    return _pdf(get_object_or_404(rows, pk=pk).document)


@only(Role.MANAGER, Role.SECRETARY, Role.AUDITOR, Role.CANDIDATE)
@require_safe
def notice_pdf(request: Request, pk: UUID) -> HttpResponse:
    """The president's written notice to a candidate who is not fully admitted."""
    visible = Candidacy.objects.visible_to(request.member)
    return _pdf(notice_for(get_object_or_404(Case.objects.filter(candidacy__in=visible), pk=pk)))


def _own_refs(request: Request) -> list[str]:
    return [one.ref for one in Candidacy.objects.visible_to(request.member).only("pk")]


def _pdf(document: StoredDocument) -> HttpResponse:
    """The bytes as they were stored, under the file's own name."""
    response = HttpResponse(bytes(document.content), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{document.filename}"'
    return response


@only(Role.NATIONAL)
@require_POST
def withdraw(request: Request, pk: UUID) -> HttpResponse:
    """Withdraw a certificate, with its reason."""
    certificate = get_object_or_404(Certificate, pk=pk)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        actions.withdraw(
            certificate=certificate,
            withdrawn_on=request.today,
            reason=form.cleaned_data["reason"],
            actor=request.member.actor,
            now=request.now,
        )
        messages.success(request, f"Le certificat {certificate.number} est retiré ; sa page publique le dit.")
    else:
        messages.error(request, "Un retrait se motive : rien n’a été enregistré.")
    return redirect("certificates:list")
