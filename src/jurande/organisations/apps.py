"""The app as Django sees it."""

from __future__ import annotations

from django.apps import AppConfig

from jurande.ledger.acts import register_act
from jurande.organisations.acts import ACTS


class OrganisationsConfig(AppConfig):
    """Gives its acts their words in the ledger."""

    name = "jurande.organisations"
    verbose_name = "organisations"

    def ready(self) -> None:
        """Register the acts."""
        for code, label in ACTS.items():
            register_act(code, label)
