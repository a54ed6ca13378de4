"""RNCP 28245 as rules receive it: the shape that its printed record gives."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from jurande.catalogue import record_file
from jurande.catalogue.record_file import InvalidRecord, codes, load
from jurande.catalogue.shape import texts
from jurande.rules.certification import (
    MODALITIES,
    Block,
    Certification,
    Element,
    RecordClause,
    RouteCode,
    is_satisfied,
)
from jurande.rules.reasons import Kind

CQPM: Certification = load("RNCP28245").certification
TEXT = (record_file.RECORDS / "rncp28245.toml").read_text(encoding="utf-8")
EXAMPLES = (record_file.RECORDS / "rncp28245-criteria-example.toml").read_text(encoding="utf-8")


def test_the_record_is_at_hand_by_its_code() -> None:
    assert codes() == ("RNCP28245",)
    assert CQPM.code == load("RNCP28245").code == "RNCP28245"


def test_a_record_is_read_once_in_capitals_or_not() -> None:
    assert load("RNCP28245") is load("rncp28245")


@pytest.mark.parametrize("code", ["RNCP1", "", "../settings", "RNCP28245-criteria-example"])
def test_an_unknown_code_is_a_key_error(code: str) -> None:
    with pytest.raises(KeyError):
        load(code)


def test_the_record_needs_neither_django_nor_a_database() -> None:
    program = (
        "import sys; from jurande.catalogue.record_file import load; load('RNCP28245'); "
        "sys.exit(any(name.partition('.')[0] == 'django' for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_the_titles_are_those_of_the_order() -> None:
    assert CQPM.short_title == "Opérateur(trice) polyvalent d’équipe autonome"
    assert CQPM.title == f"Certificat de qualification professionnelle {CQPM.short_title} (CQPM)"


def test_four_activities_and_twelve_capacities_in_order() -> None:
    assert [activity.code for activity in CQPM.activities] == ["A1", "A2", "A3", "A4"]
    assert [capacity.code for capacity in CQPM.capacities] == [f"C{number}" for number in range(1, 13)]


def test_only_the_first_capacity_takes_two_posts() -> None:
    assert {capacity.code: capacity.min_workstations for capacity in CQPM.capacities if capacity.min_workstations} == {
        "C1": 2
    }


def test_two_blocks_share_the_capacities_seven_and_five() -> None:
    first, second = CQPM.blocks
    assert (first.number, first.title) == (1, "Réalisation d'une production sur plusieurs postes")
    assert (second.number, second.title) == (2, "Contribution à la performance de l'équipe")
    assert first.capacities == ("C1", "C2", "C3", "C4", "C5", "C6", "C7")
    assert second.capacities == ("C8", "C9", "C10", "C11", "C12")
    for block in CQPM.blocks:
        assert {capacity.code for capacity in CQPM.capacities if capacity.block == block.code} == {*block.capacities}


@pytest.mark.parametrize("block", CQPM.blocks, ids=lambda block: f"block {block.number}")
def test_a_block_takes_one_modality_and_the_company_s_opinion(block: Block) -> None:
    opinion = Element.COMPANY_OPINION
    for modality in MODALITIES:
        assert is_satisfied(block.expression, frozenset({modality, opinion}))
        assert not is_satisfied(block.expression, frozenset({modality}))
    assert not is_satisfied(block.expression, frozenset({opinion}))


def test_three_routes_are_open_and_each_says_why() -> None:
    assert [route.code for route in CQPM.routes] == list(RouteCode)
    opened = {route.code for route in CQPM.routes if route.open}
    assert opened == {RouteCode.CONTINUING, RouteCode.PROFESSIONALISATION, RouteCode.VAE}
    for route in CQPM.routes:
        assert route.inferred, "the printed table lost every mark"
        assert bool(route.jury_text) is route.open


def test_the_registration_covers_both_its_first_and_its_last_day() -> None:
    period = CQPM.registration
    assert period.number == "RNCP28245"
    assert (period.starts_on, period.ends_on, period.delivery_limit) == (
        date(2017, 4, 21),
        date(2022, 4, 21),
        None,
    )
    assert period.covers(period.starts_on)
    assert period.covers(period.ends_on)


def test_the_figures_of_the_jury_are_those_of_its_text() -> None:
    jury = CQPM.jury
    assert (jury.parity_percent, jury.employers_max, jury.temporary_work_max, jury.votes_per_union) == (
        50,
        5,
        1,
        1,
    )


def test_results_are_kept_without_limit() -> None:
    assert CQPM.kept_months is None


@pytest.mark.parametrize("name", RecordClause)
def test_every_clause_quotes_its_section_word_for_word(name: RecordClause) -> None:
    clause = CQPM.clause(name)
    sections = load("RNCP28245").sections
    section = next(quotation.section for quotation in sections.clauses if quotation.name == name)
    assert clause.quote
    assert clause.quote in " ".join(texts(getattr(sections, section)))
    assert (clause.key, clause.kind) == (f"record.{name}", Kind.RECORD)
    assert clause.ref.startswith("Fiche RNCP 28245, ")


def test_every_criterion_is_an_example_and_says_so() -> None:
    assert CQPM.has_example_criteria
    assert CQPM.referential_version == "2005-12-15+exemple-1"
    for capacity in CQPM.capacities:
        assert 2 <= len(capacity.criteria) <= 4
        for criterion in capacity.criteria:
            assert criterion.example
            assert criterion.required_level
            assert criterion.conditions


def test_without_criteria_the_record_stands_with_no_example() -> None:
    bare = record_file.parse(TEXT)
    assert bare.criteria is None
    assert not bare.certification.has_example_criteria
    assert bare.certification.referential_version == "2005-12-15"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of records that a test makes up, in the place of ours: RNCP1, with no criteria yet."""
    monkeypatch.setattr(record_file, "RECORDS", tmp_path)
    (tmp_path / "rncp1.toml").write_text(TEXT.replace('"RNCP28245"', '"RNCP1"', 1), encoding="utf-8")
    yield tmp_path
    record_file._load.cache_clear()


def test_a_new_record_is_a_new_file(folder: Path) -> None:
    assert codes() == ("RNCP1",)
    assert load("RNCP1").criteria is None


def test_official_criteria_take_the_place_of_the_examples(folder: Path) -> None:
    examples = EXAMPLES.replace('"RNCP28245"', '"RNCP1"', 1)
    official = examples.replace("example = true", "example = false").replace("exemple-1", "2018-03-01")
    (folder / "rncp1-criteria-example.toml").write_text(examples, encoding="utf-8")
    (folder / "rncp1-criteria.toml").write_text(official, encoding="utf-8")
    certification = load("RNCP1").certification
    assert not certification.has_example_criteria
    assert certification.referential_version == "2005-12-15+2018-03-01"


def test_a_file_whose_name_is_not_its_code_is_refused(folder: Path) -> None:
    (folder / "rncp2.toml").write_text(TEXT, encoding="utf-8")
    with pytest.raises(InvalidRecord) as refusal:
        load("RNCP2")
    assert [problem.place for problem in refusal.value.problems] == ["code"]
