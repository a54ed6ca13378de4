"""Listing and enrolling candidates. A candidacy's own page reads across the apps: it is in `desk`."""

from __future__ import annotations

import re

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from jurande.accounts.access import centre_of, only
from jurande.accounts.http import Request
from jurande.candidacies import actions
from jurande.candidacies.forms import AbandonForm, EnrolmentForm
from jurande.candidacies.http import act_again
from jurande.candidacies.models import STATES, Candidacy
from jurande.candidacies.queries import CandidacyQuerySet
from jurande.register.names import plain
from jurande.rules.lifecycles import OPEN_CANDIDACIES, Role
from jurande.rules.reasons import Refused
from jurande.ui.forms import add_refusal

STAFF = (Role.MANAGER, Role.SECRETARY)
READERS = (*STAFF, Role.AUDITOR, Role.TRAINING_BODY)
PAGE = 50
LONGEST = 1_000
# « VDB-2026-0147 », « 2026-147 » or « 147 ».
REFERENCE = re.compile(r"(?:(?:([A-Z]{2,6})-)?([0-9]{4})-)?([0-9]{1,9})")


@only(*READERS)
@require_safe
def listing(request: Request) -> HttpResponse:
    """The newest candidacies that one may see; `etape` and `q` (part of a name, or reference) narrow the list.

    What it costs does not grow with the register: only the steps still open are counted, and the list is cut.
    """
    visible = Candidacy.objects.visible_to(request.member)
    chosen, words = request.GET.get("etape", ""), request.GET.get("q", "").strip()
    found = visible.filter(state=chosen) if chosen in STATES else visible
    if words:
        found = found.filter(_matches(words))
    found = found.select_related("person", "centre", "company", "training_body")[:LONGEST]
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "longest": LONGEST,
        "filters": _filters(visible, chosen),
        "words": words,
        "may_enrol": request.member.role in STAFF,
    }
    return render(request, "candidacies/list.html", context)


def _filters(visible: CandidacyQuerySet, chosen: str) -> list[dict[str, object]]:
    """All, the steps where somebody waits with how many, and how a candidacy ends."""
    waiting = visible.filter(state__in=OPEN_CANDIDACIES).order_by()
    counts = dict(waiting.values_list("state").annotate(number=Count("*")))
    everybody: dict[str, object] = {"label": "Toutes", "url": "?", "count": None, "is_current": chosen not in STATES}
    return [everybody] + [
        {"label": label, "url": f"?etape={state}", "count": counts.get(state), "is_current": state == chosen}
        for state, label in STATES.items()
        if state in counts or state not in OPEN_CANDIDACIES
    ]


def _matches(words: str) -> Q:
    """Every word is in the name, accents and order aside; or it is a reference, its centre or year left out or not."""
    by_name = Q() if plain(words) else Q(pk__in=())
    for word in plain(words).split():
        by_name &= Q(person__sort_key__contains=word)
    if not (reference := REFERENCE.fullmatch(words.upper())):
        return by_name
    centre, year, rank = reference.groups()
    by_reference = Q(rank=int(rank))
    if year:
        by_reference &= Q(year=int(year))
    return by_reference & Q(centre__code=centre) if centre else by_reference


@only(*STAFF)
def enrol(request: Request) -> HttpResponse:
    """The enrolment form; what the rule refuses comes back on the form, with every reason."""
    form = EnrolmentForm(request.POST if request.method == "POST" else None, today=request.today)
    if request.method == "POST" and form.is_valid():
        try:
            candidacy = actions.enrol_candidate(
                centre=centre_of(request),
                civil=form.civil_status(),
                application=form.application(),
                actor=request.member.actor,
                now=request.now,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, f"{candidacy.person} est inscrit(e) sous le numéro {candidacy.reference}.")
            return redirect("desk:candidacy", pk=candidacy.pk)
    return render(request, "candidacies/enrol.html", {"form": form}, status=422 if form.errors else 200)


@only(*STAFF)
@require_POST
def abandon(request: Request, pk: str) -> HttpResponse:
    """Record that the candidate gives up."""
    candidacy = get_object_or_404(Candidacy.objects.visible_to(request.member), pk=pk)
    form = AbandonForm(request.POST)
    if not form.is_valid():
        return act_again(request, form, candidacy, "Enregistrer l’abandon")
    actions.abandon(
        candidacy=candidacy, reason=form.cleaned_data["reason"], actor=request.member.actor, now=request.now
    )
    messages.success(request, "L’abandon est enregistré. Ce qui était acquis le reste.")
    return redirect("desk:candidacy", pk=pk)
