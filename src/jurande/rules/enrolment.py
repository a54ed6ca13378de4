"""Enrolment: who may enrol, by which route, for what, when; and who may rely on the national registration.

Sources: record, « phase d’inscription préalable » and « conditions d’inscription »; labour code L6113-9;
choices.md sections 1 and 5 where they are silent. Figures: the record's registration and `settings`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jurande.rules.certification import TRAINING_ROUTES, Certification, RecordClause, Registration, RouteCode
from jurande.rules.dates import french, latest_day_before
from jurande.rules.reasons import Decision, Reason
from jurande.rules.rulebook import LAW_RNCP_CLAIM
from jurande.rules.settings import DEFAULTS, AfterRegistration, Settings, choice
from jurande.rules.words import listed


class Through(StrEnum):
    """Who brings the candidate to the exam centre."""

    COMPANY = "company"
    TRAINING_BODY = "training_body"
    NOBODY = "nobody"


class EnrolmentOutcome(StrEnum):
    """Whether the candidate may be enrolled."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


class ClaimOutcome(StrEnum):
    """Whether the holder may rely on the national registration."""

    CLAIM = "claim"
    NO_CLAIM = "no_claim"


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentFacts:
    """An enrolment as asked for.

    `blocks` are the codes aimed at, `held_blocks` those validated before and still usable.
    `entered_training_on` belongs to the training routes, `admissible_on` (date of effect of the recevabilité)
    to the VAE. `session_on` is the day of the jury session asked for, if any.
    """

    route: RouteCode
    through: Through
    blocks: tuple[str, ...]
    held_blocks: tuple[str, ...] = ()
    entered_training_on: date | None = None
    admissible_on: date | None = None
    session_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimDecision(Decision):
    """Whether the registration may be claimed, and why."""

    outcome: ClaimOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentDecision(Decision):
    """Whether one may enrol, and what the candidacy will be.

    `claim` is what the certificate would carry as far as known today. `whole`: with what is held, the
    candidacy aims at the whole certification. `blocks_to_evaluate` are the known blocks aimed at and not
    held, in the record's order.
    """

    outcome: EnrolmentOutcome
    claim: ClaimDecision
    whole: bool
    blocks_to_evaluate: tuple[str, ...]


THROUGH_LABELS = {
    Through.COMPANY: "d’une entreprise",
    Through.TRAINING_BODY: "d’un organisme de formation",
}


def enrol(
    certification: Certification, facts: EnrolmentFacts, *, on: date, settings: Settings = DEFAULTS
) -> EnrolmentDecision:
    """Record, modalités d’accès: « En amont, une phase d’inscription préalable, par l’intermédiaire d’une
    entreprise ou d’un organisme » (every route but VAE, whose candidate may come alone: choices.md section 1).

    Whether the candidate may be enrolled on the day `on`: route open in the record, brought by somebody,
    blocks of the record aimed at once and not held yet, engagement dated and begun, registration begun (and
    not over, if the authority chose so), centre's deadline kept. Raises KeyError when the record lacks the
    route's line.
    """
    reasons = (
        _route(certification, facts.route),
        _through(certification, facts),
        *_blocks(certification, facts),
        *_engagement(certification, facts, on),
        _registration(certification, on, settings),
        *_deadline(facts.session_on, on, settings),
    )
    aimed, held = frozenset(facts.blocks), frozenset(facts.held_blocks)
    return EnrolmentDecision(
        outcome=EnrolmentOutcome.ACCEPTED if all(reason.holds for reason in reasons) else EnrolmentOutcome.REFUSED,
        reasons=reasons,
        claim=rncp_claim(
            certification,
            route=facts.route,
            entered_training_on=facts.entered_training_on,
            admissible_on=facts.admissible_on,
            awarded_on=None,
        ),
        whole=aimed | held >= frozenset(certification.block_codes),
        blocks_to_evaluate=tuple(code for code in certification.block_codes if code in aimed - held),
    )


def _route(certification: Certification, code: RouteCode) -> Reason:
    route = certification.route(code)
    others = listed([f"« {other.label} »" for other in certification.routes if other.open])
    return Reason(
        "enrolment.route",
        certification.clause(RecordClause.ROUTES),
        f"La voie « {route.label} » est ouverte par la fiche."
        if route.open
        else f"La voie « {route.label} » n’est pas ouverte par la fiche ; les voies ouvertes sont {others}.",
        route.open,
    )


def _through(certification: Certification, facts: EnrolmentFacts) -> Reason:
    if facts.route == RouteCode.VAE:
        text = "Par cette voie, le candidat peut se présenter seul."
        return Reason("enrolment.through", certification.clause(RecordClause.VAE), text)
    brought = facts.through != Through.NOBODY
    return Reason(
        "enrolment.through",
        certification.clause(RecordClause.ENROLMENT),
        f"L’inscription passe par l’intermédiaire {THROUGH_LABELS[facts.through]}."
        if brought
        else "L’inscription ne passe par personne : indiquez l’entreprise ou l’organisme.",
        brought,
    )


def _blocks(certification: Certification, facts: EnrolmentFacts) -> tuple[Reason, ...]:
    """The four ways in which the blocks aimed at can be wrong, each with the blocks concerned."""
    clause = certification.clause(RecordClause.BLOCK_CERTIFIED)
    aimed = tuple(dict.fromkeys(facts.blocks))
    unknown = [code for code in aimed if code not in certification.block_codes]
    repeated = [code for code in aimed if facts.blocks.count(code) > 1]
    held = [code for code in aimed if code in facts.held_blocks]
    return (
        Reason(
            "enrolment.blocks_given",
            clause,
            f"La candidature vise {listed(aimed)}."
            if aimed
            else "La candidature ne vise aucun bloc : choisissez la certification entière ou des blocs.",
            bool(aimed),
        ),
        Reason(
            "enrolment.blocks_known",
            clause,
            f"La fiche ignore {listed(unknown)} : choisissez parmi {listed(certification.block_codes)}."
            if unknown
            else "Chaque bloc visé est un bloc de la fiche.",
            not unknown,
        ),
        Reason(
            "enrolment.blocks_distinct",
            clause,
            f"La candidature répète {listed(repeated)} : gardez chaque bloc une seule fois."
            if repeated
            else "Chaque bloc est visé une seule fois.",
            not repeated,
        ),
        Reason(
            "enrolment.blocks_not_held",
            clause,
            f"Le candidat détient déjà {listed(held)} : retirez de la candidature ce qui est acquis."
            if held
            else "Aucun bloc visé n’est déjà acquis.",
            not held,
        ),
    )


def _engagement(certification: Certification, facts: EnrolmentFacts, on: date) -> tuple[Reason, ...]:
    """The day that engages the candidate, which decides the RNCP claim: known, and not in the future."""
    holds = False
    if facts.route in TRAINING_ROUTES:
        entered = facts.entered_training_on
        if entered is None:
            text = "La date d’entrée en formation manque : saisissez-la, elle décide du droit au RNCP."
        elif entered <= on:
            holds = True
            text = f"Le candidat est entré en formation le {french(entered)}."
        else:
            text = (
                f"L’entrée en formation, le {french(entered)}, suit l’inscription, "
                f"le {french(on)} : attendez ce jour ou corrigez la date."
            )
        return (Reason("enrolment.training_entry", LAW_RNCP_CLAIM, text, holds),)
    if facts.route == RouteCode.VAE:
        admissible = facts.admissible_on
        if admissible is None:
            text = "La recevabilité n’est pas acquise : instruisez d’abord la demande."
        elif admissible <= on:
            holds = True
            text = f"La demande est recevable depuis le {french(admissible)}."
        else:
            text = (
                f"La recevabilité prend effet le {french(admissible)}, après l’inscription, "
                f"le {french(on)} : attendez ce jour ou corrigez la date."
            )
        return (Reason("enrolment.admissibility", certification.clause(RecordClause.VAE), text, holds),)
    return ()


def _registration(certification: Certification, on: date, settings: Settings) -> Reason:
    registration = certification.registration
    if on <= registration.ends_on:
        begun = registration.starts_on <= on
        return Reason(
            "enrolment.registration",
            certification.clause(RecordClause.REGISTRATION),
            f"La certification est enregistrée {_period(registration)}."
            if begun
            else f"L’enregistrement ne commence que le {french(registration.starts_on)} : "
            "inscrivez le candidat à partir de ce jour.",
            begun,
        )
    is_open = settings.enrolment_after_registration == AfterRegistration.OPEN
    return Reason(
        "enrolment.registration",
        choice("enrolment_after_registration"),
        f"L’enregistrement a pris fin le {french(registration.ends_on)} ; "
        + (
            "l’inscription reste ouverte, pour le certificat de la branche."
            if is_open
            else "l’inscription est close : cherchez une fiche en vigueur."
        ),
        is_open,
    )


def _deadline(session_on: date | None, on: date, settings: Settings) -> tuple[Reason, ...]:
    if session_on is None:
        return ()
    latest = latest_day_before(session_on, settings.enrolment_deadline_days or 0)
    in_time = on <= latest
    return (
        Reason(
            "enrolment.deadline",
            choice("enrolment_deadline_days"),
            f"La session du {french(session_on)} reçoit les inscriptions jusqu’au {french(latest)}"
            + (" inclus." if in_time else " inclus : choisissez une session plus tardive."),
            in_time,
        ),
    )


def rncp_claim(
    certification: Certification,
    *,
    route: RouteCode,
    entered_training_on: date | None,
    admissible_on: date | None,
    awarded_on: date | None,
) -> ClaimDecision:
    """Labour code, art. L6113-9: who entered training, or was declared recevable in VAE, while the
    certification was registered may rely on the registration once certified, even if it has expired
    meanwhile.

    An award during the registration carries it too; one after the record's last day for delivery loses it
    (choices.md section 5). `awarded_on` None: not awarded yet. Either engagement or award is enough, so both
    reasons hold as soon as one does.
    """
    registration = certification.registration
    engaged_on = admissible_on if route == RouteCode.VAE else entered_training_on
    engaged = engaged_on is not None and registration.covers(engaged_on)
    awarded = awarded_on is not None and registration.covers(awarded_on)
    reasons = (
        Reason(
            "enrolment.claim_engaged",
            LAW_RNCP_CLAIM,
            _engaged_text(registration, route, engaged_on, engaged, awarded),
            engaged or awarded,
        ),
        Reason(
            "enrolment.claim_awarded",
            certification.clause(RecordClause.REGISTRATION),
            _awarded_text(registration, awarded_on, awarded),
            engaged or awarded,
        ),
        *_delivery_limit(certification, awarded_on),
    )
    outcome = ClaimOutcome.CLAIM if all(reason.holds for reason in reasons) else ClaimOutcome.NO_CLAIM
    return ClaimDecision(outcome=outcome, reasons=reasons)


def _engaged_text(
    registration: Registration, route: RouteCode, engaged_on: date | None, engaged: bool, awarded: bool
) -> str:
    what = "La recevabilité" if route == RouteCode.VAE else "L’entrée en formation"
    if engaged_on is None:
        fact = f"{what} n’est pas datée"
    elif engaged:
        return (
            f"{what}, le {french(engaged_on)}, a eu lieu pendant l’enregistrement, {_period(registration)} : "
            "le droit est acquis."
        )
    else:
        fact = f"{what}, le {french(engaged_on)}, n’a pas eu lieu pendant l’enregistrement, {_period(registration)}"
    if awarded:
        return f"{fact} ; la délivrance y suffit."
    return f"{fact} : vérifiez cette date ; le certificat serait celui de la branche seule."


def _awarded_text(registration: Registration, awarded_on: date | None, awarded: bool) -> str:
    if awarded_on is None:
        return f"Le certificat est à délivrer ; {_period(registration)}, il porterait l’enregistrement."
    where = "pendant" if awarded else "hors de"
    return f"La délivrance, le {french(awarded_on)}, est {where} l’enregistrement, {_period(registration)}."


def _delivery_limit(certification: Certification, awarded_on: date | None) -> tuple[Reason, ...]:
    limit = certification.registration.delivery_limit
    if limit is None:
        return ()
    if awarded_on is None or awarded_on <= limit:
        text = f"La date limite de délivrance, le {french(limit)}, n’est pas dépassée."
        clause, holds = certification.clause(RecordClause.REGISTRATION), True
    else:
        text = (
            f"La délivrance, le {french(awarded_on)}, suit la date limite, le {french(limit)} : "
            "le certificat est celui de la branche seule."
        )
        clause, holds = choice("award_after_delivery_limit"), False
    return (Reason("enrolment.claim_delivery_limit", clause, text, holds),)


def _period(registration: Registration) -> str:
    return f"du {french(registration.starts_on)} au {french(registration.ends_on)}"
