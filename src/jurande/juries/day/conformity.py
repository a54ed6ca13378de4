"""The first duty: the facts computed for each point of the conformity of the organisation, for the jury to judge."""

from __future__ import annotations

from dataclasses import dataclass

from jurande.evaluations.facts import Dossier, dossiers
from jurande.juries.before.informing import commission_decision
from jurande.juries.facts import Bench, call_decision, certifications_of
from jurande.juries.models import Bar, Case, JurySession
from jurande.rules.calls import CallOutcome, CommissionOutcome
from jurande.rules.certification import Element, RecordClause, RouteCode
from jurande.rules.composition import CompositionOutcome
from jurande.rules.dates import french
from jurande.rules.lifecycles import Opinion
from jurande.rules.rulebook import LAW_VAE_JURY, VAE_REFORM
from jurande.rules.seating import BAR
from jurande.ui.french import count


@dataclass(frozen=True, slots=True)
class Finding:
    """One point of conformity: what is checked, what was found, the rule, and whether the fact meets it."""

    key: str
    title: str
    finding: str
    clause: str
    met: bool


def findings(session: JurySession, seats: Bench) -> tuple[Finding, ...]:
    """The points of the first duty, in the order of the text, in a constant number of queries."""
    cases = list(Case.objects.filter(session=session).select_related("candidacy__person"))
    files = dossiers([case.candidacy for case in cases])
    return (
        _concertation(files),
        _modalities(files),
        _reconstituted(files),
        _opinions(files),
        _call(seats),
        *_commission(session, seats),
        _composition(seats),
        _parity(seats),
        *_vae_bars(session, cases),
    )


def _ref(files: list[Dossier], section: RecordClause) -> str:
    return certifications_of(one.candidacy.record_code for one in files)[0].clause(section).ref


def _concertation(files: list[Dossier]) -> Finding:
    done = sum(1 for one in files if one.plan)
    return Finding(
        "concertation",
        "Modalités définies en concertation",
        f"{count(done, 'candidat')} sur {len(files)}",
        _ref(files, RecordClause.CONCERTATION),
        done == len(files),
    )


def _modalities(files: list[Dossier]) -> Finding:
    blocks = [block for one in files for block in one.decision.blocks if not block.held]
    whole = sum(len(block.acquired) + len(block.not_acquired) + len(block.to_evaluate) for block in blocks)
    done = whole - sum(len(block.to_evaluate) for block in blocks)
    return Finding(
        "modalities",
        "Chaque capacité évaluée selon une modalité du référentiel",
        f"{count(done, 'évaluation')} sur {whole}",
        _ref(files, RecordClause.EVALUATION),
        done == whole,
    )


def _reconstituted(files: list[Dossier]) -> Finding:
    used = [
        capacity.evaluation.necessity
        for one in files
        for block in one.facts.blocks
        for capacity in block.capacities
        if capacity.evaluation and capacity.evaluation.modality is Element.RECONSTITUTED
    ]
    motivated = sum(1 for necessity in used if necessity.strip())
    return Finding(
        "reconstituted",
        "Situations reconstituées motivées",
        f"{len(used)} cas, {count(motivated, 'motif')}",
        _ref(files, RecordClause.MODALITY_RECONSTITUTED),
        motivated == len(used),
    )


def _opinions(files: list[Dossier]) -> Finding:
    training = [one for one in files if one.candidacy.route != RouteCode.VAE]
    waited = [one.opinions.get(code) for one in training for code in one.candidacy.blocks_to_evaluate]
    expected, given = len(waited), sum(opinion is not None and opinion.state == Opinion.GIVEN for opinion in waited)
    return Finding(
        "opinions",
        "Avis de l’entreprise joint",
        f"{given} avis sur {expected}",
        _ref(files, RecordClause.COMPANY_OPINION),
        given == expected,
    )


def _call(seats: Bench) -> Finding:
    decision = call_decision(seats)
    text = " ".join(reason.text for reason in decision.reasons)
    return Finding(
        "call",
        "Organisations syndicales saisies à temps",
        text,
        seats.edition.composition.ref,
        decision.outcome in {CallOutcome.IN_TIME, CallOutcome.LATE_ANSWERED},
    )


def _commission(session: JurySession, seats: Bench) -> tuple[Finding, ...]:
    decision = commission_decision(session, seats.edition)
    if decision.outcome is CommissionOutcome.NOT_ASKED:
        return ()
    [reason] = decision.reasons
    return (Finding("commission", "Commission régionale informée", reason.text, reason.clause.ref, reason.holds),)


def _composition(seats: Bench) -> Finding:
    named = seats.composition
    return Finding(
        "composition",
        "Jury composé selon les textes",
        " ".join(reason.text for reason in named.obstacles) or "Composition régulière.",
        seats.certification.clause(RecordClause.JURY_PARITY).ref,
        named.outcome is CompositionOutcome.REGULAR,
    )


def _parity(seats: Bench) -> Finding:
    today = seats.seating
    return Finding(
        "parity",
        "Parité le jour du jury",
        f"{count(today.employers, 'voix patronale')}, {count(today.employees, 'voix syndicale')}",
        seats.certification.clause(RecordClause.JURY_PARITY).ref,
        today.employers == today.employees,
    )


def _vae_bars(session: JurySession, cases: list[Case]) -> tuple[Finding, ...]:
    vae = [case for case in cases if case.candidacy.route == RouteCode.VAE]
    if not vae:
        return ()
    barred = Bar.objects.filter(case__in=vae).count()
    return (
        Finding(
            "vae_bars",
            "Aucun membre lié à un candidat VAE ne vote sur lui",
            f"{count(len(vae), 'candidat')} VAE au jury du {french(session.held_on)}, "
            f"{count(barred, 'empêchement consigné,empêchements consignés')}",
            (LAW_VAE_JURY if session.held_on >= VAE_REFORM else BAR).ref,
            True,
        ),
    )
