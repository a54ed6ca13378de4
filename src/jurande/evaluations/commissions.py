"""Telling those who evaluate that a grid waits for them."""

from __future__ import annotations

from datetime import datetime

from jurande.accounts.links import login_address
from jurande.accounts.models import User
from jurande.candidacies.models import Candidacy
from jurande.messages.actions import post
from jurande.ui.french import typographic


def tell_commissioner(*, candidacy: Candidacy, user: User, now: datetime) -> None:
    """Tell an evaluator that they are of a commission. The message names the number, the page names the person.

    Called by the plan that seats them, inside its transaction; seated again later, they are told again.
    """
    post(
        key=f"commission:{candidacy.id}:{user.id}:{now.isoformat()}",
        subject_ref=candidacy.ref,
        recipient=user.email,
        subject="Une évaluation vous attend",
        body=typographic(
            f"Bonjour {user.name},\n\nVous êtes de la commission qui évalue la candidature {candidacy.reference}. Ses "
            f"grilles vous attendent dans « À faire » ; elles se ferment pour vous quand le jury a décidé.\n\n"
            f"Pour entrer, ouvrez cette page et demandez un code à usage unique avec cette adresse électronique :\n\n"
            f"{login_address()}\n\n{candidacy.centre.name}\n"
        ),
        now=now,
    )
