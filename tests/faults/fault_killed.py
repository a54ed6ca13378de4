"""Ten days of a jury, servers killed at fifty moments. Run by `bin/faults`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.installation import Installation, installed
from tests.faults.killed import survive


@pytest.fixture(scope="module")
def site() -> Iterator[Installation]:
    """One installation for all the days."""
    with installed() as made:
        yield made


@pytest.mark.parametrize("seed", range(10))
def test_a_day_with_five_deaths(site: Installation, seed: int) -> None:
    survive(site, kills=5, seed=seed)
