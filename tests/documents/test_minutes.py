"""The minutes of a large jury: nobody is forgotten, and nobody waits."""

from __future__ import annotations

import time
from dataclasses import replace

from jurande.documents.compose import minutes
from jurande.documents.contracts import CandidateMinutes, Signatory
from jurande.documents.render import page_count
from tests.documents.reading import elements, text_of
from tests.documents.samples import ADMITTED, CREATED, HEAD, MINUTES, POSTPONED, REFUSED


def candidates(number: int) -> tuple[CandidateMinutes, ...]:
    results = (ADMITTED, REFUSED, POSTPONED)
    return tuple(replace(results[n % 3], name=f"Łucja Żółkiewska {n:03}") for n in range(number))


def test_three_hundred_candidates_take_well_under_ten_seconds() -> None:
    start = time.process_time()
    pdf = minutes(replace(MINUTES, candidates=candidates(300)), head=HEAD, created=CREATED)
    assert time.process_time() - start < 10
    assert page_count(pdf) > 60


def test_everybody_is_in_the_list_of_decisions_and_once_with_the_reasons() -> None:
    everybody = candidates(30)
    text = text_of(minutes(replace(MINUTES, candidates=everybody), head=HEAD, created=CREATED))
    assert [one.name for one in everybody if text.count(one.name) != 2] == []


def test_a_whole_bench_of_ten_has_room_to_sign() -> None:
    bench = tuple(Signatory(f"Juré Źródło {n}", "Membre") for n in range(10))
    text = text_of(minutes(replace(MINUTES, signatories=(), on_paper=bench), head=HEAD, created=CREATED))
    assert [one.name for one in bench if one.name not in text] == []


def test_who_signs_elsewhere_has_no_empty_box_in_the_minutes() -> None:
    bench = tuple(Signatory(f"Juré Źródło {n}", "Membre") for n in range(10))
    text = text_of(minutes(replace(MINUTES, signatories=bench, on_paper=()), head=HEAD, created=CREATED))
    assert "sur la feuille de signatures qui porte son empreinte. Règlement (UE) n° 910/2014" in text
    assert "Signent par voie électronique" in text
    assert [one.name for one in bench if one.name not in text] == []
    assert "sur papier" not in text


def test_what_was_checked_the_fact_and_the_finding_have_each_their_column() -> None:
    pdf = minutes(MINUTES, head=HEAD, created=CREATED)
    assert "Point vérifié Constat Avis du jury" in text_of(pdf)
    rows = [[cell.get_object()["/S"] for cell in one["/K"]] for one in elements(pdf) if one["/S"] == "/TR"]
    checks = slice(rows.index(["/TH"] * 3), rows.index(["/TH"] * 3) + 1 + len(MINUTES.checks))
    assert rows[checks] == [["/TH"] * 3, *([["/TD"] * 3] * len(MINUTES.checks))]
