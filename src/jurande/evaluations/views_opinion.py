"""The company's opinion: asked by the centre, given by the bearer of a personal link."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from jurande.accounts.access import only
from jurande.accounts.http import Request
from jurande.candidacies.models import Candidacy
from jurande.catalogue.record_file import load
from jurande.evaluations import opinions
from jurande.evaluations.forms import AskForm, OpinionForm
from jurande.evaluations.models import OpinionRequest
from jurande.rules.lifecycles import Opinion as State
from jurande.rules.lifecycles import Role


@only(Role.MANAGER, Role.SECRETARY)
@require_POST
def ask(request: Request, pk: str) -> HttpResponse:
    """Ask the tutor's opinion on one block, or ask again with a new link."""
    candidacy = get_object_or_404(Candidacy.objects.visible_to(request.member), pk=pk)
    form = AskForm(request.POST)
    if form.is_valid():
        asked = opinions.ask(
            candidacy=candidacy,
            **form.cleaned_data,
            link=lambda token: settings.PUBLIC_URL + reverse("evaluations:opinion", args=[token]),
            actor=request.member.actor,
            now=request.now,
        )
        messages.success(request, f"Le lien est envoyé à {asked.tutor_name}.")
    else:
        messages.error(request, "Indiquez pour quel jour l’avis est attendu : rien n’a été envoyé.")
    return redirect("desk:candidacy", pk=pk)


@login_not_required
def opinion(request: Request, token: str) -> HttpResponse:
    """The tutor's page: the questions while the link is good, else what became of it."""
    asked = opinions.open_request(token)
    if asked is None:
        raise Http404
    if state := _closed(asked, request):
        return render(
            request, "evaluations/opinion_closed.html", _context(asked) | {"state": state}, status=410
        )
    form = OpinionForm(request.POST or None, request=asked)
    if request.method == "POST" and form.is_valid():
        opinions.give(token=token, given=form.given(), now=request.now)
        return redirect("evaluations:opinion", token=token)
    return render(
        request,
        "evaluations/opinion.html",
        _context(asked) | {"form": form},
        status=422 if form.errors else 200,
    )


def _closed(asked: OpinionRequest, request: Request) -> str:
    if asked.state != State.REQUESTED:
        return asked.state
    return "expired" if request.now > asked.expires_at else ""


def _context(asked: OpinionRequest) -> dict[str, object]:
    candidacy = asked.candidacy
    block = load(candidacy.record_code).certification.block(asked.block_code)
    return {"asked": asked, "candidacy": candidacy, "graded": block, "centre_name": candidacy.centre.name}
