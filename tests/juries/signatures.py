"""Signing the minutes of `called`, closed, as the tests speak of it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from jurande.desk.story.course import at
from jurande.documents.models import StoredDocument
from jurande.juries.after import rectifying, signing
from jurande.juries.after.rectifying_minutes import Corrected, Draft
from jurande.juries.models import Case, MinutesSignature, Rectification
from jurande.messages.models import Message
from tests.juries.sessions import PRESIDENT, acts_as, member, president, the_jury
from tests.told import JURY_DAY

LATER = at(JURY_DAY, 17, 30)


def codes_sent(name: str) -> list[str]:
    """The codes that a member was sent, oldest first."""
    sent = Message.objects.filter(key__startswith="signing-code:", recipient=member(name).email).order_by("created_at")
    return [found[1] for one in sent if (found := re.search(r"^(\d{6})$", one.body, re.M))]


def ask(name: str, now: datetime = LATER) -> str:
    """A member asks for a code, and reads it."""
    signing.ask_code(session=the_jury(), member=member(name), actor=acts_as(name), now=now)
    return codes_sent(name)[-1]


def sign(name: str, code: str | None = None, now: datetime = LATER + timedelta(minutes=1)) -> MinutesSignature:
    """A member signs: with the code given, or with one asked for a minute before."""
    code = code or ask(name, now - timedelta(minutes=1))
    return signing.sign(session=the_jury(), member=member(name), code=code, actor=acts_as(name), now=now)


def other_than(code: str) -> str:
    """Six digits that are not the code."""
    return f"{(int(code) + 1) % 10**6:06}"


def draft(*corrections: tuple[str, str], case: Case | None = None, reason: str = "Faute de frappe.") -> Draft:
    """Corrections that the president is about to sign."""
    return Draft(reason, tuple(Corrected(case, instead_of, read) for instead_of, read in corrections))


def ask_to_rectify(drafted: Draft, now: datetime = LATER) -> str:
    """The president asks for the code of a rectification, and reads it."""
    rectifying.ask_code(
        session=the_jury(),
        draft=drafted,
        member=member(PRESIDENT),
        address="/jurys/",
        actor=president(),
        now=now,
    )
    return codes_sent(PRESIDENT)[-1]


def rectify(drafted: Draft, code: str | None = None, now: datetime = LATER + timedelta(minutes=1)) -> Rectification:
    """The president rectifies: with the code given, or with one asked for a minute before."""
    code = code or ask_to_rectify(drafted, now - timedelta(minutes=1))
    return rectifying.rectify(
        session=the_jury(), draft=drafted, member=member(PRESIDENT), code=code, actor=president(), now=now
    )


def stored(kind: str) -> list[StoredDocument]:
    """The papers of that kind, oldest first."""
    return list(StoredDocument.objects.filter(kind=kind).order_by("created_at"))
