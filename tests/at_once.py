"""Acts that start together, each on a connection of its own, as two devices or twenty would."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from jurande.rules.reasons import Refused

DONE = "done"


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Start every act together; of each, « done », or the code of the first reason why it was refused; sorted."""
    ready = Barrier(len(acts))

    def start(act: Callable[[], object]) -> str:
        ready.wait(timeout=60)
        try:
            act()
        except Refused as refused:
            return refused.decision.obstacles[0].code
        finally:
            connection.close()
        return DONE

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(start, acts))
