"""What gunicorn serves in a journey: the deployed application, whose clock the story moves while it runs."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from jurande.config.clock import fixed_now
from jurande.config.wsgi import application as deployed

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

CLOCK = Path(os.environ["JURANDE_TEST_CLOCK"])


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """One request, at the moment that the story is at."""
    settings.JURANDE_NOW = fixed_now(CLOCK.read_text(), allowed=True)
    return deployed(environ, start_response)
