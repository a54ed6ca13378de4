"""The time of a seal: a timestamp authority that answers, one that does not, one that lies."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from asn1crypto.cms import ContentInfo

from jurande.documents.seal import Sealer, SealError, examine, seal
from jurande.documents.seal_reading import Examination
from jurande.documents.seal_time import Authority
from tests.documents.samples import sample
from tests.documents.sealing import (
    NOW,
    REASON,
    YEAR,
    Clock,
    Pair,
    authority,
    clock,
    clockmaker,
    our_sealer,
    ours,
    pair,
    plain,
)


@pytest.fixture
def tsa() -> Iterator[Clock]:
    with clock() as server:
        yield server


def timed(url: str, *, trusted: Pair | None = None, optional: bool = False, timeout: float = 8) -> Sealer:
    there = Authority(url, [(trusted or clockmaker()).read])
    there.timeout = timeout
    return replace(our_sealer(), timestamper=there, optional_time=optional)


def sealed_at(key: Sealer) -> bytes:
    return seal(sample("minutes"), key=key, reason=REASON, now=NOW)


def read(content: bytes, *clocks: Pair, at: timedelta = timedelta()) -> Examination:
    return examine(content, trusted=[ours().read], authorities=[one.read for one in clocks], now=NOW + at)


def test_an_authority_that_answers_proves_the_time(tsa: Clock) -> None:
    tsa.at = NOW + timedelta(minutes=2)
    found = read(sealed_at(timed(tsa.url)), clockmaker())
    assert found.holds
    assert (found.level, found.stamped_at, found.stamped_by) == ("B-T", tsa.at, "Horloge d’essai")
    assert found.declared_at == NOW


def test_the_authority_is_asked_once_a_seal_after_the_first(tsa: Clock) -> None:
    key = timed(tsa.url)
    for asked in (2, 3, 4):
        sealed_at(key)
        assert tsa.requests == asked


def test_a_seal_outlives_its_certificate_when_its_time_is_proven(tsa: Clock) -> None:
    content = sealed_at(timed(tsa.url))
    assert read(content, clockmaker(), at=5 * YEAR).holds
    (late,) = read(content, clockmaker(), at=12 * YEAR).faults[:1]
    assert "rien ne prouve" in plain([late])


def test_a_time_given_after_the_certificate_expired_proves_nothing(tsa: Clock) -> None:
    tsa.at = NOW + 2 * YEAR
    found = read(sealed_at(timed(tsa.url)), clockmaker(), at=3 * YEAR)
    assert "avant la date que l’horodatage prouve" in plain(found.faults)


def test_the_time_of_an_unknown_authority_is_not_believed(tsa: Clock) -> None:
    found = read(sealed_at(timed(tsa.url)))
    assert (found.level, found.stamped_at) == ("B-T", None)
    (fault,) = found.faults
    assert "« Horloge d’essai », qui n’est pas reconnu ici" in plain([fault])


def test_a_timestamp_taken_from_another_seal_is_told(tsa: Clock) -> None:
    one, other = sealed_at(timed(tsa.url)), sealed_at(timed(tsa.url))
    found = read(with_the_token_of(other, one), clockmaker())
    assert (found.level, found.stamped_at) == ("B-B", None)
    assert plain(found.faults) == "L’horodatage est faux : il n’a pas été fait sur ce cachet."


def with_the_token_of(source: bytes, target: bytes) -> bytes:
    """The seal of `target` with the timestamp of `source`: no key is needed, its place is not signed."""
    start, end = hole(target)
    changed, given = cms(target), cms(source)
    tokens = given["content"]["signer_infos"][0]["unsigned_attrs"]
    changed["content"]["signer_infos"][0]["unsigned_attrs"] = tokens
    made: bytes = changed.dump(force=True).hex().encode().upper()
    return target[: start + 1] + made.ljust(end - start - 2, b"0") + target[end - 1 :]


def cms(content: bytes) -> ContentInfo:
    start, end = hole(content)
    found: ContentInfo = ContentInfo.load(bytes.fromhex(content[start + 1 : end - 1].decode()))
    return found


def hole(content: bytes) -> tuple[int, int]:
    start = content.rindex(b"/Contents <") + len("/Contents ")
    return start, content.index(b">", start) + 1


DOWN = "ne répond pas"
NONSENSE = "n’est pas un horodatage valable"
BROKEN = {
    "slow": DOWN,
    "an error": NONSENSE,
    "a page": NONSENSE,
    "nonsense": NONSENSE,
    "half an answer": NONSENSE,
    "refused": NONSENSE,
    "another digest": NONSENSE,
    "another algorithm": NONSENSE,
    "a replayed answer": NONSENSE,
}


@pytest.mark.parametrize(("answer", "words"), BROKEN.items(), ids=BROKEN)
def test_an_authority_that_fails_seals_nothing_and_is_told(answer: str, words: str, tsa: Clock) -> None:
    tsa.answer = answer
    with pytest.raises(SealError) as refused:
        sealed_at(timed(tsa.url, timeout=0.3 if answer == "slow" else 8))
    assert f"autorité d’horodatage 127.0.0.1 {words}" in plain(refused.value.faults)
    assert tsa.requests == 1


def test_an_authority_that_is_down_is_told_without_its_password() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://centre:secret@127.0.0.1:{free.getsockname()[1]}/tsa"
    with pytest.raises(SealError, match=DOWN) as refused:
        sealed_at(timed(url))
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "trusted",
    [pair("Une autre horloge", stamps=True), pair("Horloge d’essai", stamps=True)],
    ids=["another", "of the same name"],
)
def test_an_authority_that_is_not_the_one_configured_is_refused(trusted: Pair, tsa: Clock) -> None:
    with pytest.raises(SealError, match=NONSENSE):
        sealed_at(timed(tsa.url, trusted=trusted))


def test_an_authority_whose_certificate_is_not_made_for_it_is_refused(tsa: Clock) -> None:
    tsa.pair = pair("Un serveur", issuer=authority(), usages=("digital_signature",), key=clockmaker().key)
    with pytest.raises(SealError, match=NONSENSE):
        sealed_at(timed(tsa.url, trusted=authority()))


def test_an_authority_whose_certificate_has_expired_is_refused(tsa: Clock) -> None:
    tsa.at = NOW + 11 * YEAR
    with pytest.raises(SealError, match=NONSENSE):
        sealed_at(timed(tsa.url))


@pytest.mark.parametrize("answer", ["refused", "another digest"])
def test_a_host_may_prefer_a_seal_without_time_to_none(answer: str, tsa: Clock) -> None:
    tsa.answer = answer
    found = read(sealed_at(timed(tsa.url, optional=True)))
    assert found.holds
    assert found.level == "B-B"
