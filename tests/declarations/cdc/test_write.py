"""The file as it is written: exact, all or nothing, in constant memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Buffer, Iterable, Iterator
from dataclasses import replace
from io import BytesIO

import pytest

from jurande.declarations.cdc.model import DeclaredCertification, Passage
from jurande.declarations.cdc.schema import NAMESPACE
from jurande.declarations.cdc.write import InvalidFlux, UnknownSchema, write
from jurande.rules.certification import RouteCode
from tests.declarations.cdc.samples import FLUX, PASSAGE, UNKNOWN, flux_of, written

_UNKNOWN_PASSAGE = """\
              <cpf:passageCertification>
                <cpf:idTechnique>A&lt;1&gt;</cpf:idTechnique>
                <cpf:obtentionCertification>PAR_ADMISSION</cpf:obtentionCertification>
                <cpf:donneeCertifiee>true</cpf:donneeCertifiee>
                <cpf:modalitePassageExamen>EN_PRESENTIEL</cpf:modalitePassageExamen>
                <cpf:dateDebutValidite>2025-04-09</cpf:dateDebutValidite>
                <cpf:dateFinValidite xsi:nil="true"/>
                <cpf:presenceNiveauLangueEuro>false</cpf:presenceNiveauLangueEuro>
                <cpf:presenceNiveauNumeriqueEuro>false</cpf:presenceNiveauNumeriqueEuro>
                <cpf:scoring xsi:nil="true"/>
                <cpf:mentionValidee xsi:nil="true"/>
                <cpf:modalitesInscription>
                  <cpf:modaliteAcces>VAE</cpf:modaliteAcces>
                </cpf:modalitesInscription>
                <cpf:identificationTitulaire>
                  <cpf:titulaire>
                    <cpf:nomNaissance>Sow</cpf:nomNaissance>
                    <cpf:nomUsage xsi:nil="true"/>
                    <cpf:prenom1>Awa</cpf:prenom1>
                    <cpf:anneeNaissance>1979</cpf:anneeNaissance>
                    <cpf:moisNaissance xsi:nil="true"/>
                    <cpf:jourNaissance xsi:nil="true"/>
                    <cpf:sexe>F</cpf:sexe>
                    <cpf:codeCommuneNaissance>
                      <cpf:codePostalNaissance>
                        <cpf:codePostal xsi:nil="true"/>
                      </cpf:codePostalNaissance>
                    </cpf:codeCommuneNaissance>
                  </cpf:titulaire>
                </cpf:identificationTitulaire>
              </cpf:passageCertification>
"""


def test_a_passage_is_written_in_the_order_of_the_official_example() -> None:
    passage = Passage(id="A<1>", holder=UNKNOWN, awarded_on=PASSAGE.awarded_on, route=RouteCode.VAE)
    assert _UNKNOWN_PASSAGE in written(flux_of(passage)).decode()


def test_the_head_of_the_file() -> None:
    assert written(FLUX).decode().splitlines()[:14] == [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<cpf:flux xmlns:cpf="{NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">',
        "  <cpf:idFlux>jurande-2025-04-30-1</cpf:idFlux>",
        "  <cpf:horodatage>2025-04-30T17:05:09+02:00</cpf:horodatage>",
        "  <cpf:emetteur>",
        "    <cpf:idClient>12ABC345</cpf:idClient>",
        "    <cpf:certificateurs>",
        "      <cpf:certificateur>",
        "        <cpf:idClient>12ABC345</cpf:idClient>",
        "        <cpf:idContrat>MCFCER000123</cpf:idContrat>",
        "        <cpf:certifications>",
        "          <cpf:certification>",
        "            <cpf:type>RNCP</cpf:type>",
        "            <cpf:code>RNCP28245</cpf:code>",
    ]


def test_nothing_is_written_when_anything_is_wrong() -> None:
    out = BytesIO()
    wrong = replace(PASSAGE, id="last", holder=replace(UNKNOWN, sex=None, birth_year=None))
    with pytest.raises(InvalidFlux) as refused:
        write(flux_of(PASSAGE, wrong), out)
    assert out.getvalue() == b""
    assert [problem.wire for problem in refused.value.problems] == ["anneeNaissance", "sexe"]
    assert len(str(refused.value).splitlines()) == 2


@pytest.mark.parametrize("version", ["1.1.5", "2.0.0", ""])
def test_a_version_whose_official_schema_was_not_seen_is_refused(version: str) -> None:
    out = BytesIO()
    with pytest.raises(UnknownSchema, match=r"son schéma officiel n’a pas été vu.*Choisissez le format 1\.1\.2"):
        write(FLUX, out, schema_version=version)
    assert out.getvalue() == b""


def test_the_known_version_may_be_named() -> None:
    out = BytesIO()
    write(FLUX, out, schema_version="1.1.2")
    assert out.getvalue() == written(FLUX)


class _Passages:
    """Passages made as they are asked for, as a cursor of the database gives them."""

    def __init__(self, count: int) -> None:
        self.count = count

    def __iter__(self) -> Iterator[Passage]:
        return (replace(PASSAGE, id=f"LYON-2025-{rank:06}") for rank in range(self.count))


class _Sink(BytesIO):
    """Weighs what it is given, and keeps nothing."""

    weight = 0

    def write(self, data: Buffer, /) -> int:
        self.weight += memoryview(data).nbytes
        return memoryview(data).nbytes

    def writelines(self, lines: Iterable[Buffer], /) -> None:
        for line in lines:
            self.write(line)


def test_memory_does_not_grow_with_the_file() -> None:
    certification = DeclaredCertification(code="RNCP28245", passages=_Passages(10_000))
    sink = _Sink()
    tracemalloc.start()
    try:
        write(replace(FLUX, certifications=(certification,)), sink)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert sink.weight > 25_000_000
    # All that is kept of a passage is its identifier: 200 bytes for each are allowed.
    assert peak < 10_000 * 200
