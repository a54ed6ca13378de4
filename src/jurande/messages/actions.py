"""Posting a message and sending what waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q, QuerySet

from jurande.messages.models import Attachment, Message

# A row claimed this long ago was left by a worker that died, or waits to be tried again.
ABANDONED = timedelta(minutes=5)


class _Fate(StrEnum):
    """What became of the message whose turn it was."""

    SENT = "sent"
    KEPT = "kept"
    NONE_WAITS = "none_waits"


@dataclass(frozen=True, slots=True)
class Attached:
    """A file to send with a message: its name, its media type with parameters if any, its content."""

    name: str
    media_type: str
    content: bytes


@transaction.atomic
def post(
    *,
    key: str,
    subject_ref: str,
    recipient: str,
    subject: str,
    body: str,
    now: datetime,
    attached: Sequence[Attached] = (),
    confidential: bool = False,
) -> Message:
    """Leave a message to be sent after commit; posting the same `key` again gives the first one back."""
    message, is_new = Message.objects.get_or_create(
        key=key,
        defaults={
            "subject_ref": subject_ref,
            "recipient": recipient,
            "subject": subject,
            "body": body,
            "confidential": confidential,
            "created_at": now,
        },
    )
    if is_new:
        Attachment.objects.bulk_create(
            Attachment(
                message=message, position=position, name=one.name, media_type=one.media_type, content=one.content
            )
            for position, one in enumerate(attached)
        )
    return message


def send_waiting(*, now: datetime, limit: int = 100) -> int:
    """Send the oldest messages that wait; return how many left.

    Each is claimed in its own transaction before it is sent: a row found claimed long ago was interrupted, is counted
    as such and sent again under the same Message-ID (at least once). One that fails keeps its error and waits.
    """
    sent = 0
    for _ in range(limit):
        fate = _send_next(now)
        if fate is _Fate.NONE_WAITS:
            break
        sent += fate is _Fate.SENT
    return sent


def _send_next(now: datetime) -> _Fate:
    claimed = _claim(now)
    if claimed is None:
        return _Fate.NONE_WAITS
    # Held while it is being sent: however slow the mail server, no other worker sends it at the same time. Waited for,
    # not skipped: another worker looking for its own turn may hold the row for an instant.
    with transaction.atomic():
        message = Message.objects.select_for_update().filter(pk=claimed.pk, sent_at=None, claimed_at=now).first()
        if message is None:
            return _Fate.KEPT
        try:
            _email(message).send()
        except Exception as error:  # whatever a mail server or a message may do, the others leave and this row says it
            Message.objects.filter(pk=message.pk).update(last_error=type(error).__name__)
            return _Fate.KEPT
        kept = "" if message.confidential else message.body
        Message.objects.filter(pk=message.pk).update(sent_at=now, body=kept)
        return _Fate.SENT


def _waiting() -> QuerySet[Message]:
    """What has not left and nobody is sending, the rows locked as they are read."""
    return Message.objects.select_for_update(skip_locked=True, of=("self",)).filter(sent_at__isnull=True)


@transaction.atomic
def _claim(now: datetime) -> Message | None:
    """The oldest message that waits, marked as taken before it is sent."""
    free = _waiting().filter(Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - ABANDONED))
    message = free.first()
    if message is None:
        return None
    # Taken before, and nothing says how it ended.
    interrupted = message.claimed_at is not None and not message.last_error
    Message.objects.filter(pk=message.pk).update(
        claimed_at=now, last_error="", interrupted=F("interrupted") + int(interrupted)
    )
    return message


def _email(message: Message) -> EmailMessage:
    email = EmailMessage(
        subject=message.subject,
        body=message.body,
        to=[message.recipient],
        headers={"Message-ID": message.message_id},
    )
    for one in Attachment.objects.filter(message=message).order_by("position"):
        email.attach(one.name, bytes(one.content), one.media_type)
    return email
