"""The president's written notice to each candidate not fully admitted, under the edition of the jury."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.http import Http404

from jurande.accounts.links import login_address
from jurande.candidacies.models import Candidacy
from jurande.catalogue.record_file import load
from jurande.certificates.sweeps import carry_out, telling_trouble
from jurande.documents.actions import store
from jurande.documents.compose import partial_notice
from jurande.documents.contracts import Cited, PartialNoticeData, Party, Signatory
from jurande.documents.models import StoredDocument
from jurande.evaluations.facts import dossier
from jurande.juries.minutes import block_results, cited_reasons, decision_kind
from jurande.juries.models import Case
from jurande.ledger.actors import SYSTEM, record
from jurande.ledger.queries import head
from jurande.messages.actions import post
from jurande.organisations.choices import in_force
from jurande.rules.award import KeptKind, kept
from jurande.rules.dates import day_of, french
from jurande.rules.deliberation import Verdict
from jurande.rules.lifecycles import Session as SessionState
from jurande.rules.rulebook import edition_named
from jurande.rules.settings import choice
from jurande.ui.french import typographic

KIND = "partial_notice"
# What the candidate is told in writing; those admitted have their certificate.
VERDICTS = (Verdict.NOT_ADMISSIBLE.value, Verdict.BLOCKS.value, Verdict.POSTPONED.value)
TO_GO_ON = (
    "Prenez contact avec le centre d’examen pour préparer l’évaluation de ce qui n’est pas encore validé.",
    "Ce qui est validé n’est pas à repasser : il sera repris devant le prochain jury.",
)
AFTER_A_POSTPONEMENT = (
    "Le jury n’a pas encore décidé : le centre d’examen présentera votre dossier à un prochain jury.",
    "Vous n’avez ni à vous réinscrire ni à refaire ce que la commission a déjà évalué.",
)


def write_waiting(*, now: datetime, limit: int = 500) -> int:
    """Write the notices that closed juries owe; return how many. One transaction each: none twice.

    Raises ExceptionGroup when some could not be written.
    """
    subject = Concat(Value("case:"), Cast(OuterRef("pk"), CharField()))
    written = StoredDocument.objects.filter(kind=KIND, subject=subject)
    owed = Case.objects.filter(~Exists(written), session__state=SessionState.CLOSED.value, verdict__in=VERDICTS)
    waiting = owed.order_by("session__held_on", "session", "position").values_list("pk", flat=True)[:limit]
    return carry_out(waiting, lambda pk: telling_trouble(f"case:{pk}", partial(_write, pk, now), now=now))


@transaction.atomic
def _write(case_id: UUID, now: datetime) -> int:
    case = (
        Case.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("candidacy__person", "candidacy__centre", "session__centre", "summary", "acting_president")
        .filter(pk=case_id)
        .first()
    )
    if case is None or StoredDocument.objects.filter(kind=KIND, subject=case.ref).exists():
        return 0
    chain = case.session.centre.chain
    record(
        actor=SYSTEM,
        chain=chain,
        act="certificate.notice",
        subject=case.candidacy.ref,
        now=now,
        effective_on=case.session.held_on,
        data={"case": case.ref, "verdict": case.verdict},
        clauses=[edition_named(case.session.edition).award.key],
    )
    printed = head(chain)
    store(
        kind=KIND,
        subject=case.ref,
        filename=f"information-{case.candidacy.reference}.pdf",
        content=partial_notice(notice_data(case, now), head=printed, created=now),
        head=printed,
        actor=SYSTEM.ref,
        now=now,
    )
    _tell(case, now)
    return 1


def _tell(case: Case, now: datetime) -> None:
    post(
        key=f"notice:{case.id}",
        subject_ref=case.candidacy.ref,
        recipient=case.candidacy.email,
        subject=f"Résultat du jury du {french(case.session.held_on)}",
        body=typographic(
            f"Bonjour,\n\nLe président du jury vous informe par écrit du résultat du jury du "
            f"{french(case.session.held_on)}. La lettre vous attend dans votre espace. Pour y entrer, ouvrez cette "
            f"page et demandez un code à usage unique avec cette adresse électronique :\n\n{login_address()}\n\n"
            f"{case.session.centre.name}\n"
        ),
        now=now,
    )


def notice_data(case: Case, now: datetime) -> PartialNoticeData:
    """What the letter says: the decision, what is validated and how long it may be used, what to do next."""
    candidacy, session = case.candidacy, case.session
    certification = load(candidacy.record_code).certification
    settings = in_force(session.held_on, candidacy.record_code)
    president = case.acting_president or session.members.get(president=True)
    usable = kept(
        certification,
        edition_named(session.edition),
        kind=KeptKind.BLOCK,
        deliberated_on=session.held_on,
        on=day_of(now),
        settings=settings,
    )
    return PartialNoticeData(
        sender=Party(session.centre.name, (session.centre.address, f"{session.centre.postcode} {session.centre.city}")),
        addressee=Party(candidacy.person.full_name, ()),
        reference=candidacy.reference,
        sent_from=session.centre.city,
        sent_on=day_of(now),
        title=certification.title,
        jury_on=session.held_on,
        decision=decision_kind(case),
        reasons=cited_reasons(case),
        blocks=block_results(case, dossier(candidacy)),
        kept=tuple(Cited(reason.text, reason.clause.ref) for reason in usable.reasons),
        next_steps=AFTER_A_POSTPONEMENT if case.verdict == Verdict.POSTPONED else TO_GO_ON,
        recourse=Cited(
            f"Vous pouvez demander par écrit, avec vos motifs, un nouvel examen de votre dossier dans les "
            f"{settings.recourse_months} mois qui suivent cette lettre.",
            choice("recourse_months").ref,
        ),
        president=Signatory(president.name, "Président(e) du jury paritaire"),
    )


def notices_of(candidacies: Iterable[Candidacy]) -> dict[UUID, Case]:
    """The latest case of each candidacy whose notice is written, by candidacy."""
    cases = Case.objects.filter(candidacy__in=list(candidacies), verdict__in=VERDICTS).order_by("decided_at")
    written = is_written(cases)
    return {case.candidacy_id: case for case in cases if case.ref in written}


def is_written(cases: Iterable[Case]) -> set[str]:
    """Those of these cases, by reference, whose notice is written."""
    written = StoredDocument.objects.filter(kind=KIND, subject__in=[case.ref for case in cases])
    return set(written.values_list("subject", flat=True))


def notice_for(case: Case) -> StoredDocument:
    """The notice of a case. Raises Http404 while it is not written."""
    found = StoredDocument.objects.filter(kind=KIND, subject=case.ref).first()
    if found is None:
        raise Http404
    return found
