"""Minutes that correct the first ones: by the president, all mistakes at once, signed by code; the first stay as is.

They mend what the minutes say wrongly of what happened. What the jury decided is not among it.
"""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from jurande.juries.after.corrections import Known, faults, known
from jurande.juries.after.rectifying_minutes import Draft, Planned, store_rectification, tell_candidate
from jurande.juries.after.signing_codes import send_code, use_code
from jurande.juries.after.signing_words import RECTIFYING_CONSENT
from jurande.juries.day.minutes import minutes_of
from jurande.juries.facts import Bench, bench
from jurande.juries.locking import check_session_step, locked
from jurande.juries.models import Case, Correction, JurySession, Member, MinutesSignature, Rectification, SigningCode
from jurande.ledger.actors import Actor, record
from jurande.rules.dates import french
from jurande.rules.lifecycles import MOMENT, StepOutcome
from jurande.rules.reasons import Decision, Reason, Refused


def plan(session: JurySession, draft: Draft) -> Planned:
    """The place and the digest of a draft: both minutes, its number and its texts are in it; the same draft twice has
    the same digest, until one of its kind is made. Raises LookupError for a session without minutes.
    """
    minutes = minutes_of(session)
    number = Rectification.objects.filter(session=session).count() + 1
    rows = [[str(one.case.pk) if one.case else "", one.instead_of, one.read] for one in draft.corrections]
    said = json.dumps([minutes.sha256, number, draft.reason, rows], ensure_ascii=False, separators=(",", ":"))
    return Planned(number, minutes, sha256(said.encode()).hexdigest())


@transaction.atomic
def ask_code(
    *, session: JurySession, draft: Draft, member: Member, address: str, actor: Actor, now: datetime
) -> SigningCode:
    """Send the president the code that signs this draft. Raises Refused, with every correction that may not be made."""
    session = locked(session)
    check_session_step("rectify", session, actor)
    _check(bench(session), draft)
    planned = plan(session, draft)
    return send_code(
        member=member,
        covers=planned.digest,
        named=f"le procès-verbal rectificatif n° {planned.number} du jury du {french(session.held_on)}",
        address=address,
        now=now,
    )


def rectify(
    *, session: JurySession, draft: Draft, member: Member, code: str, actor: Actor, now: datetime
) -> Rectification:
    """Make the rectifying minutes, with the code that was sent for this very draft.

    Raises Refused when the code is not good, when a correction would change a decision, when another than the president
    asks. Not atomic as a whole: a wrong code is refused, and still counts.
    """
    with transaction.atomic():
        session = locked(session)
        check_session_step("rectify", session, actor)
        seats = bench(session)
        _check(seats, draft)
        planned = plan(session, draft)
        fault = use_code(member=member, code=code, covers=planned.digest, now=now)
        if fault is None:
            return _made(seats, draft, planned, member, actor, now)
    raise fault


def _check(seats: Bench, draft: Draft) -> None:
    """Raises Refused, with every correction that changes a decision or what it is said of, or nothing."""
    names = _names(seats)
    wrong = [
        Reason(code, MOMENT, f"Correction {number} : {said}", holds=False)
        for number, one in enumerate(draft.corrections, start=1)
        for code, said in faults(one, names)
    ]
    if wrong:
        raise Refused(Decision(outcome=StepOutcome.REFUSED, reasons=tuple(wrong)))


def _names(seats: Bench) -> Known:
    """The candidates of the session, as papers and lists name them; the titles of what it judged."""
    cases = Case.objects.filter(session=seats.session).select_related("candidacy__person")
    people = [(case.candidacy.person, str(case.pk)) for case in cases]
    certified = [(one, block) for one in seats.certifications for block in one.blocks]
    return known(
        [(name, case) for person, case in people for name in (person.full_name, person.listed_name)],
        [block.title for _, block in certified]
        + [one.capacity(code).title for one, block in certified for code in block.capacities],
        [(name, case) for person, case in people for name in (person.first_name, person.last_name)],
    )


def _made(seats: Bench, draft: Draft, planned: Planned, member: Member, actor: Actor, now: datetime) -> Rectification:
    session = seats.session
    record(
        actor=actor,
        chain=session.centre.chain,
        act="jury.rectify",
        subject=session.ref,
        now=now,
        data={
            "number": planned.number,
            "minutes": planned.minutes.sha256,
            "sha256": planned.digest,
            "member": f"member:{member.id}",
            "cases": [str(one.case.pk) for one in draft.corrections if one.case],
        },
        details={
            "reason": draft.reason,
            "corrections": [f"« {one.instead_of} » : « {one.read} »" for one in draft.corrections],
        },
        clauses=["record.jury.duties"],
    )
    document = store_rectification(seats=seats, draft=draft, planned=planned, president=member, actor=actor, now=now)
    made = Rectification(session=session, number=planned.number, reason=draft.reason, document=document, made_at=now)
    made.save(force_insert=True)
    Correction.objects.bulk_create(
        Correction(rectification=made, case=one.case, instead_of=one.instead_of, read=one.read)
        for one in draft.corrections
    )
    MinutesSignature.objects.create(
        member=member, document=document, sha256=planned.digest, consent=RECTIFYING_CONSENT, signed_at=now
    )
    for case in {one.case.pk: one.case for one in draft.corrections if one.case}.values():
        tell_candidate(made, case, now)
    return made
