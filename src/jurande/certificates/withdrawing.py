"""Taking a certificate back, and the blocks that the decision names with it. Only actions write (law 4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from jurande.certificates.models import Certificate
from jurande.ledger.actors import Actor, record
from jurande.register.actions import withdraw as withdraw_titles
from jurande.register.models import Award, BlockAward
from jurande.rules import lifecycles
from jurande.rules.award import withdrawal_ground
from jurande.rules.certification import RouteCode
from jurande.rules.lifecycles import CertificateState as State
from jurande.rules.lifecycles import StepOutcome, refusal
from jurande.rules.reasons import Clause, Refused


def ground(award: Award) -> Clause:
    """The clause that the withdrawal of a title rests on."""
    return withdrawal_ground(RouteCode(award.route))


def held_blocks(award: Award) -> list[BlockAward]:
    """The blocks that the holder holds of that certification, which a decision may name."""
    held = BlockAward.objects.filter(person=award.person_id, record_code=award.record_code)
    return list(held.filter(withdrawn_on__isnull=True).order_by("block_code"))


@transaction.atomic
def withdraw(
    *,
    certificate: Certificate,
    blocks: Sequence[str],
    withdrawn_on: date,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Certificate:
    """Withdraw a certificate and the blocks named, by code, with a reason that is never public.

    The public page says so from that day; the person may enrol again for what they no longer hold. Raises Refused for
    another role than the national level, a second time, without a reason, and for a block that is not held.
    """
    rows = Certificate.objects.select_for_update(of=("self",)).select_related("centre", "award")
    fresh = rows.get(pk=certificate.pk)
    decision = lifecycles.may_take(lifecycles.CERTIFICATE, "withdraw", state=State(fresh.state), roles=[actor.role])
    if decision.outcome is StepOutcome.REFUSED:
        raise Refused(decision)
    if not reason.strip():
        raise refusal("certificate.reason", "Un retrait se motive : écrivez la décision, après audition du titulaire.")
    clause = ground(fresh.award)
    taken = withdraw_titles(
        award=fresh.award,
        blocks=blocks,
        withdrawn_on=withdrawn_on,
        clauses=[clause.key],
        actor=actor,
        now=now,
    )
    fresh.state, fresh.withdrawn_on = State.WITHDRAWN.value, withdrawn_on
    fresh.save(update_fields=["state", "withdrawn_on"])
    record(
        actor=actor,
        chain=fresh.centre.chain,
        act="certificate.withdraw",
        subject=fresh.ref,
        now=now,
        effective_on=withdrawn_on,
        data={"number": fresh.number, "blocks": [block.block_code for block in taken]},
        details={"reason": reason},
        clauses=[clause.key],
    )
    return fresh


@transaction.atomic
def consult(*, certificate: Certificate, actor: Actor, now: datetime) -> None:
    """Leave a trace of the national level opening a centre's certificate, found by its number or its code (law 7)."""
    record(
        actor=actor,
        chain=certificate.centre.chain,
        act="certificate.consult",
        subject=certificate.ref,
        now=now,
        data={"number": certificate.number},
    )
