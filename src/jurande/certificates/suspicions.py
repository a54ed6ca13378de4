"""What the page of a suspicion of fraud shows, and the forms that its reader may send."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms

from jurande.candidacies.fraud import OVER
from jurande.candidacies.fraud_letters import KINDS
from jurande.candidacies.models import Candidacy, FraudCase
from jurande.certificates.forms_fraud import CallForm, DecideForm, HearForm, ReportForm, WithdrawForm
from jurande.certificates.withdrawing import blocks_of, kept_of, not_made
from jurande.documents.models import StoredDocument
from jurande.ledger.queries import history
from jurande.register.models import Award, BlockAward
from jurande.rules.certification import RouteCode
from jurande.rules.dates import french
from jurande.rules.fraud import FRAUD
from jurande.rules.lifecycles import FRAUD as STEPS
from jurande.rules.lifecycles import Candidacy as CandidacyState
from jurande.rules.lifecycles import Fraud as State
from jurande.rules.lifecycles import Role, open_steps
from jurande.rules.rulebook import LAW_VAE_RESULT


def block_choices(held: Iterable[BlockAward]) -> list[tuple[str, str]]:
    """The blocks that a decision may name, once each; one earned again is named with all its juries."""
    days: dict[str, list[str]] = {}
    for one in held:
        days.setdefault(one.block_code, []).append(f"jury du {french(one.validated_on)}")
    return [(code, f"Bloc {code}, {', '.join(juries)}") for code, juries in days.items()]


def what_may_be_named(candidacy: Candidacy) -> dict[str, list[tuple[str, str]]]:
    """The blocks and the capacities kept that the decision about a candidacy may withdraw, by code and by key."""
    kept = [(str(one.pk), f"{one.capacity_code}, jury du {french(one.jury_on)}") for one in kept_of(candidacy)]
    return {"blocks": block_choices(blocks_of(candidacy)), "capacities": kept}


def suspicions_of(candidacy: Candidacy, role: Role) -> dict[str, object]:
    """What the page of a candidacy shows of them to its centre, never to its training body; the form to report one."""
    if role not in {Role.MANAGER, Role.SECRETARY, Role.AUDITOR}:
        return {}
    known = list(FraudCase.objects.filter(candidacy=candidacy))
    may_report = role is not Role.AUDITOR and CandidacyState(candidacy.state) not in OVER
    waits = any(one.decided_at is None for one in known)
    return {
        "suspicions": known,
        "fraud_form": ReportForm(auto_id="fraud-%s") if may_report and not waits else None,
    }


def suspicion_page(fraud: FraudCase, role: Role, sent: forms.Form | None) -> dict[str, object]:
    """The facts, the letters, the history, what was awarded, the forms; `sent` came back with mistakes."""
    steps = {step.name for step in open_steps(STEPS, state=State(fraud.state), roles=[role])}
    established = role is Role.NATIONAL and fraud.state == State.ESTABLISHED
    named = what_may_be_named(fraud.candidacy) if established else {}
    awards = Award.objects.filter(candidacy=fraud.candidacy.ref, withdrawn_on__isnull=True, documented_at__isnull=False)
    may: dict[str, forms.Form | None] = {
        "call_form": CallForm(auto_id="call-%s") if "hear" in steps else None,
        "hear_form": HearForm(auto_id="hear-%s", initial={"held_on": fraud.hearing_on}) if "hear" in steps else None,
        "decide_form": DecideForm(auto_id="decide-%s") if "establish" in steps else None,
        "withdraw_form": WithdrawForm(auto_id="withdraw-%s", **named) if any(named.values()) else None,
    }
    if sent:
        name = next(name for name, kind in _KINDS.items() if isinstance(sent, kind))
        may[name] = sent
    return {
        "fraud": fraud,
        "candidacy": fraud.candidacy,
        "national": role is Role.NATIONAL,
        "clause": LAW_VAE_RESULT if fraud.candidacy.route == RouteCode.VAE else FRAUD,
        "letters": StoredDocument.objects.filter(kind__in=KINDS, subject=fraud.ref)
        .defer("content")
        .order_by("ledger_sequence"),
        "not_made": established and not_made(fraud.candidacy) is not None,
        "awards": awards.select_related("certificate") if established else (),
        "history": history([fraud.ref]),
        **may,
    }


_KINDS: dict[str, type[forms.Form]] = {
    "call_form": CallForm,
    "hear_form": HearForm,
    "decide_form": DecideForm,
    "withdraw_form": WithdrawForm,
}
