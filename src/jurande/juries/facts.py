"""From the rows of one session to the facts that the jury and deliberation chapters judge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef

from jurande.candidacies.models import FraudCase
from jurande.catalogue.record_file import codes, load
from jurande.evaluations.facts import Dossier
from jurande.evaluations.models import Commissioner
from jurande.juries.choices import choices_each, only_one
from jurande.juries.models import Bar, Case, JurySession, Member, UnionCall
from jurande.organisations.queries import representative_unions
from jurande.rules.calls import CallDecision, union_call
from jurande.rules.certification import Certification, RouteCode
from jurande.rules.composition import CompositionDecision, composition, for_every_certification
from jurande.rules.dates import day_of
from jurande.rules.deliberation import CaseFacts
from jurande.rules.parity import Member as MemberFacts
from jurande.rules.rulebook import Edition, Side, edition_named, edition_on
from jurande.rules.seating import SeatingDecision, VotersDecision, seating, voters_for
from jurande.rules.settings import Settings


@dataclass(frozen=True, slots=True)
class Bench:
    """The members of one session as the rules see them, read once.

    `certifications` are those of the day, in the order of its candidates: the composition is regular when it is for
    each of them; seats and letters cite the first. `choices` are those of each, by code, "" for all. The jury itself
    follows those of its certification when all its candidates have the same. `suspected` are the candidacies about
    which a suspicion of fraud is under way.
    """

    session: JurySession
    certifications: tuple[Certification, ...]
    edition: Edition
    members: tuple[Member, ...]
    facts: tuple[MemberFacts, ...]
    has_vae: bool
    choices: Mapping[str, Settings]
    suspected: frozenset[UUID]

    @property
    def certification(self) -> Certification:
        """The first of the day."""
        return self.certifications[0]

    @property
    def title(self) -> str:
        """The official titles of the day."""
        return " ; ".join(one.title for one in self.certifications)

    @property
    def settings(self) -> Settings:
        """What the composition and the seating of the jury follow."""
        return self.choices[only_one(filter(None, self.choices))]

    @property
    def recourse_months(self) -> int:
        """How long the candidates of the day may contest what is decided of them: the longest of their delays."""
        return max(choices.recourse_months for choices in self.choices.values())

    @property
    def composition(self) -> CompositionDecision:
        """Whether the jury as designated is regular."""
        unions = tuple(union.code for union in representative_unions(self.session.held_on))
        return for_every_certification(
            tuple(
                composition(
                    certification,
                    self.edition,
                    self.facts,
                    unions=unions,
                    vae=self.has_vae,
                    on=self.session.held_on,
                    settings=self.settings,
                )
                for certification in self.certifications
            )
        )

    @property
    def seating(self) -> SeatingDecision:
        """Who sits with a vote today."""
        return seating(
            self.certification,
            self.edition,
            tuple(member for member in self.facts if member.present),
            withdrawn=tuple(str(member.id) for member in self.members if member.withdrawn),
            settings=self.settings,
        )

    def voters(self, case: Case, today: SeatingDecision) -> VotersDecision:
        """Who votes on one case, and who presides over it."""
        return voters_for(
            case.candidacy.certification,
            self.edition,
            str(case.candidacy_id),
            self.facts,
            today,
            vae=case.candidacy.route == RouteCode.VAE,
            on=self.session.held_on,
            acting_president=str(case.acting_president_id) if case.acting_president_id else None,
            suspected=case.candidacy_id in self.suspected,
            settings=self.settings,
        )

    def member(self, identifier: str) -> Member:
        """The row of a member that a rule named. Raises KeyError."""
        return {str(member.id): member for member in self.members}[identifier]


class _Listed(NamedTuple):
    """What composing a jury asks of one case: no more, a day has three hundred."""

    pk: UUID
    candidacy_id: UUID
    record_code: str
    route: str
    suspected: bool


def bench(session: JurySession) -> Bench:
    """The members of a session, with their bars, in six queries."""
    members = tuple(Member.objects.filter(session=session).select_related("union", "user"))
    suspicion = FraudCase.objects.filter(candidacy=OuterRef("candidacy"), decided_at__isnull=True)
    rows = Case.objects.filter(session=session).annotate(suspected=Exists(suspicion))
    fields = ("pk", "candidacy_id", "candidacy__record_code", "candidacy__route", "suspected")
    cases = [_Listed(*row) for row in rows.values_list(*fields)]
    candidacies = {case.pk: str(case.candidacy_id) for case in cases}
    asked = list(dict.fromkeys(case.record_code for case in cases))
    barred: dict[object, list[str]] = defaultdict(list)
    for bar in Bar.objects.filter(case__session=session):
        barred[bar.member_id].append(candidacies[bar.case_id])
    seats = {member.user_id: member.pk for member in members if member.user_id}
    evaluated = Commissioner.objects.filter(candidacy__cases__session=session, user__in=seats)
    for user_id, candidacy_id in evaluated.values_list("user_id", "candidacy_id"):
        barred[seats[user_id]].append(str(candidacy_id))
    edition = edition_named(session.edition) if session.edition else edition_on(session.held_on)
    if edition is None:
        raise LookupError(f"no edition of the rules for session {session.pk}")
    return Bench(
        session=session,
        certifications=certifications_of(asked),
        edition=edition,
        members=members,
        facts=tuple(_fact(member, barred[member.pk]) for member in members),
        has_vae=any(case.route == RouteCode.VAE for case in cases),
        choices={
            code: choices for (_, code), choices in choices_each((session, code) for code in ("", *asked)).items()
        },
        suspected=frozenset(case.candidacy_id for case in cases if case.suspected),
    )


def certifications_of(asked: Iterable[str]) -> tuple[Certification, ...]:
    """The certifications whose jury texts compose the session: those asked for, by code, else the first record."""
    return tuple(load(code).certification for code in tuple(dict.fromkeys(asked)) or codes()[:1])


def _fact(member: Member, barred_from: list[str]) -> MemberFacts:
    return MemberFacts(
        id=str(member.id),
        side=Side(member.side),
        union=member.union_id or "",
        temporary_work=member.temporary_work,
        president=member.president,
        votes=member.votes,
        qualified=member.qualified,
        present=member.present is not False,
        barred_from=tuple(barred_from),
    )


def case_facts(case: Case) -> CaseFacts:
    """What the deliberation judges of one case: the frozen summary, and what was held from before.

    A summary that rests on what was withdrawn since is whole no more.
    """
    candidacy, summary = case.candidacy, case.summary
    certification = candidacy.certification
    return CaseFacts(
        aimed=tuple(candidacy.aimed_blocks),
        whole=set(candidacy.aimed_blocks) == set(certification.block_codes),
        presentable=tuple(summary.presentable_blocks),
        held=tuple(code for code in candidacy.held_blocks if code not in case.validated),
        not_acquired_capacities=tuple(summary.not_acquired),
        ready=not case.fallen,
    )


def as_presented(case: Case, file: Dossier) -> Dossier:
    """The evaluation of a candidacy as the case found it: what this jury validated was not held yet."""
    return replace(file, held={code: day for code, day in file.held.items() if code not in case.validated})


def call_decision(seats: Bench) -> CallDecision:
    """Whether the unions were called in time."""
    calls = list(UnionCall.objects.filter(session=seats.session))
    return union_call(
        seats.edition,
        sent_on=day_of(min(call.sent_at for call in calls)) if calls else None,
        jury_on=seats.session.held_on,
        answered=bool(calls) and all(call.answered_at for call in calls),
        settings=seats.settings,
    )
