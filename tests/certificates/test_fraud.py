"""A suspicion of fraud: reported, heard, decided; what waits meanwhile, and what is withdrawn after it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from jurande.candidacies import fraud
from jurande.candidacies.actions import abandon
from jurande.candidacies.models import Candidacy, FraudCase
from jurande.certificates.actions import issue_waiting
from jurande.certificates.models import Certificate
from jurande.certificates.queries import papers_of
from jurande.certificates.withdrawing import withdraw, withdraw_results
from jurande.desk.story import juries, people
from jurande.desk.story.course import at, secretary
from jurande.desk.story.people import CORENTIN, MARIAM, NATIONAL, ONDINE, OTHER_SECRETARY, SECRETARY, TRAINER
from jurande.documents.models import StoredDocument
from jurande.juries.before import enlisting
from jurande.juries.day.deliberating import Motion
from jurande.juries.day.grouping import is_clear
from jurande.juries.facts import bench
from jurande.juries.models import Case
from jurande.ledger.actors import Actor
from jurande.ledger.models import Entry
from jurande.ledger.verify import verify
from jurande.messages.models import Message
from jurande.organisations.models import TrainingBody
from jurande.register.models import Award, BlockAward
from jurande.rules.deliberation import Verdict
from jurande.rules.fraud import ABSENT
from jurande.rules.lifecycles import Candidacy as State
from jurande.rules.lifecycles import Fraud as FraudState
from jurande.rules.lifecycles import Role
from jurande.rules.reasons import Refused
from tests.documents.reading import text_of
from tests.juries.sessions import (
    ADMISSIBLE,
    candidacy_of,
    case_of,
    close_as_proposed,
    decide,
    deliberate,
    examine,
    free_the_candidates,
    open_vote,
    the_jury,
)
from tests.pages import text
from tests.told import JURY_DAY, acting, browser_of
from tests.writes import last_entry, refused

FACTS = "Le relevé joint au dossier est celui d’un autre candidat."
REPORTED_ON, HEARING_ON = date(2022, 6, 1), date(2022, 6, 8)
BC01, BC02 = "RNCP28245BC01", "RNCP28245BC02"


def national() -> Actor:
    return acting(NATIONAL, Role.NATIONAL)


def report(candidate: people.Candidate = CORENTIN, *, on: date = REPORTED_ON, facts: str = FACTS) -> FraudCase:
    return fraud.report(candidacy=candidacy_of(candidate), facts=facts, actor=secretary(), now=at(on))


def call(
    reported: FraudCase, *, for_day: date = HEARING_ON, on: date = REPORTED_ON, place: str = "Salle Vulcain"
) -> FraudCase:
    return fraud.call_to_hearing(
        fraud=reported,
        hearing_on=for_day,
        hearing_at=time(14, 30),
        place=place,
        actor=secretary(),
        now=at(on),
    )


def hear(
    reported: FraudCase, *, came: bool = True, said: str = "C’est une erreur.", on: date = HEARING_ON
) -> FraudCase:
    return fraud.hear(fraud=reported, came=came, said=said, held_on=on, actor=secretary(), now=at(on, 16))


def establish(heard: FraudCase, on: date = HEARING_ON, by: Actor | None = None) -> FraudCase:
    return fraud.establish(fraud=heard, decision="Le relevé est copié.", actor=by or national(), now=at(on, 17))


def clear(heard: FraudCase, on: date = HEARING_ON) -> FraudCase:
    return fraud.clear(fraud=heard, decision="Le relevé est le sien.", actor=national(), now=at(on, 17))


def letters(case: FraudCase, kind: str) -> list[str]:
    return [text_of(bytes(one.content)) for one in StoredDocument.objects.filter(kind=kind, subject=case.ref)]


# Reported, called, heard ----------------------------------------------------------------------


@pytest.mark.usefixtures("called")
def test_facts_are_reported_once_and_stay_out_of_the_chain() -> None:
    made = report()
    assert report() == made
    with refused("fraud.under_way"):
        report(facts="Autre chose.")
    entry = last_entry(made.ref)
    assert (entry.act, entry.data, entry.clauses) == ("fraud.report", {}, ["choice.fraud"])
    assert FACTS not in str(entry.data) + str(entry.detail.content)
    assert last_entry(report(MARIAM).ref).clauses == ["law.R6412-7"]


@pytest.mark.usefixtures("called")
@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.JUROR, Role.CANDIDATE, Role.TRAINING_BODY, Role.AUDITOR])
def test_others_do_not_report(role: Role) -> None:
    with refused("lifecycle.role"):
        fraud.report(candidacy=candidacy_of(CORENTIN), facts=FACTS, actor=Actor("user:1", role, "X"), now=at(JURY_DAY))


@pytest.mark.usefixtures("called")
def test_a_report_says_facts() -> None:
    with refused("fraud.facts"):
        report(facts=" ")


@pytest.mark.usefixtures("called")
def test_the_candidate_is_called_by_letter_with_the_facts_the_day_and_the_place() -> None:
    called = call(report())
    [letter] = letters(called, "fraud_hearing")
    for words in ("Corentin Abalain-Mercier", "celui d’un autre candidat", "8 juin 2022", "14 h 30", "Salle Vulcain"):
        assert words in letter
    told = Message.objects.get(key__startswith="fraud:")
    assert (told.recipient, told.confidential, told.attachments.count()) == (CORENTIN.email, True, 1)
    assert "fraude" not in (told.subject + told.body).lower()
    assert call(called) == called
    assert len(letters(called, "fraud_hearing")) == 1
    call(called, for_day=date(2022, 6, 9))
    assert len(letters(called, "fraud_hearing")) == 2
    with refused("fraud.past"):
        call(called, for_day=date(2022, 5, 31))


@pytest.mark.usefixtures("called")
def test_nothing_is_decided_before_the_hearing() -> None:
    called = call(report())
    with refused("lifecycle.moment"):
        establish(called)
    with refused("fraud.day", "fraud.said"):
        fraud.hear(fraud=called, came=True, said="", held_on=HEARING_ON, actor=secretary(), now=at(REPORTED_ON, 18))


@pytest.mark.usefixtures("called")
def test_whoever_is_called_and_does_not_come_is_recorded_so() -> None:
    called = call(report())
    with refused("fraud.called"):
        hear(called, came=False, on=date(2022, 6, 10))
    assert hear(called, came=False, said="").heard == ABSENT
    with refused("lifecycle.moment"):
        hear(called)


@pytest.mark.usefixtures("called")
def test_what_somebody_who_does_not_come_wrote_is_kept_beside_their_absence() -> None:
    called = call(report())
    assert "ou ce que vous nous aurez écrit, sera consigné" in letters(called, "fraud_hearing")[0]
    heard = hear(called, came=False, said="Le relevé est le mien, voyez la pièce jointe.")
    assert heard.heard == f"{ABSENT} Le relevé est le mien, voyez la pièce jointe."


# What waits meanwhile -------------------------------------------------------------------------


@pytest.mark.usefixtures("called")
def test_a_candidacy_under_suspicion_comes_before_no_jury() -> None:
    free_the_candidates()
    report(on=JURY_DAY)
    session = juries.prepare_session(date(2022, 9, 22), JURY_DAY)
    with refused("fraud.suspicion"):
        enlisting.list_candidate(
            session=session, candidacy=candidacy_of(CORENTIN), actor=secretary(), now=at(JURY_DAY, 12)
        )
    clear(hear(report(on=JURY_DAY), on=JURY_DAY), JURY_DAY)
    enlisting.list_candidate(session=session, candidacy=candidacy_of(CORENTIN), actor=secretary(), now=at(JURY_DAY, 18))


@pytest.mark.usefixtures("called")
def test_a_jury_may_only_postpone_whoever_is_under_suspicion() -> None:
    report()
    deliberate()
    seats = bench(the_jury())
    rows = Case.objects.select_related("candidacy", "summary")
    clear_ones = {case.candidacy.email for case in rows if is_clear(case, seats, seats.seating)}
    assert (CORENTIN.email in clear_ones, MARIAM.email in clear_ones) == (False, True)
    examine(CORENTIN)
    with refused("fraud.suspicion") as said:
        decide(CORENTIN, ADMISSIBLE)
    assert "rien ne se décide avant" in said[0]
    with refused("fraud.suspicion"):
        open_vote(CORENTIN)
    decided = decide(CORENTIN, Motion(verdict=Verdict.POSTPONED, reason="Audition à venir."))
    assert decided.verdict == Verdict.POSTPONED
    assert "deliberation.checking" in {row["code"] for row in decided.reasons}


@pytest.mark.usefixtures("called")
def test_no_paper_leaves_while_a_suspicion_is_under_way() -> None:
    close_as_proposed()
    reported = report(on=JURY_DAY)
    issue_waiting(now=at(JURY_DAY, 20))
    corentin = candidacy_of(CORENTIN)
    assert not Certificate.objects.filter(award__candidacy=corentin.ref).exists()
    assert Certificate.objects.exists()
    troubles = {paper.trouble for paper in papers_of(corentin).papers}
    assert troubles == {"Une suspicion de fraude est en cours : rien n’est délivré avant sa décision."}
    clear(hear(reported, on=date(2022, 6, 17)), date(2022, 6, 17))
    issue_waiting(now=at(date(2022, 6, 18)))
    assert Certificate.objects.filter(award__candidacy=corentin.ref).exists()
    assert {paper.trouble for paper in papers_of(corentin).papers} == {""}


@pytest.mark.usefixtures("called")
def test_another_place_or_a_day_taken_back_calls_the_candidate_again() -> None:
    reported, later = report(), date(2022, 6, 10)
    for day, place in ((HEARING_ON, "Salle Vulcain"), (HEARING_ON, "Salle Vulcain"), (HEARING_ON, "Salle Minerve")):
        call(reported, for_day=day, place=place)
    assert len(letters(reported, "fraud_hearing")) == 2
    for day in (later, HEARING_ON):
        call(reported, for_day=day)
    assert len(letters(reported, "fraud_hearing")) == 4
    assert FraudCase.objects.get(pk=reported.pk).hearing_on == HEARING_ON


# Decided --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("called")
def test_a_suspicion_unfounded_lets_the_candidacy_go_on() -> None:
    decided = clear(hear(report()))
    assert (decided.state, candidacy_of(CORENTIN).state) == (FraudState.UNFOUNDED, State.PRESENTED)
    [letter] = letters(decided, "fraud_decision")
    assert "suspicion de fraude est écartée" in letter
    assert "suit son cours" in letter
    assert report(facts="Autre chose.").state == FraudState.REPORTED


@pytest.mark.usefixtures("called")
def test_a_fraud_established_before_any_jury_excludes_the_candidacy() -> None:
    heard = hear(report())
    with refused("fraud.listed"):
        establish(heard)
    free_the_candidates()
    decided = establish(heard, JURY_DAY)
    assert (decided.state, candidacy_of(CORENTIN).state) == (FraudState.ESTABLISHED, State.EXCLUDED)
    assert last_entry(candidacy_of(CORENTIN).ref).act == "candidacy.exclude"
    assert "Votre candidature est écartée" in letters(decided, "fraud_decision")[0]
    with refused("fraud.over"):
        report(facts="Autre chose.")
    assert list(verify()) == []


@pytest.mark.usefixtures("called")
def test_a_fraud_is_established_of_whoever_gave_up_meanwhile() -> None:
    heard = hear(report())
    free_the_candidates()
    abandon(candidacy=candidacy_of(CORENTIN), reason="Parti.", actor=secretary(), now=at(HEARING_ON, 16))
    decided = establish(heard)
    assert (decided.state, candidacy_of(CORENTIN).state) == (FraudState.ESTABLISHED, State.ABANDONED)
    assert "il n’y a rien à retirer" in letters(decided, "fraud_decision")[0]


@pytest.mark.usefixtures("called")
def test_no_certificate_is_made_to_be_withdrawn_once_the_fraud_is_established() -> None:
    close_as_proposed()
    day = date(2022, 7, 4)
    decided = establish(hear(report(MARIAM, on=day), on=day), day)
    mariam = candidacy_of(MARIAM)
    issue_waiting(now=at(day, 18))
    assert not Certificate.objects.filter(award__candidacy=mariam.ref).exists()
    assert {paper.trouble for paper in papers_of(mariam).papers} == {
        "La fraude est retenue : rien n’est délivré avant la décision qui nomme ce qui est retiré."
    }
    withdraw_results(fraud=decided, blocks=[BC01], withdrawn_on=day, reason="Copié.", actor=national(), now=at(day, 18))
    assert Award.objects.get(candidacy=mariam.ref).withdrawn_on == day
    issue_waiting(now=at(day, 19))
    assert not Certificate.objects.filter(award__candidacy=mariam.ref).exists()
    assert [one.block_code for one in BlockAward.objects.filter(documented_at__isnull=False, candidacy=mariam.ref)] == [
        BC02
    ]
    assert {paper.trouble for paper in papers_of(mariam).papers} == {""}
    assert list(verify()) == []


@pytest.mark.usefixtures("called")
def test_the_centre_does_not_decide() -> None:
    heard = hear(report())
    with refused("lifecycle.role"):
        establish(heard, by=secretary())


@pytest.mark.usefixtures("called")
def test_a_certificate_is_withdrawn_on_the_fraud_established() -> None:
    close_as_proposed()
    issue_waiting(now=at(JURY_DAY, 20))
    day = date(2022, 7, 4)
    establish(hear(report(MARIAM, on=day), on=day), day)
    made = Certificate.objects.get(award__candidacy=candidacy_of(MARIAM).ref)
    withdraw(
        certificate=made,
        blocks=[BC01, BC02],
        withdrawn_on=day,
        heard_on=day,
        reason="Fraude retenue.",
        actor=national(),
        now=at(day, 18),
    )
    assert not BlockAward.objects.filter(candidacy=candidacy_of(MARIAM).ref, withdrawn_on__isnull=True).exists()
    for act in ("certificate.withdraw", "register.withdraw"):
        assert {tuple(one.clauses) for one in Entry.objects.filter(act=act)} == {("law.R6412-7",)}


@pytest.mark.usefixtures("called")
def test_blocks_are_withdrawn_from_whoever_has_no_certificate() -> None:
    close_as_proposed()
    day = date(2022, 7, 4)
    reported = report(ONDINE, on=day)
    with refused("withdrawal.fraud"):
        withdraw_results(fraud=reported, blocks=[BC01], withdrawn_on=day, reason="x", actor=national(), now=at(day))
    decided = establish(hear(reported, on=day), day)
    assert candidacy_of(ONDINE).state == State.NOT_ADMITTED
    with refused("withdrawal.role"):
        withdraw_results(fraud=decided, blocks=[BC01], withdrawn_on=day, reason="x", actor=secretary(), now=at(day))
    with refused("fraud.motives", "withdrawal.titles"):
        withdraw_results(fraud=decided, blocks=[], withdrawn_on=day, reason="", actor=national(), now=at(day))
    with refused("register.not_held"):
        withdraw_results(fraud=decided, blocks=[BC02], withdrawn_on=day, reason="x", actor=national(), now=at(day))
    withdraw_results(fraud=decided, blocks=[BC01], withdrawn_on=day, reason="Copié.", actor=national(), now=at(day, 18))
    assert BlockAward.objects.get(candidacy=candidacy_of(ONDINE).ref).withdrawn_on == day
    entry = last_entry(candidacy_of(ONDINE).ref)
    assert (entry.act, entry.data) == (
        "certificate.withdraw_blocks",
        {"blocks": [BC01], "capacities": [], "heard_on": "2022-07-04"},
    )
    assert not Award.objects.filter(candidacy=candidacy_of(ONDINE).ref).exists()


@pytest.mark.usefixtures("called")
def test_a_block_withdrawn_is_held_no_more_by_a_candidacy_under_way() -> None:
    close_as_proposed()
    day = date(2022, 7, 4)
    decided = establish(hear(report(ONDINE, on=day), on=day), day)
    Candidacy.objects.filter(pk=candidacy_of(ONDINE).pk).update(state=State.SUMMARISED, held_blocks=[BC01])
    withdraw_results(fraud=decided, blocks=[BC01], withdrawn_on=day, reason="Copié.", actor=national(), now=at(day, 18))
    assert candidacy_of(ONDINE).held_blocks == []
    assert Entry.objects.filter(act="candidacy.release").count() == 1


@pytest.mark.usefixtures("called")
def test_of_two_decisions_at_once_one_stands() -> None:
    heard, by = hear(report()), national()
    ready = Barrier(2)

    def start(act: Callable[..., FraudCase]) -> str:
        ready.wait(timeout=60)
        try:
            return act(fraud=heard, decision="Motifs.", actor=by, now=at(HEARING_ON, 18)).state
        except Refused as caught:
            return " ".join(reason.code for reason in caught.decision.obstacles)
        finally:
            connection.close()

    free_the_candidates()
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(start, [fraud.clear, fraud.establish]))
    assert outcomes.count("lifecycle.moment") == 1
    excluded = candidacy_of(CORENTIN).state == State.EXCLUDED
    assert excluded == (FraudCase.objects.get().state == FraudState.ESTABLISHED)


# Pages ----------------------------------------------------------------------------------------


def said(client: Client, address: str) -> str:
    return text(client.get(address))


@pytest.mark.usefixtures("called")
def test_from_the_report_to_the_withdrawal_by_the_pages(settings: Settings) -> None:
    close_as_proposed()
    settings.JURANDE_NOW = at(date(2022, 7, 4), 10)
    centre, authority, candidate = browser_of(SECRETARY.email), browser_of(NATIONAL.email), browser_of(ONDINE.email)
    ondine = candidacy_of(ONDINE)
    file = reverse("desk:candidacy", args=[ondine.pk])
    assert "Signaler une fraude" in said(centre, file)
    answer = centre.post(reverse("certificates:report_on", args=[ondine.pk]), {"facts": FACTS})
    made = FraudCase.objects.get()
    page = reverse("certificates:fraud", args=[made.pk])
    assert answer.headers["Location"] == page
    assert FACTS in said(centre, page)
    assert "Audition" not in said(candidate, reverse("certificates:mine"))
    assert "Convoquer Ondine Beaucastel" in said(centre, reverse("desk:home"))

    when = {"hearing_on": "2022-07-04", "hearing_at": "14:30", "place": "Salle Vulcain"}
    assert centre.post(reverse("certificates:call_to_hearing", args=[made.pk]), when).status_code == 302
    assert "Vous êtes appelé(e) à être entendu(e) le 4 juillet 2022" in said(candidate, reverse("certificates:mine"))
    letter = StoredDocument.objects.get(kind="fraud_hearing")
    assert candidate.get(reverse("certificates:fraud_letter", args=[letter.pk])).status_code == 200
    assert browser_of(CORENTIN.email).get(reverse("certificates:fraud_letter", args=[letter.pk])).status_code == 404

    heard = {"came": "came", "held_on": "2022-07-04", "said": ""}
    answer = centre.post(reverse("certificates:hear", args=[made.pk]), heard)
    assert (answer.status_code, "Écrivez ce que le candidat a dit" in text(answer)) == (422, True)
    centre.post(reverse("certificates:hear", args=[made.pk]), heard | {"said": "C’est une erreur."})

    queue = said(authority, reverse("desk:home"))
    assert f"Décider d’une suspicion de fraude : candidature {ondine.reference}" in queue
    listing = said(authority, reverse("certificates:frauds"))
    assert (ondine.reference in listing, "Beaucastel" in listing) == (True, False)
    authority.post(reverse("certificates:consult_fraud", args=[made.pk]))
    assert last_entry(made.ref).act == "fraud.consult"
    decision = {"outcome": "established", "decision": "Le relevé est copié."}
    assert authority.post(reverse("certificates:decide_fraud", args=[made.pk]), decision).status_code == 302
    assert "Fraude retenue" in said(candidate, reverse("certificates:mine"))
    assert "Retirer ce qui a été acquis" in said(authority, page)
    taken = {"blocks": [BC01], "reason": "Copié."}
    assert authority.post(reverse("certificates:withdraw_blocks", args=[made.pk]), taken).status_code == 302
    assert "Le bloc RNCP28245BC01 a été retiré" in said(candidate, reverse("certificates:mine"))


@pytest.mark.usefixtures("called")
def test_a_suspicion_is_for_its_centre_and_the_authority_alone(settings: Settings) -> None:
    settings.JURANDE_NOW = at(HEARING_ON, 18)
    made, corentin = hear(call(report())), candidacy_of(CORENTIN)
    Candidacy.objects.filter(pk=corentin.pk).update(training_body=TrainingBody.objects.get())
    page, file = reverse("certificates:fraud", args=[made.pk]), reverse("desk:candidacy", args=[corentin.pk])
    assert browser_of(OTHER_SECRETARY.email).get(page).status_code == 404
    assert "Suspicion" in said(browser_of(SECRETARY.email), file)
    assert "uspicion" not in said(browser_of(TRAINER.email), file)
    assert str(made.pk) not in browser_of(TRAINER.email).get(file).content.decode()


@pytest.mark.usefixtures("called")
def test_the_room_says_that_only_a_postponement_is_possible(settings: Settings) -> None:
    report()
    deliberate()
    settings.JURANDE_NOW = at(JURY_DAY, 15)
    room = reverse("juries:room", args=[the_jury().pk])
    shown = said(browser_of(SECRETARY.email), f"{room}?c={case_of(CORENTIN).pk}")
    assert "seul un report est possible" in shown
    assert "Une suspicion de fraude est en cours" in shown
