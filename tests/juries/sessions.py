"""The jury of 16 June 2022 and its people, named as the tests speak of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from uuid import UUID, uuid4

from jurande.candidacies.models import Candidacy
from jurande.desk.story import juries, people
from jurande.desk.story.course import at, secretary
from jurande.desk.story.people import JURORS, Seat
from jurande.juries.before import convening, enlisting, informing
from jurande.juries.before.directory import Designation
from jurande.juries.day import attendance, closing, deliberating, sitting
from jurande.juries.day.conformity import findings
from jurande.juries.day.deliberating import Motion
from jurande.juries.day.sitting import Judged
from jurande.juries.facts import bench
from jurande.juries.models import Case, JurySession, Member, Vote
from jurande.ledger.actors import Actor
from jurande.organisations.models import Union
from jurande.rules.deliberation import Verdict
from jurande.rules.lifecycles import Role
from jurande.rules.voting import Choice
from tests.told import JURY_DAY

PRESIDENT, ASTRUC, DUMOUTIER, PERNELLE, CFDT, CFE_CGC, CGT, FO = (seat.name for seat in JURORS)
EMPLOYERS, UNIONS = (PRESIDENT, ASTRUC, DUMOUTIER, PERNELLE), (CFDT, CFE_CGC, CGT, FO)
ADMISSIBLE = Motion(verdict=Verdict.ADMISSIBLE)
REFUSED = Motion(verdict=Verdict.NOT_ADMISSIBLE)
NOON = at(JURY_DAY, 14, 30)


def the_jury() -> JurySession:
    """The session that `called` has."""
    return JurySession.objects.select_related("centre").get(held_on=JURY_DAY)


def candidacy_of(candidate: people.Candidate) -> Candidacy:
    """The latest candidacy of somebody of the story."""
    found = Candidacy.objects.filter(email=candidate.email).order_by("-created_at").first()
    assert found
    return found


def case_of(candidate: people.Candidate) -> Case:
    """Their case before the jury of `called`, as it is now."""
    return Case.objects.select_related("session").get(session__held_on=JURY_DAY, candidacy__email=candidate.email)


def member(name: str, session: JurySession | None = None) -> Member:
    """A member of the jury."""
    return Member.objects.select_related("user", "session").get(session=session or the_jury(), name=name)


def acts_as(name: str, session: JurySession | None = None) -> Actor:
    """A member acting in the quality they have in the jury."""
    seat = member(name, session)
    assert seat.user
    return Actor(seat.user.ref, Role.PRESIDENT if seat.president else Role.JUROR, name)


def president(session: JurySession | None = None) -> Actor:
    """The president, acting as such."""
    return acts_as(PRESIDENT, session)


def extra_seat(name: str, **given: object) -> Member:
    """One more member, beside those of the story; the regional commission is told."""
    described = {
        "name": name,
        "email": f"{uuid4().hex[:8]}@jury.demo",
        "side": JURORS[0].side,
        "organisation": "Aciérie du Vallon",
        "need": "Un candidat est intérimaire." if given.get("temporary_work") else "",
    }
    designation = Designation(**described | given)  # type: ignore[arg-type]  # each value has its field's type
    made = convening.designate(session=the_jury(), designation=designation, actor=secretary(), now=at(JURY_DAY, 8))
    informing.inform_commission(session=the_jury(), actor=secretary(), now=at(JURY_DAY, 8))
    return made


def gather(held_on: date, called_on: date, seats: Iterable[Seat], candidacies: Iterable[Candidacy]) -> JurySession:
    """A session called on a day, with some of the story's members only, all designated on the morrow."""
    session = juries.prepare_session(held_on, called_on)
    convening.call_unions(session=session, actor=secretary(), now=at(called_on))
    for seat in seats:
        designation = Designation(
            name=seat.name,
            email=seat.email,
            side=seat.side,
            organisation=seat.organisation,
            union=Union.objects.get(code=seat.union) if seat.union else None,
            president=seat.president,
        )
        convening.designate(session=session, designation=designation, actor=secretary(), now=at(called_on, 16))
    for one in candidacies:
        enlisting.list_candidate(session=session, candidacy=one, actor=secretary(), now=at(called_on, 17))
    informing.inform_commission(session=session, actor=secretary(), now=at(called_on, 18))
    return JurySession.objects.get(pk=session.pk)


def free_the_candidates() -> list[Candidacy]:
    """Take everybody off the list of `called`: they are ready for another jury."""
    for case in Case.objects.select_related("session", "candidacy"):
        enlisting.unlist_candidate(case=case, actor=secretary(), now=at(JURY_DAY, 8))
    return list(Candidacy.objects.order_by("rank"))


def attend(
    *,
    absent: Collection[str] = (),
    withdrawn: Collection[str] = (),
    session: JurySession | None = None,
    by: Actor | None = None,
    now: datetime | None = None,
) -> JurySession:
    """Everybody signs the sheet, but the absent; some give up their seat."""
    session = session or the_jury()
    seats = list(Member.objects.filter(session=session))
    return attendance.attend(
        session=session,
        present={seat.pk for seat in seats if seat.name not in absent},
        withdrawn={seat.pk for seat in seats if seat.name in withdrawn},
        actor=by or secretary(),
        now=now or at(session.held_on, 14),
    )


def conform(said: Mapping[str, Judged] | None = None, *, session: JurySession | None = None) -> JurySession:
    """The president finds every point in order, but those said otherwise."""
    session = session or the_jury()
    judged = {point.key: Judged(True) for point in findings(session, bench(session))} | dict(said or {})
    return sitting.conform(session=session, judged=judged, actor=president(session), now=at(session.held_on, 14, 12))


def deliberate(*, absent: Collection[str] = (), withdrawn: Collection[str] = ()) -> None:
    """The jury sits and finds the organisation in order: it may examine its candidates."""
    attend(absent=absent, withdrawn=withdrawn)
    conform()


def examine(candidate: people.Candidate, by: Actor | None = None) -> Case:
    """The second duty, for one candidate."""
    return deliberating.examine(case=case_of(candidate), actor=by or president(), now=NOON)


def open_vote(candidate: people.Candidate, motion: Motion = ADMISSIBLE, by: Actor | None = None) -> Case:
    """A motion is put to the vote."""
    return deliberating.open_vote(case=case_of(candidate), motion=motion, actor=by or president(), now=NOON)


def cast(candidate: people.Candidate, name: str, choice: Choice, vote_id: UUID | None = None) -> Vote:
    """One seat votes."""
    return deliberating.vote(
        case=case_of(candidate),
        member=member(name),
        choice=choice,
        vote_id=vote_id or uuid4(),
        actor=acts_as(name),
        now=NOON,
    )


def ballot(candidate: people.Candidate, *, for_: Iterable[str] = (), against: Iterable[str] = ()) -> None:
    """Several seats vote."""
    for name in for_:
        cast(candidate, name, Choice.FOR)
    for name in against:
        cast(candidate, name, Choice.AGAINST)


def decide(
    candidate: people.Candidate,
    motion: Motion = ADMISSIBLE,
    *,
    unanimous: bool | None = None,
    silent_abstain: bool = True,
    by: Actor | None = None,
) -> Case:
    """The third duty, for one candidate: unanimous, or as voted, the silent seats noted as abstaining."""
    case = case_of(candidate)
    return deliberating.decide(
        case=case,
        motion=motion,
        unanimous=case.state != "voting" if unanimous is None else unanimous,
        silent_abstain=silent_abstain,
        actor=by or president(),
        now=NOON,
    )


def decide_all() -> None:
    """Every candidate of `called` examined and decided, as their summary proposes."""
    for candidate, motion in ((people.CORENTIN, ADMISSIBLE), (people.ONDINE, REFUSED), (people.MARIAM, ADMISSIBLE)):
        examine(candidate)
        decide(candidate, motion)


def close_as_proposed() -> None:
    """The whole day of `called`: attendance, conformity, decisions, closing."""
    deliberate()
    decide_all()
    closing.close(session=the_jury(), actor=president(), now=at(JURY_DAY, 17))
