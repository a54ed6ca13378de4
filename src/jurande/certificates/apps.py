"""The app as Django sees it."""

from __future__ import annotations

from django.apps import AppConfig

from jurande.certificates.acts import ACTS
from jurande.ledger.acts import register_act


class CertificatesConfig(AppConfig):
    """Gives its acts their words in the ledger."""

    name = "jurande.certificates"
    verbose_name = "certificats"

    def ready(self) -> None:
        """Register the acts."""
        for code, label in ACTS.items():
            register_act(code, label)
