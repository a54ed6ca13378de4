"""The company's opinion: asked by the centre, given by the bearer of a personal link."""

from __future__ import annotations

from contextlib import suppress

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from jurande.accounts.access import only
from jurande.accounts.http import Request
from jurande.candidacies.http import act_again
from jurande.candidacies.models import Candidacy
from jurande.evaluations import opinions
from jurande.evaluations.forms import AskForm, OpinionForm
from jurande.evaluations.models import OpinionRequest
from jurande.rules.lifecycles import Role
from jurande.rules.reasons import Refused
from jurande.ui.forms import add_refusal


@only(Role.MANAGER, Role.SECRETARY)
@require_POST
def ask(request: Request, pk: str) -> HttpResponse:
    """Ask the tutor's opinion on one block, or ask again with a new link."""
    visible = Candidacy.objects.visible_to(request.member).select_related("person", "centre")
    candidacy = get_object_or_404(visible, pk=pk)
    form = AskForm(request.POST)
    if form.is_valid():
        try:
            asked = opinions.ask(
                candidacy=candidacy,
                block_code=form.cleaned_data["block_code"],
                expected_on=form.cleaned_data["expected_on"],
                tutor=form.tutor(),
                link=lambda token: settings.PUBLIC_URL + reverse("evaluations:opinion", args=[token]),
                actor=request.member.actor,
                now=request.now,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, f"Le lien est envoyé à {asked.tutor_name}.")
            return redirect("desk:candidacy", pk=pk)
    return act_again(request, form, candidacy, "Demander l’avis")


@login_not_required
def opinion(request: Request, token: str) -> HttpResponse:
    """The tutor's page: the questions while the link is good, else what became of it."""
    asked = opinions.open_request(token)
    if asked is None:
        raise Http404
    if state := opinions.closed(asked, request.now):
        context = _context(asked) | {"state": state}
        return render(request, "evaluations/opinion_closed.html", context, status=200 if state == "given" else 410)
    form = OpinionForm(request.POST if request.method == "POST" else None, request=asked)
    if request.method == "POST" and form.is_valid():
        # Refused: sent twice at once, or the link closed while it was being filled. The page says which.
        with suppress(Refused):
            opinions.give(token=token, given=form.given(), now=request.now)
        return redirect("evaluations:opinion", token=token)
    context = _context(asked) | {"form": form}
    return render(request, "evaluations/opinion.html", context, status=422 if form.errors else 200)


def _context(asked: OpinionRequest) -> dict[str, object]:
    candidacy = asked.candidacy
    block = asked.block
    return {"asked": asked, "candidacy": candidacy, "graded": block, "centre_name": candidacy.centre.name}
