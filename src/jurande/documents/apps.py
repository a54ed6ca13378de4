"""The app as Django sees it."""

from __future__ import annotations

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Documents: templates to PDF, and what was written, kept as it was."""

    name = "jurande.documents"
    verbose_name = "documents"
