"""What the type of a field says: a list of what, an object of which class, null or not."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints


def without_null(hint: Any) -> tuple[Any, bool]:
    """The type of a field without its « or None », and whether it had one."""
    if get_origin(hint) is not UnionType:
        return hint, False
    (kind,) = (each for each in get_args(hint) if each is not NoneType)
    return kind, True


def element(hint: Any) -> Any:
    """The type of the elements of a list (`tuple[X, ...]`), None for what is not one."""
    return get_args(hint)[0] if get_origin(hint) is tuple else None


def keys_at(case: type, place: tuple[str | int, ...]) -> tuple[str, ...]:
    """The keys that a case may have at a place: those of the dataclass that stands there."""
    kind: Any = case
    for step in place:
        kind, _ = without_null(element(kind) if isinstance(step, int) else get_type_hints(kind)[step])
    return tuple(each.name for each in fields(kind)) if is_dataclass(kind) else ()
