"""The end of the day: everything decided, in the register, in the minutes, once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Barrier

import psycopg
import pytest
from django.db import connection
from psycopg import sql
from pytest_django import Settings

from jurande.accounts.models import Grant
from jurande.config.ledger_command import verify as verify_command
from jurande.desk.story.course import at, secretary
from jurande.desk.story.people import CORENTIN, MARIAM, ONDINE
from jurande.documents.inspect import printed_head
from jurande.documents.models import StoredDocument
from jurande.documents.seal import SealError, trusted_certificates
from jurande.documents.seal import examine as examine_seal
from jurande.juries import facts
from jurande.juries.after import sealing
from jurande.juries.day import closing
from jurande.juries.day.deliberating import Motion
from jurande.juries.day.sitting import Judged
from jurande.juries.models import JurySession, Vote
from jurande.ledger.models import Entry
from jurande.ledger.queries import head
from jurande.ledger.verify import verify
from jurande.register.models import Award, BlockAward, KeptCapacity
from jurande.rules.deliberation import Verdict
from jurande.rules.lifecycles import Role
from jurande.rules.reasons import Refused
from jurande.rules.settings import DEFAULTS
from jurande.rules.voting import Choice
from tests.database import Template
from tests.documents.reading import text_of
from tests.juries.sessions import (
    ADMISSIBLE,
    ASTRUC,
    FO,
    PERNELLE,
    PRESIDENT,
    REFUSED,
    UNIONS,
    attend,
    ballot,
    candidacy_of,
    case_of,
    cast,
    conform,
    decide,
    decide_all,
    deliberate,
    examine,
    extra_seat,
    open_vote,
    president,
    the_jury,
)
from tests.told import JURY_DAY
from tests.writes import refused

EVENING = at(JURY_DAY, 17)
RACES = 10


def close() -> JurySession:
    return closing.close(session=the_jury(), actor=president(), now=EVENING)


@pytest.fixture
def decided(called: Template) -> Template:
    """The jury of `called`, every candidate decided, not closed."""
    deliberate()
    decide_all()
    return called


@pytest.mark.usefixtures("called")
def test_a_jury_does_not_close_on_an_undecided_candidate_and_names_them() -> None:
    deliberate()
    examine(CORENTIN)
    decide(CORENTIN)
    examine(MARIAM)
    with pytest.raises(Refused) as caught:
        close()
    [reason] = caught.value.decision.obstacles
    assert reason.code == "jury.undecided"
    assert reason.text.startswith("2\N{NO-BREAK SPACE}candidats sans décision : Beaucastel Ondine, Cissokho Mariam.")
    assert (the_jury().state, Award.objects.count()) == ("deliberating", 0)
    assert not StoredDocument.objects.filter(kind="minutes").exists()


@pytest.mark.usefixtures("decided")
def test_closing_writes_in_the_register_what_the_jury_validated() -> None:
    close()
    blocks = BlockAward.objects.values_list("person__first_name", "block_code", "validated_on", "usable_until")
    assert sorted(blocks) == [
        ("Corentin", "RNCP28245BC01", JURY_DAY, None),
        ("Corentin", "RNCP28245BC02", JURY_DAY, None),
        ("Mariam", "RNCP28245BC01", JURY_DAY, None),
        ("Mariam", "RNCP28245BC02", JURY_DAY, None),
        ("Ondine", "RNCP28245BC01", JURY_DAY, None),
    ]
    awards = Award.objects.order_by("person__first_name")
    assert [
        (one.person.first_name, one.route, one.awarded_on, one.rncp_claim, one.president_name, one.edition)
        for one in awards
    ] == [
        ("Corentin", "continuing", JURY_DAY, True, PRESIDENT, "branch-2019"),
        ("Mariam", "vae", JURY_DAY, True, PRESIDENT, "branch-2019"),
    ]
    assert [candidacy_of(one).state for one in (CORENTIN, ONDINE, MARIAM)] == ["admitted", "not_admitted", "admitted"]
    assert (the_jury().state, the_jury().closed_at) == ("closed", EVENING)


@pytest.mark.usefixtures("decided")
def test_outside_a_demo_nothing_is_awarded_on_example_criteria(settings: Settings) -> None:
    settings.JURANDE_DEMO = False
    close()
    assert (Award.objects.count(), BlockAward.objects.count()) == (0, 5)


@pytest.mark.usefixtures("decided")
def test_only_the_president_closes_and_only_once() -> None:
    with refused("lifecycle.role"):
        closing.close(session=the_jury(), actor=secretary(), now=EVENING)
    close()
    with refused("lifecycle.moment"):
        close()
    assert StoredDocument.objects.filter(kind="minutes").count() == 1


@pytest.mark.usefixtures("called")
def test_a_vote_that_arrives_after_the_closing_is_refused() -> None:
    deliberate()
    decide_all()
    close()
    with refused("jury.not_deliberating"):
        cast(CORENTIN, ASTRUC, Choice.AGAINST)
    assert not Vote.objects.exists()


# The minutes.


@pytest.mark.usefixtures("called")
def test_the_minutes_say_who_sat_what_was_found_and_what_was_decided() -> None:
    extra_seat("Dražen Kovačić", temporary_work=True)
    attend(absent=(FO,), withdrawn=(PERNELLE,))
    conform({"opinions": Judged(accepted=False, reserve="Un avis est arrivé le matin même.")})
    examine(CORENTIN)
    open_vote(CORENTIN)
    ballot(CORENTIN, for_=(PRESIDENT, ASTRUC), against=UNIONS[:2])
    decide(CORENTIN)
    for candidate, motion in (
        (ONDINE, REFUSED),
        (MARIAM, Motion(verdict=Verdict.POSTPONED, reason="La commission sera entendue.")),
    ):
        examine(candidate)
        decide(candidate, motion)
    close()
    document = the_jury().minutes
    assert document
    said = text_of(bytes(document.content))
    for words in (
        "PV-VDB-2022-06-16",
        "Salle Vulcain",
        "Accord du 8 novembre 2019",
        "Hélène Rochebrune",
        "Dražen Kovačić",
        "Yannick Stéphan",
        "Un avis est arrivé le matin même.",
        "Corentin Abalain-Mercier",
        "2 pour, 2 contre",
        "celle du président du jury est prépondérante",
        "Décision reportée à un prochain jury",
        "Motif du jury : La commission sera entendue.",
        "C10 et C12",
    ):
        assert words in said


@pytest.mark.usefixtures("decided")
def test_the_minutes_are_stored_once_with_the_head_of_the_chain() -> None:
    close()
    document = StoredDocument.objects.get(kind="minutes")
    entry = Entry.objects.get(act="jury.close")
    assert (document.ledger_chain, document.ledger_sequence, document.ledger_head) == (
        "centre:VDB",
        entry.sequence,
        entry.hash,
    )
    assert printed_head(bytes(document.content)) == head("centre:VDB")
    assert document.subject == the_jury().ref


def verified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """`jurande ledger verify --document` on the minutes: its exit code and what it says."""
    file = tmp_path / "minutes.pdf"
    file.write_bytes(bytes(StoredDocument.objects.get(kind="minutes").content))
    code = verify_command(["--document", str(file)])
    return code, capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_the_printed_head_holds_as_long_as_nobody_tampers(
    decided: Template, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    close()
    code, said = verified(tmp_path, capsys)
    assert code == 0
    assert "elle porte l’empreinte du document" in said


LAST = "chain_id = 'centre:VDB' AND sequence = (SELECT max(sequence) FROM ledger_entry WHERE chain_id = 'centre:VDB')"
CUT = f"""
    DELETE FROM ledger_detail WHERE entry_id IN (SELECT id FROM ledger_entry WHERE {LAST});
    DELETE FROM ledger_entry WHERE {LAST};
"""  # noqa: S608  # constants of this file
REWRITTEN = f"""
    UPDATE ledger_entry SET recorded_at = recorded_at - interval '1 hour' WHERE {LAST};
    UPDATE ledger_entry AS entry SET hash = encode(sha256(convert_to(ledger_canonical(entry), 'UTF8')), 'hex')
    WHERE {LAST};
"""  # noqa: S608  # constants of this file


@pytest.mark.parametrize(
    ("tampering", "sentence"),
    [(CUT, "sa fin est coupée"), (REWRITTEN, "la chaîne est réécrite")],
    ids=["the tail is cut", "the closing is rewritten with its hash"],
)
def test_a_careful_forger_is_betrayed_by_the_printed_head(
    tampering: str, sentence: str, decided: Template, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    close()
    with psycopg.connect(decided.server.url(decided.name, "jurande_owner"), autocommit=True) as owner:
        for table in ("ledger_chain", "ledger_entry", "ledger_detail"):
            owner.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table)))
        owner.execute(tampering.encode())
    assert list(verify()) == []
    code, said = verified(tmp_path, capsys)
    assert code == 1
    assert sentence in said


# Two at once.


def at_once(act: Callable[[], object], times: int = 2) -> list[bool]:
    """The same act by several people at the same instant: whether each was let through."""
    ready = Barrier(times)

    def attempt(_: int) -> bool:
        ready.wait(timeout=30)
        try:
            act()
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(times) as pool:
        return sorted(pool.map(attempt, range(times)))


def test_two_clerks_closing_at_once_have_one_effect(decided: Template) -> None:
    session, actor = the_jury(), president()
    for _ in range(RACES):
        connection.close()  # what is copied has nobody connected to it
        with decided.copied():
            assert at_once(lambda: closing.close(session=session, actor=actor, now=EVENING)) == [False, True]
            assert Entry.objects.filter(act="jury.close").count() == 1
            assert StoredDocument.objects.filter(kind="minutes").count() == 1
            assert (Award.objects.count(), BlockAward.objects.count()) == (2, 5)
            assert list(verify()) == []


@pytest.mark.usefixtures("called")
def test_a_seat_that_votes_on_two_devices_at_once_has_one_voice() -> None:
    deliberate()
    examine(CORENTIN)
    open_vote(CORENTIN)
    assert at_once(lambda: cast(CORENTIN, ASTRUC, Choice.FOR), 3) == [False, False, True]
    assert Vote.objects.count() == 1


@pytest.mark.usefixtures("called")
def test_a_vote_and_a_decision_at_once_are_one_after_the_other() -> None:
    deliberate()
    examine(CORENTIN)
    open_vote(CORENTIN)
    ballot(CORENTIN, for_=(PRESIDENT,))
    ready = Barrier(2)

    def act(number: int) -> str:
        ready.wait(timeout=30)
        try:
            if number:
                cast(CORENTIN, ASTRUC, Choice.AGAINST)
            else:
                decide(CORENTIN, ADMISSIBLE)
        except Refused as refusal:
            return refusal.decision.obstacles[0].code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        decision, vote = pool.map(act, range(2))
    # Whichever came first: a decision counts every vote that was let in, and lets none in afterwards.
    assert (decision, vote) in {("done", "lifecycle.moment"), ("done", "done")}
    counted = Entry.objects.get(act="jury.decide").data
    assert counted["for"] + counted["against"] == Vote.objects.count()
    assert counted["silent"] == 8 - Vote.objects.count()


def test_what_a_jury_gives_keeps_the_edition_frozen_at_its_call(
    decided: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "edition_on", lambda day: None)
    close()
    assert set(BlockAward.objects.values_list("edition", flat=True)) == {"branch-2019"}


# What is never left without a word.


def test_the_capacities_of_a_block_not_validated_are_kept(decided: None) -> None:
    close()
    kept = KeptCapacity.objects.filter(person=candidacy_of(ONDINE).person)
    assert set(kept.values_list("capacity_code", flat=True)) == {"C8", "C9", "C11"}
    assert {(one.jury, one.usable_until) for one in kept} == {(the_jury().ref, None)}
    assert not KeptCapacity.objects.exclude(person=candidacy_of(ONDINE).person).exists()


def test_jurors_read_what_they_decided_until_the_time_for_recourse_has_passed(decided: None) -> None:
    close()
    grants = Grant.objects.filter(subject=the_jury().ref, as_role=Role.JUROR.value)
    assert {one.until for one in grants} == {at(date(2022, 9, 17), 0)}


def test_an_admissible_candidate_whose_certificate_is_refused_is_told_why(
    decided: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    strict = replace(DEFAULTS, certificates_on_example_criteria=False)
    monkeypatch.setattr(facts, "choices_each", lambda asked: {(session.pk, code): strict for session, code in asked})
    close()
    assert not Award.objects.exists()
    reasons = {row["code"] for row in case_of(CORENTIN).reasons if not row["holds"]}
    assert reasons == {"award.criteria"}
    entry = Entry.objects.get(act="jury.no_award", subject=candidacy_of(CORENTIN).ref)
    assert entry.clauses == ["choice.certificates_on_example_criteria"]


def test_minutes_that_cannot_be_composed_leave_the_jury_open_with_a_sentence(decided: None) -> None:
    JurySession.objects.update(place="Salle 马里")
    with pytest.raises(Refused) as caught:
        close()
    [reason] = caught.value.decision.obstacles
    assert reason.code == "jury.minutes"
    assert "U+9A6C" in reason.text
    assert (the_jury().state, Award.objects.count()) == ("deliberating", 0)


def test_what_enters_the_register_says_the_clauses_it_rests_on(decided: None) -> None:
    close()
    award = Entry.objects.get(act="register.award", data__candidacy=candidacy_of(CORENTIN).ref)
    assert {"record.all_blocks", "record.jury.duties"} <= set(award.clauses)
    for block in Entry.objects.filter(act="register.block"):
        assert "record.block.certified" in block.clauses


# The seal.


def test_the_minutes_are_sealed_and_anything_changed_in_them_shows(decided: None) -> None:
    close()
    stored = the_jury().minutes
    assert stored
    trusted, authorities = trusted_certificates()
    content = bytes(stored.content)
    assert examine_seal(content, trusted=trusted, authorities=authorities, now=EVENING).holds
    changed = content.replace(b"/Lang", b"/Lbng", 1)
    assert not examine_seal(changed, trusted=trusted, authorities=authorities, now=EVENING).holds


def test_a_seal_that_cannot_be_set_leaves_the_jury_open(decided: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise SealError("Le jeton ne répond pas : branchez-le.")

    monkeypatch.setattr(sealing, "sealer", broken)
    with pytest.raises(Refused) as caught:
        close()
    [reason] = caught.value.decision.obstacles
    assert (reason.code, "branchez-le" in reason.text) == ("jury.seal", True)
    assert (the_jury().state, Award.objects.count()) == ("deliberating", 0)
