"""The app as Django sees it."""

from __future__ import annotations

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Organisations."""

    name = "jurande.organisations"
    verbose_name = "organisations"
