"""The renderer: the same bytes for the same facts, and errors that say nothing of a person."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, fields, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from jurande.documents import compose, contracts
from jurande.documents.qr import svg
from jurande.documents.render import FONTS, Attachment, RenderError, fonts, page_count, render
from tests.documents.reading import reader
from tests.documents.samples import CERTIFICATE, CREATED, DOCUMENTS, HEAD, sample, write

ROOT = Path(__file__).resolve().parents[2]


def printed(name: str) -> dict[str, Any]:
    """What the template of a document is given, as plain values."""
    drawn = {"qr": svg(CERTIFICATE.verification_url), "scale": 1} if name == "certificate" else {}
    return {**asdict(DOCUMENTS[name]), **drawn, "head": asdict(HEAD)}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_same_facts_give_the_same_bytes(name: str) -> None:
    assert write(name, DOCUMENTS[name]) == sample(name)


def test_another_process_gives_the_same_bytes() -> None:
    program = (
        "import hashlib; from tests.documents.samples import DOCUMENTS, sample;"
        "print(*(hashlib.sha256(sample(name)).hexdigest() for name in DOCUMENTS))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LANG": "C"}
    other = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, env=environment)
    assert other.stdout.split() == [hashlib.sha256(sample(name)).hexdigest() for name in DOCUMENTS]


def test_threads_render_at_once_without_mixing() -> None:
    names = [f"Wiśniewska {n}" for n in range(40)]
    with ThreadPoolExecutor(4) as pool:
        pages = list(pool.map(lambda name: write("certificate", replace(CERTIFICATE, holder=name)), names))
    assert [
        name for name, pdf in zip(names, pages, strict=True) if name not in reader(pdf).pages[0].extract_text()
    ] == []


def test_another_fact_or_another_moment_gives_another_file() -> None:
    base = render("certificate", printed("certificate"), created=CREATED)
    assert render("certificate", printed("certificate"), created=CREATED + timedelta(seconds=1)) != base
    assert render("certificate", {**printed("certificate"), "code": "OTHER"}, created=CREATED) != base


def test_the_moment_is_the_instant_not_its_zone() -> None:
    tokyo = CREATED.astimezone(timezone(timedelta(hours=9)))
    data = printed("certificate")
    assert render("certificate", data, created=tokyo) == render("certificate", data, created=CREATED)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        render("certificate", printed("certificate"), created=datetime(2022, 6, 23, 14, 5))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("name", "field"), [(name, field.name) for name, data in DOCUMENTS.items() for field in fields(data)]
)
def test_every_field_of_a_contract_is_printed_and_its_absence_is_named(name: str, field: str) -> None:
    data = printed(name)
    del data[field]
    with pytest.raises(RenderError) as refused:
        render(name, data, created=CREATED)
    message = str(refused.value).replace("\xa0", " ")
    assert message.startswith(f"Modèle « {name} » : la donnée « {field} » manque (")
    assert ".typ, ligne " in message


def test_an_error_says_where_and_not_whose() -> None:
    data = {**printed("certificate"), "born_on": "Łucja Wiśniewska"}
    with pytest.raises(RenderError) as refused:
        render("certificate", data, created=CREATED)
    message = str(refused.value).replace("\xa0", " ")
    assert message.startswith("Modèle « certificate » : page impossible à composer (house.typ, ligne ")
    assert "Łucja" not in message
    # Neither would a traceback: the diagnostic, which may quote the data, is not chained.
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


def test_a_character_that_no_font_draws_is_named_by_its_code() -> None:
    with pytest.raises(RenderError) as refused:
        render("certificate", {**printed("certificate"), "holder": "Łucja 漢字\x00漢"}, created=CREATED)
    message = str(refused.value).replace("\xa0", " ")
    assert "U+6F22 CJK UNIFIED IDEOGRAPH-6F22, U+5B57 CJK UNIFIED IDEOGRAPH-5B57, U+0000 (" in message
    assert "Łucja" not in message


def test_an_unknown_template_is_named() -> None:
    with pytest.raises(RenderError, match="diplome"):
        render("diplome", {}, created=CREATED)


def test_a_value_that_json_cannot_say_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(TypeError, match="set cannot be printed"):
        render("certificate", {"holder": {"Łucja"}}, created=CREATED)


def test_several_files_may_be_attached() -> None:
    files = (
        Attachment("faits.json", '{"é":1}', "application/json", "Les faits"),
        Attachment("notes.txt", "Łucja", "text/plain", "Des notes", relationship="supplement"),
    )
    found = reader(render("certificate", printed("certificate"), attachments=files, created=CREATED)).attachments
    assert {name: found[name] for name in ("faits.json", "notes.txt")} == {
        "faits.json": [b'{"\xc3\xa9":1}'],
        "notes.txt": ["Łucja".encode()],
    }


def test_a_page_count_is_read_in_our_documents_only() -> None:
    assert page_count(sample("minutes")) == len(reader(sample("minutes")).pages)
    with pytest.raises(ValueError, match="documents of `render` only"):
        page_count(b"%PDF-1.7")


def test_a_child_of_a_process_that_rendered_is_told_so_instead_of_waiting_for_ever() -> None:
    program = (
        "import os, sys, warnings; warnings.simplefilter('ignore');"
        "from tests.documents.samples import sample; sample('certificate');"
        "child = os.fork();"
        "sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])) if child else sample.__wrapped__('certificate')"
    )
    child = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert child.returncode == 1
    assert "render after the fork only" in child.stderr


def test_the_fonts_are_bundled_with_their_licences() -> None:
    assert {(font.family, font.weight, font.style) for font in fonts().fonts()} == {
        ("Source Sans 3", 400, "normal"),
        ("Source Sans 3", 600, "normal"),
        ("Source Serif 4", 600, "normal"),
    }
    for licence in ("OFL-source-sans-3.txt", "OFL-source-serif-4.txt"):
        assert "SIL Open Font License, Version 1.1" in (FONTS / licence).read_text("utf-8")


def test_the_contracts_hold_plain_values_only() -> None:
    plain = {"str", "int", "bool", "date", "date | None"}
    own = {name for name, value in vars(contracts).items() if isinstance(value, type)}
    literal = {"Side", "CapacityOutcome", "BlockState", "Finding", "DecisionKind"}
    kinds = plain | own | literal | {f"{name} | None" for name in own}
    for name in own - {"date"}:
        for field in fields(getattr(contracts, name)):
            kind = str(field.type).removeprefix("tuple[").removesuffix(", ...]")
            assert kind in kinds, f"{name}.{field.name}"


def test_an_instant_of_the_real_clock_dates_a_document() -> None:
    assert compose.certificate(CERTIFICATE, head=HEAD, created=CREATED.replace(microsecond=416_001))[:4] == b"%PDF"


def test_no_template_reaches_for_the_network() -> None:
    for source in (FONTS.parent / "templates").glob("*.typ"):
        assert "@preview" not in source.read_text("utf-8")
