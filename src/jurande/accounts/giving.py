"""Who may give which role, and where: a pure rule. Who may give a role may also take it away, or call it back."""

from __future__ import annotations

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
