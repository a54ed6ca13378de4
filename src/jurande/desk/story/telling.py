"""The story from its first day to the demo's: people, finished juries with every outcome, a jury in progress."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from django.db import transaction

from jurande.accounts.actions import account_for, chain_of
from jurande.candidacies.models import Candidacy
from jurande.catalogue.record_file import load
from jurande.certificates.actions import issue_waiting
from jurande.certificates.notices import write_waiting
from jurande.declarations import actions as declarations
from jurande.declarations.models import Declaration
from jurande.desk.story import people
from jurande.desk.story.course import (
    RECORD,
    Evaluated,
    actor,
    ask_opinion,
    at,
    begin_again,
    enrol,
    evaluate,
    plan,
    ready_for_jury,
    secretary,
    story_bytes,
)
from jurande.desk.story.juries import (
    case_of,
    close,
    convene,
    decide,
    prepare_session,
    president,
    send_files,
    sit,
    vote,
)
from jurande.desk.story.people import Account
from jurande.juries.after import transmission
from jurande.juries.day import deliberating
from jurande.juries.day.deliberating import Motion
from jurande.juries.models import JurySession
from jurande.ledger.actors import SYSTEM
from jurande.organisations import actions as organisations
from jurande.organisations.models import (
    EmployersOrganisation,
    ExamCentre,
    RegionalCommission,
    Representativity,
    Signatory,
    TrainingBody,
    Union,
)
from jurande.rules.certification import Element
from jurande.rules.deliberation import Verdict
from jurande.rules.lifecycles import Role
from jurande.rules.summary import OpinionValue
from jurande.rules.voting import Choice

OPENING = at(date(2020, 1, 6), 9)
FIRST_JURY = date(2022, 6, 16)
EARLIER_JURY = date(2020, 11, 19)
WINTER_JURY = date(2026, 1, 15)
DEMO_JURY = date(2026, 4, 9)
NEXT_JURY = date(2026, 5, 28)

PROJECTS = {"C10": Element.PROJECTS, "C11": Element.PROJECTS}
MIXED = {"C9": Element.RECONSTITUTED, **PROJECTS}
AGAINST = ("Josiane Valcourt", "Thierry Lescombes", "Maud Guérineau", "Yannick Stéphan-Roche")


@transaction.atomic
def tell() -> None:
    """Load the whole story into an empty register."""
    begin_again()
    settle()
    _earlier_jury()
    _first_jury()
    _first_declarations()
    _winter_jury()
    _demo_jury()
    _on_the_way()


def settle() -> None:
    """Only the organisations and the accounts, before anybody enrols."""
    _organisations()
    _accounts()


def _organisations() -> None:
    name, email = people.COMMISSION
    commission = RegionalCommission(name=name, email=email)
    _enter(commission)
    for code, (name, address, postcode, city) in people.CENTRES.items():
        centre = ExamCentre(code=code, name=name, address=address, postcode=postcode, city=city)
        centre.email, centre.phone = f"centre@{code.lower()}.demo", "02 00 00 00 00"
        centre.commission = commission
        _enter(centre)
    school = TrainingBody(name="Atelier-école des Trois Fours", siret="77566202600019", city="Braise-sur-Orne")
    _enter(school)
    for code, name in people.UNIONS.items():
        union = Union(code=code, name=name, email=f"designations@{code.lower()}.demo")
        _enter(union)
        period = Representativity(union=union, starts_on=date(2013, 1, 1), source="Arrêté inventé pour l’histoire")
        organisations.represent(period=period, actor=SYSTEM, now=OPENING)
    for name, branch in people.EMPLOYERS.items():
        email = f"designations@{branch.replace('_', '-')}.demo"
        row = EmployersOrganisation(name=name, branch=branch, email=email, starts_on=date(2015, 1, 1))
        _enter(row)
    quality = "Directeur emploi formation de l’UIMM"
    _enter(Signatory(name="Ghislaine Aubertot", quality=quality, starts_on=date(2015, 1, 1)))


def _enter(row: organisations.Organisation) -> None:
    organisations.add(row=row, actor=SYSTEM, now=OPENING)


def _accounts() -> None:
    roles: list[tuple[Account, Role]] = [
        (people.MANAGER, Role.MANAGER),
        (people.SECRETARY, Role.SECRETARY),
        (people.OTHER_SECRETARY, Role.SECRETARY),
        (people.THIRD_SECRETARY, Role.SECRETARY),
        (people.AUDITOR, Role.AUDITOR),
        (people.NATIONAL, Role.NATIONAL),
        *((one, Role.EVALUATOR) for one in people.EVALUATORS),
    ]
    for minute, (account, role) in enumerate(roles):
        centre = ExamCentre.objects.get(code=account.centre) if account.centre else None
        account_for(
            email=account.email,
            name=account.name,
            role=role,
            centre=centre,
            chain=chain_of(centre),
            actor=SYSTEM,
            now=OPENING + timedelta(minutes=minute),
        )
    account_for(
        email=people.TRAINER.email,
        name=people.TRAINER.name,
        role=Role.TRAINING_BODY,
        training_body=TrainingBody.objects.get(),
        chain=chain_of(None),
        actor=SYSTEM,
        now=OPENING,
    )


def _papers(day: date) -> None:
    """What the worker does on the evening of a jury."""
    now = at(day, 20)
    issue_waiting(now=now, entropy=story_bytes)
    write_waiting(now=now)
    declarations.expect_waiting(now=now)


def _file(session: JurySession, day: date) -> None:
    """The file of a jury leaves for the national group, which finds it in order the week after."""
    file = transmission.send(session=session, actor=secretary(), now=at(day))
    national = actor(people.NATIONAL, Role.NATIONAL)
    transmission.receive(transmission=file, actor=national, now=at(day + timedelta(days=3)))
    transmission.check(transmission=file, actor=national, now=at(day + timedelta(days=7)))


def _earlier_jury() -> None:
    """Łucja validates her first block in 2020: she will carry it to the next jury."""
    first = load(RECORD).certification.block_codes[0]
    lucja = ready_for_jury(
        replace(people.LUCJA, engaged_on=date(2020, 3, 2)),
        (date(2020, 5, 4), date(2020, 6, 1), date(2020, 9, 21)),
        Evaluated(),
        blocks=(first,),
    )
    session = convene(EARLIER_JURY, [lucja])
    sit(session)
    decide(session, lucja, Motion(verdict=Verdict.BLOCKS), 0)
    close(session)
    _papers(EARLIER_JURY)
    _file(session, date(2020, 12, 7))


def _first_jury() -> None:
    """The finished session: full, partial, refused, VAE, a tie, a block carried, a case postponed."""
    days = (date(2022, 3, 21), date(2022, 4, 4), date(2022, 5, 10))
    corentin = ready_for_jury(people.CORENTIN, days, Evaluated(modalities=MIXED))
    ondine = ready_for_jury(people.ONDINE, days, Evaluated(failed=("C10", "C12"), opinion=OpinionValue.RESERVED))
    gregory = ready_for_jury(
        people.GREGORY, days, Evaluated(failed=("C3", "C5", "C9"), opinion=OpinionValue.UNFAVOURABLE)
    )
    mariam = ready_for_jury(people.MARIAM, days, Evaluated())
    lucja = ready_for_jury(people.LUCJA, days, Evaluated())
    basile = ready_for_jury(people.BASILE, days, Evaluated(opinion=OpinionValue.UNFAVOURABLE))
    session = convene(FIRST_JURY, [corentin, ondine, gregory, mariam, lucja, basile])
    sit(session)
    admissible, refused = Motion(verdict=Verdict.ADMISSIBLE), Motion(verdict=Verdict.NOT_ADMISSIBLE)
    vote(session, corentin, admissible, dict.fromkeys(AGAINST, Choice.AGAINST), 0)
    decide(session, ondine, refused, 8)
    decide(session, gregory, refused, 12)
    decide(session, mariam, admissible, 16)
    decide(session, lucja, admissible, 20)
    decide(
        session,
        basile,
        Motion(verdict=Verdict.POSTPONED, reason="Le jury demande à entendre la commission sur l’avis défavorable."),
        24,
    )
    close(session)
    _papers(FIRST_JURY)
    _file(session, date(2022, 7, 1))


def _first_declarations() -> None:
    """In July 2022 the centre prepares the three holders of June, and the national level exports them in one file."""
    waiting = Declaration.objects.order_by("award__certificate__number")
    for minute, one in enumerate(waiting):
        now = at(date(2022, 7, 4), 10, minute)
        declarations.prepare(declaration=one, identity_source="id_card", actor=secretary(), now=now)
    national = actor(people.NATIONAL, Role.NATIONAL)
    declarations.export(declarations=waiting, actor=national, now=at(date(2022, 7, 6), 9, 30))


def _winter_jury() -> None:
    """One candidate, awarded on 15 January 2026: his declaration is due on 15 April, and nobody has prepared it yet."""
    mehdi = ready_for_jury(
        people.MEHDI, (date(2025, 9, 22), date(2025, 10, 13), date(2025, 12, 1)), Evaluated(modalities=MIXED)
    )
    session = convene(WINTER_JURY, [mehdi])
    sit(session)
    decide(session, mehdi, Motion(verdict=Verdict.ADMISSIBLE), 0)
    close(session)
    _papers(WINTER_JURY)


def _demo_jury() -> None:
    """The session in progress; Basile, whose decision was postponed in 2022, is there again."""
    days = (date(2025, 11, 17), date(2025, 12, 8), date(2026, 2, 12))
    theo = ready_for_jury(people.THEO, days, Evaluated(modalities=MIXED))
    ines = ready_for_jury(people.INES, days, Evaluated(failed=("C8",)))
    basile = Candidacy.objects.get(email=people.BASILE.email)
    session = convene(DEMO_JURY, [theo, ines, basile])
    send_files(session, DEMO_JURY - timedelta(days=7))
    sit(session)
    deliberating.examine(case=case_of(session, theo), actor=president(session), now=at(DEMO_JURY, 14, 20))


def _on_the_way() -> None:
    """Candidates at each step before a jury, and the next session, whose unions are to be called."""
    nadege = enrol(people.NADEGE, date(2026, 1, 5))
    project = Evaluated(modalities=PROJECTS)
    plan(nadege, date(2026, 3, 16), project)
    first, second = load(RECORD).certification.block_codes
    evaluate(nadege, date(2026, 3, 30), project, only=("C1", "C2", "C3"))
    ask_opinion(nadege, second, date(2026, 3, 25))
    samira = enrol(people.SAMIRA, date(2026, 2, 2))
    plan(samira, date(2026, 3, 9), Evaluated())
    ask_opinion(samira, first, DEMO_JURY - timedelta(days=3))
    enrol(people.KEVIN, date(2026, 4, 7))
    prepare_session(NEXT_JURY, date(2026, 4, 8))
