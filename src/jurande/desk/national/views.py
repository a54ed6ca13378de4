"""Listing, entering, changing, closing and ending what the national level keeps; inviting a centre's manager."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jurande.accounts.access import only
from jurande.accounts.http import Request
from jurande.accounts.invitations import Offer, invite
from jurande.accounts.models import Membership
from jurande.desk.national.kinds import KINDS, Kind, period, standing
from jurande.ledger.queries import history
from jurande.organisations import actions
from jurande.organisations.forms import DayForm, ManagerForm, PeriodForm
from jurande.organisations.models import ExamCentre, RegionalCommission, Representativity, TrainingBody, Union
from jurande.rules.lifecycles import Role
from jurande.rules.reasons import Refused
from jurande.ui.forms import add_refusal

PAGE = 50


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise Http404
    return KINDS[name]


def _row(kind: Kind, pk: str) -> Any:
    try:
        return get_object_or_404(kind.rows, pk=pk)
    except (ValueError, ValidationError):  # no key of that table is written so
        raise Http404 from None


def _filters(current: str) -> list[dict[str, object]]:
    return [
        {
            "label": one.many,
            "url": reverse("organisations:list", args=[one.name]),
            "count": None,
            "is_current": one.name == current,
        }
        for one in KINDS.values()
    ]


@only(Role.NATIONAL)
@require_safe
def listing(request: Request, kind: str) -> HttpResponse:
    """One kind of organisation, each with whether it counts today."""
    found = _kind(kind)
    page = Paginator(found.rows, PAGE).get_page(request.GET.get("page"))
    rows = [(row, standing(row, request.today), list(found.facts(row))) for row in page.object_list]
    context = {"kind": found, "rows": rows, "page": page, "filters": _filters(kind)}
    return render(request, "desk/national/list.html", context)


@only(Role.NATIONAL)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, kind: str) -> HttpResponse:
    """Enter one more."""
    found = _kind(kind)
    form = found.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.add(row=form.save(commit=False), actor=request.member.actor, now=request.now)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, f"La fiche « {row.name} » est enregistrée.")
            return redirect("organisations:one", kind=kind, pk=row.pk)
    status = 422 if form.errors else 200
    return render(request, "desk/national/add.html", {"kind": found, "form": form}, status=status)


def _managers(centre: ExamCentre) -> list[Membership]:
    rows = Membership.objects.filter(centre=centre, role=Role.MANAGER.value, ended_at__isnull=True)
    return list(rows.select_related("user").order_by("user__name"))


def _page(request: Request, kind: Kind, row: Any, **bound: forms.BaseForm) -> HttpResponse:
    """The page of one organisation; `bound` holds the form that comes back with its errors."""
    centre, closable = isinstance(row, ExamCentre), isinstance(row, ExamCentre | TrainingBody)
    union, lasting = isinstance(row, Union), isinstance(row, Union | RegionalCommission)
    context = {
        "kind": kind,
        "row": row,
        "facts": kind.facts(row),
        "standing": standing(row, request.today),
        "filters": _filters(kind.name),
        "form": bound.get("form") or kind.form(instance=row),
        "day_form": bound.get("day_form") or DayForm(auto_id="day-%s"),
        "period_form": bound.get("period_form") or (PeriodForm(auto_id="period-%s") if union else None),
        "manager_form": bound.get("manager_form") or (ManagerForm(auto_id="manager-%s") if centre else None),
        "managers": _managers(row) if centre else [],
        "periods": [
            (one, period(one), not one.ends_on or one.ends_on >= request.today)
            for one in (row.periods.all() if union else ())
        ],
        "to_close": closable and not row.closed_on,
        "to_reopen": closable and row.closed_on,
        "to_end": not (closable or lasting) and (not row.ends_on or row.ends_on >= request.today),
        "history": history([row.ref]),
    }
    return render(request, "desk/national/one.html", context, status=422 if bound else 200)


@only(Role.NATIONAL)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Request, kind: str, pk: str) -> HttpResponse:
    """One organisation: what is known of it, what may be done, its history; a POST changes what it says."""
    found = _kind(kind)
    row = _row(found, pk)
    if request.method != "POST":
        return _page(request, found, row)
    form = found.form(request.POST, instance=_row(found, pk))
    if not form.is_valid():
        return _page(request, found, row, form=form)
    values = {name: form.cleaned_data[name] for name in form.fields}
    return _done(
        request,
        found,
        row,
        lambda: actions.change(row=row, values=values, actor=request.member.actor, now=request.now),
        "Les changements sont enregistrés.",
        form=form,
    )


def _done(
    request: Request, kind: Kind, row: Any, act: Callable[[], object], said: str, **form: forms.BaseForm
) -> HttpResponse:
    """Carry out an act asked on the page of an organisation, then show it again, with what refused it if need be."""
    try:
        act()
    except Refused as refused:
        [bound] = form.values()
        add_refusal(bound, refused)
        return _page(request, kind, row, **form)
    messages.success(request, said)
    return redirect("organisations:one", kind=kind.name, pk=row.pk)


@only(Role.NATIONAL)
@require_POST
def end(request: Request, kind: str, pk: str) -> HttpResponse:
    """Close a centre or a training body from a day on; end the period of the others on a day."""
    found = _kind(kind)
    row = _row(found, pk)
    if isinstance(row, Union | RegionalCommission):
        raise Http404
    form = DayForm(request.POST, auto_id="day-%s")
    if not form.is_valid():
        return _page(request, found, row, day_form=form)
    how = actions.close if isinstance(row, ExamCentre | TrainingBody) else actions.end
    return _done(
        request,
        found,
        row,
        lambda: how(row=row, on=form.cleaned_data["on"], actor=request.member.actor, now=request.now),
        "La date est enregistrée.",
        day_form=form,
    )


@only(Role.NATIONAL)
@require_POST
def reopen(request: Request, kind: str, pk: str) -> HttpResponse:
    """Open a centre or a training body again."""
    row = _row(_kind(kind), pk)
    if not isinstance(row, ExamCentre | TrainingBody):
        raise Http404
    actions.reopen(row=row, actor=request.member.actor, now=request.now)
    messages.success(request, f"{row.name} est rouvert.")
    return redirect("organisations:one", kind=kind, pk=row.pk)


@only(Role.NATIONAL)
@require_POST
def represent(request: Request, pk: str) -> HttpResponse:
    """Enter a period in which a union is representative."""
    kind = KINDS["syndicats"]
    union = _row(kind, pk)
    form = PeriodForm(request.POST, instance=Representativity(union=union), auto_id="period-%s")
    if not form.is_valid():
        return _page(request, kind, union, period_form=form)
    return _done(
        request,
        kind,
        union,
        lambda: actions.represent(period=form.save(commit=False), actor=request.member.actor, now=request.now),
        "La période est enregistrée.",
        period_form=form,
    )


@only(Role.NATIONAL)
@require_POST
def end_period(request: Request, pk: int) -> HttpResponse:
    """End a period of representativity."""
    row = get_object_or_404(Representativity.objects.select_related("union"), pk=pk)
    kind = KINDS["syndicats"]
    form = DayForm(request.POST, auto_id="day-%s")
    union = _row(kind, row.union_id)
    if not form.is_valid():
        return _page(request, kind, union, day_form=form)
    return _done(
        request,
        kind,
        union,
        lambda: actions.end(row=row, on=form.cleaned_data["on"], actor=request.member.actor, now=request.now),
        "La fin de la période est enregistrée.",
        day_form=form,
    )


@only(Role.NATIONAL)
@require_POST
def invite_manager(request: Request, pk: str) -> HttpResponse:
    """Invite somebody to run a centre."""
    kind = KINDS["centres"]
    centre = _row(kind, pk)
    form = ManagerForm(request.POST, auto_id="manager-%s")
    if not form.is_valid():
        return _page(request, kind, centre, manager_form=form)
    offer = Offer(email=form.cleaned_data["email"], name=form.cleaned_data["name"], role=Role.MANAGER, centre=centre)
    return _done(
        request,
        kind,
        centre,
        lambda: invite(
            offer=offer,
            by=request.member.membership,
            link=lambda token: settings.PUBLIC_URL + reverse("accounts:accept", args=[token]),
            actor=request.member.actor,
            now=request.now,
        ),
        f"L’invitation part à l’adresse {offer.email}.",
        manager_form=form,
    )
