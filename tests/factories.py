# mypy: allow-untyped-calls
# factory_boy announces types, and its declarations have none.
"""People, places and candidacies for the tests, each candidacy brought to its step by the real actions.

Everything happens on days of 2026 that follow one another: `ENROLLED_ON`, `PLANNED_ON`, `EVALUATED_ON`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.test import Client
from factory.base import Factory
from factory.declarations import LazyAttribute, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from jurande.accounts.http import Member
from jurande.accounts.middleware import SESSION_KEY
from jurande.accounts.models import Membership, User
from jurande.candidacies.actions import Application, CompanyNamed, enrol_candidate
from jurande.candidacies.models import Candidacy
from jurande.catalogue.record_file import load
from jurande.evaluations import actions, grids, opinions, summaries
from jurande.evaluations.facts import MET, NECESSITY, NOT_MET, OUTCOME, WORKSTATIONS, dossier
from jurande.evaluations.models import Grid, GridAnswer, OpinionRequest, Plan, Summary
from jurande.ledger.actors import SYSTEM, Actor
from jurande.organisations.models import Company, ExamCentre, Signatory, TrainingBody, Union
from jurande.register.actions import JuryFact, validate_blocks
from jurande.register.kept import keep_capacities
from jurande.register.models import BlockAward, Person
from jurande.register.people import CivilStatus, recognise
from jurande.rules.certification import Capacity, Element, RouteCode
from jurande.rules.dates import PARIS
from jurande.rules.evaluation import CapacityOutcome
from jurande.rules.lifecycles import Role
from jurande.rules.summary import OpinionValue

RECORD = "RNCP28245"
BC01, BC02 = load(RECORD).certification.block_codes
ENROLLED_ON, PLANNED_ON, EVALUATED_ON = date(2026, 1, 12), date(2026, 2, 2), date(2026, 3, 16)
KEPT_ON = date(2024, 6, 20)
"""The day of an earlier jury, from which blocks are held and capacities kept."""
# With a right check digit; they belong to nobody here.
SIRETS = ("38273955500011", "41279655900018", "52184736800011", "77566202600019")


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """An hour of a day, in Paris."""
    return datetime.combine(day, time(hour, minute), tzinfo=PARIS)


# Places and people --------------------------------------------------------------------------


class CentreFactory(DjangoModelFactory[ExamCentre]):
    """An exam centre; codes run from AAA."""

    class Meta:
        model = ExamCentre

    code = Sequence(lambda n: "".join(chr(ord("A") + n // 26**power % 26) for power in (2, 1, 0)))
    name = LazyAttribute(lambda centre: f"UIMM {centre.code}")
    address = "4 rue de la Forge"
    postcode = "57100"
    city = "Braise-sur-Orne"
    email = LazyAttribute(lambda centre: f"centre@{centre.code.lower()}.test")
    phone = "02 00 00 00 00"


class CompanyFactory(DjangoModelFactory[Company]):
    """A company as a centre knows it."""

    class Meta:
        model = Company

    centre = SubFactory(CentreFactory)
    name = "Emboutissage Ternois"
    siret = SIRETS[0]
    city = "Braise-sur-Orne"


class TrainingBodyFactory(DjangoModelFactory[TrainingBody]):
    """A training body."""

    class Meta:
        model = TrainingBody
        django_get_or_create = ("siret",)

    name = "Atelier-école des Trois Fours"
    siret = SIRETS[3]
    city = "Braise-sur-Orne"


class UnionFactory(DjangoModelFactory[Union]):
    """A union; its code runs from U0."""

    class Meta:
        model = Union

    code = Sequence(lambda n: f"U{n}")
    name = LazyAttribute(lambda union: f"Union {union.code}")
    email = LazyAttribute(lambda union: f"{union.code.lower()}@union.test")


class SignatoryFactory(DjangoModelFactory[Signatory]):
    """Who signs for the authority, from 2015 on."""

    class Meta:
        model = Signatory

    name = "Ghislaine Aubertot"
    quality = "Directeur emploi formation de l’UIMM"
    starts_on = date(2015, 1, 1)


class UserFactory(DjangoModelFactory[User]):
    """An account without a role."""

    class Meta:
        model = User

    email = Sequence(lambda n: f"compte{n}@jurande.test")
    name = Sequence(lambda n: f"Compte {n}")
    created_at = Sequence(lambda n: at(ENROLLED_ON) - timedelta(days=365) + timedelta(seconds=n))


class MembershipFactory(DjangoModelFactory[Membership]):
    """A role held in a centre; secretary unless said otherwise."""

    class Meta:
        model = Membership

    user = SubFactory(UserFactory)
    role = Role.SECRETARY.value
    centre = SubFactory(CentreFactory)
    created_at = Sequence(lambda n: at(ENROLLED_ON) - timedelta(days=365) + timedelta(seconds=n))


def member(role: Role, centre: ExamCentre | None = None, **membership: Any) -> Member:
    """Somebody of their own, acting in a role on the day of the enrolments."""
    held = MembershipFactory.create(role=role.value, centre=centre, **membership)
    return Member(held.user, held, at(ENROLLED_ON))


def browse(client: Client, who: Member) -> Client:
    """A browser where that person is logged in, in that role."""
    client.force_login(who.user)
    session = client.session
    session[SESSION_KEY] = str(who.membership.pk)
    session.save()
    return client


def secretary_of(centre: ExamCentre) -> Actor:
    """The secretary of a centre, the same at each call, acting."""
    email = f"secretaire@{centre.code.lower()}.test"
    user = User.objects.filter(email=email).first() or UserFactory.create(email=email, name="Maëlle Corbineau")
    _hold(user, Role.SECRETARY, centre)
    return Actor(user.ref, Role.SECRETARY, user.name)


def _hold(user: User, role: Role, centre: ExamCentre) -> None:
    if not Membership.objects.filter(user=user, role=role.value, centre=centre).exists():
        MembershipFactory.create(user=user, role=role.value, centre=centre)


def evaluators_of(centre: ExamCentre) -> tuple[User, User]:
    """The two evaluators of a centre, the same at each call."""
    first, second = (
        User.objects.filter(email=f"{name}@{centre.code.lower()}.test").first()
        or UserFactory.create(email=f"{name}@{centre.code.lower()}.test", name=shown)
        for name, shown in (("herve", "Hervé Bonnefoy"), ("coralie", "Coralie Destrade"))
    )
    for user in (first, second):
        _hold(user, Role.EVALUATOR, centre)
    return first, second


def evaluator(user: User) -> Actor:
    """An evaluator, acting."""
    return Actor(user.ref, Role.EVALUATOR, user.name)


# Enrolments ---------------------------------------------------------------------------------


class CivilStatusFactory(Factory[CivilStatus]):
    """A civil status of their own: the day of birth moves on."""

    class Meta:
        model = CivilStatus

    birth_name = "Wiśniewska-Morel"
    first_name = "Łucja"
    sex = "F"
    born_on = Sequence(lambda n: date(1980, 1, 1) + timedelta(days=n))
    birth_place = "Metz"
    birth_insee = "57463"


class ApplicationFactory(Factory[Application]):
    """An application to the whole certification, by continuing training, through a company."""

    class Meta:
        model = Application

    class Params:
        vae = Trait(route=RouteCode.VAE, company=None, entered_training_on=None, admissible_on=date(2025, 12, 1))

    record_code = RECORD
    route = RouteCode.CONTINUING
    blocks = (BC01, BC02)
    email = Sequence(lambda n: f"candidat{n}@jurande.test")
    company = CompanyNamed(name="Emboutissage Ternois", siret=SIRETS[0], city="Braise-sur-Orne")
    tutor_name = "Pascal Gaudry-Ménard"
    tutor_email = "tuteur@ternois.test"
    entered_training_on = date(2026, 1, 5)


def enrolled(
    centre: ExamCentre | None = None,
    *,
    civil: CivilStatus | None = None,
    now: datetime | None = None,
    keep_known: bool = False,
    **application: Any,
) -> Candidacy:
    """A candidate enrolled by the secretary; `application` changes what they ask for."""
    centre = centre or CentreFactory.create()
    return enrol_candidate(
        centre=centre,
        civil=civil or CivilStatusFactory.build(),
        application=ApplicationFactory.build(**application),
        keep_known=keep_known,
        actor=secretary_of(centre),
        now=now or at(ENROLLED_ON),
    )


def known(civil: CivilStatus) -> Person:
    """A person whom the register knows, since before everything."""
    return recognise(civil=civil, chain="national", actor=SYSTEM, now=at(date(2024, 1, 2)))


def holder(civil: CivilStatus, centre: ExamCentre, *blocks: str, usable_until: date | None = None) -> Person:
    """A person to whom a jury of that centre gave blocks in 2024."""
    person = known(civil)
    validate_blocks(
        person=person,
        blocks=[(code, usable_until) for code in blocks],
        fact=jury_fact(centre),
        actor=Actor("user:president", Role.PRESIDENT, "Hélène Rochebrune"),
        now=at(date(2024, 6, 20)),
    )
    return person


def keeper(civil: CivilStatus, centre: ExamCentre, *capacities: str, usable_until: date | None = None) -> Person:
    """A person whom a jury of that centre left with these capacities, on `KEPT_ON`."""
    person = known(civil)
    keep_capacities(
        person=person,
        capacities=capacities,
        usable_until=usable_until,
        fact=jury_fact(centre),
        actor=Actor("user:president", Role.PRESIDENT, "Hélène Rochebrune"),
        now=at(KEPT_ON),
    )
    return person


def jury_fact(centre: ExamCentre) -> JuryFact:
    """A jury of a centre, on `KEPT_ON`."""
    return JuryFact(
        centre=centre,
        jury=f"jury:{uuid4()}",
        jury_on=KEPT_ON,
        candidacy=f"candidacy:{uuid4()}",
        president_name="Hélène Rochebrune",
        edition="branch-2019",
        record_code=RECORD,
    )


# Evaluation ---------------------------------------------------------------------------------

CONDITIONS = "Dix pages au plus, envoyées au centre."


def to_evaluate(candidacy: Candidacy) -> list[Capacity]:
    """The capacities that the commission evaluates, in the record's order."""
    return list(dossier(candidacy).to_evaluate)


def concertation(
    candidacy: Candidacy,
    modalities: Mapping[str, Element] | None = None,
    *,
    report_due_on: date | None = PLANNED_ON + timedelta(days=21),
    report_conditions: str = CONDITIONS,
    **changes: Any,
) -> actions.Concertation:
    """Real work for every capacity but those of `modalities`; the centre's two evaluators, the second from outside."""
    vae = candidacy.route == RouteCode.VAE
    choices = [
        actions.PlannedChoice(
            capacity=one.code,
            modality=(modalities or {}).get(one.code, Element.REAL_WORK),
            report_due_on=report_due_on,
            report_conditions=report_conditions,
        )
        for one in to_evaluate(candidacy)
    ]
    first, second = evaluators_of(candidacy.centre)
    agreed: dict[str, Any] = {
        "agreed_on": None if vae else PLANNED_ON,
        "company_consulted": "" if vae else "Emboutissage Ternois",
        "others_consulted": "" if vae else "le candidat",
        "choices": [] if vae else choices,
        "commission": [(first, False), (second, True)],
    }
    return actions.Concertation(**(agreed | changes))


def plan(candidacy: Candidacy, agreed: actions.Concertation | None = None, *, now: datetime | None = None) -> Plan:
    """The secretary sets the modalities."""
    return actions.define_plan(
        candidacy=candidacy,
        concertation=agreed or concertation(candidacy),
        actor=secretary_of(candidacy.centre),
        now=now or at(PLANNED_ON, 14),
    )


def planned(
    centre: ExamCentre | None = None, *, modalities: Mapping[str, Element] | None = None, **application: Any
) -> Candidacy:
    """A candidate under evaluation."""
    candidacy = enrolled(centre, **application)
    plan(candidacy, concertation(candidacy, modalities))
    return fresh(candidacy)


def grid_of(candidacy: Candidacy, block: str = BC01) -> Grid:
    """The grid of one block, in its version in force."""
    return Grid.objects.current().select_related("candidacy__centre").get(candidacy=candidacy, block_code=block)


def answer(
    grid: Grid,
    capacity: str,
    item: str,
    value: str,
    *,
    base_version: int = 0,
    user: User | None = None,
    id: UUID | None = None,
    now: datetime | None = None,
) -> GridAnswer:
    """An evaluator of the commission answers, the first one unless said otherwise."""
    user = user or evaluators_of(grid.candidacy.centre)[0]
    return grids.answer(
        grid=grid,
        given=grids.Answer(id=id or uuid4(), capacity=capacity, item=item, value=value, base_version=base_version),
        user=user,
        actor=evaluator(user),
        now=now or at(EVALUATED_ON),
    )


def answer_capacity(grid: Grid, capacity: Capacity, *, acquired: bool = True, necessity: str = "") -> None:
    """All that a grid asks of one capacity."""
    said = {f"criterion:{one.code}": MET if acquired else NOT_MET for one in capacity.criteria}
    said |= {WORKSTATIONS: "Presse\nSoudage"} if capacity.min_workstations else {}
    said |= {NECESSITY: necessity} if necessity else {}
    said[OUTCOME] = (CapacityOutcome.ACQUIRED if acquired else CapacityOutcome.NOT_ACQUIRED).value
    user = evaluators_of(grid.candidacy.centre)[0]
    for item, value in said.items():
        answer(grid, capacity.code, item, value, user=user)


def fill(candidacy: Candidacy, *, failed: tuple[str, ...] = ()) -> None:
    """The commission answers everything; `failed` capacities are not acquired."""
    capacities = to_evaluate(candidacy)
    for grid in Grid.objects.current().filter(candidacy=candidacy).select_related("candidacy__centre"):
        for one in capacities:
            if one.block == grid.block_code:
                answer_capacity(grid, one, acquired=one.code not in failed)


def sign(grid: Grid, user: User) -> Grid:
    """An evaluator signs."""
    return grids.sign(grid=grid, user=user, actor=evaluator(user), now=at(EVALUATED_ON, 16))


def sign_all(candidacy: Candidacy) -> None:
    """The whole commission signs every grid."""
    for grid in Grid.objects.current().filter(candidacy=candidacy).select_related("candidacy__centre"):
        for user in evaluators_of(candidacy.centre):
            sign(grid, user)


def asked(
    candidacy: Candidacy, block: str = BC01, *, now: datetime | None = None, **changes: Any
) -> tuple[OpinionRequest, str]:
    """The centre asks the tutor: the request, and the secret of its link as the tutor receives it, if one is sent."""
    now = now or at(PLANNED_ON, 15)
    secrets: list[str] = []
    request = opinions.ask(
        candidacy=candidacy,
        block_code=block,
        **({"expected_on": now.date() + timedelta(days=10)} | changes),
        link=_keep(secrets),
        actor=secretary_of(candidacy.centre),
        now=now,
    )
    return request, secrets[0] if secrets else ""


def _keep(secrets: list[str]) -> Callable[[str], str]:
    def link(token: str) -> str:
        secrets.append(token)
        return f"https://jurande.test/avis/{token}/"

    return link


def opinion(block: str = BC01, value: OpinionValue = OpinionValue.FAVOURABLE) -> opinions.Given:
    """An opinion on a block, as the tutor sends it."""
    capacities = load(RECORD).certification.block(block).capacities
    seen = [opinions.Seen(capacity=code, seen="yes") for code in capacities]
    return opinions.Given(value=value, quality="tutor", comment="Sérieux.", answers=seen)


def give_opinions(candidacy: Candidacy) -> None:
    """The tutor answers on every block to evaluate."""
    for block in candidacy.blocks_to_evaluate:
        _, token = asked(candidacy, block)
        opinions.give(token=token, given=opinion(block), now=at(PLANNED_ON + timedelta(days=3)))


def evaluated(centre: ExamCentre | None = None, *, failed: tuple[str, ...] = (), **application: Any) -> Candidacy:
    """A candidate whose grids are signed and opinions given."""
    candidacy = planned(centre, **application)
    if candidacy.tutor_email:
        give_opinions(candidacy)
    fill(candidacy, failed=failed)
    sign_all(candidacy)
    return candidacy


def summarise(candidacy: Candidacy) -> Summary:
    """The secretary hands the summary over."""
    return summaries.summarise(
        candidacy=candidacy, actor=secretary_of(candidacy.centre), now=at(EVALUATED_ON + timedelta(days=1))
    )


def summarised(centre: ExamCentre | None = None, **application: Any) -> Candidacy:
    """A candidate ready for a jury."""
    candidacy = evaluated(centre, **application)
    summarise(candidacy)
    return fresh(candidacy)


def fresh(candidacy: Candidacy) -> Candidacy:
    """The candidacy as the database has it now."""
    return Candidacy.objects.select_related("centre", "person").get(pk=candidacy.pk)


def blocks_of(person: Person) -> list[BlockAward]:
    """What a person holds, in the order of the blocks."""
    return list(BlockAward.objects.filter(person=person).order_by("block_code"))
