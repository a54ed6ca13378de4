"""The centre says that it told a candidate the result of a VAE itself."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from jurande.accounts.access import only
from jurande.accounts.http import Request
from jurande.candidacies.models import Candidacy
from jurande.certificates.forms_notifying import NotifyForm
from jurande.certificates.notifying import notification, notify_otherwise, results
from jurande.rules.lifecycles import Role
from jurande.rules.reasons import Refused
from jurande.ui.forms import add_refusal


@only(Role.MANAGER, Role.SECRETARY)
def notify(request: Request, pk: UUID) -> HttpResponse:
    """When and how the centre told the result of one case; where its notification stands."""
    visible = Candidacy.objects.visible_to(request.member)
    case = get_object_or_404(results().filter(candidacy__in=visible), pk=pk)
    form = NotifyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            notify_otherwise(
                case=case,
                on=form.cleaned_data["on"],
                how=form.cleaned_data["how"],
                actor=request.member.actor,
                now=request.now,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "La notification du résultat est enregistrée.")
            return redirect("desk:candidacy", pk=case.candidacy_id)
    context = {"form": form, "case": case, "decision": notification(case, on=request.today)}
    return render(request, "certificates/notify.html", context, status=422 if form.errors else 200)
