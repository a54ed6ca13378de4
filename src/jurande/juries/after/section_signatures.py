"""What the page of a closed jury shows of signatures, of minutes signed elsewhere and of corrections."""

from __future__ import annotations

from jurande.accounts.http import Request
from jurande.juries.after.forms_signing import AttachForm, FinishForm, SignForm
from jurande.juries.after.signed_elsewhere import attached
from jurande.juries.after.signing import collection, president_unable
from jurande.juries.after.signing_codes import grouped
from jurande.juries.after.signing_words import CONSENT, NATURE
from jurande.juries.facts import bench
from jurande.juries.models import JurySession, Rectification, SigningCode
from jurande.juries.views import STAFF, seat_of


def signatures_context(request: Request, session: JurySession) -> dict[str, object]:
    """The keys of `after_signatures.html`; a constant number of queries."""
    seats = bench(session)
    found = collection(session, seats)
    of_the_centre = request.member.role in STAFF
    unable = president_unable(session, seats, request.now) if of_the_centre else ""
    seat = seat_of(request, session)
    line = found.line_of(seat)
    presides = bool(seat and seat.president)
    may_sign = bool(line and line in found.awaited)
    code = SigningCode.objects.filter(member=seat, expires_at__gt=request.now).first() if may_sign else None
    return {
        "signatures": found,
        "fingerprint": grouped(found.minutes.sha256),
        "consent": CONSENT,
        "nature": NATURE,
        "may_sign": may_sign,
        "code_sent": code,
        "may_finish": not found.sheet and (presides or bool(unable)),
        "president_unable": unable,
        "may_rectify": presides,
        "sign_form": SignForm(auto_id="sign-%s"),
        "finish_form": FinishForm(auto_id="finish-%s"),
        "attach_form": AttachForm(auto_id="attach-%s") if of_the_centre else None,
        "attached": [(one, grouped(one.document.sha256)) for one in attached(session)],
        "rectifications": [
            (one, grouped(one.document.sha256))
            for one in Rectification.objects.filter(session=session)
            .select_related("document")
            .defer("document__content")
        ],
    }
