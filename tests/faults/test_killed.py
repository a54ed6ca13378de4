"""A jury's day on real servers killed at five moments; `bin/faults` kills them at fifty."""

from __future__ import annotations

from tests.faults.installation import installed
from tests.faults.killed import survive


def test_what_a_jury_was_told_is_recorded_survives_every_server() -> None:
    with installed() as site:
        survive(site, kills=5, seed=28245)
