"""Who is let into one candidacy by name: the candidate for good, its evaluators while it lasts."""

from __future__ import annotations

from datetime import datetime

from jurande.accounts.actions import account_for, end_grants, grant
from jurande.candidacies.models import Candidacy
from jurande.ledger.actors import Actor
from jurande.messages.actions import post
from jurande.rules.lifecycles import Role


def open_space(*, candidacy: Candidacy, actor: Actor, now: datetime) -> None:
    """Open the candidate's space and tell them by e-mail; they log in by one-time code.

    Called by the enrolment, inside its transaction.
    """
    chain = candidacy.centre.chain
    user = account_for(
        email=candidacy.email,
        name=candidacy.person.full_name,
        role=Role.CANDIDATE,
        chain=chain,
        actor=actor,
        now=now,
    )
    candidacy.user = user
    candidacy.save(update_fields=["user"])
    grant(user=user, subject=candidacy.ref, as_role=Role.CANDIDATE, chain=chain, actor=actor, now=now)
    post(
        key=f"space:{candidacy.id}",
        subject_ref=candidacy.ref,
        recipient=candidacy.email,
        subject="Votre inscription est enregistrée",
        body=(
            f"Bonjour,\n\nLe centre d’examen {candidacy.centre.name} a enregistré votre inscription, sous le numéro "
            f"{candidacy.reference}.\n\nVotre espace vous montre où en est votre dossier, et vous donnera vos "
            f"documents après le jury. Pour y entrer, demandez un code à usage unique avec cette adresse "
            f"électronique.\n\nUne question ? Répondez à {candidacy.centre.email}.\n"
        ),
        now=now,
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
