"""Messages that leave after commit, from rows: a row is the truth, a lost process loses nothing (law 9)."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q


class Message(models.Model):
    """An e-mail to send at least once, under a Message-ID that never changes.

    `claimed_at` is set when a worker takes the row: claimed long ago and not sent, it failed (`last_error` says how) or
    was left by a dead worker. The second may have left all the same: `interrupted` counts it, for a person to see.
    A confidential body holds a personal link, whose secret nothing else keeps: it is erased once the message has left.
    `key` makes posting idempotent; `subject_ref` is what the message is about ("opinion:UUID").
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.CharField(max_length=120, unique=True)
    subject_ref = models.CharField(max_length=80)
    recipient = models.EmailField("destinataire")
    subject = models.CharField("objet", max_length=200)
    body = models.TextField("texte")
    confidential = models.BooleanField("contient un lien personnel", default=False)
    created_at = models.DateTimeField("créé le")
    claimed_at = models.DateTimeField("pris le", null=True, blank=True)
    sent_at = models.DateTimeField("parti le", null=True, blank=True)
    interrupted = models.PositiveSmallIntegerField("envois interrompus", default=0)
    last_error = models.CharField("dernière erreur", max_length=200, blank=True)

    class Meta:
        verbose_name = "message"
        verbose_name_plural = "messages"
        ordering = ("created_at", "key")
        indexes = (
            models.Index(fields=("created_at",), condition=Q(sent_at__isnull=True), name="message_to_send"),
            models.Index(fields=("subject_ref",), name="message_subject"),
        )

    def __str__(self) -> str:
        return str(self.id)

    @property
    def message_id(self) -> str:
        """The stable Message-ID, by which a mailbox recognises a second copy."""
        return f"<{self.id}@jurande>"


class Attachment(models.Model):
    """A file that leaves with a message, in the order of `position`."""

    id = models.BigAutoField(primary_key=True)
    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments", verbose_name="message")
    position = models.PositiveSmallIntegerField("rang")
    name = models.CharField("nom du fichier", max_length=120)
    media_type = models.CharField("type", max_length=80)
    content = models.BinaryField("contenu")

    class Meta:
        verbose_name = "pièce jointe"
        verbose_name_plural = "pièces jointes"
        ordering = ("message", "position")
        constraints = (models.UniqueConstraint(fields=("message", "position"), name="attachment_position_once"),)

    def __str__(self) -> str:
        return self.name
