"""A suspicion of fraud: reported, the candidate called and heard, then decided. Only actions write (law 4).

What was reported, said and decided is in the rows, the letters and the erasable details; never in the chained data.
"""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction

from jurande.accounts.links import login_address
from jurande.candidacies.actions import check_step, locked
from jurande.candidacies.fraud_letters import DECISION, HEARING, decision_letter, hearing_letter
from jurande.candidacies.models import Candidacy, FraudCase
from jurande.candidacies.space import close_to_evaluators
from jurande.documents.actions import store
from jurande.documents.compose import plain_letter
from jurande.documents.contracts import LetterData
from jurande.documents.models import StoredDocument
from jurande.ledger.actors import Actor, record
from jurande.ledger.queries import head, history
from jurande.messages.actions import Attached, post
from jurande.register.models import Award, BlockAward, KeptCapacity
from jurande.rules import lifecycles
from jurande.rules.certification import RouteCode
from jurande.rules.dates import day_of, french
from jurande.rules.fraud import (
    ABSENT,
    FRAUD,
    Effect,
    FraudDecision,
    FraudFacts,
    FraudOutcome,
    HearingFacts,
    HearingOutcome,
    Standing,
    decide_fraud,
    hearing,
    suspicion,
)
from jurande.rules.lifecycles import Candidacy as CandidacyState
from jurande.rules.lifecycles import Fraud as State
from jurande.rules.lifecycles import StepOutcome, refusal
from jurande.rules.reasons import Clause, Refused
from jurande.rules.rulebook import LAW_VAE_RESULT
from jurande.ui.french import hour, typographic

PDF = "application/pdf"
OVER = frozenset({CandidacyState.REJECTED, CandidacyState.ABANDONED, CandidacyState.EXCLUDED})
JUDGED = frozenset({CandidacyState.ADMITTED, CandidacyState.NOT_ADMITTED, CandidacyState.BLOCKS_DECIDED})


def under_way(candidacy: Candidacy) -> FraudCase | None:
    """The suspicion about a candidacy that is not decided yet."""
    return FraudCase.objects.filter(candidacy=candidacy, decided_at__isnull=True).first()


def suspected_ids() -> list[UUID]:
    """The candidacies under suspicion: few, at any time."""
    return list(FraudCase.objects.filter(decided_at__isnull=True).values_list("candidacy_id", flat=True))


def suspected_refs() -> list[str]:
    """The same, as the ledger names them."""
    return [f"candidacy:{key}" for key in suspected_ids()]


def withheld_refs() -> list[str]:
    """The references of the candidacies to which nothing is delivered: under suspicion; and, a fraud established, until
    what it takes back is named. What a withdrawal leaves is delivered then."""
    established = FraudCase.objects.filter(state=State.ESTABLISHED.value).values_list("candidacy_id", flat=True)
    to_name = {f"candidacy:{key}" for key in established}
    for titles in (Award.objects, BlockAward.objects, KeptCapacity.objects):
        named = titles.filter(candidacy__in=to_name, withdrawn_on__isnull=False)
        to_name -= set(named.values_list("candidacy", flat=True))
    return [*suspected_refs(), *to_name]


def check_unsuspected(candidacy: Candidacy) -> None:
    """Raises Refused while a suspicion is under way: no jury is asked to decide before the candidate is heard."""
    if under_way(candidacy):
        raise Refused(suspicion(under_way=True, vae=candidacy.route == RouteCode.VAE))


def clause_of(candidacy: Candidacy) -> Clause:
    """What an act about a suspicion rests on."""
    return LAW_VAE_RESULT if candidacy.route == RouteCode.VAE else FRAUD


@transaction.atomic
def report(*, candidacy: Candidacy, facts: str, actor: Actor, now: datetime) -> FraudCase:
    """Report facts; until it is decided, the candidacy comes before no jury and gets no paper.

    The same facts sent twice are one report. Raises Refused without facts, while another suspicion is under way, and
    for a candidacy that ended without a jury.
    """
    candidacy, facts = locked(candidacy), facts.strip()
    known = under_way(candidacy)
    if known and known.facts == facts:
        return known
    state = _step("report", None, actor)
    if known:
        raise refusal("fraud.under_way", "Une suspicion de fraude est déjà en cours sur cette candidature.")
    if not facts:
        raise refusal("fraud.facts", "Décrivez les faits : la personne en sera informée avant d’être entendue.")
    if CandidacyState(candidacy.state) in OVER:
        raise refusal("fraud.over", "Cette candidature s’est arrêtée avant tout jury : il n’y a rien à décider.")
    made = FraudCase.objects.create(candidacy=candidacy, state=state.value, facts=facts, reported_at=now)
    _record("report", made, actor, now)
    return made


@transaction.atomic
def call_to_hearing(
    *, fraud: FraudCase, hearing_on: date, hearing_at: time, place: str, actor: Actor, now: datetime
) -> FraudCase:
    """Call the candidate to be heard: a letter that says the facts, the day and the place. No notice is written.

    The same call sent twice is one letter; another day or place calls them again. Raises Refused for a day past, and
    once heard.
    """
    fresh = _locked(fraud)
    _step("hear", State(fresh.state), actor)
    if hearing_on < day_of(now):
        raise refusal("fraud.past", f"Le {french(hearing_on)} est passé : choisissez un jour à venir.")
    candidacy = fresh.candidacy
    name = f"convocation-audition-{candidacy.reference}-{hearing_on:%Y-%m-%d}-{hearing_at:%H%M}.pdf"
    if _last_call(fresh) == (name, place):
        return fresh
    fresh.hearing_on = hearing_on
    fresh.save(update_fields=["hearing_on"])
    _record("call", fresh, actor, now, effective_on=hearing_on, details={"place": place})
    when = f"le {french(hearing_on)} à {hour(hearing_at)}"
    _send(
        fresh,
        HEARING,
        name,
        hearing_letter(fresh, when=when, place=place, signed_by=actor.name, now=now),
        f"Vous êtes appelé(e) à être entendu(e) {when}, {place}. La lettre jointe dit pourquoi",
        actor,
        now,
    )
    return fresh


def _last_call(fraud: FraudCase) -> tuple[str, str]:
    """The letter and the place of the call in force, empty when there is none."""
    sent = StoredDocument.objects.filter(kind=HEARING, subject=fraud.ref).order_by("-ledger_sequence")
    called = next((line.entry for line in history([fraud.ref]) if line.entry.act == "fraud.call"), None)
    details = called.detail.content if called and hasattr(called, "detail") else {}
    return sent.values_list("filename", flat=True).first() or "", str(details.get("place", ""))


@transaction.atomic
def hear(*, fraud: FraudCase, came: bool, said: str, held_on: date, actor: Actor, now: datetime) -> FraudCase:
    """Record what the candidate said, or that they were called and did not come; and then what they wrote, if they did.

    Raises Refused as the rule says.
    """
    fresh = _locked(fraud)
    state = _step("hear", State(fresh.state), actor)
    facts = HearingFacts(called_for=fresh.hearing_on, came=came, said=said, held_on=held_on, on=day_of(now))
    decision = hearing(facts, vae=fresh.candidacy.route == RouteCode.VAE)
    if decision.outcome is HearingOutcome.NOT_RECORDED:
        raise Refused(decision)
    fresh.state, fresh.heard_on = state.value, held_on
    fresh.heard = said.strip() if came else f"{ABSENT} {said.strip()}".strip()
    fresh.save(update_fields=["state", "heard_on", "heard"])
    _record("hear", fresh, actor, now, effective_on=held_on)
    return fresh


@transaction.atomic
def clear(*, fraud: FraudCase, decision: str, actor: Actor, now: datetime) -> FraudCase:
    """Decide that the suspicion is unfounded: the candidacy goes on. Raises Refused as the rule says."""
    fresh, _ = _decide("clear", fraud, decision, actor, now)
    return fresh


@transaction.atomic
def establish(*, fraud: FraudCase, decision: str, actor: Actor, now: datetime) -> FraudCase:
    """Decide that there was fraud: what no jury judged is excluded; what was awarded is withdrawn by another act.

    Raises Refused as the rule says.
    """
    fresh, judged = _decide("establish", fraud, decision, actor, now)
    if judged.effect in {Effect.EXCLUDED, Effect.EXCLUDED_AND_TO_WITHDRAW}:
        candidacy = fresh.candidacy
        candidacy.state = check_step("exclude", candidacy, actor).value
        candidacy.save(update_fields=["state"])
        close_to_evaluators(candidacy=candidacy, actor=actor, now=now)
        record(
            actor=actor,
            chain=candidacy.centre.chain,
            act="candidacy.exclude",
            subject=candidacy.ref,
            now=now,
            clauses=[clause_of(candidacy).key],
        )
    return fresh


def _decide(name: str, fraud: FraudCase, decision: str, actor: Actor, now: datetime) -> tuple[FraudCase, FraudDecision]:
    fresh = _locked(fraud)
    state = _step(name, State(fresh.state), actor)
    judged = judge(fresh, established=state is State.ESTABLISHED, decision=decision)
    if judged.outcome is FraudOutcome.NOT_DECIDED:
        raise Refused(judged)
    fresh.state, fresh.decision, fresh.decided_at = state.value, decision.strip(), now
    fresh.save(update_fields=["state", "decision", "decided_at"])
    _record(name, fresh, actor, now)
    letter = decision_letter(fresh, effect=judged.effect, signed_by=actor.name, now=now)
    file = f"decision-{fresh.candidacy.reference}-{day_of(now):%Y-%m-%d}.pdf"
    _send(fresh, DECISION, file, letter, "La décision prise après votre audition est jointe", actor, now)
    return fresh, judged


def judge(fraud: FraudCase, *, established: bool, decision: str) -> FraudDecision:
    """What the rule says of a decision on a suspicion, its candidacy at hand."""
    candidacy, state = fraud.candidacy, CandidacyState(fraud.candidacy.state)
    results = (Award.objects, BlockAward.objects, KeptCapacity.objects)
    standing_now = [kind.filter(candidacy=candidacy.ref, withdrawn_on__isnull=True).count() for kind in results]
    # Given up or refused meanwhile, there is nothing to exclude it from: what an earlier jury gave is all there is.
    standing = Standing.JUDGED if state in JUDGED | OVER else Standing.NOT_JUDGED
    facts = FraudFacts(
        heard_on=fraud.heard_on,
        established=established,
        decision=decision,
        standing=Standing.LISTED if state is CandidacyState.PRESENTED else standing,
        titles=sum(standing_now),
    )
    return decide_fraud(facts, vae=candidacy.route == RouteCode.VAE)


@transaction.atomic
def consult(*, fraud: FraudCase, actor: Actor, now: datetime) -> None:
    """Leave a trace of the national level opening a suspicion reported in a centre (law 7)."""
    record(actor=actor, chain=fraud.candidacy.centre.chain, act="fraud.consult", subject=fraud.ref, now=now)


def _locked(fraud: FraudCase) -> FraudCase:
    """The suspicion as it is now, its candidacy locked first, until the transaction ends."""
    candidacy = locked(fraud.candidacy)
    fresh = FraudCase.objects.select_for_update(of=("self",)).get(pk=fraud.pk)
    fresh.candidacy = candidacy
    return fresh


def _step(name: str, state: State | None, actor: Actor) -> State:
    decision = lifecycles.may_take(lifecycles.FRAUD, name, state=state, roles=[actor.role])
    if decision.outcome is StepOutcome.REFUSED:
        raise Refused(decision)
    return State(decision.step.target)


def _send(
    fraud: FraudCase, kind: str, name: str, letter: LetterData, said: str, actor: Actor, now: datetime
) -> StoredDocument:
    """Keep a letter to the candidate and send it; the message says no more than it must."""
    candidacy, printed = fraud.candidacy, head(fraud.candidacy.centre.chain)
    content = plain_letter(letter, head=printed, created=now)
    kept = store(
        kind=kind,
        subject=fraud.ref,
        filename=name,
        content=content,
        head=printed,
        actor=actor.ref,
        now=now,
    )
    post(
        key=f"fraud:{kept.pk}",
        subject_ref=candidacy.ref,
        recipient=candidacy.email,
        subject=f"Votre candidature {candidacy.reference} : une lettre importante",
        body=typographic(
            f"Bonjour,\n\n{said} ; elle vous attend aussi dans votre espace :\n\n{login_address()}\n\n"
            f"Une question ? Répondez à {candidacy.centre.email}.\n\n{candidacy.centre.name}\n"
        ),
        attached=[Attached(name, PDF, content)],
        confidential=True,
        now=now,
    )
    return kept


def _record(
    act: str,
    fraud: FraudCase,
    actor: Actor,
    now: datetime,
    *,
    effective_on: date | None = None,
    details: dict[str, str] | None = None,
) -> None:
    record(
        actor=actor,
        chain=fraud.candidacy.centre.chain,
        act=f"fraud.{act}",
        subject=fraud.ref,
        now=now,
        effective_on=effective_on,
        details=details,
        clauses=[clause_of(fraud.candidacy).key],
    )
