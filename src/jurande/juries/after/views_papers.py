"""What members take away from a jury, and each union's attendance over a half-year."""

from __future__ import annotations

import re
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from jurande.accounts.access import centre_of, only
from jurande.accounts.http import Request
from jurande.juries.after import member_papers, statements
from jurande.juries.after.forms_after import ExpensesForm
from jurande.juries.after.workbook import workbook
from jurande.juries.models import JurySession, Member
from jurande.juries.papers import MEDIA
from jurande.juries.views import STAFF
from jurande.ledger.queries import history
from jurande.rules.allowance import HalfYear, half_year_of
from jurande.rules.leave import LeaveOutcome, juror_leave
from jurande.rules.lifecycles import Role
from jurande.rules.reasons import Refused
from jurande.rules.rulebook import BRANCH_UNION_ALLOWANCE, edition_named
from jurande.ui.forms import add_refusal


def load_member(request: Request, pk: UUID) -> Member:
    """A member of a jury that one may see; for a juror, themselves alone. Raises Http404."""
    rows = Member.objects.filter(session__in=JurySession.objects.visible_to(request.member))
    if request.member.role is Role.JUROR:
        rows = rows.filter(user=request.user)
    return get_object_or_404(rows.select_related("session__centre"), pk=pk)


@only(*STAFF, Role.JUROR)
@require_POST
def attest(request: Request, pk: UUID) -> HttpResponse:
    """Write the certificate of a member's attendance at the first request, and lead to it."""
    made = member_papers.attest(member=load_member(request, pk), actor=request.member.actor, now=request.now)
    return redirect("desk:document", pk=made.pk)


@only(*STAFF, Role.JUROR)
def expenses(request: Request, pk: UUID) -> HttpResponse:
    """What a member spent to sit, declared once."""
    member = load_member(request, pk)
    form = ExpensesForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            member_papers.claim(member=member, spent=form.spent(), actor=request.member.actor, now=request.now)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "La note de frais est déclarée : remettez les justificatifs au centre.")
            return redirect("juries:after", pk=member.session_id)
    leave = juror_leave(edition_named(member.session.edition or "branch-2019"), jury_on=member.session.held_on)
    context = {
        "form": form,
        "member": member,
        "reimbursed": leave.outcome is LeaveOutcome.REIMBURSED,
        "leave": leave.reasons[-1],
    }
    return render(request, "juries/expenses.html", context, status=422 if form.errors else 200)


def _period(request: Request, known: list[HalfYear]) -> HalfYear:
    """The half-year asked for, else the latest that is over and has a jury, else today's. Raises Http404."""
    if asked := request.GET.get("semestre") or request.POST.get("semestre"):
        found = re.fullmatch(r"(20\d\d)-S([12])", asked)
        if not found:
            raise Http404
        return HalfYear(int(found[1]), int(found[2]))
    over = [one for one in known if one.ends_on < request.today]
    return (over or known or [half_year_of(request.today)])[0]


@only(*STAFF, Role.AUDITOR)
@require_safe
def attendance(request: Request) -> HttpResponse:
    """Each union's attendance over a half-year, and what it is owed; its statements kept. No juror is named."""
    centre = centre_of(request)
    known = statements.half_years(centre)
    period = _period(request, known)
    url = reverse("juries:attendance")
    context = {
        "statement": statements.statement(centre, period),
        "period": period,
        "filters": [
            {
                "label": one.label.capitalize(),
                "url": f"{url}?semestre={one.code}",
                "count": None,
                "is_current": one == period,
            }
            for one in known
        ],
        "established": statements.established(centre, period),
        "may_establish": request.member.role in STAFF and period.ends_on < request.today,
        "clause": BRANCH_UNION_ALLOWANCE,
        "history": history([centre.ref]),
    }
    return render(request, "juries/attendance.html", context)


@only(*STAFF)
@require_POST
def establish(request: Request) -> HttpResponse:
    """Keep the statement of a half-year that is over."""
    centre = centre_of(request)
    period = _period(request, statements.half_years(centre))
    statements.establish(centre=centre, period=period, actor=request.member.actor, now=request.now)
    messages.success(request, f"L’attestation du {period.label} est établie : envoyez-la à l’UIMM.")
    return redirect(f"{reverse('juries:attendance')}?semestre={period.code}")


@only(*STAFF, Role.AUDITOR)
@require_safe
def spreadsheet(request: Request) -> HttpResponse:
    """The same as a spreadsheet, made as it is asked for; nothing is kept."""
    centre = centre_of(request)
    period = _period(request, statements.half_years(centre))
    content = workbook(statements.statement(centre, period), created=request.now)
    response = HttpResponse(content, content_type=MEDIA["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="assiduite-{centre.code}-{period.code}.xlsx"'
    return response
