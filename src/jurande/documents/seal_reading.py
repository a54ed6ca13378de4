"""Reading a seal back: who set it, when, whether anything changed or came after, whether it is to be trusted."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from asn1crypto.cms import ContentInfo
from asn1crypto.x509 import Certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter, message_imprint_checker
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from jurande.documents.inspect import UnreadableDocument
from jurande.documents.seal_keys import USAGES, finished, names
from jurande.documents.seal_time import Stamp, read_stamp
from jurande.ui.french import day_year, typographic

type Level = Literal["B-B", "B-T"]


@dataclass(frozen=True, kw_only=True)
class Examination:
    """What a seal says and is worth. `faults`: French sentences, everything that is wrong; none when it holds.

    `declared_at` is what the file says; `stamped_at`, what a timestamp proves, given only when it is trusted.
    `level` is None when this is no PAdES seal. `covered`: how many bytes, from the first, the seal answers for;
    `added`: how many came after. `others`: other signatures of the file, which this does not examine.
    """

    sealed_by: str
    issued_by: str
    fingerprint: str
    level: Level | None
    declared_at: datetime | None
    stamped_at: datetime | None
    stamped_by: str
    covered: int
    added: int
    others: int
    faults: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whole, unchanged, and set by someone who is trusted."""
        return not self.faults


def examination(
    content: bytes, *, trusted: Sequence[Certificate], authorities: Sequence[Certificate], now: datetime
) -> Examination:
    """See `jurande.documents.seal.examine`. Of several signatures, the first whose signer is trusted is the seal."""
    try:
        reader = PdfFileReader(io.BytesIO(content))
        found = [one for one in reader.embedded_signatures if one.sig_object_type == "/Sig"]
        judged = finished(_judge(found, trusted, authorities, now))
        made = [_told(content, *one, others=len(found) - 1, now=now) for one in judged]
    except Exception as error:  # anybody's bytes: a parser that stumbles, in whatever way, has read no seal
        raise UnreadableDocument("Ce fichier n’est pas un PDF, ou son cachet n’est plus lisible.") from error
    if not made:
        raise UnreadableDocument("Ce PDF ne porte aucun cachet électronique.")
    return next((one for (_, status, _), one in zip(judged, made, strict=True) if status.trusted), made[0])


type _Judged = tuple[EmbeddedPdfSignature, PdfSignatureStatus, Stamp | None]


async def _judge(
    found: Sequence[EmbeddedPdfSignature],
    trusted: Sequence[Certificate],
    authorities: Sequence[Certificate],
    now: datetime,
) -> list[_Judged]:
    made: list[_Judged] = []
    for one in found:
        over = message_imprint_checker(one.signer_info)
        stamps = [
            await read_stamp(token, over, trusted=authorities, now=now)
            for token in extract_tst_data_iter(one.signer_info, signed=False)
        ]
        stamp = next((stamp for stamp in stamps if stamp.trusted), stamps[-1] if stamps else None)
        # Its own dates are looked at in `_time_fault`: here, only who issued it.
        certificate = one.signer_cert
        moment = min(max(_proven(stamp) or now, certificate.not_valid_before), certificate.not_valid_after)
        status = await async_validate_pdf_signature(
            one,
            ValidationContext(trust_roots=list(trusted), moment=moment),
            ts_validation_context=ValidationContext(trust_roots=list(authorities), moment=now),
            key_usage_settings=KeyUsageConstraints(key_usage=set(USAGES)),
        )
        made.append((one, status, stamp))
    return made


def _proven(stamp: Stamp | None) -> datetime | None:
    return stamp.at if stamp and stamp.trusted else None


def _told(
    content: bytes,
    one: EmbeddedPdfSignature,
    status: PdfSignatureStatus,
    stamp: Stamp | None,
    *,
    others: int,
    now: datetime,
) -> Examination:
    *_, start, length = (int(number) for number in one.byte_range)
    pades = _is_pades(one)
    faults = [
        _integrity_fault(content, one, status),
        _addition_fault(status),
        None if pades else "Cette signature n’est pas au format PAdES.",
        _trust_fault(status),
        _time_fault(one.signer_cert, stamp, now),
        _stamp_fault(stamp),
    ]
    return Examination(
        sealed_by=names(one.signer_cert.subject),
        issued_by=names(one.signer_cert.issuer),
        fingerprint=one.signer_cert.sha256.hex(),
        level=None if not pades else "B-T" if stamp and stamp.sound else "B-B",
        declared_at=one.self_reported_timestamp,
        stamped_at=_proven(stamp),
        stamped_by=names(stamp.by.subject) if stamp else "",
        covered=start + length,
        added=len(content) - start - length,
        others=others,
        faults=tuple(typographic(fault) for fault in faults if fault),
    )


def _is_pades(one: EmbeddedPdfSignature) -> bool:
    attributes = {attribute["type"].native for attribute in one.signer_info["signed_attrs"]}
    return one.sig_object.get("/SubFilter") == SigSeedSubFilter.PADES.value and "signing_certificate_v2" in attributes


def _integrity_fault(content: bytes, one: EmbeddedPdfSignature, status: PdfSignatureStatus) -> str | None:
    if not status.intact:
        return "Le contenu scellé a été modifié : il ne correspond plus à son cachet électronique."
    if not status.valid:
        return "Le cachet électronique est faux : il n’a pas été fait par la clé de son certificat."
    if not _hole_is_the_seal(content, one):
        return "La partie du fichier que le cachet ne couvre pas contient autre chose que lui."
    return None


def _hole_is_the_seal(content: bytes, one: EmbeddedPdfSignature) -> bool:
    """Whether the bytes that a seal leaves out are the seal itself, in hexadecimal, then zeros: nothing can hide there.

    ISO 32000-1, 12.8.1 leaves that to readers; pyHanko compares lengths.
    """
    zero, first, second, _ = (int(number) for number in one.byte_range)
    hole = content[first:second]
    if zero != 0 or (hole[:1], hole[-1:]) != (b"<", b">"):
        return False
    der: bytes = ContentInfo.load(one.pkcs7_content).dump()
    kept = bytes.fromhex(hole[1:-1].decode("ascii"))
    return kept == one.pkcs7_content and kept[: len(der)] == der and not kept[len(der) :].strip(b"\0")


def _addition_fault(status: PdfSignatureStatus) -> str | None:
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return None
    changes = status.diff_result
    level = changes.modification_level if isinstance(changes, DiffResult) else ModificationLevel.OTHER
    what = _ADDITIONS.get(level, "son contenu a été modifié après le cachet")
    return f"Ce fichier n’est plus celui qui a été scellé : {what}."


_ADDITIONS = {
    ModificationLevel.NONE: "des octets ont été ajoutés après le cachet, sans effet sur ce qui s’affiche",
    ModificationLevel.LTA_UPDATES: "de quoi conserver le cachet (preuves, horodatages) a été ajouté après lui",
    ModificationLevel.FORM_FILLING: "une signature ou un champ rempli a été ajouté après le cachet",
}


def _trust_fault(status: PdfSignatureStatus) -> str | None:
    # Of a seal that is not whole, pyHanko does not look for the issuer.
    if status.trusted or not (status.intact and status.valid):
        return None
    return (
        f"Le cachet électronique est celui de « {names(status.signing_cert.subject)} », qui n’est pas reconnu ici ;"
        " si vous lui faites confiance, donnez son certificat par --trust."
    )


def _time_fault(certificate: Certificate, stamp: Stamp | None, now: datetime) -> str | None:
    proven = _proven(stamp)
    moment = proven or now
    if moment < certificate.not_valid_before:
        return f"Le certificat du cachet n’est valable qu’à partir du {day_year(certificate.not_valid_before)}."
    if moment <= certificate.not_valid_after:
        return None
    expired = f"Le certificat du cachet a expiré le {day_year(certificate.not_valid_after)}"
    if proven:
        return f"{expired}, avant la date que l’horodatage prouve."
    return f"{expired}, et rien ne prouve que le cachet est plus ancien : il n’a pas d’horodatage reconnu."


def _stamp_fault(stamp: Stamp | None) -> str | None:
    if stamp is None or stamp.trusted:
        return None
    if not stamp.sound:
        return "L’horodatage est faux : il n’a pas été fait sur ce cachet."
    return (
        f"L’horodatage est celui de « {names(stamp.by.subject)} », qui n’est pas reconnu ici ou dont le certificat a"
        " expiré ; si vous lui faites confiance, donnez son certificat par --trust."
    )
