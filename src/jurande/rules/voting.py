"""Voting: the count of the voting seats, and the casting vote.

Sources: record, « composition des jurys » (the tie); choices.md section 4 where it is silent.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from jurande.rules.certification import Certification, RecordClause
from jurande.rules.reasons import Decision, Reason, chosen
from jurande.rules.words import counted


class Choice(StrEnum):
    """What a voting seat says of a motion."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


class TallyOutcome(StrEnum):
    """Whether the motion is carried."""

    CARRIED = "carried"
    NOT_CARRIED = "not_carried"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """The vote of one seat (a member's id)."""

    seat: str
    choice: Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyDecision(Decision):
    """The count of a vote, in seats; `casting` is the president's own vote when it decides a tie."""

    outcome: TallyOutcome
    for_: int
    against: int
    abstained: int
    absent: int
    tie: bool
    casting: Choice | None


MAJORITY = chosen("majority", "Majorité des voix exprimées, abstentions non comptées")


_AGAIN = "le jury examine une autre proposition"


_CARRIED = Reason("deliberation.majority", MAJORITY, "La majorité des voix exprimées est pour.")


_NOT_CARRIED = Reason(
    "deliberation.majority", MAJORITY, f"La majorité des voix exprimées est contre : {_AGAIN}.", False
)


_NONE_CAST = Reason("deliberation.majority", MAJORITY, f"Aucune voix n’est exprimée : {_AGAIN}.", False)


_CASTING = {
    Choice.FOR: "Partage des voix : la présidence a voté pour, sa voix l’emporte.",
    Choice.AGAINST: f"Partage des voix : la présidence a voté contre, sa voix l’emporte ; {_AGAIN}.",
    Choice.ABSTAIN: f"Partage des voix : la présidence s’est abstenue, rien n’est adopté ; {_AGAIN}.",
    None: f"Partage des voix : la présidence n’a pas voté, rien n’est adopté ; {_AGAIN}.",
}


def tally(
    certification: Certification, votes: tuple[Vote, ...], *, voting: tuple[str, ...], president: str | None
) -> TallyDecision:
    """Record, composition des jurys: « En cas de partage des voix, celle du président du jury est
    prépondérante. »

    Majority of the votes cast for and against; an abstention is not counted; on a tie the president's own
    vote decides, and a president who abstains or has not voted carries nothing (choices.md section 4).
    `voting` are the seats that vote on this case. Raises ValueError when a seat votes twice or has no vote.
    """
    cast = {vote.seat: vote.choice for vote in votes}
    seats = frozenset(voting)
    if len(cast) != len(votes) or not cast.keys() <= seats:
        raise ValueError("a seat has voted twice, or has no vote on this case")
    choices = tuple(cast.values())
    for_, against = choices.count(Choice.FOR), choices.count(Choice.AGAINST)
    abstained, absent = len(choices) - for_ - against, len(seats) - len(choices)
    tie = for_ == against and for_ > 0
    casting = cast.get(president) if tie and president is not None else None
    if tie:
        clause = certification.clause(RecordClause.JURY_TIE)
        decisive = Reason("deliberation.casting", clause, _CASTING[casting], casting is Choice.FOR)
    elif for_ > against:
        decisive = _CARRIED
    else:
        decisive = _NOT_CARRIED if against else _NONE_CAST
    text = f"{counted(for_, 'voix')} pour, {counted(against, 'voix')} contre"
    if abstained:
        text += f" ; {counted(abstained, 'abstention')}, hors du compte"
    if absent:
        text += f" ; {counted(absent, 'siège')} sans vote"
    return TallyDecision(
        outcome=TallyOutcome.CARRIED if decisive.holds else TallyOutcome.NOT_CARRIED,
        reasons=(Reason("deliberation.votes", MAJORITY, f"{text}."), decisive),
        for_=for_,
        against=against,
        abstained=abstained,
        absent=absent,
        tie=tie,
        casting=casting,
    )
