"""A jury for several certifications: composed for each, each candidacy judged under its own record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jurande.catalogue import record_file
from tests.decide.asked import changed, decide, published

OTHER = "RNCP38622"


@pytest.fixture(autouse=True)
def two_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Another record beside the first, for three employers at most."""
    for name in ("rncp28245.toml", "rncp28245-criteria-example.toml"):
        text = (record_file.RECORDS / name).read_text("utf-8")
        (tmp_path / name).write_text(text, "utf-8")
        for own in ('code = "RNCP', 'number = "', 'record = "RNCP'):
            text = text.replace(f'{own}28245"', f'{own}38622"')
        other = text.replace("employers_max = 5", "employers_max = 3")
        (tmp_path / name.replace("28245", "38622")).write_text(other, "utf-8")
    monkeypatch.setattr(record_file, "RECORDS", tmp_path)
    record_file._load.cache_clear()
    yield
    record_file._load.cache_clear()


def test_a_jury_is_composed_for_each_record_and_judges_each_candidacy_under_its_own(
    capsys: pytest.CaptureFixture[str],
) -> None:
    answer = decide(capsys, "jury", changed(published("jury-2"), "facts.candidacies.0.record", OTHER)).answer
    most = [reason for reason in answer["composition"]["reasons"] if reason["code"] == "jury.employers_max"]
    assert [(reason["source"].split(",")[0], reason["holds"]) for reason in most] == [
        ("Fiche RNCP 28245", True),
        ("Fiche RNCP 38622", False),
    ]
    assert answer["composition"]["decision"] == "irregular"
    presiding = [candidacy["reasons"][2]["source"].split(",")[0] for candidacy in answer["candidacies"]]
    assert presiding[0] == "Fiche RNCP 38622"
    assert presiding[2] == "Fiche RNCP 28245"


def test_a_jury_for_one_record_says_each_reason_once(capsys: pytest.CaptureFixture[str]) -> None:
    answer = decide(capsys, "jury", published("jury-2")).answer
    codes = [reason["code"] for reason in answer["composition"]["reasons"]]
    assert len(codes) == len({*codes})
