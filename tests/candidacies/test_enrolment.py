"""The prior enrolment: what it writes, what it refuses, whom it recognises."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from jurande.accounts.models import Grant, User
from jurande.candidacies import actions
from jurande.candidacies.models import Candidacy
from jurande.ledger.actors import Actor
from jurande.ledger.models import Entry
from jurande.messages.models import Message
from jurande.organisations.models import Company, ExamCentre
from jurande.register.models import Person
from jurande.rules.certification import RouteCode
from jurande.rules.lifecycles import Candidacy as State
from jurande.rules.lifecycles import Role
from jurande.rules.reasons import Kind, Refused
from tests.factories import (
    BC01,
    BC02,
    ENROLLED_ON,
    RECORD,
    ApplicationFactory,
    CentreFactory,
    CivilStatusFactory,
    TrainingBodyFactory,
    at,
    enrolled,
    fresh,
    holder,
    planned,
    secretary_of,
)
from tests.writes import acts_on, last_entry, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre() -> ExamCentre:
    """The centre where people enrol."""
    return CentreFactory.create(code="VDB")


# What it writes -----------------------------------------------------------------------------


def test_an_enrolment_is_a_candidacy_of_the_day(centre: ExamCentre) -> None:
    candidacy = enrolled(centre, accommodation="Tiers temps", phone="06 00 00 00 00")
    assert (candidacy.reference, candidacy.state) == ("VDB-2026-0001", State.ENROLLED)
    assert (candidacy.enrolled_on, candidacy.created_at) == (ENROLLED_ON, at(ENROLLED_ON))
    assert (candidacy.aimed_blocks, candidacy.held_blocks) == ([BC01, BC02], [])
    assert (candidacy.accommodation, candidacy.phone) == ("Tiers temps", "06 00 00 00 00")
    assert (str(candidacy.company), candidacy.tutor_name) == ("Emboutissage Ternois", "Pascal Gaudry-Ménard")


def test_an_enrolment_is_one_entry_of_the_centres_chain(centre: ExamCentre) -> None:
    candidacy = enrolled(centre)
    assert acts_on(candidacy.ref) == ["candidacy.enrol"]
    entry = last_entry(candidacy.ref)
    assert (entry.chain_id, entry.role, entry.recorded_at) == ("centre:VDB", "secretary", at(ENROLLED_ON))
    assert entry.data == {
        "record": RECORD,
        "route": "continuing",
        "through": "company",
        "blocks": [BC01, BC02],
        "held": [],
        "rncp_claim": "no_claim",
        "kept_known": [],
    }
    assert {"record.routes", "record.enrolment", "record.block.certified", "law.L6113-9"} <= set(entry.clauses)


def test_nothing_personal_is_in_the_chained_part(centre: ExamCentre) -> None:
    candidacy = enrolled(centre, accommodation="Tiers temps")
    chained = str(last_entry(candidacy.ref).content())
    person = candidacy.person
    for personal in (person.birth_name, person.first_name, candidacy.email, "Gaudry", "Tiers temps", "Ternois"):
        assert personal not in chained
    assert last_entry(candidacy.ref).detail.content == {"actor_name": "Maëlle Corbineau"}


def test_the_candidate_gets_a_space_of_their_own(centre: ExamCentre) -> None:
    candidacy = enrolled(centre, email="Lucja@Courriel.test")
    user = User.objects.get(email="lucja@courriel.test")
    assert candidacy.user == user
    assert [membership.role for membership in user.memberships.all()] == [Role.CANDIDATE]
    assert [(one.subject, one.as_role, one.until) for one in Grant.objects.filter(user=user)] == [
        (candidacy.ref, Role.CANDIDATE, None)
    ]
    message = Message.objects.get(subject_ref=candidacy.ref)
    assert (message.recipient, message.created_at) == ("Lucja@Courriel.test", at(ENROLLED_ON))
    assert candidacy.reference in message.body


def test_a_company_known_to_the_centre_is_not_entered_twice(centre: ExamCentre) -> None:
    first, second = enrolled(centre), enrolled(centre)
    assert first.company == second.company
    assert enrolled().company != first.company, "another centre has its own contact"
    assert Company.objects.count() == 2


def test_references_run_by_centre_and_by_year(centre: ExamCentre) -> None:
    new_year = at(date(2026, 12, 31), 23) + timedelta(hours=1, minutes=30)
    later: dict[str, Any] = {"entered_training_on": date(2026, 9, 1)}
    references = [
        enrolled(centre).reference,
        enrolled(centre).reference,
        enrolled(CentreFactory.create(code="TRF")).reference,
        enrolled(centre, now=new_year, **later).reference,
        enrolled(centre, now=new_year, **later).reference,
    ]
    assert references == ["VDB-2026-0001", "VDB-2026-0002", "TRF-2026-0001", "VDB-2027-0001", "VDB-2027-0002"]


def test_a_refusal_leaves_no_hole_in_the_references(centre: ExamCentre) -> None:
    enrolled(centre)
    with pytest.raises(Refused):
        enrolled(centre, route=RouteCode.INDIVIDUAL)
    assert enrolled(centre).reference == "VDB-2026-0002"


# What the rule says -------------------------------------------------------------------------

ALONE: dict[str, Any] = {"company": None, "tutor_name": "", "tutor_email": ""}


@pytest.mark.parametrize(
    "application",
    [
        pytest.param({}, id="through a company"),
        pytest.param({**ALONE, "body": True}, id="through a training body"),
        pytest.param({"route": RouteCode.PROFESSIONALISATION}, id="professionalisation contract"),
        pytest.param({**ALONE, "vae": True}, id="VAE, alone"),
        pytest.param({"blocks": (BC02,)}, id="one block"),
    ],
)
def test_these_may_enrol(centre: ExamCentre, application: Mapping[str, Any]) -> None:
    asked = dict(application)
    if asked.pop("body", False):
        asked["training_body"] = TrainingBodyFactory.create()
    assert enrolled(centre, **asked).state == State.ENROLLED


@pytest.mark.parametrize(
    ("application", "codes"),
    [
        pytest.param({"route": RouteCode.INDIVIDUAL}, ["enrolment.route"], id="individual application"),
        pytest.param({"route": RouteCode.APPRENTICESHIP}, ["enrolment.route"], id="apprenticeship"),
        pytest.param(ALONE, ["enrolment.through"], id="training route, alone"),
        pytest.param({"blocks": ()}, ["enrolment.blocks_given"], id="no block"),
        pytest.param({"blocks": (BC01, "BC09")}, ["enrolment.blocks_known"], id="unknown block"),
        pytest.param({"entered_training_on": None}, ["enrolment.training_entry"], id="no training entry"),
        pytest.param(
            {"entered_training_on": ENROLLED_ON + timedelta(days=1)},
            ["enrolment.training_entry"],
            id="training to come",
        ),
        pytest.param({"vae": True, "admissible_on": None}, ["enrolment.admissibility"], id="VAE not admissible"),
        pytest.param(
            {**ALONE, "route": RouteCode.STUDENT, "blocks": (), "entered_training_on": None},
            ["enrolment.route", "enrolment.through", "enrolment.blocks_given", "enrolment.training_entry"],
            id="every fault at once",
        ),
    ],
)
def test_these_may_not_enrol_and_are_told_all_the_reasons(
    centre: ExamCentre, application: Mapping[str, Any], codes: list[str]
) -> None:
    secretary_of(centre)
    with refused(*codes):
        enrolled(centre, **application)


def test_an_individual_application_is_refused_with_its_clause(centre: ExamCentre) -> None:
    with pytest.raises(Refused) as caught:
        enrolled(centre, route=RouteCode.INDIVIDUAL)
    (reason,) = caught.value.decision.obstacles
    assert (reason.clause.key, reason.clause.kind) == ("record.routes", Kind.RECORD)
    assert "n’est pas ouverte par la fiche ; les voies ouvertes sont" in reason.text


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.MANAGER, Role.SECRETARY}])
def test_only_the_staff_of_a_centre_enrols(centre: ExamCentre, role: Role) -> None:
    with refused("lifecycle.role"):
        actions.enrol_candidate(
            centre=centre,
            civil=CivilStatusFactory.build(),
            application=ApplicationFactory.build(),
            actor=Actor("user:1", role, "Quelqu’un"),
            now=at(ENROLLED_ON),
        )


# Who is known already -----------------------------------------------------------------------


def test_a_person_known_elsewhere_is_recognised_whatever_accents_and_case(centre: ExamCentre) -> None:
    civil = CivilStatusFactory.build()
    holder(civil, CentreFactory.create(), BC01)
    typed = CivilStatusFactory.build(birth_name="WISNIEWSKA MOREL", first_name="LUCJA", born_on=civil.born_on)
    assert enrolled(centre, civil=typed).held_blocks == [BC01]
    assert Person.objects.count() == 1


def test_a_block_held_from_elsewhere_is_taken_up_and_its_consultation_logged(centre: ExamCentre) -> None:
    elsewhere, civil = CentreFactory.create(code="TRF"), CivilStatusFactory.build()
    block = holder(civil, elsewhere, BC01).blocks.get()
    candidacy = enrolled(centre, civil=civil)
    assert (candidacy.aimed_blocks, candidacy.held_blocks) == ([BC01, BC02], [BC01])
    assert candidacy.blocks_to_evaluate == [BC02]
    assert acts_on(candidacy.ref) == ["register.consult", "candidacy.enrol"]
    consulted = Entry.objects.get(act="register.consult")
    assert consulted.data == {
        "person": candidacy.person.ref,
        "block": BC01,
        "validated_on": "2024-06-20",
        "jury": block.jury,
    }
    assert consulted.chain_id == "centre:VDB"


def test_a_block_held_from_the_same_centre_is_taken_up_without_more(centre: ExamCentre) -> None:
    civil = CivilStatusFactory.build()
    holder(civil, centre, BC01)
    candidacy = enrolled(centre, civil=civil, blocks=(BC02,))
    assert (candidacy.aimed_blocks, candidacy.held_blocks) == ([BC01, BC02], [BC01])
    assert acts_on(candidacy.ref) == ["candidacy.enrol"]


def test_a_block_that_may_no_longer_be_used_is_evaluated_again(centre: ExamCentre) -> None:
    civil = CivilStatusFactory.build()
    holder(civil, centre, BC01, usable_until=ENROLLED_ON - timedelta(days=1))
    assert enrolled(centre, civil=civil).blocks_to_evaluate == [BC01, BC02]


@pytest.mark.parametrize("blocks", [(BC01,), (BC01, BC02)], ids=["the one held", "both, both held"])
def test_whoever_asks_only_for_what_they_hold_is_told_so(centre: ExamCentre, blocks: tuple[str, ...]) -> None:
    civil = CivilStatusFactory.build()
    holder(civil, centre, *blocks)
    secretary_of(centre)
    with refused("enrolment.blocks_not_held") as sentences:
        enrolled(centre, civil=civil, blocks=blocks)
    assert sentences[0].startswith("Le candidat détient déjà RNCP28245BC01")


def test_a_second_candidacy_is_refused_while_the_first_is_open(centre: ExamCentre) -> None:
    civil = CivilStatusFactory.build()
    enrolled(centre, civil=civil)
    with refused("enrolment.already_open") as sentences:
        enrolled(centre, civil=civil)
    assert "poursuivez celle-là" in sentences[0]


def test_one_that_another_centre_follows_is_refused_without_saying_so_and_leaves_a_trace(centre: ExamCentre) -> None:
    civil, elsewhere = CivilStatusFactory.build(), CentreFactory.create()
    person = enrolled(elsewhere, civil=civil).person
    with pytest.raises(Refused) as caught:
        enrolled(centre, civil=civil, **ALONE)
    through, already = caught.value.decision.obstacles
    assert (through.code, already.code) == ("enrolment.through", "enrolment.already_open")
    assert "autre centre" not in already.text
    assert "candidature en cours" not in already.text
    assert Candidacy.objects.filter(person=person).count() == 1
    trace = Entry.objects.get(act="register.check")
    assert (trace.chain_id, trace.subject, trace.data) == ("centre:VDB", person.ref, {"person": person.ref})


def test_a_block_held_elsewhere_that_a_refusal_names_leaves_a_trace(centre: ExamCentre) -> None:
    civil = CivilStatusFactory.build()
    person = holder(civil, CentreFactory.create(), BC01)
    with pytest.raises(Refused) as caught:
        enrolled(centre, civil=civil, blocks=(BC01,))
    assert "détient déjà RNCP28245BC01" in caught.value.decision.obstacles[0].text
    trace = Entry.objects.get(act="register.consult")
    assert (trace.chain_id, trace.subject, trace.data["block"]) == ("centre:VDB", person.ref, BC01)


# Whose address ------------------------------------------------------------------------------


def test_the_address_of_another_candidate_is_refused_without_saying_whose(centre: ExamCentre) -> None:
    first = enrolled(CentreFactory.create(), email="partage@courriel.test")
    secretary_of(centre)
    with refused("enrolment.email") as sentences:
        enrolled(centre, email="Partage@courriel.test")
    assert "l’espace d’une autre personne" in sentences[0]
    assert first.person.birth_name not in sentences[0]


def test_a_person_keeps_their_address_from_one_candidacy_to_the_next(centre: ExamCentre) -> None:
    civil = CivilStatusFactory.build()
    first = enrolled(centre, civil=civil, email="lucja@courriel.test")
    abandon(first)
    assert enrolled(centre, civil=civil, email="lucja@courriel.test").user == fresh(first).user


def test_the_database_holds_one_account_to_one_person(centre: ExamCentre) -> None:
    first, second = enrolled(centre), enrolled(centre)
    with pytest.raises(IntegrityError, match="candidacy_account_of_one_person"):
        Candidacy.objects.filter(pk=second.pk).update(user=first.user)


# Giving up ----------------------------------------------------------------------------------


def abandon(candidacy: Candidacy, role: Role = Role.SECRETARY) -> None:
    """Somebody records that the candidate gives up."""
    actions.abandon(
        candidacy=candidacy,
        reason="Déménagement à l’étranger.",
        actor=Actor("user:1", role, "Maëlle Corbineau"),
        now=at(ENROLLED_ON + timedelta(days=1)),
    )


def test_a_candidate_gives_up_with_a_reason_that_can_be_erased(centre: ExamCentre) -> None:
    candidacy = enrolled(centre)
    abandon(candidacy)
    assert fresh(candidacy).state == State.ABANDONED
    entry = last_entry(candidacy.ref)
    assert (entry.act, entry.data) == ("candidacy.abandon", {})
    assert entry.detail.content["reason"] == "Déménagement à l’étranger."


def test_giving_up_closes_the_file_to_its_commission_and_not_to_the_candidate(centre: ExamCentre) -> None:
    candidacy = planned(centre)
    granted = Grant.objects.filter(subject=candidacy.ref)
    assert {one.as_role: one.until for one in granted} == {"candidate": None, "evaluator": None}
    abandon(candidacy)
    given_up = at(ENROLLED_ON + timedelta(days=1))
    assert {one.as_role: one.until for one in granted.all()} == {"candidate": None, "evaluator": given_up}
    ended = Entry.objects.filter(act="account.grant_end", data__object=candidacy.ref)
    assert ended.count() == 2


def test_whoever_gave_up_may_enrol_again(centre: ExamCentre) -> None:
    civil = CivilStatusFactory.build()
    abandon(enrolled(centre, civil=civil))
    assert enrolled(centre, civil=civil).reference == "VDB-2026-0002"


def test_giving_up_happens_once(centre: ExamCentre) -> None:
    candidacy = enrolled(centre)
    abandon(candidacy)
    with refused("lifecycle.moment"):
        abandon(candidacy)


def test_an_auditor_records_nothing(centre: ExamCentre) -> None:
    candidacy = enrolled(centre)
    with refused("lifecycle.role"):
        abandon(candidacy, Role.AUDITOR)
