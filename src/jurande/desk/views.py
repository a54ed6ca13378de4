"""Pages that read across: the home page and its queue, one candidacy, one stored document."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jurande.accounts.access import only
from jurande.accounts.http import Request
from jurande.candidacies.admissibility import BEFORE_THE_LIST
from jurande.candidacies.forms import AbandonForm
from jurande.candidacies.models import Candidacy, VaeRequest
from jurande.certificates.queries import papers_of
from jurande.certificates.suspicions import suspicions_of
from jurande.desk.dossier import read_dossier
from jurande.desk.queue import grouped, queue_for
from jurande.documents.models import StoredDocument
from jurande.evaluations.forms import ReopenForm, ReportForm
from jurande.juries.models import JurySession
from jurande.juries.papers import MEDIA, SHOWN, WHO, may_read
from jurande.rules.certification import RouteCode
from jurande.rules.lifecycles import LABELS, OPEN_CANDIDACIES, Role
from jurande.rules.lifecycles import Session as SessionState

CENTRE_READERS = (Role.MANAGER, Role.SECRETARY, Role.AUDITOR)


@require_safe
def home(request: Request) -> HttpResponse:
    """What is to do, by deadline, with the rule that sets it; a candidate's home is their own page."""
    if request.member is None:
        return redirect("accounts:me")
    if request.member.role is Role.CANDIDATE:
        return redirect("certificates:mine")
    queue = queue_for(request.member, request.today)
    sessions = JurySession.objects.visible_to(request.member).filter(
        held_on__gte=request.today,
        state__in=(SessionState.PREPARED, SessionState.CALLED, SessionState.SITTING, SessionState.DELIBERATING),
    )
    context = {
        "groups": grouped(queue.tasks, request.today),
        "late": queue.late,
        "count": queue.total,
        "rest": queue.rest,
        "stages": _stages(request) if request.member.role in CENTRE_READERS else (),
        "upcoming": sessions.select_related("centre").annotate(candidates=Count("cases")).order_by("held_on")[:5],
        "sees_juries": request.member.role in {*CENTRE_READERS, Role.JUROR},
        "may_enrol": request.member.role in {Role.MANAGER, Role.SECRETARY},
    }
    return render(request, "desk/home.html", context)


def _stages(request: Request) -> list[dict[str, object]]:
    counted = Candidacy.objects.visible_to(request.member).order_by().values_list("state").annotate(Count("pk"))
    counts = dict(counted)
    url = reverse("candidacies:list")
    return [
        {
            "count": counts.get(state.value, 0),
            "name": LABELS[state],
            "url": f"{url}?etape={state.value}",
            "mark": "",
        }
        for state in OPEN_CANDIDACIES
        if state.value != "requested"
    ]


@only(*CENTRE_READERS, Role.TRAINING_BODY)
@require_safe
def candidacy(request: Request, pk: UUID) -> HttpResponse:
    """Everything about one candidacy: where it stands, what is missing and why, its history."""
    rows = Candidacy.objects.visible_to(request.member).select_related("person", "centre", "company", "training_body")
    found = get_object_or_404(rows, pk=pk)
    file = read_dossier(found, request.member)
    context = {
        "file": file,
        "candidacy": found,
        "papers": papers_of(found) if request.member.role in CENTRE_READERS else None,
        "may_file": _may_file(request, found),
        **suspicions_of(found, request.member.role),
        "of_the_centre": request.member.role in CENTRE_READERS,  # whose grids and juries open for this reader
        "report_form": ReportForm(auto_id="report-%s"),
        "abandon_form": AbandonForm(auto_id="abandon-%s"),
        "reopen_form": ReopenForm(auto_id="reopen-%s", evaluation=file.evaluation),
    }
    return render(request, "desk/candidacy.html", context)


def _may_file(request: Request, candidacy: Candidacy) -> bool:
    """Whether the centre may enter the validation file of this VAE, whose request was made here."""
    if request.member.role not in {Role.MANAGER, Role.SECRETARY} or candidacy.state not in BEFORE_THE_LIST:
        return False
    return candidacy.route == RouteCode.VAE and VaeRequest.objects.filter(pk=candidacy.pk).exists()


@only(*CENTRE_READERS, Role.JUROR)
@require_safe
def document(request: Request, pk: UUID) -> HttpResponse:
    """A document kept about a jury, for those who may read its kind: a PDF or an image is shown, the rest saved."""
    found = get_object_or_404(StoredDocument.objects.defer("content"), pk=pk, kind__in=WHO)
    extension = found.filename.rpartition(".")[2]
    if extension not in MEDIA or not may_read(request.member, found):
        raise Http404
    response = HttpResponse(bytes(found.content), content_type=MEDIA[extension])
    how = "inline" if extension in SHOWN else "attachment"
    response["Content-Disposition"] = f'{how}; filename="{found.filename}"'
    return response
