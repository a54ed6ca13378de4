"""What a summary holds for acquired and that was withdrawn since: the jury is told, the evaluation taken up again."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from jurande.candidacies.models import Candidacy
from jurande.catalogue.record_file import load
from jurande.evaluations.facts import usable_kept
from jurande.evaluations.models import Summary
from jurande.register.models import BlockAward, KeptCapacity
from jurande.rules.certification import Certification
from jurande.rules.dates import day_of
from jurande.rules.fraud import ReliedDecision, ReliedOutcome, relied_on
from jurande.rules.reasons import Refused


def fallen_each(candidacies: Iterable[Candidacy]) -> dict[UUID, tuple[str, ...]]:
    """The codes of those blocks and capacities, by candidacy, none left out; three queries whatever their number.

    A block fell when it is to evaluate and the summary says nothing of it, for it was held; or when this candidacy's
    own jury validated it on that summary. A capacity fell when the summary has it as kept and it is usable no more: an
    end of its period does not count, since it is judged on the day of the enrolment; or when this candidacy's own jury
    kept it on that summary, which has it as acquired.
    """
    chosen = list(candidacies)
    summaries: dict[UUID, Summary] = {}
    rows = Summary.objects.filter(candidacy__in=chosen).defer("facts", "opinions")
    for one in rows.order_by("made_at"):
        summaries[one.candidacy_id] = one
    refs = [one.ref for one in chosen]
    withdrawn = list(BlockAward.objects.filter(candidacy__in=refs, withdrawn_on__isnull=False))
    kept: dict[UUID, list[KeptCapacity]] = {}
    for capacity in KeptCapacity.objects.filter(person__in=[one.person_id for one in chosen]):
        kept.setdefault(capacity.person_id, []).append(capacity)
    return {
        one.pk: _fallen(
            one,
            summaries[one.pk],
            [award for award in withdrawn if award.candidacy == one.ref],
            kept.get(one.person_id, ()),
        )
        if one.pk in summaries
        else ()
        for one in chosen
    }


def _fallen(
    candidacy: Candidacy, summary: Summary, withdrawn: Iterable[BlockAward], kept: Iterable[KeptCapacity]
) -> tuple[str, ...]:
    certification = candidacy.certification
    made_on = day_of(summary.made_at)
    own = {award.block_code for award in withdrawn if award.validated_on >= made_on}
    told = {*summary.presentable_blocks, *(_block(certification, code) for code in summary.not_acquired)}
    blocks = [code for code in candidacy.blocks_to_evaluate if code in own or code not in told]
    usable = usable_kept(candidacy, kept)
    own_kept = {
        one.capacity_code
        for one in kept
        if one.candidacy == candidacy.ref and one.withdrawn_on and one.jury_on >= made_on
    }
    relied_on = [code for code in summary.kept if code not in usable]
    relied_on += [code for code in summary.acquired if code in own_kept]
    capacities = [code for code in relied_on if _block(certification, code) in candidacy.blocks_to_evaluate]
    return (*blocks, *(code for code in capacities if _block(certification, code) not in blocks))


def _block(certification: Certification, capacity: str) -> str:
    return certification.capacity(capacity).block


def relied(record_code: str, fallen: Collection[str]) -> ReliedDecision:
    """What the rule says of a summary, some results it rests on having been withdrawn, by code."""
    certification = load(record_code).certification
    blocks = {code: f"Bloc {certification.block(code).number}" for code in certification.block_codes}
    return relied_on(tuple(blocks.get(code, code) for code in fallen))


def check_standing(candidacy: Candidacy) -> None:
    """Raises Refused when something that the candidacy's summary rests on was withdrawn."""
    decision = relied(candidacy.record_code, fallen_each([candidacy])[candidacy.pk])
    if decision.outcome is ReliedOutcome.FALLEN:
        raise Refused(decision)
