"""The public code of a certificate: shape, and the errors that its check sign shows, proved one by one."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurande.rules.award import ALPHABET, is_well_formed, normalise, public_code

ENTROPY = st.binary(min_size=7, max_size=16)
WRITTEN = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # digits and letters without I, L, O, U


def code_of(ranks: list[int]) -> str:
    """The code whose eleven random signs have these ranks."""
    number = 0
    for rank in ranks:
        number = number * 32 + rank
    return public_code((number * 2).to_bytes(7))


def with_signs(code: str, changes: dict[int, str]) -> str:
    """The code with other signs at some of its twelve places."""
    signs = list(code.replace("-", ""))
    for place, sign in changes.items():
        signs[place] = sign
    text = "".join(signs)
    return f"{text[:4]}-{text[4:8]}-{text[8:]}"


def multiplied(one: int, other: int) -> int:
    """The product in GF(32), schoolbook: multiply polynomials over GF(2), reduce modulo x⁵ + x² + 1."""
    product = 0
    for power in range(5):
        if other >> power & 1:
            product ^= one << power
    for power in (8, 7, 6, 5):
        if product >> power & 1:
            product ^= 0b100101 << (power - 5)
    return product


def test_the_alphabet_has_no_sign_that_is_misread() -> None:
    assert ALPHABET == WRITTEN
    assert len(set(ALPHABET)) == 32
    assert not set(ALPHABET) & set("ILOU")


@pytest.mark.parametrize(
    ("entropy", "code"),
    [
        pytest.param(bytes(7), "0000-0000-0000", id="no bit"),
        pytest.param(b"\xff" * 7, "ZZZZ-ZZZZ-ZZZK", id="every bit"),
        pytest.param(b"\x00" * 6 + b"\x01", "0000-0000-0000", id="the 56th bit is not used"),
        pytest.param(b"\x00" * 6 + b"\x02", "0000-0000-0012", id="the 55th bit is"),
        pytest.param(b"\x80" + bytes(6), "G000-0000-000Z", id="the first bit"),
        pytest.param(bytes(range(1, 8)), "0410-6105-0R3T", id="bytes 1 to 7"),
        pytest.param(bytes(range(1, 8)) + b"more", "0410-6105-0R3T", id="what is beyond seven bytes"),
    ],
)
def test_a_code_carries_55_bits_and_a_check(entropy: bytes, code: str) -> None:
    assert public_code(entropy) == code


@given(ENTROPY)
def test_the_signs_sum_to_nothing_with_the_powers_of_a_primitive_element(entropy: bytes) -> None:
    weights = [1]
    while len(weights) < 12:
        weights.append(multiplied(weights[-1], 2))
    ranks = [WRITTEN.index(sign) for sign in public_code(entropy).replace("-", "")]
    total = 0
    for weight, rank in zip(reversed(weights), ranks, strict=True):
        total ^= multiplied(weight, rank)
    assert total == 0


def test_the_element_is_primitive() -> None:
    powers = [1]
    while len(powers) < 31:
        powers.append(multiplied(powers[-1], 2))
    assert set(powers) == set(range(1, 32))


@pytest.mark.parametrize("size", [0, 6])
def test_less_than_seven_bytes_is_the_callers_fault(size: int) -> None:
    with pytest.raises(ValueError, match=f"^a public code needs 7 bytes of entropy, not {size}$"):
        public_code(bytes(size))


@given(ENTROPY)
def test_a_code_is_well_formed_and_already_normal(entropy: bytes) -> None:
    code = public_code(entropy)
    assert is_well_formed(code)
    assert normalise(code) == code
    assert [len(group) for group in code.split("-")] == [4, 4, 4]


@given(ENTROPY, ENTROPY)
def test_two_codes_are_the_same_only_when_their_55_bits_are(one: bytes, other: bytes) -> None:
    same = int.from_bytes(one[:7]) >> 1 == int.from_bytes(other[:7]) >> 1
    assert (public_code(one) == public_code(other)) == same


# What the check sign shows.


@given(st.lists(st.integers(0, 31), min_size=11, max_size=11))
def test_any_wrong_sign_shows(ranks: list[int]) -> None:
    code = code_of(ranks)
    signs = code.replace("-", "")
    for place, sign in product(range(12), ALPHABET):
        assert is_well_formed(with_signs(code, {place: sign})) == (sign == signs[place])


@pytest.mark.parametrize("place", range(10))
def test_any_two_neighbours_exchanged_show_whatever_they_are(place: int) -> None:
    for one, other in product(range(32), repeat=2):
        ranks = [7] * 11
        ranks[place : place + 2] = [one, other]
        exchanged = with_signs(code_of(ranks), {place: ALPHABET[other], place + 1: ALPHABET[one]})
        assert is_well_formed(exchanged) == (one == other)


@given(st.lists(st.integers(0, 31), min_size=11, max_size=11))
def test_any_two_signs_exchanged_show_check_included(ranks: list[int]) -> None:
    code = code_of(ranks)
    signs = code.replace("-", "")
    for one, other in combinations(range(12), 2):
        exchanged = with_signs(code, {one: signs[other], other: signs[one]})
        assert is_well_formed(exchanged) == (signs[one] == signs[other])


def test_the_check_exchanged_with_its_neighbour_shows_for_every_neighbour() -> None:
    for last in range(32):
        code = code_of([7] * 10 + [last])
        neighbour, check = code[-2], code[-1]
        assert is_well_formed(with_signs(code, {10: check, 11: neighbour})) == (neighbour == check)


# What a person types.


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        pytest.param("0410-6105-0R3T", "0410-6105-0R3T", id="as printed"),
        pytest.param("0410 6105 0r3t", "0410-6105-0R3T", id="spaces and small letters"),
        pytest.param("041061050R3T", "0410-6105-0R3T", id="nothing between"),
        pytest.param(" o4lO–6i05\u00a0 0R3T\n", "0410-6105-0R3T", id="misread signs, other dashes, spaces"),
        pytest.param("L", "1", id="too short stays short"),
        pytest.param("", "", id="nothing"),
        pytest.param("041061050R3TX", "0410-6105-0R3T-X", id="too long stays long"),
        pytest.param("u41061050R3T", "U410-6105-0R3T", id="a sign outside the alphabet stays"),
    ],
)
def test_a_code_is_read_as_it_was_printed(typed: str, code: str) -> None:
    assert normalise(typed) == code


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("", id="nothing"),
        pytest.param("0000-0000-000", id="eleven signs"),
        pytest.param("0000-0000-0000-0", id="thirteen signs"),
        pytest.param("000000000000", id="no dash"),
        pytest.param("00000-000-0000", id="dashes elsewhere"),
        pytest.param("0000-0000-0000-", id="a dash too many"),
        pytest.param("0410-6105-0r3t", id="small letters"),
        pytest.param("O410-6105-0R3T", id="the letter O"),
        pytest.param("U410-6105-0R3T", id="the letter U"),
        pytest.param("0410 6105 0R3T", id="spaces"),
        pytest.param("0410-6105-0R3K", id="another check"),
    ],
)
def test_what_is_not_well_formed(code: str) -> None:
    assert not is_well_formed(code)


@given(st.text(max_size=20))
def test_whatever_is_typed_is_read_once_and_for_all(typed: str) -> None:
    assert normalise(normalise(typed)) == normalise(typed)


@given(st.text(max_size=20) | ENTROPY.map(public_code))
def test_what_is_well_formed_can_be_given(text: str) -> None:
    if is_well_formed(text):
        ranks = [ALPHABET.index(sign) for sign in text.replace("-", "")]
        assert code_of(ranks[:11]) == text
