"""The result of a VAE is notified to its candidate, and dated (labour code R6412-7)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from pytest_django import Settings

from jurande.candidacies.models import VaeRequest
from jurande.certificates.actions import issue_waiting
from jurande.certificates.notices import write_waiting
from jurande.certificates.notifying import (
    note_notified,
    notification,
    notify_otherwise,
    results,
    waiting_results,
)
from jurande.desk.story.course import at, secretary
from jurande.desk.story.people import AUDITOR, CORENTIN, MARIAM, NATIONAL, ONDINE, SECRETARY
from jurande.juries.models import Case
from jurande.ledger.models import Entry
from jurande.messages.actions import send_waiting
from jurande.messages.models import Message
from jurande.rules.certification import RouteCode
from jurande.rules.lifecycles import Role
from jurande.rules.notification import NotificationOutcome
from jurande.rules.reasons import Refused
from tests.juries.sessions import candidacy_of, case_of, close_as_proposed
from tests.told import JURY_DAY, acting, browser_of

EVENING = at(JURY_DAY, 20)
MORROW = at(JURY_DAY + timedelta(days=1))


@pytest.fixture
def closed(called: object) -> None:
    """The jury of `called` closed: Mariam, by VAE, is admissible; Ondine, made one too, is not."""
    close_as_proposed()
    ondine = candidacy_of(ONDINE)
    ondine.route = RouteCode.VAE.value
    ondine.save(update_fields=["route"])


def filed_since_the_reform() -> None:
    """As if the jury of 2022 were of today: the files of both began once the law gave fifteen days."""
    for one in (MARIAM, ONDINE):
        filed_on = date(2024, 3, 1)
        VaeRequest.objects.update_or_create(candidacy=candidacy_of(one), defaults={"filed_on": filed_on})


@pytest.mark.usefixtures("closed")
def test_a_result_is_notified_the_day_its_message_leaves_whatever_it_is() -> None:
    assert note_notified(now=EVENING) == 0
    issue_waiting(now=EVENING)
    write_waiting(now=EVENING)
    assert note_notified(now=EVENING) == 0, "made is not told"
    send_waiting(now=MORROW)
    assert note_notified(now=MORROW + timedelta(hours=1)) == 2
    assert note_notified(now=MORROW + timedelta(hours=2)) == 0
    assert {case_of(one).notified_at for one in (MARIAM, ONDINE)} == {MORROW}
    entry = Entry.objects.get(act="certificate.notified", subject=candidacy_of(MARIAM).ref)
    assert (entry.effective_on, entry.data["case"]) == (MORROW.date(), case_of(MARIAM).ref)


@pytest.mark.usefixtures("closed")
def test_a_message_that_does_not_leave_notifies_nothing() -> None:
    issue_waiting(now=EVENING)
    Message.objects.update(last_error="ConnectionRefusedError", claimed_at=EVENING)
    assert note_notified(now=MORROW) == 0


@pytest.mark.usefixtures("closed")
def test_who_waits_has_a_last_day_where_the_law_gives_one() -> None:
    assert waiting_results(results(), on=JURY_DAY) == []
    assert notification(case_of(MARIAM), on=JURY_DAY).outcome is NotificationOutcome.NO_PERIOD
    filed_since_the_reform()
    cases = {MARIAM.email, ONDINE.email}
    waiting = waiting_results(results(), on=JURY_DAY)
    assert {(case.candidacy.email, last) for case, last in waiting} == {(one, date(2022, 7, 1)) for one in cases}
    Case.objects.filter(pk=case_of(MARIAM).pk).update(notified_at=at(date(2022, 7, 2)))
    assert [case.candidacy.email for case, _ in waiting_results(results(), on=JURY_DAY)] == [ONDINE.email]
    assert notification(case_of(MARIAM), on=date(2022, 8, 1)).outcome is NotificationOutcome.NOTIFIED_LATE


@pytest.mark.usefixtures("closed")
def test_the_centre_says_when_and_how_it_told_the_candidate_itself() -> None:
    case = case_of(MARIAM)
    notify_otherwise(case=case, on=JURY_DAY, how="Lettre remise en main propre.", actor=secretary(), now=MORROW)
    entry = Entry.objects.select_related("detail").get(act="certificate.notified")
    assert (entry.effective_on, entry.detail.content["reason"]) == (JURY_DAY, "Lettre remise en main propre.")
    assert "Lettre" not in str(entry.data)
    with pytest.raises(Refused, match=r"notification\.done"):
        notify_otherwise(case=case, on=JURY_DAY, how="Encore.", actor=secretary(), now=MORROW)


@pytest.mark.usefixtures("closed")
@pytest.mark.parametrize(
    ("on", "role", "code"),
    [
        (JURY_DAY - timedelta(days=1), Role.SECRETARY, "notification.day"),
        (MORROW.date() + timedelta(days=1), Role.SECRETARY, "notification.day"),
        (JURY_DAY, Role.NATIONAL, "notification.role"),
    ],
    ids=["before the jury", "to come", "another role"],
)
def test_a_notification_that_cannot_be_is_refused(on: date, role: Role, code: str) -> None:
    with pytest.raises(Refused, match=code):
        notify_otherwise(case=case_of(MARIAM), on=on, how="Lettre.", actor=acting(NATIONAL, role), now=MORROW)
    assert case_of(MARIAM).notified_at is None


@pytest.mark.usefixtures("closed")
def test_the_page_of_the_candidate_leads_to_where_it_is_said(settings: Settings) -> None:
    settings.JURANDE_NOW = MORROW
    client, case = browser_of(SECRETARY.email), case_of(MARIAM)
    candidacy, page = (
        reverse("desk:candidacy", args=[case.candidacy_id]),
        reverse("certificates:notify", args=[case.pk]),
    )
    shown = client.get(candidacy).content.decode()
    assert "À notifier" in shown
    assert page in shown
    assert page not in browser_of(AUDITOR.email).get(candidacy).content.decode()
    assert client.post(page, {"on": "2022-06-15", "how": "Lettre."}).status_code == 422
    answer = client.post(page, {"on": "2022-06-17", "how": "Lettre recommandée."}, follow=True)
    assert "17 juin 2022" in answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")
    assert "Enregistrer la notification" not in client.get(page).content.decode()
    assert client.get(reverse("certificates:notify", args=[case_of(CORENTIN).pk])).status_code == 404
