"""Around the calls, for the centre: word to the regional commission, an answer corrected."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from jurande.accounts.access import only
from jurande.accounts.http import Request
from jurande.juries.before import convening, informing
from jurande.juries.models import JurySession, UnionCall
from jurande.juries.views import STAFF, load_session


@only(*STAFF)
@require_POST
def inform(request: Request, pk: UUID) -> HttpResponse:
    """Tell the regional commission who sits and when the next juries meet."""
    informing.inform_commission(session=load_session(request, pk), actor=request.member.actor, now=request.now)
    messages.success(request, "La lettre est partie ; elle est gardée avec sa date.")
    return redirect("juries:session", pk=pk)


@only(*STAFF)
@require_POST
def take_back(request: Request, pk: int) -> HttpResponse:
    """Correct the answer of a union that was said to designate nobody."""
    visible = JurySession.objects.visible_to(request.member)
    found = get_object_or_404(UnionCall.objects.filter(session__in=visible).select_related("session"), pk=pk)
    convening.take_back_answer(call=found, actor=request.member.actor, now=request.now)
    messages.success(request, "La réponse est corrigée : l’organisation peut encore désigner.")
    return redirect("juries:session", pk=found.session_id)
