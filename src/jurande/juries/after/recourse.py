"""A candidate's recourse: recorded as it came, answered in writing. Only actions write (law 4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from jurande.accounts.links import login_address
from jurande.candidacies.reconsidering import hold, reconsider
from jurande.documents.actions import store
from jurande.documents.compose import plain_letter
from jurande.documents.contracts import Cited, LetterData, Party, Signatory
from jurande.juries.after.contesting import ANSWER, Contest, contests
from jurande.juries.before.letters import PDF, sender
from jurande.juries.locking import locked_case
from jurande.juries.models import Case, Recourse
from jurande.ledger.actors import Actor, record
from jurande.ledger.queries import head
from jurande.messages.actions import Attached, post
from jurande.rules import lifecycles
from jurande.rules.dates import day_of, french
from jurande.rules.lifecycles import Recourse as State
from jurande.rules.lifecycles import Role, StepOutcome, refusal
from jurande.rules.lifecycles import Session as SessionState
from jurande.rules.reasons import Reason, Refused
from jurande.rules.recourse import AnswerFacts, AnswerOutcome, RecourseFacts, RecourseOutcome, answer_to, recourse
from jurande.rules.settings import choice
from jurande.ui.french import typographic

# What the letter says of each answer, and the subject of its message.
OUTCOMES = {
    State.UPHELD: (
        (
            "Votre recours est accueilli : un prochain jury examinera à nouveau votre candidature. Ce que le premier a "
            "validé vous reste acquis."
        ),
        "Votre recours est accueilli",
    ),
    State.DISMISSED: ("Votre recours est rejeté : la décision du jury demeure.", "Réponse à votre recours"),
    State.INADMISSIBLE: (
        "Votre recours est irrecevable : il n’est pas examiné, et la décision du jury demeure.",
        "Réponse à votre recours",
    ),
}


@transaction.atomic
def lodge(*, case: Case, received_on: date, grounds: str, actor: Actor, now: datetime) -> Recourse:
    """Record a candidate's request against what a closed jury decided, received on a day.

    A letter is recorded as it came, late or without motives too: its answer says so. The candidate's own comes the day
    they send it, in time and with motives, or is not sent. The same request sent twice is one. Raises Refused with
    every reason that the rule gives, before the jury is closed, and for a day to come.
    """
    case, today = locked_case(case), day_of(now)
    if case.session.state != SessionState.CLOSED:
        raise refusal("recourse.not_closed", "Le jury n’est pas clos : un recours vient après sa décision.")
    received_on = today if actor.role is Role.CANDIDATE else received_on
    if received_on > today:
        raise refusal("recourse.to_come", f"Le {french(received_on)} n’est pas venu : corrigez la date de réception.")
    [contest] = contests([case])
    pending = contest.pending
    if pending and (pending.received_on, pending.grounds) == (received_on, grounds.strip()):
        return pending
    state = _step("lodge", None, actor)
    decision = recourse(
        RecourseFacts(
            decided=contest.facts,
            received_on=received_on,
            grounds=grounds,
            pending=pending is not None,
            upheld=contest.upheld,
        ),
        settings=contest.settings,
    )
    online = actor.role is Role.CANDIDATE
    if decision.outcome is RecourseOutcome.REFUSED or (online and decision.obstacles):
        raise Refused(decision)
    made = Recourse.objects.create(
        case=case, state=state.value, received_on=received_on, grounds=grounds.strip(), answer=""
    )
    _tell_lodged(made, case, by_candidate=online, now=now)
    record(
        actor=actor,
        chain=case.session.centre.chain,
        act="jury.recourse_lodge",
        subject=made.ref,
        now=now,
        effective_on=received_on,
        data={"case": case.ref, "outcome": decision.outcome.value},
        clauses=sorted({reason.clause.key for reason in decision.reasons}),
    )
    return made


@transaction.atomic
def uphold(*, recourse: Recourse, answer: str, despite: str = "", actor: Actor, now: datetime) -> Recourse:
    """Uphold a recourse: the candidacy is ready for another jury, which decides anew; the first decision stays written.

    `despite`: why one that came late is examined. Raises Refused for another role than the manager, once it is
    answered, as the rule says, and as `reconsider`.
    """
    hold(locked_case(recourse.case).candidacy)
    fresh, case = _answered("uphold", recourse, answer, actor, now, despite)
    reconsider(candidacy=case.candidacy, actor=actor, now=now)
    return fresh


@transaction.atomic
def dismiss(*, recourse: Recourse, answer: str, actor: Actor, now: datetime) -> Recourse:
    """Dismiss a recourse: the decision stands. Raises Refused as `uphold` does, but for what the candidacy became."""
    fresh, _ = _answered("dismiss", recourse, answer, actor, now)
    return fresh


@transaction.atomic
def declare_inadmissible(*, recourse: Recourse, answer: str = "", actor: Actor, now: datetime) -> Recourse:
    """Answer that a recourse came late, or without motives: it is not examined. `answer` adds to what the rule says.

    Raises Refused as `dismiss` does, and for a recourse that nothing makes inadmissible.
    """
    fresh, _ = _answered("declare_inadmissible", recourse, answer, actor, now)
    return fresh


def _answered(
    name: str, recourse: Recourse, answer: str, actor: Actor, now: datetime, despite: str = ""
) -> tuple[Recourse, Case]:
    case = locked_case(recourse.case)
    fresh = Recourse.objects.select_for_update(of=("self",)).get(pk=recourse.pk)
    fresh.case = case
    fresh.state = (state := _step(name, State(fresh.state), actor)).value
    [contest] = contests([case])
    facts = AnswerFacts(recourse=contest.as_it_came(fresh), answer=state, motives=answer, despite=despite)
    decision = answer_to(facts, settings=contest.settings)
    if decision.outcome is AnswerOutcome.REFUSED:
        raise Refused(decision)
    why = " ".join(fault.text for fault in decision.faults)
    fresh.answer, fresh.answered_at = answer.strip() or why, now
    fresh.despite = despite.strip() if decision.faults else ""
    record(
        actor=actor,
        chain=case.session.centre.chain,
        act=f"jury.recourse_{name}",
        subject=fresh.ref,
        now=now,
        data={"case": case.ref, "faults": [fault.code for fault in decision.faults]},
        clauses=["choice.recourse_months"],
    )
    _send_answer(fresh, _said(fresh, contest, decision.faults, answer, day_of(now)), actor, now)
    fresh.save(update_fields=["state", "answer", "despite", "answered_at", "document"])
    return fresh, case


def _said(answered: Recourse, contest: Contest, faults: Sequence[Reason], written: str, today: date) -> tuple[str, ...]:
    """The paragraphs of the answer: what is decided, what made the recourse inadmissible, the motives."""
    said = [OUTCOMES[State(answered.state)][0]]
    if answered.despite:
        said.append(f"{faults[0].text} Il est examiné malgré son retard : {answered.despite}")
    elif answered.state == State.INADMISSIBLE:
        said += [fault.text for fault in faults]
    if written.strip():
        said.append(f"Motifs : {written.strip()}")
    until = contest.decision.until
    if answered.state == State.INADMISSIBLE and until and today <= until:
        said.append(f"Vous pouvez en présenter un autre, motivé, jusqu’au {french(until)} inclus.")
    return tuple(said)


def _step(name: str, state: State | None, actor: Actor) -> State:
    decision = lifecycles.may_take(lifecycles.RECOURSE, name, state=state, roles=[actor.role])
    if decision.outcome is StepOutcome.REFUSED:
        raise Refused(decision)
    return State(decision.step.target)


def _tell_lodged(made: Recourse, case: Case, *, by_candidate: bool, now: datetime) -> None:
    """Tell the candidate that the request is received; and the centre, when it does not come from there."""
    candidacy, centre = case.candidacy, case.session.centre
    day = french(case.session.held_on)
    post(
        key=f"recourse:{made.id}",
        subject_ref=candidacy.ref,
        recipient=candidacy.email,
        subject="Votre recours est enregistré",
        body=typographic(
            f"Bonjour,\n\nVotre recours contre la décision du jury du {day} est enregistré à la date du "
            f"{french(made.received_on)}. Le centre d’examen vous répondra par écrit.\n\n{centre.name}\n"
        ),
        now=now,
    )
    if by_candidate:
        post(
            key=f"recourse:{made.id}:centre",
            subject_ref=candidacy.ref,
            recipient=centre.email,
            subject=f"Un recours attend votre réponse, candidature {candidacy.reference}",
            body=typographic(
                f"Bonjour,\n\nUn recours est déposé contre une décision du jury du {day}. Il attend la réponse motivée "
                f"du responsable du centre, dans « À faire ».\n"
            ),
            now=now,
        )


def _send_answer(answered: Recourse, said: tuple[str, ...], actor: Actor, now: datetime) -> None:
    """The letter that answers, kept and sent."""
    case, candidacy, centre = answered.case, answered.case.candidacy, answered.case.session.centre
    name, printed = f"recours-{candidacy.reference}-{day_of(now):%Y-%m-%d}.pdf", head(centre.chain)
    content = plain_letter(_letter(answered, said, actor, now), head=printed, created=now)
    answered.document = store(
        kind=ANSWER,
        subject=answered.ref,
        filename=name,
        content=content,
        head=printed,
        actor=actor.ref,
        now=now,
    )
    post(
        key=f"recourse:{answered.id}:answer",
        subject_ref=candidacy.ref,
        recipient=candidacy.email,
        subject=OUTCOMES[State(answered.state)][1],
        body=typographic(
            f"Bonjour,\n\nLe centre d’examen a répondu à votre recours contre la décision du jury du "
            f"{french(case.session.held_on)}. La lettre jointe vous attend aussi dans votre espace :\n\n"
            f"{login_address()}\n\n{centre.name}\n"
        ),
        attached=[Attached(name, PDF, content)],
        now=now,
    )


def _letter(answered: Recourse, said: tuple[str, ...], actor: Actor, now: datetime) -> LetterData:
    case, candidacy, centre = answered.case, answered.case.candidacy, answered.case.session.centre
    return LetterData(
        sender=sender(centre),
        addressee=Party(candidacy.person.full_name, ()),
        reference=candidacy.reference,
        sent_from=centre.city,
        sent_on=day_of(now),
        object="Réponse à votre recours",
        title=candidacy.certification.title,
        paragraphs=(
            (
                f"Par une demande reçue le {french(answered.received_on)}, vous contestez la décision que le jury "
                f"a prise le {french(case.session.held_on)}."
            ),
            *said,
        ),
        clauses=(
            Cited(
                "Un recours est motivé, vient dans le délai que dit la lettre du président, et est répondu par écrit.",
                choice("recourse_months").ref,
            ),
        ),
        enclosures=(),
        signatory=Signatory(actor.name, "Pour le centre d’examen"),
    )
