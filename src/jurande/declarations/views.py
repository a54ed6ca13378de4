"""The centre prepares, the national level exports (choices.md section 1)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, F, QuerySet, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from jurande.accounts.access import only
from jurande.accounts.http import Request
from jurande.accounts.permission import visible_filter
from jurande.declarations import actions
from jurande.declarations.cdc.schema import NIR_NOTICE
from jurande.declarations.cdc.write import InvalidFlux, UnknownSchema
from jurande.declarations.forms import PrepareForm, ReworkForm
from jurande.declarations.models import Declaration, DeclarationFile
from jurande.ledger.queries import history
from jurande.rules.dates import day_of
from jurande.rules.declaration import COMPULSORY
from jurande.rules.lifecycles import DECLARATION, Role, open_steps
from jurande.rules.lifecycles import DeclarationState as State
from jurande.rules.reasons import Refused
from jurande.ui.forms import add_refusal

STAFF = (Role.MANAGER, Role.SECRETARY)
READERS = (*STAFF, Role.AUDITOR, Role.NATIONAL)
PAGE = 50


def _visible(request: Request) -> QuerySet[Declaration]:
    """A centre's own; the national level sees what centres have sent to it, that is, prepared."""
    rows = Declaration.objects.select_related("award__person", "award__certificate", "centre", "file")
    if request.member.role is Role.NATIONAL:
        return rows.exclude(state=State.TO_PREPARE.value)
    return rows.filter(visible_filter(request.member, "declaration"))


@only(*READERS)
@require_safe
def listing(request: Request) -> HttpResponse:
    """What is to declare, by when, and what was exported."""
    return render(request, "declarations/list.html", _context(request))


def _context(request: Request, problems: Sequence[object] = ()) -> dict[str, object]:
    national = request.member.role is Role.NATIONAL
    visible = _visible(request)
    return {
        "page": Paginator(_in_order(visible), PAGE).get_page(request.GET.get("page")),
        "ready": _ready(visible).count(),
        "national": national,
        "may_prepare": request.member.role in STAFF,
        "files": DeclarationFile.objects.all()[:PAGE] if national else (),
        "nir_notice": NIR_NOTICE,
        "problems": problems,
    }


def _in_order(declarations: QuerySet[Declaration]) -> QuerySet[Declaration]:
    """What is still to do first, by the day it is due; then what was exported, the newest first."""
    exported = Case(When(state=State.EXPORTED.value, then=1), default=0)
    newest = Case(When(state=State.EXPORTED.value, then=F("send_by")))
    return declarations.order_by(exported, newest.desc(nulls_first=True), "send_by", "id")


def _ready(declarations: QuerySet[Declaration]) -> QuerySet[Declaration]:
    """Those that the next file will declare: prepared, their certificate not withdrawn since."""
    return declarations.filter(state=State.PREPARED.value, award__withdrawn_on__isnull=True)


def _page(
    request: Request,
    declaration: Declaration,
    prepare_form: PrepareForm | None = None,
    rework_form: ReworkForm | None = None,
) -> HttpResponse:
    """The page of one declaration; a form given is one that comes back with its errors."""
    # Of what is exported, what the rule said that day: it is late no more.
    on = day_of(declaration.file.exported_at) if declaration.file else request.today
    decision = actions.judge(declaration.award, on)
    taken = open_steps(DECLARATION, state=State(declaration.state), roles=[request.member.role])
    context = {
        "declaration": declaration,
        "decision": decision,
        "missing": [COMPULSORY[name] for name in decision.missing],
        "nir_notice": NIR_NOTICE,
        "open_steps": {step.name for step in taken},
        "prepare_form": prepare_form or PrepareForm(auto_id="prepare-%s"),
        "rework_form": rework_form or ReworkForm(auto_id="rework-%s"),
        "history": history([declaration.ref]),
    }
    refused = prepare_form is not None or rework_form is not None
    return render(request, "declarations/one.html", context, status=422 if refused else 200)


@only(*READERS)
@require_safe
def one(request: Request, pk: UUID) -> HttpResponse:
    """One declaration: what it will say, what the rule says of it, what may be done, its history."""
    return _page(request, get_object_or_404(_visible(request), pk=pk))


@only(*STAFF)
@require_POST
def prepare(request: Request, pk: UUID) -> HttpResponse:
    """Check the identity on a paper, and answer for it."""
    declaration = get_object_or_404(_visible(request), pk=pk)
    form = PrepareForm(request.POST, auto_id="prepare-%s")
    if form.is_valid():
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
    return _page(request, declaration, prepare_form=form)


@only(*STAFF)
@require_POST
def rework(request: Request, pk: UUID) -> HttpResponse:
    """Take a prepared declaration back, with the reason."""
    declaration = get_object_or_404(_visible(request), pk=pk)
    form = ReworkForm(request.POST, auto_id="rework-%s")
    if form.is_valid():
        try:
            actions.rework(
                declaration=declaration,
                reason=form.cleaned_data["reason"],
                actor=request.member.actor,
                now=request.now,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "La déclaration est reprise : vérifiez de nouveau l’identité, puis préparez-la.")
            return redirect("declarations:one", pk=pk)
    return _page(request, declaration, rework_form=form)


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
