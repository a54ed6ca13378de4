"""The app as Django sees it."""

from __future__ import annotations

from django.apps import AppConfig

from jurande.evaluations.acts import ACTS
from jurande.ledger.acts import register_act


class EvaluationsConfig(AppConfig):
    """Gives its acts their words in the ledger."""

    name = "jurande.evaluations"
    verbose_name = "évaluations"

    def ready(self) -> None:
        """Register the acts."""
        for code, label in ACTS.items():
            register_act(code, label)
