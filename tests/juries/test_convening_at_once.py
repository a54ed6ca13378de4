"""Those who convene, at once with each other and with the rest of the centre: nobody waits for whom waits for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from functools import partial

import pytest
from django.db import connection, transaction

from jurande.candidacies.corrections import correct_contact
from jurande.candidacies.models import Candidacy
from jurande.desk.story import juries
from jurande.desk.story.course import at, secretary
from jurande.juries.before import convening, directory, enlisting
from jurande.juries.before.directory import Described
from jurande.juries.before.rescheduling import reschedule
from jurande.juries.models import Case, Juror
from jurande.ledger.verify import verify
from jurande.rules.rulebook import Side
from tests.at_once import DONE, at_once
from tests.juries.crowd import crowd
from tests.juries.sessions import the_jury
from tests.told import JURY_DAY

pytestmark = pytest.mark.usefixtures("called")
EVE = at(JURY_DAY - timedelta(days=1))
LATER = JURY_DAY + timedelta(days=60)


def called_by_telephone(candidacy: Candidacy) -> Callable[[], object]:
    """Their number is corrected meanwhile."""
    return lambda: correct_contact(
        candidacy=candidacy, email=candidacy.email, phone="+33612345678", reason="Dit.", actor=secretary(), now=EVE
    )


def test_a_session_is_given_up_while_its_candidates_are_attended_to() -> None:
    session = the_jury()
    cases = crowd(session, range(1000, 1020), clear=True)
    others = [called_by_telephone(case.candidacy) for case in cases[5:]]
    give_up = partial(convening.cancel, session=session, reason="Report.", actor=secretary(), now=EVE)
    assert at_once(give_up, *others) == [DONE] * 16
    assert list(verify()) == []


def test_the_same_candidates_listed_in_two_sessions_at_once_are_in_one() -> None:
    everybody = [case.candidacy for case in crowd(the_jury(), range(1000, 1020), clear=True)]
    convening.cancel(session=the_jury(), reason="Report.", actor=secretary(), now=EVE)
    one, other = (juries.prepare_session(LATER + timedelta(days=rank), JURY_DAY) for rank in range(2))
    acts = [
        lambda session=session, asked=asked: enlisting.list_candidates(
            session=session, candidacies=asked, actor=secretary(), now=EVE
        )
        for session, asked in ((one, everybody), (other, everybody[::-1]))
    ]
    assert at_once(*acts) == [DONE, "lifecycle.moment"]
    assert Case.objects.filter(session__in=(one, other)).values("session").distinct().count() == 1
    assert list(verify()) == []


def enter_somebody() -> None:
    described = Described(name="Ida Rey", email="rey@jury.demo", side=Side.EMPLOYERS, organisation="Ternois")
    directory.enter(centre=the_jury().centre, described=described, actor=secretary(), now=EVE)


def move_the_jury() -> None:
    reschedule(session=the_jury(), starts_at=time(16), place="Salle Cérès", remote=False, actor=secretary(), now=EVE)


def open_a_session() -> None:
    juries.prepare_session(LATER, JURY_DAY)


@pytest.mark.parametrize("act", [enter_somebody, move_the_jury, open_a_session])
def test_what_is_written_in_the_centre_meanwhile_does_not_wait(act: Callable[[], None]) -> None:
    centre = the_jury().centre

    def meanwhile() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            Juror.objects.create(
                centre=centre, name="X", email="x@jury.demo", side=Side.EMPLOYERS.value, organisation="Y"
            )

    with transaction.atomic():
        act()
        assert at_once(meanwhile) == [DONE]
