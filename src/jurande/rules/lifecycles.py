"""One table per life cycle: guards, buttons, documentation and diagrams all read it (law 3).

A step leaves one of its sources for its target, by one of its roles; the clause says what the step rests on. Rules of
the other chapters say whether the case allows it; this table says whether the moment and the role do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from jurande.rules.reasons import Clause, Decision, Kind, Reason, Refused


class Role(StrEnum):
    """Who acts. The president is a quality of a juror in one session; the tutor is the bearer of a signed link."""

    NATIONAL = "national"
    MANAGER = "manager"
    SECRETARY = "secretary"
    EVALUATOR = "evaluator"
    JUROR = "juror"
    PRESIDENT = "president"
    CANDIDATE = "candidate"
    TRAINING_BODY = "training_body"
    AUDITOR = "auditor"
    TUTOR = "tutor"
    SYSTEM = "system"


CENTRE = frozenset({Role.MANAGER, Role.SECRETARY})


class Candidacy(StrEnum):
    """Where a candidacy stands."""

    REQUESTED = "requested"
    REJECTED = "rejected"
    ENROLLED = "enrolled"
    PLANNED = "planned"
    SUMMARISED = "summarised"
    PRESENTED = "presented"
    ADMITTED = "admitted"
    NOT_ADMITTED = "not_admitted"
    BLOCKS_DECIDED = "blocks_decided"
    ABANDONED = "abandoned"
    EXCLUDED = "excluded"


class Grid(StrEnum):
    """Where the evaluation grid of a block stands."""

    OPEN = "open"
    SIGNED = "signed"
    REPLACED = "replaced"


class Opinion(StrEnum):
    """Where the request of a company's opinion stands."""

    REQUESTED = "asked"
    GIVEN = "given"
    REVOKED = "revoked"
    RENEWED = "renewed"


class Session(StrEnum):
    """Where a jury session stands."""

    PREPARED = "prepared"
    CALLED = "called"
    SITTING = "sitting"
    DELIBERATING = "deliberating"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Case(StrEnum):
    """Where a candidate's case stands in a session."""

    TO_EXAMINE = "to_examine"
    EXAMINED = "examined"
    VOTING = "voting"
    DECIDED = "decided"


class CertificateState(StrEnum):
    """Where a certificate stands; it is for life, unless withdrawn."""

    ISSUED = "issued"
    WITHDRAWN = "withdrawn"


class DeclarationState(StrEnum):
    """Where a declaration stands on its way to the Caisse des Dépôts."""

    TO_PREPARE = "to_prepare"
    PREPARED = "ready"
    EXPORTED = "exported"


class Transmission(StrEnum):
    """Where the file of a jury stands on its way to the national group."""

    SENT = "sent"
    RECEIVED = "received"
    REMARKED = "remarked"
    CHECKED = "checked"


class Recourse(StrEnum):
    """Where a candidate's recourse against a decision stands."""

    LODGED = "lodged"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    INADMISSIBLE = "inadmissible"


class Fraud(StrEnum):
    """Where a suspicion of fraud stands: the candidate is heard before anything is decided."""

    REPORTED = "reported"
    HEARD = "heard"
    UNFOUNDED = "unfounded"
    ESTABLISHED = "established"


# No two states share a value, even across life cycles: as strings, they would be one key of LABELS.
type State = (
    Candidacy | Grid | Opinion | Session | Case | CertificateState | DeclarationState | Transmission | Recourse | Fraud
)


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a life cycle: leave one of `sources` (none: a beginning) for `target`, by one of `roles`.

    `label` is the word of its button; `clause` the key of what it rests on.
    """

    name: str
    label: str
    sources: frozenset[State]
    target: State
    roles: frozenset[Role]
    clause: str


def _step(name: str, label: str, sources: Iterable[State], target: State, roles: Iterable[Role], clause: str) -> Step:
    return Step(name, label, frozenset(sources), target, frozenset(roles), clause)


_CLOSING = frozenset({Role.PRESIDENT, *CENTRE})  # the centre closes when nobody presides any more

_C = Candidacy
CANDIDACY = (
    _step("enrol", "Inscrire", (), _C.ENROLLED, CENTRE, "record.enrolment"),
    _step("request", "Déposer la demande", (), _C.REQUESTED, CENTRE, "law.R6412-3"),
    _step("admit", "Déclarer recevable", [_C.REQUESTED], _C.ENROLLED, {*CENTRE, Role.SYSTEM}, "law.R6412-4"),
    _step("reject", "Déclarer non recevable", [_C.REQUESTED], _C.REJECTED, CENTRE, "law.R6412-4"),
    _step("plan", "Définir les modalités", [_C.ENROLLED], _C.PLANNED, CENTRE, "record.concertation"),
    _step("replan", "Modifier les modalités", [_C.PLANNED], _C.PLANNED, CENTRE, "record.concertation"),
    _step("summarise", "Établir le récapitulatif", [_C.PLANNED], _C.SUMMARISED, CENTRE, "record.jury.duties"),
    _step("reopen", "Rouvrir l’évaluation", [_C.PLANNED, _C.SUMMARISED], _C.PLANNED, CENTRE, "record.evaluation"),
    _step("present", "Inscrire à l’ordre du jour", [_C.SUMMARISED], _C.PRESENTED, CENTRE, "record.jury.duties"),
    _step("unlist", "Retirer de l’ordre du jour", [_C.PRESENTED], _C.SUMMARISED, CENTRE, "record.jury.duties"),
    _step("declare_admissible", "Déclarer admissible", [_C.PRESENTED], _C.ADMITTED, _CLOSING, "record.jury.duties"),
    _step("declare_not_admissible", "Déclarer non admissible", [_C.PRESENTED], _C.NOT_ADMITTED, _CLOSING, "record.jury.duties"),
    _step("decide_blocks", "Valider les blocs", [_C.PRESENTED], _C.BLOCKS_DECIDED, _CLOSING, "record.block.certified"),
    _step("postpone", "Reporter à un prochain jury", [_C.PRESENTED], _C.SUMMARISED, _CLOSING, "choice.postponed"),
    _step("reconsider", "Présenter à un nouveau jury", [_C.NOT_ADMITTED, _C.BLOCKS_DECIDED], _C.SUMMARISED, {Role.MANAGER}, "choice.recourse_months"),
    _step("exclude", "Écarter pour fraude", [_C.REQUESTED, _C.ENROLLED, _C.PLANNED, _C.SUMMARISED], _C.EXCLUDED, {Role.NATIONAL}, "choice.fraud"),
    _step("abandon", "Enregistrer l’abandon", [_C.REQUESTED, _C.ENROLLED, _C.PLANNED, _C.SUMMARISED], _C.ABANDONED, CENTRE, "centre"),
)  # fmt: skip

# A person has one candidacy among these for a certification.
OPEN_CANDIDACIES = (_C.REQUESTED, _C.ENROLLED, _C.PLANNED, _C.SUMMARISED, _C.PRESENTED)

GRID = (
    _step("answer", "Enregistrer", [Grid.OPEN], Grid.OPEN, {Role.EVALUATOR}, "record.evaluation"),
    _step("sign", "Signer la grille", [Grid.OPEN], Grid.SIGNED, {Role.EVALUATOR}, "record.evaluation"),
    # Signed by one of the commission or by all: it stays as it is, and another version takes its place.
    _step("replace", "Rouvrir la grille", [Grid.OPEN, Grid.SIGNED], Grid.REPLACED, CENTRE, "record.evaluation"),
)

OPINION = (
    _step("ask", "Demander l’avis", (), Opinion.REQUESTED, CENTRE, "record.company_opinion"),
    _step(
        "give",
        "Transmettre l’avis",
        [Opinion.REQUESTED],
        Opinion.GIVEN,
        {Role.TUTOR},
        "record.company_opinion",
    ),
    _step("revoke", "Annuler le lien", [Opinion.REQUESTED], Opinion.REVOKED, CENTRE, "centre"),
    _step("renew", "Redemander l’avis", [Opinion.GIVEN], Opinion.RENEWED, CENTRE, "record.company_opinion"),
)

_MEMBERS = frozenset({Role.JUROR, Role.PRESIDENT})

_S = Session
SESSION = (
    _step("prepare", "Ouvrir une session", (), _S.PREPARED, CENTRE, "record.jury.duties"),
    _step("compose", "Composer le jury", [_S.PREPARED], _S.PREPARED, CENTRE, "record.jury.parity"),
    _step("call", "Saisir les organisations", [_S.PREPARED], _S.CALLED, CENTRE, "branch-2019.55.2"),
    _step("recompose", "Compléter le jury", [_S.CALLED], _S.CALLED, CENTRE, "record.jury.parity"),
    _step("inform", "Informer la commission régionale", [_S.CALLED], _S.CALLED, CENTRE, "branch-2019.55.2"),
    _step("send_pack", "Envoyer le dossier aux membres", [_S.CALLED], _S.CALLED, CENTRE, "record.jury.duties"),
    _step("attend", "Enregistrer l’émargement", [_S.CALLED], _S.SITTING, CENTRE, "record.jury.parity"),
    _step("sign_in", "Émarger", [_S.CALLED], _S.CALLED, _MEMBERS, "record.jury.parity"),
    _step("reseat", "Modifier la présence", [_S.SITTING], _S.SITTING, CENTRE, "record.jury.parity"),
    _step("reseat_later", "Modifier la présence", [_S.DELIBERATING], _S.DELIBERATING, CENTRE, "record.jury.parity"),
    _step("conform", "Constater la conformité", [_S.SITTING], _S.DELIBERATING, {Role.PRESIDENT}, "record.jury.duties"),
    _step("close", "Clore le jury", [_S.DELIBERATING], _S.CLOSED, {Role.PRESIDENT}, "record.jury.duties"),
    _step("interrupt", "Interrompre la séance", [_S.DELIBERATING], _S.CLOSED, CENTRE, "choice.postponed"),
    _step("sign", "Signer le procès-verbal", [_S.CLOSED], _S.CLOSED, _MEMBERS, "record.jury.duties"),
    _step("end_signing", "Arrêter les signatures", [_S.CLOSED], _S.CLOSED, {Role.PRESIDENT, *CENTRE}, "record.jury.duties"),
    _step("attach_signed", "Joindre un procès-verbal signé ailleurs", [_S.CLOSED], _S.CLOSED, CENTRE, "record.jury.duties"),
    _step("rectify", "Rectifier le procès-verbal", [_S.CLOSED], _S.CLOSED, {Role.PRESIDENT}, "record.jury.duties"),
    _step("cancel", "Annuler la session", [_S.PREPARED, _S.CALLED, _S.SITTING], _S.CANCELLED, CENTRE, "centre"),
)  # fmt: skip

CASE = (
    _step("examine", "Examiner", [Case.TO_EXAMINE], Case.EXAMINED, {Role.PRESIDENT}, "record.jury.duties"),
    _step("open_vote", "Passer au vote", [Case.EXAMINED, Case.VOTING], Case.VOTING, {Role.PRESIDENT}, "record.jury.one_vote"),
    _step("vote", "Voter", [Case.VOTING], Case.VOTING, _MEMBERS, "record.jury.one_vote"),
    _step("decide", "Enregistrer la décision", [Case.EXAMINED, Case.VOTING], Case.DECIDED, {Role.PRESIDENT}, "record.jury.duties"),
)  # fmt: skip

CERTIFICATE = (
    _step("issue", "Délivrer", (), CertificateState.ISSUED, {Role.SYSTEM}, "record.all_blocks"),
    _step(
        "withdraw",
        "Retirer",
        [CertificateState.ISSUED],
        CertificateState.WITHDRAWN,
        {Role.NATIONAL},
        "choice.withdrawal",
    ),
)

_D = DeclarationState
DECLARATION = (
    _step("expect", "À déclarer", (), _D.TO_PREPARE, {Role.SYSTEM}, "law.R6113-17-2"),
    _step("prepare", "Préparer la déclaration", [_D.TO_PREPARE], _D.PREPARED, CENTRE, "choice.declares"),
    _step("rework", "Reprendre la préparation", [_D.PREPARED], _D.TO_PREPARE, CENTRE, "choice.declares"),
    _step("export", "Exporter le fichier", [_D.PREPARED], _D.EXPORTED, {Role.NATIONAL}, "choice.declares"),
)

_T = Transmission
TRANSMISSION = (
    _step("send", "Transmettre le dossier", (), _T.SENT, CENTRE, "branch-2019.55.3"),
    _step("receive", "Accuser réception", [_T.SENT], _T.RECEIVED, {Role.NATIONAL}, "branch-2019.55.3"),
    _step("remark", "Adresser une remarque", [_T.RECEIVED, _T.REMARKED], _T.REMARKED, {Role.NATIONAL}, "branch-2019.55.3"),
    _step("answer", "Répondre à la remarque", [_T.REMARKED], _T.RECEIVED, CENTRE, "branch-2019.55.3"),
    _step("check", "Constater la conformité du dossier", [_T.RECEIVED], _T.CHECKED, {Role.NATIONAL}, "branch-2019.55.3"),
    _step("complete", "Compléter le dossier", [_T.SENT, _T.RECEIVED, _T.CHECKED], _T.SENT, CENTRE, "branch-2019.55.3"),
)  # fmt: skip

_R = Recourse
RECOURSE = (
    _step("lodge", "Enregistrer le recours", (), _R.LODGED, {*CENTRE, Role.CANDIDATE}, "choice.recourse_months"),
    _step("uphold", "Accueillir le recours", [_R.LODGED], _R.UPHELD, {Role.MANAGER}, "choice.recourse_months"),
    _step("dismiss", "Rejeter le recours", [_R.LODGED], _R.DISMISSED, {Role.MANAGER}, "choice.recourse_months"),
    _step(
        "declare_inadmissible",
        "Déclarer le recours irrecevable",
        [_R.LODGED],
        _R.INADMISSIBLE,
        {Role.MANAGER},
        "choice.recourse_months",
    ),
)

_F = Fraud
FRAUD = (
    _step("report", "Signaler une fraude", (), _F.REPORTED, {*CENTRE, Role.NATIONAL}, "choice.fraud"),
    _step("hear", "Consigner l’audition", [_F.REPORTED], _F.HEARD, {*CENTRE, Role.NATIONAL}, "choice.fraud"),
    _step("clear", "Écarter le soupçon", [_F.HEARD], _F.UNFOUNDED, {Role.NATIONAL}, "choice.fraud"),
    _step("establish", "Retenir la fraude", [_F.HEARD], _F.ESTABLISHED, {Role.NATIONAL}, "choice.fraud"),
)

TABLES: dict[str, tuple[Step, ...]] = {
    "candidacy": CANDIDACY,
    "grid": GRID,
    "opinion": OPINION,
    "session": SESSION,
    "case": CASE,
    "certificate": CERTIFICATE,
    "declaration": DECLARATION,
    "transmission": TRANSMISSION,
    "recourse": RECOURSE,
    "fraud": FRAUD,
}

LABELS: dict[State, str] = {
    _C.REQUESTED: "Recevabilité",
    _C.REJECTED: "Non recevable",
    _C.ENROLLED: "Inscrite",
    _C.PLANNED: "En évaluation",
    _C.SUMMARISED: "Prête pour un jury",
    _C.PRESENTED: "À l’ordre du jour",
    _C.ADMITTED: "Admissible",
    _C.NOT_ADMITTED: "Non admissible",
    _C.BLOCKS_DECIDED: "Blocs décidés",
    _C.ABANDONED: "Abandonnée",
    _C.EXCLUDED: "Écartée pour fraude",
    Grid.OPEN: "Ouverte",
    Grid.SIGNED: "Signée",
    Grid.REPLACED: "Remplacée",
    Opinion.REQUESTED: "Attendu",
    Opinion.GIVEN: "Transmis",
    Opinion.REVOKED: "Lien annulé",
    Opinion.RENEWED: "Redemandé",
    _S.PREPARED: "En préparation",
    _S.CALLED: "Convoqué",
    _S.SITTING: "En séance",
    _S.DELIBERATING: "En délibération",
    _S.CLOSED: "Clos",
    _S.CANCELLED: "Annulé",
    Case.TO_EXAMINE: "À examiner",
    Case.EXAMINED: "En cours",
    Case.VOTING: "Vote ouvert",
    Case.DECIDED: "Décidé",
    CertificateState.ISSUED: "Délivré",
    CertificateState.WITHDRAWN: "Retiré",
    _D.TO_PREPARE: "À préparer",
    _D.PREPARED: "Préparée",
    _D.EXPORTED: "Exportée",
    _T.SENT: "Transmis",
    _T.RECEIVED: "Reçu",
    _T.REMARKED: "Remarques",
    _T.CHECKED: "Vérifié",
    _R.LODGED: "À répondre",
    _R.UPHELD: "Accueilli",
    _R.DISMISSED: "Rejeté",
    _R.INADMISSIBLE: "Irrecevable",
    _F.REPORTED: "Signalée",
    _F.HEARD: "Candidat entendu",
    _F.UNFOUNDED: "Écartée",
    _F.ESTABLISHED: "Retenue",
}


class StepOutcome(StrEnum):
    """Whether the life cycle lets the step be taken now, by this role."""

    ALLOWED = "allowed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDecision(Decision):
    """Whether a step may be taken, and the row that says so."""

    outcome: StepOutcome
    step: Step


MOMENT = Clause("house.lifecycle", Kind.CENTRE, "Déroulement de la procédure", "")


def step_named(table: tuple[Step, ...], name: str) -> Step:
    """The row of that name. Raises KeyError."""
    for step in table:
        if step.name == name:
            return step
    raise KeyError(name)


def may_take(table: tuple[Step, ...], name: str, *, state: State | None, roles: Iterable[Role]) -> StepDecision:
    """Whether somebody holding `roles` may take the step from `state` (None: the object does not exist yet).

    House law 3. Gives both reasons when both stand in the way: the moment and the role. Raises KeyError for
    an unknown step.
    """
    step = step_named(table, name)
    moment = state in step.sources if step.sources else state is None
    where = "n’existe pas encore" if state is None else f"est à l’étape « {LABELS[state]} »"
    role = bool(step.roles.intersection(roles))
    reasons = (
        Reason(
            "lifecycle.moment",
            MOMENT,
            f"L’acte « {step.label} » est possible maintenant."
            if moment
            else f"L’acte « {step.label} » n’est plus ou pas encore possible : le dossier {where}.",
            moment,
        ),
        Reason(
            "lifecycle.role",
            MOMENT,
            f"Vous pouvez faire l’acte « {step.label} »."
            if role
            else f"L’acte « {step.label} » ne revient pas à votre rôle.",
            role,
        ),
    )
    outcome = StepOutcome.ALLOWED if moment and role else StepOutcome.REFUSED
    return StepDecision(outcome=outcome, reasons=reasons, step=step)


def open_steps(table: tuple[Step, ...], *, state: State | None, roles: Iterable[Role]) -> tuple[Step, ...]:
    """The steps that somebody holding `roles` may take from `state`: the buttons of the page, in table order."""
    held = frozenset(roles)
    return tuple(
        step for step in table if (state in step.sources if step.sources else state is None) and step.roles & held
    )


def refusal(code: str, text: str) -> Refused:
    """The refusal of an act whose moment, place or person is wrong, in one sentence that says what to do."""
    return Refused(Decision(outcome=StepOutcome.REFUSED, reasons=(Reason(code, MOMENT, text, False),)))
