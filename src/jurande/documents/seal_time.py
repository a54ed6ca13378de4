"""The time of a seal, from a timestamp authority (RFC 3161 over HTTP), believed only once checked."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientConnectionError
from asn1crypto.cms import ContentInfo
from asn1crypto.x509 import Certificate
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext

from jurande.documents.seal import SealError

# An act waits for its seal, and others wait for the act.
TIMEOUT_SECONDS = 10
# pyHanko logs the names of certificates, and those of files that somebody brings name people.
for _library in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)


class NoTime(SealError):
    """The authority gave no time that can be believed."""


@dataclass(frozen=True)
class Stamp:
    """The time that a token says, and who says it; `sound`: over the right bytes; `trusted`: by a trusted authority."""

    at: datetime
    by: Certificate
    sound: bool
    trusted: bool


class Authority(HTTPTimeStamper):
    """A timestamp authority at `url`; its answers lead to one of the `trusted` certificates, or are refused."""

    def __init__(self, url: str, trusted: Sequence[Certificate]) -> None:
        super().__init__(url, timeout=TIMEOUT_SECONDS)
        self.trusted = tuple(trusted)

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> ContentInfo:
        """The authority's token over this digest. Raises NoTime: nothing, too late, or nothing to be believed."""
        try:
            token = await super().async_timestamp(message_digest, md_algorithm)
            stamp = await read_stamp(
                token["content"],
                lambda algorithm: message_digest if algorithm == md_algorithm else b"",
                trusted=self.trusted,
            )
        except Exception as error:  # what an authority answers is anybody's bytes: pyHanko stumbles in any way
            raise NoTime(self._explained(error)) from error
        if not stamp.trusted:
            raise NoTime(self._explained(None))
        return token

    def _explained(self, error: Exception | None) -> str:
        # Of the address, the host alone: it may hold a password.
        host = urlsplit(self.url).hostname
        if error is not None and isinstance(error.__cause__, (ClientConnectionError, TimeoutError, OSError)):
            return (
                f"L’autorité d’horodatage {host} ne répond pas : rien n’est scellé. Recommencez plus tard, ou voyez"
                " JURANDE_SEAL_TSA_URL."
            )
        return (
            f"La réponse de l’autorité d’horodatage {host} n’est pas un horodatage valable : rien n’est scellé. Voyez"
            " JURANDE_SEAL_TSA_URL et JURANDE_SEAL_TSA_CERT_FILE."
        )


async def read_stamp(
    token: Any, digest: Callable[[str], bytes], *, trusted: Sequence[Certificate], now: datetime | None = None
) -> Stamp:
    """What a token (a SignedData) is worth; `digest` gives what it should be over, by algorithm.

    `now`: when the certificate of the authority must be valid; by default, when the token says it was made.
    """
    said: datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
    moment = now or said
    context = ValidationContext(trust_roots=list(trusted), moment=moment)
    status = TimestampSignatureStatus(**await validate_tst_signed_data(token, context, digest))
    # A certificate that is trusted by itself is believed at any date: its own dates are not looked at.
    valid = status.signing_cert.not_valid_before <= moment <= status.signing_cert.not_valid_after
    return Stamp(said, status.signing_cert, status.intact and status.valid, status.trusted and valid)
