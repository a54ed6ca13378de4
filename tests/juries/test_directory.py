"""The directory of jurors: who keeps it, what it refuses, what it never says, and designating from it."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from jurande.desk.story import juries, people
from jurande.desk.story.course import at, secretary
from jurande.juries.before import convening, directory
from jurande.juries.before.directory import Described, Designation
from jurande.juries.models import Juror, Member
from jurande.ledger.models import Detail, Entry
from jurande.organisations.models import EmployersOrganisation, ExamCentre, Union
from jurande.rules.lifecycles import Role
from jurande.rules.reasons import Refused
from jurande.rules.rulebook import Side
from tests.juries.sessions import ASTRUC, CFDT, PRESIDENT, extra_seat, member, the_jury
from tests.pages import summary, text, tree
from tests.told import JURY_DAY, acting, browser_of
from tests.writes import acts_on, nothing_written, refused

pytestmark = pytest.mark.usefixtures("called")
EVE = at(JURY_DAY - timedelta(days=1))
LATER = JURY_DAY + timedelta(days=60)


def centre() -> ExamCentre:
    """The centre of the story's jury."""
    return the_jury().centre


def described(**given: Any) -> Described:
    """Somebody of the CGT, unless said otherwise."""
    known: dict[str, Any] = {
        "name": "Rachid Benameur",
        "email": "benameur@jury.demo",
        "side": Side.EMPLOYEES,
        "organisation": "Fonderie de l’Arceau",
        "union": Union.objects.get(code="CGT"),
        "quality": "Délégué du personnel",
    }
    return Described(**known | given)


def entered(**given: Any) -> Juror:
    """Somebody in the directory."""
    return directory.enter(centre=centre(), described=described(**given), actor=secretary(), now=EVE)


def agency(branch: str = "temporary_work") -> EmployersOrganisation:
    """An employers' organisation, of temporary work unless said otherwise."""
    return EmployersOrganisation.objects.create(
        name=f"Organisation {branch}", branch=branch, email="org@demo.test", starts_on=date(2020, 1, 1)
    )


@pytest.fixture
def browser(settings: Settings) -> Client:
    """The secretary's browser, the day before the jury."""
    settings.JURANDE_NOW = EVE
    return browser_of(people.SECRETARY.email)


# The acts.


def test_whoever_was_designated_in_the_story_is_in_the_directory_once() -> None:
    assert Juror.objects.count() == 8
    assert set(Member.objects.values_list("name", "juror__name")) == {(name, name) for name in names()}


def names() -> list[str]:
    """Everybody of the directory."""
    return list(Juror.objects.values_list("name", flat=True))


def test_a_sheet_is_entered_corrected_left_and_taken_back() -> None:
    juror = entered()
    asked = described(organisation="Visserie Maubrun", quality="")
    assert directory.correct(juror=juror, described=asked, actor=secretary(), now=EVE) == ("organisation", "quality")
    directory.leave(juror=juror, left_on=JURY_DAY - timedelta(days=3), actor=secretary(), now=EVE)
    directory.take_back(juror=juror, actor=secretary(), now=EVE)
    assert acts_on(juror.ref) == ["juror.enter", "juror.correct", "juror.leave", "juror.return"]
    corrected = Entry.objects.get(subject=juror.ref, act="juror.correct")
    assert corrected.data == {"fields": ["organisation", "quality"]}
    left = Entry.objects.get(subject=juror.ref, act="juror.leave")
    assert left.effective_on == JURY_DAY - timedelta(days=3)


def test_the_ledger_never_says_whose_union_somebody_is() -> None:
    before = set(Entry.objects.values_list("pk", flat=True))
    juror = entered()
    directory.correct(juror=juror, described=described(union=Union.objects.get(code="FO")), actor=secretary(), now=EVE)
    designation = Designation.from_directory(Juror.objects.get(pk=juror.pk), votes=False, president=False)
    convening.designate(session=the_jury(), designation=designation, actor=secretary(), now=EVE)
    written = Entry.objects.exclude(pk__in=before)
    assert {one.act for one in written} >= {"juror.enter", "juror.correct", "jury.compose"}
    told = [str(one.data) for one in written]
    told += [str(one.content) for one in Detail.objects.filter(entry__in=written)]
    assert not [line for line in told if "CGT" in line or "FO" in line]


def test_nothing_is_written_when_nothing_changes() -> None:
    juror = entered()
    with refused("juror.same"):
        directory.correct(juror=juror, described=described(email="BENAMEUR@jury.demo"), actor=secretary(), now=EVE)


@pytest.mark.parametrize("email", ["benameur@jury.demo", "Benameur@Jury.Demo "])
def test_an_address_is_in_the_directory_once_and_the_sentence_says_whose(email: str) -> None:
    entered()
    with refused("juror.twice") as sentences:
        entered(name="R. Benameur", email=email)
    assert sentences == ["Le répertoire de votre centre a déjà quelqu’un à cette adresse : Rachid Benameur."]


def test_a_correction_does_not_take_somebody_elses_address() -> None:
    juror = entered()
    with refused("juror.twice"):
        directory.correct(juror=juror, described=described(email="astruc@jury.demo"), actor=secretary(), now=EVE)


@pytest.mark.parametrize(
    ("given", "branch", "sentence"),
    [
        ({"side": Side.EMPLOYERS}, None, "Un représentant syndical siège dans la délégation syndicale."),
        ({}, "branch", "Une organisation d’employeurs désigne dans la délégation patronale."),
        ({"side": Side.EMPLOYERS, "union": None}, "temporary_work", "désigne pour le travail temporaire"),
        ({"side": Side.EMPLOYERS, "union": None, "temporary_work": True}, "branch", "désigne pour la branche"),
    ],
    ids=["a union among employers", "employers among employees", "the agencies for the branch", "the branch for them"],
)
def test_a_delegation_is_designated_by_its_own_organisations(
    given: dict[str, Any], branch: str | None, sentence: str
) -> None:
    employers = agency(branch) if branch else None
    with refused("juror.delegation") as sentences:
        entered(employers=employers, **given)
    assert sentence in sentences[0]


def test_nobody_leaves_on_a_day_to_come_nor_twice() -> None:
    juror = entered()
    with refused("juror.left_on"):
        directory.leave(juror=juror, left_on=JURY_DAY, actor=secretary(), now=EVE)
    with refused("juror.sits"):
        directory.take_back(juror=juror, actor=secretary(), now=EVE)
    directory.leave(juror=juror, left_on=JURY_DAY - timedelta(days=1), actor=secretary(), now=EVE)
    with refused("juror.left"):
        directory.leave(juror=juror, left_on=JURY_DAY - timedelta(days=1), actor=secretary(), now=EVE)


@pytest.mark.parametrize(
    ("role", "account"), [(Role.AUDITOR, people.AUDITOR), (Role.NATIONAL, people.NATIONAL)], ids=str
)
def test_only_those_who_convene_keep_the_directory(role: Role, account: people.Account) -> None:
    with refused("juror.role"):
        directory.enter(centre=centre(), described=described(), actor=acting(account, role), now=EVE)


def test_two_clerks_who_enter_the_same_address_have_one_sheet() -> None:
    place, ready = centre(), Barrier(2)
    said: list[str] = []

    def clerk() -> None:
        ready.wait()
        try:
            directory.enter(centre=place, described=asked, actor=who, now=EVE)
            said.append("entered")
        except Refused as refusal:
            said.append(refusal.decision.obstacles[0].code)
        finally:
            connection.close()

    asked, who = described(), secretary()
    clerks = [Thread(target=clerk) for _ in range(2)]
    for one in clerks:
        one.start()
    for one in clerks:
        one.join()
    assert sorted(said) == ["entered", "juror.twice"]
    assert Juror.objects.filter(email="benameur@jury.demo").count() == 1


# Designating.


def test_somebody_of_the_directory_sits_as_their_sheet_says() -> None:
    juror = entered(qualified=False)
    designation = Designation.from_directory(juror, votes=False, president=False)
    seat = convening.designate(session=the_jury(), designation=designation, actor=secretary(), now=EVE)
    copied = ("name", "email", "side", "union", "organisation", "quality", "temporary_work", "qualified")
    assert seat.juror == juror
    assert [getattr(seat, name) for name in copied] == [getattr(juror, name) for name in copied]


def test_a_new_person_enters_the_directory_and_a_known_address_is_recognised() -> None:
    seat = extra_seat("Rachid Benameur", email="benameur@jury.demo", quality="Chef d’atelier")
    assert seat.juror
    assert (seat.juror.name, seat.juror.quality) == ("Rachid Benameur", "Chef d’atelier")
    assert acts_on(seat.juror.ref) == ["juror.enter"]
    again = juries.prepare_session(LATER, JURY_DAY)
    known = Designation(name="R. Benameur", email="Benameur@jury.demo", side=Side.EMPLOYERS, organisation="Ternois")
    other = convening.designate(session=again, designation=known, actor=secretary(), now=at(JURY_DAY))
    assert other.juror == seat.juror
    assert Juror.objects.get(pk=seat.juror.pk).name == "Rachid Benameur"
    assert acts_on(seat.juror.ref) == ["juror.enter"]


def test_who_sits_no_more_is_not_designated_before_they_are_taken_back() -> None:
    juror = entered()
    directory.leave(juror=juror, left_on=JURY_DAY - timedelta(days=1), actor=secretary(), now=EVE)
    session = the_jury()
    for designation in (
        Designation.from_directory(juror, votes=False, president=False),
        Designation(name="X", email="benameur@jury.demo", side=Side.EMPLOYERS, organisation="Y"),
    ):
        with refused("juror.left"):
            convening.designate(session=session, designation=designation, actor=secretary(), now=EVE)


@pytest.mark.parametrize("name", ["Odile Sauvageot", "O. S."], ids=["another name", "initials"])
def test_an_address_shared_by_two_people_opens_one_of_them_only(name: str) -> None:
    entered()
    designation = Designation(
        name=name, email="Benameur@jury.demo", side=Side.EMPLOYERS, organisation="Ternois", votes=False
    )
    with refused("juror.other_address") as sentences:
        convening.designate(session=the_jury(), designation=designation, actor=secretary(), now=EVE)
    assert "est celle de Rachid Benameur" in sentences[0]
    assert not Member.objects.filter(name=name).exists()


def test_without_an_address_a_member_has_no_sheet() -> None:
    assert extra_seat("Sans Adresse", email="").juror is None


# The pages.


def filled(**given: str) -> dict[str, str]:
    """The form of somebody of the CGT."""
    typed = {
        "side": "employees",
        "name": "Rachid Benameur",
        "email": "benameur@jury.demo",
        "organisation": "Fonderie de l’Arceau",
        "union": "CGT",
        "qualified": "on",
    }
    return {name: value for name, value in (typed | given).items() if value}


def test_a_sheet_is_entered_read_and_corrected_on_its_pages(browser: Client) -> None:
    answer = browser.post(reverse("juries:juror_add"), filled(), follow=True)
    assert "Rachid Benameur est dans le répertoire." in text(answer)
    juror = Juror.objects.get(email="benameur@jury.demo")
    address = reverse("juries:juror", args=[juror.pk])
    assert "Aucun jury encore." in text(browser.get(address))
    correcting = reverse("juries:juror_correct", args=[juror.pk])
    assert summary(browser.post(correcting, filled())) == [
        "Rien ne change : corrigez au moins un champ, ou revenez à la fiche. (Déroulement de la procédure)"
    ]
    assert browser.post(correcting, filled(quality="Tuteur")).headers["Location"] == address
    answer = browser.post(reverse("juries:juror_leave", args=[juror.pk]), {"left_on": "2022-06-15"}, follow=True)
    assert "Ne siège plus depuis le 15 juin 2022" in text(answer)
    answer = browser.post(reverse("juries:juror_back", args=[juror.pk]), follow=True)
    assert "est de nouveau proposé(e)" in text(answer)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"union": ""}, "Choisissez l’organisation qui désigne ce membre."),
        ({"side": "employers"}, "Un représentant syndical siège dans la délégation syndicale."),
        (
            {"side": "employers", "union": "", "temporary_work": "on"},
            "Choisissez l’organisation qui désigne pour le travail temporaire",
        ),
        ({"email": "astruc@jury.demo"}, "Le répertoire de votre centre a déjà quelqu’un à cette adresse"),
    ],
    ids=["no union", "a union among employers", "temporary work without its organisation", "a known address"],
)
def test_a_sheet_that_cannot_be_comes_back_as_it_was_typed(
    browser: Client, given: dict[str, str], sentence: str
) -> None:
    with nothing_written():
        answer = browser.post(reverse("juries:juror_add"), filled(**given))
    assert answer.status_code == 422
    assert any(sentence in line for line in summary(answer))
    assert "Rachid Benameur" in answer.content.decode()


def test_a_juror_is_found_by_part_of_a_name_that_no_address_tells(browser: Client) -> None:
    answer = browser.post(reverse("juries:directory"), {"q": "stephan roche"})
    assert "stephan" not in answer.headers["Location"]
    assert listed(browser.get(answer.headers["Location"])) == ["Yannick Stéphan-Roche"]
    browser.post(reverse("juries:directory"), {"q": "trefilerie"})
    assert listed(browser.get(answer.headers["Location"])) == [ASTRUC]
    browser.post(reverse("juries:directory"), {"q": "personne"})
    assert "Personne ne porte ce nom" in text(browser.get(answer.headers["Location"]))


def listed(page: Any) -> list[str]:
    """Who the list names."""
    return [" ".join(row.split()) for row in tree(page).xpath("//tbody//th/a/text()")]


def test_the_list_follows_a_delegation_and_who_left(browser: Client) -> None:
    directory.leave(juror=Juror.objects.get(name=ASTRUC), left_on=date(2022, 6, 1), actor=secretary(), now=EVE)
    address = reverse("juries:directory")
    assert len(listed(browser.get(address))) == 7
    assert len(listed(browser.get(f"{address}?liste=patronale"))) == 3
    assert len(listed(browser.get(f"{address}?liste=syndicale"))) == 4
    assert listed(browser.get(f"{address}?liste=partis")) == [ASTRUC]


def test_the_list_and_a_sheet_cost_the_same_whatever_their_length(
    browser: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    few, many = reverse("juries:directory"), reverse("juries:juror", args=[Juror.objects.get(name=PRESIDENT).pk])
    with django_assert_num_queries(6):
        browser.get(few)
    for number in range(30):
        entered(name=f"Juré {number}", email=f"jure{number}@jury.demo")
    with django_assert_num_queries(6):
        browser.get(few)
    with django_assert_num_queries(6):
        assert "16 juin 2022" in text(browser.get(many))
    sheet = Juror.objects.get(name=PRESIDENT)
    for number in range(5):
        session = juries.prepare_session(LATER + timedelta(days=number), JURY_DAY)
        seat = Designation.from_directory(sheet, votes=True, president=True)
        convening.designate(session=session, designation=seat, actor=secretary(), now=at(JURY_DAY))
    with django_assert_num_queries(6):
        assert len(tree(browser.get(many)).xpath("//section[@aria-labelledby='jurys']//tbody/tr")) == 6


def test_the_directory_of_another_centre_is_nobodys_business_here(browser: Client) -> None:
    elsewhere = ExamCentre.objects.get(code="TRF")
    foreign = Juror.objects.create(
        centre=elsewhere, name="Ailleurs", email="x@ailleurs.demo", side="employers", organisation="Là-bas"
    )
    assert "Ailleurs" not in text(browser.get(reverse("juries:directory")))
    assert browser.get(reverse("juries:juror", args=[foreign.pk])).status_code == 404
    answer = browser.post(reverse("juries:designate", args=[the_jury().pk]), {"juror": str(foreign.pk)})
    assert answer.status_code == 422


def test_no_title_of_a_page_names_a_union(browser: Client) -> None:
    sheet = Juror.objects.get(name=CFDT)
    for address in (reverse("juries:directory"), reverse("juries:juror", args=[sheet.pk])):
        page = browser.get(address)
        assert "CFDT" in text(page)
        assert "CFDT" not in str(tree(page).xpath("string(//title)"))


def test_the_panel_offers_those_of_the_directory_who_are_not_in_this_jury_by_delegation(browser: Client) -> None:
    juror = entered()
    gone = entered(name="Partie", email="partie@jury.demo")
    directory.leave(juror=gone, left_on=date(2022, 6, 1), actor=secretary(), now=EVE)
    page = browser.get(reverse("juries:session", args=[the_jury().pk]))
    groups = tree(page).xpath("//select[@name='juror']/optgroup")
    assert [(one.get("label"), one.xpath("string(option)")) for one in groups] == [
        ("Délégation syndicale", "Rachid Benameur, CGT")
    ]
    answer = browser.post(reverse("juries:designate", args=[the_jury().pk]), {"juror": str(juror.pk)}, follow=True)
    assert "Rachid Benameur est dans le jury." in text(answer)
    seat = member("Rachid Benameur")
    assert (seat.juror, seat.votes, seat.quality) == (juror, False, "Délégué du personnel")
    assert "Délégué du personnel" in text(answer)


def test_a_temporary_work_member_comes_from_an_organisation_that_designates_for_it(browser: Client) -> None:
    organisation = agency()
    typed = filled(side="employers", union="", temporary_work="on", employers=str(organisation.pk))
    address = reverse("juries:designate", args=[the_jury().pk])
    answer = browser.post(address, typed | {"temporary_work": ""})
    assert any("cochez-le" in line for line in summary(answer))
    needed = {"need": "Deux candidats sont intérimaires."}
    answer = browser.post(address, typed | needed, follow=True)
    assert "1 du travail temporaire, 1 au plus, sans voix" in text(answer)
    assert member("Rachid Benameur").juror.employers == organisation  # type: ignore[union-attr]  # they have an address
    second = filled(name="Autre", email="autre@jury.demo", side="employers", union="", temporary_work="on")
    answer = browser.post(address, second | needed | {"employers": str(organisation.pk)}, follow=True)
    assert "2 du travail temporaire, 1 au plus, sans voix ; retirez-en 1." in text(answer)


def test_an_organisation_that_no_longer_designates_is_offered_on_the_sheets_that_name_it_only(browser: Client) -> None:
    organisation = agency("branch")
    juror = entered(side=Side.EMPLOYERS, union=None, employers=organisation)
    EmployersOrganisation.objects.filter(pk=organisation.pk).update(ends_on=date(2022, 1, 1))
    assert organisation.name not in text(browser.get(reverse("juries:juror_add")))
    assert organisation.name in text(browser.get(reverse("juries:juror_correct", args=[juror.pk])))
