"""A file is proven valid, or every fault of it is told, without the official schema."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from jurande.declarations.cdc import coherence
from jurande.declarations.cdc.problems import Place, ProblemKind
from jurande.declarations.cdc.verify import verify
from tests.declarations.cdc import test_check
from tests.declarations.cdc.samples import COMPLETE, FLUX, PASSAGE, flux_of, written

_TEXT = COMPLETE.read_text(encoding="utf-8")


class Case(NamedTuple):
    """The complete file, with `old` once become `new`, and the one problem it then has."""

    old: str
    new: str
    kind: ProblemKind
    wire: str


CASES = [
    Case("<cpf:prenom1>Łucja</cpf:prenom1>", "", ProblemKind.MISSING, "prenom1"),
    Case('<cpf:scoring xsi:nil="true"/>', "", ProblemKind.MISSING, "scoring"),
    Case(">2A004<", ">2A04<", ProblemKind.LENGTH, "codeInsee"),
    Case(">Łucja<", "><", ProblemKind.LENGTH, "prenom1"),
    Case(">MIXTE<", "> MIXTE<", ProblemKind.CHOICE, "modalitePassageExamen"),
    Case(">B2<", ">b2<", ProblemKind.CHOICE, "niveauLangueEuropeen"),
    Case(">640<", ">1001<", ProblemKind.BOUNDS, "scoreGeneral"),
    Case(">640<", ">6e2<", ProblemKind.TYPE, "scoreGeneral"),
    Case(">true</cpf:donneeCertifiee", ">oui</cpf:donneeCertifiee", ProblemKind.TYPE, "donneeCertifiee"),
    Case(">2024-12-02<", ">2023-02-30<", ProblemKind.DATE, "dateDebutExamen"),
    Case(">2024-12-02<", ">1899-12-31<", ProblemKind.DATE, "dateDebutExamen"),
    Case(">2024-12-02<", ">2024-W49-1<", ProblemKind.DATE, "dateDebutExamen"),
    Case("09:30:00+01:00", "09:30:00Z", ProblemKind.TIMESTAMP, "horodatage"),
    Case("09:30:00+01:00", "09:30:00.5+01:00", ProblemKind.TIMESTAMP, "horodatage"),
    Case("09:30:00+01:00", "09:30:00+20:00", ProblemKind.TIMESTAMP, "horodatage"),
    Case("09:30:00+01:00", "09:30:00+15:00", ProblemKind.TIMESTAMP, "horodatage"),
    Case("09:30:00+01:00", "25:30:00+01:00", ProblemKind.TIMESTAMP, "horodatage"),
    Case("09:30:00+01:00", "09:30:00+02:00", ProblemKind.OFFSET, "horodatage"),
    Case("<cpf:prenom2>", '<cpf:prenom2 xsi:nil="true">', ProblemKind.NIL, "prenom2"),
    Case('<cpf:scoring xsi:nil="true"/>', '<cpf:scoring xsi:nil="yes"/>', ProblemKind.NIL, "scoring"),
    Case(
        '<cpf:scoring xsi:nil="true"/>',
        '<cpf:scoring xsi:nil="true"> </cpf:scoring>',
        ProblemKind.NIL,
        "scoring",
    ),
    Case("<cpf:titulaire>", "<cpf:titulaire><cpf:nir/>", ProblemKind.UNKNOWN, "titulaire"),
    Case("Łucja", "Łucja<cpf:b/>", ProblemKind.UNKNOWN, "prenom1"),
    Case("<cpf:emetteur>", "<action/><cpf:emetteur>", ProblemKind.UNKNOWN, "flux"),
    Case(
        "<cpf:prenom3>Anaïs</cpf:prenom3>",
        "<cpf:prenom2>Anaïs</cpf:prenom2>",
        ProblemKind.REPEATED,
        "prenom2",
    ),
    Case(
        "<cpf:identificationTitulaire>",
        "<cpf:identificationTitulaire><cpf:dossierFormation><cpf:idDossier>1</cpf:idDossier><cpf:nomTitulaire>"
        "A</cpf:nomTitulaire><cpf:prenom1Titulaire>B</cpf:prenom1Titulaire></cpf:dossierFormation>",
        ProblemKind.REPEATED,
        "identificationTitulaire",
    ),
    Case("<cpf:titulaire>", "<cpf:titulaire>Sow", ProblemKind.STRAY_TEXT, "titulaire"),
    Case("<cpf:emetteur>", "x<cpf:emetteur>", ProblemKind.STRAY_TEXT, "flux"),
    Case(
        "</cpf:passageCertification>",
        "</cpf:passageCertification>x",
        ProblemKind.STRAY_TEXT,
        "passageCertification",
    ),
    Case("<cpf:titulaire>", '<cpf:titulaire id="1">', ProblemKind.ATTRIBUTE, "titulaire"),
    Case("<cpf:prenom1>", '<cpf:prenom1 xml:lang="pl">', ProblemKind.ATTRIBUTE, "prenom1"),
    Case("</cpf:flux>", "", ProblemKind.NOT_XML, "flux"),
    Case(">Łucja<", ">Łuc&#8;ja<", ProblemKind.NOT_XML, "flux"),
    Case("<cpf:flux ", "<!DOCTYPE cpf:flux><cpf:flux ", ProblemKind.DOCTYPE, "flux"),
    Case(">Anaïs<", "> Anaïs<", ProblemKind.SPACING, "prenom3"),
    Case(">RS5000<", ">RNCP5000<", ProblemKind.CERTIFICATION_CODE, "code"),
    Case(">RS<", ">TP<", ProblemKind.CERTIFICATION_CODE, "code"),
    Case(">P-2<", ">P-1<", ProblemKind.DUPLICATE_ID, "idTechnique"),
    Case(
        "<cpf:niveauLangueEuropeen>B2</cpf:niveauLangueEuropeen>",
        "",
        ProblemKind.LEVEL_FLAG,
        "presenceNiveauLangueEuro",
    ),
    Case(
        "<cpf:presenceNiveauNumeriqueEuro>true<",
        "<cpf:presenceNiveauNumeriqueEuro>false<",
        ProblemKind.LEVEL_FLAG,
        "presenceNiveauNumeriqueEuro",
    ),
    Case(">VAE<", ">CANDIDAT_LIBRE<", ProblemKind.VAE_PATH, "voieAccessVAE"),
    Case(">2024-12-02<", ">2024-12-04<", ProblemKind.DATE_ORDER, "dateFinExamen"),
    Case(">2027-12-19<", ">2024-12-19<", ProblemKind.DATE_ORDER, "dateFinValidite"),
    Case(">2024-12-20<", ">2025-01-16<", ProblemKind.DATE_ORDER, "dateDebutValidite"),
    Case(">29<", ">30<", ProblemKind.BIRTH_DATE, "jourNaissance"),
]


@pytest.mark.parametrize("case", CASES, ids=[f"{case.kind} {rank}" for rank, case in enumerate(CASES)])
def test_a_fault_of_a_file_is_found_at_its_element(case: Case) -> None:
    [problem] = verify(_changed(case.old, case.new))
    assert (problem.kind, problem.wire) == (case.kind, case.wire)


def test_every_kind_of_problem_has_its_case() -> None:
    tried = {case.kind for case in CASES} | {case.kind for case in test_check.CASES}
    # Its case changes the most that the portal takes: see the tests named after it.
    assert set(ProblemKind) - tried == {ProblemKind.TOO_MANY}


EQUIVALENT = [
    ("nothing", "cpf:flux", "cpf:flux"),
    ("a true in figures", ">true</cpf:donneeCertifiee", ">1</cpf:donneeCertifiee"),
    ("a month in two figures", ">2</cpf:moisNaissance", ">02</cpf:moisNaissance"),
    ("white space around a date", ">2024-12-02<", ">\n 2024-12-02\t<"),
    ("a nil in figures", 'xsi:nil="true"', 'xsi:nil=" 1 "'),
    ("a nil that says no", "<cpf:modaliteAcces>", '<cpf:modaliteAcces xsi:nil="false">'),
    ("a comment in a word", ">VAE<", ">V<!-- -->AE<"),
    ("a section of characters", ">VAE<", "><![CDATA[VAE]]><"),
    ("where the schema is", "<cpf:idFlux>", '<cpf:idFlux xsi:schemaLocation="a b">'),
    ("no digital result", "<cpf:resultat/>", ""),
]


@pytest.mark.parametrize(("said", "old", "new"), EQUIVALENT, ids=[said for said, _, _ in EQUIVALENT])
def test_what_the_format_lets_be_spelt_otherwise_is_valid(said: str, old: str, new: str) -> None:
    assert verify(_changed(old, new)) == []


def test_elements_may_stand_in_any_order() -> None:
    stamp = "<cpf:horodatage>2025-01-15T09:30:00+01:00</cpf:horodatage>"
    assert verify(BytesIO(_TEXT.replace(stamp, "").replace("</cpf:flux>", f"{stamp}</cpf:flux>").encode())) == []


def test_a_file_is_read_from_its_path_or_open(tmp_path: Path) -> None:
    path = tmp_path / "file.xml"
    path.write_bytes(written(FLUX))
    with path.open("rb") as file:
        assert [verify(str(path)), verify(path), verify(file)] == [[], [], []]


def test_a_passage_is_forgotten_once_read(monkeypatch: pytest.MonkeyPatch) -> None:
    parsers = []
    iterparse = etree.iterparse

    def spy(*args: Any, **options: Any) -> Any:
        parsers.append(iterparse(*args, **options))
        return parsers[-1]

    monkeypatch.setattr(etree, "iterparse", spy)
    passages = [replace(PASSAGE, id=str(rank)) for rank in range(100)]
    assert verify(BytesIO(written(flux_of(*passages)))) == []
    [parser] = parsers
    left = [etree.QName(node).localname for node in parser.root.iter()]
    assert left == [
        *(
            "flux",
            "idFlux",
            "horodatage",
            "emetteur",
            "idClient",
            "certificateurs",
            "certificateur",
            "idClient",
        ),
        *("idContrat", "certifications", "certification", "type", "code", "natureDeposant"),
        *("passageCertifications", "passageCertification"),
    ]


def test_a_missing_file_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="absent"):
        verify(tmp_path / "absent.xml")


def test_problems_come_in_the_order_of_the_lines_each_with_its_passage() -> None:
    text = _TEXT.replace(">complet-1<", "><").replace(">Łucja<", "><").replace(">P-3<", ">P-2<")
    found = [(problem.place, problem.wire) for problem in verify(BytesIO(text.encode()))]
    lines = text.splitlines()
    assert found == [
        (Place(line=3), "idFlux"),
        (Place(1, "P-1", 1 + lines.index("                    <cpf:prenom1></cpf:prenom1>")), "prenom1"),
        (Place(3, "P-2", _line_of_the_passage(lines, 3)), "idTechnique"),
    ]


def test_a_problem_of_a_file_quotes_nobody() -> None:
    text = _TEXT.replace(">Łucja<", "> Łucja&#8;</prenom1").replace(">Wiśniewska<", ">Wiśniewska\n<")
    told = "\n".join(map(str, verify(BytesIO(text.encode()))))
    assert "XML bien formé" in told
    assert "Łucja" not in told
    assert "Wiśniewska" not in told


def test_the_file_of_something_else_is_told_apart() -> None:
    [problem] = verify(BytesIO(b"<rapport><nomFichier>x</nomFichier></rapport>"))
    assert (problem.kind, problem.wire) == (ProblemKind.UNKNOWN, "flux")


def test_more_passages_than_the_portal_takes_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coherence, "MOST_PASSAGES", 2)
    [problem] = verify(COMPLETE)
    assert problem.kind is ProblemKind.TOO_MANY


def test_entities_are_not_resolved_nor_files_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("RNCP28245")
    doctype = f'<!DOCTYPE x [<!ENTITY in "RNCP28245"><!ENTITY out SYSTEM "{secret.as_uri()}">]><cpf:flux '
    for entity in ("&in;", "&out;"):
        text = _TEXT.replace("<cpf:flux ", doctype).replace(">RNCP28245<", f">{entity}<")
        kinds = {problem.kind for problem in verify(BytesIO(text.encode()))}
        assert {ProblemKind.DOCTYPE, ProblemKind.UNKNOWN, ProblemKind.LENGTH} <= kinds


def test_entities_that_grow_are_not_expanded() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(letter + 1)} "{f"&{chr(letter)};" * 10}">' for letter in range(ord("a"), ord("k"))
    )
    text = _TEXT.replace("<cpf:flux ", f"{bomb}]><cpf:flux ").replace(">Łucja<", ">&k;<")
    [problem] = verify(BytesIO(text.encode()))
    assert problem.kind is ProblemKind.NOT_XML  # libxml2 gives up before the DOCTYPE can be refused


_SHREDS = st.lists(
    st.tuples(
        st.integers(0, len(_TEXT.encode())),
        st.integers(0, 40),
        st.sampled_from([b"", b"<", b">", b"&", b"\xff", b"</cpf:titulaire>", b"<cpf:titulaire>", b'"', b"<!--"]),
    ),
    min_size=1,
    max_size=3,
)


@given(_SHREDS)
@settings(max_examples=200, deadline=None)
def test_a_shredded_file_is_answered_never_a_crash(shreds: list[tuple[int, int, bytes]]) -> None:
    data = _TEXT.encode()
    for start, length, shred in shreds:
        data = data[:start] + shred + data[start + length :]
    for problem in verify(BytesIO(data)):
        assert problem.where
        assert problem.what
        assert problem.remedy


def _changed(old: str, new: str) -> BytesIO:
    assert old in _TEXT
    return BytesIO(_TEXT.replace(old, new, 1).encode())


def _line_of_the_passage(lines: list[str], rank: int) -> int:
    return [number for number, line in enumerate(lines, 1) if "<cpf:passageCertification>" in line][rank - 1]
