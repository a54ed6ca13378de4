"""Public pages: the records at hand, and each of them whole, as a page and as data."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jurande.catalogue import presentation
from jurande.catalogue.record_file import Record, codes, load
from jurande.catalogue.shape import written
from jurande.organisations.choices import in_force
from jurande.rules.rulebook import EDITIONS


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The records that this installation runs."""
    return render(request, "catalogue/index.html", {"records": [load(code) for code in codes()]})


@login_not_required
@require_safe
def record(request: HttpRequest, code: str) -> HttpResponse:
    """A record whole, then what rules read in it and what is left to choices.

    Raises Http404 for an unknown code.
    """
    found = _record_or_404(code)
    sections = found.sections
    today: date = request.today  # type: ignore[attr-defined]  # set by the middleware that reads the clock
    context = {
        "record": found,
        "modalities": presentation.shared(
            sections.blocks, lambda block: block.modalities, lambda block: f"bloc {block.number}"
        ),
        "attestations": presentation.shared(
            sections.blocks, lambda block: block.attestation, lambda block: f"bloc {block.number}"
        ),
        "juries": presentation.shared(
            [route for route in sections.conditions.routes if route.jury_text],
            lambda route: route.jury_text,
            lambda route: route.label,
        ),
        "readings": presentation.readings(found),
        "choices": presentation.choices(in_force(today, found.certification.code)),
        "editions": [(edition, presentation.edition_facts(edition)) for edition in EDITIONS],
    }
    return render(request, "catalogue/record.html", context)


@login_not_required
@require_safe
def record_json(request: HttpRequest, code: str) -> JsonResponse:
    """Every section of the record as JSON, keyed as in its file, and its criteria.

    Raises Http404 for an unknown code.
    """
    found = _record_or_404(code)
    data = {**written(found.sections), "criteria": written(found.criteria)}
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})


def _record_or_404(code: str) -> Record:
    try:
        return load(code)
    except KeyError:
        raise Http404(f"Aucune fiche « {code} ».") from None
