"""Seating: whether the members present may sit on the day, then who votes and who presides for each candidate.

Sources: record, « composition des jurys »; labour code D6412-6 for VAE, whose bar choices.md section 4 extends to every
route; the same section for unequal sides and for a president who is barred. Seats and sides are `parity.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jurande.rules.certification import Certification, RecordClause
from jurande.rules.fraud import suspicion
from jurande.rules.parity import (
    SIDE_LABELS,
    Member,
    both_sides,
    on_side,
    one_vote,
    parity,
    presidency,
    seats_text,
    voting_seats,
)
from jurande.rules.reasons import Decision, Reason, chosen
from jurande.rules.rulebook import LAW_VAE_JURY, VAE_REFORM, Edition, Side
from jurande.rules.settings import DEFAULTS, Settings, UnequalSides, choice
from jurande.rules.words import counted


class SeatingOutcome(StrEnum):
    """Whether the members present may sit."""

    MAY_SIT = "may_sit"
    MAY_NOT_SIT = "may_not_sit"


class VotersOutcome(StrEnum):
    """Whether those left after the bars may decide on one candidate."""

    MAY_DECIDE = "may_decide"
    MAY_NOT_DECIDE = "may_not_decide"


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


_UNEQUAL = {
    UnequalSides.SURPLUS_WITHDRAWS: " ; tirez au sort ou convenez qui se retire, et consignez-le.",
    UnequalSides.SITS_AS_IS: " ; le jury siège ainsi.",
    UnequalSides.DOES_NOT_SIT: " ; le jury ne siège pas, reportez la session.",
}

BAR = chosen("bar", "Membre lié au candidat, qui l’a accompagné ou évalué")
ACTING_PRESIDENT = chosen("acting_president", "Présidence empêchée pour un candidat")


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
    seats = voting_seats(certification, present, settings)
    left = tuple(member for member in seats if member.id not in withdrawn)
    employers, employees = len(on_side(Side.EMPLOYERS, left)), len(on_side(Side.EMPLOYEES, left))
    surplus_side = _larger(employers, employees)
    presiding = presidency(certification, edition, present, left)
    reasons = (
        one_vote(certification, present),
        *_temporary_work_today(present, settings),
        both_sides(employers, employees, settings),
        *_withdrawal(seats, withdrawn, settings),
        _parity_today(certification, employers, employees, settings),
        *presiding,
    )
    may_sit = all(reason.holds for reason in reasons)
    presides = all(reason.holds for reason in presiding)
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
    surplus_side = _larger(len(on_side(Side.EMPLOYERS, seats)), len(on_side(Side.EMPLOYEES, seats)))
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
        return parity(certification, employers, employees)
    text = f"{seats_text(employers, employees)} : {abs(employers - employees)} de trop à la {SIDE_LABELS[side]}"
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
    president, presiding = _presiding(certification, edition, sides, voting, seating.president, acting_president)
    reasons = (
        Reason("jury.bar", LAW_VAE_JURY if vae and on >= VAE_REFORM else BAR, text),
        both_sides(employers, len(voting) - employers, settings),
        presiding,
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
