"""The signatures of the minutes: each voting member, by a one-time code, until the sheet that gathers them is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from jurande.accounts.models import Grant, User
from jurande.documents.models import StoredDocument
from jurande.juries.after.signature_sheet import NOBODY_WAITS, SHEET, Ended, store_signatures
from jurande.juries.after.signing_codes import send_code, use_code
from jurande.juries.after.signing_words import CONSENT
from jurande.juries.day.minutes import minutes_of, signatories
from jurande.juries.facts import Bench, bench
from jurande.juries.locking import check_session_step, locked
from jurande.juries.models import JurySession, Member, MinutesSignature, SigningCode
from jurande.ledger.actors import Actor, record
from jurande.messages.actions import post
from jurande.rules.dates import french
from jurande.rules.lifecycles import Role, refusal
from jurande.rules.lifecycles import Session as State


@dataclass(frozen=True, slots=True)
class Line:
    """One voting member before the minutes: signed, awaited, or to sign on paper, having no account."""

    member: Member
    signature: MinutesSignature | None

    @property
    def awaited(self) -> bool:
        """Whether this member may still sign on their device."""
        return self.signature is None and self.member.user_id is not None


@dataclass(frozen=True, slots=True)
class Collection:
    """Where the signatures of one session stand. `minutes` and `sheet` come without their content."""

    minutes: StoredDocument
    sheet: StoredDocument | None
    lines: tuple[Line, ...]

    @property
    def awaited(self) -> tuple[Line, ...]:
        """Those who may still sign: nobody once the sheet is made."""
        return () if self.sheet else tuple(line for line in self.lines if line.awaited)

    def line_of(self, member: Member | None) -> Line | None:
        """The line of one member, if they are to sign."""
        return next((line for line in self.lines if member and line.member.pk == member.pk), None)


def collection(session: JurySession, seats: Bench) -> Collection:
    """The signatures of a closed session, in three queries. Raises LookupError for a session without minutes."""
    minutes = minutes_of(session)
    signed = {row.member_id: row for row in MinutesSignature.objects.filter(document=minutes)}
    return Collection(
        minutes=minutes,
        sheet=StoredDocument.objects.defer("content").filter(kind=SHEET, subject=session.ref).first(),
        lines=tuple(Line(member, signed.get(member.pk)) for member in signatories(seats)),
    )


def to_sign(user: User, among: QuerySet[JurySession]) -> QuerySet[JurySession]:
    """Those of the sessions `among` whose minutes wait for the signature of this person, in one query."""
    sat = Member.objects.filter(session=OuterRef("pk"), user=user, sat=True)
    sheet = StoredDocument.objects.filter(
        kind=SHEET, subject=Concat(Value("jury:"), Cast(OuterRef("pk"), CharField()), output_field=CharField())
    )
    signed = MinutesSignature.objects.filter(member__user=user, document=OuterRef("minutes"))
    closed = among.filter(state=State.CLOSED.value, minutes__isnull=False)
    return closed.filter(Exists(sat), ~Exists(sheet), ~Exists(signed))


def tell_signatories(*, session: JurySession, seats: Bench, now: datetime) -> None:
    """Tell each voting member who has an account that the minutes wait for their signature."""
    for member in signatories(seats):
        if member.user:
            post(
                key=f"to-sign:{member.id}",
                subject_ref=session.ref,
                recipient=member.user.email,
                subject=f"Jury paritaire du {french(session.held_on)} : procès-verbal à signer",
                body=(
                    f"Bonjour {member.name},\n\nLe jury est clos et son procès-verbal est établi. Lisez-le et "
                    f"signez-le ici, avec un code à usage unique :\n{_address(session)}\n\n{session.centre.name}\n"
                ),
                now=now,
            )


@transaction.atomic
def ask_code(*, session: JurySession, member: Member, actor: Actor, now: datetime) -> SigningCode:
    """Send `member` the code with which they sign the minutes. Raises Refused when they are not to sign, or within a
    minute of the code before.
    """
    session = locked(session)
    check_session_step("sign", session, actor)
    found = collection(session, bench(session))
    return send_code(
        member=_may_sign(found, member),
        covers=found.minutes.sha256,
        named=f"le procès-verbal du jury du {french(session.held_on)}",
        address=_path(session),
        now=now,
    )


def sign(*, session: JurySession, member: Member, code: str, actor: Actor, now: datetime) -> MinutesSignature:
    """Sign the minutes with the code received; the last one awaited makes the sheet of signatures.

    Raises Refused when the code is wrong, spent or expired, when the member is not to sign or did so already, and when
    the sheet cannot be composed or sealed. Not atomic as a whole: a wrong code is refused, and still counts.
    """
    with transaction.atomic():
        session = locked(session)
        check_session_step("sign", session, actor)
        seats = bench(session)
        found = collection(session, seats)
        member = _may_sign(found, member)
        fault = use_code(member=member, code=code, covers=found.minutes.sha256, now=now)
        if fault is None:
            return _signed(session, seats, found, member, actor, now)
    raise fault


def _may_sign(found: Collection, member: Member) -> Member:
    """The member, known to be awaited. Raises Refused."""
    line = found.line_of(member)
    if line is None:
        raise refusal("signing.not_a_signatory", "Seuls les membres qui ont siégé avec une voix signent.")
    if line.signature:
        raise refusal("signing.signed", "Vous avez déjà signé ce procès-verbal : votre signature est enregistrée.")
    if found.sheet:
        raise refusal(
            "signing.over", "La feuille de signatures est établie : signez sur papier, le centre joindra la copie."
        )
    if not line.awaited:
        raise refusal("signing.on_paper", "Ce membre n’a pas de compte : il signe sur papier.")
    return line.member


def _signed(
    session: JurySession, seats: Bench, found: Collection, member: Member, actor: Actor, now: datetime
) -> MinutesSignature:
    signature = MinutesSignature(
        member=member, document=found.minutes, sha256=found.minutes.sha256, consent=CONSENT, signed_at=now
    )
    signature.save(force_insert=True)
    record(
        actor=actor,
        chain=session.centre.chain,
        act="jury.sign",
        subject=session.ref,
        now=now,
        data={"member": f"member:{member.id}", "sha256": found.minutes.sha256},
        clauses=["record.jury.duties"],
    )
    gathered = collection(session, seats)
    if not gathered.awaited:
        _gather(session, seats, gathered, actor, now, why=NOBODY_WAITS)
    return signature


def president_unable(session: JurySession, seats: Bench, now: datetime) -> str:
    """Why the president cannot end the signing here, in the words of the sheet; empty when they can. One query."""
    president = next(member for member in seats.members if member.president)
    presiding = f"{president.name}, qui préside le jury,"
    if president.user_id is None:
        return f"{presiding} n’a pas de compte"
    open_to = Grant.objects.filter(Q(until=None) | Q(until__gt=now), subject=session.ref, as_role=Role.JUROR.value)
    comes_in = open_to.filter(user=president.user_id, user__is_active=True).exists()
    return "" if comes_in else f"{presiding} n’a plus accès à la page du jury"


@transaction.atomic
def finish(*, session: JurySession, reason: str, actor: Actor, now: datetime) -> StoredDocument:
    """Make the sheet without waiting any longer: who did not sign is named there, with the reason.

    The centre does it for a president who cannot, and the sheet says so. Raises Refused when it is made already, when
    another than the president asks though they can, and when it cannot be written.
    """
    session = locked(session)
    check_session_step("end_signing", session, actor)
    seats = bench(session)
    found = collection(session, seats)
    if found.sheet:
        raise refusal("signing.over", "La feuille de signatures est déjà établie : rechargez la page.")
    unable = "" if actor.role is Role.PRESIDENT else president_unable(session, seats, now)
    if not unable and actor.role is not Role.PRESIDENT:
        raise refusal(
            "signing.president_ends", "Le président du jury arrête lui-même les signatures, depuis son compte."
        )
    return _gather(session, seats, found, actor, now, why=Ended(reason, unable))


def _gather(
    session: JurySession, seats: Bench, found: Collection, actor: Actor, now: datetime, *, why: Ended
) -> StoredDocument:
    record(
        actor=actor,
        chain=session.centre.chain,
        act="jury.signatures",
        subject=session.ref,
        now=now,
        data={
            "sha256": found.minutes.sha256,
            "signed": sum(line.signature is not None for line in found.lines),
            "missing": [f"member:{line.member.id}" for line in found.lines if line.awaited],
            "on_paper": [f"member:{line.member.id}" for line in found.lines if line.member.user_id is None],
            "for_the_president": bool(why.unable),
        },
        details={"reason": why.reason} if why.reason else {},
        clauses=["record.jury.duties"],
    )
    SigningCode.objects.filter(member__session=session).delete()
    signed = [(line.member, line.signature) for line in found.lines]
    return store_signatures(session, seats, found.minutes, signed, why=why, actor=actor, now=now)


def _path(session: JurySession) -> str:
    return reverse("juries:after", args=[session.pk])


def _address(session: JurySession) -> str:
    return settings.PUBLIC_URL + _path(session)
