"""The joint jury: composition, parity, presidency, bars.

Sources: record, « composition des jurys »; the edition in force (2014: no side for the presidency, no period;
2019, art. 55.2: as many employers as unions, presidency of the employers, 15 and 8 days); labour code D6412-6
for VAE and D3142-32; choices.md section 4 where they are silent. Parity is counted in voting seats.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jurande.rules.certification import Certification, RecordClause
from jurande.rules.fraud import suspicion
from jurande.rules.reasons import Decision, Reason, chosen
from jurande.rules.rulebook import (
    LAW_VAE_JURY,
    VAE_REFORM,
    Edition,
    EmployersSeats,
    FigureName,
    Side,
    figure_on,
)
from jurande.rules.settings import DEFAULTS, Settings, UnequalSides, choice
from jurande.rules.words import counted, listed


class CompositionOutcome(StrEnum):
    """Whether the jury as named follows the texts."""

    REGULAR = "regular"
    IRREGULAR = "irregular"


class SeatingOutcome(StrEnum):
    """Whether the members present may sit."""

    MAY_SIT = "may_sit"
    MAY_NOT_SIT = "may_not_sit"


class VotersOutcome(StrEnum):
    """Whether those left after the bars may decide on one candidate."""

    MAY_DECIDE = "may_decide"
    MAY_NOT_DECIDE = "may_not_decide"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member of the jury.

    `votes`: has a voting seat; for a union, is its one representative with the vote. `temporary_work`: the
    supplementary member of that branch. `barred_from`: ids of the candidacies that they evaluated or
    accompanied, or are related to. `woman` None: not said.
    """

    id: str
    side: Side
    union: str = ""
    temporary_work: bool = False
    president: bool = False
    votes: bool = True
    qualified: bool = True
    present: bool = True
    barred_from: tuple[str, ...] = ()
    woman: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositionDecision(Decision):
    """Whether the jury is regular, its voting seats, and the representative unions that have none."""

    outcome: CompositionOutcome
    employers: int
    employees: int
    missing_unions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatingDecision(Decision):
    """Whether the jury may sit: who votes today (member ids), how many on each side, who presides.

    `surplus` is what `surplus_side` has in excess once the withdrawals are made.
    """

    outcome: SeatingOutcome
    voting: tuple[str, ...]
    employers: int
    employees: int
    surplus_side: Side | None
    surplus: int
    president: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VotersDecision(Decision):
    """Who votes (member ids) and who presides for one candidate."""

    outcome: VotersOutcome
    voting: tuple[str, ...]
    president: str | None


SIDE_LABELS = {Side.EMPLOYERS: "délégation patronale", Side.EMPLOYEES: "délégation syndicale"}
_UNEQUAL = {
    UnequalSides.SURPLUS_WITHDRAWS: " ; tirez au sort ou convenez qui se retire, et consignez-le.",
    UnequalSides.SITS_AS_IS: " ; le jury siège ainsi.",
    UnequalSides.DOES_NOT_SIT: " ; le jury ne siège pas, reportez la session.",
}
_SIDE_SECTIONS = {Side.EMPLOYERS: RecordClause.JURY_EMPLOYERS, Side.EMPLOYEES: RecordClause.JURY_UNIONS}

BAR = chosen("bar", "Membre lié au candidat, qui l’a accompagné ou évalué")
ACTING_PRESIDENT = chosen("acting_president", "Présidence empêchée pour un candidat")


def _voting_seats(certification: Certification, members: Iterable[Member], settings: Settings) -> tuple[Member, ...]:
    """The members with a vote: one a union, none for the temporary-work branch unless the setting says so."""
    seats = []
    taken: Counter[str] = Counter()
    for member in members:
        if not member.votes or (member.temporary_work and not settings.temporary_work_votes):
            continue
        if member.side is Side.EMPLOYEES and not member.temporary_work:
            taken[member.union] += 1
            if not member.union or taken[member.union] > certification.jury.votes_per_union:
                continue
        seats.append(member)
    return tuple(seats)


def _on(side: Side, members: Iterable[Member]) -> tuple[Member, ...]:
    return tuple(member for member in members if member.side is side)


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
    seats = _voting_seats(certification, members, settings)
    employers, employees = len(_on(Side.EMPLOYERS, seats)), len(_on(Side.EMPLOYEES, seats))
    regular = tuple(member for member in members if not member.temporary_work)
    seated = {member.union for member in seats if not member.temporary_work}
    missing = tuple(union for union in unions if union not in seated)
    reasons = (
        *_employers(certification, edition, regular),
        *_unions(certification, regular, unions, missing),
        _one_vote(certification, regular),
        _qualified(certification, regular),
        *_temporary_work(certification, members, settings),
        *_presidency(certification, edition, members, seats),
        _both_sides(employers, employees, settings),
        _parity(certification, employers, employees),
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
    number, most = len(_on(Side.EMPLOYERS, regular)), certification.jury.employers_max
    text = f"Délégation patronale : {counted(number, 'membre')} de la branche, {most} au plus"
    maximum = Reason(
        "jury.employers_max",
        certification.clause(RecordClause.JURY_EMPLOYERS),
        text + ("." if number <= most else f" ; retirez-en {number - most}."),
        number <= most,
    )
    if edition.employers_seats is EmployersSeats.RECORD_MAXIMUM:
        return (maximum,)
    named = len({member.union for member in _on(Side.EMPLOYEES, regular) if member.union})
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
    named = sorted({member.union or "sans organisation" for member in _on(Side.EMPLOYEES, regular)})
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


def _one_vote(certification: Certification, members: Iterable[Member]) -> Reason:
    """« Seul un représentant par organisation syndicale siège dans le jury avec droit de vote. »"""
    most = certification.jury.votes_per_union
    votes = Counter(
        member.union
        for member in members
        if member.side is Side.EMPLOYEES and member.union and member.votes and not member.temporary_work
    )
    double = sorted(union for union, number in votes.items() if number > most)
    text = f"{most} voix par organisation syndicale"
    text += f" ; davantage pour {listed(double)}, choisissez qui vote." if double else "."
    return Reason("jury.one_vote", certification.clause(RecordClause.JURY_ONE_VOTE), text, not double)


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
        number = sum(member.temporary_work for member in _on(side, members))
        if number:
            text = f"{SIDE_LABELS[side].capitalize()} : {number} du travail temporaire, {most} au plus"
            text += "" if settings.temporary_work_votes else ", sans voix"
            text += "." if number <= most else f" ; retirez-en {number - most}."
            clause = certification.clause(_SIDE_SECTIONS[side])
            reasons.append(Reason("jury.temporary_work", clause, text, number <= most))
    return tuple(reasons)


def _presidency(
    certification: Certification, edition: Edition, members: Iterable[Member], seats: tuple[Member, ...]
) -> tuple[Reason, ...]:
    """One president, with a vote since it prevails, and of the side the edition says."""
    presidents = [member for member in members if member.president]
    one = len(presidents) == 1
    tie = certification.clause(RecordClause.JURY_TIE)
    reasons = [
        Reason(
            "jury.president",
            tie,
            "Un membre préside."
            if one
            else f"{counted(len(presidents), 'président')} ; désignez un membre, un seul, pour présider.",
            one,
        )
    ]
    if edition.president_side is not None:
        right = all(member.side is edition.president_side for member in presidents)
        text = f"La présidence revient à la {SIDE_LABELS[edition.president_side]}"
        text += "." if right else " ; désignez un de ses membres."
        reasons.append(Reason("jury.president_side", edition.composition, text, right))
    votes = all(member in seats for member in presidents)
    text = "La présidence vote, et sa voix est prépondérante" + (
        "." if votes else " ; désignez un membre qui a une voix."
    )
    reasons.append(Reason("jury.president_vote", tie, text, votes))
    return tuple(reasons)


def _both_sides(employers: int, employees: int, settings: Settings) -> Reason:
    least = settings.min_voting_seats_per_side
    enough = min(employers, employees) >= least
    text = f"{_seats(employers, employees)} ; {least} au moins de chaque côté"
    text += "." if enough else " : complétez le jury ou reportez."
    return Reason("jury.both_sides", choice("min_voting_seats_per_side"), text, enough)


def _seats(employers: int, employees: int) -> str:
    return f"{counted(employers, 'voix')} côté employeurs, {employees} côté salariés"


def _parity(certification: Certification, employers: int, employees: int) -> Reason:
    equal = employers == employees
    text = f"{_seats(employers, employees)}, pour {certification.jury.parity_percent} % chacun"
    text += "." if equal else f" ; {counted(abs(employers - employees), 'voix')} d’écart, rétablissez la parité."
    return Reason("jury.parity", certification.clause(RecordClause.JURY_PARITY), text, equal)


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


def seating(
    certification: Certification,
    edition: Edition,
    members: tuple[Member, ...],
    *,
    withdrawn: tuple[str, ...] = (),
    settings: Settings = DEFAULTS,
) -> SeatingDecision:
    """Record, composition des jurys: parity, « Seul un représentant par organisation syndicale siège dans le
    jury avec droit de vote », and a president; choices.md section 4 for unequal sides.

    Judges the members present. `withdrawn` are the ids of the voting members who gave up their seat today,
    drawn or agreed: exactly the surplus, where the surplus withdraws. No other quorum is written.
    """
    present = tuple(member for member in members if member.present)
    seats = _voting_seats(certification, present, settings)
    left = tuple(member for member in seats if member.id not in withdrawn)
    employers, employees = len(_on(Side.EMPLOYERS, left)), len(_on(Side.EMPLOYEES, left))
    surplus_side = _larger(employers, employees)
    presidency = _presidency(certification, edition, present, left)
    reasons = (
        _one_vote(certification, present),
        *_temporary_work_today(present, settings),
        _both_sides(employers, employees, settings),
        *_withdrawal(seats, withdrawn, settings),
        _parity_today(certification, employers, employees, settings),
        *presidency,
    )
    may_sit = all(reason.holds for reason in reasons)
    presides = all(reason.holds for reason in presidency)
    return SeatingDecision(
        outcome=SeatingOutcome.MAY_SIT if may_sit else SeatingOutcome.MAY_NOT_SIT,
        reasons=reasons,
        voting=tuple(member.id for member in left),
        employers=employers,
        employees=employees,
        surplus_side=surplus_side,
        surplus=abs(employers - employees),
        president=next((member.id for member in left if member.president and presides), None),
    )


def _larger(employers: int, employees: int) -> Side | None:
    if employers == employees:
        return None
    return Side.EMPLOYERS if employers > employees else Side.EMPLOYEES


def _temporary_work_today(present: tuple[Member, ...], settings: Settings) -> tuple[Reason, ...]:
    number = sum(member.temporary_work for member in present)
    if not number:
        return ()
    says = "avec voix" if settings.temporary_work_votes else "sans voix"
    text = f"{counted(number, 'membre')} du travail temporaire, {says}."
    return (Reason("jury.temporary_work_today", choice("temporary_work_votes"), text),)


def _withdrawal(seats: tuple[Member, ...], withdrawn: tuple[str, ...], settings: Settings) -> tuple[Reason, ...]:
    """Only a voting member of the larger side withdraws, and only where the surplus withdraws."""
    if not withdrawn:
        return ()
    surplus_side = _larger(len(_on(Side.EMPLOYERS, seats)), len(_on(Side.EMPLOYEES, seats)))
    may = (
        {member.id for member in seats if member.side is surplus_side}
        if settings.unequal_sides is UnequalSides.SURPLUS_WITHDRAWS
        else set()
    )
    needless = set(withdrawn) - may
    text = f"{counted(len(set(withdrawn)), 'retrait')} pour rétablir la parité"
    text += f", dont {len(needless)} sans objet ; annulez-les." if needless else ", à consigner."
    return (Reason("jury.withdrawal", choice("unequal_sides"), text, not needless),)


def _parity_today(certification: Certification, employers: int, employees: int, settings: Settings) -> Reason:
    """Equal sides, or what the authority chose for unequal ones."""
    side = _larger(employers, employees)
    if side is None:
        return _parity(certification, employers, employees)
    text = f"{_seats(employers, employees)} : {abs(employers - employees)} de trop à la {SIDE_LABELS[side]}"
    return Reason(
        "jury.parity",
        choice("unequal_sides"),
        text + _UNEQUAL[settings.unequal_sides],
        settings.unequal_sides is UnequalSides.SITS_AS_IS,
    )


def voters_for(
    certification: Certification,
    edition: Edition,
    candidacy_id: str,
    members: tuple[Member, ...],
    seating: SeatingDecision,
    *,
    vae: bool,
    on: date,
    acting_president: str | None = None,
    suspected: bool = False,
    settings: Settings = DEFAULTS,
) -> VotersDecision:
    """Labour code, art. D6412-6 (VAE, since 2024): no relation with the candidate, no accompaniment; choices.md
    section 4 makes it a bar on every route, which removes that seat for that candidate only, without rebalancing.
    `on` is the day of the jury.

    A barred president hands over to `acting_president`, the id of a member who votes on the case, of the side
    that the edition asks for. With a side left short of its least number of seats, the case waits for another
    jury: nothing says that one side decides alone. So it does while a suspicion of fraud is under way
    (`suspected`): nobody decides before the candidate is heard.
    """
    barred = {member.id for member in members if candidacy_id in member.barred_from}
    sides = {member.id: member.side for member in members}
    voting = tuple(seat for seat in seating.voting if seat not in barred)
    removed = len(seating.voting) - len(voting)
    text = "Aucun membre qui vote n’est lié au candidat, ne l’a accompagné ni évalué."
    if removed:
        text = f"{counted(removed, 'voix retirée')} pour ce candidat : lien, accompagnement ou évaluation."
    employers = sum(sides[seat] is Side.EMPLOYERS for seat in voting)
    president, presidency = _presiding(certification, edition, sides, voting, seating.president, acting_president)
    reasons = (
        Reason("jury.bar", LAW_VAE_JURY if vae and on >= VAE_REFORM else BAR, text),
        _both_sides(employers, len(voting) - employers, settings),
        presidency,
        *(suspicion(under_way=True, vae=vae).reasons if suspected else ()),
    )
    may_decide = all(reason.holds for reason in reasons)
    return VotersDecision(
        outcome=VotersOutcome.MAY_DECIDE if may_decide else VotersOutcome.MAY_NOT_DECIDE,
        reasons=reasons,
        voting=voting,
        president=president,
    )


def _presiding(
    certification: Certification,
    edition: Edition,
    sides: dict[str, Side],
    voting: tuple[str, ...],
    president: str | None,
    acting: str | None,
) -> tuple[str | None, Reason]:
    if president in voting:
        text = "La présidence du jury vote sur ce cas ; sa voix est prépondérante."
        return president, Reason("jury.presiding", certification.clause(RecordClause.JURY_TIE), text)
    side = edition.president_side
    if acting is not None and acting in voting and side in {None, sides[acting]}:
        text = "Présidence empêchée pour ce candidat : un autre membre désigné préside ce cas."
        return acting, Reason("jury.presiding", ACTING_PRESIDENT, text)
    text = "Présidence empêchée pour ce candidat ; désignez un autre membre qui vote"
    text += f", de la {SIDE_LABELS[side]}." if side else "."
    return None, Reason("jury.presiding", ACTING_PRESIDENT, text, False)
