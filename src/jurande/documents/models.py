"""What was written, kept as it was. A trigger holds that promise (migration 0001)."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import CheckConstraint, F, Func, Q

KIND = r"[a-z][a-z_]{0,39}"
REFERENCE = r"[a-z][a-z_]{0,39}:[A-Za-z0-9_./-]{1,60}"
FILENAME = r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,98}\.[a-z0-9]{2,5}"
CHAIN = r"national|centre:[A-Za-z0-9_.-]{1,40}"
DIGEST = r"[0-9a-f]{64}"


def _shape(field: str, pattern: str, message: str) -> CheckConstraint:
    """A constraint that holds the whole of a text column to a pattern."""
    return CheckConstraint(
        condition=Q(**{f"{field}__regex": f"^({pattern})$"}),
        name=f"documents_{field}",
        violation_error_message=message,
    )


class StoredDocument(models.Model):
    """A file as it was given out: in the database, so that it is committed with the decision it carries.

    `subject` and `stored_by` are references ("certificate:UUID", "user:UUID") and `filename` names nobody: it
    goes into addresses and logs. `ledger_*` is the head of the chain as printed in the file. `sha256` is
    computed by PostgreSQL from the content. Never changed once written; may be deleted when its time has come
    (retention). `content` weighs: lists leave it out with `defer("content")`.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField("nature", max_length=40)
    subject = models.CharField("objet", max_length=101, db_index=True)
    filename = models.CharField("nom du fichier", max_length=105)
    content = models.BinaryField("contenu")
    sha256 = models.GeneratedField(
        expression=Func(F("content"), template="encode(sha256(%(expressions)s), 'hex')"),
        output_field=models.CharField(max_length=64),
        db_persist=True,
        verbose_name="empreinte",
    )
    ledger_chain = models.CharField("chaîne du registre", max_length=47)
    ledger_sequence = models.PositiveBigIntegerField("numéro de la dernière écriture")
    ledger_head = models.CharField("empreinte de la dernière écriture", max_length=64)
    stored_by = models.CharField("auteur", max_length=101)
    created_at = models.DateTimeField("date d’enregistrement")

    class Meta:
        verbose_name = "document enregistré"
        verbose_name_plural = "documents enregistrés"
        constraints = [
            _shape("kind", KIND, "La nature est un code comme « block_statement »."),
            _shape("subject", REFERENCE, "L’objet est une référence comme « certificate:IDENTIFIANT »."),
            _shape(
                "filename",
                FILENAME,
                "Le nom du fichier n’a que des lettres sans accent, des chiffres, des tirets et des points.",
            ),
            _shape("ledger_chain", CHAIN, "Une chaîne se nomme « national » ou « centre:CODE »."),
            _shape("ledger_head", DIGEST, "Une empreinte compte 64 chiffres hexadécimaux."),
            _shape(
                "stored_by",
                rf"system|{REFERENCE}",
                "L’auteur est « system » ou une référence comme « user:IDENTIFIANT ».",
            ),
            CheckConstraint(
                condition=~Q(content=b""),
                name="documents_content_not_empty",
                violation_error_message="Un document vide ne s’enregistre pas.",
            ),
        ]
        indexes = [models.Index(fields=["sha256"], name="documents_sha256")]

    def __str__(self) -> str:
        return self.filename
