"""What a person reads of the ledger on an object's page."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.template.loader import render_to_string
from pytest_django import DjangoAssertNumQueries

from jurande.ledger.actions import erase_details
from jurande.ledger.queries import history
from tests.ledger.samples import DECIDE, NOW, ZOE, write, write_many


def shown(*subjects: str) -> str:
    """The text of the page's section, each run of white space as one."""
    page = render_to_string("ledger/history.html", {"lines": history(subjects)})
    return re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", "", page).replace("&nbsp;", "\u00a0")).strip()


@pytest.mark.django_db
def test_the_newest_fact_comes_first_and_other_objects_are_left_out() -> None:
    write(now=NOW, data={"step": 1})
    write(now=NOW + timedelta(minutes=2), chain="national", subject="jury:1", data={"step": 3})
    write(now=NOW + timedelta(minutes=1), data={"step": 2})
    write(subject="candidacy:2", data={"step": 9})
    assert [line.entry.data["step"] for line in history(["candidacy:1", "jury:1"])] == [3, 2, 1]


@pytest.mark.django_db
def test_of_two_facts_of_one_instant_the_last_written_comes_first() -> None:
    write(data={"step": 1})
    write(data={"step": 2})
    assert [line.entry.data["step"] for line in history(["candidacy:1"])] == [2, 1]


@pytest.mark.django_db
def test_a_history_takes_one_query_however_long(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    write_many(40)
    with django_assert_num_queries(1):
        lines = history([f"candidacy:{number}" for number in range(1, 41)])
        assert [line.who for line in lines] == [ZOE["actor_name"]] * 40


@pytest.mark.django_db
def test_a_line_says_what_who_why() -> None:
    write(act=DECIDE, details=ZOE)
    [line] = history(["candidacy:1"])
    assert (line.label, line.who, line.reason) == (
        "Décision d’essai enregistrée",
        "Zoé Wiśniewska, secrétaire",
        "Dossier « complet »,\nreçu ce jour.",
    )
    assert (line.recorded_at, line.effective_on, line.erased) == (NOW, None, False)


@pytest.mark.django_db
def test_a_day_of_effect_is_shown_when_it_is_another_day() -> None:
    write(effective_on=date(2026, 3, 10))
    write(effective_on=date(2026, 3, 2))
    assert [line.effective_on for line in history(["candidacy:1"])] == [date(2026, 3, 2), None]


@pytest.mark.django_db
def test_names_that_the_details_do_not_hold_are_asked_for_once() -> None:
    asked: list[Collection[str]] = []

    def names(actors: Collection[str]) -> Mapping[str, str]:
        asked.append(actors)
        return {"user:8": "Hervé Bonnefoy-Kaya"}

    write(details=ZOE)
    for actor in ("user:8", "user:8", "user:9", "system"):
        write(actor=actor)
    who = [line.who for line in history(["candidacy:1"], names=names)]
    assert who == ["Système", "", "Hervé Bonnefoy-Kaya", "Hervé Bonnefoy-Kaya", "Zoé Wiśniewska, secrétaire"]
    assert asked == [["user:8", "user:9"]]


@pytest.mark.django_db
def test_erased_details_are_said_to_be_erased_and_the_fact_remains() -> None:
    entry = write(details=ZOE)
    with transaction.atomic():
        erase_details(entry=entry, actor="system", role="system", now=NOW, ground="on.request")
    erasure, line = history(["candidacy:1"])
    assert (line.label, line.who, line.reason, line.erased) == (
        "Inscription d’essai enregistrée",
        "",
        "",
        True,
    )
    assert (erasure.label, erasure.who, erasure.erased) == (
        "Détails d’une écriture effacés",
        "Système",
        False,
    )


@pytest.mark.django_db
def test_the_page_shows_each_fact_in_french() -> None:
    erased = write(details=ZOE)
    write(
        now=NOW + timedelta(minutes=1),
        effective_on=date(2026, 3, 1),
        details={**ZOE, "reason": "<b>Tardif !</b>"},
    )
    with transaction.atomic():
        erase_details(entry=erased, actor="system", role="system", now=NOW, ground="on.request")
    assert shown("candidacy:1") == (
        "Historique Rien ne s’efface\u00a0: une correction ajoute une ligne. Date Fait Par"
        " 10\u00a0mars 2026, 17\u00a0h\u00a043 Inscription d’essai enregistrée"
        " effet au 1er\u00a0mars 2026"
        " &lt;b&gt;Tardif\u00a0!&lt;/b&gt; Zoé Wiśniewska, secrétaire"
        " 10\u00a0mars 2026, 17\u00a0h\u00a042 Détails d’une écriture effacés Système"
        " 10\u00a0mars 2026, 17\u00a0h\u00a042 Inscription d’essai enregistrée"
        " Détails effacés Nom non conservé"
    )


@pytest.mark.django_db
def test_an_object_without_history_says_so() -> None:
    assert shown("candidacy:1").endswith("Aucun fait enregistré pour l’instant.")
