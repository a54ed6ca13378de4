"""The papers of one candidacy as its centre reads them: made, being made, or kept from being made and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from jurande.candidacies.fraud import under_way, withheld_refs
from jurande.candidacies.models import Candidacy
from jurande.certificates.models import Trouble
from jurande.certificates.notices import is_written, owed
from jurande.certificates.notifying import results
from jurande.juries.models import Case
from jurande.messages.models import Message
from jurande.messages.queries import troubled
from jurande.register.models import Award, BlockAward


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper: what it is, the name of its address, the key of what it is made from when it is made, else why not.

    `trouble` is empty for a paper that the worker will make in a moment.
    """

    name: str
    url_name: str
    key: UUID | None
    trouble: str


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers of a candidacy, and the messages about it that did not leave, or may have left twice.

    `results`: what juries judged of a VAE, each with the day its candidate was told.
    """

    papers: Sequence[Paper]
    results: Sequence[Case]
    messages: Sequence[Message]


def papers_of(candidacy: Candidacy) -> Papers:
    """What the page of a candidacy shows to the staff of its centre."""
    awards = Award.objects.filter(candidacy=candidacy.ref, withdrawn_on__isnull=True).select_related("certificate")
    blocks = BlockAward.objects.filter(candidacy=candidacy.ref, withdrawn_on__isnull=True).select_related("statement")
    cases = list(owed().filter(candidacy=candidacy).order_by("decided_at"))
    written = is_written(cases)
    subjects = [*(f"award:{one.pk}" for one in awards), *(f"block:{one.pk}" for one in blocks)]
    subjects += [case.ref for case in cases]
    why = dict(Trouble.objects.filter(subject__in=subjects).values_list("subject", "text"))
    if candidacy.ref in withheld_refs():
        held = (
            "Une suspicion de fraude est en cours : rien n’est délivré avant sa décision."
            if under_way(candidacy)
            else "La fraude est retenue : rien n’est délivré avant la décision qui nomme ce qui est retiré."
        )
        why |= dict.fromkeys(subjects[: len(awards) + len(blocks)], held)
    return Papers(
        papers=(
            *(
                Paper(
                    "Certificat",
                    "certificates:one",
                    one.certificate.pk if one.documented_at else None,
                    why.get(f"award:{one.pk}", ""),
                )
                for one in awards
            ),
            *(
                Paper(
                    f"Attestation du bloc {one.block_code}",
                    "certificates:statement_pdf",
                    one.statement.pk if one.documented_at else None,
                    why.get(f"block:{one.pk}", ""),
                )
                for one in blocks
            ),
            *(
                Paper(
                    "Lettre du président du jury",
                    "certificates:notice_pdf",
                    case.pk if case.ref in written else None,
                    why.get(case.ref, ""),
                )
                for case in cases
            ),
        ),
        results=list(results().filter(candidacy=candidacy).order_by("decided_at")),
        messages=list(troubled([candidacy.ref])),
    )
