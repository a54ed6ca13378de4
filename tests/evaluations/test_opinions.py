"""The company's opinion: asked by a personal link, given once, never kept in clear."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from jurande.candidacies.models import Candidacy
from jurande.evaluations import opinions
from jurande.evaluations.models import OpinionAnswer, OpinionRequest
from jurande.messages.actions import send_waiting
from jurande.messages.models import Message
from jurande.organisations.models import ExamCentre
from jurande.rules.lifecycles import Candidacy as CandidacyState
from jurande.rules.lifecycles import Opinion as State
from jurande.rules.lifecycles import Role
from jurande.rules.summary import OpinionValue
from tests.factories import BC01, BC02, PLANNED_ON, asked, at, fresh, opinion, planned, secretary_of
from tests.writes import acts_on, everything, last_entry, nothing_written, refused

pytestmark = pytest.mark.django_db

NOW = at(PLANNED_ON, 15)
EXPECTED_ON = PLANNED_ON + timedelta(days=10)
LAST_DAY = EXPECTED_ON + timedelta(days=30)


@pytest.fixture
def candidacy(centre: ExamCentre) -> Candidacy:
    """A candidate to both blocks under evaluation."""
    return planned(centre)


def give(token: str, now: Any = NOW, **changes: Any) -> OpinionRequest:
    """The tutor answers."""
    return opinions.give(token=token, given=replace(opinion(), **changes), now=now)


# Asking -------------------------------------------------------------------------------------


def test_asking_is_a_request_a_message_and_an_entry(candidacy: Candidacy) -> None:
    request, token = asked(candidacy)
    assert (request.tutor_name, request.tutor_email) == ("Pascal Gaudry-Ménard", "tuteur@ternois.test")
    assert (request.asked_at, request.expected_on, request.state) == (NOW, EXPECTED_ON, State.REQUESTED)
    message = Message.objects.get(subject_ref=candidacy.ref, recipient="tuteur@ternois.test")
    assert (message.confidential, message.created_at) == (True, NOW)
    assert f"https://jurande.test/avis/{token}/" in message.body
    assert "pour le 12 février 2026" in message.body
    entry = last_entry(candidacy.ref)
    assert (entry.act, entry.role, entry.clauses) == ("opinion.ask", "secretary", ["record.company_opinion"])
    assert entry.data == {"block": BC01, "expected_on": EXPECTED_ON.isoformat()}
    assert entry.detail.content == {"actor_name": "Maëlle Corbineau", "tutor": "Pascal Gaudry-Ménard"}


def test_a_link_outlives_the_day_it_is_expected_by_thirty_days_whenever_that_is(candidacy: Candidacy) -> None:
    far = PLANNED_ON + timedelta(days=200)
    request, token = asked(candidacy, expected_on=far)
    assert request.expires_at == at(far + timedelta(days=30), 23, 59)
    assert give(token, at(far)).state == State.GIVEN


def test_the_secret_is_in_the_message_only_and_there_until_it_left(candidacy: Candidacy) -> None:
    request, token = asked(candidacy)
    assert [name for name, rows in everything().items() if token in str(rows)] == ["Message"]
    assert len(request.token_digest) == 64
    send_waiting(now=NOW)
    assert [name for name, rows in everything().items() if token in str(rows)] == []
    (sent,) = [one for one in mail.outbox if one.to == ["tuteur@ternois.test"]]
    assert token in str(sent.body)


def test_secrets_are_long_and_differ(candidacy: Candidacy) -> None:
    tokens = {asked(candidacy, block)[1] for block in (BC01, BC02)}
    assert len(tokens) == 2
    assert all(re.fullmatch(r"[\w-]{43}", token) for token in tokens)


def test_asking_again_takes_the_first_link_back_and_sends_another(candidacy: Candidacy) -> None:
    _, first = asked(candidacy)
    _, second = asked(candidacy, now=NOW + timedelta(days=1))
    assert acts_on(candidacy.ref)[-3:] == ["opinion.ask", "opinion.revoke", "opinion.ask"]
    assert Message.objects.filter(recipient="tuteur@ternois.test").count() == 2
    with refused("lifecycle.moment"):
        give(first, NOW + timedelta(days=1))
    assert give(second, NOW + timedelta(days=1)).state == State.GIVEN


def test_the_same_request_made_again_within_a_minute_is_the_first_one(candidacy: Candidacy) -> None:
    first, token = asked(candidacy)
    with nothing_written():
        assert asked(candidacy, now=NOW + timedelta(seconds=59)) == (first, "")
    assert give(token).state == State.GIVEN


@pytest.mark.parametrize(
    "changes",
    [
        {"now": NOW + timedelta(seconds=60)},
        {"expected_on": PLANNED_ON + timedelta(days=4)},
        {"tutor": opinions.Tutor(name="Nadine Ferrachat", email="nadine@ternois.test")},
    ],
    ids=["a minute later", "for another day", "of another tutor"],
)
def test_another_request_takes_the_first_link_back(candidacy: Candidacy, changes: dict[str, Any]) -> None:
    asked(candidacy, expected_on=PLANNED_ON + timedelta(days=10))
    asked(candidacy, **({"expected_on": PLANNED_ON + timedelta(days=10)} | changes))
    assert sorted(OpinionRequest.objects.values_list("state", flat=True)) == [State.REQUESTED, State.REVOKED]


def test_whoever_is_the_tutor_no_longer_keeps_no_link(candidacy: Candidacy) -> None:
    _, former = asked(candidacy, BC01)
    asked(candidacy, BC02, tutor=opinions.Tutor(name="Nadine Ferrachat", email="nadine@ternois.test"))
    with refused("lifecycle.moment"):
        give(former)
    assert acts_on(candidacy.ref)[-2:] == ["opinion.revoke", "opinion.ask"]


def test_a_request_on_one_block_leaves_the_other_alone(candidacy: Candidacy) -> None:
    _, first = asked(candidacy, BC01)
    asked(candidacy, BC02)
    assert give(first).state == State.GIVEN


def test_another_tutor_takes_the_place_of_the_one_enrolled_with(candidacy: Candidacy) -> None:
    tutor = opinions.Tutor(name="Nadine Ferrachat", email="nadine@ternois.test")
    request, _ = asked(candidacy, tutor=tutor)
    assert (request.tutor_name, request.tutor_email) == ("Nadine Ferrachat", "nadine@ternois.test")
    assert fresh(candidacy).tutor_email == "nadine@ternois.test"
    assert asked(fresh(candidacy), BC02)[0].tutor_name == "Nadine Ferrachat"


def nobody(candidacy: Candidacy) -> Candidacy:
    """Without a tutor."""
    Candidacy.objects.filter(pk=candidacy.pk).update(tutor_name="", tutor_email="")
    return candidacy


def ready(candidacy: Candidacy) -> Candidacy:
    """Past the evaluation."""
    Candidacy.objects.filter(pk=candidacy.pk).update(state=CandidacyState.SUMMARISED.value)
    return candidacy


def given(candidacy: Candidacy) -> Candidacy:
    """With an opinion on block 1."""
    give(asked(candidacy)[1])
    return candidacy


def all_at_once(candidacy: Candidacy) -> Candidacy:
    """Everything is wrong."""
    return ready(nobody(given(candidacy)))


@pytest.mark.parametrize(
    ("prepare", "changes", "codes"),
    [
        pytest.param(ready, {}, ["opinion.moment"], id="after the evaluation"),
        pytest.param(fresh, {"block": "RNCP28245BC09"}, ["opinion.moment"], id="another block"),
        pytest.param(given, {}, ["opinion.given"], id="given already"),
        pytest.param(nobody, {}, ["opinion.tutor"], id="no tutor"),
        pytest.param(
            fresh, {"expected_on": PLANNED_ON - timedelta(days=1)}, ["opinion.expected_on"], id="for yesterday"
        ),
        pytest.param(
            fresh, {"expected_on": PLANNED_ON + timedelta(days=366)}, ["opinion.expected_on"], id="in more than a year"
        ),
        pytest.param(
            all_at_once,
            {"expected_on": date(1926, 2, 12)},
            ["opinion.moment", "opinion.given", "opinion.tutor", "opinion.expected_on"],
            id="every reason at once",
        ),
    ],
)
def test_these_requests_are_refused(
    candidacy: Candidacy, prepare: Callable[[Candidacy], Candidacy], changes: dict[str, Any], codes: list[str]
) -> None:
    prepare(candidacy)
    with refused(*codes):
        asked(candidacy, **changes)


@pytest.mark.parametrize("day", [PLANNED_ON, PLANNED_ON + timedelta(days=365)], ids=["today", "in a year"])
def test_an_opinion_may_be_expected(candidacy: Candidacy, day: date) -> None:
    assert asked(candidacy, expected_on=day)[0].expected_on == day


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.MANAGER, Role.SECRETARY}])
def test_only_the_staff_asks(candidacy: Candidacy, role: Role) -> None:
    actor = replace(secretary_of(candidacy.centre), role=role)
    with refused("lifecycle.role"):
        opinions.ask(candidacy=candidacy, block_code=BC01, expected_on=EXPECTED_ON, link=str, actor=actor, now=NOW)


# Giving -------------------------------------------------------------------------------------


def test_giving_writes_the_opinion_its_answers_and_an_entry(candidacy: Candidacy) -> None:
    request, token = asked(candidacy)
    give(token, value=OpinionValue.RESERVED, quality="line_manager", comment="Manque de recul.")
    request.refresh_from_db()
    assert (request.state, request.given_at, request.value) == (State.GIVEN, NOW, OpinionValue.RESERVED)
    assert (request.quality, request.comment) == ("line_manager", "Manque de recul.")
    answers = OpinionAnswer.objects.filter(request=request).values_list("capacity", "seen")
    assert list(answers) == [(f"C{number}", "yes") for number in range(1, 8)]
    entry = last_entry(candidacy.ref)
    assert (entry.act, entry.actor, entry.role) == ("opinion.give", f"link:{request.id}", "tutor")
    assert entry.data == {"block": BC01, "value": "reserved"}
    assert entry.clauses == ["record.company_opinion"]
    assert entry.detail.content == {"actor_name": "Pascal Gaudry-Ménard, entreprise"}
    assert "recul" not in str(entry.content())


def test_an_opinion_is_given_once(candidacy: Candidacy) -> None:
    _, token = asked(candidacy)
    give(token)
    with refused("lifecycle.moment"):
        give(token, value=OpinionValue.UNFAVOURABLE)


def test_a_link_is_good_until_its_last_minute(candidacy: Candidacy) -> None:
    _, token = asked(candidacy)
    with refused("opinion.late"):
        give(token, at(LAST_DAY + timedelta(days=1), 0))
    assert give(token, at(LAST_DAY, 23, 59)).state == State.GIVEN


def test_a_link_that_was_never_made_gives_nothing(candidacy: Candidacy) -> None:
    asked(candidacy)
    with refused("opinion.link") as sentences:
        give("a-link-that-was-never-made")
    assert "reprenez celui du dernier message" in sentences[0]


@pytest.mark.parametrize("state", [state for state in CandidacyState if state is not CandidacyState.PLANNED])
def test_nothing_is_given_once_the_evaluation_is_over(candidacy: Candidacy, state: CandidacyState) -> None:
    _, token = asked(candidacy)
    Candidacy.objects.filter(pk=candidacy.pk).update(state=state.value)
    with refused("opinion.over"):
        give(token)


def test_a_link_still_waiting_is_good_again_when_the_evaluation_is_reopened(candidacy: Candidacy) -> None:
    _, token = asked(candidacy)
    ready(candidacy)
    Candidacy.objects.filter(pk=candidacy.pk).update(state=CandidacyState.PLANNED.value)
    assert give(token).state == State.GIVEN


@pytest.mark.parametrize(
    ("prepare", "now", "closed"),
    [
        (fresh, NOW, ""),
        (given, NOW, "given"),
        (fresh, at(LAST_DAY + timedelta(days=1)), "expired"),
        (ready, NOW, "over"),
    ],
    ids=["open", "given", "expired", "over"],
)
def test_a_link_says_why_it_is_closed(
    candidacy: Candidacy, prepare: Callable[[Candidacy], Candidacy], now: Any, closed: str
) -> None:
    if prepare is not given:
        asked(candidacy)
    prepare(candidacy)
    request = OpinionRequest.objects.select_related("candidacy").get()
    assert opinions.closed(request, now) == closed


# Kept by the database -----------------------------------------------------------------------


def test_a_block_has_one_request_that_is_not_revoked(candidacy: Candidacy) -> None:
    request, _ = asked(candidacy)
    request.pk, request.token_digest = None, "0" * 64
    request._state.adding = True
    with pytest.raises(IntegrityError, match="opinion_once_per_block"), transaction.atomic():
        request.save(force_insert=True)


@pytest.mark.parametrize(
    "row",
    [{"state": State.GIVEN.value}, {"value": "favourable"}, {"given_at": NOW}],
    ids=["given without a value", "a value without being given", "a date without being given"],
)
def test_an_opinion_given_has_its_value_and_its_date(candidacy: Candidacy, row: dict[str, Any]) -> None:
    asked(candidacy)
    with pytest.raises(IntegrityError, match="opinion_given_has_value_and_date"), transaction.atomic():
        OpinionRequest.objects.update(**row)
