"""Enrolling candidates. Only actions write (law 4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from django.db import transaction
from django.db.models import Max

from jurande.candidacies.models import Candidacy
from jurande.candidacies.space import TAKEN, close_to_evaluators, is_taken, open_space
from jurande.catalogue.record_file import load
from jurande.ledger.actors import Actor, record
from jurande.ledger.shapes import Value
from jurande.organisations.actions import check_open
from jurande.organisations.choices import in_force
from jurande.organisations.models import Company, ExamCentre, TrainingBody
from jurande.register.kept import log_kept_elsewhere
from jurande.register.models import BlockAward, Person
from jurande.register.people import LABELS, CivilStatus, recognise
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


@dataclass(frozen=True, slots=True)
class Consultation:
    """What an enrolment read beyond its centre: a block held from elsewhere, or that the register knows the person."""

    person: Person
    block: BlockAward | None = None

    def log(self, subject: str, chain: str, actor: Actor, now: datetime) -> None:
        """The exceptions to a centre's perimeter leave a trace (law 7)."""
        data: dict[str, Value] = {"person": self.person.ref}
        if self.block:
            data |= {
                "block": self.block.block_code,
                "validated_on": self.block.validated_on,
                "jury": self.block.jury,
            }
        act = "register.consult" if self.block else "register.check"
        record(actor=actor, chain=chain, act=act, subject=subject, now=now, data=data)


def check_step(name: str, candidacy: Candidacy | None, actor: Actor) -> State:
    """The state that the step leads to; raises Refused when the life cycle or the actor's role forbids it."""
    state = State(candidacy.state) if candidacy else None
    decision = lifecycles.may_take(lifecycles.CANDIDACY, name, state=state, roles=[actor.role])
    if decision.outcome is StepOutcome.REFUSED:
        raise Refused(decision)
    return State(decision.step.target)


def locked(candidacy: Candidacy) -> Candidacy:
    """The candidacy as it is now, locked until the transaction ends."""
    return (
        Candidacy.objects.select_for_update(of=("self",), no_key=True)
        .select_related("centre", "person")
        .get(pk=candidacy.pk)
    )


class Entry(Protocol):
    """How a candidacy begins: its step, what its rule adds to that of the enrolment, what is written beside it."""

    @property
    def step(self) -> str:
        """The name of the step in the life cycle."""

    def judge(self, decision: EnrolmentDecision, person: Person, application: Application) -> EnrolmentDecision:
        """The decision on the enrolment with the reasons of this beginning."""

    def write(self, candidacy: Candidacy, actor: Actor, now: datetime) -> None:
        """What goes with the candidacy, in its transaction."""


class Enrolling:
    """The prior enrolment: the rule as it is, and the candidate's space opened."""

    step = "enrol"

    def judge(self, decision: EnrolmentDecision, person: Person, application: Application) -> EnrolmentDecision:
        """The decision, unchanged."""
        return decision

    def write(self, candidacy: Candidacy, actor: Actor, now: datetime) -> None:
        """Opens the candidate's space."""
        open_space(candidacy=candidacy, actor=actor, now=now)


ENROLLING = Enrolling()


def enrol_candidate(
    *,
    centre: ExamCentre,
    civil: CivilStatus,
    application: Application,
    keep_known: bool = False,
    entry: Entry = ENROLLING,
    actor: Actor,
    now: datetime,
) -> Candidacy:
    """Enter a prior enrolment; raises Refused with every reason when the rule or the register forbids it.

    Blocks already held, whatever centre's jury validated them, are taken up. What is read of another centre leaves a
    trace, even when the enrolment is refused: then it has a transaction of its own, before anybody reads the refusal.
    `keep_known`: the secretary has read which fields differ from the register's, and takes the register's.
    """
    read: list[Consultation] = []
    try:
        with transaction.atomic():
            return _enrol(centre, civil, application, keep_known, entry, read, actor, now)
    except Refused:
        with transaction.atomic():
            for one in read:
                one.log(one.person.ref, centre.chain, actor, now)
        raise


def _enrol(
    centre: ExamCentre,
    civil: CivilStatus,
    application: Application,
    keep_known: bool,
    entry: Entry,
    read: list[Consultation],
    actor: Actor,
    now: datetime,
) -> Candidacy:
    state = check_step(entry.step, None, actor)
    # One enrolment at a time in a centre: the reference is gapless, and a double click finds the first one. One at a
    # time for a person: of two centres at once, the second finds the other's candidacy. NO KEY: rows that name them
    # are written meanwhile, or the holder of the chain would wait for whoever waits for the chain.
    centre = ExamCentre.objects.select_for_update(of=("self",), no_key=True).get(pk=centre.pk)
    check_open(centre, day_of(now))
    recognised = recognise(civil=civil, chain=centre.chain, actor=actor, now=now)
    person = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=recognised.pk)
    today = day_of(now)
    held = usable_blocks(person, application.record_code, today)
    read += [Consultation(person, block) for block in held if block.centre_id != centre.pk]
    decision = entry.judge(_decide(application, held, today), person, application)
    lost = civil.lost_against(person)
    obstacles = [
        *_already_open(centre, person, application, read),
        *([TAKEN] if is_taken(application.email, person) else ()),
        *(_differences(lost) if not keep_known else ()),
    ]
    decision = replace(decision, reasons=(*decision.reasons, *obstacles))
    if decision.obstacles:
        if lost and not keep_known:
            read.append(Consultation(person))
        raise Refused(decision)
    candidacy = _create(centre, person, application, held, decision, state, now)
    for one in read:
        one.log(candidacy.ref, centre.chain, actor, now)
    entry.write(candidacy, actor, now)
    log_kept_elsewhere(
        person=person,
        record_code=application.record_code,
        blocks=candidacy.blocks_to_evaluate,
        centre=centre,
        candidacy=candidacy.ref,
        actor=actor,
        now=now,
    )
    record(
        actor=actor,
        chain=centre.chain,
        act=f"candidacy.{entry.step}",
        subject=candidacy.ref,
        now=now,
        data={
            "record": application.record_code,
            "route": application.route.value,
            "through": application.through.value,
            "blocks": candidacy.aimed_blocks,
            "held": candidacy.held_blocks,
            "rncp_claim": decision.claim.outcome.value,
            "kept_known": list(lost),
        },
        clauses=sorted({reason.clause.key for reason in decision.reasons}),
    )
    return candidacy


def _decide(application: Application, held: Sequence[BlockAward], today: date) -> EnrolmentDecision:
    codes = tuple(block.block_code for block in held)
    # What is held is taken up, unless nothing else is asked for: then the rule says that it is held.
    asked = tuple(code for code in application.blocks if code not in codes) or application.blocks
    return enrol(
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
        settings=in_force(today, application.record_code),
    )


def _already_open(
    centre: ExamCentre, person: Person, application: Application, read: list[Consultation]
) -> Iterator[Reason]:
    """One open candidacy for a person and a certification. Of another centre's, nothing is told (law 7)."""
    same = Candidacy.objects.filter(person=person, record_code=application.record_code, state__in=OPEN_CANDIDACIES)
    found = same.first()
    if found is None:
        return
    if found.centre_id == centre.pk:
        text = (
            "Cette personne a déjà une candidature en cours pour cette certification : poursuivez celle-là, ou "
            "enregistrez d’abord son abandon."
        )
    else:
        read.append(Consultation(person))
        text = (
            "Le registre ne permet pas d’enregistrer cette inscription aujourd’hui. Voyez avec la personne ce "
            "qu’elle a déjà entrepris pour cette certification ; à défaut, écrivez au niveau national."
        )
    yield Reason("enrolment.already_open", MOMENT, text, False)


def _differences(lost: Sequence[str]) -> Iterator[Reason]:
    """What the register would not keep of what was typed: the fields, never what it holds there."""
    if lost:
        fields = ", ".join(f"« {LABELS[name]} »" for name in lost)
        text = (
            f"Le registre connaît déjà cette personne, et ce qu’il tient diffère de ce que vous avez saisi : {fields}. "
            "Relisez la pièce d’identité ; puis corrigez la saisie, ou cochez « Garder l’état civil du registre » : "
            "vous pourrez le corriger ensuite, avec un motif, sur la page de la candidature."
        )
        yield Reason("enrolment.identity", MOMENT, text, False)


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
