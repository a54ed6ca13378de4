"""Listing and enrolling candidates. A candidacy's own page reads across the apps: it is in `desk`."""

from __future__ import annotations

import re
from dataclasses import asdict
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from jurande.accounts.access import centre_of, only
from jurande.accounts.http import Request
from jurande.candidacies import actions, corrections
from jurande.candidacies.forms import AbandonForm, CorrectContactForm, CorrectIdentityForm, EnrolmentForm
from jurande.candidacies.http import act_again
from jurande.candidacies.models import STATES, Candidacy
from jurande.candidacies.queries import CandidacyQuerySet
from jurande.register.names import plain
from jurande.register.people import CivilStatus
from jurande.rules.lifecycles import OPEN_CANDIDACIES, Role
from jurande.rules.reasons import Refused
from jurande.ui.forms import add_refusal

STAFF = (Role.MANAGER, Role.SECRETARY)
READERS = (*STAFF, Role.AUDITOR, Role.TRAINING_BODY)
PAGE = 50
LONGEST = 1_000
SEARCH, LONGEST_WORDS = "candidacy_search", 100
# « VDB-2026-0147 », « 2026-147 » or « 147 ».
REFERENCE = re.compile(r"(?:(?:([A-Z]{2,6})-)?([0-9]{4})-)?([0-9]{1,9})")


@only(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: Request) -> HttpResponse:
    """The newest candidacies that one may see; a step (`etape`) or what is searched for narrows the list.

    A name is personal data and never in an address: what is searched for is sent in a form, kept in the session, and
    `recherche` in the address says that the list shows it. What a page costs does not grow with the register: only the
    steps still open are counted, and the list is cut.
    """
    if request.method == "POST":
        request.session[SEARCH] = request.POST.get("q", "").strip()[:LONGEST_WORDS]
        return redirect(f"{reverse('candidacies:list')}?recherche=1" if request.session[SEARCH] else "candidacies:list")
    visible = Candidacy.objects.visible_to(request.member)
    chosen = request.GET.get("etape", "")
    words = str(request.session.get(SEARCH, "")) if "recherche" in request.GET else ""
    found = visible.filter(state=chosen) if chosen in STATES else visible
    if words:
        found = found.filter(_matches(words))
    found = found.order_by("-year", "-rank", "pk").select_related("person", "centre", "company", "training_body")
    found = found[:LONGEST]
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
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: Request) -> HttpResponse:
    """The enrolment form; what the rule refuses comes back on the form, with every reason.

    When the register knows the person otherwise, it asks whose civil status to keep.
    """
    form = EnrolmentForm(request.POST if request.method == "POST" else None, today=request.today)
    asks_which = False
    if request.method == "POST" and form.is_valid():
        try:
            candidacy = actions.enrol_candidate(
                centre=centre_of(request),
                civil=form.civil_status(),
                application=form.application(),
                keep_known=form.cleaned_data["keep_known"],
                actor=request.member.actor,
                now=request.now,
            )
        except Refused as refused:
            add_refusal(form, refused)
            asks_which = any(one.code == "enrolment.identity" for one in refused.decision.obstacles)
        else:
            messages.success(request, f"{candidacy.person} est inscrit(e) sous le numéro {candidacy.reference}.")
            return redirect("desk:candidacy", pk=candidacy.pk)
    context = {"form": form, "asks_which": asks_which or "keep_known" in request.POST}
    return render(request, "candidacies/enrol.html", context, status=422 if form.errors else 200)


@only(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def correct_identity(request: Request, pk: UUID) -> HttpResponse:
    """Correct the civil status of a candidate, which all centres share, with a reason."""
    candidacy = _mine(request, pk)
    known = asdict(CivilStatus.of(candidacy.person))
    form = CorrectIdentityForm(request.POST or None, initial=known, today=request.today)
    if form.is_valid():
        try:
            corrections.correct_identity(
                candidacy=candidacy,
                civil=form.civil_status(),
                reason=form.cleaned_data["reason"],
                actor=request.member.actor,
                now=request.now,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "L’état civil est corrigé. Les documents déjà établis gardent ce qu’ils disent.")
            return redirect("desk:candidacy", pk=pk)
    context = {"form": form, "candidacy": candidacy, "known_elsewhere": corrections.is_known_elsewhere(candidacy)}
    return render(request, "candidacies/identity.html", context, status=422 if form.errors else 200)


@only(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def correct_contact(request: Request, pk: UUID) -> HttpResponse:
    """Correct the address and the telephone of a candidate, with a reason."""
    candidacy = _mine(request, pk)
    form = CorrectContactForm(request.POST or None, initial={"email": candidacy.email, "phone": candidacy.phone})
    if form.is_valid():
        try:
            corrected = corrections.correct_contact(
                candidacy=candidacy, **form.cleaned_data, actor=request.member.actor, now=request.now
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            moved = corrected.email.lower() != candidacy.email.lower()
            told = f" Un message part à {corrected.email} : elle seule ouvre le dossier." if moved else ""
            messages.success(request, f"Les coordonnées sont corrigées.{told}")
            return redirect("desk:candidacy", pk=pk)
    context = {"form": form, "candidacy": candidacy}
    return render(request, "candidacies/contact.html", context, status=422 if form.errors else 200)


def _mine(request: Request, pk: UUID) -> Candidacy:
    rows = Candidacy.objects.visible_to(request.member).select_related("person", "centre", "user")
    return get_object_or_404(rows, pk=pk)


@only(*STAFF)
@require_POST
def abandon(request: Request, pk: UUID) -> HttpResponse:
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
