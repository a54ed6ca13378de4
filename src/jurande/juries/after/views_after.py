"""What follows a jury, on one page: its minutes and their signatures, the file sent up, each member's papers."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from jurande.accounts.access import only
from jurande.accounts.http import Request
from jurande.juries.after.section_papers import papers_context
from jurande.juries.after.section_recourses import recourses_context
from jurande.juries.after.section_signatures import signatures_context
from jurande.juries.after.section_transmission import transmission_context
from jurande.juries.before.calling import letters_context
from jurande.juries.models import JurySession
from jurande.juries.views import READERS, STAFF, load_session, seat_of
from jurande.ledger.queries import history
from jurande.rules.lifecycles import Session as State


@only(*READERS)
@require_safe
def after(request: Request, pk: UUID) -> HttpResponse:
    """Everything that follows a closed jury; before, its room."""
    session = load_session(request, pk)
    if session.state != State.CLOSED:
        return redirect("juries:room", pk=pk)
    return render(request, "juries/after.html", after_context(request, session))


def after_context(request: Request, session: JurySession, **forms: object) -> dict[str, object]:
    """What the page shows; `forms` replace those that were sent with mistakes."""
    files, recourses = transmission_context(request, session), recourses_context(request, session)
    return {
        "session": session,
        "may_edit": request.member.role in STAFF,
        "history": history([session.ref, *files["told_too"], *recourses["recourses_told"]]),
        **recourses,
        **letters_context(session, request.member, seat_of(request, session)),
        **signatures_context(request, session),
        **files,
        **papers_context(request, session),
        **forms,
    }
