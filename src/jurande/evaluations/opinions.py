"""The company's opinion: asked by a personal link, given once, without an account."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from jurande.accounts.links import digest, new_token
from jurande.candidacies.actions import locked
from jurande.candidacies.models import Candidacy
from jurande.evaluations.models import OpinionAnswer, OpinionRequest
from jurande.ledger.actors import Actor, record
from jurande.messages.actions import post
from jurande.rules import lifecycles
from jurande.rules.dates import PARIS, day_of, french
from jurande.rules.lifecycles import MOMENT, Role, StepOutcome, refusal
from jurande.rules.lifecycles import Candidacy as CandidacyState
from jurande.rules.lifecycles import Opinion as State
from jurande.rules.reasons import Decision, Reason, Refused
from jurande.rules.summary import OpinionValue

# A link outlives its due date, so that a late answer is still welcome; that date is not too far away.
LINK_OUTLIVES = timedelta(days=30)
LONGEST_WAIT = timedelta(days=365)
SAME_CLICK = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tutor:
    """Who speaks for the company, and the address that receives the link."""

    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the tutor saw of one capacity: "yes", "not_yet" or "not_seen", and what is missing."""

    capacity: str
    seen: str
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An opinion as the tutor sends it."""

    value: OpinionValue
    quality: str
    comment: str
    answers: Sequence[Seen]


@transaction.atomic
def ask(
    *,
    candidacy: Candidacy,
    block_code: str,
    expected_on: date,
    tutor: Tutor | None = None,
    link: Callable[[str], str],
    actor: Actor,
    now: datetime,
) -> OpinionRequest:
    """Ask the tutor's opinion on one block. `link` gives the page's address for a secret.

    Asking again while the first request waits revokes its link and sends a new one; the same request made again within
    a minute gives the first back. `tutor` takes the place of the one named at the enrolment, for good: the links that
    the former one still has are revoked. Raises Refused with every reason.
    """
    candidacy = locked(candidacy)
    current = OpinionRequest.objects.current().filter(candidacy=candidacy, block_code=block_code).first()
    tutor = tutor or Tutor(name=candidacy.tutor_name, email=candidacy.tutor_email)
    obstacles = tuple(_obstacles(candidacy, block_code, current, tutor, expected_on, actor, day_of(now)))
    if obstacles:
        raise Refused(Decision(outcome=StepOutcome.REFUSED, reasons=obstacles))
    if current and _sent_again(current, tutor, expected_on, now):
        return current
    candidacy.tutor_name, candidacy.tutor_email = tutor.name, tutor.email
    candidacy.save(update_fields=["tutor_name", "tutor_email"])
    _revoke_former(candidacy, block_code, tutor, actor, now)
    asked = _request(candidacy, block_code, tutor, expected_on, link, now)
    record(
        actor=actor,
        chain=candidacy.centre.chain,
        act="opinion.ask",
        subject=candidacy.ref,
        now=now,
        data={"block": block_code, "expected_on": expected_on.isoformat()},
        details={"tutor": asked.tutor_name},
        clauses=["record.company_opinion"],
    )
    return asked


def _sent_again(waiting: OpinionRequest, tutor: Tutor, expected_on: date, now: datetime) -> bool:
    """Whether the request is the one just made: a button pressed twice sends one link."""
    same = (waiting.tutor_name, waiting.tutor_email, waiting.expected_on) == (tutor.name, tutor.email, expected_on)
    return same and now - waiting.asked_at < SAME_CLICK


def _request(
    candidacy: Candidacy, block_code: str, tutor: Tutor, expected_on: date, link: Callable[[str], str], now: datetime
) -> OpinionRequest:
    token = new_token()
    asked = OpinionRequest.objects.create(
        candidacy=candidacy,
        block_code=block_code,
        tutor_name=tutor.name,
        tutor_email=tutor.email,
        token_digest=digest(token),
        asked_at=now,
        expected_on=expected_on,
        expires_at=datetime.combine(expected_on + LINK_OUTLIVES, time(23, 59), tzinfo=PARIS),
    )
    _send(asked, link(token), now)
    return asked


def _obstacles(
    candidacy: Candidacy,
    block_code: str,
    current: OpinionRequest | None,
    tutor: Tutor,
    expected_on: date,
    actor: Actor,
    today: date,
) -> Iterator[Reason]:
    """What stands in the way of asking, in sentences that say what to do."""
    yield from lifecycles.may_take(lifecycles.OPINION, "ask", state=None, roles=[actor.role]).obstacles
    if candidacy.state != CandidacyState.PLANNED or block_code not in candidacy.blocks_to_evaluate:
        text = "L’avis se demande pendant l’évaluation, pour un bloc à évaluer."
        yield Reason("opinion.moment", MOMENT, text, False)
    if current and current.state == State.GIVEN:
        text = "L’avis sur ce bloc est déjà transmis. Pour le redemander, rouvrez d’abord l’évaluation, avec un motif."
        yield Reason("opinion.given", MOMENT, text, False)
    if not (tutor.name and tutor.email):
        yield Reason("opinion.tutor", MOMENT, "Aucun tuteur n’est connu : donnez son nom et son adresse.", False)
    if not today <= expected_on <= today + LONGEST_WAIT:
        text = f"Le {french(expected_on)} est passé ou trop loin : choisissez un jour de l’année qui vient."
        yield Reason("opinion.expected_on", MOMENT, text, False)


def _revoke_former(candidacy: Candidacy, block_code: str, tutor: Tutor, actor: Actor, now: datetime) -> None:
    """Close the link that waits on this block, and on any block those of somebody who is the tutor no longer."""
    for waiting in OpinionRequest.objects.filter(candidacy=candidacy, state=State.REQUESTED.value):
        if waiting.block_code == block_code or waiting.tutor_email != tutor.email:
            _revoke(waiting, candidacy, actor, now)


def _revoke(waiting: OpinionRequest, candidacy: Candidacy, actor: Actor, now: datetime) -> None:
    waiting.state = _step(waiting, "revoke", actor).value
    waiting.save(update_fields=["state"])
    record(
        actor=actor,
        chain=candidacy.centre.chain,
        act="opinion.revoke",
        subject=candidacy.ref,
        now=now,
        data={"block": waiting.block_code},
    )


def _send(asked: OpinionRequest, link: str, now: datetime) -> None:
    candidacy = asked.candidacy
    block = asked.block
    post(
        key=f"opinion:{asked.id}",
        subject_ref=candidacy.ref,
        recipient=asked.tutor_email,
        subject=f"Votre avis sur le travail de {candidacy.person.full_name}",
        body=(
            f"Bonjour {asked.tutor_name},\n\nLe centre d’examen {candidacy.centre.name} vous demande l’avis de "
            f"l’entreprise sur {candidacy.person.full_name}, pour le bloc {block.number} « {block.title} ». "
            f"Comptez quatre minutes, sur un téléphone ou un ordinateur, sans créer de compte :\n\n{link}\n\n"
            f"Il est attendu pour le {french(asked.expected_on)}. Ce lien est personnel : ne le transférez pas.\n"
        ),
        confidential=True,
        now=now,
    )


def open_request(token: str) -> OpinionRequest | None:
    """The request that a link opens, whatever its state; None for a link that was never made."""
    requests = OpinionRequest.objects.select_related("candidacy__centre", "candidacy__person", "candidacy__company")
    return requests.filter(token_digest=digest(token)).first()


def closed(asked: OpinionRequest, now: datetime) -> str:
    """Why a link no longer takes an opinion: "given", "revoked", "expired" or "over"; empty while it does."""
    if asked.state != State.REQUESTED:
        return asked.state
    if now > asked.expires_at:
        return "expired"
    return "" if asked.candidacy.state == CandidacyState.PLANNED else "over"


@transaction.atomic
def give(*, token: str, given: Given, now: datetime) -> OpinionRequest:
    """Write the opinion, once: raises Refused for a link used, revoked or late, and once the evaluation is over."""
    asked = open_request(token)
    if asked is None:
        raise refusal("opinion.link", "Ce lien n’existe pas : reprenez celui du dernier message du centre d’examen.")
    # Asking, revoking and giving all hold the candidacy: whoever comes second reads what the first one wrote.
    candidacy = locked(asked.candidacy)
    asked.refresh_from_db(fields=["state", "expires_at"])
    actor = Actor(f"link:{asked.id}", Role.TUTOR, f"{asked.tutor_name}, entreprise")
    state = _step(asked, "give", actor)
    if late := tuple(_too_late(asked, candidacy, now)):
        raise Refused(Decision(outcome=StepOutcome.REFUSED, reasons=late))
    asked.state, asked.given_at = state.value, now
    asked.value, asked.quality, asked.comment = given.value.value, given.quality, given.comment
    asked.save(update_fields=["state", "given_at", "value", "quality", "comment"])
    OpinionAnswer.objects.bulk_create(
        OpinionAnswer(request=asked, capacity=one.capacity, seen=one.seen, remark=one.remark) for one in given.answers
    )
    record(
        actor=actor,
        chain=candidacy.centre.chain,
        act="opinion.give",
        subject=candidacy.ref,
        now=now,
        data={"block": asked.block_code, "value": asked.value},
        clauses=["record.company_opinion"],
    )
    return asked


def _too_late(asked: OpinionRequest, candidacy: Candidacy, now: datetime) -> Iterator[Reason]:
    if now > asked.expires_at:
        text = "Ce lien a expiré : demandez-en un nouveau au centre d’examen."
        yield Reason("opinion.late", MOMENT, text, False)
    if candidacy.state != CandidacyState.PLANNED:
        text = "L’évaluation est close : cet avis n’est plus attendu."
        yield Reason("opinion.over", MOMENT, text, False)


def renew(*, given: OpinionRequest, actor: Actor) -> None:
    """Set a given opinion aside, so that it may be asked again: it stays to be read. Called by `summaries.reopen`."""
    given.state = _step(given, "renew", actor).value
    given.save(update_fields=["state"])


def _step(request: OpinionRequest, name: str, actor: Actor) -> State:
    """The state that the step leads to; raises Refused when the life cycle or the role forbids it."""
    decision = lifecycles.may_take(lifecycles.OPINION, name, state=State(request.state), roles=[actor.role])
    if decision.outcome is StepOutcome.REFUSED:
        raise Refused(decision)
    return State(decision.step.target)
