"""Messages leave from their rows: at least once, never two at a time, and what went wrong stays to be read."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier, Event
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from jurande.messages import actions
from jurande.messages.actions import ABANDONED, Attached, post, send_waiting
from jurande.messages.models import Message
from jurande.messages.queries import troubled
from tests.factories import at

NOW = at(date(2026, 3, 9))
LATER = NOW + ABANDONED + timedelta(seconds=1)


def letter(key: str = "letter:1", **changes: Any) -> Message:
    """A message to send."""
    values: dict[str, Any] = {
        "key": key,
        "subject_ref": "candidacy:1",
        "recipient": "lucja@courriel.test",
        "subject": "Votre inscription est enregistrée",
        "body": "Bonjour Łucja,\n\nC’est fait.\n",
        "now": NOW,
    }
    return post(**(values | changes))


def sent() -> list[EmailMessage]:
    """What left, oldest first."""
    return list(mail.outbox)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Callable[[EmailMessage], None]], None]]:
    """Gives the mail server another behaviour: a function of the message, which may raise."""
    real = EmailMessage.send

    def behave(how: Callable[[EmailMessage], None]) -> None:
        def send(self: EmailMessage, *args: Any, **options: Any) -> int:
            how(self)
            return real(self, *args, **options)

        monkeypatch.setattr(EmailMessage, "send", send)

    yield behave
    monkeypatch.undo()


def refusing(*recipients: str, error: Exception) -> Callable[[EmailMessage], None]:
    """A server that fails for these recipients."""

    def fail(email: EmailMessage) -> None:
        if not recipients or email.to[0] in recipients:
            raise error

    return fail


# Posting ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_posting_the_same_key_again_gives_the_first_one_back() -> None:
    first = letter()
    assert letter(body="Autre texte.") == first
    assert Message.objects.get().body.startswith("Bonjour")


@pytest.mark.django_db
def test_a_message_posted_by_an_act_that_fails_never_was() -> None:
    def act() -> None:
        letter()
        raise RuntimeError

    with pytest.raises(RuntimeError), transaction.atomic():
        act()
    assert send_waiting(now=NOW) == 0
    assert sent() == []


# Sending ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_message_leaves_as_it_was_written_under_its_own_identifier() -> None:
    message = letter()
    assert send_waiting(now=NOW) == 1
    (email,) = sent()
    assert (email.subject, email.to) == ("Votre inscription est enregistrée", ["lucja@courriel.test"])
    assert email.body == "Bonjour Łucja,\n\nC’est fait.\n"
    assert email.message()["Message-ID"] == f"<{message.id}@jurande>"
    message.refresh_from_db()
    assert (message.sent_at, message.claimed_at, message.interrupted, message.last_error) == (NOW, NOW, 0, "")


@pytest.mark.django_db
def test_a_message_leaves_once() -> None:
    letter()
    assert [send_waiting(now=NOW), send_waiting(now=LATER)] == [1, 0]
    assert len(sent()) == 1


@pytest.mark.django_db
def test_the_oldest_leave_first_and_no_more_than_asked() -> None:
    for number in (3, 1, 2):
        letter(f"letter:{number}", subject=f"N° {number}", now=NOW + timedelta(minutes=number))
    assert send_waiting(now=LATER, limit=2) == 2
    assert [email.subject for email in sent()] == ["N° 1", "N° 2"]


@pytest.mark.django_db
@pytest.mark.parametrize(("confidential", "kept"), [(True, ""), (False, "Bonjour Łucja,\n\nC’est fait.\n")])
def test_a_personal_link_is_erased_once_it_has_left(confidential: bool, kept: str) -> None:
    letter(confidential=confidential)
    send_waiting(now=NOW)
    assert Message.objects.get().body == kept


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("attachment", "content"),
    [
        (("invitation.ics", "text/calendar", "BEGIN:VCALENDAR\r\nSUMMARY:Jury paritaire, été\r\n".encode()), "été"),
        (("certificat.pdf", "application/pdf", b"%PDF-1.7\x00\xff"), b"%PDF-1.7\x00\xff"),
    ],
    ids=["calendar", "document"],
)
def test_an_attachment_leaves_with_its_name_and_its_type(
    attachment: tuple[str, str, bytes], content: str | bytes
) -> None:
    letter(attached=[Attached(*attachment)])
    send_waiting(now=NOW)
    (part,) = sent()[0].message().iter_attachments()
    assert (part.get_filename(), part.get_content_type()) == attachment[:2]
    assert content in part.get_content()


@pytest.mark.django_db
def test_an_empty_queue_costs_one_look() -> None:
    with CaptureQueriesContext(connection) as captured:
        send_waiting(now=NOW)
    selects = [query["sql"] for query in captured if query["sql"].startswith("SELECT")]
    assert len(selects) == 1
    assert "SKIP LOCKED" in selects[0]


# What goes wrong ----------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(111, "refused"),
        TimeoutError("timed out"),
        smtplib.SMTPServerDisconnected("closed"),
        smtplib.SMTPRecipientsRefused({"lucja@courriel.test": (550, b"unknown")}),
        smtplib.SMTPAuthenticationError(535, b"no"),
        UnicodeEncodeError("ascii", "Ł", 0, 1, "no"),
        ValueError("Header values can't contain newlines"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_is_kept_with_the_message_and_loses_neither_it_nor_the_others(
    server: Callable[..., None], error: Exception
) -> None:
    letter("letter:1")
    letter("letter:2", recipient="malo@courriel.test", now=NOW + timedelta(minutes=1))
    server(refusing("lucja@courriel.test", error=error))
    assert send_waiting(now=NOW) == 1
    kept = Message.objects.get(key="letter:1")
    assert (kept.sent_at, kept.last_error, kept.interrupted) == (None, type(error).__name__, 0)
    assert [email.to for email in sent()] == [["malo@courriel.test"]]


@pytest.mark.django_db
def test_a_name_with_a_line_end_stops_nobody_elses_message() -> None:
    letter("letter:1", subject="Votre avis sur Łucja\nBcc: x@y.test")
    letter("letter:2", now=NOW + timedelta(minutes=1))
    assert send_waiting(now=NOW) == 1
    assert Message.objects.get(key="letter:1").last_error == "ValueError"


@pytest.mark.django_db
def test_what_failed_waits_then_leaves_under_the_same_identifier(server: Callable[..., None]) -> None:
    message = letter(confidential=True)
    server(refusing(error=ConnectionRefusedError()))
    assert [send_waiting(now=NOW), send_waiting(now=NOW + ABANDONED)] == [0, 0]
    server(lambda _: None)
    assert send_waiting(now=LATER) == 1
    message.refresh_from_db()
    assert (message.sent_at, message.last_error, message.interrupted) == (LATER, "", 0)
    assert [email.message()["Message-ID"] for email in sent()] == [message.message_id]


@pytest.mark.django_db
def test_a_sending_cut_short_is_counted_and_done_again_under_the_same_identifier(server: Callable[..., None]) -> None:
    """The worker dies between the mail server and its row: nobody knows whether the message left."""
    message = letter()

    def die(_: EmailMessage) -> None:
        raise KeyboardInterrupt

    server(die)
    with pytest.raises(KeyboardInterrupt):
        send_waiting(now=NOW)
    message.refresh_from_db()
    assert (message.sent_at, message.claimed_at, message.last_error) == (None, NOW, "")
    server(lambda _: None)
    assert send_waiting(now=NOW + ABANDONED) == 0, "not yet: its worker may be alive"
    assert send_waiting(now=LATER) == 1
    message.refresh_from_db()
    assert (message.interrupted, message.sent_at) == (1, LATER)
    assert sent()[0].message()["Message-ID"] == message.message_id


@pytest.mark.django_db
def test_a_person_is_shown_what_cannot_leave_and_what_may_have_left_twice(server: Callable[..., None]) -> None:
    letter("letter:fine")
    send_waiting(now=NOW)
    letter("letter:failed", now=NOW)
    server(refusing(error=ConnectionRefusedError()))
    send_waiting(now=NOW)
    letter("letter:waiting", now=NOW)
    letter("letter:twice", now=NOW)
    letter("letter:elsewhere", subject_ref="candidacy:2", now=NOW)
    Message.objects.filter(key__in=["letter:twice", "letter:elsewhere"]).update(interrupted=1)
    assert [one.key for one in troubled(["candidacy:1"])] == ["letter:failed", "letter:twice"]


# Two workers --------------------------------------------------------------------------------


@pytest.mark.usefixtures("fresh_database")
def test_two_workers_never_send_the_same_message_at_once() -> None:
    for number in range(20):
        letter(f"letter:{number}", now=NOW + timedelta(seconds=number))
    ready = Barrier(2)

    def work(now: datetime) -> int:
        ready.wait(timeout=30)
        try:
            return send_waiting(now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(work, [NOW, NOW])) == 20
    identifiers = [email.message()["Message-ID"] for email in sent()]
    assert len(identifiers) == len(set(identifiers)) == 20


@pytest.mark.usefixtures("fresh_database")
def test_a_slow_sending_is_left_alone_however_late_it_is(server: Callable[..., None]) -> None:
    """The clock of the second worker says that the first one is dead: the row it holds says that it is not."""
    letter()
    sending, looked = Event(), Event()

    def slowly(_: EmailMessage) -> None:
        sending.set()
        assert looked.wait(timeout=30)

    server(slowly)

    def work(now: datetime) -> int:
        try:
            return send_waiting(now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(work, NOW)
        assert sending.wait(timeout=30)
        assert send_waiting(now=LATER) == 0
        looked.set()
        assert first.result(timeout=30) == 1
    assert len(sent()) == 1
    assert Message.objects.get().interrupted == 0


@pytest.mark.usefixtures("fresh_database")
def test_a_message_taken_over_between_two_steps_is_sent_by_one_worker_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another worker, whose clock is far ahead, sends the message just after the first one claimed it."""
    letter()
    claim = actions._claim

    def claim_then_be_overtaken(now: datetime) -> Message | None:
        message = claim(now)
        if now == NOW:
            monkeypatch.setattr(actions, "_claim", claim)
            assert send_waiting(now=LATER) == 1
        return message

    monkeypatch.setattr(actions, "_claim", claim_then_be_overtaken)
    assert send_waiting(now=NOW) == 0
    assert len(sent()) == 1
