"""What is due before a jury sits, in the queue of its centre."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jurande.accounts.http import Member
from jurande.accounts.models import Membership
from jurande.desk.queue import queue_for
from jurande.desk.queue_before import commissions_to_inform
from jurande.desk.story.course import at, secretary
from jurande.desk.story.people import AUDITOR, MANAGER, NATIONAL, OTHER_SECRETARY, SECRETARY, Account
from jurande.desk.tasks import Task
from jurande.juries.before import convening, informing
from jurande.juries.models import JurySession
from jurande.juries.models import Member as Seat
from jurande.organisations.models import ExamCentre
from tests.juries.sessions import FO, member, the_jury
from tests.told import JURY_DAY

pytestmark = pytest.mark.usefixtures("called")
EVE = JURY_DAY - timedelta(days=1)
NOW = at(JURY_DAY - timedelta(days=3))
NAME = "Commissions à informer"


def reader(account: Account) -> Member:
    membership = Membership.objects.select_related("user", "centre").get(user__email=account.email)
    return Member(membership.user, membership, NOW)


def tasks(account: Account, today: date = EVE) -> list[Task]:
    return [task for one in queue_for(reader(account), today).sources if one.name == NAME for task in one.tasks]


def changed() -> None:
    convening.remove_member(member=member(FO), actor=secretary(), now=NOW)


def never_told() -> None:
    JurySession.objects.update(commission_told_at=None)


def test_a_commission_that_knows_who_sits_is_nobody_s_task() -> None:
    assert tasks(SECRETARY) == []


@pytest.mark.parametrize(
    ("today", "urgency"),
    [
        (JURY_DAY - timedelta(days=9), ""),
        (JURY_DAY - timedelta(days=8), "soon"),
        (EVE, "soon"),
        (JURY_DAY, "late"),
    ],
    ids=["eight days before its eve", "a week before its eve", "on the eve", "on the day of the jury"],
)
def test_the_commission_is_to_be_told_before_the_jury_sits(today: date, urgency: str) -> None:
    changed()
    for account in (SECRETARY, MANAGER):
        [task] = tasks(account, today)
        assert (task.due, task.title, task.act, task.urgency(today)) == (
            EVE,
            "Informer la commission régionale du jury du 16 juin 2022",
            "Informer",
            urgency,
        )
        assert task.url == f"/jurys/{the_jury().pk}/#commission"
        assert "puis la composition a changé" in task.detail
        assert "art. 55.2" in task.clause.ref


def test_who_may_not_tell_it_is_not_asked_to() -> None:
    never_told()
    assert [account for account in (AUDITOR, NATIONAL, OTHER_SECRETARY) if tasks(account)] == []
    assert "non informée" in tasks(SECRETARY)[0].detail


def test_once_told_it_leaves_the_queue_until_the_composition_changes() -> None:
    never_told()
    informing.inform_commission(session=the_jury(), actor=secretary(), now=NOW)
    assert tasks(SECRETARY) == []
    changed()
    assert len(tasks(SECRETARY)) == 1


@pytest.mark.parametrize("state", ["prepared", "sitting", "deliberating", "cancelled"])
def test_it_is_told_of_juries_that_are_called_and_have_not_begun(state: str) -> None:
    never_told()
    JurySession.objects.filter(pk=the_jury().pk).update(state=state)
    assert tasks(SECRETARY) == []


def test_a_jury_without_a_member_has_nobody_to_name() -> None:
    never_told()
    Seat.objects.all().delete()
    assert tasks(SECRETARY) == []


def test_a_centre_without_a_commission_reads_whom_to_ask() -> None:
    never_told()
    ExamCentre.objects.update(commission=None)
    assert "demandez-la au niveau national" in tasks(SECRETARY)[0].detail


def test_the_former_edition_asks_for_nothing() -> None:
    never_told()
    JurySession.objects.update(edition="branch-2014")
    assert tasks(SECRETARY) == []


def test_it_costs_as_many_queries_whatever_the_number_of_juries() -> None:
    never_told()
    session, seat, clerk, costs = the_jury(), member(FO), reader(SECRETARY), []
    for number in range(1, 21):
        if number in {1, 20}:
            with CaptureQueriesContext(connection) as queries:
                found = commissions_to_inform(clerk, JURY_DAY)
            costs.append((len(queries), found.total, found.late))
        one = JurySession(centre=session.centre, held_on=JURY_DAY + timedelta(days=number), starts_at=time(9))
        one.state, one.edition, one.called_at, one.place = "called", session.edition, NOW, "Salle Cérès"
        one.save()
        Seat.objects.create(session=one, name="Ida Nast", side=seat.side, organisation="Usine", votes=True)
    assert costs == [(1, 1, 1), (1, 20, 1)]
