"""Several certifications share a jury's day: each candidate is judged by their own, the jury is regular for each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from jurande.candidacies.models import Candidacy
from jurande.catalogue import record_file
from jurande.desk.story.people import ONDINE
from jurande.juries.facts import bench
from tests.documents.reading import text_of
from tests.juries.sessions import candidacy_of, close_as_proposed, the_jury

OTHER = "RNCP38622"


@pytest.fixture
def two_certifications(called: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Ondine aims at another certification, whose blocks are the same."""
    for name in ("rncp28245.toml", "rncp28245-criteria-example.toml"):
        text = (record_file.RECORDS / name).read_text("utf-8")
        (tmp_path / name).write_text(text, "utf-8")
        other = text.replace('code = "RNCP28245"', f'code = "{OTHER}"').replace('number = "28245"', 'number = "38622"')
        other = other.replace('record = "RNCP28245"', f'record = "{OTHER}"')
        (tmp_path / name.replace("28245", "38622")).write_text(other, "utf-8")
    monkeypatch.setattr(record_file, "RECORDS", tmp_path)
    record_file._load.cache_clear()
    Candidacy.objects.filter(pk=candidacy_of(ONDINE).pk).update(record_code=OTHER)
    yield
    record_file._load.cache_clear()


def test_the_composition_is_judged_for_each_certification(two_certifications: None) -> None:
    seats = bench(the_jury())
    assert [one.code for one in seats.certifications] == ["RNCP28245", OTHER]
    sources = [one.clause.source for one in seats.composition.reasons if one.code == "jury.employers_max"]
    assert sources == ["Fiche RNCP 28245", "Fiche RNCP 38622"]


def test_the_minutes_name_both_and_say_which_is_each_candidates(two_certifications: None) -> None:
    close_as_proposed()
    minutes = the_jury().minutes
    assert minutes
    text = text_of(bytes(minutes.content))
    assert "RNCP 28245, RNCP 38622" in text
    assert "RNCP38622, bloc 1" in text
    assert re.search(r"Voie : [^.]+, RNCP38622\.", text)
