"""Writing in the ledger: in a transaction, at the end of a chain, all or nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from jurande.ledger.actions import Line, erase_details, gathered, record, record_many
from jurande.ledger.acts import ERASE
from jurande.ledger.canonical import GENESIS
from jurande.ledger.models import Chain, Detail, Entry
from jurande.ledger.queries import head
from jurande.ledger.shapes import CODE, KEY, LARGEST, Unrecordable, Value
from jurande.ledger.verify import verify
from tests.ledger.samples import CENTRE, DECIDE, NOW, SAMPLE, ZOE, Given, write, write_many


@pytest.mark.django_db
def test_an_entry_keeps_what_was_said() -> None:
    act_id = uuid4()
    written = write(
        act_id=act_id,
        effective_on=date(2026, 3, 2),
        data={"blocks": ("B1", "B2"), "started_on": date(2026, 3, 2)},
        details=ZOE,
        clauses=["record.enrolment"],
    )
    entry = Entry.objects.get(pk=written.pk)
    assert (entry.chain_id, entry.sequence, entry.act_id) == (CENTRE, 1, act_id)
    assert (entry.subject, entry.actor, entry.role) == ("candidacy:1", "user:7", "secretary")
    assert (entry.effective_on, entry.recorded_at) == (date(2026, 3, 2), NOW)
    assert entry.data == {"blocks": ["B1", "B2"], "started_on": "2026-03-02"}
    assert entry.clauses == ["record.enrolment"]
    assert entry.detail.content == ZOE
    assert entry.details_digest == entry.detail.computed_digest()
    assert entry.hash == written.hash == entry.computed_hash()


@pytest.mark.django_db
def test_each_entry_follows_the_one_before_it_in_its_own_chain() -> None:
    first, other, second = write(), write(chain="national"), write()
    assert [first.sequence, other.sequence, second.sequence] == [1, 1, 2]
    assert first.previous_hash == other.previous_hash == GENESIS
    assert second.previous_hash == first.hash
    assert head(CENTRE).hash == second.hash


@pytest.mark.django_db
def test_the_head_of_an_empty_chain_is_sixty_four_zeros() -> None:
    assert (head("national").sequence, head("national").hash) == (0, GENESIS)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("now", "day"),
    [
        pytest.param(datetime(2026, 3, 10, 22, 59, tzinfo=UTC), date(2026, 3, 10), id="before midnight in winter"),
        pytest.param(datetime(2026, 3, 10, 23, 0, tzinfo=UTC), date(2026, 3, 11), id="midnight in winter"),
        pytest.param(datetime(2026, 7, 10, 22, 0, tzinfo=UTC), date(2026, 7, 11), id="midnight in summer"),
        pytest.param(
            datetime(2026, 3, 11, 3, 0, tzinfo=timezone(timedelta(hours=11))),
            date(2026, 3, 10),
            id="far away",
        ),
    ],
)
def test_a_fact_holds_from_the_day_of_its_recording_in_paris(now: datetime, day: date) -> None:
    assert write(now=now).effective_on == day


@pytest.mark.django_db
def test_an_entry_without_details_keeps_no_digest() -> None:
    assert write().details_digest == ""
    assert not Detail.objects.exists()


@pytest.mark.django_db
def test_the_same_details_twice_do_not_have_the_same_digest() -> None:
    assert write(details=ZOE).details_digest != write(details=ZOE).details_digest


@pytest.mark.django_db
def test_a_jury_of_three_hundred_is_one_act_with_few_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    write()
    lines = [Line(subject=f"candidacy:{number}", details=ZOE) for number in range(300)]
    with django_assert_num_queries(4):  # the lock, the head, the entries, the details
        entries = record_many(chain=CENTRE, act=DECIDE, actor="user:7", role="president", now=NOW, lines=lines)
    assert [entry.sequence for entry in entries] == list(range(2, 302))
    assert [entry.subject for entry in entries] == [line.subject for line in lines]
    assert len({entry.act_id for entry in entries}) == 1
    assert list(verify()) == []


@pytest.mark.django_db
def test_an_act_about_nothing_writes_nothing() -> None:
    assert write_many(0) == []


def test_nothing_is_recorded_outside_a_transaction(fresh_database: str) -> None:
    with pytest.raises(transaction.TransactionManagementError, match="transaction de l’acte"):
        record(**SAMPLE)
    entry = write(details=ZOE)
    with pytest.raises(transaction.TransactionManagementError, match="transaction de l’acte"):
        erase_details(entry=entry, actor="system", role="system", now=NOW, ground="retention.elapsed")
    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_an_act_that_fails_leaves_no_entry() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012  # the act, then its failure
        record(**SAMPLE)
        1 / 0  # noqa: B018
    assert not Entry.objects.exists()
    assert not Chain.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given_", "complaint"),
    [
        pytest.param(Given(chain="Lyon"), "chaîne", id="chain"),
        pytest.param(Given(act="sample.unheard_of"), "inconnu", id="act without words"),
        pytest.param(Given(subject="Zoé"), "objet", id="subject"),
        pytest.param(Given(actor="zoe@example.org"), "auteur", id="actor"),
        pytest.param(Given(role="Secrétaire"), "rôle", id="role"),
        pytest.param(
            Given(data={"reason": "Dossier complet."}),
            "donnée «\u00a0reason\u00a0»",
            id="text among the data",
        ),
        pytest.param(Given(clauses=["article 3"]), "clauses", id="clause"),
        pytest.param(Given(details={"reason": "\0"}), "détail «\u00a0reason\u00a0»", id="null character"),
        pytest.param(Given(now=datetime(2026, 3, 10)), "fuseau", id="naive instant"),  # noqa: DTZ001  # what is tested
    ],
)
def test_what_is_malformed_is_refused(given_: Given, complaint: str) -> None:
    with pytest.raises(Unrecordable, match=complaint) as refusal:
        write(**given_)
    assert not re.search("Zoé|example|Dossier", str(refusal.value)), "a name may reach the logs"
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_every_error_of_every_line_is_told_and_no_line_is_written() -> None:
    lines = [
        Line(subject="candidacy:1"),
        Line(subject="Zoé", data={"Nom": "Zoé W."}),
        Line(subject="", clauses=["a b"]),
    ]
    with pytest.raises(Unrecordable) as refusal, transaction.atomic():
        record_many(chain="Lyon", act="sample.unheard_of", actor="", role="", now=NOW, lines=lines)
    assert len(refusal.value.errors) == 9
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_an_erasure_is_an_entry_and_the_chain_still_verifies() -> None:
    entry, other = write(details=ZOE), write(details=ZOE)
    with transaction.atomic():
        erasure = erase_details(
            entry=entry,
            actor="user:9",
            role="national",
            now=NOW,
            ground="retention.elapsed",
            details={"actor_name": "Hervé Bonnefoy-Kaya"},
        )
    assert (erasure.chain_id, erasure.sequence, erasure.act, erasure.erases) == (CENTRE, 3, ERASE, 1)
    assert (erasure.subject, erasure.data) == (entry.subject, {"ground": "retention.elapsed"})
    assert set(Detail.objects.values_list("entry_id", flat=True)) == {other.pk, erasure.pk}
    assert list(verify()) == []


@pytest.mark.django_db
def test_details_are_erased_once_and_only_where_there_are_some() -> None:
    bare, entry = write(), write(details=ZOE)
    with transaction.atomic():
        erase_details(entry=entry, actor="system", role="system", now=NOW, ground="retention.elapsed")
    for nothing_left in (bare, entry):
        with pytest.raises(Unrecordable, match="pas de détails à effacer"), transaction.atomic():
            erase_details(entry=nothing_left, actor="system", role="system", now=NOW, ground="retention.elapsed")
    assert Entry.objects.count() == 3


@pytest.mark.django_db
def test_the_ground_of_an_erasure_is_a_code() -> None:
    entry = write(details=ZOE)
    with pytest.raises(Unrecordable, match="ground"), transaction.atomic():
        erase_details(entry=entry, actor="system", role="system", now=NOW, ground="À sa demande")
    assert Detail.objects.count() == 1


def test_a_line_is_a_value() -> None:
    line = Line(subject="candidacy:1")
    assert replace(line, clauses=("record.enrolment",)) != line
    assert line == Line(subject="candidacy:1")


CODES = st.from_regex(CODE, fullmatch=True)
DATA = st.dictionaries(
    st.from_regex(KEY, fullmatch=True),
    st.recursive(
        st.booleans() | st.integers(-LARGEST, LARGEST) | st.dates() | CODES,
        lambda inner: st.lists(inner, max_size=4),
        max_leaves=6,
    ),
    max_size=4,
)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
DETAILS = st.dictionaries(st.from_regex(KEY, fullmatch=True), TEXT | st.lists(TEXT, max_size=3), max_size=3)
INSTANTS = st.datetimes(datetime(2015, 1, 1), datetime(2125, 1, 1), timezones=st.timezones())  # noqa: DTZ001  # bounds


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=DATA, details=DETAILS, clauses=st.lists(CODES, max_size=3), now=INSTANTS, act_id=st.uuids())
def test_the_database_computes_the_same_hash_and_gives_back_the_same_facts(
    data: dict[str, Value], details: dict[str, Value], clauses: list[str], now: datetime, act_id: UUID
) -> None:
    # The trigger recomputes the hash in SQL: an entry that is written at all is one on which both agree.
    written = write(data=data, details=details, clauses=clauses, now=now, act_id=act_id)
    read = Entry.objects.select_related("detail").get(pk=written.pk)
    assert read.computed_hash() == written.hash
    assert not details or read.detail.computed_digest() == written.details_digest


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(st.lists(st.sampled_from(["one", "bare", "many", "national", "erase"]), max_size=8))
def test_whatever_is_recorded_and_erased_every_chain_verifies(steps: list[str]) -> None:
    for step in steps:
        match step:
            case "one":
                write(details=ZOE)
            case "bare":
                write()
            case "many":
                write_many(3)
            case "national":
                write(chain="national", details=ZOE)
            case "erase":
                for detail in Detail.objects.select_related("entry")[:1]:
                    with transaction.atomic():
                        erase_details(entry=detail.entry, actor="system", role="system", now=NOW, ground="on.request")
    assert list(verify()) == []


# Gathered: the many entries of one act.


@pytest.mark.django_db
def test_what_is_gathered_is_appended_in_its_order_with_one_lock_a_chain(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    write()
    write(chain="national")
    with django_assert_num_queries(8), gathered():  # for each chain: its lock, its head, entries, details
        for _ in range(5):
            for chain in (CENTRE, "national"):
                record(**(SAMPLE | {"chain": chain, "details": ZOE}))
    for chain in (CENTRE, "national"):
        assert [entry.sequence for entry in Entry.objects.filter(chain=chain).order_by("sequence")] == [
            1,
            2,
            3,
            4,
            5,
            6,
        ]
    assert list(verify()) == []


@pytest.mark.django_db
def test_nothing_is_appended_of_what_was_gathered_for_an_act_that_failed() -> None:
    def fail() -> None:
        with gathered():
            write()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not Entry.objects.exists()
    write()
    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_what_cannot_be_written_is_refused_where_it_is_recorded() -> None:
    with gathered(), pytest.raises(Unrecordable):
        write(data={"name": "Zoé Marchal"})
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_gathering_within_a_gathering_appends_once_in_the_end() -> None:
    with gathered():
        write()
        with gathered():
            write()
        assert not Entry.objects.exists()
    assert Entry.objects.count() == 2
    assert list(verify()) == []
