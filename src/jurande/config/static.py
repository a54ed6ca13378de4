"""Static files: hashed and compressed names in production, as they are on disk elsewhere."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Falls back on the plain name when `collectstatic` has not run (development, tests)."""

    manifest_strict = False
