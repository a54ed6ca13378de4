"""A candidacy that a jury decided goes back before another, its recourse upheld. Only actions write (law 4)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from jurande.candidacies.actions import Consultation, check_step, locked
from jurande.candidacies.models import Candidacy
from jurande.ledger.actors import Actor, record
from jurande.register.models import Award, BlockAward, Person
from jurande.register.queries import usable_blocks
from jurande.rules.dates import day_of
from jurande.rules.lifecycles import OPEN_CANDIDACIES, refusal


def hold(candidacy: Candidacy) -> Candidacy:
    """Lock the person, then the candidacy, until the transaction ends: before the act that leads to `reconsider` locks
    a chain, as every other act does, or the two would wait for each other.
    """
    # Of the enrolment of the same person at that instant, one finds the other.
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=candidacy.person_id)
    return locked(candidacy)


@transaction.atomic
def reconsider(*, candidacy: Candidacy, actor: Actor, now: datetime) -> Candidacy:
    """Make a decided candidacy ready for another jury, with its summary; what the first validated is held.

    So is what it held already, though its period ended since: the day of the enrolment is what judged it. Called by the
    act that upholds a recourse, inside its transaction. Raises Refused before a decision, for another role, and when
    the person has gone on otherwise: another candidacy under way, or the certification already.
    """
    candidacy = hold(candidacy)
    candidacy.state = check_step("reconsider", candidacy, actor).value
    _check_alone(candidacy)
    usable = {block.block_code: block for block in usable_blocks(candidacy.person, candidacy.record_code, day_of(now))}
    for code in candidacy.blocks_to_evaluate:
        if code in usable and usable[code].centre_id != candidacy.centre_id:
            Consultation(candidacy.person, usable[code]).log(candidacy.ref, candidacy.centre.chain, actor, now)
    kept = BlockAward.objects.filter(
        person=candidacy.person_id, record_code=candidacy.record_code, withdrawn_on__isnull=True
    )
    held = {*usable, *kept.filter(block_code__in=candidacy.held_blocks).values_list("block_code", flat=True)}
    candidacy.held_blocks = [code for code in candidacy.aimed_blocks if code in held]
    candidacy.save(update_fields=["state", "held_blocks"])
    record(
        actor=actor,
        chain=candidacy.centre.chain,
        act="candidacy.reconsider",
        subject=candidacy.ref,
        now=now,
        data={"held": candidacy.held_blocks},
        clauses=["choice.recourse_months"],
    )
    return candidacy


def hold_open(person: UUID, record_code: str) -> None:
    """Lock somebody, then their candidacies under way for a certification, until the transaction ends: while a result
    is withdrawn nobody enrols them, takes them up again or summarises them on it. `person` is their key.
    """
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person)
    rows = Candidacy.objects.filter(person=person, record_code=record_code, state__in=OPEN_CANDIDACIES)
    list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))


@transaction.atomic
def release_blocks(*, person: UUID, record_code: str, blocks: Collection[str], actor: Actor, now: datetime) -> None:
    """Blocks withdrawn from a person are held no more by the candidacies under way: they are evaluated again.

    `person` is the holder's key. Called by the act that withdraws, inside its transaction.
    """
    rows = Candidacy.objects.select_for_update(of=("self",), no_key=True).select_related("centre")
    under_way = rows.filter(person=person, record_code=record_code, state__in=OPEN_CANDIDACIES)
    for candidacy in under_way.filter(held_blocks__overlap=list(blocks)).order_by("pk"):
        released = [code for code in candidacy.held_blocks if code in blocks]
        candidacy.held_blocks = [code for code in candidacy.held_blocks if code not in blocks]
        candidacy.save(update_fields=["held_blocks"])
        record(
            actor=actor,
            chain=candidacy.centre.chain,
            act="candidacy.release",
            subject=candidacy.ref,
            now=now,
            data={"blocks": released},
        )


def _check_alone(candidacy: Candidacy) -> None:
    """Of another centre's candidacy nothing is told (law 7)."""
    same = Candidacy.objects.filter(person=candidacy.person_id, record_code=candidacy.record_code)
    later = same.filter(state__in=OPEN_CANDIDACIES).exclude(pk=candidacy.pk).select_related("centre").first()
    if later and later.centre_id == candidacy.centre_id:
        text = (
            f"Une autre candidature est en cours pour cette certification, {later.reference} : menez-la à son terme, "
            "ou enregistrez son abandon avant d’accueillir le recours."
        )
        raise refusal("candidacy.another", text)
    held = Award.objects.filter(
        person=candidacy.person_id, record_code=candidacy.record_code, withdrawn_on__isnull=True
    )
    if later or held.exists():
        text = (
            "Le registre ne permet pas de reprendre cette candidature aujourd’hui. Voyez avec la personne ce qu’elle a "
            "entrepris depuis pour cette certification ; à défaut, écrivez au niveau national."
        )
        raise refusal("candidacy.another", text)
