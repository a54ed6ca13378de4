"""Parity: the voting seats of the two sides, and the presidency: what composing a jury and sitting both rest on.

Sources: record, « composition des jurys »; the edition in force for the presidency (2014: no side; 2019, art. 55.2:
the employers'); choices.md section 4 where they are silent. Parity is counted in voting seats.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from jurande.rules.certification import Certification, RecordClause
from jurande.rules.reasons import Reason
from jurande.rules.rulebook import Edition, Side
from jurande.rules.settings import Settings, choice
from jurande.rules.words import counted, listed


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


SIDE_LABELS = {Side.EMPLOYERS: "délégation patronale", Side.EMPLOYEES: "délégation syndicale"}


def voting_seats(certification: Certification, members: Iterable[Member], settings: Settings) -> tuple[Member, ...]:
    """The members with a vote, in their order: one a union (the first), none for the temporary-work branch unless the
    setting says so.
    """
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


def on_side(side: Side, members: Iterable[Member]) -> tuple[Member, ...]:
    """The members of one side, in their order."""
    return tuple(member for member in members if member.side is side)


def one_vote(certification: Certification, members: Iterable[Member]) -> Reason:
    """Record, composition des jurys: « Seul un représentant par organisation syndicale siège dans le jury avec droit
    de vote. » Tells the unions of whom more than one would vote.
    """
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


def presidency(
    certification: Certification, edition: Edition, members: Iterable[Member], seats: tuple[Member, ...]
) -> tuple[Reason, ...]:
    """Record, composition des jurys: « celle du président du jury est prépondérante »: one president, with a vote since
    it prevails. Edition, composition (2019: art. 55.2): of the employers' side; of either under the 2014 edition.

    `seats` are the members who vote, as `voting_seats` gives them.
    """
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


def both_sides(employers: int, employees: int, settings: Settings) -> Reason:
    """choices.md section 4: at least one voting seat on each side, or the number chosen; no other quorum is written."""
    least = settings.min_voting_seats_per_side
    enough = min(employers, employees) >= least
    text = f"{seats_text(employers, employees)} ; {least} au moins de chaque côté"
    text += "." if enough else " : complétez le jury ou reportez."
    return Reason("jury.both_sides", choice("min_voting_seats_per_side"), text, enough)


def parity(certification: Certification, employers: int, employees: int) -> Reason:
    """Record, composition des jurys: « Jury paritaire: 50% de représentants des salariés / 50% de représentants des
    employeurs », counted in voting seats (choices.md section 4).
    """
    equal = employers == employees
    text = f"{seats_text(employers, employees)}, pour {certification.jury.parity_percent} % chacun"
    text += "." if equal else f" ; {counted(abs(employers - employees), 'voix')} d’écart, rétablissez la parité."
    return Reason("jury.parity", certification.clause(RecordClause.JURY_PARITY), text, equal)


def seats_text(employers: int, employees: int) -> str:
    """« 4 voix côté employeurs, 3 côté salariés »."""
    return f"{counted(employers, 'voix')} côté employeurs, {employees} côté salariés"
