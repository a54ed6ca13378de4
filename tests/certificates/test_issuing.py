"""Papers made of what juries decided: each once, numbered without a gap, whatever happens to the worker."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

from jurande.certificates import actions
from jurande.certificates.actions import issue_waiting
from jurande.certificates.models import BlockStatement, Certificate, Trouble
from jurande.certificates.sweeps import CannotBeMade
from jurande.certificates.withdrawing import withdraw
from jurande.desk.story import telling
from jurande.desk.story.course import at
from jurande.desk.story.people import NATIONAL, SECRETARY, Account
from jurande.documents.inspect import printed_head
from jurande.documents.models import StoredDocument
from jurande.ledger.actors import SYSTEM
from jurande.ledger.models import Entry
from jurande.ledger.verify import Verdict as HeadVerdict
from jurande.ledger.verify import check_head, verify
from jurande.organisations.models import Signatory
from jurande.register.actions import JuryFact, validate_blocks
from jurande.register.models import Award, BlockAward
from jurande.register.queries import usable_blocks
from jurande.rules.award import is_well_formed
from jurande.rules.lifecycles import Role
from tests.certificates.register import EVENING, an_award
from tests.documents.reading import text_of
from tests.factories import BC01, BC02, RECORD
from tests.told import acting
from tests.writes import refused

HEARD_ON = date(2023, 1, 12)
WORKERS = 4
BLOCKS = ("RNCP28245BC01", "RNCP28245BC02")


@pytest.fixture(autouse=True)
def house(fresh_database: str) -> None:
    """The organisations of the story, nobody enrolled."""
    telling.settle()


def numbers() -> list[str]:
    return list(Certificate.objects.order_by("number").values_list("number", flat=True))


def test_a_certificate_and_a_statement_for_each_block() -> None:
    award = an_award("Abalain", blocks=BLOCKS)
    assert issue_waiting(now=EVENING) == 3
    award.refresh_from_db()
    made = award.certificate
    assert (made.number, made.year, made.sequence, made.state, made.issued_at) == (
        "VDB-2022-0001",
        2022,
        1,
        "issued",
        EVENING,
    )
    assert is_well_formed(made.code)
    assert (made.signatory_name, award.documented_at) == ("Ghislaine Aubertot", EVENING)
    printed = text_of(bytes(made.document.content))
    for words in ("Camille Abalain", "VDB-2022-0001", made.code, "RNCP 28245", "Hélène Rochebrune"):
        assert words in printed
    assert BlockStatement.objects.count() == 2
    assert issue_waiting(now=EVENING) == 0


def test_without_the_claim_the_certificate_says_nothing_of_the_national_register() -> None:
    an_award(rncp_claim=False)
    issue_waiting(now=EVENING)
    assert "RNCP" not in text_of(bytes(Certificate.objects.get().document.content))


def test_every_paper_prints_the_head_that_its_own_entry_made() -> None:
    an_award(blocks=BLOCKS)
    issue_waiting(now=EVENING)
    for document in StoredDocument.objects.all():
        printed = printed_head(bytes(document.content))
        assert check_head(printed.chain, printed.sequence, printed.hash).verdict is HeadVerdict.HELD
        entry = Entry.objects.get(chain=printed.chain, sequence=printed.sequence)
        assert (entry.subject, entry.effective_on) == (document.subject, date(2022, 6, 16))


def test_numbers_follow_the_day_of_the_jury_then_the_names_in_each_centre_and_year() -> None:
    for name, centre, jury_on in (
        ("Zola", "VDB", date(2022, 6, 16)),
        ("Écuyer", "VDB", date(2022, 6, 16)),
        ("Abalain", "VDB", date(2022, 9, 1)),
        ("Martin", "TRF", date(2022, 6, 16)),
        ("Noël", "VDB", date(2023, 1, 10)),
    ):
        an_award(name, centre=centre, jury_on=jury_on)
    issue_waiting(now=at(date(2023, 1, 10), 20))
    found = dict(Certificate.objects.values_list("award__person__birth_name", "number"))
    assert found == {
        "Écuyer": "VDB-2022-0001",
        "Zola": "VDB-2022-0002",
        "Abalain": "VDB-2022-0003",
        "Martin": "TRF-2022-0001",
        "Noël": "VDB-2023-0001",
    }


def test_several_workers_at_once_issue_each_once_and_leave_no_gap() -> None:
    for rank in range(24):
        an_award(centre=("VDB", "TRF")[rank % 2], blocks=BLOCKS[:1])
    ready = Barrier(WORKERS)

    def work(_: int) -> int:
        ready.wait(timeout=30)
        try:
            return issue_waiting(now=EVENING)
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        made = list(pool.map(work, range(WORKERS)))
    made.append(issue_waiting(now=EVENING))
    assert sum(made) == 48
    assert numbers() == [f"{centre}-2022-{rank:04}" for centre in ("TRF", "VDB") for rank in range(1, 13)]
    assert len(set(Certificate.objects.values_list("code", flat=True))) == 24
    assert BlockStatement.objects.count() == 24
    assert Entry.objects.filter(act="certificate.issue").count() == 24
    assert list(verify()) == []


class Killed(BaseException):
    """What a worker that is killed does not survive."""


@pytest.mark.parametrize("where", ["certificate_data", "certificate", "store", "head"])
def test_a_worker_killed_between_two_steps_loses_nothing(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("Abalain", "Beaucastel", "Cissokho"):
        an_award(name)
    real: Callable[..., object] = getattr(actions, where)
    alive = iter([True, False])

    def step(*given: object, **named: object) -> object:
        if next(alive, False):
            return real(*given, **named)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(actions, where, step)
        with pytest.raises(Killed):
            issue_waiting(now=EVENING)
    assert numbers() == ["VDB-2022-0001"]
    assert Entry.objects.filter(act="certificate.issue").count() == 1
    assert StoredDocument.objects.count() == 1
    assert issue_waiting(now=EVENING) == 2
    assert numbers() == ["VDB-2022-0001", "VDB-2022-0002", "VDB-2022-0003"]
    assert list(verify()) == []


def test_one_that_cannot_be_made_does_not_keep_the_others_waiting() -> None:
    Signatory.objects.update(starts_on=date(2022, 1, 1))
    an_award("Abalain", jury_on=date(2021, 12, 1))
    an_award("Beaucastel", blocks=BLOCKS[:1])
    with pytest.raises(ExceptionGroup) as caught:
        issue_waiting(now=EVENING)
    [error] = caught.value.exceptions
    assert isinstance(error, CannotBeMade)
    assert numbers() == ["VDB-2022-0001"]
    assert BlockStatement.objects.count() == 1
    Signatory.objects.update(starts_on=date(2015, 1, 1))
    assert issue_waiting(now=EVENING) == 1
    assert numbers() == ["VDB-2021-0001", "VDB-2022-0001"]


def test_a_code_already_given_is_drawn_again() -> None:
    an_award()
    an_award()
    drawn = random.Random(0)  # noqa: S311  # codes of nobody
    first = drawn.randbytes(7)
    entropy = iter([first, first, drawn.randbytes(7)])
    assert issue_waiting(now=EVENING, entropy=lambda count: next(entropy)) == 2
    assert len(set(Certificate.objects.values_list("code", flat=True))) == 2


def test_what_was_withdrawn_before_its_paper_gets_none() -> None:
    award = an_award(blocks=BLOCKS)
    Award.objects.filter(pk=award.pk).update(withdrawn_on=date(2022, 6, 17))
    BlockAward.objects.update(withdrawn_on=date(2022, 6, 17))
    assert issue_waiting(now=EVENING) == 0


# Withdrawing.


def test_the_national_level_withdraws_with_a_reason_that_stays_in_the_ledger() -> None:
    award = an_award()
    issue_waiting(now=EVENING)
    made = Certificate.objects.get()
    day = date(2023, 2, 1)
    withdraw(
        certificate=made,
        blocks=(),
        withdrawn_on=day,
        heard_on=HEARD_ON,
        reason="Fraude au dossier, titulaire entendu le 12 janvier.",
        actor=acting(NATIONAL, Role.NATIONAL),
        now=at(day),
    )
    made.refresh_from_db()
    award.refresh_from_db()
    assert (made.state, made.withdrawn_on, award.withdrawn_on) == ("withdrawn", day, day)
    entry = Entry.objects.get(act="certificate.withdraw")
    said = {"number": "VDB-2022-0001", "blocks": [], "heard_on": "2023-01-12"}
    assert (entry.data, entry.effective_on, entry.clauses) == (said, day, ["choice.withdrawal"])
    assert entry.detail.content["reason"].startswith("Fraude")


@pytest.mark.parametrize(
    ("account", "role", "reason", "heard_on", "code"),
    [
        (SECRETARY, Role.SECRETARY, "Fraude.", HEARD_ON, "lifecycle.role"),
        (NATIONAL, Role.NATIONAL, "  ", HEARD_ON, "fraud.motives"),
        (NATIONAL, Role.NATIONAL, "Fraude.", None, "fraud.heard"),
        (NATIONAL, Role.NATIONAL, "Fraude.", date(2023, 2, 2), "withdrawal.day"),
    ],
    ids=["a secretary", "no reason", "not heard", "to be heard later"],
)
def test_nobody_else_withdraws_nor_without_a_reason_nor_without_hearing(
    account: Account, role: Role, reason: str, heard_on: date | None, code: str
) -> None:
    an_award()
    issue_waiting(now=EVENING)
    with refused(code):
        withdraw(
            certificate=Certificate.objects.get(),
            blocks=(),
            withdrawn_on=date(2023, 2, 1),
            heard_on=heard_on,
            reason=reason,
            actor=acting(account, role),
            now=EVENING,
        )


def test_a_certificate_is_withdrawn_once() -> None:
    an_award()
    issue_waiting(now=EVENING)
    again = partial(
        withdraw,
        certificate=Certificate.objects.get(),
        blocks=(),
        withdrawn_on=date(2023, 2, 1),
        heard_on=HEARD_ON,
        reason="Fraude.",
        actor=acting(NATIONAL, Role.NATIONAL),
        now=EVENING,
    )
    again()
    with refused("lifecycle.moment"):
        again()


def test_the_blocks_that_the_decision_names_are_withdrawn_and_may_be_earned_again() -> None:
    award = an_award(blocks=(BC01, BC02))
    issue_waiting(now=EVENING)
    day = date(2023, 2, 1)
    withdraw(
        certificate=Certificate.objects.get(),
        blocks=[BC02],
        withdrawn_on=day,
        heard_on=HEARD_ON,
        reason="Fraude.",
        actor=acting(NATIONAL, Role.NATIONAL),
        now=at(day),
    )
    blocks = {one.block_code: one for one in award.person.blocks.all()}
    assert (blocks[BC01].withdrawn_on, blocks[BC02].withdrawn_on) == (None, day)
    assert [one.block_code for one in usable_blocks(award.person, RECORD, day)] == [BC01]
    entries = Entry.objects.filter(act="register.withdraw")
    assert {one.subject for one in entries} == {f"award:{award.pk}", f"block:{blocks[BC02].pk}"}
    assert {tuple(one.clauses) for one in entries} == {("choice.withdrawal",)}
    fact = JuryFact(
        centre=award.centre,
        jury="jury:2",
        jury_on=date(2024, 6, 20),
        candidacy="candidacy:2",
        president_name="Hélène Rochebrune",
        edition="branch-2019",
        record_code=RECORD,
    )
    validate_blocks(person=award.person, blocks=[(BC02, None)], fact=fact, actor=SYSTEM, now=at(date(2024, 6, 20)))
    assert award.person.blocks.count() == 3


def test_a_block_that_is_not_held_cannot_be_withdrawn() -> None:
    an_award(blocks=(BC01,))
    issue_waiting(now=EVENING)
    with refused("register.not_held"):
        withdraw(
            certificate=Certificate.objects.get(),
            blocks=[BC02],
            withdrawn_on=date(2023, 2, 1),
            heard_on=HEARD_ON,
            reason="Fraude.",
            actor=acting(NATIONAL, Role.NATIONAL),
            now=EVENING,
        )


def test_what_keeps_a_paper_from_being_made_is_told_until_it_is_made() -> None:
    award = an_award()
    Signatory.objects.update(starts_on=date(2023, 1, 1))
    with pytest.raises(ExceptionGroup):
        issue_waiting(now=EVENING)
    assert "Aucun signataire de l’autorité" in Trouble.objects.get(subject=f"award:{award.pk}").text
    Signatory.objects.update(starts_on=date(2015, 1, 1))
    issue_waiting(now=EVENING)
    assert not Trouble.objects.exists()
