"""The app as Django sees it."""

from __future__ import annotations

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """Messages."""

    name = "jurande.messages"
    label = "outbox"  # django.contrib.messages has the name
    verbose_name = "messages"
