"""Enrolling candidates. Only actions write (law 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from jurande.candidacies.models import Candidacy
from jurande.candidacies.space import close_to_evaluators, open_space
from jurande.catalogue.record_file import load
from jurande.ledger.actors import Actor, record
from jurande.organisations.choices import in_force
from jurande.organisations.models import Company, ExamCentre, TrainingBody
from jurande.register.actions import CivilStatus, recognise
from jurande.register.models import BlockAward, Person
from jurande.register.queries import usable_blocks
from jurande.rules import lifecycles
from jurande.rules.certification import RouteCode
from jurande.rules.dates import day_of
from jurande.rules.enrolment import EnrolmentDecision, EnrolmentFacts, Through, enrol
from jurande.rules.lifecycles import MOMENT, OPEN_CANDIDACIES, StepOutcome
from jurande.rules.lifecycles import Candidacy as State
from jurande.rules.reasons import Reason, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyNamed:
    """A company as the form names it; its SIRET says whether the centre knows it already."""

    name: str
    siret: str
    city: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What an enrolment form says, beside the civil status. Dates are calendar days; empty text means none.

    `blocks` are the codes asked for; those already held are taken up, not evaluated again.
    """

    record_code: str
    route: RouteCode
    blocks: tuple[str, ...]
    email: str
    phone: str = ""
    company: CompanyNamed | None = None
    training_body: TrainingBody | None = None
    tutor_name: str = ""
    tutor_email: str = ""
    entered_training_on: date | None = None
    admissible_on: date | None = None
    accommodation: str = ""

    @property
    def through(self) -> Through:
        """Who makes the enrolment: the company when there is one."""
        if self.company:
            return Through.COMPANY
        return Through.TRAINING_BODY if self.training_body else Through.NOBODY


def check_step(name: str, candidacy: Candidacy | None, actor: Actor) -> State:
    """The state that the step leads to; raises Refused when the life cycle or the actor's role forbids it."""
    state = State(candidacy.state) if candidacy else None
    decision = lifecycles.may_take(lifecycles.CANDIDACY, name, state=state, roles=[actor.role])
    if decision.outcome is StepOutcome.REFUSED:
        raise Refused(decision)
    return State(decision.step.target)


def locked(candidacy: Candidacy) -> Candidacy:
    """The candidacy as it is now, locked until the transaction ends."""
    return Candidacy.objects.select_for_update(of=("self",)).select_related("centre", "person").get(pk=candidacy.pk)


@transaction.atomic
def enrol_candidate(
    *, centre: ExamCentre, civil: CivilStatus, application: Application, actor: Actor, now: datetime
) -> Candidacy:
    """Enter a prior enrolment; raises Refused with every reason when the rule or the register forbids it.

    Blocks already held, whatever centre's jury validated them, are taken up; using one from elsewhere is logged.
    """
    state = check_step("enrol", None, actor)
    # One enrolment at a time in a centre: the reference is gapless, and a double click finds the first one. One at a
    # time for a person: of two centres at once, the second finds the other's candidacy.
    centre = ExamCentre.objects.select_for_update(of=("self",)).get(pk=centre.pk)
    person = Person.objects.select_for_update(of=("self",)).get(pk=recognise(civil).pk)
    today = day_of(now)
    held = usable_blocks(person, application.record_code, today)
    decision = _decide(application, person, held, today)
    if decision.obstacles:
        raise Refused(decision)
    candidacy = _create(centre, person, application, held, decision, state, now)
    open_space(candidacy=candidacy, actor=actor, now=now)
    for block in held:
        if block.centre_id != centre.pk and block.block_code in candidacy.held_blocks:
            _log_consultation(candidacy, block, actor, now)
    record(
        actor=actor,
        chain=centre.chain,
        act="candidacy.enrol",
        subject=candidacy.ref,
        now=now,
        data={
            "record": application.record_code,
            "route": application.route.value,
            "through": application.through.value,
            "blocks": candidacy.aimed_blocks,
            "held": candidacy.held_blocks,
            "rncp_claim": decision.claim.outcome.value,
        },
        clauses=sorted({reason.clause.key for reason in decision.reasons}),
    )
    return candidacy


def _decide(application: Application, person: Person, held: Sequence[BlockAward], today: date) -> EnrolmentDecision:
    codes = tuple(block.block_code for block in held)
    # What is held is taken up, unless nothing else is asked for: then the rule says that it is held.
    asked = tuple(code for code in application.blocks if code not in codes) or application.blocks
    decision = enrol(
        load(application.record_code).certification,
        EnrolmentFacts(
            route=application.route,
            through=application.through,
            blocks=asked,
            held_blocks=codes,
            entered_training_on=application.entered_training_on,
            admissible_on=application.admissible_on,
        ),
        on=today,
        settings=in_force(today),
    )
    if Candidacy.objects.filter(
        person=person, record_code=application.record_code, state__in=OPEN_CANDIDACIES
    ).exists():
        already = Reason(
            "enrolment.already_open",
            MOMENT,
            "Cette personne a déjà une candidature en cours pour cette certification : poursuivez celle-là, ou "
            "enregistrez d’abord son abandon. Si elle n’est pas dans votre liste, un autre centre la suit.",
            False,
        )
        return replace(decision, reasons=(*decision.reasons, already))
    return decision


def _create(
    centre: ExamCentre,
    person: Person,
    application: Application,
    held: Sequence[BlockAward],
    decision: EnrolmentDecision,
    state: State,
    now: datetime,
) -> Candidacy:
    today = day_of(now)
    held_codes = sorted(block.block_code for block in held) if decision.whole else []
    last = Candidacy.objects.filter(centre=centre, year=today.year).aggregate(last=Max("rank"))["last"]
    return Candidacy.objects.create(
        centre=centre,
        year=today.year,
        rank=(last or 0) + 1,
        person=person,
        email=application.email,
        phone=application.phone,
        record_code=application.record_code,
        route=application.route.value,
        aimed_blocks=sorted({*decision.blocks_to_evaluate, *held_codes}),
        held_blocks=held_codes,
        company=_company(centre, application.company),
        training_body=application.training_body,
        tutor_name=application.tutor_name,
        tutor_email=application.tutor_email,
        entered_training_on=application.entered_training_on,
        admissible_on=application.admissible_on,
        accommodation=application.accommodation,
        enrolled_on=today,
        state=state.value,
        created_at=now,
    )


def _company(centre: ExamCentre, named: CompanyNamed | None) -> Company | None:
    if named is None:
        return None
    company, _ = Company.objects.get_or_create(
        centre=centre, siret=named.siret, defaults={"name": named.name, "city": named.city}
    )
    return company


def _log_consultation(candidacy: Candidacy, block: BlockAward, actor: Actor, now: datetime) -> None:
    """The one exception to a centre's perimeter leaves a trace (law 7)."""
    record(
        actor=actor,
        chain=candidacy.centre.chain,
        act="register.consult",
        subject=candidacy.ref,
        now=now,
        data={"block": block.block_code, "validated_on": block.validated_on.isoformat(), "jury": block.jury},
    )


@transaction.atomic
def abandon(*, candidacy: Candidacy, reason: str, actor: Actor, now: datetime) -> None:
    """Record that the candidate gives up, with the reason they gave; nothing earned is lost."""
    candidacy = locked(candidacy)
    candidacy.state = check_step("abandon", candidacy, actor).value
    candidacy.save(update_fields=["state"])
    close_to_evaluators(candidacy=candidacy, actor=actor, now=now)
    record(
        actor=actor,
        chain=candidacy.centre.chain,
        act="candidacy.abandon",
        subject=candidacy.ref,
        now=now,
        details={"reason": reason},
    )
