"""Making the papers of what juries decided: consumes the register's rows, once each. Only actions write (law 4)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from jurande.accounts.links import login_address
from jurande.candidacies.fraud import withheld_refs
from jurande.candidacies.models import Candidacy
from jurande.certificates.models import BlockStatement, Certificate
from jurande.certificates.papers import certificate_data, statement_data
from jurande.certificates.sweeps import CannotBeMade, carry_out, telling_trouble
from jurande.documents.actions import store
from jurande.documents.compose import block_statement, certificate
from jurande.juries.locking import locked_centre
from jurande.ledger.actors import SYSTEM, record
from jurande.ledger.queries import head
from jurande.messages.actions import post
from jurande.organisations.queries import signatory_on
from jurande.register.models import Award, BlockAward
from jurande.rules.award import ENTROPY_BYTES, certificate_number, next_sequence, public_code
from jurande.rules.dates import french
from jurande.ui.french import typographic


def issue_waiting(*, now: datetime, limit: int = 500, entropy: Callable[[int], bytes] = secrets.token_bytes) -> int:
    """Make every paper that the register waits for; return how many. One transaction each: nothing is half-made.

    Numbers follow the jury's day, then the names. Raises ExceptionGroup when some could not be made.
    """
    held = withheld_refs()
    awards = Award.objects.filter(documented_at__isnull=True, withdrawn_on__isnull=True).exclude(candidacy__in=held)
    blocks = BlockAward.objects.filter(documented_at__isnull=True, withdrawn_on__isnull=True).exclude(
        candidacy__in=held
    )
    awards = awards.order_by("jury_on", "person__sort_key", "id")[:limit]
    blocks = blocks.order_by("validated_on", "person__sort_key", "block_code", "id")[:limit]
    papers: list[tuple[str, Callable[[], int]]] = [
        *((f"award:{pk}", partial(_issue_certificate, pk, now, entropy)) for pk in awards.values_list("pk", flat=True)),
        *((f"block:{pk}", partial(_issue_statement, pk, now)) for pk in blocks.values_list("pk", flat=True)),
    ]
    return carry_out(papers, lambda paper: telling_trouble(*paper, now=now))


@transaction.atomic
def _issue_certificate(award_id: UUID, now: datetime, entropy: Callable[[int], bytes]) -> int:
    award = (
        Award.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("person")
        .filter(pk=award_id, documented_at__isnull=True, withdrawn_on__isnull=True)
        .first()
    )
    if award is None or award.candidacy in withheld_refs():
        return 0
    signatory = signatory_on(award.awarded_on)
    if signatory is None:
        raise CannotBeMade(
            f"Aucun signataire de l’autorité n’est connu pour le {french(award.awarded_on)} : demandez au niveau "
            "national de l’ajouter."
        )
    # The centre's row holds the counter of its numbers: one certificate at a time.
    centre = locked_centre(award.centre)
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
    _tell(made, now)
    return 1


def _tell(made: Certificate, now: datetime) -> None:
    """Tell the holder that their certificate waits; of a VAE, the result is due within fifteen days (R6412-7)."""
    kind, _, key = made.award.candidacy.partition(":")
    candidacy = Candidacy.objects.filter(pk=key).first() if kind == "candidacy" else None
    if candidacy is None:
        return
    post(
        key=f"certificate:{made.id}",
        subject_ref=candidacy.ref,
        recipient=candidacy.email,
        subject="Votre certificat est prêt",
        body=typographic(
            f"Bonjour,\n\nLe jury du {french(made.award.jury_on)} vous a déclaré(e) admissible : votre certificat "
            f"n° {made.number} est établi, avec les attestations de vos blocs.\n\nIls vous attendent dans votre espace"
            f". Pour y entrer, ouvrez cette page et demandez un code à usage unique avec cette adresse :\n\n"
            f"{login_address()}\n\n{made.centre.name}\n"
        ),
        now=now,
    )


def _fresh_code(entropy: Callable[[int], bytes]) -> str:
    while Certificate.objects.filter(code=(code := public_code(entropy(ENTROPY_BYTES)))).exists():
        pass
    return code


@transaction.atomic
def _issue_statement(block_id: UUID, now: datetime) -> int:
    block = (
        BlockAward.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("person", "centre")
        .filter(pk=block_id, documented_at__isnull=True, withdrawn_on__isnull=True)
        .first()
    )
    if block is None or block.candidacy in withheld_refs():
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
