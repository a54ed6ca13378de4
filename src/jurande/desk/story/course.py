"""What happens to one candidate, act by act, through the same actions as the pages."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import uuid4

from django.conf import settings
from django.urls import reverse

from jurande.accounts.models import User
from jurande.candidacies.actions import Application, CompanyNamed, enrol_candidate
from jurande.candidacies.models import Candidacy
from jurande.catalogue.record_file import load
from jurande.desk.story.people import COMPANIES, EVALUATORS, SECRETARY, Account, Candidate
from jurande.evaluations import actions, grids, opinions, summaries
from jurande.evaluations.facts import MET, NECESSITY, NOT_MET, OBSERVATION, OUTCOME, WORKSTATIONS, dossier
from jurande.evaluations.models import Grid, PlannedCapacity
from jurande.ledger.actors import Actor
from jurande.organisations.models import ExamCentre
from jurande.rules.certification import Capacity, Element, RouteCode
from jurande.rules.dates import PARIS
from jurande.rules.evaluation import CapacityOutcome
from jurande.rules.lifecycles import Role
from jurande.rules.summary import OpinionValue

RECORD = "RNCP28245"
_seed = random.Random(28245)  # noqa: S311  # a story is told the same way each time; nothing secret comes from it


def story_bytes(count: int) -> bytes:
    """Bytes that are the same at each telling: the story's certificates keep their codes from one load to the next."""
    return _seed.randbytes(count)


def begin_again() -> None:
    """Tell the story from its first byte."""
    _seed.seed(28245)


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """An hour of a day of the story, in Paris."""
    return datetime.combine(day, time(hour, minute), tzinfo=PARIS)


def user(account: Account) -> User:
    """The account of somebody in the story."""
    return User.objects.get(email=account.email)


def actor(account: Account, role: Role) -> Actor:
    """Somebody of the story acting in a role."""
    found = user(account)
    return Actor(found.ref, role, found.name)


def secretary() -> Actor:
    """The story's secretary, acting."""
    return actor(SECRETARY, Role.SECRETARY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """How an evaluation goes. `failed` capacities are not acquired; `modalities` differ from real work."""

    failed: tuple[str, ...] = ()
    modalities: Mapping[str, Element] = field(default_factory=dict)
    opinion: OpinionValue = OpinionValue.FAVOURABLE


def enrol(candidate: Candidate, on: date, *, blocks: tuple[str, ...] = ()) -> Candidacy:
    """The prior enrolment."""
    name, siret, city, tutor = COMPANIES[candidate.company] if candidate.company else ("", "", "", "")
    vae = candidate.route is RouteCode.VAE
    return enrol_candidate(
        centre=ExamCentre.objects.get(code=SECRETARY.centre),
        civil=candidate.civil,
        application=Application(
            record_code=RECORD,
            route=candidate.route,
            blocks=blocks or load(RECORD).certification.block_codes,
            email=candidate.email,
            company=CompanyNamed(name=name, siret=siret, city=city) if name else None,
            tutor_name=tutor,
            tutor_email=f"tuteur@{candidate.company}.demo" if tutor else "",
            entered_training_on=None if vae else candidate.engaged_on,
            admissible_on=candidate.engaged_on if vae else None,
        ),
        actor=secretary(),
        now=at(on),
    )


def plan(candidacy: Candidacy, on: date, how: Evaluated) -> None:
    """The modalities, in concertation."""
    commission = [(user(one), index > 0) for index, one in enumerate(EVALUATORS)]
    concertation = actions.Concertation(choices=[], commission=commission)
    if candidacy.route != RouteCode.VAE:
        codes = [one.code for one in dossier(candidacy).to_evaluate]
        concertation = actions.Concertation(
            agreed_on=on,
            company_consulted=str(candidacy.company),
            others_consulted="le candidat",
            choices=[_choice(code, how.modalities.get(code, Element.REAL_WORK), on) for code in codes],
            commission=commission,
        )
    actions.define_plan(candidacy=candidacy, concertation=concertation, actor=secretary(), now=at(on, 14))


def _choice(code: str, modality: Element, on: date) -> actions.PlannedChoice:
    project = modality is Element.PROJECTS
    return actions.PlannedChoice(
        capacity=code,
        modality=modality,
        report_due_on=on + timedelta(days=21) if project else None,
        report_conditions="Dix pages au plus, envoyées au centre ; présentation de vingt minutes." if project else "",
    )


def evaluate(candidacy: Candidacy, on: date, how: Evaluated, *, only: tuple[str, ...] = (), sign: bool = True) -> None:
    """The commission fills and signs its grids, once it has the report; `only` limits it to some, still unsigned."""
    project = PlannedCapacity.objects.filter(plan=candidacy.pk, report_due_on__isnull=False).first()
    if project and project.report_due_on and not only:
        received_on = min(on, project.report_due_on)
        actions.receive_report(candidacy=candidacy, received_on=received_on, actor=secretary(), now=at(received_on, 8))
    evaluator = user(EVALUATORS[0])
    capacities = dossier(candidacy).to_evaluate
    for grid in Grid.objects.current().filter(candidacy=candidacy):
        for one in capacities:
            if one.block == grid.block_code and (not only or one.code in only):
                _answer_capacity(grid, one, evaluator, on, how)
        if sign and not only:
            for index, who in enumerate(EVALUATORS):
                grids.sign(grid=grid, user=user(who), actor=actor(who, Role.EVALUATOR), now=at(on, 16, index))


def _answer_capacity(grid: Grid, capacity: Capacity, evaluator: User, on: date, how: Evaluated) -> None:
    failed = capacity.code in how.failed
    said = {f"criterion:{one.code}": MET for one in capacity.criteria}
    if failed:
        said[f"criterion:{capacity.criteria[0].code}"] = NOT_MET
        said[OBSERVATION] = "Deux relevés manquent sur la période observée ; la cause n’est pas retrouvée."
    if capacity.min_workstations:
        said[WORKSTATIONS] = "Presse 160 t, P07\nSoudage par points, S03"
    if how.modalities.get(capacity.code) is Element.RECONSTITUTED:
        said[NECESSITY] = "Aucun audit prévu dans l’entreprise avant la session."
    said[OUTCOME] = (CapacityOutcome.NOT_ACQUIRED if failed else CapacityOutcome.ACQUIRED).value
    for minute, (item, value) in enumerate(said.items()):
        grids.answer(
            grid=grid,
            given=grids.Answer(
                id=uuid4(),
                capacity=capacity.code,
                item=item,
                value=value,
                base_version=0,
            ),
            user=evaluator,
            actor=Actor(evaluator.ref, Role.EVALUATOR, evaluator.name),
            now=at(on, 9, minute),
        )


def ask_opinion(candidacy: Candidacy, block: str, on: date) -> str:
    """The centre asks the tutor; gives back the secret of the link, as the tutor receives it."""
    secrets: list[str] = []

    def address(token: str) -> str:
        secrets.append(token)
        return settings.PUBLIC_URL + reverse("evaluations:opinion", args=[token])

    opinions.ask(
        candidacy=candidacy,
        block_code=block,
        expected_on=on + timedelta(days=10),
        link=address,
        actor=secretary(),
        now=at(on, 11),
    )
    return secrets[0]


def give_opinions(candidacy: Candidacy, on: date, how: Evaluated) -> None:
    """The tutor gives the company's opinion on each block, by the link."""
    if candidacy.route == RouteCode.VAE:
        return
    for block in candidacy.blocks_to_evaluate:
        token = ask_opinion(candidacy, block, on)
        seen = [
            opinions.Seen(capacity=code, seen="not_yet" if code in how.failed else "yes")
            for code in load(RECORD).certification.block(block).capacities
        ]
        opinions.give(
            token=token,
            given=opinions.Given(value=how.opinion, quality="tutor", comment="", answers=seen),
            now=at(on + timedelta(days=3), 18),
        )


def ready_for_jury(
    candidate: Candidate, days: tuple[date, date, date], how: Evaluated, **options: tuple[str, ...]
) -> Candidacy:
    """A candidate from enrolment to summary; `days` are those of the enrolment, the concertation, the evaluation."""
    enrolled_on, planned_on, evaluated_on = days
    candidacy = enrol(candidate, enrolled_on, **options)
    plan(candidacy, planned_on, how)
    give_opinions(candidacy, planned_on + timedelta(days=7), how)
    evaluate(candidacy, evaluated_on, how)
    summaries.summarise(candidacy=candidacy, actor=secretary(), now=at(evaluated_on + timedelta(days=1)))
    return candidacy
