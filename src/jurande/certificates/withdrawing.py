"""Taking back what was awarded: a certificate, the blocks and the capacities kept that the decision names.

Only actions write (law 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from jurande.candidacies.models import Candidacy, FraudCase
from jurande.candidacies.reconsidering import hold_open, release_blocks
from jurande.certificates.models import Certificate
from jurande.juries.day.falling import juries_told
from jurande.ledger.actions import gathered
from jurande.ledger.actors import Actor, record
from jurande.register.actions import withdraw as withdraw_titles
from jurande.register.actions import withdraw_blocks as withdraw_only_blocks
from jurande.register.kept import described, withdraw_kept
from jurande.register.models import Award, BlockAward, KeptCapacity
from jurande.rules import lifecycles
from jurande.rules.certification import RouteCode
from jurande.rules.fraud import WithdrawalDecision, WithdrawalFacts, WithdrawalOutcome, withdrawal
from jurande.rules.lifecycles import CertificateState as State
from jurande.rules.lifecycles import Fraud as FraudState
from jurande.rules.lifecycles import Role, StepOutcome, refusal
from jurande.rules.reasons import Refused


def held_blocks(award: Award) -> list[BlockAward]:
    """The blocks that the holder holds of that certification, which a decision may name."""
    return _held(award.person_id, award.record_code)


def blocks_of(candidacy: Candidacy) -> list[BlockAward]:
    """The blocks that somebody holds of the certification of a candidacy, which a decision may name."""
    return _held(candidacy.person_id, candidacy.record_code)


def _held(person_id: UUID, record_code: str) -> list[BlockAward]:
    return list(BlockAward.objects.filter(person=person_id, record_code=record_code, withdrawn_on__isnull=True))


def kept_of(candidacy: Candidacy) -> list[KeptCapacity]:
    """The capacities that juries kept for somebody, of the certification of a candidacy, which a decision may name."""
    kept = KeptCapacity.objects.filter(person=candidacy.person_id, record_code=candidacy.record_code)
    return described(kept.filter(withdrawn_on__isnull=True))


def not_made(candidacy: Candidacy) -> Award | None:
    """The certification that a jury awarded of a candidacy, and whose certificate was never made."""
    standing = Award.objects.filter(candidacy=candidacy.ref, withdrawn_on__isnull=True, documented_at__isnull=True)
    return standing.first()


def established_on(award: Award) -> FraudCase | None:
    """The fraud established about the candidacy that gave this title, on which its withdrawal rests."""
    kind, _, key = award.candidacy.partition(":")
    established = FraudCase.objects.filter(state=FraudState.ESTABLISHED.value)
    return established.filter(candidacy=UUID(key)).order_by("-decided_at").first() if kind == "candidacy" else None


@transaction.atomic
def withdraw(
    *,
    certificate: Certificate,
    blocks: Sequence[str],
    withdrawn_on: date,
    heard_on: date | None,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Certificate:
    """Withdraw a certificate and the blocks named, by code, with a reason that is never public.

    It rests on the fraud established about its candidacy, if one was; on any ground, its holder was heard (`heard_on`).
    The public page says so from that day; the person may enrol again for what they no longer hold. Raises Refused for
    another role than the national level, a second time, as the rule says, and for a block that is not held.
    """
    holder, rows = certificate.award, Certificate.objects.select_for_update(of=("self",))
    with juries_told(person=holder.person_id, record_code=holder.record_code, blocks=blocks, capacities=()):
        hold_open(holder.person_id, holder.record_code)
        fresh = rows.select_related("centre", "award").get(pk=certificate.pk)
        return _withdraw(fresh, blocks, withdrawn_on, heard_on, reason, actor, now)


def _withdraw(
    fresh: Certificate,
    blocks: Sequence[str],
    withdrawn_on: date,
    heard_on: date | None,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Certificate:
    decision = lifecycles.may_take(lifecycles.CERTIFICATE, "withdraw", state=State(fresh.state), roles=[actor.role])
    if decision.outcome is StepOutcome.REFUSED:
        raise Refused(decision)
    fraud = established_on(fresh.award) is not None
    judged = _judge(fresh.award.route, fraud, 1 + len(blocks), withdrawn_on, heard_on, reason)
    with gathered():  # of several centres' chains, each is locked last, in one order: no deadlock
        taken = withdraw_titles(
            award=fresh.award,
            blocks=blocks,
            withdrawn_on=withdrawn_on,
            clauses=[judged.ground.key],
            actor=actor,
            now=now,
        )
        release_blocks(
            person=fresh.award.person_id, record_code=fresh.award.record_code, blocks=blocks, actor=actor, now=now
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
            data={
                "number": fresh.number,
                "blocks": [block.block_code for block in taken],
                "heard_on": str(heard_on),
            },
            details={"reason": reason},
            clauses=[judged.ground.key],
        )
    return fresh


@transaction.atomic
def withdraw_results(
    *,
    fraud: FraudCase,
    blocks: Sequence[str],
    capacities: Sequence[UUID] = (),
    withdrawn_on: date,
    reason: str,
    actor: Actor,
    now: datetime,
) -> list[BlockAward]:
    """Withdraw blocks, by code, and capacities kept, by key, of whom a fraud was established; return the blocks.

    Their certificate, once made, is withdrawn by its own act, with the blocks that it names; one that was awarded and
    never made is withdrawn here with the blocks it rests on. Raises Refused for another role than the national level,
    before the fraud is established, as the rule says, for what is not held, and as `juries_told`.
    """
    found = FraudCase.objects.select_related("candidacy").get(pk=fraud.pk)
    holder, record_code = found.candidacy.person_id, found.candidacy.record_code
    named = KeptCapacity.objects.filter(pk__in=list(capacities)).values_list("capacity_code", flat=True)
    with juries_told(person=holder, record_code=record_code, blocks=blocks, capacities=set(named)):
        hold_open(holder, record_code)
        fresh = FraudCase.objects.select_for_update(of=("self",)).select_related("candidacy__centre").get(pk=fraud.pk)
        if actor.role is not Role.NATIONAL:
            raise refusal("withdrawal.role", "Le retrait revient au niveau national.")
        if fresh.state != FraudState.ESTABLISHED:
            raise refusal("withdrawal.fraud", "La fraude n’est pas retenue : rien ne se retire à ce titre.")
        titles = len(blocks) + len(capacities)
        judged = _judge(fresh.candidacy.route, True, titles, withdrawn_on, fresh.heard_on, reason)
        with gathered():
            return _take_back(fresh, blocks, capacities, withdrawn_on, reason, judged.ground.key, actor, now)


def _take_back(
    fraud: FraudCase,
    blocks: Sequence[str],
    capacities: Sequence[UUID],
    withdrawn_on: date,
    reason: str,
    clause: str,
    actor: Actor,
    now: datetime,
) -> list[BlockAward]:
    candidacy = fraud.candidacy
    holder, record_code = candidacy.person_id, candidacy.record_code
    award = not_made(candidacy) if blocks else None
    if award:
        taken = withdraw_titles(
            award=award, blocks=blocks, withdrawn_on=withdrawn_on, clauses=[clause], actor=actor, now=now
        )
    else:
        taken = withdraw_only_blocks(
            person=holder,
            record_code=record_code,
            blocks=blocks,
            withdrawn_on=withdrawn_on,
            clauses=[clause],
            actor=actor,
            now=now,
        )
    kept = withdraw_kept(
        person=holder,
        record_code=record_code,
        kept=capacities,
        withdrawn_on=withdrawn_on,
        clauses=[clause],
        actor=actor,
        now=now,
    )
    release_blocks(person=holder, record_code=record_code, blocks=blocks, actor=actor, now=now)
    record(
        actor=actor,
        chain=candidacy.centre.chain,
        act="certificate.withdraw_blocks",
        subject=candidacy.ref,
        now=now,
        effective_on=withdrawn_on,
        data={
            "blocks": [block.block_code for block in taken],
            "capacities": [one.capacity_code for one in kept],
            "heard_on": str(fraud.heard_on),
        },
        details={"reason": reason},
        clauses=[clause],
    )
    return taken


def _judge(
    route: str, fraud: bool, titles: int, withdrawn_on: date, heard_on: date | None, reason: str
) -> WithdrawalDecision:
    facts = WithdrawalFacts(heard_on=heard_on, withdrawn_on=withdrawn_on, reason=reason, fraud=fraud, titles=titles)
    decision = withdrawal(facts, vae=route == RouteCode.VAE)
    if decision.outcome is WithdrawalOutcome.REFUSED:
        raise Refused(decision)
    return decision


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
