"""The centre's pages of the evaluation phase: the plan, and the small forms of a candidacy's page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jurande.accounts.models import User
from jurande.candidacies.models import Candidacy
from jurande.evaluations import views
from jurande.evaluations.facts import dossier
from jurande.evaluations.models import Commissioner, Grid, OpinionRequest, Plan, PlannedCapacity, Summary
from jurande.organisations.models import ExamCentre
from jurande.rules.certification import Element
from jurande.rules.lifecycles import Candidacy as State
from jurande.rules.lifecycles import Role
from tests.factories import (
    BC02,
    CONDITIONS,
    PLANNED_ON,
    CentreFactory,
    CivilStatusFactory,
    MembershipFactory,
    asked,
    at,
    browse,
    enrolled,
    evaluated,
    evaluators_of,
    fresh,
    keeper,
    member,
    planned,
    summarised,
    to_evaluate,
)
from tests.pages import checked, summary, text, tree, value
from tests.writes import acts_on, nothing_written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("planning_day")]

DUE_ON = PLANNED_ON + timedelta(days=21)


def address(name: str, candidacy: Candidacy) -> str:
    """Where an act on a candidacy is asked for."""
    return reverse(f"evaluations:{name}", args=[candidacy.pk])


def filled(candidacy: Candidacy, **changes: Any) -> dict[str, Any]:
    """The plan's form, real work for every capacity, but for the changes; None leaves a field out."""
    first, second = evaluators_of(candidacy.centre)
    sent: dict[str, Any] = {
        "agreed_on": PLANNED_ON.isoformat(),
        "company_consulted": "Emboutissage Ternois",
        "others_consulted": "le candidat",
        "evaluators": [str(first.pk), str(second.pk)],
        "outside": [str(second.pk)],
        "report_due_on": "",
        "report_conditions": "",
        **{f"modality_{one.code}": "real_work" for one in to_evaluate(candidacy)},
    }
    return {name: given for name, given in (sent | changes).items() if given is not None}


# The plan -----------------------------------------------------------------------------------


def test_the_form_of_the_plan_knows_the_company_and_the_evaluators(secretary: Client, centre: ExamCentre) -> None:
    candidacy = enrolled(centre, blocks=(BC02,))
    evaluators_of(centre)
    evaluators_of(CentreFactory.create())
    response = secretary.get(address("plan", candidacy))
    assert response.status_code == 200
    assert value(response, "company_consulted") == "Emboutissage Ternois"
    names = [" ".join(one.text_content().split()) for one in tree(response).xpath("//label[input[@name='evaluators']]")]
    assert names == ["Coralie Destrade", "Hervé Bonnefoy"]
    assert [one.get("name") for one in tree(response).xpath("//select")] == [f"modality_C{n}" for n in range(8, 13)]


def test_a_plan_well_filled_is_written_and_leads_to_the_candidacy(secretary: Client, centre: ExamCentre) -> None:
    candidacy = enrolled(centre, blocks=(BC02,))
    sent = filled(candidacy, modality_C11="projects", report_due_on=DUE_ON.isoformat(), report_conditions=CONDITIONS)
    response = secretary.post(address("plan", candidacy), sent)
    assert response.headers["Location"] == reverse("desk:candidacy", args=[candidacy.pk])
    project = PlannedCapacity.objects.get(capacity="C11")
    assert (project.modality, project.report_due_on, project.report_conditions) == ("projects", DUE_ON, CONDITIONS)
    assert sorted(Commissioner.objects.values_list("outside_company", flat=True)) == [False, True]


def test_a_plan_badly_filled_comes_back_as_it_was_typed_with_every_error(secretary: Client, centre: ExamCentre) -> None:
    candidacy = enrolled(centre, blocks=(BC02,))
    first, second = evaluators_of(centre)
    sent = filled(candidacy, agreed_on="hier", modality_C9="", evaluators=[str(first.pk)], outside=[str(second.pk)])
    with nothing_written():
        response = secretary.post(address("plan", candidacy), sent)
    assert response.status_code == 422
    lines = summary(response)
    assert [line.split(" :")[0] for line in lines] == [
        "Concertation du",
        "Parmi eux, extérieurs à l’entreprise",
        "C9. Effectuer un audit par rapport à une procédure établie",
    ]
    assert "Cochez aussi dans la commission, ou décochez ici : Coralie Destrade." in lines[1]
    assert (value(response, "agreed_on"), value(response, "modality_C8")) == ("hier", "real_work")
    assert (checked(response, "evaluators"), checked(response, "outside")) == ([str(first.pk)], [str(second.pk)])


def test_what_the_rule_refuses_of_a_plan_is_said_at_once_on_the_form(secretary: Client, centre: ExamCentre) -> None:
    candidacy = enrolled(centre, blocks=(BC02,))
    sent = filled(candidacy, modality_C10="projects", modality_C11="projects", agreed_on="2026-02-03")
    with nothing_written():
        response = secretary.post(address("plan", candidacy), sent)
    assert response.status_code == 422
    assert [line[:20] for line in summary(response)] == [
        "La concertation du 3",
        "C10 : fixez d’abord ",
        "C11 : fixez d’abord ",
    ]
    assert all("(Fiche RNCP 28245" in line for line in summary(response))
    assert value(response, "modality_C10") == "projects"


def test_an_empty_plan_that_was_sent_is_not_a_new_form(secretary: Client, centre: ExamCentre) -> None:
    candidacy = enrolled(centre, blocks=(BC02,))
    with nothing_written():
        response = secretary.post(address("plan", candidacy), {})
    assert response.status_code == 422
    assert len(summary(response)) == 8


def test_a_plan_sent_twice_is_one(secretary: Client, centre: ExamCentre) -> None:
    candidacy = enrolled(centre, blocks=(BC02,))
    sent = filled(candidacy)
    for _ in range(2):
        assert secretary.post(address("plan", candidacy), sent).status_code == 302
    assert acts_on(candidacy.ref) == ["candidacy.enrol", "evaluation.plan"]


def test_a_plan_opened_again_shows_what_was_agreed_and_sending_it_back_changes_nothing(
    secretary: Client, centre: ExamCentre
) -> None:
    candidacy = planned(centre, blocks=(BC02,), modalities={"C11": Element.PROJECTS})
    response = secretary.get(address("plan", candidacy))
    names = ["agreed_on", "company_consulted", "others_consulted", "report_due_on", "report_conditions"]
    sent: dict[str, Any] = {name: value(response, name) for name in names + [f"modality_C{n}" for n in range(8, 13)]}
    sent |= {name: checked(response, name) for name in ("evaluators", "outside")}
    assert (sent["modality_C11"], sent["report_due_on"]) == ("projects", DUE_ON.isoformat())
    before = acts_on(candidacy.ref)
    secretary.post(address("plan", candidacy), sent)
    assert acts_on(candidacy.ref) == before


def test_lines_of_the_conditions_are_the_same_whatever_the_browser(secretary: Client, centre: ExamCentre) -> None:
    """A browser sends each line end as two signs: that alone is no change."""
    candidacy = enrolled(centre, blocks=(BC02,))
    sent = filled(candidacy, modality_C11="projects", report_due_on=DUE_ON.isoformat(), report_conditions="Un.\nDeux.")
    secretary.post(address("plan", candidacy), sent)
    secretary.post(address("plan", candidacy), sent | {"report_conditions": "Un.\r\nDeux."})
    assert acts_on(candidacy.ref) == ["candidacy.enrol", "evaluation.plan"]


def test_a_report_that_came_in_time_keeps_its_terms_when_another_project_is_added(
    secretary: Client, centre: ExamCentre
) -> None:
    candidacy = planned(centre, blocks=(BC02,), modalities={"C11": Element.PROJECTS})
    PlannedCapacity.objects.filter(capacity="C11").update(report_received_on=DUE_ON)
    later = DUE_ON + timedelta(days=40)
    sent = filled(candidacy, modality_C10="projects", modality_C11="projects", report_conditions="Cinq pages.")
    secretary.post(address("plan", candidacy), sent | {"report_due_on": later.isoformat()})
    planned_now = PlannedCapacity.objects.filter(modality="projects").order_by("capacity")
    assert [(one.capacity, one.report_due_on, one.report_received_on) for one in planned_now] == [
        ("C10", later, None),
        ("C11", DUE_ON, DUE_ON),
    ]


def test_a_vae_is_planned_without_modalities(secretary: Client, centre: ExamCentre) -> None:
    candidacy = enrolled(centre, vae=True)
    response = secretary.get(address("plan", candidacy))
    concerted = ("report_due_on", "agreed_on", "company_consulted", "others_consulted")
    assert tree(response).xpath("//select") == []
    assert not [name for name in concerted if tree(response).xpath(f"//*[@name='{name}']")]
    sent = {name: given for name, given in filled(candidacy).items() if name in ("evaluators", "outside")}
    assert secretary.post(address("plan", candidacy), sent).status_code == 302
    agreed = Plan.objects.get()
    assert (agreed.agreed_on, agreed.company_consulted) == (None, "")


def test_the_plan_says_what_an_earlier_jury_kept_and_asks_nothing_of_it(secretary: Client, centre: ExamCentre) -> None:
    civil = CivilStatusFactory.build()
    keeper(civil, centre, "C8", "C9", "C11")
    candidacy = enrolled(centre, civil=civil, blocks=(BC02,))
    response = secretary.get(address("plan", candidacy))
    assert [one.get("name") for one in tree(response).xpath("//select")] == ["modality_C10", "modality_C12"]
    [kept] = tree(response).xpath("//section[@aria-labelledby='conservees']/ul")
    said = [" ".join(line.text_content().split()) for line in kept]
    assert said[0] == f"C8Conservée jury du 20 juin 2024, {centre.name}"
    response = secretary.post(address("plan", candidacy), filled(candidacy))
    assert response.status_code == 302
    assert sorted(dossier(candidacy).planned) == ["C10", "C12"]


def test_an_evaluator_who_lost_the_role_still_shows_in_their_commission(secretary: Client, centre: ExamCentre) -> None:
    candidacy = planned(centre, blocks=(BC02,))
    first, second = evaluators_of(centre)
    first.memberships.update(ended_at=at(PLANNED_ON))
    response = secretary.get(address("plan", candidacy))
    assert sorted(checked(response, "evaluators")) == sorted([str(first.pk), str(second.pk)])


@pytest.mark.parametrize("name", ["plan", "report", "summarise", "reopen", "ask_opinion"])
@pytest.mark.parametrize("role", [Role.AUDITOR, Role.EVALUATOR, Role.NATIONAL])
def test_the_acts_of_the_centre_are_not_there_for_others(
    client: Client, centre: ExamCentre, name: str, role: Role
) -> None:
    candidacy = enrolled(centre)
    browse(client, member(role, centre))
    with nothing_written():
        assert client.post(address(name, candidacy), {}).status_code == 404


@pytest.mark.parametrize("name", ["plan", "report", "summarise", "reopen", "ask_opinion"])
def test_a_candidacy_of_another_centre_is_not_there(secretary: Client, name: str) -> None:
    candidacy = enrolled()
    with nothing_written():
        assert secretary.post(address(name, candidacy), {}).status_code == 404


@pytest.mark.parametrize("name", ["report", "summarise", "reopen", "ask_opinion"])
def test_an_act_is_not_done_by_opening_a_page(secretary: Client, centre: ExamCentre, name: str) -> None:
    candidacy = planned(centre, blocks=(BC02,))
    with nothing_written():
        assert secretary.get(address(name, candidacy)).status_code == 405


@pytest.mark.parametrize("name", ["plan", "report", "summarise", "reopen", "ask_opinion"])
def test_a_session_that_ended_does_nothing(client: Client, centre: ExamCentre, name: str) -> None:
    candidacy = planned(centre, blocks=(BC02,))
    with nothing_written():
        response = client.post(address(name, candidacy), {"expected_on": "2026-02-12", "reason": "x"})
    assert response.headers["Location"].startswith(reverse("account_login"))


# The small forms ----------------------------------------------------------------------------


def test_a_report_is_recorded(secretary: Client, centre: ExamCentre) -> None:
    candidacy = planned(centre, blocks=(BC02,), modalities={"C11": Element.PROJECTS})
    response = secretary.post(address("report", candidacy), {"received_on": PLANNED_ON.isoformat()})
    assert response.headers["Location"] == reverse("desk:candidacy", args=[candidacy.pk])
    assert PlannedCapacity.objects.get(capacity="C11").report_received_on == PLANNED_ON


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "elle est obligatoire"),
        ("bientôt", "jour"),
        ("2026-02-03", "n’est pas encore venu : indiquez le jour où le rapport est arrivé"),
    ],
)
def test_a_report_badly_dated_comes_back_as_it_was_typed(
    secretary: Client, centre: ExamCentre, typed: str, says: str
) -> None:
    candidacy = planned(centre, blocks=(BC02,), modalities={"C11": Element.PROJECTS})
    with nothing_written():
        response = secretary.post(address("report", candidacy), {"received_on": typed})
    assert response.status_code == 422
    assert says in summary(response)[0]
    assert value(response, "received_on") == typed


def test_an_opinion_is_asked_of_the_tutor(secretary: Client, centre: ExamCentre) -> None:
    candidacy = planned(centre, blocks=(BC02,))
    sent = {"block_code": BC02, "expected_on": "2026-02-12"}
    response = secretary.post(address("ask_opinion", candidacy), sent)
    assert response.headers["Location"] == reverse("desk:candidacy", args=[candidacy.pk])
    assert "Le lien est envoyé à Pascal Gaudry-Ménard." in text(secretary.get(response.headers["Location"]))


def test_an_opinion_is_asked_of_another_tutor(secretary: Client, centre: ExamCentre) -> None:
    candidacy = planned(centre, blocks=(BC02,), tutor_name="", tutor_email="")
    sent = {"block_code": BC02, "expected_on": "2026-02-12", "tutor_name": "Nadine", "tutor_email": "n@ternois.test"}
    assert secretary.post(address("ask_opinion", candidacy), sent).status_code == 302
    assert OpinionRequest.objects.get().tutor_email == "n@ternois.test"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"expected_on": ""}, "elle est obligatoire"),
        ({"expected_on": "2026-01-30"}, "choisissez un jour de l’année qui vient"),
        ({"tutor_name": "Nadine"}, "Donnez le nom et l’adresse, ou aucun des deux."),
        ({"tutor_email": "n@ternois.test"}, "Donnez le nom et l’adresse, ou aucun des deux."),
        ({"tutor_name": "Nadine", "tutor_email": "nadine"}, "adresse"),
        ({"block_code": "BC09"}, "pour un bloc à évaluer"),
    ],
    ids=str,
)
def test_a_request_badly_filled_comes_back_as_it_was_typed(
    secretary: Client, centre: ExamCentre, changes: dict[str, str], says: str
) -> None:
    candidacy = planned(centre, blocks=(BC02,))
    sent = {"block_code": BC02, "expected_on": "2026-02-12", "tutor_name": "", "tutor_email": ""} | changes
    with nothing_written():
        response = secretary.post(address("ask_opinion", candidacy), sent)
    assert response.status_code == 422
    assert says in summary(response)[0]
    assert {name: value(response, name) for name in sent} == sent


def test_a_missing_tutor_is_asked_for_on_the_form(secretary: Client, centre: ExamCentre) -> None:
    candidacy = planned(centre, blocks=(BC02,), tutor_name="", tutor_email="")
    response = secretary.post(address("ask_opinion", candidacy), {"block_code": BC02, "expected_on": "2026-02-12"})
    assert response.status_code == 422
    assert "Aucun tuteur n’est connu : donnez son nom et son adresse." in summary(response)[0]
    assert tree(response).xpath("//input[@name='tutor_email']")


def test_a_summary_is_made_once_by_two_clicks(secretary: Client, centre: ExamCentre) -> None:
    candidacy = evaluated(centre, blocks=(BC02,))
    assert secretary.post(address("summarise", candidacy)).status_code == 302
    with nothing_written():
        response = secretary.post(address("summarise", candidacy))
    assert response.status_code == 409
    assert "« Prête pour un jury »" in text(response)
    assert Summary.objects.count() == 1


def test_a_summary_refused_says_everything_that_is_missing(secretary: Client, centre: ExamCentre) -> None:
    candidacy = planned(centre, blocks=(BC02,))
    with nothing_written():
        response = secretary.post(address("summarise", candidacy))
    assert response.status_code == 409
    for missing in (
        "La grille du bloc 2 n’est pas signée",
        "C8 : évaluation non tenue",
        "avis de l’entreprise manquant",
    ):
        assert missing in text(response)


def test_an_evaluation_is_opened_again_with_a_reason(secretary: Client, centre: ExamCentre) -> None:
    candidacy = summarised(centre, blocks=(BC02,))
    with nothing_written():
        response = secretary.post(address("reopen", candidacy), {"blocks": [BC02], "reason": "x" * 301})
    assert (response.status_code, value(response, "reason")) == (422, "x" * 301)
    assert checked(response, "blocks") == [BC02]
    with nothing_written():
        response = secretary.post(address("reopen", candidacy), {"reason": "Une pièce manque."})
    assert "choisissez une grille à rouvrir ou un avis à redemander" in summary(response)[0]
    sent = {"blocks": [BC02], "opinions": [BC02], "reason": "Une pièce manque."}
    response = secretary.post(address("reopen", candidacy), sent)
    assert response.status_code == 302
    assert fresh(candidacy).state == State.PLANNED
    assert sorted(Grid.objects.filter(candidacy=candidacy).values_list("state", flat=True)) == ["open", "replaced"]


# The list of grids --------------------------------------------------------------------------


def test_the_centre_sees_its_grids_and_an_evaluator_those_of_their_commissions(
    secretary: Client, evaluators: list[Client], centre: ExamCentre
) -> None:
    planned(centre)
    planned(CentreFactory.create())
    other: User = MembershipFactory.create(role=Role.EVALUATOR.value, centre=centre).user
    candidacy = enrolled(centre, blocks=(BC02,))
    secretary.post(address("plan", candidacy), filled(candidacy, evaluators=[str(other.pk)], outside=[str(other.pk)]))
    listing = reverse("evaluations:list")
    rows = [len(tree(one.get(listing)).xpath("//tbody/tr")) for one in (secretary, *evaluators)]
    assert rows == [3, 2, 2]


def test_the_list_of_grids_issues_as_many_queries_for_many_as_for_one(
    secretary: Client, centre: ExamCentre, django_assert_num_queries: Any
) -> None:
    listing = reverse("evaluations:list")
    planned(centre, blocks=(BC02,))
    secretary.get(listing)
    with django_assert_num_queries(5):
        secretary.get(listing)
    for _ in range(3):
        planned(centre, blocks=(BC02,))
    with django_assert_num_queries(5):
        secretary.get(listing)


def test_a_long_list_of_grids_is_cut_into_pages(
    secretary: Client, centre: ExamCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PAGE", 3)
    for _ in range(2):
        planned(centre)
    listing = reverse("evaluations:list")
    assert "Page 1 sur 2" in text(secretary.get(listing))
    assert [len(tree(secretary.get(f"{listing}?page={n}")).xpath("//tbody/tr")) for n in (1, 2)] == [3, 1]


def test_an_empty_list_says_when_a_grid_comes(secretary: Client) -> None:
    assert "Une grille apparaît ici quand les modalités d’un candidat sont définies." in text(
        secretary.get(reverse("evaluations:list"))
    )


def test_the_request_kept_from_a_closed_dossier_is_said(secretary: Client, centre: ExamCentre) -> None:
    """A second click once the tutor has answered."""
    candidacy = planned(centre, blocks=(BC02,))
    asked(candidacy, BC02)
    OpinionRequest.objects.update(state="given", value="favourable", given_at=at(PLANNED_ON))
    response = secretary.post(address("ask_opinion", candidacy), {"block_code": BC02, "expected_on": "2026-02-12"})
    assert "L’avis sur ce bloc est déjà transmis" in summary(response)[0]
