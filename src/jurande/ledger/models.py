"""The append-only journal of every decision. Triggers hold what is promised here (migration 0002)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import CheckConstraint, F, Func, Q, UniqueConstraint, Value

from jurande.ledger.acts import ERASE
from jurande.ledger.canonical import VERSION, details_digest, digest, timestamp
from jurande.ledger.shapes import ACT, ACTOR, CHAIN, CODE, DIGEST, KEY, REFERENCE, ROLE


def _shape(field: str, pattern: str, message: str) -> CheckConstraint:
    """A constraint that holds the whole of a text column to one of the patterns of `shapes`."""
    return CheckConstraint(
        condition=Q(**{f"{field}__regex": f"^({pattern})$"}),
        name=f"ledger_%(class)s_{field}",
        violation_error_message=message,
    )


def _no_json(field: str, path: str, name: str, message: str) -> CheckConstraint:
    """A constraint that refuses a JSON column in which the SQL/JSON path finds something."""
    found: Func = Func(F(field), Value(path), function="jsonb_path_exists", output_field=models.BooleanField())
    return CheckConstraint(condition=~Q(found), name=name, violation_error_message=message)


class Chain(models.Model):
    """One sequence of entries: an exam centre's, or the national one.

    The row holds nothing but its code: it is what an append locks, and what would remain if every entry were
    removed. The head is the last entry, nowhere else.
    """

    code = models.CharField("code", max_length=47, primary_key=True)

    class Meta:
        verbose_name = "chaîne du registre"
        verbose_name_plural = "chaînes du registre"
        constraints = [_shape("code", CHAIN, "Une chaîne se nomme « national » ou « centre:CODE ».")]

    def __str__(self) -> str:
        return self.code


class Entry(models.Model):
    """One fact about one object, chained to the entry before it.

    Nothing here is free text or personal data: those go in `Detail`, of which the entry keeps a salted
    digest. `act_id` groups the entries of one act; `effective_on` is the day (Europe/Paris) from which the
    fact holds, beside `recorded_at`, the instant at which it was written. `erases` is the sequence, in the
    same chain, of the entry whose details this one erases.
    """

    chain = models.ForeignKey(
        Chain, models.PROTECT, related_name="entries", verbose_name="chaîne", db_index=False
    )  # the constraint on (chain, sequence) is the index
    sequence = models.PositiveBigIntegerField("numéro")
    version = models.PositiveSmallIntegerField("version du calcul", default=VERSION)
    act_id = models.UUIDField("identifiant de l’acte", db_index=True)
    act = models.CharField("acte", max_length=163)
    subject = models.CharField("objet", max_length=101)
    actor = models.CharField("auteur", max_length=101)
    role = models.CharField("rôle", max_length=40)
    effective_on = models.DateField("date d’effet")
    recorded_at = models.DateTimeField("date d’enregistrement")
    data = models.JSONField("données", default=dict, blank=True)
    clauses = models.JSONField("clauses", default=list, blank=True)
    details_digest = models.CharField("empreinte des détails", max_length=64, blank=True)
    erases = models.PositiveBigIntegerField("écriture dont les détails sont effacés", null=True, blank=True)
    previous_hash = models.CharField("empreinte précédente", max_length=64)
    hash = models.CharField("empreinte", max_length=64)

    class Meta:
        verbose_name = "écriture"
        verbose_name_plural = "écritures"
        constraints = [
            UniqueConstraint(
                fields=["chain", "sequence"],
                name="ledger_entry_sequence_once",
                violation_error_message="Ce numéro est déjà pris dans cette chaîne.",
            ),
            UniqueConstraint(
                fields=["hash"],
                name="ledger_entry_hash_once",
                violation_error_message="Une écriture porte déjà cette empreinte.",
            ),
            UniqueConstraint(
                fields=["chain", "erases"],
                condition=Q(erases__isnull=False),
                name="ledger_entry_erases_once",
                violation_error_message="Les détails de cette écriture sont déjà effacés.",
            ),
            CheckConstraint(
                condition=Q(version=VERSION),
                name="ledger_entry_version",
                violation_error_message="Cette version du calcul d’empreinte est inconnue.",
            ),
            CheckConstraint(
                # NULL is said apart: a comparison with it is unknown, and a check lets the unknown pass.
                condition=Q(act=ERASE, erases__isnull=False, erases__gte=1, erases__lt=F("sequence"))
                | (~Q(act=ERASE) & Q(erases__isnull=True)),
                name="ledger_entry_erases_earlier",
                violation_error_message="Seul un effacement désigne une autre écriture, plus ancienne.",
            ),
            _shape("act", ACT, "L’acte est un code comme « candidacy.enrol »."),
            _shape("subject", REFERENCE, "L’objet est une référence comme « candidacy:IDENTIFIANT »."),
            _shape("actor", ACTOR, "L’auteur est « system » ou une référence comme « user:IDENTIFIANT »."),
            _shape("role", ROLE, "Le rôle est un code comme « secretary »."),
            _shape("details_digest", f"|{DIGEST}", "L’empreinte des détails est vide ou compte 64 chiffres."),
            _shape("previous_hash", DIGEST, "Une empreinte compte 64 chiffres hexadécimaux."),
            _shape("hash", DIGEST, "Une empreinte compte 64 chiffres hexadécimaux."),
            _no_json(
                "data",
                f'strict $ ? (@.type() != "object" || exists(@.keyvalue() ? (!(@.key like_regex "^({KEY})$"))))',
                "ledger_entry_data_keys",
                "Les noms des données sont des mots comme « due_on ».",
            ),
            _no_json(
                "data",
                'strict $.**{1 to last} ? (@.type() == "object" || @.type() == "null" || '
                '@.type() == "number" && @.floor() != @ || '
                f'@.type() == "string" && !(@ like_regex "^({CODE})$"))',
                "ledger_entry_data_codes",
                "Les données sont des chiffres, des codes et des références ; un texte va dans les détails.",
            ),
            _no_json(
                "clauses",
                'strict $ ? (@.type() != "array" || '
                f'exists(@[*] ? (@.type() != "string" || !(@ like_regex "^({CODE})$"))))',
                "ledger_entry_clauses_keys",
                "Les clauses sont une liste de clés de clauses.",
            ),
        ]
        indexes = [models.Index(fields=["subject", "-recorded_at"], name="ledger_entry_history")]

    def __str__(self) -> str:
        return f"{self.chain_id}, écriture n° {self.sequence}"

    def content(self) -> dict[str, object]:
        """Everything that the hash covers; the keys and the forms are those of README.md."""
        return {
            "act": self.act,
            "act_id": str(self.act_id),
            "actor": self.actor,
            "chain": self.chain_id,
            "clauses": self.clauses,
            "data": self.data,
            "details_digest": self.details_digest,
            "effective_on": self.effective_on.isoformat(),
            "erases": self.erases,
            "previous_hash": self.previous_hash,
            "recorded_at": timestamp(self.recorded_at),
            "role": self.role,
            "sequence": self.sequence,
            "subject": self.subject,
            "version": self.version,
        }

    def computed_hash(self) -> str:
        """The hash of what the entry says now: equal to `hash` unless somebody altered it."""
        return digest(self.content())


class Detail(models.Model):
    """The free text and the personal data of an entry: names, reasons. May be erased, with its salt.

    `content` is one level of names and texts; `actor_name` and `reason` are the ones that a history shows.
    """

    entry = models.OneToOneField(
        Entry, models.PROTECT, primary_key=True, related_name="detail", verbose_name="écriture"
    )
    salt = models.CharField("sel", max_length=64)
    content: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField("contenu")

    class Meta:
        verbose_name = "détails d’une écriture"
        verbose_name_plural = "détails des écritures"
        constraints = [_shape("salt", DIGEST, "Le sel compte 64 chiffres hexadécimaux.")]

    def __str__(self) -> str:
        return f"détails de l’écriture {self.entry_id}"

    def computed_digest(self) -> str:
        """The digest of what the details say now: equal to the entry's unless somebody altered them."""
        return details_digest(self.salt, self.content)
