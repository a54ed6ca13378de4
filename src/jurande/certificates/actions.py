"""Making the papers of what juries decided: consumes the register's rows, once each. Only actions write (law 4)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from jurande.certificates.models import BlockStatement, Certificate
from jurande.certificates.papers import certificate_data, statement_data
from jurande.certificates.sweeps import carry_out
from jurande.documents.actions import store
from jurande.documents.compose import block_statement, certificate
from jurande.ledger.actors import SYSTEM, Actor, record
from jurande.ledger.queries import head
from jurande.organisations.models import ExamCentre
from jurande.organisations.queries import signatory_on
from jurande.register.models import Award, BlockAward
from jurande.rules import lifecycles
from jurande.rules.award import ENTROPY_BYTES, certificate_number, next_sequence, public_code
from jurande.rules.lifecycles import CertificateState as State
from jurande.rules.lifecycles import StepOutcome, refusal
from jurande.rules.reasons import Refused


def issue_waiting(*, now: datetime, limit: int = 500, entropy: Callable[[int], bytes] = secrets.token_bytes) -> int:
    """Make every paper that the register waits for; return how many. One transaction each: nothing is half-made.

    Numbers follow the jury's day, then the names. Raises ExceptionGroup when some could not be made.
    """
    awards = Award.objects.filter(documented_at__isnull=True, withdrawn_on__isnull=True)
    blocks = BlockAward.objects.filter(documented_at__isnull=True, withdrawn_on__isnull=True)
    awards = awards.order_by("jury_on", "person__sort_key", "id")[:limit]
    blocks = blocks.order_by("validated_on", "person__sort_key", "block_code", "id")[:limit]
    papers = [
        *(partial(_issue_certificate, pk, now, entropy) for pk in awards.values_list("pk", flat=True)),
        *(partial(_issue_statement, pk, now) for pk in blocks.values_list("pk", flat=True)),
    ]
    return carry_out(papers, lambda make: make())


@transaction.atomic
def _issue_certificate(award_id: UUID, now: datetime, entropy: Callable[[int], bytes]) -> int:
    award = (
        Award.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("person")
        .filter(pk=award_id, documented_at__isnull=True)
        .first()
    )
    if award is None:
        return 0
    signatory = signatory_on(award.awarded_on)
    if signatory is None:
        raise LookupError(f"no signatory of the authority is known on {award.awarded_on}")
    # The centre's row holds the counter of its numbers: one certificate at a time.
    centre = ExamCentre.objects.select_for_update(of=("self",)).get(pk=award.centre_id)
    year = award.awarded_on.year
    last = Certificate.objects.filter(centre=centre, year=year).aggregate(last=Max("sequence"))["last"]
    sequence = next_sequence(last)
    made = Certificate(
        award=award,
        centre=centre,
        year=year,
        sequence=sequence,
        number=certificate_number(centre.code, year, sequence),
        code=_fresh_code(entropy),
        signatory_name=signatory.name,
        signatory_quality=signatory.quality,
        issued_at=now,
    )
    record(
        actor=SYSTEM,
        chain=centre.chain,
        act="certificate.issue",
        subject=made.ref,
        now=now,
        effective_on=award.awarded_on,
        data={"number": made.number, "award": f"award:{award.id}", "rncp_claim": award.rncp_claim},
        clauses=["record.all_blocks"],
    )
    printed = head(centre.chain)
    made.document = store(
        kind="certificate",
        subject=made.ref,
        filename=f"certificat-{made.number}.pdf",
        content=certificate(certificate_data(made), head=printed, created=now),
        head=printed,
        actor=SYSTEM.ref,
        now=now,
    )
    made.save(force_insert=True)
    award.documented_at = now
    award.save(update_fields=["documented_at"])
    return 1


def _fresh_code(entropy: Callable[[int], bytes]) -> str:
    while Certificate.objects.filter(code=(code := public_code(entropy(ENTROPY_BYTES)))).exists():
        pass
    return code


@transaction.atomic
def _issue_statement(block_id: UUID, now: datetime) -> int:
    block = (
        BlockAward.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("person", "centre")
        .filter(pk=block_id, documented_at__isnull=True)
        .first()
    )
    if block is None:
        return 0
    statement = BlockStatement(block=block, issued_at=now)
    record(
        actor=SYSTEM,
        chain=block.centre.chain,
        act="certificate.statement",
        subject=f"block:{block.id}",
        now=now,
        effective_on=block.validated_on,
        data={"block": block.block_code},
        clauses=["record.block.certified"],
    )
    printed = head(block.centre.chain)
    statement.document = store(
        kind="block_statement",
        subject=f"block:{block.id}",
        filename=f"attestation-{block.block_code}.pdf",
        content=block_statement(statement_data(block, now), head=printed, created=now),
        head=printed,
        actor=SYSTEM.ref,
        now=now,
    )
    statement.save(force_insert=True)
    block.documented_at = now
    block.save(update_fields=["documented_at"])
    return 1


@transaction.atomic
def withdraw(*, certificate: Certificate, withdrawn_on: date, reason: str, actor: Actor, now: datetime) -> Certificate:
    """Withdraw a certificate, with its reason, which is never public; the public page says so from that day."""
    fresh = Certificate.objects.select_for_update(of=("self",)).select_related("centre", "award").get(pk=certificate.pk)
    decision = lifecycles.may_take(lifecycles.CERTIFICATE, "withdraw", state=State(fresh.state), roles=[actor.role])
    if decision.outcome is StepOutcome.REFUSED:
        raise Refused(decision)
    if not reason.strip():
        raise refusal("certificate.reason", "Un retrait se motive : écrivez la décision, après audition du titulaire.")
    fresh.state, fresh.withdrawn_on = State.WITHDRAWN.value, withdrawn_on
    fresh.save(update_fields=["state", "withdrawn_on"])
    Award.objects.filter(pk=fresh.award_id).update(withdrawn_on=withdrawn_on)
    record(
        actor=actor,
        chain=fresh.centre.chain,
        act="certificate.withdraw",
        subject=fresh.ref,
        now=now,
        effective_on=withdrawn_on,
        data={"number": fresh.number},
        details={"reason": reason},
        clauses=["law.R6412-7"],
    )
    return fresh
