"""What is declared, prepared by the centre, exported by the national level: each award once, in a valid file."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection
from lxml import etree
from pytest_django import Settings

from jurande.certificates.actions import issue_waiting
from jurande.declarations import actions
from jurande.declarations.actions import expect_waiting, export, prepare
from jurande.declarations.cdc.schema import NAMESPACE
from jurande.declarations.cdc.verify import verify
from jurande.declarations.cdc.write import InvalidFlux, UnknownSchema
from jurande.declarations.models import Declaration, DeclarationFile
from jurande.desk.story import telling
from jurande.desk.story.course import at
from jurande.desk.story.people import AUDITOR, NATIONAL, SECRETARY, Account
from jurande.documents.models import StoredDocument
from jurande.ledger.models import Entry
from jurande.ledger.verify import verify as verify_ledger
from jurande.register.models import Award, Person
from jurande.rules.lifecycles import Role
from jurande.rules.reasons import Refused
from tests.certificates.register import EVENING, an_award
from tests.told import DEMO, acting
from tests.writes import refused

JULY = at(date(2022, 7, 6))
XSD = Path(__file__).resolve().parents[2].parent / "shared" / "formats" / "cdc" / "cpf-1.1.2.xsd"


@pytest.fixture
def house(fresh_database: str, settings: Settings) -> None:
    """The organisations of the story, in a demo; nobody enrolled."""
    for name, value in DEMO.items():
        setattr(settings, name, value)
    telling.settle()


pytestmark = pytest.mark.usefixtures("house")


def prepared(*names: str, centre: str = "VDB") -> list[Declaration]:
    """Declarations of so many holders, ready for the next file."""
    for name in names:
        an_award(name, centre=centre)
    expect_waiting(now=EVENING)
    waiting = list(Declaration.objects.filter(state="to_prepare").order_by("award__person__sort_key"))
    return [prepare_one(one) for one in waiting]


def prepare_one(declaration: Declaration, source: str = "passport") -> Declaration:
    actor = acting(SECRETARY, Role.SECRETARY)
    return prepare(declaration=declaration, identity_source=source, actor=actor, now=JULY)


def export_all(chosen: list[Declaration]) -> DeclarationFile:
    return export(declarations=chosen, actor=acting(NATIONAL, Role.NATIONAL), now=JULY)


def content(file: DeclarationFile) -> bytes:
    return bytes(file.document.content)


# What must be declared.


@pytest.mark.parametrize(
    ("rncp_claim", "jury_on", "send_by"),
    [
        (True, date(2022, 6, 16), date(2022, 9, 16)),
        (True, date(2021, 11, 30), date(2022, 2, 28)),
        (True, date(2021, 7, 1), date(2021, 10, 1)),
        (True, date(2021, 6, 30), None),
        (False, date(2022, 6, 16), None),
    ],
    ids=["with the claim", "to the end of February", "the first day of the duty", "the day before", "no claim"],
)
def test_only_awards_with_the_claim_are_declared_within_three_months(
    rncp_claim: bool, jury_on: date, send_by: date | None
) -> None:
    award = an_award(jury_on=jury_on, rncp_claim=rncp_claim)
    assert expect_waiting(now=at(jury_on, 20)) == (send_by is not None)
    found = Declaration.objects.values_list("award", "centre__code", "state", "send_by")
    assert list(found) == ([(award.pk, "VDB", "to_prepare", send_by)] if send_by else [])


def test_a_withdrawn_award_is_not_expected() -> None:
    award = an_award()
    Award.objects.filter(pk=award.pk).update(withdrawn_on=date(2022, 6, 20))
    assert expect_waiting(now=EVENING) == 0


def test_several_workers_expect_each_award_once() -> None:
    for centre in ("VDB", "TRF") * 4:
        an_award(centre=centre)
    ready = Barrier(3)

    def work(_: int) -> int:
        ready.wait(timeout=30)
        try:
            return expect_waiting(now=EVENING)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(work, range(3))) == 8
    assert Entry.objects.filter(act="declaration.expect").count() == 8
    assert expect_waiting(now=EVENING) == 0


# The centre prepares.


def test_the_centre_answers_for_the_identity_and_names_the_paper() -> None:
    [declaration] = prepared("Abalain")
    declaration.refresh_from_db()
    assert (declaration.state, declaration.identity_source, declaration.identity_checked_on) == (
        "ready",
        "passport",
        date(2022, 7, 6),
    )
    entry = Entry.objects.get(act="declaration.prepare")
    assert (entry.data, entry.chain_id) == ({"identity_source": "passport"}, "centre:VDB")
    with refused("lifecycle.moment"):
        prepare_one(declaration)


@pytest.mark.parametrize(
    ("missing", "named"),
    [
        ({"sex": ""}, "sexe"),
        ({"JURANDE_CDC_CONTRACT": ""}, "contrat du certificateur"),
        (
            {"sex": "", "JURANDE_CDC_CERTIFIER": "", "JURANDE_CDC_CONTRACT": ""},
            "sexe, identifiant du certificateur et contrat du certificateur",
        ),
    ],
    ids=["a holder's", "the certifier's", "several at once"],
)
def test_missing_data_stands_in_the_way_and_is_named(missing: dict[str, str], named: str, settings: Settings) -> None:
    an_award()
    expect_waiting(now=EVENING)
    for name, value in missing.items():
        if name.isupper():
            setattr(settings, name, value)
        else:
            Person.objects.update(**{name: value})
    with pytest.raises(Refused) as caught:
        prepare_one(Declaration.objects.get())
    [reason] = caught.value.decision.obstacles
    assert reason.text == f"Complétez les données obligatoires : {named}."
    assert Declaration.objects.get().state == "to_prepare"


def test_what_was_withdrawn_meanwhile_is_neither_prepared_nor_exported() -> None:
    [ready] = prepared("Abalain")
    late = an_award("Beaucastel")
    expect_waiting(now=EVENING)
    Award.objects.update(withdrawn_on=date(2022, 7, 1))
    with refused("declaration.not_withdrawn"):
        prepare_one(late.declaration)
    with refused("declaration.not_withdrawn"):
        export_all([ready])
    assert not DeclarationFile.objects.exists()


@pytest.mark.parametrize(
    ("account", "role"), [(NATIONAL, Role.NATIONAL), (AUDITOR, Role.AUDITOR)], ids=["national", "auditor"]
)
def test_only_the_centre_prepares(account: Account, role: Role) -> None:
    an_award()
    expect_waiting(now=EVENING)
    with refused("lifecycle.role"):
        prepare(
            declaration=Declaration.objects.get(),
            identity_source="id_card",
            actor=acting(account, role),
            now=JULY,
        )


# The national level exports.


def test_one_file_declares_everybody_and_is_valid() -> None:
    chosen = [*prepared("Abalain-Mercier", "Wiśniewska"), *prepared("Cissokho", centre="TRF")]
    file = export_all(chosen)
    assert (file.schema_version, file.exported_at, file.document.filename) == ("1.1.2", JULY, f"{file.flow}.xml")
    assert verify(BytesIO(content(file))) == []
    root = etree.fromstring(content(file))
    said = {
        name: [str(node.text) for node in root.iter(f"{{{NAMESPACE}}}{name}")]
        for name in ("code", "nomNaissance", "dateDebutValidite", "idTechnique", "codePostalCentreExamen")
    }
    assert said["code"] == ["RNCP28245"]
    assert sorted(said["nomNaissance"]) == ["Abalain-Mercier", "Cissokho", "Wiśniewska"]
    assert said["dateDebutValidite"] == ["2022-06-16"] * 3
    assert sorted(said["idTechnique"]) == sorted(str(one.pk) for one in chosen)
    assert sorted(said["codePostalCentreExamen"]) == ["42300", "57100", "57100"]
    assert set(Declaration.objects.values_list("state", "file")) == {("exported", file.pk)}


@pytest.mark.skipif(not XSD.is_file(), reason="the official schema, which is not ours, is not beside the repository")
def test_the_official_schema_accepts_the_file() -> None:
    schema = etree.XMLSchema(etree.parse(str(XSD)))
    file = export_all(prepared("Abalain-Mercier", "Wiśniewska"))
    schema.assertValid(etree.fromstring(content(file)))


def test_an_export_is_one_act_in_the_chain_of_each_centre_then_in_the_national_one() -> None:
    chosen = [*prepared("Abalain"), *prepared("Cissokho", centre="TRF")]
    file = export_all(chosen)
    entries = Entry.objects.filter(act="declaration.export").order_by("pk")
    assert [entry.chain_id for entry in entries] == ["centre:TRF", "centre:VDB", "national"]
    assert len({entry.act_id for entry in entries}) == 1
    assert (file.document.ledger_chain, file.document.ledger_head) == ("national", entries[2].hash)
    assert entries[2].data == {"passages": 2, "schema": "1.1.2"}
    assert list(verify_ledger()) == []


def test_two_files_written_at_the_same_instant_have_their_own_names() -> None:
    first, second = prepared("Abalain", "Beaucastel")
    assert export_all([first]).flow != export_all([second]).flow


def test_an_export_of_nothing_is_refused() -> None:
    with refused("declaration.none"):
        export_all([])


def test_what_was_exported_is_not_exported_again() -> None:
    chosen = prepared("Abalain")
    export_all(chosen)
    with refused("lifecycle.moment"):
        export_all(chosen)
    assert DeclarationFile.objects.count() == 1


@pytest.mark.parametrize("race", range(5))
def test_two_exports_at_once_leave_each_declaration_in_exactly_one_file(race: int) -> None:
    one, two, three = prepared("Abalain", "Beaucastel", "Cissokho")
    ready = Barrier(2)
    # Overlapping choices, taken in opposite orders.
    choices = ([one, two, three], [three, two])
    national = acting(NATIONAL, Role.NATIONAL)

    def write(number: int) -> bool:
        ready.wait(timeout=30)
        try:
            export(declarations=choices[number], actor=national, now=JULY)
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(write, range(2))) == [False, True]
    file = DeclarationFile.objects.get()
    declared = set(Declaration.objects.filter(state="exported", file=file))
    assert declared in ({one, two, three}, {two, three})
    assert content(file).count(b"<cpf:passageCertification>") == len(declared)


def test_an_invalid_value_is_refused_with_all_its_problems_and_nothing_is_written(settings: Settings) -> None:
    chosen = prepared("Abalain", "Beaucastel")
    before = Entry.objects.count()
    settings.JURANDE_CDC_DEPOSITOR = "TOO-LONG-FOR-THE-FORMAT"
    Person.objects.filter(birth_name="Abalain").update(birth_name="Aba\x07lain")
    Person.objects.filter(birth_name="Beaucastel").update(birth_insee="57")
    with pytest.raises(InvalidFlux) as caught:
        export_all(chosen)
    assert [problem.wire for problem in caught.value.problems] == ["idClient", "nomNaissance", "codeInsee"]
    assert not DeclarationFile.objects.exists()
    assert not StoredDocument.objects.exists()
    assert set(Declaration.objects.values_list("state", flat=True)) == {"ready"}
    assert Entry.objects.count() == before


def test_a_version_of_the_format_that_cannot_be_written_is_refused(settings: Settings) -> None:
    chosen = prepared("Abalain")
    settings.JURANDE_CDC_SCHEMA = "1.1.5"
    with pytest.raises(UnknownSchema):
        export_all(chosen)
    assert not DeclarationFile.objects.exists()


def test_a_file_that_reads_back_wrong_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = prepared("Abalain")
    monkeypatch.setattr(actions, "write", lambda flow, out, *, schema_version: out.write(b"<flux/>"))
    with pytest.raises(InvalidFlux):
        export_all(chosen)
    assert not DeclarationFile.objects.exists()


def test_only_the_national_level_exports() -> None:
    chosen = prepared("Abalain")
    with refused("lifecycle.role"):
        export(declarations=chosen, actor=acting(SECRETARY, Role.SECRETARY), now=JULY)


def test_the_certificate_need_not_be_printed_before_the_declaration() -> None:
    [declaration] = prepared("Abalain")
    assert issue_waiting(now=EVENING) == 1
    assert export_all([declaration]).declarations.get().award.certificate.number == "VDB-2022-0001"
