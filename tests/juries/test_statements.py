"""Each union's attendance over a half-year, for its allowance."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import etree
from pytest_django import Settings

from jurande.desk.story.course import at, secretary
from jurande.desk.story.people import AUDITOR, JURORS, MANAGER, NATIONAL, SECRETARY
from jurande.documents.models import StoredDocument
from jurande.juries.after import statements
from jurande.juries.after.statements import half_years, statement
from jurande.juries.after.workbook import defused, workbook
from jurande.juries.models import JurySession, Member
from jurande.ledger.models import Entry
from jurande.organisations.models import ExamCentre, Union
from jurande.rules.allowance import HalfYear
from jurande.rules.lifecycles import Role
from jurande.rules.reasons import Refused
from jurande.rules.rulebook import Side
from tests.documents.reading import text_of
from tests.pages import Page
from tests.told import acting, browser_of

SPRING = HalfYear(2026, 1)
JULY = at(date(2026, 7, 2))
WINTER_JURY = date(2026, 1, 15)
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def summer(told: object, settings: Settings) -> ExamCentre:
    """The story is told, and it is July 2026: one jury was closed in the first half of the year."""
    settings.JURANDE_NOW = JULY
    return ExamCentre.objects.get(code="VDB")


def owed(centre: ExamCentre, period: HalfYear = SPRING) -> dict[str, int]:
    return {line.name: line.decision.euros for line in statement(centre, period).lines}


def winter() -> JurySession:
    return JurySession.objects.get(held_on=WINTER_JURY)


def plain(text: str) -> str:
    for space in ("\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", "&nbsp;"):
        text = text.replace(space, " ")
    return " ".join(text.split())


def said(answer: Page) -> str:
    return plain(answer.content.decode())


# What counts.


def test_each_union_present_is_owed_for_the_jury(summer: ExamCentre) -> None:
    assert set(owed(summer).values()) == {50}
    assert statement(summer, SPRING).euros == 50 * len(owed(summer)) == 200
    assert half_years(summer) == [SPRING, HalfYear(2022, 1), HalfYear(2020, 2)]


def test_no_sum_was_in_force_in_2022(summer: ExamCentre) -> None:
    found = statement(summer, HalfYear(2022, 1))
    assert (found.juries, found.euros) == (1, 0)
    assert {len(line.decision.juries) for line in found.lines} == {1}


def test_a_union_whose_people_did_not_come_is_told_with_nothing(summer: ExamCentre) -> None:
    absent = Member.objects.filter(session=winter(), union="CGT")
    absent.update(arrived_at=None, present=False)
    assert owed(summer)[Union.objects.get(code="CGT").name] == 0


def test_who_left_early_came_and_a_whole_delegation_is_one_jury(summer: ExamCentre) -> None:
    Member.objects.filter(session=winter(), union="CGT").update(left_at=at(WINTER_JURY, 15), present=False)
    Member.objects.create(
        session=winter(), name="Une suppléante", side=Side.EMPLOYEES.value, union_id="CGT", organisation="Fonderie",
        votes=False, temporary_work=True, present=True, arrived_at=at(WINTER_JURY, 14),
    )  # fmt: skip
    assert owed(summer)[Union.objects.get(code="CGT").name] == 50


def test_a_jury_that_is_not_closed_does_not_count_yet(summer: ExamCentre) -> None:
    assert JurySession.objects.filter(held_on=date(2026, 4, 9), state="deliberating").exists()
    assert {len(line.decision.juries) for line in statement(summer, SPRING).lines} == {1}


# The statement kept.


def test_a_statement_is_kept_names_no_juror_and_may_be_made_again(summer: ExamCentre) -> None:
    made = statements.establish(centre=summer, period=SPRING, actor=secretary(), now=JULY)
    text = plain(text_of(bytes(made.content)))
    assert (made.subject, made.filename) == (summer.ref, "assiduite-VDB-2026-S1.pdf")
    # A union that was called and did not come has its line too: nothing is attested of it.
    for expected in (
        "aux jurys inscrits sur sa ligne",
        "15 janvier 2026",
        "50 €",
        "200 €",
        "troisième trimestre 2026",
        "art. 37.2.2",
    ):
        assert expected in text
    assert not [seat.name for seat in JURORS if seat.name in text]
    entry = Entry.objects.get(act="jury.statement")
    assert entry.data == {"period": "2026-S1", "juries": 1, "euros": 200}
    again = statements.establish(centre=summer, period=SPRING, actor=secretary(), now=JULY + timedelta(days=1))
    assert again.filename == "assiduite-VDB-2026-S1-2.pdf"
    assert list(statements.established(summer, SPRING)) == [again, made]


@pytest.mark.parametrize(
    ("now", "role", "code"),
    [(at(date(2026, 6, 30)), Role.SECRETARY, "statement.period"), (JULY, Role.NATIONAL, "statement.role")],
    ids=["on the last day", "by another role"],
)
def test_a_statement_waits_for_the_end_and_is_the_centres(
    summer: ExamCentre, now: datetime, role: Role, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        statements.establish(centre=summer, period=SPRING, actor=acting(NATIONAL, role), now=now)
    assert not StoredDocument.objects.filter(kind="union_statement").exists()


# The spreadsheet.


def cells(content: bytes) -> list[list[str]]:
    """The rows of the first sheet, as its XML has them: texts, and figures as they are written."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    shared = etree.fromstring(archive.read("xl/sharedStrings.xml"))
    texts = ["".join(map(str, one.itertext())) for one in shared.iter(f"{SHEET}si")]
    page = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    assert not list(page.iter(f"{SHEET}f")), "no formula"
    return [[_cell(one, texts) for one in row] for row in page.iter(f"{SHEET}row")]


def _cell(cell: etree._Element, texts: list[str]) -> str:
    value = str(cell.findtext(f"{SHEET}v"))
    return texts[int(value)] if cell.get("t") == "s" else value


def test_the_spreadsheet_opens_with_each_union_and_the_totals(summer: ExamCentre) -> None:
    found = statement(summer, SPRING)
    rows = cells(workbook(found, created=JULY))
    assert rows[0] == ["Organisation", "Jury du", "Lieu", "Somme (€)"]
    names = sorted(union.name for union in Union.objects.all())
    assert [row for row in rows[1:-1] if row[0].startswith("Total")] == [[f"Total {name}", "50"] for name in names]
    assert rows[1] == [names[0], "46037", "Salle Vulcain", "50"]
    assert rows[-1] == ["Total", "200"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CFDT", "CFDT"),
        ("=1+1", "'=1+1"),
        ("+33", "'+33"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("", ""),
    ],
)
def test_what_would_be_a_formula_is_defused(text: str, expected: str) -> None:
    assert defused(text) == expected


def test_a_union_named_like_a_formula_is_a_text(summer: ExamCentre) -> None:
    Union.objects.filter(code="CGT").update(name='=HYPERLINK("http://x")')
    JurySession.objects.filter(pk=winter().pk).update(place="=1+1")
    texts = {cell for row in cells(workbook(statement(summer, SPRING), created=JULY)) for cell in row}
    assert {'\'=HYPERLINK("http://x")', "'=1+1"} <= texts


# The page.


def test_the_page_shows_the_half_year_its_rule_and_what_was_kept(summer: ExamCentre) -> None:
    client, address = browser_of(SECRETARY.email), reverse("juries:attendance")
    shown = said(client.get(address))
    for expected in ("Premier semestre 2026", "art. 37.2.2", "15 janvier 2026", "200 €", "Établir l’attestation"):
        assert expected in shown
    assert not [seat.name for seat in JURORS if seat.name in shown]
    shown = said(client.post(reverse("juries:establish"), {"semestre": "2026-S1"}, follow=True))
    assert "L’attestation du premier semestre 2026 est établie" in shown
    document = reverse("desk:document", args=[StoredDocument.objects.get(kind="union_statement").pk])
    assert client.get(document).headers["Content-Type"] == "application/pdf"
    assert browser_of(MANAGER.email).get(document).status_code == 200
    assert client.get(address, {"semestre": "2026-S9"}).status_code == 404
    sheet = client.get(reverse("juries:spreadsheet"), {"semestre": "2026-S1"})
    assert sheet.headers["Content-Disposition"] == 'attachment; filename="assiduite-VDB-2026-S1.xlsx"'
    assert "Établir l’attestation" not in said(browser_of(AUDITOR.email).get(address))


def test_the_page_costs_as_many_queries_however_many_juries(summer: ExamCentre) -> None:
    client, address = browser_of(SECRETARY.email), reverse("juries:attendance")
    costs = []
    for month in (2, 3):
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        costs.append(len(queries))
        _one_more(summer, date(2026, month, 3))
    assert costs[0] == costs[1]


def _one_more(centre: ExamCentre, held_on: date) -> None:
    """Another closed jury, with the same people present."""
    minutes = winter().minutes
    assert minutes
    minutes.pk = None
    minutes._state.adding = True
    minutes.save()
    session = JurySession.objects.create(
        centre=centre, held_on=held_on, starts_at=time(9), place="Salle Cérès", edition="branch-2019", state="closed",
        called_at=at(held_on), closed_at=at(held_on, 17), minutes=minutes,
    )  # fmt: skip
    for seat in Member.objects.filter(session=winter()):
        seat.pk, seat.session, seat.user = None, session, None
        seat._state.adding = True
        seat.save()
