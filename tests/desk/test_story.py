"""The demo's story: the same at each telling, with every outcome that it promises."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoDbBlocker, Settings

from jurande.accounts.models import MEMBER_ROLES, Membership, User
from jurande.candidacies.models import Candidacy
from jurande.certificates.models import BlockStatement, Certificate
from jurande.declarations.models import Declaration, DeclarationFile
from jurande.desk.story import telling
from jurande.desk.story.course import at
from jurande.documents.models import StoredDocument
from jurande.evaluations.models import OpinionRequest, PlannedCapacity
from jurande.juries.models import Case, JurySession
from jurande.ledger.models import Entry
from jurande.ledger.verify import verify
from jurande.messages.models import Message
from jurande.register.models import BlockAward
from tests.database import Template

# Who, before which jury, and what became of them: verdict, blocks validated, votes for and against, casting vote,
# certificate, RNCP claim.
OUTCOMES = {
    ("Łucja", date(2020, 11, 19)): ("blocks", ("BC01",), (0, 0), "", None),
    ("Corentin", date(2022, 6, 16)): ("admissible", ("BC01", "BC02"), (4, 4), "for", ("VDB-2022-0001", True)),
    ("Ondine", date(2022, 6, 16)): ("not_admissible", ("BC01",), (0, 0), "", None),
    ("Grégory", date(2022, 6, 16)): ("not_admissible", (), (0, 0), "", None),
    ("Mariam", date(2022, 6, 16)): ("admissible", ("BC01", "BC02"), (0, 0), "", ("VDB-2022-0002", True)),
    ("Łucja", date(2022, 6, 16)): ("admissible", ("BC02",), (0, 0), "", ("VDB-2022-0003", True)),
    ("Basile", date(2022, 6, 16)): ("postponed", (), (0, 0), "", None),
    ("Mehdi", date(2026, 1, 15)): ("admissible", ("BC01", "BC02"), (0, 0), "", ("VDB-2026-0001", True)),
    ("Théo", date(2026, 4, 9)): ("", (), (0, 0), "", None),
    ("Inès", date(2026, 4, 9)): ("", (), (0, 0), "", None),
    ("Basile", date(2026, 4, 9)): ("", (), (0, 0), "", None),
}


def outcomes() -> dict[tuple[str, date], tuple[object, ...]]:
    certificates = {
        one.award.candidacy: (one.number, one.award.rncp_claim) for one in Certificate.objects.select_related("award")
    }
    return {
        (case.candidacy.person.first_name, case.session.held_on): (
            case.verdict,
            tuple(block.removeprefix("RNCP28245") for block in case.validated),
            (case.votes_for, case.votes_against),
            case.casting_vote,
            certificates.get(case.candidacy.ref) if case.verdict != "postponed" else None,
        )
        for case in Case.objects.select_related("candidacy__person", "session").order_by("session__held_on", "position")
    }


@pytest.mark.usefixtures("told")
def test_every_outcome_of_a_jury_is_in_the_story() -> None:
    assert outcomes() == OUTCOMES
    assert list(outcomes()) == list(OUTCOMES)


@pytest.mark.usefixtures("told")
def test_the_ledger_holds_after_it() -> None:
    assert list(verify()) == []


@pytest.mark.usefixtures("told")
def test_the_routes_the_modalities_and_the_opinions_of_the_record_are_all_there() -> None:
    assert set(Candidacy.objects.values_list("route", flat=True)) == {"continuing", "professionalisation", "vae"}
    assert set(PlannedCapacity.objects.values_list("modality", flat=True)) == {
        "real_work",
        "projects",
        "reconstituted",
    }
    assert set(OpinionRequest.objects.values_list("value", flat=True)) == {
        "",
        "favourable",
        "reserved",
        "unfavourable",
    }


@pytest.mark.usefixtures("told")
def test_a_block_validated_in_2020_is_carried_to_2022_and_not_evaluated_again() -> None:
    lucja = Candidacy.objects.get(person__first_name="Łucja", year=2022)
    assert (lucja.held_blocks, lucja.blocks_to_evaluate) == (["RNCP28245BC01"], ["RNCP28245BC02"])
    held = (
        BlockAward.objects.filter(person=lucja.person).order_by("block_code").values_list("block_code", "validated_on")
    )
    assert list(held) == [("RNCP28245BC01", date(2020, 11, 19)), ("RNCP28245BC02", date(2022, 6, 16))]


@pytest.mark.usefixtures("told")
def test_the_holders_of_june_2022_were_declared_in_july_and_the_one_of_january_is_waited_for() -> None:
    file = DeclarationFile.objects.get()
    assert file.exported_at == at(date(2022, 7, 6), 9, 30)
    declared = Declaration.objects.filter(file=file).values_list("award__person__first_name", flat=True)
    assert sorted(declared) == ["Corentin", "Mariam", "Łucja"]
    [waiting] = Declaration.objects.exclude(file=file)
    assert (waiting.award.person.first_name, waiting.state, waiting.send_by) == (
        "Mehdi",
        "to_prepare",
        date(2026, 4, 15),
    )


@pytest.mark.usefixtures("told")
def test_every_paper_is_made() -> None:
    kinds = {kind: StoredDocument.objects.filter(kind=kind).count() for kind in ("minutes", "partial_notice")}
    assert kinds == {"minutes": JurySession.objects.filter(state="closed").count(), "partial_notice": 4}
    assert BlockStatement.objects.count() == BlockAward.objects.count() == 9
    assert Certificate.objects.count() == 4


@pytest.mark.usefixtures("told")
def test_candidates_stand_at_each_step_on_the_way() -> None:
    on_the_way = Candidacy.objects.filter(year__gte=2025).values_list("person__first_name", "state")
    assert dict(on_the_way) == {
        "Kévin": "enrolled",
        "Nadège": "planned",
        "Samira": "planned",
        "Théo": "presented",
        "Inès": "presented",
        "Mehdi": "admitted",
    }
    assert JurySession.objects.filter(state="prepared").get().held_on == date(2026, 5, 28)


def portrait() -> dict[str, list[tuple[object, ...]]]:
    """What a reader of the story may quote: it does not change from one telling to the next."""
    return {
        "candidacies": list(
            Candidacy.objects.order_by("year", "rank").values_list("year", "rank", "person__sort_key", "state")
        ),
        "verdicts": list(outcomes().items()),
        "certificates": list(
            Certificate.objects.order_by("number").values_list("number", "code", "award__person__sort_key")
        ),
        "declarations": list(
            Declaration.objects.order_by("award__certificate__number").values_list("state", "send_by")
        ),
        "accounts": list(Membership.objects.order_by("user__email", "role").values_list("user__email", "role")),
        "messages": list(
            Message.objects.order_by("created_at", "recipient", "subject").values_list("recipient", "subject")
        ),
        "ledger": list(
            Entry.objects.order_by("chain", "sequence").values_list(
                "chain", "sequence", "act", "role", "recorded_at", "effective_on"
            )
        ),
    }


def test_it_is_the_same_at_each_telling(told: Template, template: Template, django_db_blocker: DjangoDbBlocker) -> None:
    first = portrait()
    with template.copied():
        telling.tell()
        again = portrait()
    for subject, rows in first.items():
        assert again[subject] == rows, subject
        assert rows


# The command that loads it.


@pytest.mark.usefixtures("told")
def test_loading_it_again_only_prints_who_may_log_in(capsys: pytest.CaptureFixture[str]) -> None:
    entries = Entry.objects.count()
    call_command("load_story")
    said = capsys.readouterr().out
    assert Entry.objects.count() == entries
    for role, label in MEMBER_ROLES.items():
        user = User.objects.filter(memberships__role=role).first()
        assert label in said
        assert user
    assert "secretariat@vdb.demo" in said


@pytest.mark.usefixtures("db")
def test_it_is_loaded_in_a_demo_only(settings: Settings) -> None:
    settings.JURANDE_DEMO = False
    with pytest.raises(CommandError, match="JURANDE_DEMO=1"):
        call_command("load_story")
    assert not User.objects.exists()
