"""The president's written notice to each candidate not fully admitted, under the edition of the jury."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.http import Http404

from jurande.accounts.links import login_address
from jurande.candidacies.models import Candidacy
from jurande.certificates.sweeps import carry_out, telling_trouble
from jurande.documents.actions import store
from jurande.documents.compose import partial_notice
from jurande.documents.contracts import Cited, PartialNoticeData, Party, Signatory
from jurande.documents.models import StoredDocument
from jurande.evaluations.facts import Dossier, dossier
from jurande.juries.after.contesting import NOTICE as KIND
from jurande.juries.after.contesting import decided_facts, reexaminations
from jurande.juries.choices import choices_of, choices_of_earlier
from jurande.juries.day.closing import keep_room_open
from jurande.juries.day.minutes import block_results, cited_reasons, decision_kind
from jurande.juries.models import Case
from jurande.ledger.actors import SYSTEM, record
from jurande.ledger.queries import head
from jurande.messages.actions import post
from jurande.register.models import Award, KeptCapacity
from jurande.rules.award import KeptKind, kept
from jurande.rules.dates import day_of, french
from jurande.rules.deliberation import Verdict
from jurande.rules.lifecycles import Session as SessionState
from jurande.rules.recourse import contest
from jurande.rules.rulebook import Edition, edition_named
from jurande.rules.settings import Settings
from jurande.rules.words import listed
from jurande.ui.french import typographic

# What the candidate is told in writing; those admitted have their certificate, unless the rule did not award it.
VERDICTS = (Verdict.NOT_ADMISSIBLE.value, Verdict.BLOCKS.value, Verdict.POSTPONED.value)
TO_GO_ON = (
    "Prenez contact avec le centre d’examen pour préparer l’évaluation de ce qui n’est pas encore validé.",
    "Ce qui est validé n’est pas à repasser : il sera repris devant le prochain jury.",
)
WITHOUT_CERTIFICATE = (
    "Vous êtes admissible, mais le certificat n’est pas délivré : la décision dit pourquoi, et sur quelle règle.",
    "Prenez contact avec le centre d’examen : ce qui est validé n’est pas à repasser.",
)
AFTER_A_POSTPONEMENT = (
    "Le jury n’a pas encore décidé : le centre d’examen présentera votre dossier à un prochain jury.",
    "Vous n’avez ni à vous réinscrire ni à refaire ce que la commission a déjà évalué.",
)


def write_waiting(*, now: datetime, limit: int = 500) -> int:
    """Write the notices that closed juries owe; return how many. One transaction each: none twice.

    Raises ExceptionGroup when some could not be written.
    """
    written = StoredDocument.objects.filter(kind=KIND, subject=_ref("case", "pk"))
    owing = owed().filter(~Exists(written)).order_by("session__held_on", "session", "position")
    waiting = owing.values_list("pk", flat=True)[:limit]
    return carry_out(waiting, lambda pk: telling_trouble(f"case:{pk}", partial(_write, pk, now), now=now))


def owed() -> QuerySet[Case]:
    """The cases of closed juries that a letter tells: not fully admitted, or admissible without a certificate."""
    awarded = Award.objects.filter(jury=_ref("jury", "session_id"), candidacy=_ref("candidacy", "candidacy_id"))
    untitled = Q(verdict=Verdict.ADMISSIBLE.value) & ~Exists(awarded)
    return Case.objects.filter(Q(verdict__in=VERDICTS) | untitled, session__state=SessionState.CLOSED.value)


def _ref(kind: str, column: str) -> Concat:
    """The reference of an object, from the column of the outer query that holds its key."""
    return Concat(Value(f"{kind}:"), Cast(OuterRef(column), CharField()))


@transaction.atomic
def _write(case_id: UUID, now: datetime) -> int:
    case = (
        Case.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
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
    _keep_room_open(case, now)
    _tell(case, now)
    return 1


def _keep_room_open(case: Case, now: datetime) -> None:
    """Written after the day of the closing, the letter gives longer to contest: the jurors read as long."""
    settings = choices_of(case.session, case.candidacy.record_code)
    until = contest(decided_facts(case, day_of(now)), settings=settings).until
    if until is not None:
        keep_room_open(session=case.session, last=until, actor=SYSTEM, now=now)


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
    certification = candidacy.certification
    settings = choices_of(session, candidacy.record_code)
    president = case.acting_president or session.members.get(president=True)
    file = dossier(candidacy)
    usable = _usable(case, file, settings, day_of(now))
    return PartialNoticeData(
        sender=Party(session.centre.name, (session.centre.address, f"{session.centre.postcode} {session.centre.city}")),
        addressee=Party(candidacy.person.full_name, ()),
        reference=candidacy.reference,
        sent_from=session.centre.city,
        sent_on=day_of(now),
        title=certification.title,
        jury_on=session.held_on,
        decision=decision_kind(case),
        reasons=cited_reasons(case, reexaminations([case]).get(case.pk)),
        blocks=block_results(case, file),
        kept=usable,
        next_steps=_next_steps(case, usable),
        recourse=_recourse(case, settings, day_of(now)),
        president=Signatory(president.name, "Président(e) du jury paritaire"),
    )


def _recourse(case: Case, settings: Settings, on: date) -> Cited:
    """How to contest, and until when, as the rule counts it from the day of this letter; or why there is nothing to."""
    decision = contest(decided_facts(case, on), settings=settings)
    [reason] = decision.reasons
    if decision.until is None:
        return Cited(reason.text, reason.clause.ref)
    return Cited(
        f"Vous pouvez demander par écrit, avec vos motifs, un nouvel examen de votre dossier dans les "
        f"{settings.recourse_months} mois qui suivent cette lettre, jusqu’au {french(decision.until)} inclus.",
        reason.clause.ref,
    )


def _next_steps(case: Case, usable: Sequence[Cited]) -> tuple[str, ...]:
    if case.verdict == Verdict.POSTPONED:
        return AFTER_A_POSTPONEMENT
    if case.verdict == Verdict.ADMISSIBLE:
        return WITHOUT_CERTIFICATE
    return TO_GO_ON if usable else TO_GO_ON[:1]


def _usable(case: Case, file: Dossier, settings: Settings, on: date) -> tuple[Cited, ...]:
    """How long what is validated may serve: the blocks of this jury, then the capacities acquired in the others.

    A capacity that an earlier jury left acquired, of this candidacy too, keeps the period of that jury. Nothing
    validated, nothing said.
    """
    edition, held_on = edition_named(case.session.edition), case.session.held_on
    blocks = [file.certification.block(code).number for code in case.validated]
    said = [_period(_blocks(blocks), KeptKind.BLOCK, edition, held_on, settings, file, on)] if blocks else []
    own = KeptCapacity.objects.filter(candidacy=case.candidacy.ref, jury_on__lt=held_on, withdrawn_on__isnull=True)
    before = {code: file.kept[code] for code in case.summary.kept if code in file.kept}
    before |= {one.capacity_code: one for one in own}
    groups: dict[tuple[str, str, date], list[str]] = {}
    for code in case.kept_capacities:
        earlier = before.get(code)
        origin = (earlier.edition, earlier.jury, earlier.jury_on) if earlier else (edition.code, "", held_on)
        groups.setdefault(origin, []).append(code)
    for (named, jury, jury_on), codes in groups.items():
        then = choices_of_earlier(jury, jury_on, case.candidacy.record_code) if jury else settings
        what = _capacities(edition, codes) + (f" devant le jury du {french(jury_on)}" if jury_on != held_on else "")
        said.append(_period(what, KeptKind.CAPACITY, edition_named(named), jury_on, then, file, on))
    return tuple(said)


def _blocks(numbers: Sequence[object]) -> str:
    names = [str(number) for number in numbers]
    return f"Bloc {names[0]}, validé" if len(names) == 1 else f"Blocs {listed(names)}, validés"


def _capacities(edition: Edition, codes: Sequence[str]) -> str:
    """« Compétences professionnelles C9 et C11, acquises », in the word of the edition."""
    word = edition.capacity_word.capitalize()
    if len(codes) > 1:
        word = " ".join(f"{part}s" for part in word.split(" "))
    return f"{word} {listed(list(codes))}, acquise{'s' if len(codes) > 1 else ''}"


def _period(
    what: str, kind: KeptKind, edition: Edition, jury_on: date, settings: Settings, file: Dossier, on: date
) -> Cited:
    decision = kept(file.certification, edition, kind=kind, deliberated_on=jury_on, on=on, settings=settings)
    [reason] = decision.reasons
    return Cited(f"{what}. {reason.text}", reason.clause.ref)


def notices_of(candidacies: Iterable[Candidacy]) -> dict[UUID, list[Case]]:
    """The cases whose notice is written, by candidacy, the oldest first: a jury may decide anew after another."""
    cases = owed().filter(candidacy__in=list(candidacies)).order_by("decided_at")
    written = is_written(cases)
    found: dict[UUID, list[Case]] = {}
    for case in cases:
        if case.ref in written:
            found.setdefault(case.candidacy_id, []).append(case)
    return found


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
