"""Who is ready for one session, who is not and why, in as many queries whatever their number."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from jurande.candidacies.fraud import suspected_ids
from jurande.candidacies.models import Candidacy, VaeRequest
from jurande.candidacies.queries import CandidacyQuerySet
from jurande.evaluations.facts import dossiers, usable_kept
from jurande.evaluations.fallen import fallen_each, relied
from jurande.evaluations.summaries import lacking_each
from jurande.juries.choices import choices_each
from jurande.juries.models import Case, JurySession
from jurande.register.models import BlockAward, KeptCapacity
from jurande.rules.admissibility import last_jury_day
from jurande.rules.agenda import AgendaDecision, AgendaFacts, AgendaOutcome, HeldResult, agenda
from jurande.rules.certification import RouteCode
from jurande.rules.fraud import suspicion
from jurande.rules.lifecycles import Candidacy as State
from jurande.rules.reasons import Reason
from jurande.rules.rulebook import edition_named

BLOCKED_SHOWN, READY_SHOWN = 25, 500
READY_STATES = (State.SUMMARISED, State.PRESENTED)


@dataclass(frozen=True, slots=True)
class Entry:
    """A candidacy, and whether it is ready for the session."""

    candidacy: Candidacy
    decision: AgendaDecision

    @property
    def is_late(self) -> bool:
        """Whether a delay will have passed on the day of the session."""
        return self.decision.outcome is AgendaOutcome.READY_LATE

    @property
    def is_blocked(self) -> bool:
        """Whether something keeps it off the list."""
        return self.decision.outcome is AgendaOutcome.BLOCKED

    @property
    def others(self) -> int:
        """How many reasons stand in the way beside the first."""
        return len(self.decision.obstacles) - 1


def agenda_context(session: JurySession, cases: Sequence[Case], *, may_edit: bool) -> dict[str, object]:
    """The keys of `session.html` about the candidates: those listed, and for the centre those who may be or may not."""
    listed = readiness(session, [case.candidacy for case in cases])
    context: dict[str, object] = {"agenda": [(case, listed[case.candidacy_id]) for case in cases]}
    if not may_edit:
        return context
    ready = listable(session.centre_id).select_related("person", "centre").order_by("person__sort_key", "pk")
    held_back = Q(state=State.SUMMARISED.value, pk__in=suspected_ids())
    waiting = _of_the_centre(session).filter(Q(state__in=(State.PLANNED.value, State.ENROLLED.value)) | held_back)
    # Those under evaluation first: they are the nearest to a jury.
    blocked = list(waiting.order_by("-state", "person__sort_key", "pk")[:BLOCKED_SHOWN])
    chosen = list(ready[: READY_SHOWN + 1])
    entries = _entries(session, chosen[:READY_SHOWN])
    ready_now = [entry for entry in entries if not entry.is_blocked]
    fallen = [entry for entry in entries if entry.is_blocked]
    number = waiting.count() + len(fallen)
    return context | {
        "ready": ready_now,
        "late": sum(entry.is_late for entry in ready_now),
        "ready_left_out": len(chosen) > READY_SHOWN,
        "ready_shown": READY_SHOWN,
        "blocked": [*fallen, *_entries(session, blocked)],
        "blocked_count": number,
        "blocked_left_out": number - len(fallen) - len(blocked),
    }


def listable(centre: UUID) -> CandidacyQuerySet:
    """The candidacies of a centre that may be put on a list: summarised, and no suspicion about them under way."""
    summarised = Candidacy.objects.filter(centre=centre, state=State.SUMMARISED.value)
    return summarised.exclude(pk__in=suspected_ids())


def _of_the_centre(session: JurySession) -> CandidacyQuerySet:
    return Candidacy.objects.filter(centre=session.centre_id).select_related("person", "centre")


def _entries(session: JurySession, candidacies: Sequence[Candidacy]) -> list[Entry]:
    decided = readiness(session, candidacies)
    return [Entry(candidacy, decided[candidacy.pk]) for candidacy in candidacies]


def readiness(session: JurySession, candidacies: Collection[Candidacy]) -> dict[UUID, AgendaDecision]:
    """Whether each is ready for the session, by candidacy."""
    if not candidacies:
        return {}
    lacks = _lacks([one for one in candidacies if one.state not in READY_STATES])
    suspected = set(suspected_ids())
    suspicions = {
        one.pk: suspicion(under_way=True, vae=one.route == RouteCode.VAE).reasons
        for one in candidacies
        if one.pk in suspected
    }
    fallen = fallen_each([one for one in candidacies if one.state in READY_STATES])
    held, clocks = _held(candidacies), _clocks(candidacies)
    choices = choices_each((session, one.record_code) for one in candidacies)
    return {
        one.pk: agenda(
            one.certification,
            AgendaFacts(
                summarised=one.state in READY_STATES,
                lacks=(
                    *lacks.get(one.pk, ()),
                    *suspicions.get(one.pk, ()),
                    *relied(one.record_code, fallen.get(one.pk, ())).obstacles,
                ),
                enrolled_on=one.enrolled_on,
                jury_by=clocks.get(one.pk),
                held=held[one.pk],
            ),
            on=session.held_on,
            settings=choices[session.pk, one.record_code],
        )
        for one in candidacies
    }


def _lacks(candidacies: Sequence[Candidacy]) -> dict[UUID, tuple[Reason, ...]]:
    return lacking_each(dossiers(candidacies)) if candidacies else {}


def _clocks(candidacies: Collection[Candidacy]) -> dict[UUID, date]:
    """The last day for the jury of each VAE whose validation file is filed."""
    requests = VaeRequest.objects.filter(candidacy__in=candidacies)
    days = {one.candidacy_id: last_jury_day(one.filed_on, one.validation_file_on) for one in requests}
    return {pk: day for pk, day in days.items() if day}


def _held(candidacies: Collection[Candidacy]) -> dict[UUID, tuple[HeldResult, ...]]:
    """What each rests on: the blocks held that it aims at, the capacities kept that nobody evaluates again."""
    people = [one.person_id for one in candidacies]
    blocks: dict[tuple[UUID, str], list[BlockAward]] = {}
    for award in BlockAward.objects.filter(person__in=people, withdrawn_on__isnull=True):
        blocks.setdefault((award.person_id, award.record_code), []).append(award)
    kept: dict[UUID, list[KeptCapacity]] = {}
    for one in KeptCapacity.objects.filter(person__in=people):
        kept.setdefault(one.person_id, []).append(one)
    return {
        one.pk: (
            *_blocks(one, blocks.get((one.person_id, one.record_code), ())),
            *_capacities(one, kept.get(one.person_id, ())),
        )
        for one in candidacies
    }


def _blocks(candidacy: Candidacy, awards: Sequence[BlockAward]) -> list[HeldResult]:
    certification = candidacy.certification
    return [
        HeldResult(
            name=f"Bloc {certification.block(award.block_code).number}",
            edition=edition_named(award.edition),
            usable_until=award.usable_until,
        )
        for award in awards
        if award.block_code in candidacy.held_blocks
    ]


def _capacities(candidacy: Candidacy, kept: Sequence[KeptCapacity]) -> list[HeldResult]:
    return [
        HeldResult(name=code, edition=edition_named(one.edition), usable_until=one.usable_until)
        for code, one in usable_kept(candidacy, kept).items()
    ]
