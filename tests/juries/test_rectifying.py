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
from jurande.juries.after.rectifying import results_said
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
