"""The app as Django sees it."""

from __future__ import annotations

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Catalogue."""

    name = "jurande.catalogue"
    verbose_name = "catalogue"
