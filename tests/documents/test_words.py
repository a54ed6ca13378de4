"""What a reader finds on paper."""

from __future__ import annotations

import string
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jurande.documents.contracts import Cited
from tests.documents.reading import reader, tags, text_of
from tests.documents.samples import (
    ADMITTED,
    BLOCK_STATEMENT,
    CERTIFICATE,
    DOCUMENTS,
    HEAD,
    MINUTES,
    PARTIAL_NOTICE,
    PLAIN_LETTER,
    REFUSED,
    SHEET,
    SUMMONS,
    UNION_CALL,
    sample,
    write,
)

EXPECTED = {
    "certificate": (
        CERTIFICATE.kind,
        CERTIFICATE.title,
        "Łucja Wiśniewska",
        "1er avril 1994, Thionville (Moselle)",
        "Jury paritaire de délibération 16 juin 2022",
        "Délivrance 23 juin 2022",
        "UIMM Val-de-Braise",
        CERTIFICATE.authority,
        "Le directeur emploi formation de l’UIMM Étienne Roques",
        "La présidente du jury paritaire de délibération Hélène Castaing",
        "VDB-2022-0001",
        "7K4Q-9D2M-VX83",
        "Bloc 2 Contribution à la performance de l'équipe",
        "fiche RNCP 28245",
        "Code du travail, art. L6113-9",
    ),
    "block_statement": (
        "Bloc 1. Réalisation d'une production sur plusieurs postes",
        "Łucja Wiśniewska",
        "réuni le 16 juin 2022 a validé ce bloc",
        *(capacity.title for capacity in BLOCK_STATEMENT.block.capacities),
        "Validité des composantes acquises : illimitée. Fiche RNCP 28245",
        "Hélène Castaing",
    ),
    "partial_notice": (
        "Łucja Wiśniewska 4 bis, allée des Érables 57180 Terville",
        "Thionville, le 20 juin 2022",
        "Non admissible",
        "C9 Effectuer un audit par rapport à une procédure établie Non acquise",
        "Conservée jury du 12 mars 2021",
        "Vous gardez le bloc 1 et ses capacités sans limite de durée.",
        *PARTIAL_NOTICE.next_steps,
        PARTIAL_NOTICE.recourse.text,
        "Hélène Castaing",
    ),
    "minutes": (
        MINUTES.title,
        "RNCP 28245",
        "2005 12 0227",
        "version 2 du 15 décembre 2016",
        "branche 2019",
        "Délégation patronale 2 voix présentes",
        "Délégation syndicale 2 voix présentes",
        "Hélène Castaing préside UIMM Val-de-Braise Responsable de production délibérative émargé à 9 h 02",
        "Syndicat C Agent de maîtrise délibérative absent(e)",
        MINUTES.conformity.text,
        "Avis de l’entreprise joint L’avis de l’entreprise est joint pour chaque bloc. Il manque pour un candidat.",
        "Fiche RNCP 28245 Réserve",
        "C10 Etablir un plan d’action simple avec une méthode structurée et en effectuer le suivi",
        "1 Łucja Wiśniewska Admissible Bloc 1, Bloc 2",
        "2 Côme N’Guyen-Ström Non admissible Bloc 1",
        "Naissance : 14 juillet 1990, Łódź (Pologne). Voie : VAE.",
        "C9 Situation professionnelle réelle Non acquise",
        "C7 Conservée 12/03/2021",
        "Bloc 1 Déjà acquis le 12/03/2021",
        "Vote : 2 pour, 2 contre, 0 abstention, 1 siège sans vote.",
        "Partage des voix : celle du président du jury est prépondérante.",
        "Décision reportée à un prochain jury",
        "Page 2, candidat 2 : lire « Côme » au lieu de « Come ». H. C.",
        "Pour la délégation syndicale Dražen Kovačić",
    ),
    "summons": (
        "Dražen Kovačić 17, rue du Laminoir 57290 Fameck",
        "Thionville, le 1er juin 2022",
        "16 juin 2022, 9 h 30",
        "UIMM Val-de-Braise, salle Forge 12, rue des Forges",
        "Délégation Délégation syndicale",
        "Voix Délibérative",
        SUMMONS.bars.text,
        *(item.text for item in SUMMONS.leave),
        SUMMONS.contact,
    ),
    "union_call": (
        "Syndicat A, union départementale 3, place de la Gare",
        "Réponse attendue avant le 8 juin 2022 inclus.",
        UNION_CALL.notice.text,
        *(item.text for item in UNION_CALL.composition),
        UNION_CALL.contact,
    ),
    "plain_letter": (
        "UIMM Val-de-Braise",
        "Commission régionale de la métallurgie 2, quai de la Fonderie",
        "Composition d’un jury paritaire",
        *PLAIN_LETTER.paragraphs,
        "La commission régionale est informée. Accord du 8 novembre 2019, art. 55.2",
        "Pièces jointes • Composition du jury",
        "Nadège Février",
    ),
    "sheet": (
        "Référence VDB-2022-06-16, le 16 juin 2022",
        "Feuille d’émargement",
        "Jury du 16 juin 2022",
        *SHEET.paragraphs,
        "« 50 % de représentants des employeurs » Fiche RNCP 28245",
        "Membre Signature",
        "Dražen Kovačić signé sur son appareil à 9 h 12",
        *SHEET.notes,
        "Nadège Février",
    ),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_it_says_what_its_contract_holds(name: str) -> None:
    text = text_of(sample(name)).replace("- ", "-")  # a line may end after a hyphen
    assert [words for words in EXPECTED[name] if words not in text] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_page_ends_with_the_head_of_the_chain(name: str) -> None:
    head = f"Registre {HEAD.chain}, écriture n° {HEAD.sequence}, empreinte {HEAD.hash}"
    for page in reader(sample(name)).pages:
        assert head in page.extract_text().replace("\xa0", " ")


def test_without_the_claim_the_certificate_says_nothing_of_the_rncp() -> None:
    text = text_of(write("certificate", replace(CERTIFICATE, rncp_claim=None)))
    assert "RNCP" not in text
    assert "Répertoire" not in text
    assert "§" not in text


def test_a_call_without_a_date_of_answer_asks_for_none() -> None:
    assert "Réponse attendue" not in text_of(write("union_call", replace(UNION_CALL, answer_by=None)))


@pytest.mark.parametrize(
    ("voting", "presiding", "words"),
    [
        pytest.param(True, False, "Voix Délibérative ", id="a vote"),
        pytest.param(True, True, "Voix Délibérative, préside le jury", id="the president"),
        pytest.param(False, False, "Voix Sans voix délibérative", id="no vote"),
    ],
)
def test_a_juror_reads_whether_the_seat_has_a_vote(voting: bool, presiding: bool, words: str) -> None:
    assert words in text_of(write("summons", replace(SUMMONS, voting=voting, presiding=presiding)))


def test_minutes_without_a_vote_or_a_correction_say_so_plainly() -> None:
    text = text_of(write("minutes", replace(MINUTES, candidates=(ADMITTED,), corrections=())))
    assert "Vote" not in text
    assert "Corrections Néant." in text


def test_minutes_of_a_vote_without_a_tie_do_not_speak_of_the_president() -> None:
    assert REFUSED.votes is not None
    voted = replace(REFUSED, votes=replace(REFUSED.votes, in_favour=1, against=3, silent=0, casting=False), reasons=())
    text = text_of(write("minutes", replace(MINUTES, candidates=(voted,))))
    assert "Vote : 1 pour, 3 contre, 0 abstention." in text
    assert "prépondérante" not in text


@pytest.mark.parametrize(
    ("day", "written"),
    [
        pytest.param(date(2024, 2, 29), "29 février 2024", id="a leap day"),
        pytest.param(date(2022, 8, 1), "1er août 2022", id="the first of a month"),
        pytest.param(date(1999, 12, 11), "11 décembre 1999", id="the eleventh is not a first"),
    ],
)
def test_dates_are_written_in_french(day: date, written: str) -> None:
    assert f"Délivrance {written}" in text_of(write("certificate", replace(CERTIFICATE, awarded_on=day)))


@pytest.mark.parametrize(
    "words",
    [
        "#panic()",
        "#data.code",
        "*gras* _italique_ `code`",
        "$x^2$ \\ @ref <label>",
        "= Titre",
        "https://exemple.fr // rien",
        "\"guillemets\" & 'apostrophes' <b>",
        "{{ variable }} {% tag %}",
        "--- ... ~",
    ],
)
def test_markup_in_the_data_is_printed_as_it_is(words: str) -> None:
    pdf = write("certificate", replace(CERTIFICATE, holder=words))
    assert f"délivré à {words} Naissance" in text_of(pdf)
    assert tags(pdf) == tags(sample("certificate"))


MARKUP = st.text(st.sampled_from(string.ascii_letters + "#$*_`<>[]{}()\\@=+-/~'\";,. éŁ"), min_size=1, max_size=40)


@given(words=MARKUP.map(lambda text: " ".join(text.split())).filter(bool))
@settings(max_examples=40, deadline=None)
def test_whatever_a_person_types_is_text(words: str) -> None:
    text = text_of(write("certificate", replace(CERTIFICATE, rncp_claim=Cited(words, "Clause"))))
    assert f"{words}Clause".replace(" ", "") in text.replace(" ", "")


def test_a_name_keeps_the_letters_its_bearer_gave_it() -> None:
    names = "Łucja d’Arcy-Île, Œuvre, Ştefan Țăran, Þórður, ĐỖ, Žižka, Ğül, ß, Ængus, Ħal, N’Diaye, İpek, ŵ"
    assert names in text_of(write("certificate", replace(CERTIFICATE, holder=names)))
