"""The jury room: what it shows, to whom, at what cost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html
from pytest_django import Settings

from jurande.desk.story.course import secretary as the_secretary
from jurande.desk.story.people import (
    AUDITOR,
    CORENTIN,
    EVALUATORS,
    MANAGER,
    MARIAM,
    NATIONAL,
    ONDINE,
    SECRETARY,
    TRAINER,
)
from jurande.desk.story.people import OTHER_SECRETARY as ELSEWHERE
from jurande.juries.day import barring, closing
from jurande.juries.day.conformity import findings
from jurande.juries.day.deliberating import Motion
from jurande.juries.facts import bench
from jurande.juries.models import ConformityPoint, JurySession, Vote
from jurande.rules.deliberation import Verdict
from tests.juries.crowd import crowd
from tests.juries.sessions import (
    ASTRUC,
    CFDT,
    CGT,
    FO,
    NOON,
    PRESIDENT,
    attend,
    ballot,
    case_of,
    conform,
    decide,
    decide_all,
    deliberate,
    examine,
    member,
    open_vote,
    president,
    the_jury,
)
from tests.told import browser_of


@pytest.fixture(autouse=True)
def on_the_day(called: object, settings: Settings) -> None:
    """It is half past two on the day of the jury."""
    settings.JURANDE_NOW = NOON


def browser(name: str) -> Client:
    """A member's own device."""
    user = member(name).user
    assert user
    return browser_of(user.email)


def room() -> str:
    return reverse("juries:room", args=[the_jury().pk])


def page(client: Client, address: str | None = None) -> str:
    answer = client.get(address or room())
    assert answer.status_code == 200
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")


# Cost.


@pytest.mark.parametrize("state", ["sitting", "deliberating", "voting"])
def test_the_room_asks_the_database_as_little_for_a_thousand_candidates_as_for_ten(state: str) -> None:
    attend()
    if state != "sitting":
        conform()
    if state == "voting":
        examine(CORENTIN)
        open_vote(CORENTIN)
    client = browser(PRESIDENT)
    asked = []
    for ranks in (range(101, 108), range(201, 1191)):
        crowd(the_jury(), ranks)
        page(client)
        with CaptureQueriesContext(connection) as queries:
            page(client)
        asked.append(len(queries))
    assert the_jury().cases.count() == 1000
    assert asked[0] == asked[1] < 30


def test_the_poll_costs_next_to_nothing_and_says_nothing_while_nothing_changes() -> None:
    deliberate()
    client, address = browser(ASTRUC), reverse("juries:version", args=[the_jury().pk])
    shown = the_jury().version
    for _ in range(3):
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address, {"v": shown})
        assert (answer.status_code, answer.content) == (204, b"")
        assert len(queries) <= 4
    examine(CORENTIN)
    answer = client.get(address, {"v": shown})
    assert answer.status_code == 200
    shown_now = answer.content.decode()
    assert "<html" not in shown_now
    assert f"?v={the_jury().version}" in shown_now
    assert client.get(address, {"v": the_jury().version}).status_code == 204


@pytest.mark.parametrize("act", ["examine", "open_vote", "vote", "decide", "bars"])
def test_every_act_of_the_room_moves_its_version(act: str) -> None:
    deliberate()
    steps: dict[str, Callable[[], object]] = {
        "examine": lambda: examine(CORENTIN),
        "open_vote": lambda: open_vote(CORENTIN),
        "vote": lambda: ballot(CORENTIN, for_=(PRESIDENT,)),
        "bars": lambda: barring.set_bars(
            case=case_of(CORENTIN), barred={}, acting_president=None, actor=the_secretary(), now=NOON
        ),
        "decide": lambda: decide(CORENTIN),
    }
    for name, step in steps.items():
        before = the_jury().version
        step()
        assert the_jury().version == before + 1
        if name == act:
            return


# Who comes in.

WHO = {
    "secretary": (SECRETARY.email, 200),
    "manager": (MANAGER.email, 200),
    "auditor": (AUDITOR.email, 200),
    "juror": ("astruc@jury.demo", 200),
    "another centre": (ELSEWHERE.email, 404),
    "evaluator": (EVALUATORS[0].email, 404),
    "national level": (NATIONAL.email, 404),
    "training body": (TRAINER.email, 404),
    "candidate": (CORENTIN.email, 404),
}


@pytest.mark.parametrize("who", WHO)
def test_the_room_is_open_to_the_centre_and_to_the_jury(who: str) -> None:
    deliberate()
    email, status = WHO[who]
    client = browser_of(email)
    assert client.get(room()).status_code == status
    assert client.get(reverse("juries:version", args=[the_jury().pk])).status_code == status


def test_a_stranger_is_asked_to_log_in() -> None:
    assert Client().get(room()).status_code == 302


def test_a_juror_sees_the_juries_that_summoned_them_and_no_other() -> None:
    other = JurySession.objects.create(
        centre=the_jury().centre, held_on=NOON.date() + timedelta(days=30), starts_at=NOON.time(), place="Salle Cérès"
    )
    client = browser(ASTRUC)
    listing = page(client, reverse("juries:list"))
    assert "Salle Vulcain" in listing
    assert "Salle Cérès" not in listing
    assert client.get(reverse("juries:session", args=[other.pk])).status_code == 404


@pytest.mark.parametrize(
    ("act", "subject", "who"),
    [
        ("examine", "case", SECRETARY.email),
        ("vote", "case", SECRETARY.email),
        ("decide", "case", SECRETARY.email),
        ("record_vote", "case", SECRETARY.email),
        ("close", "session", SECRETARY.email),
        ("cancel", "session", "presidente@jury.demo"),
        ("attend", "session", "presidente@jury.demo"),
        ("call", "session", "presidente@jury.demo"),
        ("designate", "session", "presidente@jury.demo"),
        ("bars", "case", "presidente@jury.demo"),
        ("call", "session", AUDITOR.email),
        ("examine", "case", ELSEWHERE.email),
    ],
)
def test_who_may_not_do_an_act_does_not_find_it(act: str, subject: str, who: str) -> None:
    deliberate()
    target = case_of(CORENTIN).pk if subject == "case" else the_jury().pk
    assert browser_of(who).post(reverse(f"juries:{act}", args=[target])).status_code == 404


def test_an_auditor_does_not_read_whom_a_member_sits_for() -> None:
    deliberate()
    assert ", CGT<" in page(browser(PRESIDENT))
    assert ", CGT<" not in page(browser_of(AUDITOR.email))


# Followed by many.


def test_what_several_members_are_shown_is_composed_once(django_assert_max_num_queries: Any) -> None:
    deliberate()
    examine(CORENTIN)
    address = reverse("juries:version", args=[the_jury().pk])
    first, other = page(browser(CFDT), address), browser(CGT)
    with django_assert_max_num_queries(8):
        assert page(other, address) == first
    decide(CORENTIN)
    assert page(other, address) != first


def test_an_address_that_is_almost_a_candidate_does_not_stand_for_them() -> None:
    deliberate()
    address, mariam = reverse("juries:version", args=[the_jury().pk]), case_of(MARIAM).pk
    assert f'data-case="{mariam}"' not in page(browser(CGT), f"{address}?c={mariam}x")
    assert f'data-case="{mariam}"' in page(browser(CFDT), f"{address}?c={mariam}")


def test_who_presides_is_never_shown_what_others_are() -> None:
    deliberate()
    address = reverse("juries:version", args=[the_jury().pk])
    examine(CORENTIN)
    assert "Décider à l’unanimité" not in page(browser(CFDT), address)
    assert "Décider à l’unanimité" in page(browser(PRESIDENT), address)


# What it shows, and the day through its pages.


def test_the_day_through_its_pages() -> None:
    secretary, presides, unions = browser_of(SECRETARY.email), browser(PRESIDENT), browser(CFDT)
    session = the_jury()
    everybody = [str(one.pk) for one in session.members.all()]
    answer = secretary.post(reverse("juries:attend", args=[session.pk]), {"present": everybody})
    assert answer.headers["Location"] == room()
    assert "Constater la conformité" in page(presides)
    assert "Constater la conformité" not in page(unions)

    keys = (
        "concertation",
        "modalities",
        "reconstituted",
        "opinions",
        "call",
        "composition",
        "parity",
        "vae_bars",
        "commission",
    )
    said = {f"accepted_{key}": "yes" for key in keys}
    conform_address = reverse("juries:conform", args=[session.pk])
    answer = presides.post(conform_address, said | {"accepted_opinions": "no"})
    assert answer.status_code == 422
    assert "écrivez la réserve du jury et son motif" in answer.content.decode()
    assert not ConformityPoint.objects.exists()
    answer = presides.post(conform_address, {key: said[key] for key in list(said)[1:]})
    assert "Le jury se prononce sur ce point" in answer.content.decode()
    assert presides.post(conform_address, said).status_code == 302

    case = case_of(CORENTIN).pk
    for act, part in (("examine", "decision"), ("open_vote", "vote")):
        answer = presides.post(reverse(f"juries:{act}", args=[case]), {"verdict": "admissible"})
        assert answer.headers["Location"] == f"{room()}?c={case}#{part}"
    for name, choice in ((PRESIDENT, "for"), (CGT, "against")):
        browser(name).post(reverse("juries:vote", args=[case]), {"id": uuid4(), "choice": choice})
    shown = page(presides)
    assert "Partage des voix." in shown
    assert "2 voix sur 8" in shown
    result = reverse("juries:record_vote", args=[case])
    answer = presides.post(result)
    assert answer.status_code == 422
    assert "6 sièges sans vote" in answer.content.decode().replace("\xa0", " ")
    answer = presides.post(result, {"silent_abstain": "on"}, follow=True)
    assert "Corentin Abalain-Mercier : le résultat du vote est enregistré" in answer.content.decode().replace(
        "\xa0", " "
    )
    assert "Partage des voix." not in page(unions)


def test_during_a_vote_the_motion_shown_is_the_one_voted_on() -> None:
    deliberate()
    examine(CORENTIN)
    motion = Motion(verdict=Verdict.NOT_ADMISSIBLE, refused_blocks=["RNCP28245BC02"], reason="Nécessité sans motif.")
    open_vote(CORENTIN, motion)
    shown = page(browser(PRESIDENT))
    assert re.search(r'value="not_admissible"[^>]* checked', shown)
    assert re.search(r'value="RNCP28245BC02"[^>]* checked', shown)
    assert "Nécessité sans motif.</textarea>" in shown


def test_nobody_records_a_vote_that_is_not_open() -> None:
    deliberate()
    examine(CORENTIN)
    answer = browser(PRESIDENT).post(reverse("juries:record_vote", args=[case_of(CORENTIN).pk]), follow=True)
    assert "Aucun vote n’est ouvert" in answer.content.decode()
    assert case_of(CORENTIN).state == "examined"


def test_a_decision_that_the_rule_refuses_comes_back_with_what_was_typed() -> None:
    deliberate()
    examine(CORENTIN)
    for act in ("decide", "open_vote"):
        answer = browser(PRESIDENT).post(
            reverse(f"juries:{act}", args=[case_of(CORENTIN).pk]),
            {"verdict": "not_admissible", "refused_blocks": ["RNCP28245BC02"], "reason": ""},
        )
        said = answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")
        assert answer.status_code == 422
        assert "Le refus d’un bloc demande un motif : écrivez-le." in said
        assert 'value="RNCP28245BC02"' in said
    assert case_of(CORENTIN).state == "examined"


@pytest.mark.parametrize("act", ["decide", "open_vote", "conform"])
def test_a_page_left_open_is_told_that_the_jury_went_on(act: str) -> None:
    deliberate()
    examine(CORENTIN)
    decide(CORENTIN)
    subject = the_jury() if act == "conform" else case_of(CORENTIN)
    answer = browser(PRESIDENT).post(reverse(f"juries:{act}", args=[subject.pk]), {"verdict": "admissible"})
    assert answer.status_code == 409
    assert "Acte refusé" in answer.content.decode()


def test_a_vote_without_an_answer_is_no_vote() -> None:
    deliberate()
    examine(CORENTIN)
    open_vote(CORENTIN)
    address = reverse("juries:vote", args=[case_of(CORENTIN).pk])
    answer = browser(ASTRUC).post(address, {"id": uuid4()}, follow=True)
    assert "aucune voix n’a été enregistrée" in answer.content.decode()
    assert not Vote.objects.exists()


def test_the_ballot_is_shown_to_who_has_a_vote_left() -> None:
    deliberate(absent=(FO,), withdrawn=("Olivier Pernelle",))
    examine(CORENTIN)
    open_vote(CORENTIN)
    assert ">Voter</button>" in page(browser(ASTRUC))
    ballot(CORENTIN, for_=(ASTRUC,))
    assert "Votre voix est enregistrée." in page(browser(ASTRUC))
    assert "Vous ne votez pas sur ce candidat." in page(browser("Olivier Pernelle"))
    assert "Vous ne votez pas" not in page(browser_of(SECRETARY.email))


def test_the_president_of_the_day_and_of_the_case_have_the_buttons_of_their_own() -> None:
    deliberate()
    barring.set_bars(
        case=case_of(CORENTIN),
        barred={member(PRESIDENT): "relation"},
        acting_president=member(ASTRUC),
        actor=the_secretary(),
        now=NOON,
    )
    button = "Examiner ce candidat"
    corentin, mariam = (f"{room()}?c={case_of(one).pk}" for one in (CORENTIN, MARIAM))
    assert [button in page(browser(name), corentin) for name in (PRESIDENT, ASTRUC)] == [False, True]
    assert [button in page(browser(name), mariam) for name in (PRESIDENT, ASTRUC)] == [True, False]
    answer = browser(PRESIDENT).post(reverse("juries:examine", args=[case_of(CORENTIN).pk]))
    assert answer.status_code == 409


def test_each_reserve_is_asked_for_in_the_name_of_its_point() -> None:
    attend()
    shown = html.document_fromstring(browser(PRESIDENT).get(room()).content.decode())
    labels = [one for one in shown.iter("label") if "id_reserve" in one.get("for", "")]
    named = [" ".join(str(one.xpath("string()")).split()) for one in labels]
    points = findings(the_jury(), bench(the_jury()))
    assert named == [f"Réserve ou non-conformité, avec son motif : {one.title} (facultatif)" for one in points]
    answer = browser(PRESIDENT).post(reverse("juries:conform", args=[the_jury().pk]), {"reserve_call": "\ufdd0"})
    shown = html.document_fromstring(answer.content.decode())
    assert shown.find(".//*[@id='id_accepted_call_error']") is not None
    summary = shown.find(".//a[@href='#id_reserve_call']/b")
    assert summary is not None
    assert summary.text == f"{next(one.title for one in points if one.key == 'call')}, réserve\u00a0:"


def test_everybody_reads_who_does_not_vote_and_the_secretary_records_it() -> None:
    deliberate()
    address = reverse("juries:bars", args=[case_of(CORENTIN).pk])
    secretary = browser_of(SECRETARY.email)
    corentin = f"{room()}?c={case_of(CORENTIN).pk}"
    assert address in page(secretary, corentin)
    assert address not in page(browser(PRESIDENT), corentin)
    filled = {"ground": "accompanied", "barred": [member(PRESIDENT).pk], "acting_president": member(ASTRUC).pk}
    assert page_after(secretary, address, filled) == corentin
    shown = page(browser(CFDT), corentin)
    assert "Hélène Rochebrune ne vote pas : a accompagné le candidat." in shown
    assert "Vincent Astruc-Lamy préside ce cas." in shown


def page_after(client: Client, address: str, filled: dict[str, object]) -> str:
    """Where a form leads, redirections followed."""
    return client.post(address, filled, follow=True).redirect_chain[-1][0]


def test_closing_too_early_names_who_waits_and_closing_gives_the_minutes() -> None:
    deliberate()
    client, address = browser(PRESIDENT), reverse("juries:close", args=[the_jury().pk])
    answer = client.post(address)
    assert answer.status_code == 409
    assert "Beaucastel Ondine" in answer.content.decode()
    decide_all()
    assert "Clore le jury" in page(client)
    assert client.post(address).status_code == 302
    minutes = reverse("desk:document", args=[the_jury().minutes_id])
    for one in (client, browser_of(SECRETARY.email)):
        assert minutes in page(one)
        answer = one.get(minutes)
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Content-Disposition"].startswith('inline; filename="proces-verbal-VDB-2022-06-16')
    for stranger in (ELSEWHERE.email, NATIONAL.email, CORENTIN.email):
        assert browser_of(stranger).get(minutes).status_code == 404


def test_a_room_that_closed_is_still_there_to_read() -> None:
    deliberate()
    decide_all()
    closing.close(session=the_jury(), actor=president(), now=NOON)
    shown = page(browser_of(SECRETARY.email), f"{room()}?c={case_of(ONDINE).pk}")
    assert "À l’unanimité, sans vote." in shown
    assert "Bloc 2 : non validé ; non acquises : C10 et C12." in shown
    assert "every 2s" not in shown
