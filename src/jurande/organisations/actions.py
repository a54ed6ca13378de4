"""The national level keeps the organisations and answers what the texts leave open. Only actions write (law 4).

Nothing is deleted: a centre or a training body closes, a period ends, an answer is followed by another.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Model

from jurande.ledger.actors import Actor, record
from jurande.organisations.choices import OPEN, Unreadable, Value, read, written
from jurande.organisations.models import (
    EmployersOrganisation,
    ExamCentre,
    RegionalCommission,
    Representativity,
    SettingChoice,
    Signatory,
    TrainingBody,
    Union,
)
from jurande.rules.dates import day_of, french
from jurande.rules.lifecycles import Role, refusal
from jurande.rules.settings import choice

NATIONAL = "national"

type Organisation = ExamCentre | RegionalCommission | TrainingBody | Union | EmployersOrganisation | Signatory
type Closable = ExamCentre | TrainingBody
type Dated = Representativity | EmployersOrganisation | Signatory


@transaction.atomic
def add[T: Organisation](*, row: T, actor: Actor, now: datetime) -> T:
    """Enter an organisation, a centre or a signatory. Raises Refused when it is there already."""
    _check_role(actor)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise refusal("organisation.taken", _TAKEN) from error
    _record("organisation.add", row.ref, actor, now, reason=_name(row))
    return row


@transaction.atomic
def change(*, row: Organisation, values: Mapping[str, object], actor: Actor, now: datetime) -> None:
    """Write new values of some fields, what each was before staying in the history; the same values write nothing."""
    _check_role(actor)
    fresh = _locked(row)
    different = {name: value for name, value in values.items() if getattr(fresh, name) != value}
    if not different:
        return
    said = []
    for name, value in different.items():
        label = str(fresh._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # every field given is plain
        said.append(f"{label.capitalize()} : {getattr(fresh, name) or 'rien'} → {value or 'rien'}")
        setattr(fresh, name, value)
    try:
        with transaction.atomic():
            fresh.save(update_fields=list(different))
    except IntegrityError as error:
        raise refusal("organisation.taken", _TAKEN) from error
    _record("organisation.change", fresh.ref, actor, now, reason=" ; ".join(said))


@transaction.atomic
def close(*, row: Closable, on: date, actor: Actor, now: datetime) -> None:
    """Close a centre or a training body from that day on: no new enrolment, no new jury. Raises Refused if closed."""
    _check_role(actor)
    fresh = _locked(row)
    if fresh.closed_on:
        raise refusal("organisation.closed", f"La fermeture au {french(fresh.closed_on)} est déjà enregistrée.")
    fresh.closed_on = on
    fresh.save(update_fields=["closed_on"])
    _record("organisation.close", fresh.ref, actor, now, effective_on=on)


@transaction.atomic
def reopen(*, row: Closable, actor: Actor, now: datetime) -> None:
    """Open it again, at once. Raises Refused when it is open."""
    _check_role(actor)
    fresh = _locked(row)
    if not fresh.closed_on:
        raise refusal("organisation.open", "Aucune fermeture n’est enregistrée : rechargez la page.")
    fresh.closed_on = None
    fresh.save(update_fields=["closed_on"])
    _record("organisation.reopen", fresh.ref, actor, now)


@transaction.atomic
def represent(*, period: Representativity, actor: Actor, now: datetime) -> Representativity:
    """Enter a period of representativity of a union, with the text that says so. Raises Refused on an overlap."""
    _check_role(actor)
    _locked(period.union)
    try:
        with transaction.atomic():
            period.save(force_insert=True)
    except IntegrityError as error:
        raise refusal("organisation.taken", _TAKEN) from error
    _record("organisation.period", period.union.ref, actor, now, effective_on=period.starts_on, reason=period.source)
    return period


@transaction.atomic
def end(*, row: Dated, on: date, actor: Actor, now: datetime) -> None:
    """End a period on that day, included. Raises Refused for a day past, before its beginning, or once it is over.

    A day past would change who was called, or who signed, when a jury already sat.
    """
    _check_role(actor)
    fresh, today = _locked(row), day_of(now)
    if fresh.ends_on and fresh.ends_on < today:
        raise refusal("organisation.over", f"Cette période est close depuis le {french(fresh.ends_on)}.")
    if on < max(today, fresh.starts_on):
        earliest = french(max(today, fresh.starts_on))
        raise refusal("organisation.past", f"Choisissez le {earliest} ou un jour d’après : le passé ne se réécrit pas.")
    fresh.ends_on = on
    fresh.save(update_fields=["ends_on"])
    subject = fresh.union.ref if isinstance(fresh, Representativity) else fresh.ref
    _record("organisation.end", subject, actor, now, effective_on=on)


@transaction.atomic
def choose(
    *,
    name: str,
    value: Value,
    starts_on: date,
    decided_by: str,
    reason: str,
    record_code: str = "",
    actor: Actor,
    now: datetime,
) -> SettingChoice:
    """Answer a question that the texts leave open, from a day to come. Raises Refused for another day or answer.

    With the code of a record, for its certification only. An answer begins on the morrow at the earliest: sooner, it
    would change cases that were decided under another.
    """
    _check_role(actor)
    if name not in OPEN:
        raise refusal("choice.closed", "Cette question ne se règle pas ici.")
    try:
        read(name, written(value))
    except Unreadable as error:
        raise refusal("choice.value", str(error)) from error
    if starts_on <= day_of(now):
        raise refusal(
            "choice.past",
            "Un choix vaut au plus tôt le lendemain du jour où il est enregistré : plus tôt, il changerait des cas "
            "déjà décidés.",
        )
    made = SettingChoice.objects.create(
        name=name,
        record_code=record_code,
        value=written(value),
        starts_on=starts_on,
        decided_by=decided_by,
        reason=reason,
        recorded_at=now,
    )
    record(
        actor=actor,
        chain=NATIONAL,
        act="choice.decide",
        subject=f"setting:{name}",
        now=now,
        effective_on=starts_on,
        data={
            "value": written(value) or "none",
            "choice": f"choice:{made.pk}",
            **({"record": record_code} if record_code else {}),
        },
        details={"reason": f"{decided_by}. {reason}"},
        clauses=[choice(name).key],
    )
    return made


def check_open(centre: ExamCentre, on: date) -> None:
    """Raises Refused when the centre is closed on that day: it enrols nobody and holds no jury any more."""
    if not centre.is_open(on):
        text = f"{centre.name} est fermé le {french(on)} : adressez-vous au niveau national."
        raise refusal("organisation.centre_closed", text)


_TAKEN = "Un collègue vient d’enregistrer la même chose, ou une période qui recouvre celle-ci : rechargez la page."


def _check_role(actor: Actor) -> None:
    if actor.role not in {Role.NATIONAL, Role.SYSTEM}:
        raise refusal(
            "organisation.role", "Les organisations et les choix de l’autorité reviennent au niveau national."
        )


def _locked[T: Model](row: T) -> T:
    """The row as it is now, locked until the transaction ends."""
    return type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)


def _name(row: Organisation) -> str:
    return f"{row.code}, {row.name}" if isinstance(row, Union) else row.name


def _record(
    act: str, subject: str, actor: Actor, now: datetime, *, effective_on: date | None = None, reason: str = ""
) -> None:
    """One entry of the national chain; what was written goes to the details, for it may name a person."""
    details = {"reason": reason} if reason else {}
    record(actor=actor, chain=NATIONAL, act=act, subject=subject, now=now, effective_on=effective_on, details=details)
