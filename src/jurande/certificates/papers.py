"""What each paper says, from the rows of the register to the contract of its template."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from jurande.catalogue.record_file import load
from jurande.certificates.models import Certificate
from jurande.documents.contracts import (
    Block,
    BlockContent,
    BlockStatementData,
    Capacity,
    CertificateData,
    Cited,
    Signatory,
)
from jurande.juries.choices import choices_of_earlier
from jurande.register.models import BlockAward
from jurande.rules.award import KeptKind, kept
from jurande.rules.dates import day_of
from jurande.rules.rulebook import LAW_RNCP_CLAIM, edition_named


def verification_url(code: str) -> str:
    """The public address where anyone checks a certificate: what its QR code holds."""
    return f"{settings.PUBLIC_URL}/v/{code}"


def certificate_data(certificate: Certificate) -> CertificateData:
    """The certificate of an award; the RNCP is named only when the holder may claim it."""
    award, centre = certificate.award, certificate.centre
    person = award.person
    record = load(award.record_code)
    certification = record.certification
    number = f"RNCP {record.sections.identity.number}"
    return CertificateData(
        kind="Certificat de qualification professionnelle",
        title=certification.title,
        holder=person.full_name,
        born_on=person.born_on,
        born_at=person.birth,
        awarded_on=award.awarded_on,
        jury_on=award.jury_on,
        centre=centre.name,
        authority=record.sections.authority.name,
        authority_signatory=Signatory(certificate.signatory_name, certificate.signatory_quality),
        president=Signatory(award.president_name, "Président(e) du jury paritaire"),
        number=certificate.number,
        code=certificate.code,
        verification_url=verification_url(certificate.code),
        blocks=tuple(Block(f"Bloc {block.number}", block.title) for block in certification.blocks),
        rncp_claim=Cited(
            f"Certification enregistrée au Répertoire national des certifications professionnelles, fiche {number}.",
            LAW_RNCP_CLAIM.ref,
        )
        if award.rncp_claim
        else None,
    )


def statement_data(award: BlockAward, now: datetime) -> BlockStatementData:
    """The statement of one block, with how long it may serve."""
    record = load(award.record_code)
    certification = record.certification
    block = certification.block(award.block_code)
    usable = kept(
        certification,
        edition_named(award.edition),
        kind=KeptKind.BLOCK,
        deliberated_on=award.validated_on,
        on=award.validated_on,
        settings=choices_of_earlier(award.jury, award.validated_on, award.record_code),
    )
    return BlockStatementData(
        title=certification.title,
        block=BlockContent(
            code=f"Bloc {block.number}",
            title=block.title,
            capacities=tuple(Capacity(code, certification.capacity(code).title) for code in block.capacities),
        ),
        holder=award.person.full_name,
        born_on=award.person.born_on,
        born_at=award.person.birth,
        jury_on=award.validated_on,
        issued_on=day_of(now),
        centre=award.centre.name,
        authority=record.sections.authority.name,
        reference=str(award.id)[:8].upper(),
        kept=Cited(usable.reasons[0].text, usable.reasons[0].clause.ref),
        president=Signatory(award.president_name, "Président(e) du jury paritaire"),
    )
