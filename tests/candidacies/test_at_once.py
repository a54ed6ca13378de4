"""Enrolments at the same time, with real commits: exactly one effect, and a sentence for whoever came second."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from jurande.candidacies.actions import enrol_candidate
from jurande.candidacies.models import Candidacy
from jurande.ledger.models import Entry
from jurande.ledger.verify import verify
from jurande.messages.models import Message
from jurande.organisations.models import ExamCentre
from jurande.register.models import Person
from jurande.register.people import CivilStatus
from jurande.rules.reasons import Refused
from tests import factories
from tests.factories import ENROLLED_ON, ApplicationFactory, CentreFactory, CivilStatusFactory, at, secretary_of

pytestmark = pytest.mark.usefixtures("fresh_database")


def together(acts: Sequence[Callable[[], Candidacy]]) -> list[Candidacy | str]:
    """Start every act at once; gives each candidacy, or the code of the only reason why it was refused."""
    ready = Barrier(len(acts))

    def start(act: Callable[[], Candidacy]) -> Candidacy | str:
        ready.wait(timeout=60)
        try:
            return act()
        except Refused as refused:
            (reason,) = refused.decision.obstacles
            return reason.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(start, acts))


def enrolment(centre: ExamCentre, civil: CivilStatus) -> Callable[[], Candidacy]:
    """The act of enrolling somebody in a centre; the secretary's account exists beforehand."""
    actor, application = secretary_of(centre), ApplicationFactory.build()
    return lambda: enrol_candidate(
        centre=centre, civil=civil, application=application, actor=actor, now=at(ENROLLED_ON)
    )


def test_twenty_enrolments_at_once_leave_no_gap_in_the_references() -> None:
    centre = CentreFactory.create(code="VDB")
    done = together([enrolment(centre, civil) for civil in CivilStatusFactory.build_batch(20)])
    assert all(isinstance(one, Candidacy) for one in done)
    ranks = Candidacy.objects.order_by("rank").values_list("rank", flat=True)
    assert list(ranks) == list(range(1, 21))
    assert Entry.objects.filter(act="candidacy.enrol").count() == Message.objects.count() == 20
    assert list(verify()) == []


@pytest.mark.parametrize("centres", [1, 2], ids=["a double click", "two centres"])
@pytest.mark.parametrize("known", [False, True], ids=["a new person", "a person of the register"])
def test_of_two_enrolments_of_one_person_at_once_the_second_is_refused(centres: int, known: bool) -> None:
    civil = CivilStatusFactory.build()
    places = [CentreFactory.create() for _ in range(centres)]
    if known:
        factories.known(civil)
    done = together([enrolment(places[0], civil), enrolment(places[-1], civil)])
    refusals = [one for one in done if isinstance(one, str)]
    assert refusals == ["enrolment.already_open"]
    assert (Candidacy.objects.count(), Person.objects.count(), Message.objects.count()) == (1, 1, 1)
    assert Entry.objects.filter(act="candidacy.enrol").count() == 1
