"""Acts that start together, each on a connection of its own, as two devices or twenty would."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection, transaction

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


def meanwhile[T](first: Callable[[], object], second: Callable[[], T]) -> T:
    """Start the second act once the first has written everything, and commit the first once the second waits for it;
    return what the second came to. Raises what it raises, a deadlock of the two too.
    """

    def start() -> T:
        try:
            return second()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            found = pool.submit(start)
            _until_somebody_waits()
        return found.result(timeout=60)


def _until_somebody_waits() -> None:
    """Ten seconds at most."""
    for _ in range(1000):
        with connection.cursor() as cursor:
            if cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()[0]:
                return
        time.sleep(0.01)
    raise TimeoutError("the second act does not wait for the first")
