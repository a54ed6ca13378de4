"""Appends at the same time, on a real PostgreSQL, with real commits."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from jurande.ledger.actions import erase_details
from jurande.ledger.models import Chain, Detail, Entry
from jurande.ledger.shapes import Unrecordable
from jurande.ledger.verify import verify
from tests.ledger.samples import CENTRE, NOW, ZOE, write, write_many

THREADS = 20
pytestmark = pytest.mark.usefixtures("fresh_database")


def test_twenty_threads_on_one_new_chain_leave_no_gap() -> None:
    ready = Barrier(THREADS)

    def append(number: int) -> None:
        ready.wait(timeout=30)
        for _ in range(3):
            write(subject=f"candidacy:{number}", details=ZOE)
        connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(append, range(THREADS)))
    sequences = Entry.objects.filter(chain=CENTRE).order_by("sequence").values_list("sequence", flat=True)
    assert list(sequences) == list(range(1, 3 * THREADS + 1))
    assert list(verify()) == []


def test_an_act_on_many_objects_is_never_cut_by_another() -> None:
    ready = Barrier(4)

    def append(_: int) -> None:
        ready.wait(timeout=30)
        write_many(25)
        connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(append, range(4)))
    acts = Entry.objects.order_by("sequence").values_list("act_id", flat=True)
    assert [len(set(acts[start : start + 25])) for start in range(0, 100, 25)] == [1, 1, 1, 1]
    assert list(verify()) == []


def test_a_chain_waits_for_no_other_chain() -> None:
    with transaction.atomic():
        write()

        def append() -> int:
            written = write(chain="national").sequence
            connection.close()
            return written

        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(append).result(timeout=30) == 1


def test_of_two_erasures_at_once_the_second_finds_nothing_left() -> None:
    entry = write(details=ZOE)
    ready = Barrier(2)

    def erase(_: int) -> bool:
        ready.wait(timeout=30)
        try:
            with transaction.atomic():
                erase_details(entry=entry, actor="system", role="system", now=NOW, ground="on.request")
        except Unrecordable:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(erase, range(2))) == [False, True]
    assert not Detail.objects.exists()
    assert (Chain.objects.count(), Entry.objects.count(), list(verify())) == (1, 2, [])
