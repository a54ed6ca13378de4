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
    ContestedDecision,
    JuryDecision,
    KeptResultDecision,
    MotionDecision,
    PresentedDecision,
    SummonsDecision,
    SuspectedDecision,
    TitleDecision,
    extended,
)
from jurande.decide.places import Node, Problem
from jurande.rules.admissibility import AdmissibilityDecision, admissibility, last_jury_day
from jurande.rules.agenda import AgendaDecision, AgendaFacts, HeldResult, agenda
from jurande.rules.allowance import AllowanceDecision, half_year_of, union_allowance
from jurande.rules.award import KeptKind, award, block_award, kept
from jurande.rules.calls import commission_told, juror_notice, union_call
from jurande.rules.certification import Certification
from jurande.rules.composition import composition, for_every_certification
from jurande.rules.declaration import DeclarationDecision, declaration
from jurande.rules.deliberation import deliberate, proposal
from jurande.rules.enrolment import EnrolmentDecision, enrol
from jurande.rules.fraud import decide_fraud, hearing, relied_on, suspicion, withdrawal
from jurande.rules.grouping import TogetherDecision, together
from jurande.rules.leave import LeaveDecision, juror_leave
from jurande.rules.lifecycles import Recourse as State
from jurande.rules.notification import NotificationDecision, vae_result
from jurande.rules.planning import PlanDecision, plan
from jurande.rules.reasons import Decision, Reason
from jurande.rules.recourse import AnswerFacts, answer_to, contest, recourse
from jurande.rules.rulebook import Edition, edition_named, edition_on
from jurande.rules.seating import seating, voters_for
from jurande.rules.summary import BlockOutcome, SummaryDecision, summary
from jurande.rules.transmission import FileDecision, FileFacts, national_file
from jurande.rules.voting import TallyDecision, tally


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


def _agenda(case: cases.AgendaCase) -> AgendaDecision:
    certification, facts, clock = _certification(case.record), case.facts, case.facts.vae
    lacks = _lacks(certification, case)
    if facts.suspected:
        lacks += suspicion(under_way=True, vae=clock is not None).reasons
    lacks += relied_on(facts.withdrawn).obstacles
    held = [
        HeldResult(name=one.name, edition=edition_named(one.edition), usable_until=one.usable_until)
        for one in facts.held
    ]
    ready = AgendaFacts(
        summarised=facts.summarised,
        lacks=lacks,
        enrolled_on=facts.enrolled_on,
        jury_by=last_jury_day(clock.filed_on, clock.validation_file_on) if clock else None,
        held=tuple(held),
    )
    return agenda(certification, ready, on=case.on, settings=case.settings)


def _lacks(certification: Certification, case: cases.AgendaCase) -> tuple[Reason, ...]:
    """What keeps a summary from being established; a capacity not acquired does not."""
    if case.facts.summarised or case.facts.evaluation is None:
        return ()
    decision = summary(certification, case.facts.evaluation, settings=case.settings)
    of_blocks = {reason for block in decision.blocks for reason in block.reasons}
    incomplete = (block for block in decision.blocks if block.outcome is BlockOutcome.INCOMPLETE)
    organised = (reason for reason in decision.obstacles if reason not in of_blocks)
    return (*organised, *(reason for block in incomplete for reason in block.obstacles))


def _jury(case: cases.JuryCase) -> JuryDecision:
    certification, edition = _certification(case.record), _edition(case.edition, case.on)
    facts, settings = case.facts, case.settings
    judged = dict.fromkeys([case.record, *(each.record or case.record for each in facts.candidacies)])
    named = for_every_certification(
        tuple(
            composition(
                _certification(record),
                edition,
                facts.members,
                unions=facts.unions,
                vae=any(candidacy.vae for candidacy in facts.candidacies),
                on=case.on,
                settings=settings,
            )
            for record in judged
        )
    )
    today = seating(certification, edition, facts.members, withdrawn=facts.withdrawn, settings=settings)
    call = facts.call and union_call(
        edition, sent_on=facts.call.sent_on, jury_on=case.on, answered=facts.call.answered, settings=settings
    )
    told = facts.commission and commission_told(
        edition, told_on=facts.commission.told_on, changed=facts.commission.changed
    )
    summons = [
        extended(SummonsDecision, juror_notice(edition, sent_on=each.sent_on, jury_on=case.on), member=each.member)
        for each in facts.summons
    ]
    candidacies = []
    for each in facts.candidacies:
        voters = voters_for(
            _certification(each.record or case.record),
            edition,
            each.id,
            facts.members,
            today,
            vae=each.vae,
            on=case.on,
            acting_president=each.acting_president,
            suspected=each.suspected,
            settings=settings,
        )
        candidacies.append(extended(PresentedDecision, voters, id=each.id))
    return extended(
        JuryDecision,
        today,
        edition=edition.code,
        composition=named,
        call=call,
        commission=told,
        summons=tuple(summons),
        candidacies=tuple(candidacies),
    )


def _leave(case: cases.LeaveCase) -> LeaveDecision:
    day = case.facts.jury_on
    return juror_leave(_edition(case.edition, day), jury_on=day)


def _tally(case: cases.VotingCase) -> TallyDecision:
    facts = case.facts
    return tally(_certification(case.record), facts.votes, voting=facts.voting, president=facts.president)


def _deliberate(case: cases.DeliberationCase) -> MotionDecision:
    certification, facts = _certification(case.record), case.facts
    led_to = proposal(certification, facts.case)
    return extended(MotionDecision, deliberate(certification, facts), proposal=led_to)


def _together(case: cases.GroupingCase) -> TogetherDecision:
    facts = case.facts
    return together(_certification(case.record), facts.case, divergence=facts.divergence, barred=facts.barred)


def _recourse(case: cases.RecourseCase) -> ContestedDecision:
    facts, settings = case.facts, case.settings
    answer = facts.answered and answer_to(
        AnswerFacts(
            recourse=facts,
            answer=State(facts.answered.answer.value),
            motives=facts.answered.motives,
            despite=facts.answered.despite,
        ),
        settings=settings,
    )
    until = contest(facts.decided, settings=settings).until
    return extended(ContestedDecision, recourse(facts, settings=settings), until=until, answered=answer)


def _fraud(case: cases.FraudCase) -> SuspectedDecision:
    facts, vae = case.facts, case.facts.vae
    return extended(
        SuspectedDecision,
        decide_fraud(facts, vae=vae),
        hearing=facts.hearing and hearing(facts.hearing, vae=vae),
        withdrawal=facts.withdrawal and withdrawal(facts.withdrawal, vae=vae),
    )


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


def _notification(case: cases.NotificationCase) -> NotificationDecision:
    facts = case.facts
    return vae_result(filed_on=facts.filed_on, jury_on=facts.jury_on, notified_on=facts.notified_on, on=case.on)


def _transmission(case: cases.TransmissionCase) -> FileDecision:
    facts = case.facts
    file = FileFacts(jury_on=facts.jury_on, pieces=frozenset(facts.pieces), sent_on=facts.sent_on)
    return national_file(_edition(case.edition, facts.jury_on), file, on=case.on, settings=case.settings)


def _allowance(case: cases.AllowanceCase) -> AllowanceDecision:
    return union_allowance(case.facts.juries, period=half_year_of(case.on))


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
    "agenda": Chapter(
        cases.AgendaCase,
        AgendaDecision,
        "Ce candidat est-il prêt pour le jury de ce jour, et sinon que manque-t-il ?",
        _agenda,
        references.agenda,
    ),
    "jury": Chapter(
        cases.JuryCase,
        JuryDecision,
        "Ce jury peut-il siéger, qui y vote et qui le préside ?",
        _jury,
        references.jury,
    ),
    "leave": Chapter(
        cases.LeaveCase,
        LeaveDecision,
        "Que donne à un juré la journée d’un jury, de son employeur et pour ses frais ?",
        _leave,
        references.leave,
    ),
    "voting": Chapter(
        cases.VotingCase,
        TallyDecision,
        "Cette proposition est-elle adoptée, et la présidence départage-t-elle ?",
        _tally,
        references.voting,
    ),
    "deliberation": Chapter(
        cases.DeliberationCase,
        MotionDecision,
        "Le jury peut-il enregistrer cette décision ?",
        _deliberate,
        references.deliberation,
    ),
    "grouping": Chapter(
        cases.GroupingCase,
        TogetherDecision,
        "Ce candidat peut-il être décidé avec d’autres, d’un même vote ?",
        _together,
        references.grouping,
    ),
    "recourse": Chapter(
        cases.RecourseCase,
        ContestedDecision,
        "Ce recours est-il reçu, jusqu’à quand pouvait-il venir, peut-on y répondre ainsi ?",
        _recourse,
    ),
    "fraud": Chapter(
        cases.FraudCase,
        SuspectedDecision,
        "Cette suspicion de fraude peut-elle être décidée ainsi, que s’ensuit-il, que retirer ?",
        _fraud,
    ),
    "award": Chapter(
        cases.AwardCase,
        TitleDecision,
        "Que délivre-t-on après ce jury, à quelle date, et que conserve le candidat ?",
        _award,
        references.award,
    ),
    "notification": Chapter(
        cases.NotificationCase,
        NotificationDecision,
        "Pour quand notifier ce résultat de VAE, et l’a-t-il été à temps ?",
        _notification,
    ),
    "transmission": Chapter(
        cases.TransmissionCase,
        FileDecision,
        "Ce dossier peut-il partir au groupe national, et pour quand ?",
        _transmission,
        references.transmission,
    ),
    "allowance": Chapter(
        cases.AllowanceCase,
        AllowanceDecision,
        "Que doit-on à cette organisation syndicale pour ce semestre ?",
        _allowance,
        references.allowance,
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
