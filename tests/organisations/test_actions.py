"""What the national level writes: organisations that are closed or ended, never deleted, each act in the ledger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from psycopg import sql

from jurande.ledger.actors import Actor
from jurande.ledger.models import Entry
from jurande.ledger.queries import history
from jurande.organisations import actions
from jurande.organisations.forms import SignatoryForm
from jurande.organisations.models import (
    EmployersOrganisation,
    ExamCentre,
    Representativity,
    Signatory,
    TrainingBody,
    Union,
)
from jurande.organisations.queries import representative_unions, signatory_on
from jurande.rules.lifecycles import Role
from jurande.rules.reasons import Refused
from tests.factories import CentreFactory, SignatoryFactory, TrainingBodyFactory, UnionFactory, at

pytestmark = pytest.mark.django_db

TODAY = date(2026, 4, 9)
NOW = at(TODAY)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
NATIONAL = Actor("user:1", Role.NATIONAL, "Anne Delatour")


def refused(act: Callable[[], object]) -> str:
    """Why the act is refused."""
    with pytest.raises(Refused) as caught:
        act()
    return " ".join(reason.text for reason in caught.value.decision.obstacles)


def told(subject: str) -> list[tuple[str, str]]:
    """The history of an object, oldest first: what, and the reason."""
    return [(line.label, line.reason) for line in reversed(history([subject]))]


def test_a_centre_is_entered_changed_closed_and_opened_again() -> None:
    centre = actions.add(row=CentreFactory.build(code="VDB", name="Val-de-Braise"), actor=NATIONAL, now=NOW)
    values = {"name": "Val de Braise", "city": centre.city}
    actions.change(row=centre, values=values, actor=NATIONAL, now=NOW)
    actions.close(row=centre, on=TOMORROW, actor=NATIONAL, now=NOW)
    centre.refresh_from_db()
    assert (centre.name, centre.is_open(TODAY), centre.is_open(TOMORROW)) == ("Val de Braise", True, False)
    assert "est déjà enregistrée" in refused(lambda: actions.close(row=centre, on=TODAY, actor=NATIONAL, now=NOW))
    actions.reopen(row=centre, actor=NATIONAL, now=NOW)
    assert "Aucune fermeture" in refused(lambda: actions.reopen(row=centre, actor=NATIONAL, now=NOW))
    assert ExamCentre.objects.get().closed_on is None
    assert told(centre.ref) == [
        ("Fiche enregistrée", "Val-de-Braise"),
        ("Fiche modifiée", "Nom : Val-de-Braise → Val de Braise"),
        ("Fermeture enregistrée", ""),
        ("Réouverture enregistrée", ""),
    ]


def test_the_same_values_write_nothing() -> None:
    centre = CentreFactory.create()
    actions.change(row=centre, values={"name": centre.name}, actor=NATIONAL, now=NOW)
    assert not Entry.objects.exists()


def test_what_is_there_already_is_refused() -> None:
    body = TrainingBodyFactory.create()
    again = TrainingBody(name="Autre", siret=body.siret, city="Metz")
    assert "Un collègue vient d’enregistrer" in refused(lambda: actions.add(row=again, actor=NATIONAL, now=NOW))
    other = TrainingBody.objects.create(name="Autre", siret="38273955500011", city="Metz")
    change = {"siret": body.siret}
    assert "rechargez la page" in refused(lambda: actions.change(row=other, values=change, actor=NATIONAL, now=NOW))


def test_a_union_is_representative_for_a_period_with_its_text() -> None:
    union = actions.add(row=UnionFactory.build(code="CGT"), actor=NATIONAL, now=NOW)
    assert representative_unions(TODAY) == []
    period = Representativity(union=union, starts_on=date(2026, 1, 1), source="Arrêté du 2 décembre 2025")
    actions.represent(period=period, actor=NATIONAL, now=NOW)
    assert representative_unions(TODAY) == [union]
    overlap = Representativity(union=union, starts_on=TODAY)
    assert "recouvre" in refused(lambda: actions.represent(period=overlap, actor=NATIONAL, now=NOW))
    actions.end(row=period, on=TODAY, actor=NATIONAL, now=NOW)
    assert (representative_unions(TODAY), representative_unions(TOMORROW)) == ([union], [])
    assert told(union.ref) == [
        ("Fiche enregistrée", "CGT, Union CGT"),
        ("Période de représentativité enregistrée", "Arrêté du 2 décembre 2025"),
        ("Fin de période enregistrée", ""),
    ]


@pytest.mark.parametrize(
    ("ends_on", "on", "why"),
    [
        (None, YESTERDAY, "le passé ne se réécrit pas"),
        (YESTERDAY, TODAY, "close depuis le 8 avril 2026"),
        (None, TODAY, ""),
        (TOMORROW, TODAY, ""),
    ],
    ids=["a day past", "over already", "today", "sooner than was said"],
)
def test_a_period_ends_today_or_later(ends_on: date | None, on: date, why: str) -> None:
    signatory = SignatoryFactory.create(ends_on=ends_on)
    if why:
        assert why in refused(lambda: actions.end(row=signatory, on=on, actor=NATIONAL, now=NOW))
    else:
        actions.end(row=signatory, on=on, actor=NATIONAL, now=NOW)
        assert (signatory_on(TODAY), signatory_on(TOMORROW)) == (signatory, None)


def test_an_organisation_to_come_does_not_end_before_it_begins() -> None:
    row = EmployersOrganisation(name="Groupement", branch="branch", email="g@g.test", starts_on=TOMORROW)
    actions.add(row=row, actor=NATIONAL, now=NOW)
    assert "Choisissez le 10 avril 2026" in refused(lambda: actions.end(row=row, on=TODAY, actor=NATIONAL, now=NOW))


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.NATIONAL, Role.SYSTEM}))
def test_no_other_role_writes_them(role: Role) -> None:
    actor = Actor("user:2", role, "Quelqu’un")
    centre, union = CentreFactory.create(), UnionFactory.create()
    period = Representativity(union=union, starts_on=TODAY)
    for act in (
        lambda: actions.add(row=UnionFactory.build(), actor=actor, now=NOW),
        lambda: actions.change(row=centre, values={"name": "Autre"}, actor=actor, now=NOW),
        lambda: actions.close(row=centre, on=TODAY, actor=actor, now=NOW),
        lambda: actions.reopen(row=centre, actor=actor, now=NOW),
        lambda: actions.represent(period=period, actor=actor, now=NOW),
        lambda: actions.end(row=SignatoryFactory.build(), on=TODAY, actor=actor, now=NOW),
    ):
        assert "reviennent au niveau national" in refused(act)
    assert not Entry.objects.exists()


@pytest.mark.parametrize("model", [ExamCentre, TrainingBody, Union, Representativity, EmployersOrganisation, Signatory])
def test_nothing_is_ever_deleted(model: type[ExamCentre]) -> None:
    with pytest.raises(DatabaseError, match="ne se réécrit pas"), transaction.atomic():
        connection.cursor().execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(model._meta.db_table)))


def test_a_name_that_no_document_could_print_is_refused_when_it_is_typed() -> None:
    form = SignatoryForm({"name": "Ꜳlix", "quality": "Présidence 👍", "starts_on": "2026-01-01", "ends_on": ""})
    assert {name for name, errors in form.errors.items() if "ne savent pas imprimer" in str(errors)} == {
        "name",
        "quality",
    }
