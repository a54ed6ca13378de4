"""The organisation's seal on a document (cachet électronique): PAdES B-B, or B-T where an authority gives the time.

`sealer()` says whether there is a seal, `seal()` sets it, `examine()` reads one back. The work is in `seal_keys`,
`seal_pades` and `seal_reading`, imported on first use: a host without a seal never loads pyHanko.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jurande.documents.seal_settings import SealSettings
from jurande.ui.french import typographic

if TYPE_CHECKING:
    from asn1crypto.x509 import Certificate
    from pyhanko.sign.signers import Signer
    from pyhanko.sign.timestamps import TimeStamper

    from jurande.documents.seal_reading import Examination


class SealError(Exception):
    """A seal that cannot be set. Nothing was written. `faults`: in French, everything that is wrong, what to do."""

    def __init__(self, *faults: str) -> None:
        self.faults = tuple(typographic(fault) for fault in faults)
        super().__init__("\n".join(self.faults))


@dataclass(frozen=True, kw_only=True)
class Sealer:
    """A key that may seal, with its certificate and the authority that dates what it seals.

    `opened` gives pyHanko's signer for as long as its block lasts. Without `timestamper`, seals are B-B.
    `optional_time`: when the authority does not answer, seal B-B rather than refuse.
    """

    certificate: Certificate
    opened: Callable[[], AbstractContextManager[Signer]]
    timestamper: TimeStamper | None = None
    optional_time: bool = False

    @property
    def name(self) -> str:
        """Whose seal this is: the names of its certificate, most precise first."""
        from jurande.documents.seal_keys import names

        return names(self.certificate.subject)


def sealer() -> Sealer | None:
    """This installation's seal, loaded once; None when it has none: its documents are not sealed.

    A demonstration without a key of its own gets one, made in JURANDE_VAR at first need. Raises SealError, with every
    fault, when the seal is ill-configured.
    """
    from django.conf import settings

    demo: bool = settings.JURANDE_DEMO
    configured: SealSettings = settings.JURANDE_SEAL
    if configured:
        return _loaded(configured, demo)
    return _demo(settings.VAR) if demo else None


@cache
def _loaded(configured: SealSettings, demo: bool) -> Sealer:
    from jurande.documents.seal_keys import load

    return load(configured, demo=demo)


@cache
def _demo(folder: Path) -> Sealer:
    from jurande.documents.seal_keys import demo_sealer

    return demo_sealer(folder)


def seal(content: bytes, *, key: Sealer, reason: str, now: datetime) -> bytes:
    """The PDF `content` followed by its seal: what was there is the beginning of the result, to the byte.

    `reason` is shown by readers beside the seal, names nobody; `now` is the time that the seal declares. With a
    timestamp authority, this calls it once (twice at the first seal of a process), for ten seconds at most each.
    Raises SealError, and gives nothing: `content` is not a PDF that can be sealed or bears a seal already, the
    certificate is not valid at `now`, the key or the authority does not answer.
    """
    from jurande.documents.seal_pades import sealed

    return sealed(content, key=key, reason=reason, now=now)


def trusted_certificates() -> tuple[Sequence[Certificate], Sequence[Certificate]]:
    """What this installation trusts: its own seal (and no other of the same issuer), and timestamp authorities."""
    from django.conf import settings

    from jurande.documents.seal_keys import certificates

    key = sealer()
    configured: SealSettings = settings.JURANDE_SEAL
    authorities = certificates(Path(configured.tsa_cert_file)) if configured.tsa_cert_file else ()
    return (key.certificate,) if key else (), authorities


def examine(
    content: bytes, *, trusted: Sequence[Certificate], authorities: Sequence[Certificate], now: datetime
) -> Examination:
    """What a PDF says of its seal, and everything that is wrong with it.

    `trusted` are certificates of seals, or of those who issue them; `authorities`, those of timestamps. `now` is when
    certificates must be valid, unless a timestamp proves that the seal is older. Raises UnreadableDocument when this is
    no PDF or bears no seal.
    """
    from jurande.documents.seal_reading import examination

    return examination(content, trusted=trusted, authorities=authorities, now=now)
