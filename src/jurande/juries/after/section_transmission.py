"""What the page of a closed jury shows of its file on its way to the national group."""

from __future__ import annotations

from typing import Any

from jurande.accounts.http import Request
from jurande.juries.after.archive import pieces
from jurande.juries.after.forms_after import AnswerForm
from jurande.juries.after.transmission import file_of
from jurande.juries.models import JurySession, Transmission
from jurande.juries.papers import CENTRE
from jurande.rules.lifecycles import TRANSMISSION, open_steps
from jurande.rules.lifecycles import Transmission as State

MARKS = {State.SENT: "now", State.RECEIVED: "now", State.REMARKED: "hot", State.CHECKED: "ok"}


def transmission_context(request: Request, session: JurySession) -> dict[str, Any]:
    """The keys of `after_transmission.html`; `file` is None for a juror. `told_too` joins the history of the page."""
    if request.member.role not in CENTRE:
        return {"file": None, "told_too": []}
    sent = Transmission.objects.select_related("archive").defer("archive__content").filter(session=session).first()
    remarks = list(sent.remarks.all()) if sent else []
    steps = open_steps(TRANSMISSION, state=State(sent.state) if sent else None, roles=[request.member.role])
    waiting = [one for one in remarks if not one.answered_at]
    return {
        "told_too": [sent.ref] if sent else [],
        "file": file_of(session, sent, on=request.today),
        "sent": sent,
        "left_behind": sent is not None and _left_behind(session, sent),
        "sent_mark": MARKS[State(sent.state)] if sent else "",
        "remarks": remarks,
        "file_steps": {step.name for step in steps},
        "answer_form": AnswerForm(remarks=waiting) if waiting else None,
    }


def _left_behind(session: JurySession, sent: Transmission) -> bool:
    """Whether a piece was made after the file left, minutes rectified or signed since: the archive does not have it."""
    return any(one.document.created_at > sent.archive.created_at for one in pieces(session))
