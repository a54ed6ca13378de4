"""Fewer examples when the tests are run thousands of times: `pytest --hypothesis-profile=mutants` (bin/mutants)."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("mutants", max_examples=20, derandomize=True, database=None, deadline=None)
