"""The bytes that are hashed: the same facts always give the same bytes, and others never do."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurande.ledger.canonical import GENESIS, canonical, details_digest, digest, timestamp
from jurande.ledger.shapes import LARGEST
from tests.rules.reach import reach

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.booleans() | st.integers(-LARGEST, LARGEST) | TEXTS,
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True), VALUES, max_size=5)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param({}, "{}", id="nothing"),
        pytest.param({"b": 1, "a": 2}, '{"a":2,"b":1}', id="keys sorted"),
        pytest.param({"actor": 1, "act_id": 2, "act": 3}, '{"act":3,"act_id":2,"actor":1}', id="underscore first"),
        pytest.param({"a": [True, False, 3, -4]}, '{"a":[true,false,3,-4]}', id="no space in a list"),
        pytest.param({"a": None}, '{"a":null}', id="null"),
        pytest.param({"d": {"z": 1, "y": 2}}, '{"d":{"y":2,"z":1}}', id="keys sorted at every level"),
        pytest.param({"a": "é’€🎓"}, '{"a":"é’€🎓"}', id="letters as they are"),
        pytest.param({"a": '"\\/'}, '{"a":"\\"\\\\/"}', id="quote and backslash escaped, slash not"),
        pytest.param({"a": "\b\t\n\f\r"}, '{"a":"\\b\\t\\n\\f\\r"}', id="short escapes"),
        pytest.param({"a": "\x00\x1f"}, '{"a":"\\u0000\\u001f"}', id="other controls, lower case"),
        pytest.param({"a": "\x7f\u2028"}, '{"a":"\x7f\u2028"}', id="no escape without need"),
        pytest.param({"a": LARGEST}, '{"a":9007199254740991}', id="largest integer"),
    ],
)
def test_the_bytes_are_those_of_rfc_8785(content: dict[str, object], expected: str) -> None:
    assert canonical(content) == expected.encode()


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_json_cannot_write_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical({"a": value})


def test_half_a_character_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        canonical({"a": "\ud83c"})


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        pytest.param(datetime(2026, 3, 10, 16, 42, tzinfo=UTC), "2026-03-10T16:42:00.000000Z", id="whole second"),
        pytest.param(datetime(2026, 3, 10, 16, 42, 7, 5, tzinfo=UTC), "2026-03-10T16:42:07.000005Z", id="microsecond"),
        pytest.param(
            datetime(2026, 7, 1, 0, 30, tzinfo=timezone(timedelta(hours=2))),
            "2026-06-30T22:30:00.000000Z",
            id="summer in Paris",
        ),
    ],
)
def test_an_instant_is_written_in_utc_to_the_microsecond(moment: datetime, expected: str) -> None:
    assert timestamp(moment) == expected


def test_a_digest_is_the_sha_256_of_the_bytes() -> None:
    assert digest({"a": "é"}) == hashlib.sha256('{"a":"é"}'.encode()).hexdigest()
    assert len(digest({})) == len(GENESIS) == 64


def test_the_digest_of_details_depends_on_the_salt_and_on_the_details() -> None:
    digests = {
        details_digest(salt, {"reason": reason}) for salt in ("0" * 64, "1" * 64) for reason in ("Complet.", "Tardif.")
    }
    assert len(digests) == 4


def written_by_the_book(value: object) -> str:
    """RFC 8785, section 3.2, written again from its text, for the values the ledger accepts."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return f"{value:d}"
        case str():
            return '"' + "".join(map(character_by_the_book, value)) + '"'
        case list():
            return "[" + ",".join(map(written_by_the_book, value)) + "]"
        case dict():
            names = sorted(value, key=lambda name: name.encode("utf-16-be"))
            return "{" + ",".join(f'"{name}":{written_by_the_book(value[name])}' for name in names) + "}"
    raise AssertionError(f"no such value: {value!r}")


def character_by_the_book(character: str) -> str:
    short = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
    return short.get(character) or (f"\\u{ord(character):04x}" if character < " " else character)


@given(OBJECTS)
def test_any_object_is_written_as_the_book_says(content: dict[str, object]) -> None:
    assert canonical(content) == written_by_the_book(content).encode()


@given(OBJECTS)
def test_nothing_is_lost_in_the_bytes(content: dict[str, object]) -> None:
    assert json.loads(canonical(content)) == content


@given(OBJECTS)
def test_the_order_of_the_keys_changes_nothing(content: dict[str, object]) -> None:
    assert canonical(dict(reversed(content.items()))) == canonical(content)


@given(OBJECTS, OBJECTS)
def test_two_objects_have_the_same_bytes_only_if_they_are_the_same(
    one: dict[str, object], other: dict[str, object]
) -> None:
    # Compared by repr after sorting: Python holds True and 1 for equal, the ledger does not.
    same = repr(sorted(one.items())) == repr(sorted(other.items()))
    assert (canonical(one) == canonical(other)) is same


@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param(lambda content: not content, id="nothing"),
        pytest.param(lambda content: len(content) > 2, id="several keys"),
        pytest.param(lambda content: any(value is True for value in content.values()), id="true"),
        pytest.param(
            lambda content: any(type(value) is int and value < 0 for value in content.values()), id="negative"
        ),
        pytest.param(
            lambda content: any(isinstance(value, str) and '"' in value for value in content.values()),
            id="quote",
        ),
        pytest.param(
            lambda content: any(isinstance(value, str) and "\n" in value for value in content.values()),
            id="control",
        ),
        pytest.param(
            lambda content: any(isinstance(value, str) and value > "\uffff" for value in content.values()),
            id="astral",
        ),
        pytest.param(
            lambda content: any(isinstance(value, list) and [] in value for value in content.values()),
            id="lists in lists",
        ),
    ],
)
def test_the_generator_reaches_every_kind_of_value(wanted: object) -> None:
    assert callable(wanted)
    reach(OBJECTS, wanted)
