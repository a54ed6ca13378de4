"""The regional commission is told who sits and when the next juries meet, and told again when that changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from jurande.desk.story import juries, people
from jurande.desk.story.course import at, secretary
from jurande.desk.story.people import JURORS, SECRETARY
from jurande.documents.models import StoredDocument
from jurande.juries.before import convening, informing
from jurande.juries.before.informing import KIND, commission_decision
from jurande.juries.day.conformity import findings
from jurande.juries.day.sitting import Judged
from jurande.juries.facts import bench
from jurande.juries.models import JurySession
from jurande.ledger.models import Entry
from jurande.messages.models import Message
from jurande.organisations.models import ExamCentre
from jurande.rules.calls import CommissionOutcome
from jurande.rules.lifecycles import Role
from tests.documents.reading import text_of
from tests.juries.sessions import FO, attend, conform, extra_seat, member, the_jury
from tests.told import JURY_DAY, acting, browser_of
from tests.writes import refused

pytestmark = pytest.mark.usefixtures("called")
EVE = at(JURY_DAY - timedelta(days=1))


def letters() -> list[StoredDocument]:
    """The letters to the commission about the jury, oldest first."""
    return list(StoredDocument.objects.filter(kind=KIND, subject=the_jury().ref).order_by("created_at"))


def outcome() -> CommissionOutcome:
    return commission_decision(the_jury(), bench(the_jury()).edition).outcome


def test_a_letter_names_each_member_and_the_juries_to_come_with_its_clause() -> None:
    juries.prepare_session(date(2022, 9, 1), date(2022, 5, 20))
    convening.remove_member(member=member(FO), actor=secretary(), now=EVE)
    informing.inform_commission(session=the_jury(), actor=secretary(), now=EVE)
    letter = text_of(bytes(letters()[-1].content))
    assert all(seat.name in letter for seat in JURORS if seat.name != FO)
    assert FO not in letter
    assert "Confédération générale du travail" in letter
    assert "Président(e) du jury ; avec voix délibérative" in letter
    assert "le 16 juin 2022 à 14 h, Salle Vulcain ; le 1er septembre 2022 à 14 h, Salle Vulcain" in letter
    assert "art. 55.2" in letter
    assert [one.civil.birth_name for one in (people.CORENTIN, people.ONDINE) if one.civil.birth_name in letter] == []


def test_the_letter_leaves_for_the_commission_of_the_centre_and_the_day_is_kept() -> None:
    [letter] = letters()
    sent = Message.objects.get(key=f"region:{letter.pk}")
    assert sent.recipient == people.COMMISSION[1]
    assert bytes(sent.attachments.get().content) == bytes(letter.content)
    assert the_jury().commission_told_at == letter.created_at
    entry = Entry.objects.get(act="jury.inform")
    assert (entry.subject, entry.clauses) == (the_jury().ref, ["branch-2019.55.2"])
    assert len(entry.data["members"]) == 8
    assert (letter.ledger_sequence, letter.ledger_head) == (entry.sequence, entry.hash)


def test_a_jury_that_changes_is_told_again_and_each_letter_stays() -> None:
    assert outcome() is CommissionOutcome.TOLD
    with refused("jury.commission_told"):
        informing.inform_commission(session=the_jury(), actor=secretary(), now=EVE)
    convening.remove_member(member=member(FO), actor=secretary(), now=EVE)
    assert outcome() is CommissionOutcome.TOLD_BEFORE_A_CHANGE
    informing.inform_commission(session=the_jury(), actor=secretary(), now=EVE)
    assert outcome() is CommissionOutcome.TOLD
    assert len(letters()) == 2
    assert Message.objects.filter(key__startswith="region:").count() == 2


def test_a_candidate_more_changes_nothing_to_what_the_commission_was_told() -> None:
    convening.cancel(session=the_jury(), reason="Report.", actor=secretary(), now=EVE)
    assert outcome() is CommissionOutcome.TOLD


def test_without_a_commission_the_centre_is_told_whom_to_ask() -> None:
    convening.remove_member(member=member(FO), actor=secretary(), now=EVE)
    ExamCentre.objects.update(commission=None)
    with refused("jury.no_commission"):
        informing.inform_commission(session=the_jury(), actor=secretary(), now=EVE)


def test_a_jury_is_called_and_composed_before_the_commission_is_told() -> None:
    session = juries.prepare_session(date(2022, 9, 1), date(2022, 5, 20))
    with refused("lifecycle.moment"):
        informing.inform_commission(session=session, actor=secretary(), now=EVE)
    convening.call_unions(session=session, actor=secretary(), now=EVE)
    with refused("jury.nobody"):
        informing.inform_commission(session=session, actor=secretary(), now=EVE)


def test_telling_the_commission_is_the_centres_act() -> None:
    convening.remove_member(member=member(FO), actor=secretary(), now=EVE)
    with refused("lifecycle.role"):
        informing.inform_commission(session=the_jury(), actor=acting(people.AUDITOR, Role.AUDITOR), now=EVE)


# What the jury finds of it, and what the centre sees.


def test_a_commission_that_was_not_told_asks_the_jury_for_a_reserve() -> None:
    JurySession.objects.update(commission_told_at=None)
    attend()
    point = next(one for one in findings(the_jury(), bench(the_jury())) if one.key == "commission")
    assert not point.met
    assert "non informée" in point.finding
    with refused("jury.reserve"):
        conform()
    said = Judged(accepted=False, reserve="La commission régionale est informée ce jour.")
    assert conform({"commission": said}).state == "deliberating"


def test_nothing_is_asked_of_a_jury_of_the_2014_edition() -> None:
    JurySession.objects.update(edition="branch-2014")
    assert "commission" not in [one.key for one in findings(the_jury(), bench(the_jury()))]


def said(client: Client) -> str:
    """The page of the session, with plain spaces."""
    answer = client.get(reverse("juries:session", args=[the_jury().pk]))
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")


def test_the_page_says_when_the_commission_was_told_and_offers_to_tell_it_again(settings: Settings) -> None:
    settings.JURANDE_NOW = EVE
    client, address = browser_of(SECRETARY.email), reverse("juries:inform", args=[the_jury().pk])
    page = said(client)
    assert "Commission régionale informée le 29 mai 2022" in page
    assert address not in page
    extra = extra_seat("Rachid Benameur", votes=False)
    convening.remove_member(member=extra, actor=secretary(), now=EVE)
    page = said(client)
    assert "puis la composition a changé ; informez-la encore" in page
    assert address in page
    answer = client.post(address, follow=True)
    assert "La lettre est partie" in answer.content.decode()
    assert client.post(address).status_code == 409
    assert address not in said(browser_of(people.AUDITOR.email))
