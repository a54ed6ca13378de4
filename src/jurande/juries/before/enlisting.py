"""The list of a session before its day: who is put on it, who is taken off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from jurande.candidacies.actions import check_step
from jurande.candidacies.actions import locked as locked_candidacy
from jurande.candidacies.fraud import check_unsuspected
from jurande.candidacies.models import Candidacy
from jurande.catalogue.record_file import load
from jurande.evaluations.fallen import check_standing
from jurande.juries.choices import choices_of
from jurande.juries.locking import locked, moved
from jurande.juries.models import Case, JurySession
from jurande.ledger.actions import gathered
from jurande.ledger.actors import Actor, record
from jurande.rules.lifecycles import Session as State
from jurande.rules.lifecycles import StepOutcome, refusal
from jurande.rules.reasons import Decision, Reason, Refused
from jurande.rules.settings import choice


@transaction.atomic
def list_candidates(*, session: JurySession, candidacies: Sequence[Candidacy], actor: Actor, now: datetime) -> None:
    """Put ready candidates on the list in this order, all of them or none. Raises Refused as `list_candidate`."""
    session = locked(session)
    lock_all(candidacies)
    with gathered():
        for candidacy in candidacies:
            list_candidate(session=session, candidacy=candidacy, actor=actor, now=now)


def lock_all(candidacies: Iterable[Candidacy]) -> None:
    """Lock many candidacies in one order, whoever asks: of two lists that share some, the second waits."""
    rows = Candidacy.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in candidacies])
    list(rows.order_by("pk").values_list("pk"))


@transaction.atomic
def list_candidate(*, session: JurySession, candidacy: Candidacy, actor: Actor, now: datetime) -> Case:
    """Put a candidate on the session's list, with the latest summary of their evaluations."""
    session = locked(session)
    candidacy = locked_candidacy(candidacy)
    _before_the_day(session)
    if candidacy.centre_id != session.centre_id:
        raise refusal("jury.other_centre", "Ce candidat relève d’un autre centre.")
    _check_criteria(candidacy, session)
    check_unsuspected(candidacy)
    check_standing(candidacy)
    candidacy.state = check_step("present", candidacy, actor).value
    last = Case.objects.filter(session=session).aggregate(last=Max("position"))["last"]
    case = Case.objects.create(
        session=session,
        candidacy=candidacy,
        summary=candidacy.summaries.latest(),
        position=(last or 0) + 1,
    )
    candidacy.save(update_fields=["state"])
    moved(session)
    record(
        actor=actor,
        chain=session.centre.chain,
        act="jury.list",
        subject=candidacy.ref,
        now=now,
        data={"jury": session.ref, "summary": f"summary:{case.summary_id}"},
    )
    return case


def _check_criteria(candidacy: Candidacy, session: JurySession) -> None:
    """Where no certificate is awarded on example criteria, no jury is asked to decide on them either."""
    certification = load(candidacy.record_code).certification
    if certification.has_example_criteria and not choices_of(session).certificates_on_example_criteria:
        text = (
            f"Les critères de la fiche {certification.code} sont des exemples : chargez ceux du référentiel, rien ne "
            "s’acquiert devant un jury sur des exemples."
        )
        clause = choice("certificates_on_example_criteria")
        raise Refused(Decision(outcome=StepOutcome.REFUSED, reasons=(Reason("jury.criteria", clause, text, False),)))


@transaction.atomic
def unlist_candidate(*, case: Case, actor: Actor, now: datetime) -> None:
    """Take a candidate off the list before the day; they are ready for another jury."""
    session = locked(case.session)
    _before_the_day(session)
    give_back(case=case, session=session, actor=actor, now=now)


def give_back(*, case: Case, session: JurySession, actor: Actor, now: datetime) -> None:
    """Make a candidate ready for another jury than this one, which its caller has locked."""
    candidacy = locked_candidacy(case.candidacy)
    candidacy.state = check_step("unlist", candidacy, actor).value
    Case.objects.get(pk=case.pk).delete()
    candidacy.save(update_fields=["state"])
    moved(session)
    record(
        actor=actor,
        chain=session.centre.chain,
        act="jury.unlist",
        subject=candidacy.ref,
        now=now,
        data={"jury": session.ref},
    )


def _before_the_day(session: JurySession) -> None:
    if session.state not in {State.PREPARED, State.CALLED}:
        raise refusal("jury.begun", "La séance a commencé : la liste des candidats ne change plus.")
