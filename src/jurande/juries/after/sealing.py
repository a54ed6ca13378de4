"""What a jury writes for good, its minutes and what is joined to them: composed, then sealed by the organisation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from jurande.documents.render import RenderError
from jurande.documents.seal import SealError, seal, sealer
from jurande.rules.lifecycles import refusal


def sealed(compose: Callable[[], bytes], *, named: str, reason: str, undone: str, now: datetime) -> bytes:
    """What `compose` writes, with the organisation's seal where this installation has one.

    `reason` is read beside the seal. Raises Refused when it cannot be composed (jury.minutes) or sealed (jury.seal):
    `named` is the document with its article (« le procès-verbal »), `undone` what was not done (« rien n’est clos »).
    """
    try:
        content = compose()
    except RenderError as error:
        raise refusal("jury.minutes", f"Impossible de composer {named} : {undone}. {error}") from error
    try:
        key = sealer()
        return seal(content, key=key, reason=reason, now=now) if key else content
    except SealError as error:
        raise refusal("jury.seal", f"Impossible de sceller {named} : {undone}. {error}") from error
