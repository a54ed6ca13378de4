"""The settings as mypy loads them, so that it runs as it is, in an editor too: no secret, no server."""

import os

os.environ.setdefault("JURANDE_DEMO", "1")
os.environ.setdefault("DATABASE_URL", "postgresql:///none")

from jurande.config.settings import *  # noqa: F403  # all of them, after the environment
