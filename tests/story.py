"""The demo's story as a template: told once for all the processes of a run, copied by whoever looks at its pages."""

from __future__ import annotations

import fcntl
import hashlib
from pathlib import Path

from django.db import connections
from django.test import override_settings

import jurande
from jurande.desk.story.telling import tell
from tests.database import Template

_SOURCES = Path(jurande.__file__).parent


def told(template: Template) -> Template:
    """The migrated template with the whole story in it; nobody is connected to it."""
    server = template.server
    name = f"{template.name}_story_{_digest_of_sources()}"
    with (server.data_dir.parent / "story.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if name not in server.databases():
            with template.copied() as draft, override_settings(JURANDE_DEMO=True):
                tell()
                connections["default"].close()  # a template is copied while nobody is connected to it
                server.create_database(name, template=draft)
    return Template(server, name)


def _digest_of_sources() -> str:
    """Changes when anything that the story goes through does."""
    digest = hashlib.sha256()
    for file in sorted(path for kind in ("py", "toml", "typ") for path in _SOURCES.rglob(f"*.{kind}")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
