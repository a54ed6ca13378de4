"""The life cycles, row by row: who may take which step, from where, to where, resting on what."""

from __future__ import annotations

from enum import StrEnum
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurande.rules import rulebook
from jurande.rules.certification import RecordClause
from jurande.rules.lifecycles import (
    LABELS,
    MOMENT,
    TABLES,
    Candidacy,
    Case,
    CertificateState,
    DeclarationState,
    Fraud,
    Grid,
    Opinion,
    Recourse,
    Role,
    Session,
    State,
    Step,
    StepDecision,
    StepOutcome,
    Transmission,
    may_take,
    open_steps,
    refusal,
    step_named,
)
from jurande.rules.reasons import Clause, Kind
from jurande.rules.settings import choice
from tests.rules.reach import reach
from tests.rules.said import said

STATES: dict[str, type[State]] = {
    "candidacy": Candidacy,
    "grid": Grid,
    "opinion": Opinion,
    "session": Session,
    "case": Case,
    "certificate": CertificateState,
    "declaration": DeclarationState,
    "transmission": Transmission,
    "recourse": Recourse,
    "fraud": Fraud,
}

# When: the states that each step leaves (none: a beginning) and the one it enters.
MOMENTS: dict[str, dict[str, tuple[set[State], State]]] = {
    "candidacy": {
        "enrol": (set(), Candidacy.ENROLLED),
        "request": (set(), Candidacy.REQUESTED),
        "admit": ({Candidacy.REQUESTED}, Candidacy.ENROLLED),
        "reject": ({Candidacy.REQUESTED}, Candidacy.REJECTED),
        "plan": ({Candidacy.ENROLLED}, Candidacy.PLANNED),
        "replan": ({Candidacy.PLANNED}, Candidacy.PLANNED),
        "summarise": ({Candidacy.PLANNED}, Candidacy.SUMMARISED),
        "reopen": ({Candidacy.PLANNED, Candidacy.SUMMARISED}, Candidacy.PLANNED),
        "present": ({Candidacy.SUMMARISED}, Candidacy.PRESENTED),
        "unlist": ({Candidacy.PRESENTED}, Candidacy.SUMMARISED),
        "declare_admissible": ({Candidacy.PRESENTED}, Candidacy.ADMITTED),
        "declare_not_admissible": ({Candidacy.PRESENTED}, Candidacy.NOT_ADMITTED),
        "decide_blocks": ({Candidacy.PRESENTED}, Candidacy.BLOCKS_DECIDED),
        "postpone": ({Candidacy.PRESENTED}, Candidacy.SUMMARISED),
        "reconsider": ({Candidacy.NOT_ADMITTED, Candidacy.BLOCKS_DECIDED}, Candidacy.SUMMARISED),
        "exclude": (
            {Candidacy.REQUESTED, Candidacy.ENROLLED, Candidacy.PLANNED, Candidacy.SUMMARISED},
            Candidacy.EXCLUDED,
        ),
        "abandon": (
            {Candidacy.REQUESTED, Candidacy.ENROLLED, Candidacy.PLANNED, Candidacy.SUMMARISED},
            Candidacy.ABANDONED,
        ),
    },
    "grid": {
        "answer": ({Grid.OPEN}, Grid.OPEN),
        "sign": ({Grid.OPEN}, Grid.SIGNED),
        "replace": ({Grid.OPEN, Grid.SIGNED}, Grid.REPLACED),
    },
    "opinion": {
        "ask": (set(), Opinion.REQUESTED),
        "give": ({Opinion.REQUESTED}, Opinion.GIVEN),
        "revoke": ({Opinion.REQUESTED}, Opinion.REVOKED),
        "renew": ({Opinion.GIVEN}, Opinion.RENEWED),
    },
    "session": {
        "prepare": (set(), Session.PREPARED),
        "compose": ({Session.PREPARED}, Session.PREPARED),
        "call": ({Session.PREPARED}, Session.CALLED),
        "recompose": ({Session.CALLED}, Session.CALLED),
        "inform": ({Session.CALLED}, Session.CALLED),
        "send_pack": ({Session.CALLED}, Session.CALLED),
        "attend": ({Session.CALLED}, Session.SITTING),
        "sign_in": ({Session.CALLED}, Session.CALLED),
        "reseat": ({Session.SITTING}, Session.SITTING),
        "reseat_later": ({Session.DELIBERATING}, Session.DELIBERATING),
        "conform": ({Session.SITTING}, Session.DELIBERATING),
        "close": ({Session.DELIBERATING}, Session.CLOSED),
        "interrupt": ({Session.DELIBERATING}, Session.CLOSED),
        "sign": ({Session.CLOSED}, Session.CLOSED),
        "end_signing": ({Session.CLOSED}, Session.CLOSED),
        "attach_signed": ({Session.CLOSED}, Session.CLOSED),
        "rectify": ({Session.CLOSED}, Session.CLOSED),
        "cancel": ({Session.PREPARED, Session.CALLED, Session.SITTING}, Session.CANCELLED),
    },
    "case": {
        "examine": ({Case.TO_EXAMINE}, Case.EXAMINED),
        "open_vote": ({Case.EXAMINED, Case.VOTING}, Case.VOTING),
        "vote": ({Case.VOTING}, Case.VOTING),
        "decide": ({Case.EXAMINED, Case.VOTING}, Case.DECIDED),
    },
    "certificate": {
        "issue": (set(), CertificateState.ISSUED),
        "withdraw": ({CertificateState.ISSUED}, CertificateState.WITHDRAWN),
    },
    "declaration": {
        "expect": (set(), DeclarationState.TO_PREPARE),
        "prepare": ({DeclarationState.TO_PREPARE}, DeclarationState.PREPARED),
        "rework": ({DeclarationState.PREPARED}, DeclarationState.TO_PREPARE),
        "export": ({DeclarationState.PREPARED}, DeclarationState.EXPORTED),
    },
    "transmission": {
        "send": (set(), Transmission.SENT),
        "receive": ({Transmission.SENT}, Transmission.RECEIVED),
        "remark": ({Transmission.RECEIVED, Transmission.REMARKED}, Transmission.REMARKED),
        "answer": ({Transmission.REMARKED}, Transmission.RECEIVED),
        "check": ({Transmission.RECEIVED}, Transmission.CHECKED),
        "complete": ({Transmission.SENT, Transmission.RECEIVED, Transmission.CHECKED}, Transmission.SENT),
    },
    "recourse": {
        "lodge": (set(), Recourse.LODGED),
        "uphold": ({Recourse.LODGED}, Recourse.UPHELD),
        "dismiss": ({Recourse.LODGED}, Recourse.DISMISSED),
        "declare_inadmissible": ({Recourse.LODGED}, Recourse.INADMISSIBLE),
    },
    "fraud": {
        "report": (set(), Fraud.REPORTED),
        "hear": ({Fraud.REPORTED}, Fraud.HEARD),
        "clear": ({Fraud.HEARD}, Fraud.UNFOUNDED),
        "establish": ({Fraud.HEARD}, Fraud.ESTABLISHED),
    },
}

# Who.
CENTRE = {Role.MANAGER, Role.SECRETARY}
ROLES: dict[str, dict[str, set[Role]]] = {
    "candidacy": {
        "enrol": CENTRE,
        "request": CENTRE,
        "admit": CENTRE | {Role.SYSTEM},
        "reject": CENTRE,
        "plan": CENTRE,
        "replan": CENTRE,
        "summarise": CENTRE,
        "reopen": CENTRE,
        "present": CENTRE,
        "unlist": CENTRE,
        "declare_admissible": {Role.PRESIDENT, *CENTRE},
        "declare_not_admissible": {Role.PRESIDENT, *CENTRE},
        "decide_blocks": {Role.PRESIDENT, *CENTRE},
        "postpone": {Role.PRESIDENT, *CENTRE},
        "reconsider": {Role.MANAGER},
        "exclude": {Role.NATIONAL},
        "abandon": CENTRE,
    },
    "grid": {"answer": {Role.EVALUATOR}, "sign": {Role.EVALUATOR}, "replace": CENTRE},
    "opinion": {"ask": CENTRE, "give": {Role.TUTOR}, "revoke": CENTRE, "renew": CENTRE},
    "session": {
        "prepare": CENTRE,
        "compose": CENTRE,
        "call": CENTRE,
        "recompose": CENTRE,
        "inform": CENTRE,
        "send_pack": CENTRE,
        "attend": CENTRE,
        "sign_in": {Role.JUROR, Role.PRESIDENT},
        "reseat": CENTRE,
        "reseat_later": CENTRE,
        "conform": {Role.PRESIDENT},
        "close": {Role.PRESIDENT},
        "sign": {Role.JUROR, Role.PRESIDENT},
        "end_signing": {Role.PRESIDENT} | CENTRE,
        "attach_signed": CENTRE,
        "rectify": {Role.PRESIDENT},
        "interrupt": CENTRE,
        "cancel": CENTRE,
    },
    "case": {
        "examine": {Role.PRESIDENT},
        "open_vote": {Role.PRESIDENT},
        "vote": {Role.JUROR, Role.PRESIDENT},
        "decide": {Role.PRESIDENT},
    },
    "certificate": {"issue": {Role.SYSTEM}, "withdraw": {Role.NATIONAL}},
    "declaration": {
        "expect": {Role.SYSTEM},
        "prepare": CENTRE,
        "rework": CENTRE,
        "export": {Role.NATIONAL},
    },
    "transmission": {
        "send": CENTRE,
        "receive": {Role.NATIONAL},
        "remark": {Role.NATIONAL},
        "answer": CENTRE,
        "check": {Role.NATIONAL},
        "complete": CENTRE,
    },
    "recourse": {
        "lodge": CENTRE | {Role.CANDIDATE},
        "uphold": {Role.MANAGER},
        "dismiss": {Role.MANAGER},
        "declare_inadmissible": {Role.MANAGER},
    },
    "fraud": {
        "report": CENTRE | {Role.NATIONAL},
        "hear": CENTRE | {Role.NATIONAL},
        "clear": {Role.NATIONAL},
        "establish": {Role.NATIONAL},
    },
}

# In which words, resting on what.
WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "candidacy": {
        "enrol": ("Inscrire", "record.enrolment"),
        "request": ("Déposer la demande", "law.R6412-3"),
        "admit": ("Déclarer recevable", "law.R6412-4"),
        "reject": ("Déclarer non recevable", "law.R6412-4"),
        "plan": ("Définir les modalités", "record.concertation"),
        "replan": ("Modifier les modalités", "record.concertation"),
        "summarise": ("Établir le récapitulatif", "record.jury.duties"),
        "reopen": ("Rouvrir l’évaluation", "record.evaluation"),
        "present": ("Inscrire à l’ordre du jour", "record.jury.duties"),
        "unlist": ("Retirer de l’ordre du jour", "record.jury.duties"),
        "declare_admissible": ("Déclarer admissible", "record.jury.duties"),
        "declare_not_admissible": ("Déclarer non admissible", "record.jury.duties"),
        "decide_blocks": ("Valider les blocs", "record.block.certified"),
        "postpone": ("Reporter à un prochain jury", "choice.postponed"),
        "reconsider": ("Présenter à un nouveau jury", "choice.recourse_months"),
        "exclude": ("Écarter pour fraude", "choice.fraud"),
        "abandon": ("Enregistrer l’abandon", "centre"),
    },
    "grid": {
        "answer": ("Enregistrer", "record.evaluation"),
        "sign": ("Signer la grille", "record.evaluation"),
        "replace": ("Rouvrir la grille", "record.evaluation"),
    },
    "opinion": {
        "ask": ("Demander l’avis", "record.company_opinion"),
        "give": ("Transmettre l’avis", "record.company_opinion"),
        "revoke": ("Annuler le lien", "centre"),
        "renew": ("Redemander l’avis", "record.company_opinion"),
    },
    "session": {
        "prepare": ("Ouvrir une session", "record.jury.duties"),
        "compose": ("Composer le jury", "record.jury.parity"),
        "call": ("Saisir les organisations", "branch-2019.55.2"),
        "recompose": ("Compléter le jury", "record.jury.parity"),
        "inform": ("Informer la commission régionale", "branch-2019.55.2"),
        "send_pack": ("Envoyer le dossier aux membres", "record.jury.duties"),
        "attend": ("Enregistrer l’émargement", "record.jury.parity"),
        "sign_in": ("Émarger", "record.jury.parity"),
        "reseat": ("Modifier la présence", "record.jury.parity"),
        "reseat_later": ("Modifier la présence", "record.jury.parity"),
        "conform": ("Constater la conformité", "record.jury.duties"),
        "close": ("Clore le jury", "record.jury.duties"),
        "sign": ("Signer le procès-verbal", "record.jury.duties"),
        "end_signing": ("Arrêter les signatures", "record.jury.duties"),
        "attach_signed": ("Joindre un procès-verbal signé ailleurs", "record.jury.duties"),
        "rectify": ("Rectifier le procès-verbal", "record.jury.duties"),
        "interrupt": ("Interrompre la séance", "choice.postponed"),
        "cancel": ("Annuler la session", "centre"),
    },
    "case": {
        "examine": ("Examiner", "record.jury.duties"),
        "open_vote": ("Passer au vote", "record.jury.one_vote"),
        "vote": ("Voter", "record.jury.one_vote"),
        "decide": ("Enregistrer la décision", "record.jury.duties"),
    },
    "certificate": {
        "issue": ("Délivrer", "record.all_blocks"),
        "withdraw": ("Retirer", "choice.withdrawal"),
    },
    "declaration": {
        "expect": ("À déclarer", "law.R6113-17-2"),
        "prepare": ("Préparer la déclaration", "choice.declares"),
        "rework": ("Reprendre la préparation", "choice.declares"),
        "export": ("Exporter le fichier", "choice.declares"),
    },
    "transmission": {
        "send": ("Transmettre le dossier", "branch-2019.55.3"),
        "receive": ("Accuser réception", "branch-2019.55.3"),
        "remark": ("Adresser une remarque", "branch-2019.55.3"),
        "answer": ("Répondre à la remarque", "branch-2019.55.3"),
        "check": ("Constater la conformité du dossier", "branch-2019.55.3"),
        "complete": ("Compléter le dossier", "branch-2019.55.3"),
    },
    "recourse": {
        "lodge": ("Enregistrer le recours", "choice.recourse_months"),
        "uphold": ("Accueillir le recours", "choice.recourse_months"),
        "dismiss": ("Rejeter le recours", "choice.recourse_months"),
        "declare_inadmissible": ("Déclarer le recours irrecevable", "choice.recourse_months"),
    },
    "fraud": {
        "report": ("Signaler une fraude", "choice.fraud"),
        "hear": ("Consigner l’audition", "choice.fraud"),
        "clear": ("Écarter le soupçon", "choice.fraud"),
        "establish": ("Retenir la fraude", "choice.fraud"),
    },
}

EXPECTED_LABELS: dict[str, dict[State, str]] = {
    "candidacy": {
        Candidacy.REQUESTED: "Recevabilité",
        Candidacy.REJECTED: "Non recevable",
        Candidacy.ENROLLED: "Inscrite",
        Candidacy.PLANNED: "En évaluation",
        Candidacy.SUMMARISED: "Prête pour un jury",
        Candidacy.PRESENTED: "À l’ordre du jour",
        Candidacy.ADMITTED: "Admissible",
        Candidacy.NOT_ADMITTED: "Non admissible",
        Candidacy.BLOCKS_DECIDED: "Blocs décidés",
        Candidacy.ABANDONED: "Abandonnée",
        Candidacy.EXCLUDED: "Écartée pour fraude",
    },
    "grid": {Grid.OPEN: "Ouverte", Grid.SIGNED: "Signée", Grid.REPLACED: "Remplacée"},
    "opinion": {
        Opinion.REQUESTED: "Attendu",
        Opinion.GIVEN: "Transmis",
        Opinion.REVOKED: "Lien annulé",
        Opinion.RENEWED: "Redemandé",
    },
    "session": {
        Session.PREPARED: "En préparation",
        Session.CALLED: "Convoqué",
        Session.SITTING: "En séance",
        Session.DELIBERATING: "En délibération",
        Session.CLOSED: "Clos",
        Session.CANCELLED: "Annulé",
    },
    "case": {
        Case.TO_EXAMINE: "À examiner",
        Case.EXAMINED: "En cours",
        Case.VOTING: "Vote ouvert",
        Case.DECIDED: "Décidé",
    },
    "certificate": {CertificateState.ISSUED: "Délivré", CertificateState.WITHDRAWN: "Retiré"},
    "declaration": {
        DeclarationState.TO_PREPARE: "À préparer",
        DeclarationState.PREPARED: "Préparée",
        DeclarationState.EXPORTED: "Exportée",
    },
    "transmission": {
        Transmission.SENT: "Transmis",
        Transmission.RECEIVED: "Reçu",
        Transmission.REMARKED: "Remarques",
        Transmission.CHECKED: "Vérifié",
    },
    "recourse": {
        Recourse.LODGED: "À répondre",
        Recourse.UPHELD: "Accueilli",
        Recourse.DISMISSED: "Rejeté",
        Recourse.INADMISSIBLE: "Irrecevable",
    },
    "fraud": {
        Fraud.REPORTED: "Signalée",
        Fraud.HEARD: "Candidat entendu",
        Fraud.UNFOUNDED: "Écartée",
        Fraud.ESTABLISHED: "Retenue",
    },
}

NOT_NOW = "L’acte « Définir les modalités » n’est plus ou pas encore possible"

STEPS = [pytest.param(name, step, id=f"{name}.{step}") for name in MOMENTS for step in MOMENTS[name]]


def situations(name: str) -> list[State | None]:
    """Every state of a life cycle, and the object that does not exist yet."""
    return [None, *STATES[name]]


def step_strategy() -> st.SearchStrategy[tuple[str, str, State | None, frozenset[Role]]]:
    """Any step of any life cycle, from any of its states, by any set of roles."""

    def of(name: str) -> st.SearchStrategy[tuple[str, str, State | None, frozenset[Role]]]:
        return st.tuples(
            st.just(name),
            st.sampled_from([step.name for step in TABLES[name]]),
            st.sampled_from(situations(name)),
            st.frozensets(st.sampled_from(Role)),
        )

    return st.sampled_from(sorted(TABLES)).flatmap(of)


def decide(asked: tuple[str, str, State | None, frozenset[Role]]) -> StepDecision:
    """What the life cycle answers."""
    name, step, state, roles = asked
    return may_take(TABLES[name], step, state=state, roles=roles)


# The tables.


def test_the_life_cycles_are_those_expected_step_by_step() -> None:
    assert {name: [step.name for step in table] for name, table in TABLES.items()} == {
        name: list(steps) for name, steps in MOMENTS.items()
    }


@pytest.mark.parametrize(("name", "step"), STEPS)
def test_a_step_leaves_and_enters_the_states_expected(name: str, step: str) -> None:
    row = step_named(TABLES[name], step)
    assert (set(row.sources), row.target) == MOMENTS[name][step]
    assert all(type(state) is STATES[name] for state in (*row.sources, row.target))


@pytest.mark.parametrize(("name", "step"), STEPS)
def test_a_step_belongs_to_the_roles_expected(name: str, step: str) -> None:
    assert set(step_named(TABLES[name], step).roles) == ROLES[name][step]


@pytest.mark.parametrize(("name", "step"), STEPS)
def test_a_step_is_called_and_founded_as_expected(name: str, step: str) -> None:
    row = step_named(TABLES[name], step)
    assert (row.label, row.clause) == WORDS[name][step]


@pytest.mark.parametrize(("name", "step"), STEPS)
def test_the_clause_of_a_step_is_written_somewhere(name: str, step: str) -> None:
    key = step_named(TABLES[name], step).clause
    written = {f"record.{section}" for section in RecordClause}
    written |= {value.key for value in vars(rulebook).values() if isinstance(value, Clause)}
    written |= {figure.clause.key for figure in rulebook.FIGURES}
    written |= {edition.composition.key for edition in rulebook.EDITIONS} | {one.award.key for one in rulebook.EDITIONS}
    written |= {choice("recourse_months").key}
    # choices.md section 1 for two of the choices, rules.md 13.1 for the others; the centre alone rests on no text.
    written |= {"choice.postponed", "choice.declares", "choice.withdrawal", "choice.fraud", "centre"}
    assert key in written


@pytest.mark.parametrize("name", EXPECTED_LABELS)
def test_every_state_is_labelled(name: str) -> None:
    assert {state: LABELS[state] for state in STATES[name]} == EXPECTED_LABELS[name]


def test_no_two_states_are_the_same_key() -> None:
    states = [state for kind in STATES.values() for state in kind]
    assert len(LABELS) == len(states) == len({str(state) for state in states})


@pytest.mark.parametrize("name", TABLES)
def test_every_state_but_the_first_is_reached_from_it(name: str) -> None:
    table = TABLES[name]
    reached = {step.target for step in table if not step.sources} or {next(iter(EXPECTED_LABELS[name]))}
    while more := {step.target for step in table if step.sources & reached} - reached:
        reached |= more
    assert reached == set(STATES[name])


@pytest.mark.parametrize(
    ("name", "final"),
    [
        (
            "candidacy",
            {
                Candidacy.REJECTED,
                Candidacy.ADMITTED,
                Candidacy.ABANDONED,
                Candidacy.EXCLUDED,
            },
        ),
        ("grid", {Grid.REPLACED}),
        ("opinion", {Opinion.REVOKED, Opinion.RENEWED}),
        ("session", {Session.CLOSED, Session.CANCELLED}),
        ("case", {Case.DECIDED}),
        ("certificate", {CertificateState.WITHDRAWN}),
        ("declaration", {DeclarationState.EXPORTED}),
        ("transmission", set()),  # what the jury writes later still reaches the national group
        ("recourse", {Recourse.UPHELD, Recourse.DISMISSED, Recourse.INADMISSIBLE}),
        ("fraud", {Fraud.UNFOUNDED, Fraud.ESTABLISHED}),
    ],
)
def test_what_is_decided_is_left_by_no_step(name: str, final: set[State]) -> None:
    leaving = {state for step in TABLES[name] for state in step.sources if state is not step.target}
    assert set(STATES[name]) - leaving == final


def test_no_candidacy_is_decided_but_before_a_jury() -> None:
    decided = {Candidacy.ADMITTED, Candidacy.NOT_ADMITTED, Candidacy.BLOCKS_DECIDED}
    deciding = [step for step in TABLES["candidacy"] if step.target in decided]
    assert len(deciding) == len(decided)
    assert all(set(step.sources) == {Candidacy.PRESENTED} for step in deciding)
    assert all(set(step.roles) == {Role.PRESIDENT, *CENTRE} for step in deciding), "whoever may close carries it out"
    [decide] = [step for step in TABLES["case"] if step.target is Case.DECIDED]
    assert set(decide.roles) == {Role.PRESIDENT}, "what is carried out was decided under the presidency"


def test_nothing_begins_outside_the_centre_and_the_system_but_a_recourse_and_a_suspicion() -> None:
    outsiders = set(Role) - CENTRE - {Role.SYSTEM}
    begun = {step.name for table in TABLES.values() for step in open_steps(table, state=None, roles=outsiders)}
    assert begun == {"lodge", "report"}


# The two functions.


def test_a_step_is_found_by_its_name() -> None:
    assert step_named(TABLES["grid"], "sign").target is Grid.SIGNED
    with pytest.raises(KeyError, match="unsign"):
        step_named(TABLES["grid"], "unsign")
    with pytest.raises(KeyError, match="unsign"):
        may_take(TABLES["grid"], "unsign", state=Grid.OPEN, roles=[Role.EVALUATOR])


@pytest.mark.parametrize(
    ("state", "roles", "outcome", "texts"),
    [
        pytest.param(
            Candidacy.ENROLLED,
            [Role.SECRETARY],
            StepOutcome.ALLOWED,
            [
                (True, "L’acte « Définir les modalités » est possible maintenant."),
                (True, "Vous pouvez faire l’acte « Définir les modalités »."),
            ],
            id="the moment and the role",
        ),
        pytest.param(
            Candidacy.PLANNED,
            [Role.SECRETARY],
            StepOutcome.REFUSED,
            [
                (False, f"{NOT_NOW} : le dossier est à l’étape « En évaluation »."),
                (True, "Vous pouvez faire l’acte « Définir les modalités »."),
            ],
            id="not the moment",
        ),
        pytest.param(
            Candidacy.ENROLLED,
            [Role.EVALUATOR, Role.JUROR],
            StepOutcome.REFUSED,
            [
                (True, "L’acte « Définir les modalités » est possible maintenant."),
                (False, "L’acte « Définir les modalités » ne revient pas à votre rôle."),
            ],
            id="not the role",
        ),
        pytest.param(
            None,
            [],
            StepOutcome.REFUSED,
            [
                (False, f"{NOT_NOW} : le dossier n’existe pas encore."),
                (False, "L’acte « Définir les modalités » ne revient pas à votre rôle."),
            ],
            id="neither, and both are said",
        ),
    ],
)
def test_a_step_is_refused_with_every_reason(
    state: State | None, roles: list[Role], outcome: StepOutcome, texts: list[tuple[bool, str]]
) -> None:
    decision = may_take(TABLES["candidacy"], "plan", state=state, roles=roles)
    assert decision.outcome is outcome
    assert [(reason.holds, reason.text) for reason in decision.reasons] == texts
    assert [reason.code for reason in decision.reasons] == ["lifecycle.moment", "lifecycle.role"]
    assert all(reason.clause is MOMENT for reason in decision.reasons)
    assert decision.step.name == "plan"


def test_the_moment_is_the_houses_own_clause() -> None:
    assert (MOMENT.key, MOMENT.kind, MOMENT.ref) == (
        "house.lifecycle",
        Kind.CENTRE,
        "Déroulement de la procédure",
    )


@pytest.mark.parametrize(("name", "step"), STEPS)
def test_a_step_is_allowed_exactly_at_its_moment_and_to_its_roles(name: str, step: str) -> None:
    sources, _ = MOMENTS[name][step]
    for state, role in product(situations(name), Role):
        allowed = role in ROLES[name][step] and (state in sources if sources else state is None)
        decision = may_take(TABLES[name], step, state=state, roles=[role])
        assert (decision.outcome is StepOutcome.ALLOWED) == allowed


def test_the_open_steps_are_in_the_order_of_the_table() -> None:
    assert [step.name for step in open_steps(TABLES["session"], state=Session.CALLED, roles=[Role.MANAGER])] == [
        "recompose",
        "inform",
        "send_pack",
        "attend",
        "cancel",
    ]
    assert [step.name for step in open_steps(TABLES["candidacy"], state=None, roles=iter(CENTRE))] == [
        "enrol",
        "request",
    ]


def test_an_act_out_of_place_is_refused_in_one_sentence() -> None:
    refused = refusal("session.already_open", "Une session est déjà ouverte : terminez-la d’abord.")
    assert str(refused) == "session.already_open"
    assert refused.decision.outcome is StepOutcome.REFUSED
    assert said(refused.decision) == [
        "- session.already_open (house.lifecycle) Une session est déjà ouverte : terminez-la d’abord."
    ]


# Properties.


@given(step_strategy())
def test_a_step_is_open_exactly_when_it_may_be_taken(
    asked: tuple[str, str, State | None, frozenset[Role]],
) -> None:
    name, _, state, roles = asked
    opened = open_steps(TABLES[name], state=state, roles=roles)
    allowed: tuple[Step, ...] = tuple(
        step
        for step in TABLES[name]
        if may_take(TABLES[name], step.name, state=state, roles=roles).outcome is StepOutcome.ALLOWED
    )
    assert opened == allowed


@given(step_strategy(), st.frozensets(st.sampled_from(Role)))
def test_one_more_role_never_closes_a_step(
    asked: tuple[str, str, State | None, frozenset[Role]], more: frozenset[Role]
) -> None:
    name, step, state, roles = asked
    if decide(asked).outcome is StepOutcome.ALLOWED:
        assert decide((name, step, state, roles | more)).outcome is StepOutcome.ALLOWED


@given(step_strategy())
def test_a_step_is_refused_exactly_when_a_reason_stands_in_the_way(
    asked: tuple[str, str, State | None, frozenset[Role]],
) -> None:
    decision = decide(asked)
    assert (decision.outcome is StepOutcome.REFUSED) == bool(decision.obstacles)


@pytest.mark.parametrize("outcome", StepOutcome)
def test_the_generated_steps_reach_every_outcome(outcome: StrEnum) -> None:
    reach(step_strategy(), lambda asked: decide(asked).outcome is outcome)


@pytest.mark.parametrize("code", ["lifecycle.moment", "lifecycle.role"])
def test_the_generated_steps_reach_every_obstacle_alone(code: str) -> None:
    reach(step_strategy(), lambda asked: [reason.code for reason in decide(asked).obstacles] == [code])
