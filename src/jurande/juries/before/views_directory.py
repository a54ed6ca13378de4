"""The jurors' directory of a centre, for those who convene: nobody else reads a union here."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jurande.accounts.access import centre_of, only
from jurande.accounts.http import Request
from jurande.accounts.permission import visible_filter
from jurande.juries.before import directory
from jurande.juries.before.forms_directory import JurorForm, LeaveForm
from jurande.juries.models import Juror, Member
from jurande.ledger.queries import history
from jurande.register.names import plain
from jurande.rules.lifecycles import Role
from jurande.rules.reasons import Refused
from jurande.rules.rulebook import Side
from jurande.ui.forms import add_refusal

STAFF = (Role.MANAGER, Role.SECRETARY)
PAGE = 50
SEARCH, LONGEST_WORDS = "juror_search", 100
SITTING = Q(left_on__isnull=True)
# What narrows the list (`liste` in the address): never a union, which no address tells.
LISTS = {
    "": ("Siègent", SITTING),
    "patronale": ("Délégation patronale", SITTING & Q(side=Side.EMPLOYERS.value)),
    "syndicale": ("Délégation syndicale", SITTING & Q(side=Side.EMPLOYEES.value)),
    "partis": ("Ne siègent plus", ~SITTING),
}


def load_juror(request: Request, pk: UUID) -> Juror:
    """The juror, if the member may see them; raises Http404."""
    rows = Juror.objects.filter(visible_filter(request.member, "juror"))
    return get_object_or_404(rows.select_related("centre", "union", "employers"), pk=pk)


@only(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: Request) -> HttpResponse:
    """The jurors of the centre; a name searched for is sent in a form and kept in the session, never in an address."""
    if request.method == "POST":
        request.session[SEARCH] = request.POST.get("q", "").strip()[:LONGEST_WORDS]
        address = reverse("juries:directory")
        return redirect(f"{address}?recherche=1" if request.session[SEARCH] else address)
    visible = Juror.objects.filter(visible_filter(request.member, "juror"))
    words = str(request.session.get(SEARCH, "")) if "recherche" in request.GET else ""
    chosen = request.GET.get("liste", "")
    chosen = "" if chosen not in LISTS else chosen
    found = visible.filter(pk__in=_matching(visible, words)) if words else visible.filter(LISTS[chosen][1])
    rows = found.select_related("union", "employers").annotate(juries=Count("seats")).order_by("name", "pk")
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "filters": _filters(visible, None if words else chosen),
        "words": words,
    }
    return render(request, "juries/directory.html", context)


def _matching(jurors: QuerySet[Juror], words: str) -> list[UUID]:
    """Who has each of these words in their name or their organisation, accents aside: a directory is small."""
    sought = plain(words).split()
    rows = jurors.values_list("pk", "name", "organisation")
    return [pk for pk, *told in rows if sought and all(word in plain(" ".join(told)) for word in sought)]


def _filters(visible: QuerySet[Juror], current: str | None) -> list[dict[str, object]]:
    counts = visible.aggregate(**{f"in_{name}": Count("pk", filter=rows) for name, (_, rows) in LISTS.items()})
    return [
        {"label": label, "url": f"?liste={name}", "count": counts[f"in_{name}"], "is_current": name == current}
        for name, (label, _) in LISTS.items()
    ]


@only(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request) -> HttpResponse:
    """Enter somebody in the directory."""
    centre = centre_of(request)
    form = JurorForm(request.POST if request.method == "POST" else None, day=request.today)
    if request.method == "POST" and form.is_valid():
        try:
            juror = directory.enter(
                centre=centre, described=form.described(), actor=request.member.actor, now=request.now
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, f"{juror.name} est dans le répertoire.")
            return redirect("juries:juror", pk=juror.pk)
    return render(request, "juries/directory_form.html", {"form": form}, status=422 if form.errors else 200)


@only(*STAFF)
@require_safe
def one(request: Request, pk: UUID) -> HttpResponse:
    """What the centre knows of a juror, the juries in which they sat, and its history."""
    return _page(request, load_juror(request, pk))


def _page(request: Request, juror: Juror, form: LeaveForm | None = None) -> HttpResponse:
    seats = Member.objects.filter(juror=juror).select_related("session").order_by("-session__held_on")
    context = {
        "juror": juror,
        "seats": seats[:PAGE],
        "longest": PAGE,
        "form": form or LeaveForm(initial={"left_on": request.today}),
        "history": history([juror.ref]),
    }
    return render(request, "juries/directory_one.html", context, status=422 if form else 200)


@only(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: Request, pk: UUID) -> HttpResponse:
    """Correct a sheet; what past juries printed stays."""
    juror = load_juror(request, pk)
    initial = {name: getattr(juror, name) for name in JurorForm.base_fields}
    form = JurorForm(
        request.POST if request.method == "POST" else None, day=request.today, known=juror, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            directory.correct(juror=juror, described=form.described(), actor=request.member.actor, now=request.now)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "La fiche est corrigée.")
            return redirect("juries:juror", pk=pk)
    context = {"form": form, "juror": juror}
    return render(request, "juries/directory_form.html", context, status=422 if form.errors else 200)


@only(*STAFF)
@require_POST
def leave(request: Request, pk: UUID) -> HttpResponse:
    """Note that somebody sits no more."""
    juror, form = load_juror(request, pk), LeaveForm(request.POST)
    if form.is_valid():
        try:
            directory.leave(
                juror=juror, left_on=form.cleaned_data["left_on"], actor=request.member.actor, now=request.now
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, f"{juror.name} ne sera plus proposé(e) ; ses jurys restent ici.")
            return redirect("juries:juror", pk=pk)
    return _page(request, juror, form)


@only(*STAFF)
@require_POST
def take_back(request: Request, pk: UUID) -> HttpResponse:
    """Take back somebody who sat no more."""
    juror = load_juror(request, pk)
    directory.take_back(juror=juror, actor=request.member.actor, now=request.now)
    messages.success(request, f"{juror.name} est de nouveau proposé(e).")
    return redirect("juries:juror", pk=pk)
