"""The one-time code with which a member signs: six digits sent to their address, good once, for one text.

Nothing keeps the code: its digest is salted by the seat, the instant and the text it signs, and keyed by the
installation's secret, without which a million codes would be tried in no time.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from jurande.juries.models import Member, SigningCode
from jurande.messages.actions import post
from jurande.rules.dates import PARIS
from jurande.rules.lifecycles import refusal
from jurande.rules.reasons import Refused
from jurande.ui.french import count, hour, spelled, typographic

DIGITS = 6
LIFE = timedelta(minutes=10)
PAUSE = timedelta(minutes=1)
TRIES = 5


def send_code(*, member: Member, covers: str, named: str, address: str, now: datetime) -> SigningCode:
    """Send a fresh code to the account of `member`; it replaces the one before. The session is locked by the caller.

    `covers` is the digest of what it signs, `named` that thing in French, `address` the page where it is typed. Raises
    Refused within a minute of the one before.
    """
    before = SigningCode.objects.filter(member=member).first()
    if before and now < before.sent_at + PAUSE:
        raise refusal(
            "signing.too_soon",
            f"Un code vous a été envoyé à {_clock(before.sent_at)} : attendez son arrivée, ou redemandez-en un dans "
            f"une minute.",
        )
    if member.user is None:
        raise LookupError("whoever signs by code has an account")
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    row, _ = SigningCode.objects.update_or_create(
        member=member,
        defaults={
            "digest": _digest(member, code, covers, now),
            "sent_at": now,
            "expires_at": now + LIFE,
            "attempts": 0,
        },
    )
    post(
        key=f"signing-code:{row.digest}",  # of its own even where a demonstration's clock stands still
        subject_ref=member.session.ref,
        recipient=member.user.email,
        subject="Votre code de signature",
        body=typographic(
            f"Bonjour,\n\nVoici votre code pour signer {named} :\n\n{code}\n\nIl sert une fois, jusqu’à "
            f"{_clock(row.expires_at)}, sur la page où vous l’avez demandé :\n{settings.PUBLIC_URL}{address}\n\n"
            f"Empreinte SHA-256 de ce que vous signez, la même que sur la page :\n{grouped(covers)}\n\n"
            f"Vous n’avez rien demandé ? Ne donnez ce code à personne : sans lui, rien n’est signé en votre nom.\n"
        ),
        confidential=True,
        now=now,
    )
    return row


def use_code(*, member: Member, code: str, covers: str, now: datetime) -> Refused | None:
    """Judge the code typed for the text of digest `covers`: None when it is good, and it is then used up.

    Otherwise the refusal, returned for the caller to raise once the try is written: a wrong code counts. The session is
    locked by the caller.
    """
    row = SigningCode.objects.filter(member=member).first()
    if row is None:
        return refusal("signing.none", "Aucun code ne vous attend : demandez-en un, puis recopiez-le ici.")
    if now >= row.expires_at:
        return refusal("signing.expired", f"Ce code a expiré à {_clock(row.expires_at)} : demandez-en un autre.")
    if row.attempts >= TRIES:
        return _spent()
    if constant_time_compare(row.digest, _digest(member, code, covers, row.sent_at)):
        row.delete()
        return None
    row.attempts += 1
    row.save(update_fields=["attempts"])
    if row.attempts >= TRIES:
        return _spent()
    left = count(TRIES - row.attempts, "essai")
    return refusal(
        "signing.wrong",
        f"Ce code n’est pas celui qui vous a été envoyé pour ce texte : recopiez les six chiffres du dernier message. "
        f"Encore {left}.",
    )


def grouped(digest: str) -> str:
    """A digest as people compare it: eight signs at a time."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))


def _spent() -> Refused:
    tries = spelled(TRIES).capitalize()
    return refusal("signing.spent", f"{tries} codes faux ont été tapés : celui-ci ne vaut plus. Demandez-en un autre.")


def _digest(member: Member, code: str, covers: str, sent_at: datetime) -> str:
    said = f"{member.pk} {sent_at.timestamp():.6f} {covers} {code}"
    return salted_hmac("jurande.juries.after.signing", said, algorithm="sha256").hexdigest()


def _clock(moment: datetime) -> str:
    return hour(moment.astimezone(PARIS))
