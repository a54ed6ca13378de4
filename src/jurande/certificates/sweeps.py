"""How what waits in rows is carried out: one by one, each in its own transaction, none in the way of the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from jurande.certificates.models import Trouble


class CannotBeMade(Exception):
    """Why a paper cannot be made, in a French sentence that says who can mend it."""


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


def telling_trouble(subject: str, make: Callable[[], int], *, now: datetime) -> int:
    """Make the paper of an object; when it cannot be made, the centre reads why until it is (law 9), and it raises on.

    `make` is a transaction of its own.
    """
    try:
        made = make()
    except Exception as error:
        text = str(error) if isinstance(error, CannotBeMade) else _unforeseen(error)
        Trouble.objects.update_or_create(subject=subject, defaults={"text": text, "seen_at": now})
        raise
    if made:
        Trouble.objects.filter(subject=subject).delete()
    return made


def _unforeseen(error: Exception) -> str:
    return (
        f"Une erreur que personne n’attendait l’empêche ({type(error).__name__}) : le logiciel réessaie ; prévenez qui "
        "l’installe si elle dure."
    )
