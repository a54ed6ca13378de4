"""Writing what people hold. Called by the actions of the apps above, inside their transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from jurande.ledger.actors import Actor, record
from jurande.organisations.models import ExamCentre
from jurande.register.models import Award, BlockAward, Person
from jurande.rules.lifecycles import refusal
from jurande.rules.reasons import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class JuryFact:
    """What a jury of a centre did for one candidacy, as the register keeps it."""

    centre: ExamCentre
    jury: str
    jury_on: date
    candidacy: str
    president_name: str
    edition: str
    record_code: str


@transaction.atomic
def validate_blocks(
    *,
    person: Person,
    blocks: Sequence[tuple[str, date | None]],
    fact: JuryFact,
    actor: Actor,
    now: datetime,
    reasons: Iterable[Reason] = (),
) -> list[BlockAward]:
    """Enter the blocks that a jury validated: pairs of a block code and the last day it is usable (None: no limit).

    `reasons` are those of the decision; their clauses are written in each entry.
    """
    clauses = clauses_of(reasons)
    awards = BlockAward.objects.bulk_create(
        BlockAward(
            person=person,
            record_code=fact.record_code,
            block_code=code,
            centre=fact.centre,
            jury=fact.jury,
            candidacy=fact.candidacy,
            president_name=fact.president_name,
            edition=fact.edition,
            validated_on=fact.jury_on,
            usable_until=usable_until,
        )
        for code, usable_until in blocks
    )
    for award in awards:
        record(
            actor=actor,
            chain=fact.centre.chain,
            act="register.block",
            subject=f"block:{award.id}",
            now=now,
            effective_on=fact.jury_on,
            data={"block": award.block_code, "jury": fact.jury, "candidacy": fact.candidacy},
            clauses=clauses,
        )
    return awards


@transaction.atomic
def award_certification(
    *,
    person: Person,
    route: str,
    enrolled_on: date,
    awarded_on: date,
    rncp_claim: bool,
    fact: JuryFact,
    actor: Actor,
    now: datetime,
    reasons: Iterable[Reason] = (),
) -> Award:
    """Enter the delivery of a certification; the certificate is made from this row by `certificates`.

    `reasons` are those of the decision; their clauses are written in the entry.
    """
    award = Award.objects.create(
        person=person,
        record_code=fact.record_code,
        centre=fact.centre,
        jury=fact.jury,
        candidacy=fact.candidacy,
        president_name=fact.president_name,
        edition=fact.edition,
        route=route,
        jury_on=fact.jury_on,
        awarded_on=awarded_on,
        rncp_claim=rncp_claim,
        enrolled_on=enrolled_on,
    )
    record(
        actor=actor,
        chain=fact.centre.chain,
        act="register.award",
        subject=f"award:{award.id}",
        now=now,
        effective_on=awarded_on,
        data={
            "record": fact.record_code,
            "jury": fact.jury,
            "candidacy": fact.candidacy,
            "rncp_claim": rncp_claim,
        },
        clauses=clauses_of(reasons),
    )
    return award


@transaction.atomic
def withdraw(
    *,
    award: Award,
    blocks: Sequence[str],
    withdrawn_on: date,
    clauses: Sequence[str],
    actor: Actor,
    now: datetime,
) -> list[BlockAward]:
    """Withdraw a delivery, and the blocks that the decision names, by code; return these. Nothing is deleted.

    What is withdrawn is held no more: the person may enrol for it again. Called by the act that decides, in its
    transaction. Raises Refused for a block that the holder of this certification does not hold.
    """
    award = Award.objects.select_for_update(of=("self",)).select_related("centre").get(pk=award.pk)
    award.withdrawn_on = withdrawn_on
    award.save(update_fields=["withdrawn_on"])
    act_id = uuid4()
    record(
        actor=actor,
        chain=award.centre.chain,
        act="register.withdraw",
        subject=f"award:{award.id}",
        now=now,
        effective_on=withdrawn_on,
        data={"record": award.record_code},
        clauses=clauses,
        act_id=act_id,
    )
    return withdraw_blocks(
        person=award.person_id,
        record_code=award.record_code,
        blocks=blocks,
        withdrawn_on=withdrawn_on,
        clauses=clauses,
        actor=actor,
        now=now,
        act_id=act_id,
    )


@transaction.atomic
def withdraw_blocks(
    *,
    person: UUID,
    record_code: str,
    blocks: Sequence[str],
    withdrawn_on: date,
    clauses: Sequence[str],
    actor: Actor,
    now: datetime,
    act_id: UUID | None = None,
) -> list[BlockAward]:
    """Withdraw the blocks of a certification that a decision names, by code; return them. Nothing is deleted.

    `person` is the holder's key. Each is written in the chain of the centre whose jury validated it. Raises Refused for
    a block that they do not hold.
    """
    held = BlockAward.objects.select_for_update(of=("self",)).select_related("centre").order_by("block_code")
    named = list(held.filter(person=person, record_code=record_code, block_code__in=blocks, withdrawn_on__isnull=True))
    if missing := sorted(set(blocks) - {one.block_code for one in named}):
        text = (
            f"Le titulaire n’a pas, ou n’a plus, {', '.join(missing)} : rechargez la page, puis choisissez à nouveau."
        )
        raise refusal("register.not_held", text)
    BlockAward.objects.filter(pk__in=[one.pk for one in named]).update(withdrawn_on=withdrawn_on)
    act_id = act_id or uuid4()
    for one in named:
        record(
            actor=actor,
            chain=one.centre.chain,
            act="register.withdraw",
            subject=f"block:{one.id}",
            now=now,
            effective_on=withdrawn_on,
            data={"block": one.block_code},
            clauses=clauses,
            act_id=act_id,
        )
    return named


def clauses_of(reasons: Iterable[Reason]) -> list[str]:
    """The keys of the clauses that reasons rest on, each once."""
    return sorted({reason.clause.key for reason in reasons})
