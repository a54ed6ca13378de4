"""The file of a jury on its way: its centre sends it, the national group receives, remarks and checks it.

Only actions write (law 4). `archive.py` says what the file is made of, `rules/transmission.py` what it needs, by when.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.conf import settings
from django.contrib.postgres.aggregates import ArrayAgg
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from jurande.documents.actions import store
from jurande.documents.models import StoredDocument
from jurande.juries.after.archive import KINDS, LETTER, Filed, build, letter_file, pieces, there
from jurande.juries.after.conformity_letter import store_letter
from jurande.juries.choices import choices_each, choices_of, only_one
from jurande.juries.facts import Bench, bench
from jurande.juries.locking import locked
from jurande.juries.models import Completion, JurySession, Remark, Transmission
from jurande.ledger.actors import Actor, record
from jurande.ledger.queries import head
from jurande.messages.actions import post
from jurande.rules import lifecycles
from jurande.rules.dates import day_of, french
from jurande.rules.lifecycles import Session as SessionState
from jurande.rules.lifecycles import StepOutcome, refusal
from jurande.rules.lifecycles import Transmission as State
from jurande.rules.reasons import Refused
from jurande.rules.rulebook import edition_named
from jurande.rules.transmission import FileDecision, FileFacts, FileOutcome, Piece, national_file

KIND = "archive"
NOT_SENT = "Le dossier de ce jury n’est pas encore transmis."


def file_of(session: JurySession, sent: Transmission | None, *, on: date) -> FileDecision:
    """What the file of a closed session has, what it lacks, by when it is due. The letter is written as it leaves."""
    facts = FileFacts(
        jury_on=session.held_on,
        pieces=there(pieces(session)) | {Piece.LETTER},
        sent_on=day_of(sent.sent_at) if sent else None,
    )
    choices = choices_of(session, only_one(session.cases.values_list("candidacy__record_code", flat=True)))
    return national_file(edition_named(session.edition), facts, on=on, settings=choices)


def to_send(sessions: Iterable[JurySession], *, on: date) -> list[tuple[JurySession, FileDecision]]:
    """Of these sessions, annotated by `with_records`, by when each is due: in one query for all of them."""
    known = [(session, only_one(getattr(session, "records", []))) for session in sessions]
    choices = choices_each(known)
    due = [
        (
            session,
            national_file(
                edition_named(session.edition),
                FileFacts(jury_on=session.held_on, pieces=frozenset(Piece)),
                on=on,
                settings=choices[session.pk, code],
            ),
        )
        for session, code in known
    ]
    return sorted(due, key=lambda one: (one[1].due_on, one[0].starts_at))


def with_records() -> ArrayAgg:
    """The codes of the records that a session judged, once each."""
    return ArrayAgg("cases__candidacy__record_code", distinct=True, default=[])


@transaction.atomic
def send(*, session: JurySession, actor: Actor, now: datetime) -> Transmission:
    """Send the file of a closed jury to the national group: the letter written, the archive made, both kept.

    Late is possible, and said. Raises Refused for a jury that is not closed, a file sent already, and naming each piece
    that is missing.
    """
    session = locked(session)
    sent = Transmission.objects.filter(session=session).first()
    state = _step("send", State(sent.state) if sent else None, actor)
    if session.state != SessionState.CLOSED:
        raise refusal("transmission.not_closed", "Le jury n’est pas clos : son dossier se transmet ensuite.")
    decision = file_of(session, None, on=day_of(now))
    if decision.outcome is FileOutcome.INCOMPLETE:
        raise Refused(decision)
    made = Transmission(session=session, state=state.value, due_on=decision.due_on, sent_at=now)
    record(
        actor=actor,
        chain=session.centre.chain,
        act="transmission.send",
        subject=made.ref,
        now=now,
        data={"jury": session.ref, "due_on": decision.due_on, "late": decision.late},
        clauses=sorted({reason.clause.key for reason in decision.reasons}),
    )
    made.archive = _archive(session, bench(session), None, "", actor, now)
    made.save(force_insert=True)
    return made


def _archive(
    session: JurySession, seats: Bench, previous: StoredDocument | None, again: str, actor: Actor, now: datetime
) -> StoredDocument:
    """The letter and the archive, written after the entry of their act. `again`: why, of one that replaces another."""
    version = StoredDocument.objects.filter(kind=KIND, subject=session.ref).count() + 1
    files = pieces(session)
    letter = store_letter(session, seats, files, version=version, again=again, actor=actor, now=now)
    printed = head(session.centre.chain)
    suffix = f"-{version}" if version > 1 else ""
    return store(
        kind=KIND,
        subject=session.ref,
        filename=f"dossier-jury-{session.centre.code}-{session.held_on.isoformat()}{suffix}.zip",
        content=build(
            session,
            [letter_file(letter), *files],
            head=printed,
            version=version,
            previous=bytes(previous.content) if previous else None,
            now=now,
        ),
        head=printed,
        actor=actor.ref,
        now=now,
    )


@transaction.atomic
def receive(*, transmission: Transmission, actor: Actor, now: datetime) -> Transmission:
    """Acknowledge a file. Raises Refused a second time, and for a centre."""
    fresh = _locked(transmission)
    fresh.state, fresh.received_at = _step("receive", State(fresh.state), actor).value, now
    fresh.save(update_fields=["state", "received_at"])
    _record("receive", fresh, actor, now)
    return fresh


@transaction.atomic
def remark(*, transmission: Transmission, text: str, actor: Actor, now: datetime) -> Remark:
    """Address a remark to the centre, which is told. Raises Refused before the file is received, once it is checked."""
    fresh = _locked(transmission)
    fresh.state = _step("remark", State(fresh.state), actor).value
    fresh.save(update_fields=["state"])
    made = Remark.objects.create(transmission=fresh, text=text, made_at=now)
    _record("remark", fresh, actor, now, details={"reason": text})
    _tell(made, fresh.session, now)
    return made


def _tell(made: Remark, session: JurySession, now: datetime) -> None:
    """Word to the centre that a remark waits for its answer; the remark itself is read on its page."""
    post(
        key=f"remark:{made.pk}",
        subject_ref=session.ref,
        recipient=session.centre.email,
        subject=f"Une remarque sur le dossier du jury du {french(session.held_on)}",
        body=(
            f"Bonjour,\n\nLe {edition_named(session.edition).national_group} a une remarque sur le dossier du jury du "
            f"{french(session.held_on)}. Lisez-la et répondez-y ici :\n\n"
            f"{settings.PUBLIC_URL}{reverse('juries:after', args=[session.pk])}\n"
        ),
        now=now,
    )


@transaction.atomic
def answer(*, session: JurySession, answers: Mapping[int, str], actor: Actor, now: datetime) -> Transmission:
    """Answer every remark that waits, by its key; the file is made again with what changed since, and sent.

    Raises Refused when nothing waits, and for a remark left without an answer.
    """
    session = locked(session)
    sent = Transmission.objects.select_related("archive").filter(session=session).first()
    if sent is None:
        raise refusal("transmission.not_sent", NOT_SENT)
    state = _step("answer", State(sent.state), actor)
    waiting = list(Remark.objects.filter(transmission=sent, answered_at__isnull=True))
    if not all(answers.get(one.pk, "").strip() for one in waiting):
        raise refusal("transmission.unanswered", "Répondez à chacune des remarques : le dossier repart entier.")
    for one in waiting:
        one.answer, one.answered_at = answers[one.pk].strip(), now
        one.save(update_fields=["answer", "answered_at"])
    _record("answer", sent, actor, now, details={"reason": " ; ".join(one.answer for one in waiting)})
    sent.archive = _archive(session, bench(session), sent.archive, "Il répond à vos remarques.", actor, now)
    sent.state = state.value
    sent.save(update_fields=["state", "archive"])
    return sent


def left_behind(session: JurySession, sent: Transmission) -> list[Filed]:
    """The pieces that the archive sent does not have: minutes rectified, signed or attached since. Three queries.

    Pieces are written after the entry of their act and never replaced: what came later has a later head of the chain.
    """
    return [one for one in pieces(session) if one.document.ledger_sequence > sent.archive.ledger_sequence]


def incomplete(among: QuerySet[Transmission]) -> QuerySet[Transmission]:
    """Of these files, those that may be completed and lack something: `left_behind`, whatever their number at once."""
    subject = Concat(Value("jury:"), Cast(OuterRef("session_id"), CharField()), output_field=CharField())
    later = StoredDocument.objects.filter(
        subject=subject, kind__in=set(KINDS) - {LETTER}, ledger_sequence__gt=OuterRef("archive__ledger_sequence")
    )
    sources = lifecycles.step_named(lifecycles.TRANSMISSION, "complete").sources
    return among.filter(Exists(later), state__in=[State(one).value for one in sources])


@transaction.atomic
def complete(*, session: JurySession, reason: str, actor: Actor, now: datetime) -> Transmission:
    """Send a file again with what the jury wrote since, checked or not; it is received and checked anew.

    The day of the sending, and so its clock, stays the first. Raises Refused when nothing was written since, and while
    a remark waits, whose answer sends the file again.
    """
    session = locked(session)
    sent = Transmission.objects.select_related("archive").filter(session=session).first()
    if sent is None:
        raise refusal("transmission.not_sent", NOT_SENT)
    sent.session = session
    state = _step("complete", State(sent.state), actor)
    added = left_behind(session, sent)
    if not added:
        raise refusal("transmission.unchanged", "Rien n’a changé depuis l’envoi : le dossier transmis a chaque pièce.")
    Completion.objects.create(transmission=sent, reason=reason, made_at=now)
    _record("complete", sent, actor, now, details={"reason": reason})
    sent.archive = _archive(session, bench(session), sent.archive, f"Il le complète. Motif : {reason}", actor, now)
    sent.state, sent.received_at, sent.checked_at = state.value, None, None
    sent.save(update_fields=["state", "archive", "received_at", "checked_at"])
    return sent


@transaction.atomic
def check(*, transmission: Transmission, actor: Actor, now: datetime) -> Transmission:
    """Find the file in order: nothing more is asked. Raises Refused before it is received, or while a remark waits."""
    fresh = _locked(transmission)
    fresh.state, fresh.checked_at = _step("check", State(fresh.state), actor).value, now
    fresh.save(update_fields=["state", "checked_at"])
    _record("check", fresh, actor, now)
    return fresh


@transaction.atomic
def consult(*, transmission: Transmission, actor: Actor, now: datetime) -> None:
    """Leave a trace of the national level opening a file, which names candidates (`perimeter.py`)."""
    _record("consult", _locked(transmission), actor, now, clauses=())


def _locked(transmission: Transmission) -> Transmission:
    """The file as it is now, its session locked first as every act of a jury does."""
    session = locked(transmission.session)
    fresh = Transmission.objects.get(pk=transmission.pk)
    fresh.session = session
    return fresh


def _step(name: str, state: State | None, actor: Actor) -> State:
    decision = lifecycles.may_take(lifecycles.TRANSMISSION, name, state=state, roles=[actor.role])
    if decision.outcome is StepOutcome.REFUSED:
        raise Refused(decision)
    return State(decision.step.target)


def _record(
    name: str,
    transmission: Transmission,
    actor: Actor,
    now: datetime,
    *,
    details: Mapping[str, str] | None = None,
    clauses: tuple[str, ...] | None = None,
) -> None:
    edition = edition_named(transmission.session.edition)
    record(
        actor=actor,
        chain=transmission.session.centre.chain,
        act=f"transmission.{name}",
        subject=transmission.ref,
        now=now,
        data={"jury": transmission.session.ref},
        details=details,
        clauses=(edition.transmission.key,) if clauses is None else clauses,
    )
