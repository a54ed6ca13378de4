"""Who people are: recognised by their civil status, entered once, corrected with a reason."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date, datetime

from django.db import IntegrityError, transaction

from jurande.ledger.actors import Actor, record
from jurande.register.models import Person
from jurande.register.names import plain
from jurande.rules.lifecycles import refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class CivilStatus:
    """A person's identity as a birth certificate or an identity card gives it."""

    birth_name: str
    first_name: str
    sex: str
    born_on: date
    birth_place: str
    birth_insee: str = ""
    birth_country: str = "France"
    used_name: str = ""
    second_name: str = ""
    third_name: str = ""

    @property
    def name_key(self) -> str:
        """Birth name, first name and date of birth, without accents: what namesakes born the same day share."""
        return f"{_short(self.birth_name)}|{_short(self.first_name)}|{self.born_on.isoformat()}|"

    @property
    def identity_key(self) -> str:
        """On what a person is recognised: the same, then the place of birth by its code, by its name failing that."""
        return self.name_key + (self.birth_insee or _short(self.birth_place))

    @property
    def sort_key(self) -> str:
        """The name used, then the first name, without accents."""
        return f"{_short(self.used_name or self.birth_name)} {_short(self.first_name)}"

    def was_born_at(self, person: Person) -> bool:
        """Whether the place of birth is that person's: by its code when both are known, else by its name."""
        if self.birth_insee and person.birth_insee:
            return self.birth_insee == person.birth_insee
        return plain(self.birth_place) == plain(person.birth_place)

    @classmethod
    def of(cls, person: Person) -> CivilStatus:
        """What the register holds of a person."""
        return cls(**{name: getattr(person, name) for name in FIELDS})

    def lost_against(self, person: Person) -> tuple[str, ...]:
        """The fields where this says something that the register does not: it would be lost if the register's is kept.

        The place of birth, on which the person was recognised, is not one of them; nor are capitals without accents.
        """
        return tuple(name for name in _MAY_DIFFER if _says_more(getattr(self, name), getattr(person, name)))


FIELDS = tuple(field.name for field in fields(CivilStatus))
LABELS = {name: str(Person._meta.get_field(name).verbose_name) for name in FIELDS}  # type: ignore[union-attr]
SOMEBODY_ELSE = (
    "Le registre connaît déjà une autre personne avec cet état civil. Vérifiez la pièce d’identité ; si c’est la même "
    "personne inscrite deux fois, écrivez au niveau national : les réunir n’est pas encore possible ici."
)
_MAY_DIFFER = ("birth_name", "used_name", "first_name", "second_name", "third_name", "sex", "birth_country")


def _says_more(typed: str, known: str) -> bool:
    """Whether what is typed has other letters than what is known, or accents that it lacks; empty says nothing."""
    if plain(typed) != plain(known):
        return bool(typed)
    return not typed.isascii() and typed.casefold() != known.casefold()


def _short(name: str) -> str:
    """A name without accents, within the room of the keys: « œ » is two letters."""
    return plain(name)[:60]


def find(civil: CivilStatus) -> Person | None:
    """The person of that civil status, if the register knows them; a place given by name or by code is one place."""
    same = [one for one in Person.objects.filter(identity_key__startswith=civil.name_key) if civil.was_born_at(one)]
    return min(same, key=lambda one: one.identity_key != civil.identity_key, default=None)


@transaction.atomic
def recognise(*, civil: CivilStatus, chain: str, actor: Actor, now: datetime) -> Person:
    """The person of that civil status, entered in the register if they were not there yet.

    What the register knows is kept as it is, but for the code of the place of birth, added when it was missing. Both
    are recorded in `chain`, that of whoever asks.
    """
    person = find(civil)
    if person is None:
        person, entered = Person.objects.get_or_create(
            identity_key=civil.identity_key, defaults=asdict(civil) | {"sort_key": civil.sort_key}
        )
        if entered:
            record(actor=actor, chain=chain, act="register.enter", subject=person.ref, now=now)
    elif civil.birth_insee and not person.birth_insee:
        person.birth_insee, person.identity_key = civil.birth_insee, civil.identity_key
        person.save(update_fields=["birth_insee", "identity_key"])
        record(
            actor=actor,
            chain=chain,
            act="register.complete",
            subject=person.ref,
            now=now,
            data={"fields": ["birth_insee"]},
            details={"after_birth_insee": civil.birth_insee},
        )
    return person


@transaction.atomic
def correct_identity(
    *, person: Person, civil: CivilStatus, reason: str, subject: str, chain: str, actor: Actor, now: datetime
) -> tuple[str, ...]:
    """Correct a person's civil status for all centres; return the fields that changed.

    `subject` is what the correction came with, a candidacy: its history shows it. The entry names the fields; what they
    held and hold goes to its details, which can be erased. Papers already made keep what they say. Raises Refused
    without a reason, when nothing changes, and when somebody else of the register has that civil status.
    """
    if not reason.strip():
        raise refusal("register.reason", "Une correction se motive : écrivez d’où vient l’erreur, et la pièce vue.")
    person = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    before = CivilStatus.of(person)
    changed = tuple(name for name in FIELDS if getattr(before, name) != getattr(civil, name))
    if not changed:
        raise refusal("register.same", "Rien ne change : corrigez au moins un champ, ou revenez au dossier.")
    same = find(civil)
    if same and same.pk != person.pk:
        raise refusal("register.other_person", SOMEBODY_ELSE)
    for name in changed:
        setattr(person, name, getattr(civil, name))
    person.identity_key, person.sort_key = civil.identity_key, civil.sort_key
    try:
        with transaction.atomic():
            person.save(update_fields=[*changed, "identity_key", "sort_key"])
    except IntegrityError as error:  # entered elsewhere at the same moment
        raise refusal("register.other_person", SOMEBODY_ELSE) from error
    record(
        actor=actor,
        chain=chain,
        act="register.correct",
        subject=subject,
        now=now,
        data={"person": person.ref, "fields": list(changed)},
        details={"reason": reason.strip()}
        | {f"before_{name}": getattr(before, name) for name in changed}
        | {f"after_{name}": getattr(civil, name) for name in changed},
    )
    return changed
