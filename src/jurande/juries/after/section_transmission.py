"""What the page of a closed jury shows of its file on its way to the national group."""

from __future__ import annotations

from typing import Any

from jurande.accounts.http import Request
from jurande.juries.after.forms_after import AnswerForm, CompleteForm
from jurande.juries.after.transmission import file_of, left_behind
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
        "left_behind": left_behind(session, sent) if sent else [],
        "completions": list(sent.completions.all()) if sent else [],
        "sent_mark": MARKS[State(sent.state)] if sent else "",
        "remarks": remarks,
        "file_steps": {step.name for step in steps},
        "answer_form": AnswerForm(remarks=waiting) if waiting else None,
        "complete_form": CompleteForm(auto_id="complete-%s"),
    }
