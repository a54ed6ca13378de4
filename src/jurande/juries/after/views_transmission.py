"""The file of a jury: its centre sends it and answers, the national group receives, remarks and checks."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from jurande.accounts.access import only
from jurande.accounts.http import Request
from jurande.juries.after import transmission as acts
from jurande.juries.after.archive import read_manifest
from jurande.juries.after.forms_after import AnswerForm, CompleteForm, RemarkForm
from jurande.juries.after.perimeter import sent_to
from jurande.juries.after.section_transmission import MARKS
from jurande.juries.after.views_after import after_context
from jurande.juries.models import Completion, Remark, Transmission
from jurande.juries.views import STAFF, load_session
from jurande.ledger.queries import history
from jurande.rules.dates import day_of
from jurande.rules.lifecycles import LABELS, TRANSMISSION, Role, open_steps
from jurande.rules.lifecycles import Transmission as State

PAGE = 25
LATE = "retard"


@only(*STAFF)
@require_POST
def send(request: Request, pk: UUID) -> HttpResponse:
    """Send the file of a closed jury to the national group."""
    made = acts.send(session=load_session(request, pk), actor=request.member.actor, now=request.now)
    late = ", après son dernier jour" if request.today > made.due_on else ""
    messages.success(request, f"Le dossier est transmis au groupe national{late}.")
    return redirect("juries:after", pk=pk)


@only(*STAFF)
@require_POST
def answer(request: Request, pk: UUID) -> HttpResponse:
    """Answer the remarks that wait; the file leaves again."""
    session = load_session(request, pk)
    waiting = Remark.objects.filter(transmission__session=session, answered_at__isnull=True)
    form = AnswerForm(request.POST, remarks=waiting)
    if not form.is_valid():
        context = after_context(request, session, answer_form=form)
        return render(request, "juries/after.html", context, status=422)
    acts.answer(session=session, answers=form.answers(), actor=request.member.actor, now=request.now)
    messages.success(request, "Vos réponses sont transmises, avec le dossier à jour.")
    return redirect("juries:after", pk=pk)


@only(*STAFF)
@require_POST
def complete(request: Request, pk: UUID) -> HttpResponse:
    """Send the file again, with what the jury wrote since."""
    session = load_session(request, pk)
    form = CompleteForm(request.POST, auto_id="complete-%s")
    if not form.is_valid():
        return render(request, "juries/after.html", after_context(request, session, complete_form=form), status=422)
    acts.complete(session=session, reason=form.cleaned_data["reason"], actor=request.member.actor, now=request.now)
    messages.success(
        request, "Le dossier complété est transmis : le groupe national le reçoit et le vérifie à nouveau."
    )
    return redirect("juries:after", pk=pk)


@only(Role.NATIONAL)
@require_safe
def listing(request: Request) -> HttpResponse:
    """The files received from the centres: those that wait first, by their day."""
    chosen = request.GET.get("etat", "")
    visible = sent_to(request.member).defer("archive__content")
    late = Q(sent_at__date__gt=F("due_on"))
    counts = visible.aggregate(
        late=Count("pk", filter=late), **{one: Count("pk", filter=Q(state=one)) for one in State}
    )
    rows = visible.filter(late) if chosen == LATE else visible.filter(state=chosen) if chosen in set(State) else visible
    ordered = rows.annotate(
        late=ExpressionWrapper(late, BooleanField()),
        completed=Exists(Completion.objects.filter(transmission=OuterRef("pk"))),
        to_answer=Count("remarks", filter=Q(remarks__answered_at__isnull=True)),
    )
    page = Paginator(ordered.order_by(F("checked_at").desc(nulls_first=True), "due_on", "pk"), PAGE)
    context = {
        "page": page.get_page(request.GET.get("page")),
        "filters": _filters(chosen, counts),
    }
    return render(request, "juries/transmissions.html", context)


def _filters(chosen: str, counts: dict[str, int]) -> list[dict[str, object]]:
    url = reverse("juries:transmissions")
    total = sum(counts[state] for state in State)
    named = [("", "Tous", total), *((state.value, LABELS[state], counts[state]) for state in State)]
    named.append((LATE, "Transmis en retard", counts["late"]))
    return [
        {"label": label, "url": f"{url}?etat={key}" if key else url, "count": count, "is_current": key == chosen}
        for key, label, count in named
    ]


def load_sent(request: Request, pk: UUID) -> Transmission:
    """The file, if the member may see it (`perimeter.py`); raises Http404."""
    return get_object_or_404(sent_to(request.member).select_related("archive"), pk=pk)


@only(Role.NATIONAL)
@require_safe
def one(request: Request, pk: UUID) -> HttpResponse:
    """One file: what it holds by name, what was remarked and answered, what may be done. It names no candidate."""
    return _one(request, load_sent(request, pk))


def _one(request: Request, found: Transmission, form: RemarkForm | None = None) -> HttpResponse:
    steps = open_steps(TRANSMISSION, state=State(found.state), roles=[request.member.role])
    context = {
        "sent": found,
        "sent_mark": MARKS[State(found.state)],
        "late": day_of(found.sent_at) > found.due_on,
        "manifest": read_manifest(bytes(found.archive.content)),
        "remarks": found.remarks.all(),
        "completions": found.completions.all(),
        "file_steps": {step.name for step in steps},
        "remark_form": form or RemarkForm(),
        "history": history([found.ref]),
    }
    return render(request, "juries/transmission.html", context, status=422 if form else 200)


@only(Role.NATIONAL)
@require_POST
def download(request: Request, pk: UUID) -> HttpResponse:
    """The archive, to save. Asked by a form: opening a file that names candidates leaves a trace, a GET writes none."""
    found = load_sent(request, pk)
    acts.consult(transmission=found, actor=request.member.actor, now=request.now)
    response = HttpResponse(bytes(found.archive.content), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{found.archive.filename}"'
    return response


@only(Role.NATIONAL)
@require_POST
def receive(request: Request, pk: UUID) -> HttpResponse:
    """Acknowledge the file."""
    acts.receive(transmission=load_sent(request, pk), actor=request.member.actor, now=request.now)
    messages.success(request, "Le dossier est reçu : vérifiez-le, ou adressez une remarque au centre.")
    return redirect("juries:transmission", pk=pk)


@only(Role.NATIONAL)
@require_POST
def remark(request: Request, pk: UUID) -> HttpResponse:
    """Address a remark to the centre."""
    found, form = load_sent(request, pk), RemarkForm(request.POST)
    if not form.is_valid():
        return _one(request, found, form)
    acts.remark(transmission=found, text=form.cleaned_data["text"], actor=request.member.actor, now=request.now)
    messages.success(request, "La remarque est adressée au centre, qui en est averti.")
    return redirect("juries:transmission", pk=pk)


@only(Role.NATIONAL)
@require_POST
def check(request: Request, pk: UUID) -> HttpResponse:
    """Find the file in order."""
    acts.check(transmission=load_sent(request, pk), actor=request.member.actor, now=request.now)
    messages.success(request, "Le dossier est vérifié.")
    return redirect("juries:transmission", pk=pk)
