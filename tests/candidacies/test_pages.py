"""The pages of the candidacies: the list, the enrolment, the form of an abandonment."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from jurande.candidacies.models import Candidacy
from jurande.organisations.models import ExamCentre
from jurande.rules.lifecycles import Candidacy as State
from jurande.rules.lifecycles import Role
from tests.bulk import candidacies
from tests.candidacies.filled import filled
from tests.factories import (
    BC01,
    BC02,
    ENROLLED_ON,
    CentreFactory,
    CivilStatusFactory,
    TrainingBodyFactory,
    at,
    browse,
    enrolled,
    fresh,
    member,
)
from tests.pages import checked, summary, text, tree, value
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db

SIRET = "Ce SIRET n’existe pas : quatorze chiffres dont le dernier vérifie les autres. Relisez-le."
ENROL, LIST = reverse("candidacies:enrol"), reverse("candidacies:list")


@pytest.fixture(autouse=True)
def today(settings: Settings) -> None:
    """The day of the enrolments, whatever the clock says."""
    settings.JURANDE_NOW = at(ENROLLED_ON)


@pytest.fixture
def centre() -> ExamCentre:
    """The centre of the secretary."""
    return CentreFactory.create(code="VDB")


@pytest.fixture
def secretary(client: Client, centre: ExamCentre) -> Client:
    """The secretary's browser."""
    return browse(client, member(Role.SECRETARY, centre))


# Enrolling ----------------------------------------------------------------------------------


def test_the_form_is_there(secretary: Client) -> None:
    response = secretary.get(ENROL)
    assert response.status_code == 200
    assert summary(response) == []
    assert value(response, "birth_country") == "France"


def test_a_form_well_filled_enrols_and_leads_to_the_candidacy(secretary: Client, centre: ExamCentre) -> None:
    response = secretary.post(ENROL, filled())
    candidacy = Candidacy.objects.get()
    assert response.headers["Location"] == reverse("desk:candidacy", args=[candidacy.pk])
    assert (candidacy.centre, candidacy.created_at) == (centre, at(ENROLLED_ON))
    assert "Corentin Abalain-Mercier est inscrit(e) sous le numéro VDB-2026-0001." in text(
        secretary.get(response.headers["Location"])
    )


def test_a_form_badly_filled_comes_back_as_it_was_typed_with_every_error(secretary: Client) -> None:
    with nothing_written():
        response = secretary.post(ENROL, filled(birth_name="", company_siret="382 739 555 00012", blocks=[BC02]))
    assert response.status_code == 422
    assert summary(response) == [
        "Nom de naissance : Donnez une réponse ici : elle est obligatoire.",
        f"SIRET de l’entreprise : {SIRET}",
    ]
    typed = {name: value(response, name) for name in ("first_name", "company_siret", "born_on", "tutor_email", "route")}
    assert typed == {
        "first_name": "Corentin",
        "company_siret": "382 739 555 00012",
        "born_on": "1991-02-03",
        "tutor_email": "tuteur@ternois.test",
        "route": "continuing",
    }
    assert (checked(response, "blocks"), checked(response, "sex")) == ([BC02], ["M"])
    assert tree(response).xpath("string(//title)").startswith("Erreur")


def test_what_the_rule_refuses_comes_back_as_it_was_typed_with_every_clause(secretary: Client) -> None:
    with nothing_written():
        response = secretary.post(ENROL, filled(route="student", entered_training_on="2026-02-01"))
    assert response.status_code == 422
    route, training = summary(response)
    assert "n’est pas ouverte par la fiche" in route
    assert route.endswith("(Fiche RNCP 28245, conditions d’inscription)")
    assert training.endswith("attendez ce jour ou corrigez la date. (Code du travail, art. L6113-9)")
    assert value(response, "birth_name") == "Abalain-Mercier"


def test_sent_twice_a_form_enrols_once_and_says_so(secretary: Client) -> None:
    secretary.post(ENROL, filled())
    with nothing_written():
        response = secretary.post(ENROL, filled(email="autre@courriel.test"))
    assert response.status_code == 422
    assert "a déjà une candidature en cours" in summary(response)[0]


def test_a_session_that_ended_enrols_nobody_and_says_so(client: Client) -> None:
    with nothing_written():
        response = client.post(ENROL, filled(), headers={"Referer": f"http://testserver{ENROL}"})
    assert response.status_code == 302
    login = response.headers["Location"]
    assert login == f"{reverse('account_login')}?next={ENROL}"
    assert "Votre session a pris fin : ce que vous veniez d’envoyer n’est pas enregistré." in text(client.get(login))


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.EVALUATOR, Role.NATIONAL, Role.CANDIDATE])
def test_the_form_is_not_there_for_others(client: Client, centre: ExamCentre, role: Role) -> None:
    browse(client, member(role, centre))
    assert client.get(ENROL).status_code == 404
    with nothing_written():
        assert client.post(ENROL, filled()).status_code == 404


# The list -----------------------------------------------------------------------------------


def names(client: Client, query: str = "") -> list[str]:
    """The names of the list, in its order."""
    return [str(one) for one in tree(client.get(f"{LIST}?{query}")).xpath("//tbody//th/a/text()")]


def test_the_list_shows_the_centres_candidacies_newest_first(secretary: Client, centre: ExamCentre) -> None:
    for name in ("Un", "Deux", "Trois"):
        enrolled(centre, civil=CivilStatusFactory.build(birth_name=name, first_name="Zoé"))
    enrolled(CentreFactory.create(), civil=CivilStatusFactory.build(birth_name="Ailleurs"))
    assert names(secretary) == ["Trois Zoé", "Deux Zoé", "Un Zoé"]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.SECRETARY, Role.AUDITOR])
def test_the_staff_and_the_auditor_read_the_list(client: Client, centre: ExamCentre, role: Role) -> None:
    enrolled(centre)
    browse(client, member(role, centre))
    assert len(names(client)) == 1
    assert ("Inscrire un candidat" in text(client.get(LIST))) is (role is not Role.AUDITOR)


def test_a_training_body_reads_the_list_of_its_own(client: Client, centre: ExamCentre) -> None:
    body = TrainingBodyFactory.create()
    enrolled(centre, training_body=body, civil=CivilStatusFactory.build(birth_name="Sienne", first_name="Zoé"))
    enrolled(centre, civil=CivilStatusFactory.build(birth_name="Autre"))
    browse(client, member(Role.TRAINING_BODY, training_body=body))
    assert names(client) == ["Sienne Zoé"]


PEOPLE = {
    "Wiśniewska-Morel": "Łucja",
    "Œuvrard": "Zoé",
    "Le Goff": "Malo",
}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("wisniewska", ["Wiśniewska-Morel Łucja"]),
        ("WIŚNIEWSKA MOREL", ["Wiśniewska-Morel Łucja"]),
        ("Łucja Wiśniewska-Morel", ["Wiśniewska-Morel Łucja"]),
        ("morel lucja", ["Wiśniewska-Morel Łucja"]),
        ("oeuv", ["Œuvrard Zoé"]),
        ("legoff", []),
        ("le goff", ["Le Goff Malo"]),
        ("VDB-2026-0002", ["Œuvrard Zoé"]),
        ("vdb-2026-2", ["Œuvrard Zoé"]),
        ("2026-0002", ["Œuvrard Zoé"]),
        ("2", ["Œuvrard Zoé"]),
        ("TRF-2026-0002", []),
        ("VDB-2025-0002", []),
        ("%", []),
        ("'; --", []),
        ("999999999999999999999", []),
        ("٢", []),
        ("   ", ["Le Goff Malo", "Œuvrard Zoé", "Wiśniewska-Morel Łucja"]),
    ],
)
def test_a_candidacy_is_found_by_any_part_of_a_name_or_by_its_reference(
    secretary: Client, centre: ExamCentre, words: str, found: list[str]
) -> None:
    for name, first_name in PEOPLE.items():
        enrolled(centre, civil=CivilStatusFactory.build(birth_name=name, first_name=first_name))
    response = secretary.post(LIST, {"q": words}, follow=True)
    assert [str(one) for one in tree(response).xpath("//tbody//th/a/text()")] == found
    assert value(response, "q") == words.strip()


def test_nothing_found_says_what_to_try(secretary: Client) -> None:
    assert "Essayez une partie du nom, sans accent" in text(secretary.post(LIST, {"q": "Personne"}, follow=True))


def test_the_filters_count_the_steps_where_somebody_waits_and_keep_to_one(
    secretary: Client, centre: ExamCentre
) -> None:
    first, _, _ = (enrolled(centre) for _ in range(3))
    Candidacy.objects.filter(pk=first.pk).update(state=State.ABANDONED.value)
    filters = tree(secretary.get(LIST)).xpath("//*[@class='filters']//a")
    assert [" ".join(one.text_content().split()) for one in filters] == [
        "Toutes",
        "Non recevable",
        "Inscrite 2",
        "Admissible",
        "Non admissible",
        "Blocs décidés",
        "Abandonnée",
        "Écartée pour fraude",
    ]
    assert len(names(secretary, "etape=abandoned")) == 1
    assert len(names(secretary, "etape=enrolled")) == 2
    assert len(names(secretary, "etape=planned")) == 0
    assert len(names(secretary, "etape=nowhere")) == 3


def test_the_list_keeps_to_the_newest_thousand_and_says_so(secretary: Client, centre: ExamCentre) -> None:
    candidacies(centre, range(1_001))
    last = secretary.get(LIST, {"page": "20"})
    assert "Page 20 sur 20" in text(last)
    assert "Seules les 1000 plus récentes sont listées" in text(last)
    oldest = "VDB-2026-0001"
    assert oldest not in text(last)
    assert oldest in text(secretary.post(LIST, {"q": oldest}, follow=True))


def test_what_is_searched_for_is_in_no_address_and_lasts_from_page_to_page(
    secretary: Client, centre: ExamCentre
) -> None:
    candidacies(centre, range(60))
    enrolled(centre, civil=CivilStatusFactory.build(birth_name="Oukacha", first_name="Samira"))
    name = Candidacy.objects.order_by("rank").first().person.birth_name  # type: ignore[union-attr]  # made above
    sent = secretary.post(LIST, {"q": "Oukacha"})
    assert sent.headers["Location"] == f"{LIST}?recherche=1"
    page = secretary.get(sent.headers["Location"])
    assert "Oukacha" in text(page)
    assert name not in text(page)
    assert not [link for link in tree(page).xpath("//@href") if "ukacha" in link]
    assert "Oukacha" in text(secretary.get(f"{LIST}?recherche=1&page=1")), "the back button finds it again"
    assert len(names(secretary)) == 50, "without it, the whole list"
    assert secretary.get(f"{LIST}?q=Oukacha").context["words"] == ""


def test_nothing_searched_for_is_the_whole_list(secretary: Client) -> None:
    assert secretary.post(LIST, {"q": "  "}).headers["Location"] == LIST


def test_a_page_that_does_not_exist_shows_the_nearest(secretary: Client, centre: ExamCentre) -> None:
    enrolled(centre)
    for page in ("0", "2", "last", "-1"):
        assert len(names(secretary, f"page={page}")) == 1


# Giving up ----------------------------------------------------------------------------------


def test_an_abandonment_is_recorded_with_its_reason(secretary: Client, centre: ExamCentre) -> None:
    candidacy = enrolled(centre)
    response = secretary.post(reverse("candidacies:abandon", args=[candidacy.pk]), {"reason": "Déménagement."})
    assert response.headers["Location"] == reverse("desk:candidacy", args=[candidacy.pk])
    assert fresh(candidacy).state == State.ABANDONED


@pytest.mark.parametrize(
    ("reason", "says"),
    [("", "elle est obligatoire"), ("x" * 301, "300")],
    ids=["without a reason", "too long a reason"],
)
def test_a_reason_badly_written_comes_back_as_it_was_typed(
    secretary: Client, centre: ExamCentre, reason: str, says: str
) -> None:
    candidacy = enrolled(centre)
    with nothing_written():
        response = secretary.post(reverse("candidacies:abandon", args=[candidacy.pk]), {"reason": reason})
    assert response.status_code == 422
    assert says in summary(response)[0]
    assert value(response, "reason") == reason
    assert "Rien n’a été enregistré." in text(response)


def test_an_abandonment_sent_twice_happens_once(secretary: Client, centre: ExamCentre) -> None:
    address = reverse("candidacies:abandon", args=[enrolled(centre).pk])
    secretary.post(address, {"reason": "Déménagement."})
    with nothing_written():
        response = secretary.post(address, {"reason": "Déménagement."})
    assert response.status_code == 409
    assert "le dossier est à l’étape « Abandonnée »" in text(response)


def test_a_candidacy_of_another_centre_is_not_there(secretary: Client) -> None:
    address = reverse("candidacies:abandon", args=[enrolled().pk])
    with nothing_written():
        assert secretary.post(address, {"reason": "Déménagement."}).status_code == 404


def test_a_candidate_not_born_yet_is_refused_by_the_day_of_the_page(secretary: Client, settings: Settings) -> None:
    settings.JURANDE_NOW = at(date(1990, 1, 1))
    with nothing_written():
        assert "relisez l’année" in summary(secretary.post(ENROL, filled(blocks=[BC01, BC02])))[0]
