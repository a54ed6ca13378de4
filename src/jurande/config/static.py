"""Static files: hashed and compressed names in production, as they are on disk elsewhere."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Falls back on the plain name while `collectstatic` has not run (development, tests)."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """The hashed name, or the name itself when nothing was collected."""
        return super().stored_name(name) if self.hashed_files else name
