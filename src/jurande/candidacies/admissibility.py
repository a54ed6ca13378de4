"""The recevabilité of a VAE: requested, instructed, then declared one way or the other. Only actions write (law 4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from jurande.candidacies.actions import Application, check_step, enrol_candidate, locked
from jurande.candidacies.models import Candidacy, VaeRequest
from jurande.candidacies.space import open_space
from jurande.catalogue.record_file import load
from jurande.ledger.actors import Actor, record
from jurande.organisations.models import ExamCentre
from jurande.register.models import Person
from jurande.register.people import CivilStatus
from jurande.rules.admissibility import (
    ADMITTED,
    AdmissibilityDecision,
    AdmissibilityOutcome,
    Ruling,
    VaeFacts,
    admissibility,
)
from jurande.rules.dates import day_of, french
from jurande.rules.enrolment import EnrolmentDecision
from jurande.rules.lifecycles import CENTRE, MOMENT, StepOutcome, refusal
from jurande.rules.lifecycles import Candidacy as State
from jurande.rules.reasons import Decision, Reason, Refused
from jurande.rules.rulebook import VAE_REFORM

BEFORE_THE_LIST = frozenset({State.ENROLLED, State.PLANNED, State.SUMMARISED})
"""The steps at which a VAE candidate may file the validation file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """What the certifier did with a request: its completeness, its decision and the day the candidate was told."""

    complete_on: date | None = None
    missing: tuple[str, ...] = ()
    decision: Ruling | None = None
    decided_on: date | None = None
    notified_on: date | None = None
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Requesting:
    """The beginning of a VAE: what the law lets be filed takes the place of a recevabilité not decided yet."""

    filed_on: date
    in_initial_training: bool
    today: date
    step: str = "request"

    def judge(self, decision: EnrolmentDecision, person: Person, application: Application) -> EnrolmentDecision:
        """The reasons of the enrolment but the recevabilité; those of the request, and of its day."""
        whole = set(application.blocks) >= set(load(application.record_code).certification.block_codes)
        facts = _facts(person, application.record_code, self.filed_on, self.in_initial_training, whole)
        asked = admissibility(facts, on=self.filed_on)
        waiting = {"admissibility.complete", "admissibility.ruling"}
        return replace(
            decision,
            reasons=(
                *(reason for reason in decision.reasons if reason.code != "enrolment.admissibility"),
                *(reason for reason in asked.reasons if reason.code not in waiting),
                *self._day(),
            ),
        )

    def _day(self) -> tuple[Reason, ...]:
        if self.filed_on > self.today:
            text = f"Le {french(self.filed_on)} n’est pas encore venu : indiquez le jour du dépôt."
            return (Reason("admissibility.filed_on", MOMENT, text, False),)
        if self.filed_on < VAE_REFORM:
            text = "Une VAE demandée avant 2024 s’inscrit directement, avec le jour de sa recevabilité."
            return (Reason("admissibility.filed_on", MOMENT, text, False),)
        return ()

    def write(self, candidacy: Candidacy, actor: Actor, now: datetime) -> None:
        """The request; the candidate's space opens once they are enrolled."""
        VaeRequest.objects.create(
            candidacy=candidacy, filed_on=self.filed_on, in_initial_training=self.in_initial_training
        )


def request_vae(
    *,
    centre: ExamCentre,
    civil: CivilStatus,
    application: Application,
    filed_on: date,
    in_initial_training: bool,
    keep_known: bool = False,
    actor: Actor,
    now: datetime,
) -> Candidacy:
    """Enter a request of VAE; raises Refused with every reason of the law, of the record and of the register."""
    return enrol_candidate(
        centre=centre,
        civil=civil,
        application=application,
        keep_known=keep_known,
        entry=_Requesting(filed_on, in_initial_training, day_of(now)),
        actor=actor,
        now=now,
    )


def standing(request: VaeRequest, *, on: date) -> AdmissibilityDecision:
    """Where the request stands on that day, with its clocks; a tacit acceptance is computed, never entered."""
    return admissibility(facts_of(request), on=on)


def facts_of(request: VaeRequest) -> VaeFacts:
    """The facts of a request, with what the register knows of the year's other files."""
    candidacy = request.candidacy
    whole = set(candidacy.aimed_blocks) >= set(candidacy.certification.block_codes)
    facts = _facts(
        candidacy.person, candidacy.record_code, request.filed_on, request.in_initial_training, whole, but=request
    )
    return replace(
        facts,
        complete_on=request.complete_on,
        missing=tuple(request.missing.splitlines()),
        decision=Ruling(request.decision) if request.decision else None,
        decided_on=request.decided_on,
        notified_on=request.notified_on,
        gaps=tuple(request.gaps.splitlines()),
        validation_file_on=request.validation_file_on,
    )


def _facts(
    person: Person,
    record_code: str,
    filed_on: date,
    in_initial_training: bool,
    whole: bool,
    but: VaeRequest | None = None,
) -> VaeFacts:
    """What the law counts of the same calendar year, whatever the centre: earlier files about whole certifications."""
    year = VaeRequest.objects.filter(candidacy__person=person, filed_on__year=filed_on.year, filed_on__lte=filed_on)
    earlier = [
        one.candidacy.record_code
        for one in (year.exclude(pk=but.pk) if but else year).select_related("candidacy")
        if set(one.candidacy.aimed_blocks) >= set(one.candidacy.certification.block_codes)
    ]
    return VaeFacts(
        filed_on=filed_on,
        blocks_only=not whole,
        in_initial_training_for_it=in_initial_training,
        same_certification_this_year=earlier.count(record_code),
        other_certifications_this_year=len({code for code in earlier if code != record_code}),
    )


@transaction.atomic
def instruct(*, candidacy: Candidacy, given: Instruction, actor: Actor, now: datetime) -> VaeRequest:
    """Record the completeness of the file, and the decision once it is taken; the same again writes nothing.

    Raises Refused once it is declared, and with every date that is not in order or has not come.
    """
    candidacy = locked(candidacy)
    check_step("admit", candidacy, actor)
    request = VaeRequest.objects.select_related("candidacy__person").get(pk=candidacy.pk)
    written = {
        "complete_on": given.complete_on,
        "missing": "\n".join(given.missing),
        "decision": given.decision.value if given.decision else "",
        "decided_on": given.decided_on,
        "notified_on": given.notified_on,
        "gaps": "\n".join(given.gaps),
    }
    if all(getattr(request, name) == value for name, value in written.items()):
        return request
    _check_dates(request.filed_on, given, day_of(now))
    for name, value in written.items():
        setattr(request, name, value)
    request.save(update_fields=list(written))
    record(
        actor=actor,
        chain=candidacy.centre.chain,
        act="candidacy.instruct",
        subject=candidacy.ref,
        now=now,
        data={name: str(value) for name, value in written.items() if value and name not in ("missing", "gaps")},
        details={"missing": str(written["missing"]), "gaps": str(written["gaps"])},
        clauses=["law.R6412-4"],
    )
    return request


def _check_dates(filed_on: date, given: Instruction, today: date) -> None:
    """Each date that has not come or precedes what it follows, all at once."""
    days = (
        ("Dossier complet le", given.complete_on, filed_on),
        ("Décision du", given.decided_on, filed_on),
        ("Notification du", given.notified_on, given.decided_on),
    )
    wrong = [f"« {name} » : le {french(day)} n’est pas encore venu." for name, day, _ in days if day and day > today]
    wrong += [
        f"« {name} » : le {french(day)} précède le {french(before)}."
        for name, day, before in days
        if day and before and day < before
    ]
    if bool(given.decision) != bool(given.decided_on):
        wrong.append("Une décision a son sens et sa date : donnez les deux, ou aucun.")
    if given.notified_on and not given.decided_on:
        wrong.append("Une notification suit une décision : donnez aussi sa date.")
    if wrong:
        reasons = tuple(Reason("admissibility.dates", MOMENT, text, False) for text in wrong)
        raise Refused(Decision(outcome=StepOutcome.REFUSED, reasons=reasons))


@transaction.atomic
def file_validation(*, candidacy: Candidacy, filed_on: date, actor: Actor, now: datetime) -> VaeRequest:
    """Record the day the candidate filed the validation file: the clock of the jury runs from it (R6412-5).

    Until the candidacy is on a jury's list; the same day again writes nothing. Raises Refused at another moment, for a
    day to come, or for one before the request was complete.
    """
    candidacy = locked(candidacy)
    if actor.role not in CENTRE:
        raise refusal("admissibility.role", "Le secrétariat du centre enregistre ce dépôt : écrivez-lui.")
    if candidacy.state not in BEFORE_THE_LIST:
        text = "Le dossier de validation s’enregistre une fois la VAE recevable, et avant l’ordre du jour d’un jury."
        raise refusal("admissibility.validation_file", text)
    request = VaeRequest.objects.get(pk=candidacy.pk)
    if request.validation_file_on == filed_on:
        return request
    if filed_on > day_of(now):
        text = f"Le {french(filed_on)} n’est pas encore venu : indiquez le jour du dépôt."
        raise refusal("admissibility.dates", text)
    if request.complete_on and filed_on < request.complete_on:
        text = f"Le dossier de validation suit le dossier de recevabilité, complet le {french(request.complete_on)}."
        raise refusal("admissibility.dates", text)
    request.validation_file_on = filed_on
    request.save(update_fields=["validation_file_on"])
    record(
        actor=actor,
        chain=candidacy.centre.chain,
        act="candidacy.validation_file",
        subject=candidacy.ref,
        now=now,
        data={"filed_on": filed_on.isoformat()},
        clauses=["law.R6412-5"],
    )
    return request


@transaction.atomic
def declare(*, candidacy: Candidacy, actor: Actor, now: datetime) -> AdmissibilityDecision:
    """Carry out what the rule says of the request today: enrolled if it is recevable, even by silence; or rejected.

    Raises Refused while the decision is awaited. The acceptance takes effect on its own day, whenever it is entered.
    """
    candidacy = locked(candidacy)
    today = day_of(now)
    decision = standing(VaeRequest.objects.select_related("candidacy__person").get(pk=candidacy.pk), on=today)
    admitted = decision.outcome in ADMITTED
    step = "admit" if admitted else "reject"
    state = check_step(step, candidacy, actor)
    if not admitted and decision.outcome is not AdmissibilityOutcome.NOT_ADMISSIBLE:
        raise Refused(decision)
    candidacy.state = state.value
    if admitted:
        candidacy.admissible_on, candidacy.enrolled_on = decision.effective_on, today
    candidacy.save(update_fields=["state", "admissible_on", "enrolled_on"])
    if admitted:
        open_space(candidacy=candidacy, actor=actor, now=now)
    record(
        actor=actor,
        chain=candidacy.centre.chain,
        act=f"candidacy.{step}",
        subject=candidacy.ref,
        now=now,
        effective_on=decision.effective_on,
        data={"outcome": decision.outcome.value},
        clauses=sorted({reason.clause.key for reason in decision.reasons}),
    )
    return decision
