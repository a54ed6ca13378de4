"""The centre's directory of jurors: enter, correct, « ne siège plus », take back. Only actions write (law 4).

A juror's union is sensitive: no entry of the ledger says it, nor any message; only those who convene read it here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime

from django.db import transaction

from jurande.juries.locking import locked_centre
from jurande.juries.models import Juror
from jurande.ledger.actors import Actor, record
from jurande.organisations.models import EmployersOrganisation, ExamCentre, Union
from jurande.register.names import plain
from jurande.rules.dates import day_of, french
from jurande.rules.lifecycles import CENTRE, MOMENT, StepOutcome, refusal
from jurande.rules.reasons import Decision, Reason, Refused
from jurande.rules.rulebook import Side

BRANCH, TEMPORARY_WORK = "branch", "temporary_work"


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A juror as their delegation names them: `union` on the employees' side, `employers` on the other."""

    name: str
    email: str
    side: Side
    organisation: str
    union: Union | None = None
    employers: EmployersOrganisation | None = None
    quality: str = ""
    experience: str = ""
    temporary_work: bool = False
    qualified: bool = True

    def values(self) -> dict[str, object]:
        """What the row of the directory keeps, field by field; an address has one writing."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return values | {"side": self.side.value, "email": self.email.strip().lower()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Designation:
    """A member as a delegation names them. An address opens an account, so that they can vote on their own device.

    With an address they are in the centre's directory too: `juror` is their sheet there; None: found or made. `need`
    says why a member of the temporary-work branch sits: the record has one where there is a need only.
    """

    name: str
    email: str
    side: Side
    organisation: str
    union: Union | None = None
    employers: EmployersOrganisation | None = None
    quality: str = ""
    experience: str = ""
    temporary_work: bool = False
    qualified: bool = True
    votes: bool = True
    president: bool = False
    need: str = ""
    juror: Juror | None = None

    @property
    def described(self) -> Described:
        """The person, without the seat."""
        return Described(**{one.name: getattr(self, one.name) for one in fields(Described)})

    @classmethod
    def from_directory(cls, juror: Juror, *, votes: bool, president: bool, need: str = "") -> Designation:
        """Somebody of the directory, as their sheet describes them."""
        described = {one.name: getattr(juror, one.name) for one in fields(Described)}
        return cls(**described | {"side": Side(juror.side)}, votes=votes, president=president, need=need, juror=juror)


def mismatches(
    side: Side, union: Union | None, employers: EmployersOrganisation | None, *, temporary_work: bool
) -> Iterator[tuple[str, str]]:
    """What cannot be together in a designation: the field, and a sentence that says what to do."""
    if union and side is not Side.EMPLOYEES:
        yield "union", "Un représentant syndical siège dans la délégation syndicale."
    if employers and side is not Side.EMPLOYERS:
        yield "employers", "Une organisation d’employeurs désigne dans la délégation patronale."
    elif employers and temporary_work and employers.branch != TEMPORARY_WORK:
        text = "désigne pour la branche : choisissez celle du travail temporaire, ou décochez le travail temporaire."
        yield "employers", f"{employers} {text}"
    elif employers and not temporary_work and employers.branch != BRANCH:
        text = "désigne pour le travail temporaire : cochez-le, ou choisissez une organisation de la branche."
        yield "employers", f"{employers} {text}"


@transaction.atomic
def enter(*, centre: ExamCentre, described: Described, actor: Actor, now: datetime) -> Juror:
    """Enter somebody in the directory. Raises Refused when their address is there, or when they contradict a side."""
    _check(described, actor)
    locked_centre(centre)  # two clerks who enter the same address have one sheet
    if known := _at(centre, described.email):
        raise _taken(known)
    return _enter(centre, described, actor, now)


def sheet_of(*, centre: ExamCentre, designation: Designation, actor: Actor, now: datetime) -> Juror | None:
    """The sheet of whom is designated, made if the directory has nobody at their address; None without an address.

    Called inside the transaction of the act that designates them. Raises Refused as `enter`, for who sits no more, and
    for the address of somebody who has another name.
    """
    if designation.juror:
        fresh = Juror.objects.get(pk=designation.juror.pk, centre=centre)
        _check_sits(fresh)
        return fresh
    if not designation.email:
        return None
    _check(designation.described, actor)
    locked_centre(centre)  # two clerks who enter the same address have one sheet
    known = _at(centre, designation.email)
    if known is None:
        return _enter(centre, designation.described, actor, now)
    _check_sits(known)
    _check_same(known, designation.name)
    return known


def _check_same(known: Juror, name: str) -> None:
    """Raises Refused for an address that is somebody else's: who reads its codes would vote in the place of another."""
    if not set(_words(known.name)) & set(_words(name)):
        text = (
            f"Cette adresse est celle de {known.name} dans le répertoire, et elle ouvre la salle du jury : choisissez "
            f"{known.name} dans la liste, ou donnez une adresse qui ne soit qu’à {name}."
        )
        raise refusal("juror.other_address", text)


def _words(name: str) -> list[str]:
    """The words of a name, its initials aside: somebody is written « R. Benameur » too."""
    return [word for word in plain(name).split() if len(word) > 1]


def _check_sits(juror: Juror) -> None:
    """Raises Refused for somebody of the directory who sits no more."""
    if juror.left_on:
        text = f"{juror.name} ne siège plus depuis le {french(juror.left_on)} : reprenez sa fiche dans le répertoire."
        raise refusal("juror.left", text)


def _enter(centre: ExamCentre, described: Described, actor: Actor, now: datetime) -> Juror:
    juror = Juror.objects.create(centre=centre, **described.values())
    record(actor=actor, chain=centre.chain, act="juror.enter", subject=juror.ref, now=now)
    return juror


@transaction.atomic
def correct(*, juror: Juror, described: Described, actor: Actor, now: datetime) -> tuple[str, ...]:
    """Correct a sheet, and give the fields that changed; past juries keep what was printed of the member.

    Raises Refused when nothing changes, when the new address is somebody else's, or as `enter`.
    """
    _check(described, actor)
    juror = _locked(juror)
    changed = {name: value for name, value in described.values().items() if getattr(juror, name) != value}
    if not changed:
        raise refusal("juror.same", "Rien ne change : corrigez au moins un champ, ou revenez à la fiche.")
    known = _at(juror.centre, described.email)
    if known and known.pk != juror.pk:
        raise _taken(known)
    for name, value in changed.items():
        setattr(juror, name, value)
    juror.save(update_fields=list(changed))
    record(
        actor=actor,
        chain=juror.centre.chain,
        act="juror.correct",
        subject=juror.ref,
        now=now,
        data={"fields": sorted(changed)},
    )
    return tuple(changed)


@transaction.atomic
def leave(*, juror: Juror, left_on: date, actor: Actor, now: datetime) -> None:
    """Note that somebody sits no more, from a day that has come: they are no longer offered."""
    _check_role(actor)
    juror = _locked(juror)
    if juror.left_on:
        raise refusal("juror.left", f"{juror.name} ne siège déjà plus depuis le {french(juror.left_on)}.")
    if left_on > day_of(now):
        raise refusal("juror.left_on", f"Le {french(left_on)} n’est pas encore venu : notez-le ce jour-là.")
    juror.left_on = left_on
    juror.save(update_fields=["left_on"])
    record(actor=actor, chain=juror.centre.chain, act="juror.leave", subject=juror.ref, now=now, effective_on=left_on)


@transaction.atomic
def take_back(*, juror: Juror, actor: Actor, now: datetime) -> None:
    """Take back somebody who sat no more."""
    _check_role(actor)
    juror = _locked(juror)
    if not juror.left_on:
        raise refusal("juror.sits", f"{juror.name} est déjà dans le répertoire : rechargez la page.")
    juror.left_on = None
    juror.save(update_fields=["left_on"])
    record(actor=actor, chain=juror.centre.chain, act="juror.return", subject=juror.ref, now=now)


def _check(described: Described, actor: Actor) -> None:
    _check_role(actor)
    wrong = mismatches(described.side, described.union, described.employers, temporary_work=described.temporary_work)
    reasons = tuple(Reason("juror.delegation", MOMENT, text, False) for _, text in wrong)
    if reasons:
        raise Refused(Decision(outcome=StepOutcome.REFUSED, reasons=reasons))


def _check_role(actor: Actor) -> None:
    if actor.role not in CENTRE:
        raise refusal("juror.role", "Le secrétariat du centre tient le répertoire : écrivez-lui.")


def _locked(juror: Juror) -> Juror:
    locked_centre(juror.centre)
    return Juror.objects.select_related("centre", "union", "employers").get(pk=juror.pk)


def _at(centre: ExamCentre, email: str) -> Juror | None:
    return Juror.objects.filter(centre=centre, email__iexact=email.strip()).first()


def _taken(known: Juror) -> Refused:
    text = f"Le répertoire de votre centre a déjà quelqu’un à cette adresse : {known.name}."
    return refusal("juror.twice", text)
