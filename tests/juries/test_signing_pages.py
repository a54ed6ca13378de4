"""Signing, ending, attaching and rectifying, through the pages of a closed jury."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from jurande.desk.story.people import CORENTIN, SECRETARY
from jurande.juries.after.signing_codes import grouped
from jurande.juries.models import Member, MinutesSignature, Rectification
from tests.documents.uploads import png
from tests.juries.sessions import ASTRUC, CFDT, PRESIDENT, case_of, close_as_proposed, member, the_jury
from tests.juries.signatures import LATER, ask, codes_sent, draft, other_than, rectify, sign, stored
from tests.pages import Page
from tests.told import browser_of


@pytest.fixture(autouse=True)
def closed(called: object, settings: Settings) -> None:
    """The jury of `called`, closed, in the evening."""
    close_as_proposed()
    settings.JURANDE_NOW = LATER


def browser(name: str) -> Client:
    """The browser of a member, or of the secretary."""
    return browser_of(SECRETARY.email if name == SECRETARY.name else member(name).email)


def at(page: str) -> str:
    return reverse(f"juries:{page}", args=[the_jury().pk])


def said(answer: Page) -> str:
    """What the page says, with plain spaces."""
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")


def test_a_member_reads_asks_for_a_code_and_signs() -> None:
    juror = browser(ASTRUC)
    page = said(juror.get(at("after")))
    assert grouped(stored("minutes")[0].sha256) in page
    assert "8 membres n’ont pas encore signé" in page
    assert "Signer le procès-verbal" not in page
    page = said(juror.post(at("signing_code"), follow=True))
    assert "Un code à six chiffres part à votre adresse électronique" in page
    assert "Signer le procès-verbal" in page
    [code] = codes_sent(ASTRUC)
    answer = juror.post(at("sign"), {"code": f"{code[:3]} {code[3:]}", "consent": "on"}, follow=True)
    page = said(answer)
    assert "Votre signature est enregistrée." in page
    assert "A signé" in page
    assert "Recevoir un code" not in page


def test_every_mistake_of_the_signature_is_said_at_once() -> None:
    ask(ASTRUC)
    answer = browser(ASTRUC).post(at("sign"), {"code": "12"})
    assert answer.status_code == 422
    assert "Recopiez les six chiffres du message." in said(answer)
    assert "Cochez la case pour signer" in said(answer)


def test_a_wrong_code_says_how_many_tries_are_left_and_leaves_the_form() -> None:
    code = ask(ASTRUC)
    answer = browser(ASTRUC).post(at("sign"), {"code": other_than(code), "consent": "on"})
    assert answer.status_code == 422
    assert "Encore 4 essais." in said(answer)
    assert 'name="code"' in said(answer)


def test_a_signature_sent_twice_is_one_and_the_second_answer_says_so() -> None:
    code, juror = ask(ASTRUC), browser(ASTRUC)
    form = {"code": code, "consent": "on"}
    assert [juror.post(at("sign"), form).status_code for _ in range(2)] == [302, 422]
    assert "Vous avez déjà signé ce procès-verbal" in said(juror.post(at("sign"), form))
    assert MinutesSignature.objects.count() == 1


def test_a_code_asked_for_twice_leaves_once() -> None:
    juror = browser(ASTRUC)
    answers = [said(juror.post(at("signing_code"), follow=True)) for _ in range(2)]
    assert "attendez son arrivée" in answers[1]
    assert len(codes_sent(ASTRUC)) == 1


def test_everybody_who_reads_sees_who_signed_and_when_and_who_is_awaited() -> None:
    sign(ASTRUC)
    page = said(browser(SECRETARY.name).get(at("after")))
    assert "jeudi 16 juin 2022, 17 h 31" in page
    assert page.count("Attendue<") == 7
    assert "Arrêter les signatures" not in page
    assert "Recevoir un code" not in page


def test_the_president_ends_the_signing() -> None:
    chair = browser(PRESIDENT)
    sign(ASTRUC)
    assert CFDT in said(chair.get(at("after")))
    assert chair.post(at("finish_signing"), {"reason": ""}).status_code == 422
    answer = chair.post(at("finish_signing"), {"reason": "Absents pour longtemps."}, follow=True)
    assert "La feuille de signatures est établie." in said(answer)
    assert said(answer).count("N’a pas signé") == 7
    assert chair.post(at("finish_signing"), {"reason": "Encore."}).status_code == 422


def test_a_juror_does_not_end_the_signing() -> None:
    answer = browser(ASTRUC).post(at("finish_signing"), {"reason": "Assez."})
    assert answer.status_code == 422
    assert "ne revient pas à votre rôle" in said(answer)
    assert not stored("signature_sheet")


def test_the_centre_ends_the_signing_for_a_president_without_an_account() -> None:
    clerk = browser(SECRETARY.name)
    assert "Arrêter les signatures" not in said(clerk.get(at("after")))
    assert clerk.post(at("finish_signing"), {"reason": "Assez."}).status_code == 422
    Member.objects.filter(name=PRESIDENT).update(user=None)
    page = said(clerk.get(at("after")))
    assert f"{PRESIDENT}, qui préside le jury, n’a pas de compte : le centre arrête les signatures" in page
    answer = clerk.post(at("finish_signing"), {"reason": "Les autres signent la copie."}, follow=True)
    assert "La feuille de signatures est établie." in said(answer)
    assert "Les autres signent la copie." in said(answer), "the history keeps the reason"
    assert "une rectification se signe alors sur papier" in said(answer)
    assert "Arrêter les signatures" not in said(answer)


def test_the_centre_attaches_a_scan_and_a_bad_file_is_refused() -> None:
    clerk = browser(SECRETARY.name)
    scan, program = BytesIO(png()), BytesIO(b"MZ" * 40)
    scan.name = program.name = "pv.pdf"
    answer = clerk.post(at("attach_signed"), {"file": program})
    assert answer.status_code == 422
    assert "Ce fichier n’est ni un PDF, ni une image" in said(answer)
    answer = clerk.post(at("attach_signed"), {"file": scan}, follow=True)
    assert "Le fichier est joint" in said(answer)
    assert grouped(stored("signed_elsewhere")[0].sha256) in said(answer)


def corrections(**given: str) -> dict[str, str]:
    """The form of corrections, as a browser sends it."""
    blank = {f"c-{n}-{name}": "" for n in range(5) for name in ("instead_of", "read")}
    management = {"c-TOTAL_FORMS": "5", "c-INITIAL_FORMS": "0", "c-MIN_NUM_FORMS": "1", "c-MAX_NUM_FORMS": "5"}
    filled = {"reason": "Faute de frappe.", "c-0-instead_of": "Abalain", "c-0-read": "Abalain-Mercier"}
    return {f"c-{n}-case": "all" for n in range(5)} | blank | management | filled | given


def test_the_president_writes_reads_again_and_signs_a_rectification() -> None:
    chair = browser(PRESIDENT)
    written = corrections(**{"c-0-case": str(case_of(CORENTIN).pk)})
    answer = chair.post(at("rectify"), written)
    assert answer.status_code == 200
    page = said(answer)
    for words in (
        "Procès-verbal rectificatif n° 1",
        "Abalain-Mercier Corentin",
        'name="c-0-read" value="Abalain-Mercier"',
    ):
        assert words in page
    [code] = codes_sent(PRESIDENT)
    answer = chair.post(at("sign_rectification"), {**written, "code": code, "consent": "on"}, follow=True)
    assert "Le procès-verbal rectificatif n° 1 est établi et signé." in said(answer)
    [paper] = stored("rectifying_minutes")
    assert grouped(paper.sha256) in said(answer)


def test_one_correction_is_asked_for_and_the_others_are_folded() -> None:
    assert '<details class="section">' in said(browser(PRESIDENT).get(at("rectify")))


def test_the_mistakes_of_a_rectification_are_said_at_once() -> None:
    answer = browser(PRESIDENT).post(at("rectify"), corrections(reason="", **{"c-0-read": "Abalain 马"}))
    assert answer.status_code == 422
    page = said(answer)
    assert "Nos documents ne savent pas imprimer « 马 »" in page
    assert page.count('class="error"') == 2
    assert "Deux points à corriger" in page


def test_a_decision_is_refused_politely_and_what_was_written_stays() -> None:
    answer = browser(PRESIDENT).post(
        at("rectify"), corrections(**{"c-0-instead_of": "Non admissible", "c-0-read": "Admissible"})
    )
    assert answer.status_code == 422
    assert "une décision ne se corrige pas ainsi. Un recours accueilli la présente à un nouveau jury." in said(answer)
    assert 'value="Non admissible"' in said(answer)
    assert not codes_sent(PRESIDENT)


def test_corrections_sent_twice_show_the_page_to_sign_with_the_code_that_left() -> None:
    chair = browser(PRESIDENT)
    answers = [chair.post(at("rectify"), corrections()) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert "attendez son arrivée" in said(answers[1])
    [code] = codes_sent(PRESIDENT)
    assert chair.post(at("sign_rectification"), {**corrections(), "code": code, "consent": "on"}).status_code == 302


def test_going_back_and_signing_again_makes_nothing_more() -> None:
    chair = browser(PRESIDENT)
    chair.post(at("rectify"), corrections())
    signed = {**corrections(), "code": codes_sent(PRESIDENT)[0], "consent": "on"}
    assert [chair.post(at("sign_rectification"), signed).status_code for _ in range(2)] == [302, 422]
    assert "Aucun code ne vous attend" in said(chair.post(at("sign_rectification"), signed))
    assert Rectification.objects.count() == 1


def test_corrections_are_modified_before_they_are_signed() -> None:
    chair = browser(PRESIDENT)
    chair.post(at("rectify"), corrections())
    answer = chair.post(at("rectify"), corrections(modify="1"))
    assert answer.status_code == 200
    assert "Relire et recevoir un code" in said(answer)
    assert 'value="Abalain-Mercier"' in said(answer)


def test_a_page_tampered_with_is_refused() -> None:
    chair = browser(PRESIDENT)
    for tampered in ({"c-TOTAL_FORMS": "900"}, {"c-TOTAL_FORMS": ""}, {"c-TOTAL_FORMS": "0"}, {"c-0-case": "autre"}):
        for page in ("rectify", "sign_rectification"):
            assert chair.post(at(page), corrections(**tampered)).status_code == 422
    assert not codes_sent(PRESIDENT)


def test_the_page_costs_as_much_whatever_was_signed_and_corrected() -> None:
    clerk = browser(SECRETARY.name)
    clerk.get(at("after"))

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            clerk.get(at("after"))
        return len(queries)

    before = cost()
    for minute, name in enumerate((ASTRUC, CFDT), start=1):
        sign(name, now=LATER + timedelta(minutes=minute))
    for minute in (2, 4):
        rectify(draft(("ici", f"là {minute}")), now=LATER + timedelta(minutes=minute))
    assert cost() == before


def test_the_home_page_of_a_member_says_that_the_minutes_wait_until_they_are_signed() -> None:
    juror = browser(ASTRUC)
    waiting = "Signer le procès-verbal du jury du 16 juin 2022"
    assert waiting in said(juror.get("/"))
    sign(ASTRUC)
    assert waiting not in said(juror.get("/"))
    assert waiting in said(browser(CFDT).get("/"))
    browser(PRESIDENT).post(at("finish_signing"), {"reason": "Assez attendu."})
    assert waiting not in said(browser(CFDT).get("/"))
