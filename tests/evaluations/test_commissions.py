"""Those who evaluate are told when a grid waits for them."""

from __future__ import annotations

import pytest

from jurande.messages.models import Message
from tests.factories import CentreFactory, concertation, evaluators_of, plan, planned

pytestmark = pytest.mark.django_db


def test_each_of_a_new_commission_is_told_once_without_the_name_of_the_candidate() -> None:
    candidacy = planned(CentreFactory.create(code="VDB"))
    told = Message.objects.filter(key__startswith="commission:")
    assert {one.recipient for one in told} == {user.email for user in evaluators_of(candidacy.centre)}
    for message in told:
        assert candidacy.reference in message.body
        assert "/compte/login/code/" in message.body
        assert candidacy.person.birth_name not in message.subject + message.body
    plan(candidacy, concertation(candidacy, others_consulted="le candidat et le tuteur"))
    assert told.count() == 2, "a plan changed tells nobody again"
