"""`jurande ledger verify`: what it says of the ledger and of a document, and its exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from jurande.config.ledger_command import verify
from jurande.documents.compose import minutes
from jurande.ledger.canonical import Head
from jurande.ledger.queries import head
from tests.documents.samples import CREATED, MINUTES
from tests.ledger.samples import CENTRE, write, write_many

pytestmark = pytest.mark.usefixtures("db")


def said(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    out, err = capsys.readouterr()
    spaces = str.maketrans("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}", "  ")
    return out.translate(spaces), err.translate(spaces)


def a_document(folder: Path, printed: Head) -> str:
    file = folder / "minutes.pdf"
    file.write_bytes(minutes(MINUTES, head=printed, created=CREATED))
    return str(file)


def test_an_empty_ledger_holds(capsys: pytest.CaptureFixture[str]) -> None:
    assert verify([]) == 0
    assert said(capsys) == ("Le registre est vide.\n", "")


def test_every_chain_is_verified_unless_one_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    write_many(3)
    write(chain="national")
    assert verify([]) == 0
    out, _ = said(capsys)
    assert [line.partition(",")[0] for line in out.splitlines()] == [
        f"{CENTRE} : intacte jusqu’à l’écriture n° 3",
        "national : intacte jusqu’à l’écriture n° 1",
    ]
    assert verify(["--chain", "national"]) == 0
    assert CENTRE not in said(capsys)[0]


def test_a_chain_that_does_not_exist_is_refused_with_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    write()
    assert verify(["--chain", "centre:ICI"]) == 1
    assert said(capsys) == ("", f"La chaîne « centre:ICI » n’existe pas. Chaînes du registre : {CENTRE}.\n")


def test_a_document_whose_head_is_in_its_chain_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_many(3)
    document = a_document(tmp_path, head(CENTRE))
    write(chain="national")
    write_many(2)
    assert verify(["--document", document]) == 0
    out, _ = said(capsys)
    assert "écriture n° 3 : elle porte l’empreinte du document." in out
    assert "national" not in out


@pytest.mark.parametrize(
    ("printed", "sentence"),
    [
        (Head(CENTRE, 9, "a" * 64), "sa fin est coupée"),
        (Head(CENTRE, 2, "a" * 64), "la chaîne est réécrite"),
        (Head("centre:ICI", 1, "a" * 64), "sa fin est coupée"),
    ],
    ids=["cut", "rewritten", "a chain that vanished"],
)
def test_a_document_that_the_chain_does_not_confirm_is_denounced(
    printed: Head, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_many(3)
    assert verify(["--document", a_document(tmp_path, printed)]) == 1
    assert sentence in said(capsys)[0]


@pytest.mark.parametrize("content", [None, b"", b"not a PDF"], ids=["no file", "an empty file", "no PDF"])
def test_a_file_that_is_not_a_document_is_told_and_nothing_is_verified(
    content: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "certificat.pdf"
    if content is not None:
        file.write_bytes(content)
    assert verify(["--document", str(file)]) == 1
    out, err = said(capsys)
    assert out == ""
    assert err.startswith(f"{file} : ")


def test_an_unknown_option_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        verify(["--fast"])
    assert stopped.value.code == 2
    assert "--document" in capsys.readouterr().err
