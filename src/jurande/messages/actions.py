"""Posting a message and sending what waits."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q

from jurande.messages.models import Message

# A row claimed this long ago was left by a worker that died.
ABANDONED = timedelta(minutes=5)


def post(
    *,
    key: str,
    subject_ref: str,
    recipient: str,
    subject: str,
    body: str,
    now: datetime,
    attachment: tuple[str, str, bytes] | None = None,
    confidential: bool = False,
) -> Message:
    """Leave a message to be sent after commit; posting the same `key` again gives the first one back.

    `attachment` is a file name, a media type and its content.
    """
    name, media_type, content = attachment or ("", "", b"")
    message, _ = Message.objects.get_or_create(
        key=key,
        defaults={
            "subject_ref": subject_ref,
            "recipient": recipient,
            "subject": subject,
            "body": body,
            "confidential": confidential,
            "attachment_name": name,
            "attachment_type": media_type,
            "attachment": content,
            "created_at": now,
        },
    )
    return message


def send_waiting(*, now: datetime, limit: int = 100) -> int:
    """Send the oldest messages that wait; return how many left.

    Each is claimed in its own transaction before it is sent: a row found claimed long ago was interrupted, is counted
    as such and sent again under the same Message-ID (at least once).
    """
    return sum(_send_next(now) for _ in range(limit))


def _send_next(now: datetime) -> int:
    message = _claim(now)
    if message is None:
        return 0
    try:
        _email(message).send()
    except OSError as error:
        Message.objects.filter(pk=message.pk).update(last_error=type(error).__name__, claimed_at=now)
        return 0
    kept = "" if message.confidential else message.body
    Message.objects.filter(pk=message.pk).update(sent_at=now, last_error="", body=kept)
    return 1


def _claim(now: datetime) -> Message | None:
    with transaction.atomic():
        waiting = Message.objects.select_for_update(skip_locked=True, of=("self",)).filter(
            Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - ABANDONED), sent_at__isnull=True
        )
        message = waiting.order_by("created_at").first()
        if message is None:
            return None
        interrupted = F("interrupted") + (0 if message.claimed_at is None else 1)
        Message.objects.filter(pk=message.pk).update(claimed_at=now, interrupted=interrupted)
        return message


def _email(message: Message) -> EmailMessage:
    email = EmailMessage(
        subject=message.subject,
        body=message.body,
        to=[message.recipient],
        headers={"Message-ID": message.message_id},
    )
    if message.attachment_name:
        email.attach(message.attachment_name, bytes(message.attachment), message.attachment_type)
    return email
