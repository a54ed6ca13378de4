"""Setting a seal: PAdES baseline B-B or B-T (ETSI EN 319 142-1), in a file that stays PDF/A-3 and PDF/UA-1.

pyHanko does PAdES; three of its habits do not suit PDF/A-3, which is made of PDF 1.7, and are put aside here.
"""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import structlog
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import TimeStamper

from jurande.documents.seal import Sealer, SealError
from jurande.documents.seal_keys import finished, validity_fault
from jurande.documents.seal_time import NoTime
from jurande.ui.french import typographic

FIELD = SigFieldSpec(
    "Cachet",
    # An annotation that is not tagged must be hidden, which PDF/A forbids, or off the page (ISO 14289-1, 7.18.1).
    invis_sig_settings=InvisSigSettings(box_out_of_bounds=True),
    readable_field_name="Cachet électronique de l’organisation",
)
log = structlog.get_logger(__name__)


class _Addition(IncrementalPdfFileWriter):
    """What is added after a file, to its bytes and not to its words."""

    def _update_meta(self) -> None:
        """Leave title, dates and XMP as they were written: the instant of the seal is in the seal.

        pyHanko would write the clock's time, and its own name, in place of what identifies PDF/A and PDF/UA.
        """


class _Signer(PdfSigner):
    """pyHanko's, at the instant it is given, in PDF 1.7."""

    def __init__(self, *, now: datetime, reason: str, signer: Signer, timestamper: TimeStamper | None) -> None:
        super().__init__(
            PdfSignatureMetadata(
                field_name=FIELD.sig_field_name, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, reason=reason
            ),
            signer,
            timestamper=timestamper,
            new_field_spec=FIELD,
        )
        self._now = now

    def register_extensions(self, pdf_out: Any, *, md_algorithm: str) -> None:
        """Declare PAdES (ESIC) and no more: for P-256, pyHanko would declare PDF 2.0 and ISO/TS 32002."""
        pdf_out.register_extension(ESIC_EXTENSION_1)

    def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> PdfSigningSession:
        """The clock is read at the edge (law 15), not by a library."""
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._now
        return session


def sealed(content: bytes, *, key: Sealer, reason: str, now: datetime) -> bytes:
    """See `jurande.documents.seal.seal`."""
    if fault := validity_fault(key.certificate, now):
        raise SealError(fault)
    try:
        return _signed(content, key, reason, now, key.timestamper)
    except NoTime as error:
        if not key.optional_time:
            raise
        log.warning("sealed_without_time", error=type(error.__cause__).__name__)
        return _signed(content, key, reason, now, None)


def _signed(content: bytes, key: Sealer, reason: str, now: datetime, timestamper: TimeStamper | None) -> bytes:
    with key.opened() as signer:
        try:
            addition = _Addition(io.BytesIO(content))
            if addition.prev.embedded_signatures:
                raise SealError("Ce PDF porte déjà un cachet ou une signature : il ne se scelle pas deux fois.")
            by = _Signer(now=now, reason=typographic(reason), signer=signer, timestamper=timestamper)
            output: io.BytesIO = finished(by.async_sign_pdf(addition))
        # pyHanko lets builtin errors through when the structure of a file is broken.
        except (PdfError, SigningError, ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
            raise SealError("Ce fichier n’est pas un PDF que l’on puisse sceller : rien n’est écrit.") from error
    return output.getvalue()
