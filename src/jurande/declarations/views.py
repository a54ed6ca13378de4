"""The centre prepares, the national level exports (choices.md section 1)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from jurande.accounts.access import only
from jurande.accounts.http import Request
from jurande.accounts.permission import visible_filter
from jurande.declarations import actions
from jurande.declarations.cdc.schema import NIR_NOTICE
from jurande.declarations.cdc.write import InvalidFlux, UnknownSchema
from jurande.declarations.forms import PrepareForm
from jurande.declarations.models import Declaration, DeclarationFile
from jurande.rules.declaration import COMPULSORY
from jurande.rules.lifecycles import DeclarationState as State
from jurande.rules.lifecycles import Role
from jurande.rules.reasons import Refused
from jurande.ui.forms import add_refusal

STAFF = (Role.MANAGER, Role.SECRETARY)


def _visible(request: Request) -> QuerySet[Declaration]:
    """A centre's own; the national level sees what centres have sent to it, that is, prepared."""
    rows = Declaration.objects.select_related("award__person", "award__certificate", "centre", "file")
    if request.member.role is Role.NATIONAL:
        return rows.exclude(state=State.TO_PREPARE.value)
    return rows.filter(visible_filter(request.member, "declaration"))


@only(*STAFF, Role.AUDITOR, Role.NATIONAL)
@require_safe
def listing(request: Request) -> HttpResponse:
    """What is to declare, by when, and what was exported."""
    return render(request, "declarations/list.html", _context(request))


def _context(request: Request, problems: Sequence[object] = ()) -> dict[str, object]:
    national = request.member.role is Role.NATIONAL
    visible = _visible(request)
    return {
        "declarations": visible.order_by("send_by", "id"),
        "ready": _ready(visible).count(),
        "national": national,
        "may_prepare": request.member.role in STAFF,
        "files": DeclarationFile.objects.all() if national else (),
        "nir_notice": NIR_NOTICE,
        "problems": problems,
    }


def _ready(declarations: QuerySet[Declaration]) -> QuerySet[Declaration]:
    """Those that the next file will declare: prepared, their certificate not withdrawn since."""
    return declarations.filter(state=State.PREPARED.value, award__withdrawn_on__isnull=True)


@only(*STAFF)
def prepare(request: Request, pk: UUID) -> HttpResponse:
    """Check the identity on a paper, and answer for it."""
    declaration = get_object_or_404(_visible(request), pk=pk)
    form = PrepareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.prepare(
                declaration=declaration,
                identity_source=form.cleaned_data["identity_source"],
                actor=request.member.actor,
                now=request.now,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "La déclaration est préparée : le niveau national peut l’exporter.")
            return redirect("declarations:list")
    decision = actions.judge(declaration.award, request.today)
    context = {
        "form": form,
        "declaration": declaration,
        "decision": decision,
        "missing": [COMPULSORY[name] for name in decision.missing],
        "nir_notice": NIR_NOTICE,
    }
    return render(request, "declarations/prepare.html", context, status=422 if form.errors else 200)


@only(Role.NATIONAL)
@require_POST
def export(request: Request) -> HttpResponse:
    """Write one file with every prepared declaration; nothing is written if one value is invalid."""
    ready = list(_ready(_visible(request)))
    try:
        file = actions.export(declarations=ready, actor=request.member.actor, now=request.now)
    except InvalidFlux as invalid:
        return render(request, "declarations/list.html", _context(request, problems=invalid.problems), status=422)
    except UnknownSchema as unknown:
        return render(request, "declarations/list.html", _context(request, problems=[unknown]), status=422)
    messages.success(
        request,
        f"Le fichier {file.flow} est écrit, avec {len(ready)} déclaration(s). Déposez-le sur le portail.",
    )
    return redirect("declarations:list")


@only(Role.NATIONAL)
@require_safe
def download(request: Request, pk: UUID) -> HttpResponse:
    """The file, to deposit on the portal."""
    file = get_object_or_404(DeclarationFile.objects.select_related("document"), pk=pk)
    response = HttpResponse(bytes(file.document.content), content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="{file.document.filename}"'
    return response
