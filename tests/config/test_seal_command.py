"""`jurande seal verify`: what it says of a file, and its exit code."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from jurande import cli
from jurande.config import seal_command
from jurande.config.seal_command import verify
from jurande.documents.seal import seal, sealer
from jurande.documents.seal_settings import SealSettings
from tests.documents.samples import HEAD, sample
from tests.documents.sealing import (
    NOW,
    REASON,
    authority,
    clock,
    clockmaker,
    in_files,
    ours,
    pair,
    pem,
    sealed,
    sealer_of,
)
from tests.documents.test_inspect import with_attachment


@pytest.fixture(autouse=True)
def a_host_with_our_seal(settings: Settings, tmp_path: Path) -> None:
    settings.JURANDE_SEAL, settings.JURANDE_NOW = in_files(tmp_path), NOW


def file(folder: Path, content: bytes) -> str:
    there = folder / "minutes.pdf"
    there.write_bytes(content)
    return str(there)


def said(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    out, err = capsys.readouterr()
    spaces = str.maketrans("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}", "  ")
    return out.translate(spaces), err.translate(spaces)


def test_a_document_under_our_seal_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = file(tmp_path, sealed("minutes"))
    assert verify([document]) == 0
    out, err = said(capsys)
    assert err == ""
    covered = f"{len(sealed('minutes')):,}".replace(",", " ")
    head = f"chaîne {HEAD.chain}, écriture n° {HEAD.sequence}, empreinte {HEAD.hash}"
    assert out.splitlines() == [
        document,
        "Cachet électronique de : Cachet des jurys",
        f"Certificat : émis par Autorité d’essai ; empreinte SHA-256 {ours().read.sha256.hex()}",
        "Niveau : PAdES B-B",
        "Date : 23 juin 2022 à 16:30:00 (heure de Paris), déclarée par le fichier ; rien ne la prouve",
        f"Étendue : {covered} octets depuis le premier ; rien d’ajouté après le cachet",
        f"Registre : le document porte la tête de la {head} ; comparez-la par « jurande ledger verify --document »",
        "✓ Le cachet électronique est intact et reconnu.",
    ]


def test_a_time_that_is_proven_is_said_so(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = tmp_path / "clock.pem"
    there.write_bytes(pem(clockmaker()))
    with clock() as server:
        settings.JURANDE_SEAL = in_files(tmp_path, tsa_url=server.url, tsa_cert_file=str(there))
        key = sealer()
        assert key
        document = file(tmp_path, seal(sample("minutes"), key=key, reason=REASON, now=NOW))
    assert verify([document]) == 0
    out, _ = said(capsys)
    assert "Niveau : PAdES B-T" in out
    assert "(heure de Paris), prouvée par l’horodatage de « Horloge d’essai »" in out


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "n’est pas un PDF"),
        (sample("minutes"), "Ce PDF ne porte aucun cachet électronique."),
        (sealed("minutes").replace(b"/Title", b"/Titre", 1), "✗ Le contenu scellé a été modifié"),
        (sealed("minutes") + b"%", "✗ Ce fichier n’est plus celui qui a été scellé"),
        (
            seal(sample("minutes"), key=sealer_of(pair("Un autre")), reason=REASON, now=NOW),
            "✗ Le cachet électronique est celui de « Un autre », qui n’est pas reconnu ici",
        ),
    ],
    ids=["no PDF", "not sealed", "altered", "added to", "another seal"],
)
def test_what_does_not_hold_is_said_and_the_command_fails(
    content: bytes, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify([file(tmp_path, content)]) == 1
    out, err = said(capsys)
    assert words in out
    assert "✓" not in out
    assert err == ""


def test_a_host_without_a_seal_knows_none(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.JURANDE_SEAL, settings.JURANDE_DEMO = SealSettings(), False
    document = file(tmp_path, sealed("minutes"))
    assert verify([document]) == 1
    assert "donnez son certificat par --trust" in said(capsys)[0]
    trusted = tmp_path / "authority.pem"
    trusted.write_bytes(pem(authority()))
    assert verify([document, "--trust", str(trusted)]) == 0


def test_named_certificates_take_the_place_of_our_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "other.pem"
    other.write_bytes(pem(pair("Un autre")))
    assert verify([file(tmp_path, sealed("minutes")), "--trust", str(other)]) == 1
    (tmp_path / "chain.pem").write_bytes(pem(pair("Un autre"), ours()))
    assert verify([str(tmp_path / "minutes.pdf"), "--trust", str(other), "--trust", str(tmp_path / "chain.pem")]) == 0


def test_a_document_that_is_not_ours_may_be_sealed_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = sealer_of(ours())
    assert verify([file(tmp_path, seal(with_attachment("{}", "autre.json"), key=key, reason=REASON, now=NOW))]) == 0
    assert "Registre : Ce PDF ne porte pas le fichier joint « jurande.json »" in said(capsys)[0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["none.pdf"], "none.pdf ne peut pas être lu"),
        (["minutes.pdf", "--trust", "none.pem"], "none.pem ne peut pas être lu"),
        (["minutes.pdf", "--trust", "minutes.pdf"], "minutes.pdf n’est pas un fichier de certificats"),
    ],
    ids=["no file", "no certificate", "not a certificate"],
)
def test_what_cannot_be_read_is_named(
    arguments: list[str],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    file(tmp_path, sealed("minutes"))
    assert verify(arguments) == 2
    out, err = said(capsys)
    assert out == ""
    assert words in err


@pytest.mark.parametrize("arguments", [[], ["a.pdf", "b.pdf"], ["a.pdf", "--force"]], ids=["nothing", "two", "unknown"])
def test_a_command_line_of_another_shape_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        verify(arguments)
    assert stopped.value.code == 2
    assert "--trust" in capsys.readouterr().err


def test_nothing_it_says_is_called_qualified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    verify([file(tmp_path, sealed("minutes"))])
    with pytest.raises(SystemExit):
        verify(["--help"])
    assert "qualifi" not in capsys.readouterr().out.lower()


def test_the_command_line_leads_there(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    given: list[list[str]] = []

    def command(rest: list[str]) -> int:
        given.append(rest)
        return 1

    monkeypatch.setattr(seal_command, "verify", command)
    assert cli.main(["seal", "verify", "minutes.pdf"]) == 1
    assert given == [["minutes.pdf"]]
    assert cli.main(["seal", "minutes.pdf"]) == 2
    assert cli.main(["--help"]) == 0
    assert "\n  seal verify FICHIER " in capsys.readouterr().out
