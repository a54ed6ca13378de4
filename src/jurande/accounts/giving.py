"""Who may give which role, and where: a pure rule. Who may give a role may also take it away, or call it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from jurande.rules.lifecycles import Role
from jurande.rules.reasons import Clause, Decision, Kind, Reason

# A manager their own team; the national level its own, and what centres cannot give: their managers and auditors.
GIVES: dict[Role, tuple[Role, ...]] = {
    Role.MANAGER: (Role.MANAGER, Role.SECRETARY, Role.EVALUATOR, Role.AUDITOR),
    Role.NATIONAL: (Role.NATIONAL, Role.MANAGER, Role.AUDITOR, Role.TRAINING_BODY),
}
HELD_IN_A_CENTRE = frozenset({Role.MANAGER, Role.SECRETARY, Role.EVALUATOR, Role.AUDITOR})
# These come with an act of another kind, never with an invitation.
COMES_WITH = {
    Role.JUROR: "Ce rôle vient de la désignation dans un jury.",
    Role.CANDIDATE: "Ce rôle vient de l’inscription du candidat.",
}
# Who composes commissions and juries and enrols candidates may set their second factor back.
SECRETARIAT = frozenset({Role.MANAGER, Role.SECRETARY})
# How much an account may do, by its role: whoever sets a second factor back opens all that it does.
RANKS = {
    Role.CANDIDATE: 0,
    Role.JUROR: 0,
    Role.EVALUATOR: 0,
    Role.TRAINING_BODY: 1,
    Role.AUDITOR: 1,
    Role.SECRETARY: 1,
    Role.MANAGER: 2,
    Role.NATIONAL: 3,
}
HOUSE = Clause("house.accounts", Kind.CENTRE, "Ouverture des comptes", "")


@dataclass(frozen=True, slots=True)
class Held:
    """A role and where it is held: in a centre, for a training body, or nowhere in particular."""

    role: Role
    centre: UUID | None = None
    training_body: UUID | None = None


class GivingOutcome(StrEnum):
    """Whether the role may be given."""

    ALLOWED = "allowed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class GivingDecision(Decision):
    """Whether somebody may give a role somewhere, with every reason."""

    outcome: GivingOutcome


def may_give(*, giver: Held, given: Held) -> GivingDecision:
    """Whether `giver` may give `given`: the role is theirs to give, in their perimeter, in a place that suits it."""
    reasons = (_role(giver, given), _perimeter(giver, given), _place(given))
    allowed = all(reason.holds for reason in reasons)
    return GivingDecision(outcome=GivingOutcome.ALLOWED if allowed else GivingOutcome.REFUSED, reasons=reasons)


def _role(giver: Held, given: Held) -> Reason:
    if given.role in GIVES.get(giver.role, ()):
        return Reason("accounts.role", HOUSE, "Votre rôle permet de donner celui-ci.")
    why = COMES_WITH.get(given.role, "Demandez au niveau national ou au responsable du centre.")
    return Reason("accounts.role", HOUSE, f"Votre rôle ne permet pas de donner celui-ci. {why}", holds=False)


def _perimeter(giver: Held, given: Held) -> Reason:
    if giver.role is Role.NATIONAL or (giver.centre is not None and giver.centre == given.centre):
        return Reason("accounts.perimeter", HOUSE, "Ce rôle s’exerce dans votre périmètre.")
    text = "Ce rôle s’exercerait hors de votre centre : demandez-le au niveau national."
    return Reason("accounts.perimeter", HOUSE, text, holds=False)


def _place(given: Held) -> Reason:
    expected = (given.role in HELD_IN_A_CENTRE, given.role is Role.TRAINING_BODY)
    if (given.centre is not None, given.training_body is not None) == expected:
        return Reason("accounts.place", HOUSE, "Le lieu convient au rôle.")
    text = "Un rôle de centre nomme son centre, celui d’un organisme de formation son organisme, et aucun autre."
    return Reason("accounts.place", HOUSE, text, holds=False)


def may_reset(*, giver: Held, known: bool, roles: Sequence[Held]) -> GivingDecision:
    """Whether `giver` may set back the second factor of an account that holds these roles.

    `known`: the giver's centre invited, enrolled or designated its owner. An account that sees only what a commission,
    a jury or an enrolment grants is the secretariat's to help; one that does more, of whoever may give the highest of
    its roles: nobody opens more than they could have given.
    """
    highest = max((RANKS[one.role] for one in roles), default=0)
    top = [one for one in roles if RANKS[one.role] == highest]
    if highest == 0:
        reasons: tuple[Reason, ...] = (_secretariat(giver), _known(known))
    else:
        reasons = (_highest(any(may_give(giver=giver, given=one).outcome is GivingOutcome.ALLOWED for one in top)),)
    allowed = all(reason.holds for reason in reasons)
    return GivingDecision(outcome=GivingOutcome.ALLOWED if allowed else GivingOutcome.REFUSED, reasons=reasons)


def _secretariat(giver: Held) -> Reason:
    if giver.role in SECRETARIAT:
        return Reason("accounts.secretariat", HOUSE, "Le secrétariat aide les personnes de son centre.")
    text = "Le secrétariat ou le responsable de son centre réinitialise le second contrôle de cette personne."
    return Reason("accounts.secretariat", HOUSE, text, holds=False)


def _known(known: bool) -> Reason:
    if known:
        return Reason("accounts.known", HOUSE, "Votre centre a invité, inscrit ou désigné cette personne.")
    return Reason("accounts.known", HOUSE, "Votre centre ne connaît pas cette personne.", holds=False)


def _highest(given: bool) -> Reason:
    if given:
        return Reason("accounts.highest", HOUSE, "Vous pouvez donner le plus étendu de ses rôles.")
    text = (
        "Ce compte tient aussi un rôle que vous ne pouvez pas donner : demandez à qui le donne, le responsable du "
        "centre où il s’exerce ou le niveau national."
    )
    return Reason("accounts.highest", HOUSE, text, holds=False)
