"""What members take away from a jury: the certificate of their attendance, the sheet of what they spent."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from jurande.desk.story.course import at, secretary
from jurande.desk.story.people import AUDITOR, NATIONAL, SECRETARY
from jurande.documents.models import StoredDocument
from jurande.juries.after import member_papers
from jurande.juries.after.member_papers import Spent
from jurande.juries.models import ExpenseClaim, JurySession, Member
from jurande.ledger.models import Entry
from jurande.rules.lifecycles import Role
from jurande.rules.reasons import Refused
from tests.documents.reading import text_of
from tests.juries.sessions import CFDT, FO, PRESIDENT, acts_as, close_as_proposed, deliberate, member, the_jury
from tests.pages import Page
from tests.told import JURY_DAY, acting, browser_of

MORROW = at(JURY_DAY + timedelta(days=1))
SPENT = Spent(travel=Decimal("42.50"), meals=Decimal(18), detail="Train depuis Quimper, un repas.")


@pytest.fixture
def closed(called: object, settings: Settings) -> JurySession:
    """The jury of `called`, closed; it is the morrow."""
    close_as_proposed()
    settings.JURANDE_NOW = MORROW
    return the_jury()


def plain(text: str) -> str:
    """With plain spaces."""
    for space in ("\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", "&nbsp;"):
        text = text.replace(space, " ")
    return " ".join(text.split())


def said(answer: Page) -> str:
    return plain(answer.content.decode())


def words(document: StoredDocument) -> str:
    return plain(text_of(bytes(document.content)))


def attest(name: str) -> StoredDocument:
    return member_papers.attest(member=member(name), actor=secretary(), now=MORROW)


# The certificate of attendance.


@pytest.mark.usefixtures("closed")
def test_the_certificate_says_the_day_the_hours_the_place_the_quality_and_not_the_union() -> None:
    text = words(attest(CFDT))
    for expected in (
        CFDT,
        "16 juin 2022",
        "de 14 h à 17 h",
        "Salle Vulcain",
        "Représentant(e) des salariés",
        "Code du travail, art. L3142-42",
        "sans baisse de rémunération",
    ):
        assert expected in text
    seat = member(CFDT)
    assert seat.union
    assert seat.union.name not in text
    assert not [word for word in ("CFDT", "syndic", seat.organisation) if word in text]


@pytest.mark.usefixtures("closed")
def test_who_left_early_is_certified_until_they_left() -> None:
    Member.objects.filter(pk=member(FO).pk).update(left_at=at(JURY_DAY, 15, 20), present=False)
    assert "de 14 h à 15 h 20" in words(attest(FO))


@pytest.mark.usefixtures("closed")
def test_it_is_written_once_whoever_asks() -> None:
    first = member_papers.attest(member=member(CFDT), actor=acts_as(CFDT), now=MORROW)
    assert attest(CFDT) == first
    entry = Entry.objects.get(act="jury.attest")
    assert entry.data == {"member": f"member:{member(CFDT).pk}"}
    assert "law.L3142-42" in entry.clauses


@pytest.mark.usefixtures("closed")
def test_a_paper_is_refused_to_another_and_to_who_did_not_come() -> None:
    with pytest.raises(Refused, match=r"papers\.whose"):
        member_papers.attest(member=member(CFDT), actor=acts_as(FO), now=MORROW)
    with pytest.raises(Refused, match=r"papers\.whose"):
        member_papers.attest(member=member(CFDT), actor=acting(NATIONAL, Role.NATIONAL), now=MORROW)
    Member.objects.filter(pk=member(CFDT).pk).update(arrived_at=None, present=False)
    with pytest.raises(Refused, match=r"papers\.absent"):
        attest(CFDT)
    assert not StoredDocument.objects.filter(kind="attendance_certificate").exists()


@pytest.mark.usefixtures("called")
def test_a_paper_waits_for_the_jury_to_be_closed() -> None:
    deliberate()
    with pytest.raises(Refused, match=r"papers\.not_closed"):
        attest(CFDT)


# The sheet of expenses.


@pytest.mark.usefixtures("closed")
def test_expenses_are_declared_once_and_their_sheet_invents_no_scale() -> None:
    made = member_papers.claim(member=member(CFDT), spent=SPENT, actor=acts_as(CFDT), now=MORROW)
    text = words(made.document)
    for expected in (
        CFDT,
        "42,50 €",
        "18,00 €",
        "60,50 €",
        "Train depuis Quimper",
        "aucun barème n’est écrit",
        "art. 55.2",
    ):
        assert expected in text
    with pytest.raises(Refused, match=r"expenses\.twice") as refused:
        member_papers.claim(member=member(CFDT), spent=SPENT, actor=secretary(), now=MORROW)
    assert "adressez-vous au centre" in refused.value.decision.reasons[0].text
    assert ExpenseClaim.objects.count() == 1


@pytest.mark.usefixtures("closed")
def test_expenses_sent_twice_at_once_are_one_sheet() -> None:
    ready = Barrier(3)

    def work(_: int) -> bool:
        ready.wait(timeout=30)
        try:
            member_papers.claim(member=member(CFDT), spent=SPENT, actor=acts_as(CFDT), now=MORROW)
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(work, range(3))) == [False, False, True]
    assert StoredDocument.objects.filter(kind="expense_sheet").count() == 1


@pytest.mark.usefixtures("closed")
def test_what_a_member_spent_is_in_the_erasable_details_alone() -> None:
    member_papers.claim(member=member(CFDT), spent=SPENT, actor=acts_as(CFDT), now=MORROW)
    entry = Entry.objects.select_related("detail").get(act="jury.expenses")
    assert entry.data == {"member": f"member:{member(CFDT).pk}"}
    assert entry.detail.content["travel"] == "42.50"


@pytest.mark.usefixtures("closed")
@pytest.mark.parametrize(
    "spent", [Spent(), Spent(travel=Decimal(-5), meals=Decimal(10))], ids=["nothing", "less than nothing"]
)
def test_nothing_spent_is_not_declared(spent: Spent) -> None:
    with pytest.raises(Refused, match=r"expenses\.nothing"):
        member_papers.claim(member=member(CFDT), spent=spent, actor=acts_as(CFDT), now=MORROW)
    assert not StoredDocument.objects.filter(kind="expense_sheet").exists()


# The pages.


def test_a_member_asks_for_their_own_papers_and_sees_no_other(closed: JurySession) -> None:
    client, page = browser_of(member(CFDT).email), reverse("juries:after", args=[closed.pk])
    shown = said(client.get(page))
    assert reverse("juries:attest", args=[member(CFDT).pk]) in shown
    assert reverse("juries:attest", args=[member(FO).pk]) not in shown
    answer = client.post(reverse("juries:attest", args=[member(CFDT).pk]))
    assert client.get(answer.headers["Location"]).headers["Content-Type"] == "application/pdf"
    assert client.post(reverse("juries:attest", args=[member(FO).pk])).status_code == 404
    assert browser_of(member(FO).email).get(answer.headers["Location"]).status_code == 404


def test_expenses_typed_with_a_comma_are_read_and_mistakes_come_back(closed: JurySession) -> None:
    client, page = browser_of(member(CFDT).email), reverse("juries:expenses", args=[member(CFDT).pk])
    assert "remboursés" in said(client.get(page))
    assert client.post(page, {"travel": "beaucoup"}).status_code == 422
    answer = client.post(page, {})
    assert answer.status_code == 422
    assert "Déclarez au moins un montant" in said(answer)
    answer = client.post(page, {"travel": "42,50", "meals": "18"}, follow=True)
    assert "60,50 €" in said(answer)
    answer = client.post(page, {"travel": "1"})
    assert answer.status_code == 422
    assert "adressez-vous au centre" in said(answer)


def test_the_centre_sees_who_declared_and_the_total(closed: JurySession) -> None:
    for name, travel in ((CFDT, "42.50"), (PRESIDENT, "7.50")):
        member_papers.claim(member=member(name), spent=Spent(travel=Decimal(travel)), actor=secretary(), now=MORROW)
    page = reverse("juries:after", args=[closed.pk])
    for account in (SECRETARY, AUDITOR):
        assert "Total déclaré : 50,00 €, par 2 membres." in said(browser_of(account.email).get(page)).replace(
            "</b>", ""
        )
    assert "Total déclaré" not in said(browser_of(member(CFDT).email).get(page))
    auditor = said(browser_of(AUDITOR.email).get(page))
    assert "Établir" not in auditor
    assert "rien de déclaré" in auditor


def test_the_page_costs_as_many_queries_whatever_was_asked(closed: JurySession) -> None:
    client, page = browser_of(SECRETARY.email), reverse("juries:after", args=[closed.pk])
    costs = []
    for name in (CFDT, FO):
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        costs.append(len(queries))
        attest(name)
        member_papers.claim(member=member(name), spent=SPENT, actor=secretary(), now=MORROW)
    with CaptureQueriesContext(connection) as queries:
        client.get(page)
    assert {*costs, len(queries)} == {costs[0]}
