"""Who is let into one candidacy by name: the candidate for good, its evaluators while it lasts."""

from __future__ import annotations

from datetime import datetime

from jurande.accounts.actions import account_for, end_grants, grant
from jurande.accounts.links import login_address
from jurande.accounts.models import User
from jurande.candidacies.models import Candidacy
from jurande.ledger.actors import Actor
from jurande.messages.actions import post
from jurande.register.models import Person
from jurande.rules.lifecycles import MOMENT, Role, StepOutcome
from jurande.rules.reasons import Decision, Reason, Refused
from jurande.ui.french import typographic

TAKEN = Reason(
    "enrolment.email",
    MOMENT,
    "Cette adresse électronique ouvre déjà l’espace d’une autre personne : demandez au candidat une adresse qui soit à "
    "lui seul, car elle montre son dossier et reçoit ses codes.",
    False,
)


def is_taken(email: str, person: Person) -> bool:
    """Whether the account of that address shows the file of somebody else: one account is one candidate's."""
    return Candidacy.objects.filter(user__email__iexact=email).exclude(person=person).exists()


def open_space(*, candidacy: Candidacy, actor: Actor, now: datetime) -> None:
    """Open the candidate's space and tell them by e-mail; they log in by one-time code.

    Called by the enrolment, inside its transaction. Raises Refused when the address is somebody else's.
    """
    _let_in(candidacy, actor, now)
    post(
        key=f"space:{candidacy.id}",
        subject_ref=candidacy.ref,
        recipient=candidacy.email,
        subject="Votre inscription est enregistrée",
        body=typographic(
            f"Bonjour,\n\nLe centre d’examen {candidacy.centre.name} a enregistré votre inscription, sous le numéro "
            f"{candidacy.reference}.\n\n{_way_in('vous donnera vos documents après le jury')}\n\n"
            f"Une question ? Répondez à {candidacy.centre.email}.\n"
        ),
        now=now,
    )


def move_space(*, candidacy: Candidacy, former: User | None, actor: Actor, now: datetime) -> None:
    """Close the file to the former account, open it to that of the new address, and tell that address.

    Called by the correction of the address, inside its transaction. Raises Refused when the address is somebody else's.
    """
    if former:
        end_grants(
            user=former,
            subject=candidacy.ref,
            as_role=Role.CANDIDATE,
            until=now,
            chain=candidacy.centre.chain,
            actor=actor,
            now=now,
        )
    _let_in(candidacy, actor, now)
    post(
        key=f"space:{candidacy.id}:{now.isoformat()}",
        subject_ref=candidacy.ref,
        recipient=candidacy.email,
        subject="Votre adresse est corrigée",
        body=typographic(
            f"Bonjour,\n\nLe centre d’examen {candidacy.centre.name} a noté cette adresse pour votre candidature "
            f"{candidacy.reference} ; l’ancienne n’ouvre plus votre dossier.\n\n"
            f"{_way_in('vous donne vos documents après le jury')}\n\n"
            f"Une question ? Répondez à {candidacy.centre.email}.\n"
        ),
        now=now,
    )


def _let_in(candidacy: Candidacy, actor: Actor, now: datetime) -> None:
    chain = candidacy.centre.chain
    user = account_for(
        email=candidacy.email,
        name=candidacy.person.full_name,
        role=Role.CANDIDATE,
        chain=chain,
        actor=actor,
        now=now,
    )
    # Of two people enrolled at once with one address, the second finds the first.
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    if is_taken(user.email, candidacy.person):
        raise Refused(Decision(outcome=StepOutcome.REFUSED, reasons=(TAKEN,)))
    candidacy.user = user
    candidacy.save(update_fields=["user"])
    grant(user=user, subject=candidacy.ref, as_role=Role.CANDIDATE, chain=chain, actor=actor, now=now)


def _way_in(what: str) -> str:
    return (
        f"Votre espace vous montre où en est votre dossier, et {what}. Pour y entrer, ouvrez cette page et demandez un "
        f"code à usage unique avec cette adresse électronique :\n\n{login_address()}"
    )


def close_to_evaluators(*, candidacy: Candidacy, actor: Actor, now: datetime) -> None:
    """Close the file to its commission: it was decided or given up, and they saw it while it lasted (law 7).

    Called by the act that decides, inside its transaction.
    """
    end_grants(
        subject=candidacy.ref,
        as_role=Role.EVALUATOR,
        until=now,
        chain=candidacy.centre.chain,
        actor=actor,
        now=now,
    )
