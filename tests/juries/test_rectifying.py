"""Minutes are corrected by other minutes, of the president alone, and no decision with them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurande.config.ledger_command import verify as verify_ledger
from jurande.config.seal_command import verify as verify_seal
from jurande.desk.story.course import secretary
from jurande.desk.story.people import CORENTIN, MARIAM
from jurande.documents.models import StoredDocument
from jurande.documents.seal import SealError
from jurande.juries.after import rectifying, sealing
from jurande.juries.after.corrections import faults, known, results_said
from jurande.juries.after.rectifying_minutes import Corrected
from jurande.juries.after.signing_codes import grouped
from jurande.juries.after.signing_words import RECTIFYING_CONSENT
from jurande.juries.models import Correction, MinutesSignature, Rectification
from jurande.ledger.models import Entry
from jurande.messages.models import Message
from jurande.rules.reasons import Refused
from tests.at_once import at_once
from tests.database import Template
from tests.documents.reading import text_of
from tests.juries.sessions import (
    ASTRUC,
    PRESIDENT,
    acts_as,
    candidacy_of,
    case_of,
    close_as_proposed,
    member,
    the_jury,
)
from tests.juries.signatures import LATER, ask_to_rectify, draft, other_than, rectify, sign, stored
from tests.writes import last_entry, nothing_written, refused

NAME = ("Corentin Abalain-Mercier", "Corentin Abalain-Mercié")


@pytest.fixture
def closed(called: Template) -> Template:
    """The jury of `called`, closed."""
    close_as_proposed()
    return called


# What may be corrected.


@pytest.mark.parametrize(
    ("instead_of", "read", "obstacles"),
    [
        pytest.param("Abalain", "Abalain-Mercier", [], id="a name"),
        pytest.param("né le 4 mars 1990", "né le 14 mars 1990", [], id="a day of birth"),
        pytest.param("acquise le 3 mai 2021", "acquise le 13 mai 2021", [], id="the day of a result that stays"),
        pytest.param("Salle Vulcain", "Salle Cérès", [], id="the place"),
        pytest.param("Salle Vulcain", "Salle Vulcain", ["rectify.nothing"], id="nothing"),
        pytest.param("Non admissible", "Admissible", ["rectify.decision"], id="a decision turned round"),
        pytest.param("Admissible", "NON\u00a0ADMISSIBLE", ["rectify.decision"], id="in capitals and bound spaces"),
        pytest.param("Admissible", "Non-admissible", ["rectify.decision"], id="with a hyphen"),
        pytest.param("est admissible", "n’est pas admissible", ["rectify.decision"], id="denied in a sentence"),
        pytest.param("Bloc 1 validé", "Bloc 1 n’a pas été validé", ["rectify.decision"], id="a block denied"),
        pytest.param("C10 acquise", "C10 jamais acquise", ["rectify.decision"], id="a capacity denied"),
        pytest.param("Blocs non validés", "Blocs validés", ["rectify.decision"], id="blocks"),
        pytest.param("C10 non acquise", "C10 acquise", ["rectify.decision"], id="a capacity"),
        pytest.param("C10 non évaluée", "C10 conservée", ["rectify.decision"], id="a capacity kept"),
        pytest.param("Admissible", "Décision reportée à un prochain jury", ["rectify.decision"], id="a postponement"),
        pytest.param("rien", "Mention : admissible", ["rectify.decision"], id="a decision slipped in"),
        pytest.param("rien", "Inadmissible", ["rectify.decision"], id="a refusal slipped in"),
        pytest.param("Corentin Abalain-Mercier", "Ondine Beaucastel", ["rectify.another"], id="another candidate"),
        pytest.param("Beaucastel Ondine", "Abalain-Mercier Corentin", ["rectify.another"], id="as they are listed"),
    ],
)
def test_a_material_error_is_corrected_a_decision_is_not(
    closed: None, instead_of: str, read: str, obstacles: list[str]
) -> None:
    asked = draft((instead_of, read))
    if not obstacles:
        ask_to_rectify(asked)
        return
    with refused(*obstacles) as said:
        ask_to_rectify(asked)
    with refused(*obstacles):
        rectify(asked, "123456")
    if obstacles == ["rectify.decision"]:
        assert said == [
            "Correction 1 : une décision ne se corrige pas ainsi. Un recours accueilli la présente à un nouveau jury."
        ]


NOBODY = known([], [])


@pytest.mark.parametrize(
    ("instead_of", "read", "code"),
    [
        # What a result is said of.
        pytest.param("Bloc 1 acquis", "Bloc 2 acquis", "rectify.subject", id="a block for another"),
        pytest.param("Bloc 1 validé", "Blocs 1 et 2 validés", "rectify.subject", id="a block more"),
        pytest.param("Blocs 1, 2 et 3", "Blocs 1 et 2", "rectify.subject", id="a block less, no result said"),
        pytest.param("aucun", "Bloc 1", "rectify.subject", id="a block instead of none"),
        pytest.param("Bloc un acquis", "Bloc deux acquis", "rectify.subject", id="in letters"),
        pytest.param("Bloc I acquis", "Bloc II acquis", "rectify.subject", id="in Roman figures"),
        pytest.param("le premier bloc est acquis", "le dernier bloc est acquis", "rectify.subject", id="by its rank"),
        pytest.param("bloc n° 1", "bloc n° 2", "rectify.subject", id="by its number"),
        pytest.param("RNCP28245BC01 validé", "RNCP28245BC02 validé", "rectify.subject", id="by its code"),
        pytest.param("C10 acquise", "C11 acquise", "rectify.subject", id="a capacity for another"),
        pytest.param("C10", "C1", "rectify.subject", id="a capacity, no result said"),
        pytest.param("C 10 acquise", "C\u00a011 acquise", "rectify.subject", id="a capacity spaced out"),
        pytest.param("capacité 3 acquise", "capacité 4 acquise", "rectify.subject", id="a capacity by its number"),
        pytest.param("Bloc 1, C1, C2", "Bloc 1, C1, C3", "rectify.subject", id="the content of a block"),
        pytest.param("3 capacités acquises", "4 capacités acquises", "rectify.subject", id="how many"),
        pytest.param("Acquise, note 12", "Acquise, note 14", "rectify.subject", id="a figure beside a result"),
        pytest.param("Bloc ① acquis", "Bloc ② acquis", "rectify.subject", id="in fancy figures"),
        pytest.param("Abalain : admissible", "Beaucastel : admissible", "rectify.subject", id="of somebody else"),
        pytest.param("bloc soudage acquis", "bloc montage acquis", "rectify.subject", id="a block by its trade"),
        pytest.param("acquis sans réserve", "acquis", "rectify.subject", id="less words"),
        pytest.param("C10 acquise, C11 non acquise", "C11 acquise, C10 non acquise", "rectify.subject", id="crossed"),
        # Votes.
        pytest.param("5 pour, 3 contre", "3 pour, 5 contre", "rectify.subject", id="a vote turned round"),
        pytest.param("une abstention", "deux abstentions", "rectify.subject", id="an abstention"),
        pytest.param("à l’unanimité", "à la majorité", "rectify.subject", id="how it was carried"),
        pytest.param("pour : 3, contre : 2", "pour : 2, contre : 3", "rectify.subject", id="a vote told otherwise"),
        pytest.param("a voté contre", "a voté pour", "rectify.subject", id="a voice turned round"),
        pytest.param("l’abstention de M. A", "le vote pour de M. A", "rectify.subject", id="an abstention made a vote"),
        # A decision in other words than those of the minutes.
        pytest.param("rien", "Le jury accorde la certification", "rectify.decision", id="granted"),
        pytest.param("rien", "Le certificat est délivré", "rectify.decision", id="delivered"),
        pytest.param("certifiée", "non certifiée", "rectify.decision", id="certified"),
        pytest.param("avis favorable", "avis défavorable", "rectify.decision", id="an opinion turned round"),
        pytest.param("a échoué", "a satisfait aux épreuves", "rectify.decision", id="failed"),
        pytest.param("insuffisant", "satisfaisant", "rectify.decision", id="a judgement"),
        pytest.param("conforme", "non conforme", "rectify.decision", id="what the jury found of the organisation"),
        # Letters that hide a word.
        pytest.param(
            "Non \N{CYRILLIC SMALL LETTER A}dmissible",
            "\N{CYRILLIC SMALL LETTER A}dmissible",
            "rectify.letters",
            id="another alphabet",
        ),
        pytest.param("Pièce de 5 µm", "Pièce de 5 µm", "rectify.nothing", id="a unit is no letter of another alphabet"),
        # What does not say what it corrects.
        pytest.param("1", "2", "rectify.bare", id="a figure alone"),
        pytest.param("deux", "trois", "rectify.bare", id="a number alone"),
        # What is corrected.
        pytest.param("57000", "57100 Metz", "rectify.bare", id="a postcode alone"),
        pytest.param("57000 Metz", "57100 Metz", "", id="a postcode and its town"),
        pytest.param("12 rue des Forges", "14 rue des Forges", "", id="a street"),
        pytest.param("Salle C3", "Salle C4", "", id="a room that is called like a capacity"),
        pytest.param("04/03/1990", "14/03/1990", "", id="a day of birth in figures"),
        pytest.param("née en 1990", "née en 1991", "", id="a year of birth"),
        pytest.param("émargé à 9 h 02", "émargé à 9 h 20", "", id="an hour"),
        pytest.param("Bloc 1 acquis le 3 mai 2021", "Bloc 1 acquis le 13 mai 2021", "", id="a day beside a result"),
        pytest.param("Abalain : admissible", "Abalain-Mercier : admissible", "", id="a name beside a result"),
        pytest.param("Bloc 1 : maintenence acquis", "Bloc 1 : maintenance acquis", "", id="spelling beside a result"),
        pytest.param("bloc 1", "Bloc n° 1", "", id="the same block written otherwise"),
        pytest.param("Déclaré ADMISSIBLE", "Déclarée admissible", "", id="gender and capitals"),
        pytest.param("Recue le 4 mai", "Reçue le 5 mai", "", id="an accent and a day"),
        pytest.param("Délégation patronale", "Délégation syndicale", "", id="a side"),
    ],
)
def test_a_result_stays_the_result_of_what_it_was_said_of(instead_of: str, read: str, code: str) -> None:
    for before, after in ((instead_of, read), (read, instead_of)):
        assert [one for one, _ in faults(Corrected(None, before, after), NOBODY)] == ([code] if code else [])


WELDING, FITTING = "Souder un ensemble", "Monter un ensemble"
NAMES = known(
    [("Zoé Nast", "1"), ("Nast Zoé", "1"), ("Yves Nast", "2"), ("Ondine Roy", "3")],
    [WELDING, FITTING],
    [("Zoé", "1"), ("Nast", "1"), ("Yves", "2"), ("Nast", "2"), ("Ondine", "3"), ("Roy", "3")],
)


@pytest.mark.parametrize(
    ("instead_of", "read", "code"),
    [
        pytest.param("Zoé Nast", "Yves Nast", "rectify.another", id="one candidate for another"),
        pytest.param("Zoé Nast", "Zoé Nast et Yves Nast", "rectify.another", id="one candidate more"),
        pytest.param("Zoé Nast", "Nast Zoé", "", id="the same, as listed"),
        pytest.param("ZOE NAST", "Zoé Nast", "", id="the same, with an accent"),
        pytest.param("Zoé Nast", "Zoé Nasst", "", id="a name set right"),
        pytest.param("Zoé Nasst", "Zoé Nast", "", id="a name as it has been set right in the register"),
        pytest.param("Nast", "Roy", "rectify.another", id="a family name for another's"),
        pytest.param("Ondine", "Zoé", "rectify.another", id="a first name for another's"),
        pytest.param("Roi", "Roy", "", id="a family name set right"),
        pytest.param("Zoé Nast", "Zoé Roy", "", id="a family name that somebody else has too"),
        pytest.param(WELDING, FITTING, "rectify.another", id="an official title for another"),
        pytest.param("Soder un ensemble", WELDING, "", id="an official title badly spelt"),
    ],
)
def test_nobody_and_nothing_takes_the_place_of_another(instead_of: str, read: str, code: str) -> None:
    assert [one for one, _ in faults(Corrected(None, instead_of, read), NAMES)] == ([code] if code else [])


def test_what_is_said_of_one_candidate_does_not_name_another(closed: None) -> None:
    asked = draft(("le candidat", "Ondine Beaucastel"), case=case_of(CORENTIN))
    with refused("rectify.another"):
        ask_to_rectify(asked)


LATIN = st.text(st.characters(max_codepoint=0x17F, exclude_characters="ıİŉſµ"))


@given(LATIN)
def test_capitals_and_accents_change_nothing(text: str) -> None:
    assert {code for code, _ in faults(Corrected(None, text, f"{text.upper()} "), NOBODY)} <= {"rectify.bare"}


@given(st.integers(0, 99), st.integers(0, 99), st.sampled_from(["Bloc {} acquis", "C{} : non acquise", "Bloc {}"]))
def test_a_figure_of_a_result_is_never_another(one: int, other: int, said: str) -> None:
    found = [code for code, _ in faults(Corrected(None, said.format(one), said.format(other)), NOBODY)]
    assert found == (["rectify.nothing"] if one == other else ["rectify.subject"])


@given(LATIN, LATIN)
def test_a_correction_is_judged_alike_both_ways(one: str, other: str) -> None:
    ways = (Corrected(None, one, other), Corrected(None, other, one))
    first, second = ([code for code, _ in faults(way, NOBODY)] for way in ways)
    assert first == second


def test_all_the_corrections_that_may_not_be_are_named_at_once(closed: None) -> None:
    with refused("rectify.decision", "rectify.nothing") as said:
        ask_to_rectify(draft(("Admissible", "Non admissible"), NAME, ("ici", "ici")))
    assert [sentence[:12] for sentence in said] == ["Correction 1", "Correction 3"]


@given(st.text(), st.text())
def test_a_text_says_the_same_results_whatever_surrounds_it(before: str, after: str) -> None:
    assert results_said(f"{before} . {after}") == [*results_said(f"{before} ."), *results_said(f". {after}")]


# What it makes.


def test_a_rectification_is_linked_to_the_minutes_which_stay_as_they_are(closed: None) -> None:
    minutes = StoredDocument.objects.get(kind="minutes")
    before = bytes(minutes.content)
    made = rectify(draft(NAME, ("Salle Vulcain", "Salle Cérès"), case=case_of(CORENTIN), reason="Nom mal écrit."))
    [paper] = stored("rectifying_minutes")
    assert (made.number, made.document, paper.subject) == (1, paper, the_jury().ref)
    assert bytes(StoredDocument.objects.get(pk=minutes.pk).content) == before
    assert list(Correction.objects.values_list("instead_of", "read")) == [NAME, ("Salle Vulcain", "Salle Cérès")]
    said = text_of(bytes(paper.content)).replace("- ", "-")
    for words in (
        "Procès-verbal rectificatif n° 1",
        "PV-VDB-2022-06-16",
        grouped(minutes.sha256),
        f"centre:VDB, n° {minutes.ledger_sequence}",
        grouped(minutes.ledger_head),
        "Motif : Nom mal écrit.",
        "Salle Cérès",
        "Signé le jeudi 16 juin 2022, 17 h 31 par Hélène Rochebrune, président(e) du jury",
        RECTIFYING_CONSENT,
    ):
        assert words in said


def test_the_president_signs_the_digest_of_the_text(closed: None) -> None:
    asked = draft(NAME)
    digest = rectifying.plan(the_jury(), asked).digest
    made = rectify(asked)
    signature = MinutesSignature.objects.get()
    assert (signature.member, signature.document, signature.sha256, signature.consent) == (
        member(PRESIDENT),
        made.document,
        digest,
        RECTIFYING_CONSENT,
    )
    entry = last_entry(the_jury().ref)
    assert (entry.act, entry.role, entry.data["number"], entry.data["sha256"]) == (
        "jury.rectify",
        "president",
        1,
        digest,
    )
    assert entry.detail.content["reason"] == "Faute de frappe."
    assert "Abalain" not in str(entry.data)


def verify_head(said: list[str]) -> int:
    """`jurande ledger verify --document`."""
    return verify_ledger(["--document", *said])


@pytest.mark.parametrize("verify", [verify_seal, verify_head], ids=["seal", "ledger"])
def test_the_commands_verify_rectifying_minutes(
    closed: None, tmp_path: Path, verify: Callable[[list[str]], int]
) -> None:
    file = tmp_path / "rectificatif.pdf"
    file.write_bytes(bytes(rectify(draft(NAME)).document.content))
    assert verify([str(file)]) == 0


def test_rectifications_are_numbered_in_their_order(closed: None) -> None:
    for minute in (1, 3):
        rectify(draft(("ici", f"là {minute}")), now=LATER + timedelta(minutes=minute))
    assert list(Rectification.objects.values_list("number", flat=True)) == [1, 2]


def test_a_rectification_waits_neither_for_the_signatures_nor_ends_them(closed: None) -> None:
    rectify(draft(NAME))
    sign(ASTRUC, now=LATER + timedelta(minutes=5))
    assert not stored("signature_sheet")


def test_a_candidate_whom_a_correction_concerns_is_told_without_what_it_says(closed: None) -> None:
    rectify(draft(NAME, ("né le 4", "né le 14"), case=case_of(CORENTIN)))
    [told] = Message.objects.filter(key__startswith="rectification:")
    assert told.recipient == candidacy_of(CORENTIN).email
    assert "La décision du jury ne change pas." in told.body
    assert not [word for word in ("Abalain", "Mercié", "né le") if word in told.body + told.subject]


def test_a_correction_of_the_whole_is_nobody_s_news(closed: None) -> None:
    rectify(draft(("Salle Vulcain", "Salle Cérès")))
    assert not Message.objects.filter(key__startswith="rectification:").exists()


# Who, and with what code.


def test_only_the_president_rectifies_and_only_once_closed(called: None) -> None:
    with refused("lifecycle.moment"):
        ask_to_rectify(draft(NAME))
    close_as_proposed()
    for actor in (acts_as(ASTRUC), secretary()):
        with refused("lifecycle.role"):
            rectifying.rectify(
                session=the_jury(), draft=draft(NAME), member=member(ASTRUC), code="123456", actor=actor, now=LATER
            )


def test_a_code_signs_the_text_for_which_it_was_asked_and_no_other(closed: None) -> None:
    code = ask_to_rectify(draft(NAME))
    with pytest.raises(Refused) as caught:
        rectify(draft((NAME[0], "Corentin Abalain")), code)
    assert [one.code for one in caught.value.decision.obstacles] == ["signing.wrong"]
    rectify(draft(NAME), code)


def test_the_code_of_a_rectification_does_not_sign_the_minutes(closed: None) -> None:
    code = ask_to_rectify(draft(NAME))
    with pytest.raises(Refused):
        sign(PRESIDENT, code)
    assert not MinutesSignature.objects.exists()


def test_a_wrong_code_rectifies_nothing(closed: None) -> None:
    code = ask_to_rectify(draft(NAME))
    with pytest.raises(Refused):
        rectify(draft(NAME), other_than(code))
    assert not Rectification.objects.exists()
    assert not stored("rectifying_minutes")


def test_a_rectification_sent_twice_is_made_once(closed: None) -> None:
    code = ask_to_rectify(draft(NAME))
    rectify(draft(NAME), code)
    with refused("signing.none"):
        rectify(draft(NAME), code)


def test_two_devices_rectifying_at_once_make_one(closed: Template) -> None:
    code = ask_to_rectify(draft(NAME))
    assert at_once(lambda: rectify(draft(NAME), code), lambda: rectify(draft(NAME), code)) == ["done", "signing.none"]
    assert Rectification.objects.count() == Entry.objects.filter(act="jury.rectify").count() == 1


def test_rectifying_minutes_that_cannot_be_sealed_leave_nothing(closed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise SealError("Le jeton ne répond pas : branchez-le.")

    code = ask_to_rectify(draft(NAME, case=case_of(MARIAM)))
    monkeypatch.setattr(sealing, "sealer", broken)
    with refused("jury.seal") as said:
        rectify(draft(NAME, case=case_of(MARIAM)), code)
    assert said[0].startswith("Impossible de sceller le procès-verbal rectificatif : rien n’est rectifié.")


def test_planning_writes_nothing(closed: None) -> None:
    with nothing_written():
        one, other = (rectifying.plan(the_jury(), draft(NAME, reason=reason)) for reason in ("Un.", "Deux."))
    assert (one.number, one.digest == other.digest) == (1, False)
