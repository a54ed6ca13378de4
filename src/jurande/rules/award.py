"""Award: the block certified, the certificate and its day, the results kept, the number and the public code.

Sources: record, « l’ensemble des blocs de compétences doit être acquis », « Chaque bloc est certifié », «
Validité des composantes acquises »; accord of 8 November 2019, art. 55.3; choices.md sections 1, 3 and 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from jurande.rules.certification import Certification, RecordClause, RouteCode
from jurande.rules.dates import french, months_after
from jurande.rules.deliberation import Verdict
from jurande.rules.enrolment import ClaimDecision, rncp_claim
from jurande.rules.reasons import Clause, Decision, Reason
from jurande.rules.rulebook import Edition
from jurande.rules.settings import DEFAULTS, AfterDeliveryLimit, Kept, Settings, choice
from jurande.rules.words import listed


class KeptKind(StrEnum):
    """What is kept for a later jury: a validated block, or an acquired capacity."""

    BLOCK = "block"
    CAPACITY = "capacity"


class KeptOutcome(StrEnum):
    """Whether the result may still serve. The earned fact itself is never lost."""

    USABLE = "usable"
    EXPIRED = "expired"


class AwardOutcome(StrEnum):
    """Whether the block is certified, or the certificate awarded."""

    AWARDED = "awarded"
    NOT_AWARDED = "not_awarded"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDecision(Decision):
    """Whether a result may serve; `until` is its last day, included, or None without limit."""

    outcome: KeptOutcome
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockAwardDecision(Decision):
    """Whether a block is certified, since when, and until when it serves (None: without limit, or not
    certified)."""

    outcome: AwardOutcome
    certified_on: date | None
    usable_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardFacts:
    """What a jury decided on a candidacy, and what the candidate held.

    `validated` are the blocks of that day, `held` those from before, still usable. `example_criteria`: the
    evaluation rested on criteria that are not the official ones. `national_delivery_on`: day of the national
    delivery, for the editions that have one.
    """

    verdict: Verdict
    validated: tuple[str, ...]
    held: tuple[str, ...]
    deliberated_on: date
    example_criteria: bool
    national_delivery_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardDecision(Decision):
    """Whether the certificate is awarded, its one date, and the RNCP claim it carries (None when not
    awarded)."""

    outcome: AwardOutcome
    awarded_on: date | None
    claim: ClaimDecision | None


def kept(
    certification: Certification,
    edition: Edition,
    *,
    kind: KeptKind,
    deliberated_on: date,
    on: date,
    settings: Settings = DEFAULTS,
) -> KeptDecision:
    """Record, « Validité des composantes acquises »; accord of 8 November 2019, art. 55.3: competences 24
    months from the deliberation, blocks five years. Which of the two prevails is `settings.kept`.

    Whether a result earned on `deliberated_on` may serve on the day `on`. Where the edition gives no figure,
    the record's applies to blocks and capacities alike (choices.md section 3).
    """
    until, clause = _kept_until(certification, edition, kind, deliberated_on, settings)
    usable = until is None or on <= until
    return KeptDecision(
        outcome=KeptOutcome.USABLE if usable else KeptOutcome.EXPIRED,
        reasons=(Reason("award.kept", clause, _kept_text(until, usable), usable),),
        until=until,
    )


def _kept_until(
    certification: Certification, edition: Edition, kind: KeptKind, deliberated_on: date, settings: Settings
) -> tuple[date | None, Clause]:
    months, clause = certification.kept_months, certification.clause(RecordClause.KEPT)
    if settings.kept == Kept.EDITION:
        figure = edition.kept_block_months if kind == KeptKind.BLOCK else edition.kept_capacity_months
        if figure is not None:
            months, clause = figure, edition.kept
    return None if months is None else months_after(deliberated_on, months), clause


def _kept_text(until: date | None, usable: bool) -> str:
    if until is None:
        return "Le résultat est conservé sans limite de durée."
    if usable:
        return f"Le résultat est conservé jusqu’au {french(until)} inclus."
    return f"Le résultat était conservé jusqu’au {french(until)} : il reste acquis, mais il faut réévaluer."


def block_award(
    certification: Certification,
    edition: Edition,
    *,
    block: str,
    validated: bool,
    deliberated_on: date,
    settings: Settings = DEFAULTS,
) -> BlockAwardDecision:
    """Record: « Chaque bloc est certifié, il donne lieu à une évaluation et une validation »; the jury
    validates, and its deliberation dates the fact (choices.md section 1).

    Whether the block of that code is certified. Raises KeyError for a block that the record has not.
    """
    what = f"Le bloc {certification.block(block).number}, « {certification.block(block).title} »,"
    day = french(deliberated_on)
    earned = Reason(
        "award.block_validated",
        certification.clause(RecordClause.BLOCK_CERTIFIED),
        f"{what} est certifié : le jury du {day} l’a validé."
        if validated
        else f"{what} n’est pas validé par le jury du {day} : présentez-le à un prochain jury.",
        validated,
    )
    if not validated:
        return BlockAwardDecision(
            outcome=AwardOutcome.NOT_AWARDED, reasons=(earned,), certified_on=None, usable_until=None
        )
    until, clause = _kept_until(certification, edition, KeptKind.BLOCK, deliberated_on, settings)
    return BlockAwardDecision(
        outcome=AwardOutcome.AWARDED,
        reasons=(earned, Reason("award.kept", clause, _kept_text(until, usable=True))),
        certified_on=deliberated_on,
        usable_until=until,
    )


def award(
    certification: Certification,
    edition: Edition,
    facts: AwardFacts,
    *,
    route: RouteCode,
    entered_training_on: date | None,
    admissible_on: date | None,
    settings: Settings = DEFAULTS,
) -> AwardDecision:
    """Record: « Toutes les capacités professionnelles doivent être validées pour que le CQPM soit délivré »;
    accord of 8 November 2019, art. 55.3: the jury awards.

    Whether the certificate is awarded: declared admissible, every block validated that day or held, official
    criteria, and within the record's limit for delivery if the authority chose so. Its day is the jury's;
    under an edition with a national delivery, the day of that delivery, by default the jury's plus
    `settings.national_delivery_days`.
    """
    awarded_on, delivery = _delivery(edition, facts, settings)
    reasons = (
        _admissible(certification, facts),
        _all_blocks(certification, facts),
        _criteria(facts, settings),
        delivery,
        *_delivery_limit(certification, awarded_on, settings),
    )
    if not all(reason.holds for reason in reasons):
        return AwardDecision(outcome=AwardOutcome.NOT_AWARDED, reasons=reasons, awarded_on=None, claim=None)
    claim = rncp_claim(
        certification,
        route=route,
        entered_training_on=entered_training_on,
        admissible_on=admissible_on,
        awarded_on=awarded_on,
    )
    return AwardDecision(outcome=AwardOutcome.AWARDED, reasons=reasons, awarded_on=awarded_on, claim=claim)


def _admissible(certification: Certification, facts: AwardFacts) -> Reason:
    admissible = facts.verdict == Verdict.ADMISSIBLE
    day = french(facts.deliberated_on)
    return Reason(
        "award.admissible",
        certification.clause(RecordClause.JURY_DUTIES),
        f"Le jury du {day} a déclaré le candidat admissible."
        if admissible
        else f"Le jury du {day} n’a pas déclaré le candidat admissible : aucun certificat n’est délivré.",
        admissible,
    )


def _all_blocks(certification: Certification, facts: AwardFacts) -> Reason:
    earned = facts.validated + facts.held
    lacking = [code for code in certification.block_codes if code not in earned]
    return Reason(
        "award.all_blocks",
        certification.clause(RecordClause.ALL_BLOCKS),
        f"Il reste à valider {listed(lacking)} devant un jury."
        if lacking
        else "Tous les blocs sont validés ou déjà acquis.",
        not lacking,
    )


def _criteria(facts: AwardFacts, settings: Settings) -> Reason:
    allowed = settings.certificates_on_example_criteria or not facts.example_criteria
    if not facts.example_criteria:
        text = "L’évaluation repose sur les critères officiels."
    elif allowed:
        text = "L’évaluation repose sur des critères d’exemple, admis ici en démonstration."
    else:
        text = "L’évaluation repose sur des critères d’exemple : saisissez les critères officiels."
    return Reason("award.criteria", choice("certificates_on_example_criteria"), text, allowed)


def _delivery(edition: Edition, facts: AwardFacts, settings: Settings) -> tuple[date, Reason]:
    jury_on = facts.deliberated_on
    if not edition.national_delivery:
        text = f"Le jury délivre le certificat à sa date, le {french(jury_on)}."
        return jury_on, Reason("award.delivery", edition.award, text)
    national_on = facts.national_delivery_on
    if national_on is None:
        default = jury_on + timedelta(days=settings.national_delivery_days)
        text = f"La délivrance nationale est datée du {french(default)}, par défaut."
        return default, Reason("award.delivery", choice("national_delivery_days"), text)
    follows = national_on >= jury_on
    text = f"La délivrance nationale est datée du {french(national_on)}."
    if not follows:
        text = (
            f"La délivrance nationale, le {french(national_on)}, précède le jury, le {french(jury_on)} : "
            "corrigez sa date."
        )
    return national_on, Reason("award.delivery", edition.award, text, follows)


def _delivery_limit(certification: Certification, awarded_on: date, settings: Settings) -> tuple[Reason, ...]:
    limit = certification.registration.delivery_limit
    if limit is None:
        return ()
    if awarded_on <= limit:
        text = f"La date limite de délivrance, le {french(limit)}, n’est pas dépassée."
        return (Reason("award.delivery_limit", certification.clause(RecordClause.REGISTRATION), text),)
    allowed = settings.award_after_delivery_limit == AfterDeliveryLimit.WITHOUT_CLAIM
    text = f"La délivrance, le {french(awarded_on)}, suit la date limite, le {french(limit)} : " + (
        "elle est permise, sans le droit de se prévaloir du RNCP." if allowed else "elle n’est pas permise."
    )
    return (Reason("award.delivery_limit", choice("award_after_delivery_limit"), text, allowed),)


def certificate_number(centre: str, year: int, sequence: int) -> str:
    """choices.md section 5: `CENTRE-YEAR-NNNN`, gapless per centre and year.

    `sequence` starts at 1 and takes more than four digits when it must. Raises ValueError below 1.
    """
    if sequence < 1:
        raise ValueError(f"a certificate's sequence starts at 1, not {sequence}")
    return f"{centre}-{year}-{sequence:04d}"


def next_sequence(last: int | None) -> int:
    """choices.md section 5: the sequence after `last`, without a gap; None when the centre has none that
    year."""
    return 1 if last is None else last + 1


ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""32 signs without I, L, O and U, which are misread: five bits each, the sign of rank n standing for n."""

_BITS = 5
_RANDOM_SIGNS = 11
_GROUP = 4
ENTROPY_BYTES = 7
_POLYNOMIAL = 0b100101  # x⁵ + x² + 1, primitive over GF(2): its root generates the 31 non-zero elements
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def public_code(entropy: bytes) -> str:
    """choices.md section 5: the public code of a certificate, random, unambiguous alphabet, check character.

    Twelve signs of `ALPHABET` in three groups of four, « 7K4Q-9D2M-VX83 »: eleven carry the first 55 bits of
    `entropy`, the last checks them. Read as elements of GF(32), the signs s satisfy Σ aⁱ sᵢ = 0, i from 11
    down to 0, where a is primitive: its twelve powers are distinct and not zero, so one wrong sign always
    shows, and so do two different signs exchanged. Raises ValueError under seven bytes of entropy.
    """
    if len(entropy) < ENTROPY_BYTES:
        raise ValueError(f"a public code needs {ENTROPY_BYTES} bytes of entropy, not {len(entropy)}")
    spare = 8 * ENTROPY_BYTES - _BITS * _RANDOM_SIGNS
    number = int.from_bytes(entropy[:ENTROPY_BYTES]) >> spare
    ranks = [(number >> _BITS * place) % len(ALPHABET) for place in range(_RANDOM_SIGNS - 1, -1, -1)]
    check = _times_alpha(_syndrome(ranks))
    return _grouped("".join(ALPHABET[rank] for rank in (*ranks, check)))


def is_well_formed(code: str) -> bool:
    """choices.md section 5: whether `code` is one that `public_code` can give: shape, alphabet, check
    character.

    A well-formed code may still be nobody's. What a person typed goes through `normalise` first.
    """
    signs = code.replace("-", "")
    return (
        len(signs) == _RANDOM_SIGNS + 1
        and code == _grouped(signs)
        and all(sign in ALPHABET for sign in signs)
        and _syndrome([ALPHABET.index(sign) for sign in signs]) == 0
    )


def normalise(text: str) -> str:
    """choices.md section 5: a code as a person typed it, written as `public_code` writes it.

    Keeps letters and digits, in capitals, by groups of four; reads O as 0, I and L as 1. Whatever else is
    wrong stays, for `is_well_formed` to refuse.
    """
    signs = "".join(sign for sign in text.upper() if sign.isalnum())
    return _grouped(signs.translate(_MISREAD))


def _grouped(signs: str) -> str:
    return "-".join(signs[start : start + _GROUP] for start in range(0, len(signs), _GROUP))


def _times_alpha(element: int) -> int:
    """The element of GF(32) multiplied by a, the root of x⁵ + x² + 1."""
    doubled = element << 1
    return doubled ^ _POLYNOMIAL if doubled >= len(ALPHABET) else doubled


def _syndrome(ranks: list[int]) -> int:
    """Σ aⁱ sᵢ in GF(32), by Horner's rule; the last sign has i = 0."""
    total = 0
    for rank in ranks:
        total = _times_alpha(total) ^ rank
    return total
