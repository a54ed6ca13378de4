"""Malformed cases: every mistake at once, each with its place, in French, and what to do."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurande.catalogue import record_file
from jurande.decide.chapters import CHAPTERS
from jurande.decide.reading import Malformed, read
from tests.decide.asked import changed, decide, published, without

Capsys = pytest.CaptureFixture[str]
KEYS = ("record", "on", "facts", "settings", "edition", "blocks", "case", "votes", "members", "unanimous", "present")


# The text.


@pytest.mark.parametrize(
    ("data", "place"),
    [
        pytest.param(b"", "ligne 1, colonne 1", id="nothing"),
        pytest.param(b'{\n  "on": 14 mars\n}', "ligne 2, colonne 12", id="no JSON"),
        pytest.param(b'{"on": "2022-03-14"\n "facts": {}}', "ligne 2, colonne 2", id="a comma missing"),
        pytest.param(b'{"record": "\\ud800"}', "ligne 1, colonne 19", id="half a surrogate pair"),
        pytest.param('{\n"on": "é"}'.encode("latin-1"), "ligne 2", id="latin-1"),
        pytest.param(b"[" * 100_000, "$", id="too deep"),
    ],
)
def test_what_is_no_json_is_told_by_line_and_column(data: bytes, place: str, capsys: Capsys) -> None:
    answered = decide(capsys, "enrolment", data)
    assert (answered.code, answered.places) == (2, [place])


def test_a_byte_order_mark_does_no_harm(capsys: Capsys) -> None:
    case = b'\xef\xbb\xbf{"on": "2026-04-01", "facts": {"filed_on": "2026-01-12"}}'
    assert decide(capsys, "admissibility", case).answer["decision"] == "incomplete"


def test_a_key_given_twice_is_told_at_every_depth(capsys: Capsys) -> None:
    case = b'{"on": "2026-04-01", "on": "2026-04-01", "facts": {"filed_on": "2026-01-12", "filed_on": "2026-01-13"}}'
    answered = decide(capsys, "admissibility", case)
    assert answered.places == ["$.on", "$.facts.filed_on"]
    assert answered.problems[0] == "$.on : la clé est donnée plusieurs fois ; gardez-en une."


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | st.text(), inner, max_size=5),
)


@given(st.sampled_from(sorted(CHAPTERS)), JSON)
def test_whatever_the_json_it_is_refused_with_places(chapter: str, anything: object) -> None:
    with pytest.raises(Malformed) as refused:
        read(json.dumps(anything).encode(), CHAPTERS[chapter])
    assert all(problem.text.endswith(".") and problem.place for problem in refused.value.problems)


@given(st.sampled_from(sorted(CHAPTERS)), st.binary())
def test_whatever_the_bytes_they_are_refused_with_places(chapter: str, anything: bytes) -> None:
    with pytest.raises(Malformed):
        read(anything, CHAPTERS[chapter])


def test_reversed_dates_are_told_each_at_its_place(capsys: Capsys) -> None:
    facts = {"filed_on": "2026-01-12", "complete_on": "2026-01-11", "jury_on": "2026-01-01", "decided_on": "demain"}
    answered = decide(capsys, "admissibility", json.dumps({"on": "2026-04-01", "facts": facts}).encode())
    precedes = "précède « filed_on », le 12 janvier 2026 ; corrigez l’une ou l’autre date."
    assert answered.problems[1:] == [
        f"$.facts.complete_on : le 11 janvier 2026 {precedes}",
        f"$.facts.jury_on : le 1er janvier 2026 {precedes}",
    ]
    assert answered.places[0] == "$.facts.decided_on"


# The shape.

DATE = "une date est attendue, de la forme « 2026-04-09 »."


@pytest.mark.parametrize(
    ("place", "value", "problem"),
    [
        pytest.param("on", "14/03/2022", f"$.on : {DATE}", id="a French date"),
        pytest.param("on", "20220314", f"$.on : {DATE}", id="a date without dashes"),
        pytest.param("on", "2022-03-14T00:00:00", f"$.on : {DATE}", id="a moment"),
        pytest.param("on", "1647216000", f"$.on : {DATE}", id="a number of seconds"),
        pytest.param("on", "2022-02-30", f"$.on : {DATE}", id="30 February"),
        pytest.param("on", 20220314, f"$.on : {DATE}", id="a number"),
        pytest.param("on", None, f"$.on : {DATE}", id="no day"),
        pytest.param("on", "1899-12-31", "$.on : l’année doit être comprise entre 1900 et 2199.", id="long ago"),
        pytest.param("on", "2200-01-01", "$.on : l’année doit être comprise entre 1900 et 2199.", id="far ahead"),
        pytest.param("record", 28245, "$.record : un texte entre guillemets est attendu.", id="no text"),
        pytest.param(
            "facts.route",
            "formation",
            "$.facts.route : la valeur n’est pas possible ; choisissez parmi student, apprenticeship, continuing, "
            "professionalisation, individual et vae.",
            id="not a value",
        ),
        pytest.param("facts.blocks", "BC01", "$.facts.blocks : une liste entre crochets est attendue.", id="no list"),
        pytest.param("facts.blocks.1", 2, "$.facts.blocks[1] : un texte entre guillemets est attendu.", id="in a list"),
        pytest.param("facts", [], "$.facts : un objet entre accolades est attendu.", id="no object"),
        pytest.param(
            "nom",
            "Martin",
            "$.nom : la clé est inconnue ; clés possibles : record, on, facts et settings.",
            id="a key of no use",
        ),
        pytest.param(
            "facts.nom",
            "Martin",
            "$.facts.nom : la clé est inconnue ; clés possibles : route, through, blocks, held_blocks, "
            "entered_training_on, admissible_on et session_on.",
            id="a key of no use, deeper",
        ),
        pytest.param(
            "facts.né le",
            "1990-01-01",
            "$.facts['né le'] : la clé est inconnue ; clés possibles : route, through, blocks, held_blocks, "
            "entered_training_on, admissible_on et session_on.",
            id="a key that is no word",
        ),
        pytest.param(
            "settings",
            {"enrolment_deadline_days": 15.5},
            "$.settings.enrolment_deadline_days : un nombre entier est attendu.",
            id="half a day",
        ),
        pytest.param(
            "settings",
            {"enrolment_deadline_days": -1},
            "$.settings.enrolment_deadline_days : le nombre doit être compris entre 0 et 10000.",
            id="a negative number",
        ),
        pytest.param(
            "settings",
            {"enrolment_deadline_days": 10_001},
            "$.settings.enrolment_deadline_days : le nombre doit être compris entre 0 et 10000.",
            id="a huge number",
        ),
        pytest.param(
            "settings",
            {"temporary_work_votes": "oui"},
            "$.settings.temporary_work_votes : true ou false est attendu, sans guillemets.",
            id="neither true nor false",
        ),
        pytest.param(
            "record",
            "RNCP1",
            "$.record : « RNCP1 » ne désigne aucune fiche ; fiches disponibles : RNCP28245.",
            id="no such record",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(place: str, value: object, problem: str, capsys: Capsys) -> None:
    answered = decide(capsys, "enrolment", changed(published("enrolment-1"), place, value))
    assert (answered.code, answered.out, answered.problems) == (2, "", [problem])


def test_a_key_that_is_missing_is_told(capsys: Capsys) -> None:
    answered = decide(capsys, "enrolment", without(published("enrolment-1"), "facts.route"))
    assert answered.problems == ["$.facts.route : la clé manque ; donnez-la."]


def test_a_case_that_is_no_object_is_told(capsys: Capsys) -> None:
    assert decide(capsys, "enrolment", []).problems == ["$ : un objet entre accolades est attendu."]


def test_the_case_of_a_record_does_not_matter(capsys: Capsys) -> None:
    assert decide(capsys, "enrolment", changed(published("enrolment-1"), "record", "rncp28245")).code == 0


def test_a_chapter_refuses_the_settings_that_it_would_not_read(capsys: Capsys) -> None:
    answered = decide(capsys, "declaration", changed(published("declaration-1"), "settings", {}))
    assert answered.problems == ["$.settings : la clé est inconnue ; clés possibles : on et facts."]


def test_every_mistake_is_told_at_once_those_of_shape_and_those_of_code(capsys: Capsys) -> None:
    case = published("evaluation-1")
    changed(case, "on", "hier")
    changed(case, "facts.blocks.0.commission.evaluators", "deux")
    changed(case, "facts.blocks.0.capacities.2.code", "C8")
    changed(case, "facts.blocks.1.code", "RNCP28245BC09")
    changed(case, "facts.blocks.0.capacities.1.evaluation.criteria.0.code", "C9.1")
    without(case, "facts.concertation_on")
    answered = decide(capsys, "evaluation", case)
    assert answered.places == [
        "$.on",
        "$.facts.concertation_on",
        "$.facts.blocks[0].commission.evaluators",
        "$.facts.blocks[1].code",
        "$.facts.blocks[0].capacities[2].code",
        "$.facts.blocks[0].capacities[1].evaluation.criteria[0].code",
    ]


# The codes.


def spoilt(name: str, **changes: object) -> Any:
    """A published case with other values at places written « facts__blocks__0 »."""
    case = published(name)
    for place, value in changes.items():
        changed(case, place.replace("__", "."), value)
    return case


BC01, BC02 = "RNCP28245BC01", "RNCP28245BC02"


@pytest.mark.parametrize(
    ("name", "changes", "problems"),
    [
        pytest.param(
            "enrolment-1",
            {"facts__held_blocks": ["BC9"]},
            [f"$.facts.held_blocks[0] : « BC9 » ne désigne aucun bloc ; choisissez parmi {BC01} et {BC02}."],
            id="a held block",
        ),
        pytest.param(
            "planning-1",
            {"facts__blocks": [BC01, "BC9", BC01]},
            [
                f"$.facts.blocks[1] : « BC9 » ne désigne aucun bloc ; choisissez parmi {BC01} et {BC02}.",
                f"$.facts.blocks[2] : « {BC01} » est déjà en $.facts.blocks[0] ; ne le donnez qu’une fois.",
            ],
            id="blocks planned",
        ),
        pytest.param(
            "evaluation-1",
            {"facts__blocks__1__code": BC01},
            [
                f"$.facts.blocks[1].code : « {BC01} » est déjà en $.facts.blocks[0].code ; ne le donnez qu’une fois.",
                *(
                    f"$.facts.blocks[1].capacities[{rank}].code : « C{rank + 8} » ne désigne aucune capacité du bloc ; "
                    "choisissez parmi C1, C2, C3, C4, C5, C6 et C7."
                    for rank in range(5)
                ),
            ],
            id="a block given twice, with the capacities of another",
        ),
        pytest.param(
            "evaluation-1",
            {"facts__blocks__0__capacities__1__code": "C1"},
            [
                (
                    "$.facts.blocks[0].capacities[1].code : « C1 » est déjà en $.facts.blocks[0].capacities[0].code ; "
                    "ne le donnez qu’une fois."
                ),
                *(
                    f"$.facts.blocks[0].capacities[1].evaluation.criteria[{rank}].code : « C2.{rank + 1} » ne désigne "
                    "aucun critère de la capacité ; choisissez parmi C1.1, C1.2 et C1.3."
                    for rank in range(3)
                ),
            ],
            id="a capacity given twice, with the criteria of another",
        ),
        pytest.param(
            "evaluation-2",
            {"facts__blocks__0__capacities__0__evaluation__criteria__1__code": "C8.1"},
            [
                (
                    "$.facts.blocks[0].capacities[0].evaluation.criteria[1].code : « C8.1 » est déjà en "
                    "$.facts.blocks[0].capacities[0].evaluation.criteria[0].code ; ne le donnez qu’une fois."
                )
            ],
            id="a criterion answered twice",
        ),
        pytest.param(
            "jury-2",
            {
                "facts__members__1__id": "E1",
                "facts__withdrawn": ["E9"],
                "facts__summons__0__member": "S9",
                "facts__summons__1__member": "S9",
                "facts__candidacies__0__id": "2026-017",
                "facts__candidacies__1__acting_president": "E9",
            },
            [
                "$.facts.members[1].id : « E1 » est déjà en $.facts.members[0].id ; ne le donnez qu’une fois.",
                *(
                    f"$.facts.{place} : « {code} » ne désigne aucun membre ; choisissez parmi "
                    "E1, E1, E3, E4, S1, S2, S3 et S4."
                    for place, code in (
                        ("withdrawn[0]", "E9"),
                        ("summons[0].member", "S9"),
                        ("summons[1].member", "S9"),
                    )
                ),
                "$.facts.summons[1].member : « S9 » est déjà en $.facts.summons[0].member ; ne le donnez qu’une fois.",
                (
                    "$.facts.candidacies[1].id : « 2026-017 » est déjà en $.facts.candidacies[0].id ; "
                    "ne le donnez qu’une fois."
                ),
                (
                    "$.facts.candidacies[1].acting_president : « E9 » ne désigne aucun membre ; choisissez parmi "
                    "E1, E1, E3, E4, S1, S2, S3 et S4."
                ),
            ],
            id="members",
        ),
        pytest.param(
            "jury-1",
            {"facts__members": [], "facts__withdrawn": ["E1"]},
            ["$.facts.withdrawn[0] : « E1 » ne désigne aucun membre ; retirez-le."],
            id="no member at all",
        ),
        pytest.param(
            "jury-1",
            {"edition": "branch-1987"},
            [
                (
                    "$.edition : « branch-1987 » ne désigne aucune édition des règles ; "
                    "choisissez parmi branch-2014 et branch-2019."
                )
            ],
            id="no such edition",
        ),
        pytest.param(
            "jury-1",
            {"on": "2014-12-31"},
            [
                (
                    "$.on : aucune édition des règles n’est en vigueur le 31 décembre 2014 ; "
                    "donnez « edition » : branch-2014 et branch-2019."
                )
            ],
            id="a jury before the book",
        ),
        pytest.param(
            "award-1",
            {"facts__deliberated_on": "2028-01-01"},
            [
                (
                    "$.facts.deliberated_on : aucune édition des règles n’est en vigueur le 1er janvier 2028 ; "
                    "donnez « edition » : branch-2014 et branch-2019."
                )
            ],
            id="a jury after the book",
        ),
        pytest.param(
            "award-2",
            {"facts__validated": [BC01, BC01], "facts__held": ["BC9"], "facts__capacities": ["C99", "C8", "C8"]},
            [
                f"$.facts.held[0] : « BC9 » ne désigne aucun bloc ; choisissez parmi {BC01} et {BC02}.",
                (
                    "$.facts.capacities[0] : « C99 » ne désigne aucune capacité ; "
                    "choisissez parmi C1, C2, C3, C4, C5, C6, C7, C8, C9, C10, C11 et C12."
                ),
                f"$.facts.validated[1] : « {BC01} » est déjà en $.facts.validated[0] ; ne le donnez qu’une fois.",
                "$.facts.capacities[2] : « C8 » est déjà en $.facts.capacities[1] ; ne le donnez qu’une fois.",
            ],
            id="results",
        ),
        pytest.param(
            "deliberation-1",
            {
                "facts__case__aimed": [BC01, BC01],
                "facts__case__held": ["BC9"],
                "facts__case__not_acquired_capacities": ["C99"],
                "facts__refused_blocks": ["BC8"],
                "facts__voting": ["E1", "E2", "S1", "S1"],
                "facts__unanimous": True,
                "facts__votes__1__seat": "E1",
            },
            [
                f"$.facts.case.aimed[1] : « {BC01} » est déjà en $.facts.case.aimed[0] ; ne le donnez qu’une fois.",
                f"$.facts.case.held[0] : « BC9 » ne désigne aucun bloc ; choisissez parmi {BC01} et {BC02}.",
                f"$.facts.refused_blocks[0] : « BC8 » ne désigne aucun bloc ; choisissez parmi {BC01} et {BC02}.",
                (
                    "$.facts.case.not_acquired_capacities[0] : « C99 » ne désigne aucune capacité ; "
                    "choisissez parmi C1, C2, C3, C4, C5, C6, C7, C8, C9, C10, C11 et C12."
                ),
                "$.facts.voting[3] : « S1 » est déjà en $.facts.voting[2] ; ne le donnez qu’une fois.",
                "$.facts.votes[3].seat : « S2 » ne désigne aucune voix sur ce cas ; choisissez parmi E1, E2, S1 et S1.",
                "$.facts.votes[1].seat : « E1 » est déjà en $.facts.votes[0].seat ; ne le donnez qu’une fois.",
                "$.facts.votes : une décision unanime se prend sans vote ; retirez les votes, ou l’unanimité.",
            ],
            id="a deliberation",
        ),
        pytest.param(
            "agenda-1",
            {"facts__held__0__edition": "branch-1987"},
            [
                (
                    "$.facts.held[0].edition : « branch-1987 » ne désigne aucune édition des règles ; "
                    "choisissez parmi branch-2014 et branch-2019."
                )
            ],
            id="the edition of a result held",
        ),
        pytest.param(
            "agenda-2",
            {"facts__evaluation__blocks__0__code": "BC9"},
            [f"$.facts.evaluation.blocks[0].code : « BC9 » ne désigne aucun bloc ; choisissez parmi {BC01} et {BC02}."],
            id="a block still evaluated",
        ),
        pytest.param(
            "jury-2",
            {"facts__candidacies__0__record": "RNCP1"},
            [("$.facts.candidacies[0].record : « RNCP1 » ne désigne aucune fiche ; fiches disponibles : RNCP28245.")],
            id="the record of a candidacy",
        ),
        pytest.param(
            "voting-1",
            {"facts__votes__1__seat": "E1", "facts__voting__3": "E9"},
            [
                "$.facts.votes[3].seat : « S2 » ne désigne aucune voix sur ce cas ; choisissez parmi E1, E2, S1 et E9.",
                "$.facts.votes[1].seat : « E1 » est déjà en $.facts.votes[0].seat ; ne le donnez qu’une fois.",
            ],
            id="the seats of a vote",
        ),
        pytest.param(
            "grouping-1",
            {"facts__case__aimed": [BC01, "BC9"], "facts__case__not_acquired_capacities": ["C99"]},
            [
                f"$.facts.case.aimed[1] : « BC9 » ne désigne aucun bloc ; choisissez parmi {BC01} et {BC02}.",
                (
                    "$.facts.case.not_acquired_capacities[0] : « C99 » ne désigne aucune capacité ; "
                    "choisissez parmi C1, C2, C3, C4, C5, C6, C7, C8, C9, C10, C11 et C12."
                ),
            ],
            id="a candidate decided with others",
        ),
        pytest.param(
            "leave-1",
            {"facts__jury_on": "2014-12-31"},
            [
                (
                    "$.facts.jury_on : aucune édition des règles n’est en vigueur le 31 décembre 2014 ; "
                    "donnez « edition » : branch-2014 et branch-2019."
                )
            ],
            id="the leave for a jury before the book",
        ),
        pytest.param(
            "transmission-1",
            {"facts__pieces__1": "letter", "edition": "branch-1987"},
            [
                (
                    "$.edition : « branch-1987 » ne désigne aucune édition des règles ; "
                    "choisissez parmi branch-2014 et branch-2019."
                ),
                "$.facts.pieces[1] : « letter » est déjà en $.facts.pieces[0] ; ne le donnez qu’une fois.",
            ],
            id="a file",
        ),
        pytest.param(
            "allowance-1",
            {"facts__juries__1__jury": "2026-04-09 Rouen"},
            [
                (
                    "$.facts.juries[1].jury : « 2026-04-09 Rouen » est déjà en $.facts.juries[0].jury ; "
                    "ne le donnez qu’une fois."
                )
            ],
            id="a jury counted twice",
        ),
        pytest.param(
            "declaration-1",
            {"facts__present": ["identity.nir"]},
            [
                (
                    "$.facts.present[0] : « identity.nir » ne désigne aucune donnée ; choisissez parmi "
                    "identity.birth_name, identity.first_name, identity.sex, identity.birth_year, award.date, "
                    "certifier.client_id, certifier.contract_id, identity.used_name, identity.birth_month, "
                    "identity.birth_day et identity.birth_place."
                )
            ],
            id="a datum",
        ),
    ],
)
def test_a_code_that_points_at_nothing_is_told_with_its_place(
    name: str, changes: dict[str, object], problems: list[str], capsys: Capsys
) -> None:
    answered = decide(capsys, name.rsplit("-", 1)[0], spoilt(name, **changes))
    assert (answered.code, answered.problems) == (2, problems)


def test_what_the_rule_refuses_is_an_answer_not_a_mistake(capsys: Capsys) -> None:
    answered = decide(capsys, "enrolment", spoilt("enrolment-1", facts__blocks=["BC9"]))
    assert (answered.code, answered.err, answered.answer["decision"]) == (0, "", "refused")


def test_an_edition_that_is_given_needs_no_date_of_the_book(capsys: Capsys) -> None:
    answered = decide(capsys, "jury", spoilt("jury-1", on="2014-12-31", edition="branch-2014"))
    assert (answered.code, answered.answer["edition"]) == (0, "branch-2014")


def test_a_record_file_that_cannot_be_used_is_told(capsys: Capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    record_file._load.cache_clear()
    monkeypatch.setattr(record_file, "_file", lambda name: "")
    answered = decide(capsys, "enrolment", published("enrolment-1"))
    assert answered.code == 2
    assert answered.err.startswith("La fiche comporte")
    record_file._load.cache_clear()
