"""How what waits in rows is carried out: one by one, each in its own transaction, none in the way of the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable


def carry_out[T](waiting: Iterable[T], act: Callable[[T], int]) -> int:
    """Do `act`, which says how many things it did, for each of what waits; return the sum.

    Raises ExceptionGroup in the end with what some of them raised: those wait on, the others are done.
    """
    done, errors = 0, []
    for one in waiting:
        try:
            done += act(one)
        except Exception as error:
            errors.append(error)
    if errors:
        raise ExceptionGroup(f"{len(errors)} left waiting, {done} done", errors)
    return done
