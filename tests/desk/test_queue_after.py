"""What is due once a jury is closed, in the queue of each."""

from __future__ import annotations

from datetime import date

import pytest
from pytest_django import Settings

from jurande.accounts.http import Member
from jurande.accounts.models import Membership
from jurande.candidacies.models import VaeRequest
from jurande.desk.queue import queue_for
from jurande.desk.queue_after import files_to_check
from jurande.desk.story.course import at, secretary
from jurande.desk.story.people import AUDITOR, MARIAM, NATIONAL, SECRETARY, Account
from jurande.juries.after import signing, transmission
from jurande.juries.models import Case, JurySession, Transmission
from jurande.rules.lifecycles import Role
from tests.juries.sessions import president
from tests.told import acting

TODAY = date(2026, 4, 9)
NOW = at(TODAY, 14, 30)


@pytest.fixture(autouse=True)
def demo(told: object, settings: Settings) -> None:
    """The story is told; it is half past two on 9 April 2026."""
    settings.JURANDE_NOW = NOW


def tasks(account: Account, of: str, today: date = TODAY) -> list[tuple[date | None, str, str, str]]:
    """The tasks of that kind: their day, title, button, weight."""
    membership = Membership.objects.select_related("user", "centre").get(user__email=account.email)
    found = queue_for(Member(membership.user, membership, NOW), today).sources
    [source] = [one for one in found if one.name == of]
    return [(one.due, one.title, one.act, one.urgency(today)) for one in source.tasks]


def winter() -> JurySession:
    return JurySession.objects.get(held_on=date(2026, 1, 15))


def send() -> Transmission:
    return transmission.send(session=winter(), actor=secretary(), now=NOW)


@pytest.mark.parametrize(
    ("today", "urgency"),
    [(TODAY, "soon"), (date(2026, 4, 15), "soon"), (date(2026, 4, 16), "late")],
    ids=["six days before", "on the last day", "the day after"],
)
def test_a_file_waits_to_be_sent_until_it_is_however_late(today: date, urgency: str) -> None:
    title = "Transmettre le dossier du jury du 15 janvier 2026"
    for account, act in ((SECRETARY, "Transmettre"), (AUDITOR, "Voir")):
        assert tasks(account, "Dossiers à transmettre", today) == [(date(2026, 4, 15), title, act, urgency)]
    send()
    assert tasks(SECRETARY, "Dossiers à transmettre", today) == []


def test_a_file_goes_from_one_queue_to_the_other_and_back() -> None:
    national, file = acting(NATIONAL, Role.NATIONAL), send()
    title = "Vérifier le dossier du jury du 15 janvier 2026 : UIMM Val-de-Braise"
    assert tasks(NATIONAL, "Dossiers de jury à vérifier") == [(None, title, "Recevoir", "")]
    transmission.receive(transmission=file, actor=national, now=NOW)
    assert tasks(NATIONAL, "Dossiers de jury à vérifier") == [(None, title, "Vérifier", "")]
    remark = transmission.remark(transmission=file, text="Qui présidait ?", actor=national, now=NOW)
    assert tasks(NATIONAL, "Dossiers de jury à vérifier") == []
    asked = "Répondre à la remarque sur le jury du 15 janvier 2026"
    assert tasks(SECRETARY, "Remarques sans réponse") == [(None, asked, "Répondre", "")]
    transmission.answer(session=winter(), answers={remark.pk: "Elle."}, actor=secretary(), now=NOW)
    assert tasks(SECRETARY, "Remarques sans réponse") == []
    transmission.check(transmission=file, actor=national, now=NOW)
    assert tasks(NATIONAL, "Dossiers de jury à vérifier") == []


def test_what_the_jury_wrote_since_its_file_left_is_to_be_sent_too() -> None:
    national, file = acting(NATIONAL, Role.NATIONAL), send()
    assert tasks(SECRETARY, "Dossiers à compléter") == []
    signing.finish(session=winter(), reason="Copie attendue.", actor=president(winter()), now=NOW)
    title = "Compléter le dossier du jury du 15 janvier 2026"
    for account, act in ((SECRETARY, "Compléter"), (AUDITOR, "Voir")):
        assert tasks(account, "Dossiers à compléter") == [(None, title, act, "")]
    transmission.receive(transmission=file, actor=national, now=NOW)
    remark = transmission.remark(transmission=file, text="Qui présidait ?", actor=national, now=NOW)
    assert tasks(SECRETARY, "Dossiers à compléter") == [], "the answer to a remark takes it along"
    transmission.answer(session=winter(), answers={remark.pk: "Elle."}, actor=secretary(), now=NOW)
    assert tasks(SECRETARY, "Dossiers à compléter") == []


def test_the_national_group_is_told_that_a_file_came_back_completed() -> None:
    national, file = acting(NATIONAL, Role.NATIONAL), send()
    for act in (transmission.receive, transmission.check):
        act(transmission=file, actor=national, now=NOW)
    signing.finish(session=winter(), reason="Copie attendue.", actor=president(winter()), now=NOW)
    transmission.complete(session=winter(), reason="Signatures.", actor=secretary(), now=NOW)
    membership = Membership.objects.select_related("user", "centre").get(user__email=NATIONAL.email)
    [task] = files_to_check(Member(membership.user, membership, NOW), TODAY).tasks
    assert (task.act, task.detail) == ("Recevoir", "Complété par le centre : accusez réception, puis vérifiez.")


def test_the_result_of_a_vae_waits_to_be_notified_until_it_is() -> None:
    case = Case.objects.get(candidacy__email=MARIAM.email)
    assert tasks(SECRETARY, "Résultats de VAE à notifier") == [], "the law of that file gives no day"
    VaeRequest.objects.update_or_create(candidacy=case.candidacy, defaults={"filed_on": date(2024, 3, 1)})
    [(due, title, act, urgency)] = tasks(SECRETARY, "Résultats de VAE à notifier")
    assert (due, act, urgency) == (date(2022, 7, 1), "Notifier", "late")
    assert title.startswith("Notifier le résultat de la VAE : Mariam")
    Case.objects.filter(pk=case.pk).update(notified_at=NOW)
    assert tasks(SECRETARY, "Résultats de VAE à notifier") == []
