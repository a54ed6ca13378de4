"""The app as Django sees it."""

from __future__ import annotations

from django.apps import AppConfig

from jurande.juries.acts import ACTS
from jurande.ledger.acts import register_act


class JuriesConfig(AppConfig):
    """Gives its acts their words in the ledger."""

    name = "jurande.juries"
    verbose_name = "jurys"

    def ready(self) -> None:
        """Register the acts."""
        for code, label in ACTS.items():
            register_act(code, label)
