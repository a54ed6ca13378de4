"""Summary: where a block and the whole « récapitulatif » stand before the jury.

Sources: record, « modalités d’accès » and each block’s « modalités d’évaluation », `(A ou B ou C) et avis`;
choices.md section 1 where they are silent. The commission makes a block presentable; the jury alone validates it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jurande.rules.certification import (
    MODALITIES,
    Block,
    Certification,
    Element,
    Expression,
    RecordClause,
    RouteCode,
    is_satisfied,
    mentions,
)
from jurande.rules.dates import french
from jurande.rules.evaluation import CapacityFacts, CapacityOutcome, CommissionFacts, capacity
from jurande.rules.reasons import Decision, Reason
from jurande.rules.settings import DEFAULTS, Settings, VaeOpinion, choice
from jurande.rules.words import counted, listed


class BlockOutcome(StrEnum):
    """Where a block stands before the jury."""

    PRESENTABLE = "presentable"
    NOT_ACQUIRED = "not_acquired"
    INCOMPLETE = "incomplete"


class SummaryOutcome(StrEnum):
    """Whether the summary may be handed to a jury."""

    READY = "ready"
    NOT_READY = "not_ready"


class OpinionValue(StrEnum):
    """What a company says of a block."""

    FAVOURABLE = "favourable"
    RESERVED = "reserved"
    UNFAVOURABLE = "unfavourable"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionFacts:
    """The company's opinion on a block; `value` None: not given."""

    value: OpinionValue | None = None
    given_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockFacts:
    """A block aimed at. A capacity left out of `capacities` is one that nothing is known of yet.

    `held_since` is the day of the jury that validated the block, when it is held and usable.
    """

    code: str
    capacities: tuple[CapacityFacts, ...]
    commission: CommissionFacts
    opinion: OpinionFacts
    held_since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryFacts:
    """The blocks of a candidacy, and the day on which its modalities were fixed in concertation."""

    route: RouteCode
    concertation_on: date | None
    blocks: tuple[BlockFacts, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockDecision(Decision):
    """Where the block of that code stands, and its capacities by where they stand, in the record's order.

    `divergence`: the company's opinion is unfavourable; the jury is shown it and decides. `held`: validated
    before, so that nothing of it is to present.
    """

    outcome: BlockOutcome
    code: str
    acquired: tuple[str, ...]
    not_acquired: tuple[str, ...]
    to_evaluate: tuple[str, ...]
    divergence: bool
    held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryDecision(Decision):
    """The blocks of a candidacy in the order given, the codes a jury may validate, the codes held before."""

    outcome: SummaryOutcome
    blocks: tuple[BlockDecision, ...]
    presentable: tuple[str, ...]
    held: tuple[str, ...]


OPINION_LABELS = {
    OpinionValue.FAVOURABLE: "favorable",
    OpinionValue.RESERVED: "réservé",
    OpinionValue.UNFAVOURABLE: "défavorable ; divergence montrée au jury, qui décide",
}


def block(
    certification: Certification,
    facts: BlockFacts,
    *,
    route: RouteCode,
    concertation_on: date | None,
    settings: Settings = DEFAULTS,
) -> BlockDecision:
    """Record, modalités d’évaluation: a modality « Et avis de l’entreprise », for every capacity of a block;
    « Toutes les capacités professionnelles doivent être validées ».

    Incomplete while a capacity is to evaluate or a needed opinion is missing; else not acquired as soon as
    one capacity is not; else presentable. An opinion given, whatever it says, completes the block (choices.md
    section 1); capacities kept from an earlier jury ask for it as the others do. A held block stays so, whatever
    else. Raises KeyError for an unknown block, ValueError for a
    capacity that is not of the block or is given twice.
    """
    described = certification.block(facts.code)
    given = {one.code: one for one in facts.capacities}
    if len(given) != len(facts.capacities) or not given.keys() <= set(described.capacities):
        raise ValueError(f"{facts.code} is made of {', '.join(described.capacities)}, each once at most")
    if facts.held_since is not None:
        return _held_block(certification, described, facts.held_since)
    capacities = tuple(given.get(code) or CapacityFacts(code=code) for code in described.capacities)
    decisions = tuple(
        capacity(certification, one, facts.commission, route=route, concertation_on=concertation_on, settings=settings)
        for one in capacities
    )
    acquired, not_acquired, to_evaluate = (
        tuple(decision.code for decision in decisions if decision.outcome is standing)
        for standing in (CapacityOutcome.ACQUIRED, CapacityOutcome.NOT_ACQUIRED, CapacityOutcome.TO_EVALUATE)
    )
    opinion = _opinion(certification, described, facts.opinion, capacities, route, settings)
    if to_evaluate or not all(reason.holds for reason in opinion):
        outcome = BlockOutcome.INCOMPLETE
    elif not_acquired:
        outcome = BlockOutcome.NOT_ACQUIRED
    else:
        outcome = BlockOutcome.PRESENTABLE
    text = f"Bloc {described.number} : {counted(len(acquired), 'capacité acquise')} sur {len(capacities)}"
    text += f" ; non acquises : {listed(not_acquired)}" if not_acquired else ""
    text += f" ; à évaluer : {listed(to_evaluate)}" if to_evaluate else ""
    clause = certification.clause(RecordClause.ALL_CAPACITIES)
    # The commission is the same for each of its capacities: its reasons are given once.
    every = dict.fromkeys(reason for decision in decisions for reason in decision.reasons)
    whole = Reason("evaluation.block", clause, f"{text}.", len(acquired) == len(capacities))
    return BlockDecision(
        outcome=outcome,
        reasons=(*every, *opinion, whole),
        code=facts.code,
        acquired=acquired,
        not_acquired=not_acquired,
        to_evaluate=to_evaluate,
        divergence=facts.opinion.value is OpinionValue.UNFAVOURABLE,
        held=False,
    )


def _held_block(certification: Certification, described: Block, since: date) -> BlockDecision:
    text = f"Bloc {described.number} : conservé, validé par le jury du {french(since)}."
    return BlockDecision(
        outcome=BlockOutcome.PRESENTABLE,
        reasons=(Reason("evaluation.block_held", certification.clause(RecordClause.KEPT), text),),
        code=described.code,
        acquired=described.capacities,
        not_acquired=(),
        to_evaluate=(),
        divergence=False,
        held=True,
    )


def _opinion(
    certification: Certification,
    described: Block,
    opinion: OpinionFacts,
    capacities: tuple[CapacityFacts, ...],
    route: RouteCode,
    settings: Settings,
) -> tuple[Reason, ...]:
    """What the company's opinion is for the block: given, missing or not needed, and by which text."""
    if not mentions(described.expression, Element.COMPANY_OPINION):
        return ()
    name = f"Bloc {described.number} : avis de l’entreprise"
    clause, holds = certification.clause(RecordClause.COMPANY_OPINION), True
    if opinion.value is not None:
        on = f" le {french(opinion.given_on)}" if opinion.given_on else ""
        text = f"{name} transmis{on}, {OPINION_LABELS[opinion.value]}."
        return (Reason("evaluation.opinion", clause, text),)
    wanted = VaeOpinion.REQUIRED
    if route is RouteCode.VAE:
        wanted, clause = settings.vae_company_opinion, choice("vae_company_opinion")
    if wanted is VaeOpinion.NOT_ASKED:
        text = f"{name} non demandé en VAE."
    elif wanted is VaeOpinion.ASKED:
        text = f"{name} demandé en VAE, non exigé."
    elif any(_needs_opinion(described.expression, one) for one in capacities):
        text, holds = f"{name} manquant ; demandez-le, ou relancez l’entreprise.", False
    else:
        text = f"{name} non nécessaire avec les modalités choisies."
    return (Reason("evaluation.opinion", clause, text, holds),)


def _needs_opinion(expression: Expression, facts: CapacityFacts) -> bool:
    """Whether the block's expression asks for the opinion on this capacity, as far as is known."""
    if facts.evaluation is None and facts.kept_since is None:
        return True
    modality = facts.evaluation.modality if facts.evaluation else None
    # The validation interview of a VAE takes the place of the modalities, and so does a jury that kept the result.
    gathered = frozenset(MODALITIES) if modality is None or facts.kept_since else frozenset({modality})
    return not is_satisfied(expression, gathered)


def summary(certification: Certification, facts: SummaryFacts, *, settings: Settings = DEFAULTS) -> SummaryDecision:
    """Record, modalités d’accès: the jury « examine le récapitulatif des évaluations mis à disposition par la
    commission d’évaluation ».

    Ready when a block is aimed at, none is incomplete and, for a training route, the modalities were fixed in
    concertation. A capacity not acquired does not keep the summary from the jury. Raises as `block` does, and
    ValueError for a block given twice.
    """
    if len({one.code for one in facts.blocks}) != len(facts.blocks):
        raise ValueError("a block is given twice")
    blocks = tuple(
        block(certification, one, route=facts.route, concertation_on=facts.concertation_on, settings=settings)
        for one in facts.blocks
    )
    organised = (_aimed(certification, facts), *_concertation(certification, facts))
    complete = all(one.outcome is not BlockOutcome.INCOMPLETE for one in blocks)
    ready = complete and all(reason.holds for reason in organised)
    return SummaryDecision(
        outcome=SummaryOutcome.READY if ready else SummaryOutcome.NOT_READY,
        reasons=(*organised, *(reason for one in blocks for reason in one.reasons)),
        blocks=blocks,
        presentable=tuple(one.code for one in blocks if one.outcome is BlockOutcome.PRESENTABLE and not one.held),
        held=tuple(one.code for one in blocks if one.held),
    )


def _aimed(certification: Certification, facts: SummaryFacts) -> Reason:
    clause = certification.clause(RecordClause.BLOCK_CERTIFIED)
    if facts.blocks:
        text = f"Le récapitulatif porte sur {counted(len(facts.blocks), 'bloc')}."
        return Reason("evaluation.aimed", clause, text)
    text = "Le récapitulatif ne porte sur aucun bloc ; indiquez ceux que vise la candidature."
    return Reason("evaluation.aimed", clause, text, False)


def _concertation(certification: Certification, facts: SummaryFacts) -> tuple[Reason, ...]:
    """The record asks for the concertation in its training route only."""
    if facts.route is RouteCode.VAE:
        return ()
    clause, on = certification.clause(RecordClause.CONCERTATION), facts.concertation_on
    if on is None:
        text = "Modalités d’évaluation non concertées ; réunissez l’entreprise et les acteurs concernés."
        return (Reason("evaluation.concertation", clause, text, False),)
    text = f"Modalités d’évaluation définies en concertation le {french(on)}."
    return (Reason("evaluation.concertation", clause, text),)
