"""Deliberation: the three duties, and what the joint jury declares of one candidate.

Sources: record, « phase de jury paritaire de délibération » (verify, examine, declare) and « composition des
jurys » (the tie); choices.md sections 1 and 4 where they are silent. The commission evaluates, the jury
validates: it never grants what the commission refused, and may refuse, with its reason, what it judges
irregularly evaluated.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from jurande.rules.certification import Certification, RecordClause
from jurande.rules.reasons import Decision, Reason, chosen
from jurande.rules.voting import MAJORITY, TallyDecision, Vote, tally
from jurande.rules.words import counted, listed, quoted


class Verdict(StrEnum):
    """What a jury declares. BLOCKS (« blocs validés / non validés ») is for a candidacy of some blocks only.

    POSTPONED, « décision reportée à un prochain jury », is the absence of a decision, never « ajourné ».
    """

    ADMISSIBLE = "admissible"
    NOT_ADMISSIBLE = "not_admissible"
    BLOCKS = "blocks"
    POSTPONED = "postponed"


class DeliberationOutcome(StrEnum):
    """Whether the decision may be recorded."""

    RECORDED = "recorded"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """One candidate before the jury, in block and capacity codes.

    `whole`: with what is held, the candidacy aims at the whole certification. `presentable` is what the
    commission lets the jury validate, `held` what an earlier one validated. `ready`: the summary is complete.
    """

    aimed: tuple[str, ...]
    whole: bool
    presentable: tuple[str, ...]
    held: tuple[str, ...]
    not_acquired_capacities: tuple[str, ...]
    ready: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConformityFacts:
    """The jury's first duty: the organisation found conform, with these reserves if any."""

    accepted: bool
    reserves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliberationFacts:
    """A motion on one candidate, and how the jury took it.

    `refused_blocks` are presentable blocks that the jury judges irregularly evaluated; `reason` is written by
    it. `voting` are the seats that vote on this case, `president` the one who presides, None when nobody
    does. `votes` is empty when the jury is `unanimous` without a vote. `silent_abstain`: the president
    noted that the seats which have not voted abstain.
    """

    case: CaseFacts
    conformity: ConformityFacts
    examined: bool
    verdict: Verdict
    refused_blocks: tuple[str, ...] = ()
    reason: str = ""
    unanimous: bool
    votes: tuple[Vote, ...] = ()
    silent_abstain: bool = False
    voting: tuple[str, ...]
    president: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalDecision(Decision):
    """What the summary leads to: blocks validated and not validated, capacities kept from the latter."""

    outcome: Verdict
    validated: tuple[str, ...]
    not_validated: tuple[str, ...]
    kept_capacities: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliberationDecision(Decision):
    """What is recorded; refused or postponed, a decision validates nothing. `tally` None: no vote taken."""

    outcome: DeliberationOutcome
    verdict: Verdict
    validated: tuple[str, ...]
    not_validated: tuple[str, ...]
    kept_capacities: tuple[str, ...]
    tally: TallyDecision | None


VERDICT_LABELS = {
    Verdict.ADMISSIBLE: "admissible",
    Verdict.NOT_ADMISSIBLE: "non admissible",
    Verdict.BLOCKS: "blocs validés / non validés",
    Verdict.POSTPONED: "décision reportée à un prochain jury",
}
PARTIAL = chosen("partial", "Candidature à certains blocs seulement")
POSTPONED = chosen("postponed", "Décision reportée à un prochain jury")
IRREGULAR = chosen("irregular", "Bloc que le jury juge irrégulièrement évalué")


def proposal(certification: Certification, facts: CaseFacts) -> ProposalDecision:
    """Record, modalités d’accès: « Pour que le candidat soit déclaré admissible […] l’ensemble des blocs de
    compétences doit être acquis. »

    What the summary leads to, before the jury says anything: admissible when every block is presentable or
    held, « blocs validés / non validés » for a candidacy of some blocks, postponed while the summary is not
    complete. Raises KeyError for an unknown block.
    """
    summary = _condition(certification, _SUMMARY, met=facts.ready, postponed=False)
    if not facts.ready:
        return ProposalDecision(
            outcome=Verdict.POSTPONED,
            reasons=(summary,),
            validated=(),
            not_validated=(),
            kept_capacities=(),
        )
    standings = _standings(facts, ())
    reasons = [summary]
    for code, standing in standings.items():
        acquired = standing is _Standing.VALIDATED or standing is _Standing.HELD
        reasons.append(_block(certification, facts, code, standing, acquired))
    outcome = Verdict.BLOCKS
    if facts.whole:
        every = _every_block(certification, standings)
        outcome = Verdict.ADMISSIBLE if every else Verdict.NOT_ADMISSIBLE
        reasons.append(_all_blocks(certification, outcome, every))
    validated, not_validated, kept = _yields(certification, facts, standings)
    return ProposalDecision(
        outcome=outcome,
        reasons=tuple(reasons),
        validated=validated,
        not_validated=not_validated,
        kept_capacities=kept,
    )


def deliberate(certification: Certification, facts: DeliberationFacts) -> DeliberationDecision:
    """Record, modalités d’accès: the jury « vérifie que l’organisation des actions d’évaluation est conforme
    […], examine le récapitulatif […] et déclare admissibles ou non admissibles les candidats ».

    Its three duties in order, then its words: admissible if and only if every block is validated today or
    held. It validates only what is presentable; refusing a block, or postponing, needs a reason. A postponed
    decision validates nothing and may be taken whatever is missing. A vote ends when each seat has spoken, or
    when the president notes that the silent ones abstain. A motion that is not carried is refused: the jury
    takes another. Raises KeyError for an unknown block, ValueError for votes beside a unanimous
    decision, and as `tally`.
    """
    case, verdict, refused = facts.case, facts.verdict, facts.refused_blocks
    if facts.unanimous and facts.votes:
        raise ValueError("a unanimous decision is taken without a vote")
    postponed = verdict is Verdict.POSTPONED
    standings = _standings(case, refused)
    reasons = [
        _conformity(certification, facts.conformity, postponed),
        _condition(certification, _EXAMINED, met=facts.examined, postponed=postponed),
        _condition(certification, _SUMMARY, met=case.ready, postponed=postponed),
        _condition(certification, _PRESIDED, met=facts.president in facts.voting, postponed=postponed),
        _words(certification, case, verdict),
    ]
    if not postponed:
        for code, standing in standings.items():
            reasons.append(_block(certification, case, code, standing, True))
    if verdict is Verdict.ADMISSIBLE or verdict is Verdict.NOT_ADMISSIBLE:
        reasons.append(_all_blocks(certification, verdict, _every_block(certification, standings)))
    if refused:
        reasons.append(_refusable(certification, standings, refused, postponed))
    if refused or postponed:
        reasons.append(_postponement(facts.reason) if postponed else _refusal(facts.reason))
    count = None
    if facts.unanimous:
        reasons.append(_unanimous(len(facts.voting), postponed))
    else:
        count = tally(certification, facts.votes, voting=facts.voting, president=facts.president)
        reasons += count.reasons
        if count.absent:
            reasons.append(_silent(count.absent, facts.silent_abstain))
    recorded = all(reason.holds for reason in reasons)
    validated, not_validated, kept = (
        _yields(certification, case, standings) if recorded and not postponed else ((), (), ())
    )
    return DeliberationDecision(
        outcome=DeliberationOutcome.RECORDED if recorded else DeliberationOutcome.REFUSED,
        reasons=tuple(reasons),
        verdict=verdict,
        validated=validated,
        not_validated=not_validated,
        kept_capacities=kept,
        tally=count,
    )


def interrupted(reason: str) -> DeliberationDecision:
    """choices.md section 1: a decision postponed is « the absence of a decision, with its reason ».

    What becomes of a candidate whom the jury had not decided on when its president could preside no more: texts give a
    jury without a president no decision. Refused without a reason.
    """
    text = "La séance est interrompue, sa présidence empêchée : la décision est reportée à un prochain jury."
    given = _postponement(reason)
    return DeliberationDecision(
        outcome=DeliberationOutcome.RECORDED if given.holds else DeliberationOutcome.REFUSED,
        reasons=(Reason("deliberation.interrupted", POSTPONED, text), given),
        verdict=Verdict.POSTPONED,
        validated=(),
        not_validated=(),
        kept_capacities=(),
        tally=None,
    )


class _Standing(StrEnum):
    """Where a block stands if the motion is carried."""

    HELD = "held"
    VALIDATED = "validated"
    REFUSED = "refused"
    NOT_PRESENTABLE = "not_presentable"


def _standings(case: CaseFacts, refused: tuple[str, ...]) -> dict[str, _Standing]:
    """Each block aimed at or held: a held block is never lost, and none is granted beyond the summary."""
    standings = {}
    for code in (*case.aimed, *case.held):
        if code in case.held:
            standings[code] = _Standing.HELD
        elif code not in case.presentable:
            standings[code] = _Standing.NOT_PRESENTABLE
        else:
            standings[code] = _Standing.REFUSED if code in refused else _Standing.VALIDATED
    return standings


def _every_block(certification: Certification, standings: dict[str, _Standing]) -> bool:
    for code in certification.block_codes:
        standing = standings.get(code)
        if standing is not _Standing.VALIDATED and standing is not _Standing.HELD:
            return False
    return True


def _yields(
    certification: Certification, case: CaseFacts, standings: dict[str, _Standing]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Blocks validated, not validated, and the capacities kept from blocks that were not presentable.

    Capacities are « indépendantes les unes des autres »; those of a block that the jury refused are not kept.
    """
    validated, not_validated, kept = [], [], []
    for code, standing in standings.items():
        if standing is _Standing.VALIDATED:
            validated.append(code)
        elif standing is not _Standing.HELD:
            not_validated.append(code)
        if standing is _Standing.NOT_PRESENTABLE:
            capacities = certification.block(code).capacities
            kept += [capacity for capacity in capacities if capacity not in case.not_acquired_capacities]
    return tuple(validated), tuple(not_validated), tuple(kept)


@dataclass(frozen=True, slots=True)
class _Condition:
    """What must be met before anything is declared; a postponement only takes note of it."""

    code: str
    section: RecordClause
    met: str
    not_met: str
    remedy: str


_CONFORMITY = _Condition(
    "deliberation.conformity",
    RecordClause.JURY_DUTIES,
    "L’organisation des évaluations est constatée conforme",
    "L’organisation des évaluations n’est pas constatée conforme",
    "le jury la vérifie d’abord",
)
_EXAMINED = _Condition(
    "deliberation.examined",
    RecordClause.JURY_DUTIES,
    "Le récapitulatif est examiné",
    "Le récapitulatif n’est pas examiné",
    "le jury l’examine avant de déclarer",
)
_SUMMARY = _Condition(
    "deliberation.summary",
    RecordClause.JURY_DUTIES,
    "Le récapitulatif est complet",
    "Le récapitulatif est incomplet",
    "le jury reporte sa décision",
)
_PRESIDED = _Condition(
    "deliberation.presided",
    RecordClause.JURY_TIE,
    "La présidence vote sur ce cas",
    "Personne ne préside ce cas avec une voix",
    "désignez qui le préside",
)


def _condition(certification: Certification, condition: _Condition, *, met: bool, postponed: bool) -> Reason:
    text = condition.met
    if not met:
        text = f"{condition.not_met} : {'report seul possible' if postponed else condition.remedy}"
    clause = certification.clause(condition.section)
    return Reason(condition.code, clause, f"{text}.", met or postponed)


def _conformity(certification: Certification, facts: ConformityFacts, postponed: bool) -> Reason:
    """The first duty, and the reserves that go with it."""
    reason = _condition(certification, _CONFORMITY, met=facts.accepted, postponed=postponed)
    if not facts.reserves:
        return reason
    number = counted(len(facts.reserves), "réserve")
    text = f"{reason.text} {number} au procès-verbal : {quoted(facts.reserves)}"
    return Reason(reason.code, reason.clause, text, reason.holds)


def _words(certification: Certification, case: CaseFacts, verdict: Verdict) -> Reason:
    """The record keeps « admissible ou non admissible » for the whole certification."""
    text = f"Décision proposée : {VERDICT_LABELS[verdict]}"
    if verdict is Verdict.POSTPONED:
        return Reason("deliberation.words", POSTPONED, f"{text}.")
    holds = (verdict is not Verdict.BLOCKS) == case.whole
    clause = certification.clause(RecordClause.JURY_DUTIES) if case.whole else PARTIAL
    if not holds:
        text += (
            " ; une candidature entière est déclarée admissible ou non admissible"
            if case.whole
            else " ; une candidature à certains blocs appelle « blocs validés / non validés »"
        )
    return Reason("deliberation.words", clause, f"{text}.", holds)


def _block(certification: Certification, case: CaseFacts, code: str, standing: _Standing, holds: bool) -> Reason:
    """Where a block stands after this jury."""
    block = certification.block(code)
    if standing is _Standing.VALIDATED:
        text = f"Bloc {block.number} : validé."
    elif standing is _Standing.HELD:
        text = f"Bloc {block.number} : conservé d’un jury antérieur."
    elif standing is _Standing.REFUSED:
        text = f"Bloc {block.number} : non validé, le jury juge son évaluation irrégulière."
    else:
        lacking = [capacity for capacity in block.capacities if capacity in case.not_acquired_capacities]
        text = f"Bloc {block.number} : non validé ; non acquises : {listed(lacking)}."
    return Reason("deliberation.block", certification.clause(RecordClause.BLOCK_CERTIFIED), text, holds)


def _all_blocks(certification: Certification, verdict: Verdict, every: bool) -> Reason:
    """Admissible if and only if every block is validated today or held."""
    holds = every == (verdict is Verdict.ADMISSIBLE)
    if every:
        text = "Tous les blocs sont validés ou conservés"
        text += "." if holds else " : le candidat est admissible, sauf bloc refusé par le jury avec son motif."
    else:
        text = "Un bloc au moins n’est ni validé ni conservé"
        text += "." if holds else " : le candidat ne peut pas être déclaré admissible."
    return Reason("deliberation.all_blocks", certification.clause(RecordClause.ALL_BLOCKS), text, holds)


def _refusable(
    certification: Certification, standings: dict[str, _Standing], refused: tuple[str, ...], postponed: bool
) -> Reason:
    """A jury refuses only what it could have validated today."""
    misplaced = [
        f"le bloc {certification.block(code).number}"
        for code in refused
        if postponed or standings.get(code) is not _Standing.REFUSED
    ]
    text = f"Le jury refuse {counted(len(refused), 'bloc')}"
    text += f" ; il n’a pas à valider {listed(misplaced)}, à retirer du refus." if misplaced else "."
    return Reason("deliberation.refused_blocks", IRREGULAR, text, not misplaced)


def _postponement(reason: str) -> Reason:
    given = bool(reason.strip())
    text = "Le report est motivé." if given else "Le report demande un motif : écrivez-le."
    return Reason("deliberation.reason", POSTPONED, text, given)


def _refusal(reason: str) -> Reason:
    given = bool(reason.strip())
    text = "Le refus d’un bloc est motivé." if given else "Le refus d’un bloc demande un motif : écrivez-le."
    return Reason("deliberation.reason", IRREGULAR, text, given)


def _unanimous(voices: int, postponed: bool) -> Reason:
    """Without a voice left on a case, it can only wait: who presides the day says so."""
    if voices or not postponed:
        text = f"Décision unanime sans vote, {counted(voices, 'voix')}."
        return Reason("deliberation.unanimous", MAJORITY, text)
    text = "Aucune voix ne reste sur ce cas : la présidence de la séance constate le report."
    return Reason("deliberation.unanimous", POSTPONED, text)


def _silent(absent: int, abstain: bool) -> Reason:
    """No seat is passed over in silence: it votes, abstains, or is noted as abstaining."""
    text = f"{counted(absent, 'siège')} sans vote"
    text += (
        ", que la présidence constate en abstention."
        if abstain
        else " : attendez chaque voix, ou constatez que ces sièges s’abstiennent."
    )
    return Reason("deliberation.every_seat", MAJORITY, text, abstain)
