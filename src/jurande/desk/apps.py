"""The app as Django sees it."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Desk."""

    name = "jurande.desk"
    verbose_name = "bureau"
