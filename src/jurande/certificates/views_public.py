"""The public answer: valid, withdrawn or unknown. It shows no birth date, no result in detail, no reason."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from jurande.catalogue.record_file import load
from jurande.certificates.forms import VerifyForm
from jurande.certificates.models import Certificate
from jurande.rules.award import is_well_formed, normalise
from jurande.rules.fraud import WITHDRAWAL
from jurande.rules.lifecycles import CertificateState
from jurande.rules.rulebook import LAW_RNCP_CLAIM


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Type a code; leads to its page, however it was typed."""
    form = VerifyForm(request.GET or None)
    if form.is_valid():
        return redirect("verification:verify", code=normalise(form.cleaned_data["code"])[:40] or "0")
    return render(request, "certificates/search.html", {"form": form})


@login_not_required
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """What the register says of a code: 200 when it knows it, 404 when it does not, which accuses nobody."""
    wanted = normalise(code)
    if wanted != code and is_well_formed(wanted):
        return redirect("verification:verify", code=wanted, permanent=True)
    found = Certificate.objects.filter(code=wanted).select_related("award__person", "centre").first()
    if found is None:
        context = {
            "code": wanted,
            "well_formed": is_well_formed(wanted),
            "form": VerifyForm(initial={"code": wanted}),
        }
        return render(request, "certificates/unknown.html", context, status=404)
    if found.state == CertificateState.WITHDRAWN:
        # The same words whatever the ground, which is not public.
        return render(request, "certificates/withdrawn.html", {"certificate": found, "clause": WITHDRAWAL})
    record = load(found.award.record_code)
    context = {
        "certificate": found,
        "award": found.award,
        "authority": record.sections.authority.name,
        "certification": record.certification,
        "sheet": f"RNCP {record.sections.identity.number}",
        "blocks": [
            (block, [record.certification.capacity(code) for code in block.capacities])
            for block in record.certification.blocks
        ],
        "registration_over": not record.certification.registration.covers(request.today),  # type: ignore[attr-defined]
        "claim_clause": LAW_RNCP_CLAIM,
    }
    return render(request, "certificates/verify.html", context)
