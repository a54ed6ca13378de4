"""The app as Django sees it."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import Tags, register

from jurande.documents.seal_check import check_seal


class DocumentsConfig(AppConfig):
    """Documents: templates to PDF, and what was written, kept as it was."""

    name = "jurande.documents"
    verbose_name = "documents"

    def ready(self) -> None:
        """An ill-configured seal is told at start-up, not at the first jury."""
        register(check_seal, Tags.security)
