"""One candidate before one jury: who leaves the vote, the votes, the decision. Votes are append-only."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from jurande.candidacies.models import Candidacy
from jurande.evaluations.models import Summary
from jurande.juries.models.bench import Member
from jurande.juries.models.session import JurySession
from jurande.rules.deliberation import Verdict
from jurande.rules.lifecycles import LABELS
from jurande.rules.lifecycles import Case as CaseState
from jurande.rules.settings import Ballot
from jurande.rules.voting import Choice

VERDICTS = {
    Verdict.ADMISSIBLE.value: "Admissible",
    Verdict.NOT_ADMISSIBLE.value: "Non admissible",
    Verdict.BLOCKS.value: "Blocs validés / non validés",
    Verdict.POSTPONED.value: "Décision reportée à un prochain jury",
}
BALLOTS = {Ballot.OPEN.value: "À main levée", Ballot.SECRET.value: "Scrutin secret"}
GROUNDS = {"relation": "Lien avec le candidat", "accompanied": "A accompagné le candidat"}


class Case(models.Model):
    """One candidate before one jury, and what the jury decided of them.

    `reasons` are the rule's, as they were shown, with their clauses; `validated` and `not_validated` are blocks.
    `fallen`: what the summary rests on and was withdrawn since, blocks and capacities by code.
    `notified_at`: when the candidate of a VAE was told the result (labour code R6412-7); kept for that route only.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey(JurySession, models.PROTECT, related_name="cases", verbose_name="session")
    candidacy = models.ForeignKey(Candidacy, models.PROTECT, related_name="cases", verbose_name="candidature")
    summary = models.ForeignKey(Summary, models.PROTECT, related_name="+", verbose_name="récapitulatif")
    position = models.PositiveSmallIntegerField("rang")
    fallen = ArrayField(
        models.CharField(max_length=24),
        verbose_name="résultats retirés depuis le récapitulatif",
        default=list,
        blank=True,
    )
    state = models.CharField(
        "étape",
        max_length=12,
        choices={state.value: LABELS[state] for state in CaseState},
        default=CaseState.TO_EXAMINE.value,
    )
    motion = models.CharField("décision mise aux voix", max_length=16, blank=True, choices=VERDICTS)
    refused_blocks = ArrayField(models.CharField(max_length=24), verbose_name="blocs refusés", default=list, blank=True)
    round = models.PositiveSmallIntegerField("tour de vote", default=0)
    ballot = models.CharField("mode de vote", max_length=8, choices=BALLOTS, default=Ballot.OPEN.value)
    acting_president = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="préside ce cas"
    )
    verdict = models.CharField("décision", max_length=16, blank=True, choices=VERDICTS)
    validated = ArrayField(models.CharField(max_length=24), verbose_name="blocs validés", default=list, blank=True)
    not_validated = ArrayField(
        models.CharField(max_length=24), verbose_name="blocs non validés", default=list, blank=True
    )
    kept_capacities = ArrayField(
        models.CharField(max_length=8), verbose_name="capacités conservées", default=list, blank=True
    )
    unanimous = models.BooleanField("à l’unanimité, sans vote", default=False)
    votes_for = models.PositiveSmallIntegerField("voix pour", default=0)
    votes_against = models.PositiveSmallIntegerField("voix contre", default=0)
    abstentions = models.PositiveSmallIntegerField("abstentions", default=0)
    silent = models.PositiveSmallIntegerField("sièges sans vote, constatés en abstention", default=0)
    casting_vote = models.CharField(
        "vote prépondérant",
        max_length=8,
        blank=True,
        choices={Choice.FOR.value: "pour", Choice.AGAINST.value: "contre"},
    )
    reason = models.CharField("motif", max_length=1000, blank=True)
    reasons = models.JSONField("motifs de la règle", default=list, blank=True)
    decided_at = models.DateTimeField("décidé le", null=True, blank=True)
    notified_at = models.DateTimeField("résultat notifié le", null=True, blank=True)

    class Meta:
        verbose_name = "cas"
        verbose_name_plural = "cas"
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(
                fields=("session", "candidacy"),
                name="case_once_per_session",
                violation_error_message="Ce candidat est déjà à l’ordre du jour.",
            ),
            models.UniqueConstraint(
                fields=("session", "position"),
                name="case_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=(Q(state=CaseState.DECIDED.value) & Q(decided_at__isnull=False) & ~Q(verdict=""))
                | (~Q(state=CaseState.DECIDED.value) & Q(decided_at__isnull=True) & Q(verdict="")),
                name="decided_case_has_verdict_and_date",
                violation_error_message="Un cas décidé porte sa décision et sa date.",
            ),
            models.CheckConstraint(
                condition=~Q(verdict=Verdict.POSTPONED.value) | ~Q(reason=""),
                name="postponed_has_a_reason",
                violation_error_message="Un report à un prochain jury porte son motif.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.position}"

    @property
    def ref(self) -> str:
        """How the ledger names this case."""
        return f"case:{self.id}"


class Bar(models.Model):
    """A member who has or had a relation with a candidate, or accompanied them: leaves that vote (D6412-6)."""

    id = models.BigAutoField(primary_key=True)
    member = models.ForeignKey(Member, models.CASCADE, related_name="bars", verbose_name="membre")
    case = models.ForeignKey(Case, models.CASCADE, related_name="bars", verbose_name="cas")
    ground = models.CharField(
        "motif",
        max_length=16,
        choices=GROUNDS,
    )

    class Meta:
        verbose_name = "empêchement"
        verbose_name_plural = "empêchements"
        constraints = (
            models.UniqueConstraint(
                fields=("member", "case"),
                name="barred_once",
                violation_error_message="Cet empêchement est déjà consigné.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.member_id} {self.case_id}"


class Vote(models.Model):
    """One seat's vote on one case, append-only: one per seat and round.

    In a secret ballot it says who voted and not what, but for who presides: a tie needs it (choices.md section 4).
    """

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="votes", verbose_name="cas")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name="membre")
    round = models.PositiveSmallIntegerField("tour")
    choice = models.CharField(
        "vote",
        max_length=8,
        blank=True,
        choices={
            Choice.FOR.value: "Pour",
            Choice.AGAINST.value: "Contre",
            Choice.ABSTAIN.value: "Abstention",
        },
    )
    cast_at = models.DateTimeField("voté le")

    class Meta:
        verbose_name = "vote"
        verbose_name_plural = "votes"
        constraints = (
            models.UniqueConstraint(
                fields=("case", "member", "round"),
                name="one_vote_per_seat_and_round",
                violation_error_message="Cette voix s’est déjà exprimée.",
            ),
        )

    def __str__(self) -> str:
        return self.choice


class BallotBox(models.Model):
    """What a secret ballot holds, per case and round: counts only, with no hour and no link to who voted."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="boxes", verbose_name="cas")
    round = models.PositiveSmallIntegerField("tour")
    votes_for = models.PositiveSmallIntegerField("voix pour", default=0)
    votes_against = models.PositiveSmallIntegerField("voix contre", default=0)
    abstentions = models.PositiveSmallIntegerField("abstentions", default=0)

    class Meta:
        verbose_name = "urne"
        verbose_name_plural = "urnes"
        constraints = (
            models.UniqueConstraint(
                fields=("case", "round"), name="one_box_per_round", violation_error_message="Ce tour a déjà son urne."
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.round}"


class ConformityPoint(models.Model):
    """One point of the first duty, with the fact computed and what the jury said of it.

    Accepted; or with a reserve, and then still conform or not: an organisation that is not leads to postponements only.
    """

    id = models.BigAutoField(primary_key=True)
    session = models.ForeignKey(JurySession, models.PROTECT, related_name="conformity", verbose_name="session")
    key = models.CharField("point", max_length=40)
    title = models.CharField("point vérifié", max_length=200)
    finding = models.CharField("constat", max_length=1000)
    clause = models.CharField("règle", max_length=200)
    met = models.BooleanField("constat conforme")
    accepted = models.BooleanField("avis du jury")
    conform = models.BooleanField("conforme, avec ou sans réserve", default=True)
    reserve = models.CharField("réserve", max_length=600, blank=True)

    class Meta:
        verbose_name = "point de conformité"
        verbose_name_plural = "points de conformité"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("session", "key"), name="conformity_point_once"),
            models.CheckConstraint(
                condition=Q(accepted=True) | ~Q(reserve=""),
                name="reserve_has_its_reason",
                violation_error_message="Une réserve porte son motif.",
            ),
            models.CheckConstraint(
                condition=Q(conform=True) | Q(accepted=False),
                name="what_is_not_conform_is_not_accepted",
                violation_error_message="Un point non conforme n’est pas accepté.",
            ),
        )

    def __str__(self) -> str:
        return self.key
