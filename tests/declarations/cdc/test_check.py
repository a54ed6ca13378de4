"""What is refused before anything is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple, cast

import pytest

from jurande.declarations.cdc import coherence
from jurande.declarations.cdc.check import check
from jurande.declarations.cdc.model import BirthPlace, DeclaredCertification, Flux, Holder, Passage
from jurande.declarations.cdc.problems import Place, ProblemKind
from jurande.declarations.cdc.words import Register, Sex, VaePath
from jurande.rules.certification import RouteCode
from jurande.rules.dates import PARIS
from tests.declarations.cdc.samples import FLUX, LUCJA, PASSAGE, UNKNOWN, flux_of


class Case(NamedTuple):
    """A flux with one fault, and where the fault is."""

    said: str
    flux: Flux
    kind: ProblemKind
    wire: str


def _holder(holder: Holder) -> Flux:
    return flux_of(replace(PASSAGE, holder=holder))


def _born_at(place: BirthPlace) -> Flux:
    return _holder(replace(LUCJA, birth_place=place))


def _certification(certification: DeclaredCertification) -> Flux:
    return replace(FLUX, certifications=(certification,))


CASES = [
    Case("no first name", _holder(replace(LUCJA, first_names=())), ProblemKind.MISSING, "prenom1"),
    Case("no birth name", _holder(replace(LUCJA, birth_name=None)), ProblemKind.MISSING, "nomNaissance"),
    Case("no sex", _holder(replace(LUCJA, sex=None)), ProblemKind.MISSING, "sexe"),
    Case("no birth year", _holder(replace(LUCJA, birth_year=None)), ProblemKind.MISSING, "anneeNaissance"),
    Case("no certification", replace(FLUX, certifications=()), ProblemKind.MISSING, "certification"),
    Case("no passage", flux_of(), ProblemKind.MISSING, "passageCertification"),
    Case("a short emitter", replace(FLUX, depositor_id="12ABC34"), ProblemKind.LENGTH, "idClient"),
    Case("a long contract", replace(FLUX, contract_id="1" * 21), ProblemKind.LENGTH, "idContrat"),
    Case("an empty file id", replace(FLUX, id=""), ProblemKind.LENGTH, "idFlux"),
    Case("61 letters", _holder(replace(LUCJA, birth_name="É" * 61)), ProblemKind.LENGTH, "nomNaissance"),
    Case("61 emoji", _holder(replace(LUCJA, used_name="😀" * 61)), ProblemKind.LENGTH, "nomUsage"),
    Case("a COG country", _born_at(BirthPlace(country_code="99100")), ProblemKind.LENGTH, "codePaysNaissance"),
    Case("half an INSEE code", _born_at(BirthPlace(insee_code="691")), ProblemKind.LENGTH, "codeInsee"),
    Case("an empty used name", _holder(replace(LUCJA, used_name="")), ProblemKind.LENGTH, "nomUsage"),
    Case("a back space", _holder(replace(LUCJA, birth_name="So\x08w")), ProblemKind.CHARACTER, "nomNaissance"),
    Case("half an emoji", _holder(replace(LUCJA, birth_name="S\ud83d")), ProblemKind.CHARACTER, "nomNaissance"),
    Case("U+FFFE", _holder(replace(LUCJA, first_names=("A\ufffe",))), ProblemKind.CHARACTER, "prenom1"),
    Case("a blank name", _holder(replace(LUCJA, birth_name=" ")), ProblemKind.SPACING, "nomNaissance"),
    Case("a name on two lines", _holder(replace(LUCJA, birth_name="A\nB")), ProblemKind.SPACING, "nomNaissance"),
    Case("a space behind", _holder(replace(LUCJA, birth_name="Sow\xa0")), ProblemKind.SPACING, "nomNaissance"),
    Case("another sex", _holder(replace(LUCJA, sex=cast("Sex", "X"))), ProblemKind.CHOICE, "sexe"),
    Case("born in 1899", _holder(replace(UNKNOWN, birth_year=1899)), ProblemKind.BOUNDS, "anneeNaissance"),
    Case("month 13", _holder(replace(LUCJA, birth_month=13)), ProblemKind.BOUNDS, "moisNaissance"),
    Case("month -1", _holder(replace(LUCJA, birth_month=-1)), ProblemKind.BOUNDS, "moisNaissance"),
    Case("day 0", _holder(replace(LUCJA, birth_day=0)), ProblemKind.BOUNDS, "jourNaissance"),
    Case(
        "a month that is no number",
        _holder(replace(UNKNOWN, birth_month=True)),
        ProblemKind.TYPE,
        "moisNaissance",
    ),
    Case(
        "an hour for a day",
        flux_of(replace(PASSAGE, awarded_on=datetime(2025, 4, 9, tzinfo=PARIS))),
        ProblemKind.TYPE,
        "dateDebutValidite",
    ),
    Case(
        "enrolled before 1900",
        flux_of(replace(PASSAGE, enrolled_on=date(1024, 11, 4))),
        ProblemKind.DATE,
        "dateInscription",
    ),
    Case(
        "a timestamp of no zone",
        replace(FLUX, stamped_at=FLUX.stamped_at.replace(tzinfo=None)),
        ProblemKind.TIMESTAMP,
        "horodatage",
    ),
    Case(
        "a code without its register",
        _certification(DeclaredCertification(code="28245", passages=(PASSAGE,))),
        ProblemKind.CERTIFICATION_CODE,
        "code",
    ),
    Case(
        "a code of the other register",
        _certification(DeclaredCertification(code="RNCP28245", passages=(PASSAGE,), register=Register.RS)),
        ProblemKind.CERTIFICATION_CODE,
        "code",
    ),
    Case("the same id twice", flux_of(PASSAGE, PASSAGE), ProblemKind.DUPLICATE_ID, "idTechnique"),
    Case(
        "a VAE path on the training route",
        flux_of(replace(PASSAGE, vae_path=VaePath.ORDINARY)),
        ProblemKind.VAE_PATH,
        "voieAccessVAE",
    ),
    Case(
        "a VAE path on no route",
        flux_of(replace(PASSAGE, route=None, vae_path=VaePath.LEAVE)),
        ProblemKind.VAE_PATH,
        "voieAccessVAE",
    ),
    Case(
        "evaluations that end before they begin",
        flux_of(replace(PASSAGE, exam_ended_on=date(2025, 3, 2))),
        ProblemKind.DATE_ORDER,
        "dateFinExamen",
    ),
    Case(
        "an award before the evaluations",
        flux_of(replace(PASSAGE, awarded_on=date(2025, 3, 19))),
        ProblemKind.DATE_ORDER,
        "dateDebutValidite",
    ),
    Case(
        "an award before evaluations of unknown end",
        flux_of(replace(PASSAGE, exam_ended_on=None, awarded_on=date(2025, 3, 2))),
        ProblemKind.DATE_ORDER,
        "dateDebutValidite",
    ),
    Case(
        "an award before the enrolment",
        flux_of(replace(PASSAGE, enrolled_on=date(2025, 4, 10))),
        ProblemKind.DATE_ORDER,
        "dateDebutValidite",
    ),
    Case(
        "an award after the file",
        flux_of(replace(PASSAGE, awarded_on=date(2025, 5, 1))),
        ProblemKind.DATE_ORDER,
        "dateDebutValidite",
    ),
    Case("29 February 1987", _holder(replace(LUCJA, birth_year=1987)), ProblemKind.BIRTH_DATE, "jourNaissance"),
    Case(
        "a day of no month",
        _holder(replace(LUCJA, birth_month=None)),
        ProblemKind.BIRTH_DATE,
        "jourNaissance",
    ),
    Case(
        "born in the year of the award",
        _holder(replace(UNKNOWN, birth_year=2025)),
        ProblemKind.BIRTH_DATE,
        "anneeNaissance",
    ),
    Case(
        "born on the day of the award",
        _holder(replace(UNKNOWN, birth_year=2025, birth_month=4, birth_day=9)),
        ProblemKind.BIRTH_DATE,
        "anneeNaissance",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case.said for case in CASES])
def test_a_fault_is_found_at_its_place(case: Case) -> None:
    [problem] = check(case.flux)
    assert (problem.kind, problem.wire) == (case.kind, case.wire)


@pytest.mark.parametrize("case", CASES, ids=[case.said for case in CASES])
def test_a_problem_says_what_where_and_what_to_do_and_quotes_nobody(case: Case) -> None:
    [problem] = check(case.flux)
    assert all((problem.field, problem.what.endswith("."), problem.remedy.endswith(".")))
    assert f"({case.wire})" in str(problem)
    for secret in ("Wiśniewska", "Łucja", "Sow", "Awa", "1988", "1987"):
        assert secret not in str(problem)


VALID: list[tuple[str, Flux]] = [
    ("as known as can be", FLUX),
    ("as unknown as may be", _holder(UNKNOWN)),
    ("born in a month of unknown day", _holder(replace(UNKNOWN, birth_month=2))),
    ("born the month before the award", _holder(replace(UNKNOWN, birth_year=2025, birth_month=3))),
    ("names of 60 characters", _holder(replace(LUCJA, birth_name="É" * 60, used_name="😀" * 60))),
    ("by VAE", flux_of(replace(PASSAGE, route=RouteCode.VAE, vae_path=VaePath.ORDINARY))),
    ("by VAE of unknown path", flux_of(replace(PASSAGE, route=RouteCode.VAE))),
    ("by an unknown route", flux_of(replace(PASSAGE, route=None))),
    ("evaluated and awarded in a day", flux_of(replace(PASSAGE, exam_began_on=date(2025, 3, 20)))),
    ("awarded on the day of the file", flux_of(replace(PASSAGE, awarded_on=date(2025, 4, 30)))),
    (
        "evaluated before enrolling, with kept results",
        flux_of(replace(PASSAGE, exam_began_on=date(2023, 3, 3))),
    ),
    (
        "awarded on a day that only Paris has reached",
        replace(
            flux_of(replace(PASSAGE, awarded_on=date(2025, 5, 1))),
            stamped_at=datetime.fromisoformat("2025-04-30T23:00:00+00:00"),
        ),
    ),
    (
        "the specific register",
        _certification(DeclaredCertification(code="RS5000", passages=(PASSAGE,), register=Register.RS)),
    ),
]


@pytest.mark.parametrize("flux", [flux for _, flux in VALID], ids=[said for said, _ in VALID])
def test_nothing_is_found_where_nothing_is_wrong(flux: Flux) -> None:
    assert check(flux) == []


def test_all_problems_are_told_at_once_each_with_its_passage() -> None:
    unborn = replace(LUCJA, birth_year=None, sex=None, birth_name="Sow \x00")
    flux = replace(
        flux_of(PASSAGE, replace(PASSAGE, id="LYON-2025-0013", holder=unborn), replace(PASSAGE, route=None)),
        id="",
        contract_id="",
    )
    told = [(problem.place, problem.wire, problem.kind) for problem in check(flux)]
    second, third = Place(2, "LYON-2025-0013"), Place(3, PASSAGE.id)
    assert told == [
        (Place(), "idFlux", ProblemKind.LENGTH),
        (Place(), "idContrat", ProblemKind.LENGTH),
        (second, "nomNaissance", ProblemKind.CHARACTER),
        (second, "anneeNaissance", ProblemKind.MISSING),
        (second, "sexe", ProblemKind.MISSING),
        (third, "idTechnique", ProblemKind.DUPLICATE_ID),
    ]


def test_one_value_may_have_several_problems() -> None:
    problems = check(_holder(replace(LUCJA, birth_name=" \x00" * 40)))
    assert [problem.kind for problem in problems] == [
        ProblemKind.LENGTH,
        ProblemKind.CHARACTER,
        ProblemKind.SPACING,
    ]


def test_a_problem_reads_as_a_sentence() -> None:
    [problem] = check(_holder(replace(LUCJA, birth_name="É" * 61)))
    assert str(problem) == (
        "passage n°\xa01 «\xa0LYON-2025-0012\xa0», nom de naissance (nomNaissance)\xa0: "
        "61 caractères, il en faut 60 au plus. Corrigez la valeur, ou abrégez-la."
    )


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (Place(), "en-tête du fichier"),
        (Place(3, "A1"), "passage n°\xa03 «\xa0A1\xa0»"),
        (Place(3, "A\x001"), "passage n°\xa03"),
        (Place(3, None, line=12), "ligne\xa012, passage n°\xa03"),
    ],
    ids=["head", "passage", "an id that cannot be shown", "line"],
)
def test_a_place_is_said_in_french(place: Place, said: str) -> None:
    assert str(place) == said


def test_identifiers_are_unique_across_certifications() -> None:
    twice = DeclaredCertification(code="RNCP28245", passages=(PASSAGE,))
    [problem] = check(replace(FLUX, certifications=(twice, replace(twice, code="RNCP28246"))))
    assert problem.kind is ProblemKind.DUPLICATE_ID
    assert "passage n°\xa01" in problem.what


def test_more_passages_than_the_portal_takes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    three: list[Passage] = [replace(PASSAGE, id=str(rank)) for rank in range(3)]
    monkeypatch.setattr(coherence, "MOST_PASSAGES", 3)
    assert check(flux_of(*three)) == []
    monkeypatch.setattr(coherence, "MOST_PASSAGES", 2)
    [problem] = check(flux_of(*three))
    assert problem.kind is ProblemKind.TOO_MANY
