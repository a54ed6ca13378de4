"""What a candidate's own page shows of each candidacy, in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django import forms

from jurande.candidacies.fraud_letters import KINDS
from jurande.candidacies.models import Candidacy, FraudCase
from jurande.certificates.notices import notices_of
from jurande.documents.models import StoredDocument
from jurande.evaluations.models import OpinionRequest
from jurande.juries.after.contesting import Contest, contests
from jurande.juries.after.forms_recourse import OwnRecourseForm
from jurande.juries.models import Case
from jurande.register.kept import described
from jurande.register.models import Award, BlockAward, KeptCapacity
from jurande.rules.lifecycles import Fraud as FraudState
from jurande.rules.lifecycles import Session as SessionState
from jurande.rules.recourse import ContestOutcome


@dataclass(frozen=True, slots=True)
class Contested:
    """A decision of a jury that one may contest or did; `form` is None once it is too late, or sent; one that
    came back with mistakes is there all the same."""

    contest: Contest
    form: forms.Form | None


@dataclass(frozen=True, slots=True)
class Hearing:
    """A suspicion that the candidate was told of, and the letters about it, the oldest first."""

    fraud: FraudCase
    letters: Sequence[StoredDocument]


@dataclass(frozen=True, slots=True)
class File:
    """One candidacy, as its candidate sees it; `taken_back`: the capacities kept from it that were withdrawn."""

    candidacy: Candidacy
    award: Award | None
    blocks: Sequence[BlockAward]
    taken_back: Sequence[KeptCapacity]
    notices: Sequence[Case]
    opinions: Sequence[OpinionRequest]
    contested: Sequence[Contested]
    hearings: Sequence[Hearing]


def files_of(candidacies: Iterable[Candidacy], today: date, sent: Mapping[UUID, forms.Form]) -> list[File]:
    """Each candidacy with its papers; `sent` are the forms that came back with mistakes, by case."""
    chosen = list(candidacies)
    refs = [candidacy.ref for candidacy in chosen]
    awards = {one.candidacy: one for one in Award.objects.filter(candidacy__in=refs).select_related("certificate")}
    blocks: dict[str, list[BlockAward]] = defaultdict(list)
    for block in BlockAward.objects.filter(candidacy__in=refs).select_related("statement"):
        blocks[block.candidacy].append(block)
    taken_back: dict[str, list[KeptCapacity]] = defaultdict(list)
    for capacity in described(KeptCapacity.objects.filter(candidacy__in=refs, withdrawn_on__isnull=False)):
        taken_back[capacity.candidacy].append(capacity)
    opinions: dict[UUID, list[OpinionRequest]] = defaultdict(list)
    given = OpinionRequest.objects.filter(candidacy__in=chosen, given_at__isnull=False).order_by("given_at")
    for opinion in given.select_related("candidacy").prefetch_related("answers"):
        opinions[opinion.candidacy_id].append(opinion)
    notices, contested, hearings = notices_of(chosen), _contested(chosen, today, sent), _hearings(chosen)
    return [
        File(
            candidacy=candidacy,
            award=awards.get(candidacy.ref),
            blocks=blocks[candidacy.ref],
            taken_back=taken_back[candidacy.ref],
            notices=notices.get(candidacy.pk, ()),
            opinions=opinions[candidacy.pk],
            contested=contested.get(candidacy.pk, ()),
            hearings=hearings.get(candidacy.pk, ()),
        )
        for candidacy in chosen
    ]


def _contested(
    candidacies: Sequence[Candidacy], today: date, sent: Mapping[UUID, forms.Form]
) -> Mapping[UUID, list[Contested]]:
    rows = Case.objects.filter(candidacy__in=candidacies, session__state=SessionState.CLOSED.value)
    found: dict[UUID, list[Contested]] = defaultdict(list)
    for one in contests(rows.select_related("session", "candidacy").order_by("decided_at")):
        if one.recourses or one.decision.outcome is ContestOutcome.CONTESTABLE:
            form = sent.get(one.case.pk)  # refused at midnight, or meanwhile, what was typed is not lost
            if form is None and one.is_open_on(today):
                form = OwnRecourseForm(auto_id=f"recourse-{one.case.pk}-%s")
            found[one.case.candidacy_id].append(Contested(one, form))
    return found


def _hearings(candidacies: Sequence[Candidacy]) -> Mapping[UUID, list[Hearing]]:
    """The suspicions that the candidate was called on, or that are decided: a report alone tells them nothing yet."""
    cases = [
        one
        for one in FraudCase.objects.filter(candidacy__in=candidacies)
        if one.hearing_on or one.state != FraudState.REPORTED
    ]
    letters: dict[str, list[StoredDocument]] = defaultdict(list)
    kept = StoredDocument.objects.filter(kind__in=KINDS, subject__in=[one.ref for one in cases]).defer("content")
    for document in kept.order_by("ledger_sequence"):
        letters[document.subject].append(document)
    found: dict[UUID, list[Hearing]] = defaultdict(list)
    for one in cases:
        found[one.candidacy_id].append(Hearing(one, letters[one.ref]))
    return found
