"""Composition: the joint jury as it is named, for one certification or for several, whoever comes on the day.

Sources: record, « composition des jurys »; the edition in force (2014: the record's maximum; 2019, art. 55.2: as many
employers as unions); labour code D6412-6 for VAE. Who votes and who presides is `parity.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jurande.rules.certification import Certification, RecordClause
from jurande.rules.parity import (
    SIDE_LABELS,
    Member,
    both_sides,
    on_side,
    one_vote,
    parity,
    presidency,
    voting_seats,
)
from jurande.rules.reasons import Decision, Reason
from jurande.rules.rulebook import (
    LAW_VAE_JURY,
    VAE_REFORM,
    Edition,
    EmployersSeats,
    FigureName,
    Side,
    figure_on,
)
from jurande.rules.settings import DEFAULTS, Settings
from jurande.rules.words import counted, listed


class CompositionOutcome(StrEnum):
    """Whether the jury as named follows the texts."""

    REGULAR = "regular"
    IRREGULAR = "irregular"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositionDecision(Decision):
    """Whether the jury is regular, its voting seats, and the representative unions that have none."""

    outcome: CompositionOutcome
    employers: int
    employees: int
    missing_unions: tuple[str, ...]


_SIDE_SECTIONS = {Side.EMPLOYERS: RecordClause.JURY_EMPLOYERS, Side.EMPLOYEES: RecordClause.JURY_UNIONS}


def composition(
    certification: Certification,
    edition: Edition,
    members: tuple[Member, ...],
    *,
    unions: tuple[str, ...],
    vae: bool,
    on: date,
    settings: Settings = DEFAULTS,
) -> CompositionDecision:
    """Record, composition des jurys: « Jury paritaire: 50% de représentants des salariés / 50% de
    représentants des employeurs »; edition, composition (2019: art. 55.2); for VAE, labour code D6412-6.

    Judges the jury as named, whoever comes on the day. `unions` are those representative on the day of the
    jury, `on`. A union that names nobody leaves its seat empty, which no text sanctions; the balance of women
    and men is an aim of the law, never an obstacle.
    """
    seats = voting_seats(certification, members, settings)
    employers, employees = len(on_side(Side.EMPLOYERS, seats)), len(on_side(Side.EMPLOYEES, seats))
    regular = tuple(member for member in members if not member.temporary_work)
    seated = {member.union for member in seats if not member.temporary_work}
    missing = tuple(union for union in unions if union not in seated)
    reasons = (
        *_employers(certification, edition, regular),
        *_unions(certification, regular, unions, missing),
        one_vote(certification, regular),
        _qualified(certification, regular),
        *_temporary_work(certification, members, settings),
        *presidency(certification, edition, members, seats),
        both_sides(employers, employees, settings),
        parity(certification, employers, employees),
        *(_vae(members, on) if vae else ()),
    )
    regular_jury = all(reason.holds for reason in reasons)
    return CompositionDecision(
        outcome=CompositionOutcome.REGULAR if regular_jury else CompositionOutcome.IRREGULAR,
        reasons=reasons,
        employers=employers,
        employees=employees,
        missing_unions=missing,
    )


def for_every_certification(decisions: tuple[CompositionDecision, ...]) -> CompositionDecision:
    """One jury may sit for several certifications in a day: it is regular when it is for each, whose reasons are all
    given, once. Raises ValueError for no decision at all.
    """
    if not decisions:
        raise ValueError("a jury sits for one certification at least")
    irregular = (one for one in decisions if one.outcome is CompositionOutcome.IRREGULAR)
    return CompositionDecision(
        outcome=next(irregular, decisions[0]).outcome,
        reasons=tuple(dict.fromkeys(reason for one in decisions for reason in one.reasons)),
        employers=min(one.employers for one in decisions),
        employees=min(one.employees for one in decisions),
        missing_unions=tuple(dict.fromkeys(union for one in decisions for union in one.missing_unions)),
    )


def _employers(certification: Certification, edition: Edition, regular: tuple[Member, ...]) -> tuple[Reason, ...]:
    """The record's maximum; and, where the edition says so, as many as the unions there, up to it."""
    number, most = len(on_side(Side.EMPLOYERS, regular)), certification.jury.employers_max
    text = f"Délégation patronale : {counted(number, 'membre')} de la branche, {most} au plus"
    maximum = Reason(
        "jury.employers_max",
        certification.clause(RecordClause.JURY_EMPLOYERS),
        text + ("." if number <= most else f" ; retirez-en {number - most}."),
        number <= most,
    )
    if edition.employers_seats is EmployersSeats.RECORD_MAXIMUM:
        return (maximum,)
    named = len({member.union for member in on_side(Side.EMPLOYEES, regular) if member.union})
    expected = min(named, most)
    text = f"Délégation patronale : {counted(number, 'membre')} pour {counted(named, 'organisation syndicale')}"
    as_many = Reason(
        "jury.employers_seats",
        edition.composition,
        text + ("." if number == expected else f" ; il en faut {expected}."),
        number == expected,
    )
    return (maximum, as_many)


def _unions(
    certification: Certification,
    regular: tuple[Member, ...],
    unions: tuple[str, ...],
    missing: tuple[str, ...],
) -> tuple[Reason, ...]:
    """Those that name must be representative; those without a voting member are told, without blocking."""
    clause = certification.clause(RecordClause.JURY_UNIONS)
    named = sorted({member.union or "sans organisation" for member in on_side(Side.EMPLOYEES, regular)})
    strangers = [union for union in named if union not in unions]
    return (
        Reason(
            "jury.unions_representative",
            clause,
            f"Délégation syndicale : {listed(strangers)}, hors des organisations représentatives ; à retirer."
            if strangers
            else "Délégation syndicale : organisations toutes représentatives dans la branche.",
            not strangers,
        ),
        Reason(
            "jury.unions_named",
            clause,
            f"Sans représentant qui vote : {listed(missing)} ; à relancer, le jury peut siéger sans."
            if missing
            else "Chaque organisation représentative a désigné son représentant qui vote.",
        ),
    )


def _qualified(certification: Certification, regular: tuple[Member, ...]) -> Reason:
    """« membres qualifiés », « représentants qualifiés »."""
    not_qualified = [member for member in regular if not member.qualified]
    sides = dict.fromkeys(member.side for member in not_qualified)
    text = "Tous les membres de la branche sont qualifiés."
    if not_qualified:
        where = listed([SIDE_LABELS[side] for side in sides])
        text = f"{counted(len(not_qualified), 'membre non qualifié', 'membres non qualifiés')} ({where}), à remplacer."
    section = next((_SIDE_SECTIONS[side] for side in sides), RecordClause.JURY_EMPLOYERS)
    return Reason("jury.qualified", certification.clause(section), text, not not_qualified)


def _temporary_work(
    certification: Certification, members: tuple[Member, ...], settings: Settings
) -> tuple[Reason, ...]:
    """« en tant que de besoin, un membre supplémentaire de la branche du travail temporaire »."""
    most, reasons = certification.jury.temporary_work_max, []
    for side in Side:
        number = sum(member.temporary_work for member in on_side(side, members))
        if number:
            text = f"{SIDE_LABELS[side].capitalize()} : {number} du travail temporaire, {most} au plus"
            text += "" if settings.temporary_work_votes else ", sans voix"
            text += "." if number <= most else f" ; retirez-en {number - most}."
            clause = certification.clause(_SIDE_SECTIONS[side])
            reasons.append(Reason("jury.temporary_work", clause, text, number <= most))
    return tuple(reasons)


def _vae(members: tuple[Member, ...], on: date) -> tuple[Reason, ...]:
    """D6412-6: a least number of members, and of qualified ones; a composition that tends to balance."""
    reasons = []
    qualified = sum(member.qualified for member in members)
    for name, code, what, number in (
        (FigureName.VAE_JURY_MEMBERS, "jury.vae_members", "membre", len(members)),
        (FigureName.VAE_JURY_QUALIFIED, "jury.vae_qualified", "membre qualifié", qualified),
    ):
        if figure := figure_on(name, on):
            enough = number >= figure.value
            text = f"VAE : {counted(number, what)} pour {figure.value} au moins"
            text += "." if enough else " ; complétez le jury."
            reasons.append(Reason(code, figure.clause, text, enough))
    if on < VAE_REFORM:
        return ()
    women, men = (sum(member.woman is said for member in members) for said in (True, False))
    text = f"VAE : {counted(women, 'femme')} et {counted(men, 'homme')} ; la composition tend à l’équilibre."
    return (*reasons, Reason("jury.vae_balance", LAW_VAE_JURY, text))
