"""The settings in force in this installation: the defaults of the book, and what a demo allows."""

from __future__ import annotations

from django.conf import settings

from jurande.rules.settings import Settings


def in_force() -> Settings:
    """The choices that every action hands to the rules; only a demo awards certificates on example criteria."""
    return Settings(certificates_on_example_criteria=settings.JURANDE_DEMO)
