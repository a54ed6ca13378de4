"""A result withdrawn while somebody rests on it: the secretary and the jury are told, nobody is admitted in silence."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import reverse
from pytest_django import Settings

from jurande.candidacies.models import Candidacy, FraudCase
from jurande.candidacies.space import open_space
from jurande.certificates.withdrawing import withdraw_results
from jurande.desk.story import juries, people
from jurande.desk.story.course import at, secretary
from jurande.desk.story.people import CORENTIN
from jurande.evaluations import summaries
from jurande.evaluations.facts import dossier
from jurande.evaluations.fallen import fallen_each
from jurande.evaluations.forms import ReopenForm
from jurande.evaluations.models import Grid, Summary
from jurande.juries.before import enlisting
from jurande.juries.before.agenda import readiness
from jurande.juries.day import closing, deliberating
from jurande.juries.day.deliberating import Motion
from jurande.juries.day.grouping import is_clear
from jurande.juries.facts import bench
from jurande.juries.models import Case
from jurande.ledger.actors import Actor
from jurande.ledger.verify import verify
from jurande.register.models import BlockAward, KeptCapacity
from jurande.rules.agenda import AgendaOutcome
from jurande.rules.deliberation import Verdict
from jurande.rules.lifecycles import Candidacy as State
from jurande.rules.lifecycles import Fraud as FraudState
from jurande.rules.lifecycles import Grid as GridState
from jurande.rules.lifecycles import Role
from tests.at_once import DONE, at_once
from tests.juries.sessions import (
    ADMISSIBLE,
    NOON,
    candidacy_of,
    case_of,
    decide,
    deliberate,
    examine,
    free_the_candidates,
    open_vote,
    president,
    the_jury,
)
from tests.pages import text
from tests.told import JURY_DAY, acting, browser_of
from tests.writes import acts_on, last_entry, refused

pytestmark = pytest.mark.usefixtures("called")

EARLIER = date(2020, 6, 16)
BC01, BC02 = "RNCP28245BC01", "RNCP28245BC02"
AGAIN = "ce résultat d’un jury antérieur est retiré depuis le récapitulatif ; à évaluer de nouveau."
POSTPONED = Motion(verdict=Verdict.POSTPONED, reason="Un résultat est à évaluer de nouveau.")


def national() -> Actor:
    return acting(people.NATIONAL, Role.NATIONAL)


@pytest.fixture
def fraud(called: object) -> FraudCase:
    """Corentin, listed before the jury of `called`, rests on what an earlier candidacy gave him: his first block, and
    C8 in the second; a fraud was established about that candidacy since."""
    corentin = candidacy_of(CORENTIN)
    earlier = Candidacy.objects.get(pk=corentin.pk)
    earlier.pk, earlier.rank, earlier.state, earlier.created_at = uuid4(), 900, State.NOT_ADMITTED.value, at(EARLIER)
    earlier.save(force_insert=True)
    fact = {
        "person": corentin.person,
        "record_code": corentin.record_code,
        "centre": corentin.centre,
        "jury": f"jury:{uuid4()}",
        "candidacy": earlier.ref,
        "edition": "branch-2019",
    }
    BlockAward.objects.create(block_code=BC01, president_name="Hélène", validated_on=EARLIER, **fact)
    KeptCapacity.objects.create(block_code=BC02, capacity_code="C8", jury_on=EARLIER, **fact)
    Candidacy.objects.filter(pk=corentin.pk).update(held_blocks=[BC01])
    summary = Summary.objects.filter(candidacy=corentin).latest()
    summary.pk, summary.made_at = uuid4(), summary.made_at + timedelta(hours=1)
    summary.presentable_blocks, summary.kept = [BC02], ["C8"]
    summary.save(force_insert=True)
    Case.objects.filter(candidacy=corentin).update(summary=summary)
    with transaction.atomic():
        open_space(candidacy=earlier, actor=secretary(), now=at(EARLIER))
    return FraudCase.objects.create(
        candidacy=earlier,
        state=FraudState.ESTABLISHED.value,
        facts="Relevé copié.",
        reported_at=at(EARLIER),
        heard_on=EARLIER,
        heard="Non.",
        decision="Copié.",
        decided_at=at(EARLIER),
    )


def take_back(fraud: FraudCase, *what: str) -> None:
    """Withdraw the first block, the capacity kept, or both."""
    withdraw_results(
        fraud=fraud,
        blocks=[BC01] if BC01 in what else [],
        capacities=[one.pk for one in KeptCapacity.objects.filter(capacity_code__in=what)],
        withdrawn_on=JURY_DAY,
        reason="Copié.",
        actor=national(),
        now=NOON,
    )


# Told to who prepares the jury ----------------------------------------------------------------


@pytest.mark.parametrize(("what", "named"), [(BC01, "Bloc 1"), ("C8", "C8")], ids=["a block", "a capacity kept"])
def test_a_candidate_listed_who_rests_on_it_is_blocked_and_the_session_says_why(
    fraud: FraudCase, what: str, named: str
) -> None:
    corentin = candidacy_of(CORENTIN)
    assert readiness(the_jury(), [corentin])[corentin.pk].outcome is AgendaOutcome.READY
    before = the_jury().version
    take_back(fraud, what)
    corentin = candidacy_of(CORENTIN)
    decision = readiness(the_jury(), [corentin])[corentin.pk]
    assert decision.outcome is AgendaOutcome.BLOCKED
    assert [reason.text for reason in decision.obstacles] == [f"{named} : {AGAIN}"]
    assert (case_of(CORENTIN).fallen, the_jury().version) == ([what], before + 1)
    page = text(browser_of(people.SECRETARY.email).get(reverse("juries:session", args=[the_jury().pk])))
    assert "Bloqué" in page
    assert f"{named} : ce résultat" in page
    assert list(verify()) == []


def test_a_candidate_who_rests_on_it_is_put_on_no_list(fraud: FraudCase) -> None:
    free_the_candidates()
    take_back(fraud, BC01, "C8")
    session = juries.prepare_session(date(2022, 9, 22), JURY_DAY)
    with refused("withdrawal.relied_on", "withdrawal.relied_on"):
        enlisting.list_candidate(session=session, candidacy=candidacy_of(CORENTIN), actor=secretary(), now=NOON)
    browser = browser_of(people.SECRETARY.email)
    page = browser.get(reverse("juries:session", args=[session.pk]))
    assert f'value="{candidacy_of(CORENTIN).pk}"' not in page.content.decode()
    assert f"Bloc 1 : {AGAIN}" in text(page)
    file = text(browser.get(reverse("desk:candidacy", args=[candidacy_of(CORENTIN).pk])))
    assert f"Bloc 1 : {AGAIN}" in file
    assert "Prête pour un jury" not in file.split("Parcours")[0]


def test_the_evaluation_is_taken_up_again_and_a_new_summary_clears_the_way(fraud: FraudCase) -> None:
    free_the_candidates()
    take_back(fraud, BC01, "C8")
    corentin = candidacy_of(CORENTIN)
    summaries.reopen(
        candidacy=corentin, blocks=[BC01, BC02], opinions=[], reason="Retrait.", actor=secretary(), now=NOON
    )
    corentin = candidacy_of(CORENTIN)
    assert corentin.state == State.PLANNED
    asked = {one.code for one in dossier(corentin).to_evaluate}
    assert {"C1", "C8"} <= asked
    Summary.objects.create(
        candidacy=corentin, made_at=at(date(2022, 7, 1)), presentable_blocks=[BC01, BC02], facts={}, **_NOTHING
    )
    assert fallen_each([corentin]) == {corentin.pk: ()}


def test_a_block_held_until_then_has_no_grid_and_is_taken_up_all_the_same(fraud: FraudCase) -> None:
    free_the_candidates()
    take_back(fraud, BC01)
    corentin = candidacy_of(CORENTIN)
    Grid.objects.filter(candidacy=corentin, block_code=BC01).update(block_code="none")
    form = ReopenForm(evaluation=dossier(corentin))
    assert [code for code, _ in form.fields["blocks"].choices] == [BC01, BC02]  # type: ignore[attr-defined]  # a field of choices
    summaries.reopen(candidacy=corentin, blocks=[BC01], opinions=[], reason="Retrait.", actor=secretary(), now=NOON)
    assert candidacy_of(CORENTIN).state == State.PLANNED
    assert Grid.objects.current().get(candidacy=corentin, block_code=BC02).state == GridState.SIGNED


_NOTHING: dict[str, list[str]] = {"acquired": [], "not_acquired": []}


# Told to the jury -----------------------------------------------------------------------------


@pytest.mark.parametrize("what", [BC01, "C8"], ids=["a block", "a capacity kept"])
def test_a_jury_at_work_is_told_and_may_only_postpone(fraud: FraudCase, what: str, settings: Settings) -> None:
    deliberate()
    examine(CORENTIN)
    take_back(fraud, what)
    case = Case.objects.select_related("candidacy", "summary").get(pk=case_of(CORENTIN).pk)
    seats = bench(the_jury())
    assert not is_clear(case, seats, seats.seating)
    for motion in (ADMISSIBLE, Motion(verdict=Verdict.NOT_ADMISSIBLE)):
        with refused("deliberation.summary", *_other(motion, what)):
            decide(CORENTIN, motion)
    with refused("deliberation.summary", *_other(ADMISSIBLE, what)):
        open_vote(CORENTIN)
    settings.JURANDE_NOW = at(JURY_DAY, 15)
    room = reverse("juries:room", args=[the_jury().pk])
    shown = text(browser_of(people.SECRETARY.email).get(f"{room}?c={case.pk}"))
    assert "Le récapitulatif repose sur un résultat retiré : seul un report est possible." in shown
    assert AGAIN in shown
    decided = decide(CORENTIN, POSTPONED)
    assert decided.verdict == Verdict.POSTPONED
    assert "retiré" not in " ".join(row["text"] for row in decided.reasons)


def _other(motion: Motion, what: str) -> list[str]:
    """A block no longer held leaves a gap that the verdict must not hide."""
    admissible = motion.verdict is Verdict.ADMISSIBLE
    return ["deliberation.all_blocks"] if admissible == (what == BC01) else []


def test_what_a_jury_not_closed_has_decided_on_waits_for_its_closing(fraud: FraudCase) -> None:
    deliberate()
    examine(CORENTIN)
    decide(CORENTIN, ADMISSIBLE)
    with refused("withdrawal.jury"):
        take_back(fraud, BC01)
    with refused("withdrawal.jury"):
        take_back(fraud, "C8")
    for candidate in (people.ONDINE, people.MARIAM):
        examine(candidate)
        decide(candidate, POSTPONED)
    closing.close(session=the_jury(), actor=president(), now=at(JURY_DAY, 17))
    take_back(fraud, BC01, "C8")
    assert not BlockAward.objects.filter(block_code=BC01, candidacy=fraud.candidacy.ref, withdrawn_on=None).exists()


@pytest.mark.parametrize("race", range(5))
def test_a_decision_and_a_withdrawal_at_once_are_one_after_the_other(fraud: FraudCase, race: int) -> None:
    """Decided first, the withdrawal waits; withdrawn first, the jury may only postpone: never both."""
    deliberate()
    examine(CORENTIN)
    what, case, chair, authority = (BC01, "C8")[race % 2], case_of(CORENTIN), president(), national()
    kept = [one.pk for one in KeptCapacity.objects.filter(capacity_code=what)]
    answers = at_once(
        partial(deliberating.decide, case=case, motion=ADMISSIBLE, unanimous=True, actor=chair, now=NOON),
        partial(
            withdraw_results,
            fraud=fraud,
            blocks=[] if kept else [BC01],
            capacities=kept,
            withdrawn_on=JURY_DAY,
            reason="Copié.",
            actor=authority,
            now=NOON,
        ),
    )
    [other] = [one for one in answers if one != DONE]
    assert other in {"withdrawal.jury", "deliberation.summary"}
    assert (case_of(CORENTIN).fallen == []) is (other == "withdrawal.jury")
    assert list(verify()) == []


def test_a_postponement_is_not_in_the_way(fraud: FraudCase) -> None:
    deliberate()
    examine(CORENTIN)
    decide(CORENTIN, POSTPONED)
    take_back(fraud, BC01)
    assert case_of(CORENTIN).fallen == []


# A capacity kept ------------------------------------------------------------------------------


def test_a_capacity_kept_is_withdrawn_with_its_entry_and_serves_no_more(fraud: FraudCase) -> None:
    free_the_candidates()
    take_back(fraud, "C8")
    kept = KeptCapacity.objects.get(capacity_code="C8")
    assert (kept.withdrawn_on, kept.is_usable(JURY_DAY)) == (JURY_DAY, False)
    assert acts_on(fraud.candidacy.ref)[-2:] == ["register.withdraw_kept", "certificate.withdraw_blocks"]
    said = {"blocks": [], "capacities": ["C8"], "heard_on": "2020-06-16"}
    assert last_entry(fraud.candidacy.ref).data == said
    assert "C8" not in dossier(candidacy_of(CORENTIN)).kept
    with refused("register.not_kept"):
        withdraw_results(
            fraud=fraud,
            blocks=[],
            capacities=[kept.pk],
            withdrawn_on=JURY_DAY,
            reason="Encore.",
            actor=national(),
            now=NOON,
        )


def test_what_a_fraud_takes_back_is_named_on_its_page(fraud: FraudCase, settings: Settings) -> None:
    free_the_candidates()
    settings.JURANDE_NOW = at(JURY_DAY, 15)
    authority, page = browser_of(people.NATIONAL.email), reverse("certificates:fraud", args=[fraud.pk])
    assert "C8, jury du 16 juin 2020" in text(authority.get(page))
    act, kept = reverse("certificates:withdraw_blocks", args=[fraud.pk]), KeptCapacity.objects.get()
    nothing = authority.post(act, {"reason": "Copié."})
    assert (nothing.status_code, "ne nomme rien à retirer" in text(nothing)) == (422, True)
    assert authority.post(act, {"capacities": [str(kept.pk)], "reason": "Copié."}).status_code == 302
    assert "C8, jury du" not in text(authority.get(page))
    mine = text(browser_of(CORENTIN.email).get(reverse("certificates:mine")))
    assert "La capacité C8, conservée, a été retirée le 16 juin 2022." in mine
