"""Fraud: the candidate is heard, then the decision; what was awarded may be withdrawn.

Sources: labour code, art. R6412-7 (VAE: refused or withdrawn after hearing the candidate). Nothing was found for the
training routes (rules.md section 13): there the authority decides in the same way, as a choice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jurande.rules.dates import french
from jurande.rules.reasons import Clause, Decision, Reason, chosen
from jurande.rules.rulebook import LAW_VAE_RESULT


class SuspicionOutcome(StrEnum):
    """Whether a candidacy goes on, or waits until a suspicion of fraud is decided."""

    GOES_ON = "goes_on"
    WAITS = "waits"


class HearingOutcome(StrEnum):
    """Whether the hearing of the candidate, or their absence from it, may be recorded."""

    RECORDED = "recorded"
    NOT_RECORDED = "not_recorded"


class FraudOutcome(StrEnum):
    """Whether the suspicion may be decided."""

    DECIDED = "decided"
    NOT_DECIDED = "not_decided"


class Standing(StrEnum):
    """Where the candidacy stands before the juries when a suspicion is decided."""

    NOT_JUDGED = "not_judged"
    LISTED = "listed"
    JUDGED = "judged"


class Effect(StrEnum):
    """What follows a decision. To be withdrawn: what was awarded, as another act names it."""

    NONE = "none"
    EXCLUDED = "excluded"
    EXCLUDED_AND_TO_WITHDRAW = "excluded_and_to_withdraw"
    TO_WITHDRAW = "to_withdraw"


class WithdrawalOutcome(StrEnum):
    """Whether titles may be withdrawn."""

    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


class ReliedOutcome(StrEnum):
    """Whether what a summary rests on still stands."""

    STANDS = "stands"
    FALLEN = "fallen"


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingFacts:
    """A hearing recorded on the day `on`; `called_for`: the day the candidate was called for, None if they were not."""

    called_for: date | None
    came: bool
    said: str
    held_on: date
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class FraudFacts:
    """A decision on a suspicion. `established` False: it was unfounded. `titles`: how many results stand, whatever
    their form: a certificate, blocks, capacities kept."""

    heard_on: date | None
    established: bool
    decision: str
    standing: Standing
    titles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalFacts:
    """Titles to withdraw on a day. `fraud`: it was established; `titles`: how many the decision names."""

    heard_on: date | None
    withdrawn_on: date
    reason: str
    fraud: bool
    titles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspicionDecision(Decision):
    """Whether the candidacy goes on."""

    outcome: SuspicionOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingDecision(Decision):
    """Whether the hearing is recorded."""

    outcome: HearingOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class FraudDecision(Decision):
    """Whether the suspicion is decided, and what follows."""

    outcome: FraudOutcome
    effect: Effect


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalDecision(Decision):
    """Whether the titles are withdrawn, and the clause that it rests on."""

    outcome: WithdrawalOutcome
    ground: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliedDecision(Decision):
    """Whether what a summary rests on still stands."""

    outcome: ReliedOutcome


FRAUD = chosen("fraud", "Fraude hors VAE : décision motivée, après audition du candidat")
WITHDRAWAL = chosen("withdrawal", "Retrait motivé, après audition du titulaire")
ABSENT = "Convoqué(e), ne s’est pas présenté(e)."


def suspicion(*, under_way: bool, vae: bool) -> SuspicionDecision:
    """Labour code, art. R6412-7 (VAE), and the authority's choice otherwise: nothing is decided before the candidate
    is heard. While a suspicion is under way no jury decides of them, and no paper is delivered.
    """
    text = "Aucune suspicion de fraude n’est en cours."
    if under_way:
        text = "Une suspicion de fraude est en cours : rien ne se décide avant que le candidat ait été entendu."
    outcome = SuspicionOutcome.WAITS if under_way else SuspicionOutcome.GOES_ON
    reason = Reason("fraud.suspicion", LAW_VAE_RESULT if vae else FRAUD, text, not under_way)
    return SuspicionDecision(outcome=outcome, reasons=(reason,))


def hearing(facts: HearingFacts, *, vae: bool) -> HearingDecision:
    """Labour code, art. R6412-7 (VAE), and the authority's choice otherwise: the candidate is heard.

    What they said is written. Whoever was called and did not come is taken as heard, once the day has come; no text
    gives a notice, and none is required.
    """
    clause = LAW_VAE_RESULT if vae else FRAUD
    reasons = [_hearing_day(facts, clause)]
    if facts.came:
        said = bool(facts.said.strip())
        text = "Ce que le candidat a dit est consigné." if said else "Écrivez ce que le candidat a dit."
        reasons.append(Reason("fraud.said", clause, text, said))
    else:
        called = facts.called_for is not None and facts.held_on == facts.called_for
        text = (
            f"Le candidat, convoqué pour le {french(facts.held_on)}, ne s’est pas présenté."
            if called
            else "Une absence se constate au jour de la convocation : convoquez d’abord le candidat."
        )
        reasons.append(Reason("fraud.called", clause, text, called))
    recorded = all(reason.holds for reason in reasons)
    outcome = HearingOutcome.RECORDED if recorded else HearingOutcome.NOT_RECORDED
    return HearingDecision(outcome=outcome, reasons=tuple(reasons))


def _hearing_day(facts: HearingFacts, clause: Clause) -> Reason:
    come = facts.held_on <= facts.on
    text = f"L’audition est datée du {french(facts.held_on)}"
    return Reason("fraud.day", clause, f"{text}." if come else f"{text}, qui n’est pas venu.", come)


def decide_fraud(facts: FraudFacts, *, vae: bool) -> FraudDecision:
    """Labour code, art. R6412-7 (VAE), and the authority's choice otherwise: refused or withdrawn after hearing.

    Heard first, and with its motives. Established, the candidacy that no jury has judged, or that another is to judge
    again, is excluded; what was awarded is to be withdrawn. Listed before a jury, it leaves the list first, or the jury
    postpones.
    """
    clause = LAW_VAE_RESULT if vae else FRAUD
    reasons = [_heard("candidat", facts.heard_on, clause), _motives(facts.decision, clause)]
    effect = Effect.NONE
    if facts.established and facts.standing is Standing.LISTED:
        text = "La candidature est à l’ordre du jour d’un jury : retirez-la, ou attendez le report."
        reasons.append(Reason("fraud.listed", clause, text, False))
    elif facts.established:
        if facts.standing is Standing.NOT_JUDGED:
            effect = Effect.EXCLUDED_AND_TO_WITHDRAW if facts.titles else Effect.EXCLUDED
        elif facts.titles:
            effect = Effect.TO_WITHDRAW
        reasons.append(Reason("fraud.effect", clause, _EFFECTS[effect]))
    if any(not reason.holds for reason in reasons):
        return FraudDecision(outcome=FraudOutcome.NOT_DECIDED, reasons=tuple(reasons), effect=Effect.NONE)
    return FraudDecision(outcome=FraudOutcome.DECIDED, reasons=tuple(reasons), effect=effect)


_LEFT_OUT = "La candidature est écartée : aucun jury n’en décide."
_TAKEN_BACK = (
    "Ce qui a été délivré est à retirer, par une décision qui nomme le certificat, les blocs ou les capacités "
    "conservées."
)
_EFFECTS = {
    Effect.NONE: "Rien n’a été délivré : il n’y a rien à retirer.",
    Effect.EXCLUDED: _LEFT_OUT,
    Effect.EXCLUDED_AND_TO_WITHDRAW: f"{_LEFT_OUT} {_TAKEN_BACK}",
    Effect.TO_WITHDRAW: _TAKEN_BACK,
}


def withdrawal_ground(*, fraud: bool, vae: bool) -> Clause:
    """Labour code, art. R6412-7: for fraud in a VAE, titles are withdrawn. Fraud on another route, and any other
    ground, is the authority's choice.
    """
    if not fraud:
        return WITHDRAWAL
    return LAW_VAE_RESULT if vae else FRAUD


def withdrawal(facts: WithdrawalFacts, *, vae: bool) -> WithdrawalDecision:
    """Labour code, art. R6412-7, after hearing the candidate; the authority's choice asks the same of every ground.

    Whoever holds the titles was heard, the decision gives its motives and names what it takes back.
    """
    ground = withdrawal_ground(fraud=facts.fraud, vae=vae)
    reasons = [_heard("titulaire", facts.heard_on, ground), _motives(facts.reason, ground)]
    if facts.heard_on is not None and facts.heard_on > facts.withdrawn_on:
        text = f"L’audition, le {french(facts.heard_on)}, n’a pas encore eu lieu : entendez d’abord le titulaire."
        reasons.append(Reason("withdrawal.day", ground, text, False))
    if not facts.titles:
        reasons.append(Reason("withdrawal.titles", ground, "La décision ne nomme rien à retirer.", False))
    allowed = all(reason.holds for reason in reasons)
    outcome = WithdrawalOutcome.WITHDRAWN if allowed else WithdrawalOutcome.REFUSED
    return WithdrawalDecision(outcome=outcome, reasons=tuple(reasons), ground=ground)


def relied_on(withdrawn: tuple[str, ...]) -> ReliedDecision:
    """Choice of the authority: what is withdrawn is acquired no more, and a summary that rests on it has a gap.

    `withdrawn` names each such result, « Bloc 1 », « C3 ». The candidate is evaluated on it anew before a jury decides;
    a jury that has them on its list postpones. Why it was withdrawn is not said here.
    """
    reasons = tuple(
        Reason(
            "withdrawal.relied_on",
            WITHDRAWAL,
            f"{name} : ce résultat d’un jury antérieur est retiré depuis le récapitulatif ; à évaluer de nouveau.",
            False,
        )
        for name in withdrawn
    )
    if reasons:
        return ReliedDecision(outcome=ReliedOutcome.FALLEN, reasons=reasons)
    text = "Rien de ce que le récapitulatif tient pour acquis n’est retiré."
    return ReliedDecision(outcome=ReliedOutcome.STANDS, reasons=(Reason("withdrawal.relied_on", WITHDRAWAL, text),))


def _heard(who: str, heard_on: date | None, clause: Clause) -> Reason:
    text = (
        f"Le {who} n’a pas été entendu : entendez-le avant de décider."
        if heard_on is None
        else f"Le {who} a été entendu, ou appelé à l’être, le {french(heard_on)}."
    )
    return Reason("fraud.heard", clause, text, heard_on is not None)


def _motives(written: str, clause: Clause) -> Reason:
    given = bool(written.strip())
    text = "La décision est motivée." if given else "La décision se motive : écrivez ses motifs."
    return Reason("fraud.motives", clause, text, given)
