"""The juries of the story: convened, sitting, deliberating, closed, through the real actions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from uuid import uuid4

from django.conf import settings
from django.urls import reverse

from jurande.accounts.models import User
from jurande.candidacies.models import Candidacy
from jurande.desk.story.course import at, secretary
from jurande.desk.story.people import JURORS, SECRETARY
from jurande.juries.before import convening, enlisting, informing, packing
from jurande.juries.before.directory import Designation
from jurande.juries.day import attendance, closing, deliberating, sitting
from jurande.juries.day.conformity import findings
from jurande.juries.day.deliberating import Motion
from jurande.juries.day.sitting import Judged
from jurande.juries.facts import bench
from jurande.juries.models import Case, JurySession, Member
from jurande.ledger.actors import Actor
from jurande.organisations.models import ExamCentre, Union
from jurande.rules.lifecycles import Role
from jurande.rules.voting import Choice


def prepare_session(held_on: date, on: date) -> JurySession:
    """A session that the story's centre opens on a day, with nobody in it yet."""
    return convening.prepare(
        centre=ExamCentre.objects.get(code=SECRETARY.centre),
        held_on=held_on,
        starts_at=time(14),
        place="Salle Vulcain",
        actor=secretary(),
        now=at(on),
    )


def convene(held_on: date, candidacies: Iterable[Candidacy], *, called_before: int = 24) -> JurySession:
    """A session of the story, called and composed of all the story's jurors."""
    called_on = held_on - timedelta(days=called_before)
    session = prepare_session(held_on, called_on - timedelta(days=7))
    convening.call_unions(session=session, actor=secretary(), now=at(called_on))
    for seat in JURORS:
        convening.designate(
            session=session,
            designation=Designation(
                name=seat.name,
                email=seat.email,
                side=seat.side,
                organisation=seat.organisation,
                union=Union.objects.get(code=seat.union) if seat.union else None,
                president=seat.president,
            ),
            actor=secretary(),
            now=at(called_on + timedelta(days=4)),
        )
    for candidacy in candidacies:
        enlisting.list_candidate(
            session=session, candidacy=candidacy, actor=secretary(), now=at(called_on + timedelta(days=5))
        )
    convening.summon(session=session, actor=secretary(), now=at(called_on + timedelta(days=6)))
    informing.inform_commission(session=session, actor=secretary(), now=at(called_on + timedelta(days=6), 11))
    return session


def send_files(session: JurySession, on: date) -> None:
    """The members get the link to the files of their jury."""

    def link(token: str) -> str:
        return settings.PUBLIC_URL + reverse("juries:pack", args=[token])

    packing.send_packs(session=session, link=link, actor=secretary(), now=at(on))


def president(session: JurySession) -> Actor:
    """The president of a session, acting as such."""
    found: User | None = Member.objects.get(session=session, president=True).user
    if found is None:
        raise LookupError("the story's president has an account")
    return Actor(found.ref, Role.PRESIDENT, found.name)


def sit(session: JurySession) -> None:
    """Everybody is there, and the jury finds the organisation in order."""
    everybody = set(Member.objects.filter(session=session).values_list("pk", flat=True))
    attendance.attend(
        session=session, present=everybody, withdrawn=set(), actor=secretary(), now=at(session.held_on, 14)
    )
    session.refresh_from_db()
    judged = {
        point.key: Judged(True, "" if point.met else "Constat discuté en séance, sans conséquence sur les candidats.")
        for point in findings(session, bench(session))
    }
    sitting.conform(session=session, judged=judged, actor=president(session), now=at(session.held_on, 14, 12))


def case_of(session: JurySession, candidacy: Candidacy) -> Case:
    """The case of one candidate."""
    return Case.objects.select_related("session").get(session=session, candidacy=candidacy)


def decide(session: JurySession, candidacy: Candidacy, motion: Motion, minute: int) -> None:
    """Examined, then decided without a vote."""
    case = case_of(session, candidacy)
    deliberating.examine(case=case, actor=president(session), now=at(session.held_on, 15, minute))
    deliberating.decide(
        case=case, motion=motion, unanimous=True, actor=president(session), now=at(session.held_on, 15, minute + 1)
    )


def vote(
    session: JurySession, candidacy: Candidacy, motion: Motion, choices: Mapping[str, Choice], minute: int
) -> None:
    """Examined, voted by seat (`choices` by name, the others for), then decided."""
    case = case_of(session, candidacy)
    deliberating.examine(case=case, actor=president(session), now=at(session.held_on, 15, minute))
    deliberating.open_vote(case=case, motion=motion, actor=president(session), now=at(session.held_on, 15, minute + 1))
    for member in Member.objects.filter(session=session).select_related("user"):
        if member.user:
            deliberating.vote(
                case=case,
                member=member,
                choice=choices.get(member.name, Choice.FOR),
                vote_id=uuid4(),
                actor=president(session) if member.president else Actor(member.user.ref, Role.JUROR, member.name),
                now=at(session.held_on, 15, minute + 2),
            )
    deliberating.decide(
        case=case, motion=motion, unanimous=False, actor=president(session), now=at(session.held_on, 15, minute + 3)
    )


def close(session: JurySession) -> None:
    """The president closes."""
    closing.close(session=session, actor=president(session), now=at(session.held_on, 17))
