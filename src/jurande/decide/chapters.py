"""The chapters that `jurande decide` answers for: the case each one takes, and the rules that it asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from jurande.catalogue.record_file import load
from jurande.decide import cases, references
from jurande.decide.answers import (
    CertifiedBlockDecision,
    JuryDecision,
    KeptResultDecision,
    MotionDecision,
    PresentedDecision,
    SummonsDecision,
    TitleDecision,
    extended,
)
from jurande.decide.places import Node, Problem
from jurande.rules.admissibility import AdmissibilityDecision, admissibility
from jurande.rules.award import KeptKind, award, block_award, kept
from jurande.rules.calls import juror_notice, union_call
from jurande.rules.certification import Certification
from jurande.rules.composition import composition
from jurande.rules.declaration import DeclarationDecision, declaration
from jurande.rules.deliberation import deliberate, proposal
from jurande.rules.enrolment import EnrolmentDecision, enrol
from jurande.rules.planning import PlanDecision, plan
from jurande.rules.reasons import Decision
from jurande.rules.rulebook import Edition, edition_named, edition_on
from jurande.rules.seating import seating, voters_for
from jurande.rules.summary import SummaryDecision, summary


@dataclass(frozen=True, slots=True)
class Chapter[C]:
    """A chapter: the class of its cases and of its decisions, the question it answers, in French.

    `references` finds the codes of a case that point at nothing, None when it holds none; `decide` asks the rules.
    """

    case: type[C]
    decision: type[Decision]
    asks: str
    decide: Callable[[C], Decision]
    references: Callable[[Node], Iterator[Problem]] | None = None


def _certification(code: str) -> Certification:
    return load(code).certification


def _edition(code: str | None, day: date) -> Edition:
    edition = edition_named(code) if code else edition_on(day)
    if edition is None:
        raise LookupError(f"no edition of the rules on {day}")
    return edition


def _enrol(case: cases.EnrolmentCase) -> EnrolmentDecision:
    return enrol(_certification(case.record), case.facts, on=case.on, settings=case.settings)


def _admissibility(case: cases.AdmissibilityCase) -> AdmissibilityDecision:
    return admissibility(case.facts, on=case.on)


def _plan(case: cases.PlanningCase) -> PlanDecision:
    return plan(_certification(case.record), case.facts, on=case.on)


def _summary(case: cases.EvaluationCase) -> SummaryDecision:
    return summary(_certification(case.record), case.facts, settings=case.settings)


def _jury(case: cases.JuryCase) -> JuryDecision:
    certification, edition = _certification(case.record), _edition(case.edition, case.on)
    facts, settings = case.facts, case.settings
    named = composition(
        certification,
        edition,
        facts.members,
        unions=facts.unions,
        vae=any(candidacy.vae for candidacy in facts.candidacies),
        on=case.on,
        settings=settings,
    )
    today = seating(certification, edition, facts.members, withdrawn=facts.withdrawn, settings=settings)
    call = facts.call and union_call(
        edition, sent_on=facts.call.sent_on, jury_on=case.on, answered=facts.call.answered, settings=settings
    )
    summons = [
        extended(SummonsDecision, juror_notice(edition, sent_on=each.sent_on, jury_on=case.on), member=each.member)
        for each in facts.summons
    ]
    candidacies = []
    for each in facts.candidacies:
        voters = voters_for(
            certification,
            edition,
            each.id,
            facts.members,
            today,
            vae=each.vae,
            on=case.on,
            acting_president=each.acting_president,
            settings=settings,
        )
        candidacies.append(extended(PresentedDecision, voters, id=each.id))
    return extended(
        JuryDecision,
        today,
        edition=edition.code,
        composition=named,
        call=call,
        summons=tuple(summons),
        candidacies=tuple(candidacies),
    )


def _deliberate(case: cases.DeliberationCase) -> MotionDecision:
    certification, facts = _certification(case.record), case.facts
    led_to = proposal(certification, facts.case)
    return extended(MotionDecision, deliberate(certification, facts), proposal=led_to)


def _award(case: cases.AwardCase) -> TitleDecision:
    certification, facts, settings = _certification(case.record), case.facts, case.settings
    day = facts.deliberated_on
    edition = _edition(case.edition, day)
    certificate = award(
        certification,
        edition,
        facts,
        route=facts.route,
        entered_training_on=facts.entered_training_on,
        admissible_on=facts.admissible_on,
        settings=settings,
    )
    blocks = []
    for code in facts.validated:
        block = block_award(certification, edition, block=code, validated=True, deliberated_on=day, settings=settings)
        blocks.append(extended(CertifiedBlockDecision, block, code=code))
    results = []
    for kind, codes in ((KeptKind.BLOCK, facts.validated), (KeptKind.CAPACITY, facts.capacities)):
        result = kept(certification, edition, kind=kind, deliberated_on=day, on=case.on, settings=settings)
        results += [extended(KeptResultDecision, result, code=code) for code in codes]
    return extended(TitleDecision, certificate, edition=edition.code, blocks=tuple(blocks), kept=tuple(results))


def _declaration(case: cases.DeclarationCase) -> DeclarationDecision:
    return declaration(case.facts, on=case.on)


CHAPTERS: dict[str, Chapter[Any]] = {
    "enrolment": Chapter(
        cases.EnrolmentCase,
        EnrolmentDecision,
        "Ce candidat peut-il s’inscrire, à quoi, et pourra-t-il se prévaloir de l’enregistrement au RNCP ?",
        _enrol,
        references.enrolment,
    ),
    "admissibility": Chapter(
        cases.AdmissibilityCase,
        AdmissibilityDecision,
        "Où en est cette demande de VAE, et quels sont ses délais ?",
        _admissibility,
        references.admissibility,
    ),
    "planning": Chapter(
        cases.PlanningCase,
        PlanDecision,
        "Les modalités d’évaluation peuvent-elles être fixées ainsi ?",
        _plan,
        references.planning,
    ),
    "evaluation": Chapter(
        cases.EvaluationCase,
        SummaryDecision,
        "Le récapitulatif des évaluations est-il prêt pour un jury ?",
        _summary,
        references.evaluation,
    ),
    "jury": Chapter(
        cases.JuryCase,
        JuryDecision,
        "Ce jury peut-il siéger, qui y vote et qui le préside ?",
        _jury,
        references.jury,
    ),
    "deliberation": Chapter(
        cases.DeliberationCase,
        MotionDecision,
        "Le jury peut-il enregistrer cette décision ?",
        _deliberate,
        references.deliberation,
    ),
    "award": Chapter(
        cases.AwardCase,
        TitleDecision,
        "Que délivre-t-on après ce jury, à quelle date, et que conserve le candidat ?",
        _award,
        references.award,
    ),
    "declaration": Chapter(
        cases.DeclarationCase,
        DeclarationDecision,
        "Cette délivrance est-elle à déclarer, pour quand, et que manque-t-il ?",
        _declaration,
        references.declaration,
    ),
}
"""The chapters in the order of the rule-book, by the name that the command line takes."""
