"""The company's opinion: asked by a personal link, given once, without an account."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from jurande.accounts.links import digest, new_token
from jurande.candidacies.actions import locked
from jurande.candidacies.models import Candidacy
from jurande.catalogue.record_file import load
from jurande.evaluations.models import OpinionAnswer, OpinionRequest
from jurande.ledger.actors import Actor, record
from jurande.messages.actions import post
from jurande.rules import lifecycles
from jurande.rules.dates import french
from jurande.rules.evaluation import OpinionValue
from jurande.rules.lifecycles import Candidacy as CandidacyState
from jurande.rules.lifecycles import Opinion as State
from jurande.rules.lifecycles import Role, StepOutcome, refusal
from jurande.rules.reasons import Refused

# A link outlives its due date, so that a reminder still works.
LINK_OUTLIVES = timedelta(days=30)


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
    link: Callable[[str], str],
    actor: Actor,
    now: datetime,
) -> OpinionRequest:
    """Ask the tutor's opinion on one block. `link` gives the page's address for a secret.

    Asking again while the first request waits revokes its link and sends a new one.
    """
    candidacy = locked(candidacy)
    _check(None, "ask", actor)
    if candidacy.state != CandidacyState.PLANNED or block_code not in candidacy.blocks_to_evaluate:
        raise refusal("opinion.moment", "L’avis se demande pendant l’évaluation, pour un bloc à évaluer.")
    if not candidacy.tutor_email:
        raise refusal(
            "opinion.tutor", "Aucun tuteur n’est connu : complétez la candidature avec son adresse."
        )
    _revoke_waiting(candidacy, block_code, actor, now)
    token = new_token()
    asked = OpinionRequest.objects.create(
        candidacy=candidacy,
        block_code=block_code,
        tutor_name=candidacy.tutor_name,
        tutor_email=candidacy.tutor_email,
        token_digest=digest(token),
        asked_at=now,
        expected_on=expected_on,
        expires_at=now + LINK_OUTLIVES,
    )
    _send(asked, link(token), now)
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


def _revoke_waiting(candidacy: Candidacy, block_code: str, actor: Actor, now: datetime) -> None:
    current = (
        OpinionRequest.objects.filter(candidacy=candidacy, block_code=block_code)
        .exclude(state=State.REVOKED.value)
        .first()
    )
    if current is None:
        return
    _check(State(current.state), "revoke", actor)
    current.state = State.REVOKED.value
    current.save(update_fields=["state"])
    record(
        actor=actor,
        chain=candidacy.centre.chain,
        act="opinion.revoke",
        subject=candidacy.ref,
        now=now,
        data={"block": block_code},
    )


def _send(asked: OpinionRequest, link: str, now: datetime) -> None:
    candidacy = asked.candidacy
    block = load(candidacy.record_code).certification.block(asked.block_code)
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
    requests = OpinionRequest.objects.select_related(
        "candidacy__centre", "candidacy__person", "candidacy__company"
    )
    return requests.filter(token_digest=digest(token)).first()


@transaction.atomic
def give(*, token: str, given: Given, now: datetime) -> OpinionRequest:
    """Write the opinion, once: raises Refused for a link used, revoked or late."""
    asked = OpinionRequest.objects.select_for_update(of=("self",)).filter(token_digest=digest(token)).first()
    if asked is None:
        raise refusal(
            "opinion.link", "Ce lien n’existe pas : reprenez celui du dernier message du centre d’examen."
        )
    candidacy = locked(asked.candidacy)
    actor = Actor(f"link:{asked.id}", Role.TUTOR, f"{asked.tutor_name}, entreprise")
    _check(State(asked.state), "give", actor)
    if now > asked.expires_at:
        raise refusal("opinion.late", "Ce lien a expiré : demandez-en un nouveau au centre d’examen.")
    asked.state, asked.given_at = State.GIVEN.value, now
    asked.value, asked.quality, asked.comment = given.value.value, given.quality, given.comment
    asked.save(update_fields=["state", "given_at", "value", "quality", "comment"])
    OpinionAnswer.objects.bulk_create(
        OpinionAnswer(request=asked, capacity=one.capacity, seen=one.seen, remark=one.remark)
        for one in given.answers
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


def _check(state: State | None, step: str, actor: Actor) -> None:
    decision = lifecycles.may_take(lifecycles.OPINION, step, state=state, roles=[actor.role])
    if decision.outcome is StepOutcome.REFUSED:
        raise Refused(decision)
