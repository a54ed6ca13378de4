"""Declaring holders: expected from the award, prepared by the centre, exported by the national level (law 4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from jurande.certificates.sweeps import carry_out
from jurande.declarations.cdc.model import Flux
from jurande.declarations.cdc.verify import verify
from jurande.declarations.cdc.write import InvalidFlux, write
from jurande.declarations.flow import flow_of, present_data
from jurande.declarations.models import Declaration, DeclarationFile
from jurande.documents.actions import store
from jurande.ledger.actors import SYSTEM, Actor, record
from jurande.ledger.queries import head
from jurande.register.models import Award
from jurande.rules import lifecycles
from jurande.rules.dates import day_of
from jurande.rules.declaration import DeclarationDecision, DeclarationFacts, DeclarationOutcome, declaration
from jurande.rules.lifecycles import DeclarationState as State
from jurande.rules.lifecycles import StepOutcome, refusal
from jurande.rules.reasons import Refused

NATIONAL = "national"


def judge(award: Award, on: date) -> DeclarationDecision:
    """What the rule says of one award: to declare or not, by when, what is missing."""
    facts = DeclarationFacts(
        rncp_claim=award.rncp_claim,
        awarded_on=award.awarded_on,
        whole_certification=True,
        present=present_data(award),
        withdrawn=award.withdrawn_on is not None,
    )
    return declaration(facts, on=on)


def expect_waiting(*, now: datetime) -> int:
    """Open the declaration of every award that must be declared; return how many (awards with the claim).

    One transaction each. Raises ExceptionGroup when some could not be opened.
    """
    awards = Award.objects.filter(declaration__isnull=True, rncp_claim=True, withdrawn_on__isnull=True)
    waiting = awards.select_related("person", "centre").order_by("awarded_on", "person__sort_key", "id")
    return carry_out(waiting, lambda award: _expect(award, now))


@transaction.atomic
def _expect(award: Award, now: datetime) -> int:
    decision = judge(award, day_of(now))
    if decision.outcome is not DeclarationOutcome.TO_DECLARE or decision.send_by is None:
        return 0
    made, created = Declaration.objects.get_or_create(
        award=award, defaults={"centre": award.centre, "send_by": decision.send_by}
    )
    if not created:
        return 0
    record(
        actor=SYSTEM,
        chain=award.centre.chain,
        act="declaration.expect",
        subject=made.ref,
        now=now,
        data={"award": f"award:{award.id}", "send_by": made.send_by.isoformat()},
        clauses=sorted({reason.clause.key for reason in decision.reasons}),
    )
    return 1


@transaction.atomic
def prepare(*, declaration: Declaration, identity_source: str, actor: Actor, now: datetime) -> Declaration:
    """The centre answers for the identity, and names the paper it saw. Raises Refused while data is missing."""
    [fresh] = _locked([declaration])
    state = _check("prepare", fresh, actor)
    decision = judge(fresh.award, day_of(now))
    if decision.outcome is not DeclarationOutcome.TO_DECLARE or decision.missing:
        raise Refused(decision)
    fresh.state, fresh.identity_source, fresh.identity_checked_on = state.value, identity_source, day_of(now)
    fresh.save(update_fields=["state", "identity_source", "identity_checked_on"])
    record(
        actor=actor,
        chain=fresh.centre.chain,
        act="declaration.prepare",
        subject=fresh.ref,
        now=now,
        data={"identity_source": identity_source},
        clauses=["choice.declares"],
    )
    return fresh


@transaction.atomic
def rework(*, declaration: Declaration, reason: str, actor: Actor, now: datetime) -> Declaration:
    """Take a prepared declaration back, with the reason, to prepare it again: its identity is to be checked anew.

    Raises Refused once it is exported, or while it was not prepared.
    """
    [fresh] = _locked([declaration])
    fresh.state = _check("rework", fresh, actor).value
    fresh.identity_source, fresh.identity_checked_on = "", None
    fresh.save(update_fields=["state", "identity_source", "identity_checked_on"])
    record(
        actor=actor,
        chain=fresh.centre.chain,
        act="declaration.rework",
        subject=fresh.ref,
        now=now,
        details={"reason": reason},
        clauses=["choice.declares"],
    )
    return fresh


@transaction.atomic
def export(*, declarations: Iterable[Declaration], actor: Actor, now: datetime) -> DeclarationFile:
    """Write one file with these prepared declarations; an invalid file is refused before its first byte.

    Raises Refused when one of them is not prepared any more (another export took it) or its certificate is withdrawn,
    InvalidFlux when the format forbids a value, UnknownSchema for a version of the format that cannot be written.
    """
    chosen = _locked(declarations)
    if not chosen:
        raise refusal("declaration.none", "Aucune déclaration n’est prête : les centres les préparent d’abord.")
    for one in chosen:
        _check("export", one, actor)
        decision = judge(one.award, day_of(now))
        if decision.outcome is not DeclarationOutcome.TO_DECLARE:
            raise Refused(decision)
    flow = flow_of(chosen, now)
    content = _written(flow)
    _record_export(chosen, flow, actor, now)
    file = DeclarationFile.objects.create(
        flow=flow.id,
        schema_version=settings.JURANDE_CDC_SCHEMA,
        exported_at=now,
        document=store(
            kind="declaration",
            subject=f"flow:{flow.id}",
            filename=f"{flow.id}.xml",
            content=content,
            head=head(NATIONAL),
            actor=actor.ref,
            now=now,
        ),
    )
    Declaration.objects.filter(pk__in=[one.pk for one in chosen]).update(state=State.EXPORTED.value, file=file)
    return file


def _written(flow: Flux) -> bytes:
    """The file, read back and proved before anybody keeps it."""
    content = BytesIO()
    write(flow, content, schema_version=settings.JURANDE_CDC_SCHEMA)
    content.seek(0)
    if problems := verify(content):
        raise InvalidFlux(problems)
    return content.getvalue()


def _record_export(chosen: Sequence[Declaration], flow: Flux, actor: Actor, now: datetime) -> None:
    """One act: each declaration in its centre's chain, in the order of the chains, then the file in the national."""
    act_id = uuid4()
    for one in sorted(chosen, key=lambda one: one.centre.chain):
        record(
            actor=actor,
            chain=one.centre.chain,
            act="declaration.export",
            subject=one.ref,
            now=now,
            data={"flow": flow.id},
            act_id=act_id,
        )
    record(
        actor=actor,
        chain=NATIONAL,
        act="declaration.export",
        subject=f"flow:{flow.id}",
        now=now,
        data={"passages": len(chosen), "schema": settings.JURANDE_CDC_SCHEMA},
        clauses=["law.R6113-17-2"],
        act_id=act_id,
    )


def _locked(declarations: Iterable[Declaration]) -> list[Declaration]:
    """The declarations as they are now, locked in one order whoever asks."""
    rows = Declaration.objects.select_for_update(of=("self",)).select_related(
        "award__person", "award__centre", "centre"
    )
    return list(rows.filter(pk__in=[one.pk for one in declarations]).order_by("pk"))


def _check(name: str, declaration: Declaration, actor: Actor) -> State:
    decision = lifecycles.may_take(lifecycles.DECLARATION, name, state=State(declaration.state), roles=[actor.role])
    if decision.outcome is StepOutcome.REFUSED:
        raise Refused(decision)
    return State(decision.step.target)
