"""The ledger as a Django application."""

from __future__ import annotations

from django.apps import AppConfig

from jurande.ledger.acts import ERASE, register_act


class LedgerConfig(AppConfig):
    """Names the one act that is the ledger's own."""

    name = "jurande.ledger"
    verbose_name = "registre des actes"

    def ready(self) -> None:
        """Register the erasure of details."""
        register_act(ERASE, "Détails d’une écriture effacés")
