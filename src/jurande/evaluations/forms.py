"""Forms of the evaluation phase: shapes only; `rules.planning` and `rules.evaluation` decide."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q, QuerySet

from jurande.accounts.models import Membership, User
from jurande.evaluations.actions import Concertation, PlannedChoice
from jurande.evaluations.facts import Dossier
from jurande.evaluations.models import MODALITIES, Grid, OpinionRequest
from jurande.evaluations.opinions import Given, Seen, Tutor
from jurande.organisations.models import ExamCentre
from jurande.rules.certification import Capacity, Element, RouteCode
from jurande.rules.lifecycles import Opinion as OpinionState
from jurande.rules.lifecycles import Role
from jurande.rules.summary import OpinionValue
from jurande.ui.forms import ChoiceBar, DateInput

SEEN = {"yes": "Oui", "not_yet": "Pas encore", "not_seen": "Pas vu"}
QUALITIES = {
    "tutor": "son tuteur ou sa tutrice",
    "line_manager": "responsable hiérarchique",
    "functional": "responsable fonctionnel",
}
OPINIONS = {
    OpinionValue.FAVOURABLE.value: "Favorable",
    OpinionValue.RESERVED.value: "Réservé",
    OpinionValue.UNFAVOURABLE.value: "Défavorable",
}

# What a concertation sets: a VAE has none.
CONCERTED = ("agreed_on", "company_consulted", "others_consulted", "report_due_on", "report_conditions")


class EvaluatorsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # Django's is not generic when it runs
    """Evaluators by name."""

    def label_from_instance(self, obj: User) -> str:
        """The name of the person."""
        return obj.name


class PlanForm(forms.Form):
    """The concertation, and one modality for each capacity to evaluate; in VAE, an interview, only the commission."""

    agreed_on = forms.DateField(label="Concertation du", widget=DateInput)
    company_consulted = forms.CharField(label="Entreprise consultée", max_length=120)
    others_consulted = forms.CharField(
        label="Autres acteurs consultés",
        max_length=300,
        required=False,
        help_text="Organisme de formation, candidat…",
    )
    report_due_on = forms.DateField(label="Rapport de projet attendu le", widget=DateInput, required=False)
    report_conditions = forms.CharField(
        label="Conditions du rapport",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Longueur, envoi, support de présentation : fixés avant, pour tous les projets.",
    )
    evaluators = EvaluatorsField(
        label="Commission d’évaluation",
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="Au moins deux, dont un extérieur à l’entreprise du candidat (choix de l’autorité).",
    )
    outside = EvaluatorsField(
        label="Parmi eux, extérieurs à l’entreprise",
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, data: Any = None, *, dossier: Dossier) -> None:
        super().__init__(data, initial=plan_initial(dossier))
        self.dossier = dossier
        candidacy = dossier.candidacy
        self.capacities: tuple[Capacity, ...] = dossier.to_evaluate
        if candidacy.route == RouteCode.VAE:
            self.capacities = ()
            for name in CONCERTED:
                del self.fields[name]
        for capacity in self.capacities:
            self.fields[f"modality_{capacity.code}"] = forms.ChoiceField(
                label=f"{capacity.code}. {capacity.title}", choices=[("", "Choisir…"), *MODALITIES.items()]
            )
        people = evaluators_of(candidacy.centre, seated=[one.user_id for one in dossier.commissioners])
        for name in ("evaluators", "outside"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Whoever comes from outside the company is one of the commission."""
        cleaned = super().clean() or self.cleaned_data
        strangers = set(cleaned.get("outside", ())) - set(cleaned.get("evaluators", ()))
        if strangers and "evaluators" in cleaned:
            names = ", ".join(sorted(user.name for user in strangers))
            self.add_error("outside", f"Cochez aussi dans la commission, ou décochez ici : {names}.")
        return cleaned

    @property
    def modality_fields(self) -> list[forms.BoundField]:
        """The fields of the capacities, in the record's order."""
        return [self[f"modality_{capacity.code}"] for capacity in self.capacities]

    def concertation(self) -> Concertation:
        """What was agreed, once the form is valid."""
        data = self.cleaned_data
        outside = set(data["outside"])
        return Concertation(
            agreed_on=data.get("agreed_on"),
            company_consulted=data.get("company_consulted", ""),
            others_consulted=data.get("others_consulted", ""),
            choices=[self._choice(capacity.code) for capacity in self.capacities],
            commission=[(user, user in outside) for user in data["evaluators"]],
        )

    def _choice(self, code: str) -> PlannedChoice:
        """The modality of one capacity. A project whose report came in time keeps the terms it was made on."""
        modality = Element(self.cleaned_data[f"modality_{code}"])
        before = self.dossier.planned.get(code)
        if modality is Element.PROJECTS and before and before.report_in_time:
            due_on, conditions = before.report_due_on, before.report_conditions
        else:
            due_on = self.cleaned_data["report_due_on"]
            conditions = self.cleaned_data["report_conditions"].replace("\r\n", "\n")
        return PlannedChoice(capacity=code, modality=modality, report_due_on=due_on, report_conditions=conditions)


def evaluators_of(centre: ExamCentre, *, seated: Iterable[UUID]) -> QuerySet[User]:
    """The people who hold the role of evaluator in a centre, and those seated in the commission already, by name."""
    holders = Membership.objects.filter(role=Role.EVALUATOR.value, centre=centre, ended_at__isnull=True)
    return User.objects.filter(Q(pk__in=holders.values("user")) | Q(pk__in=list(seated))).order_by("name", "pk")


def plan_initial(dossier: Dossier) -> dict[str, Any]:
    """What the plan form shows at first: the plan in force, or what the candidacy tells."""
    candidacy = dossier.candidacy
    if dossier.plan is None:
        return {"company_consulted": candidacy.company or candidacy.training_body or ""}
    projects = [one for one in dossier.planned.values() if one.modality == Element.PROJECTS]
    projects.sort(key=lambda one: one.report_in_time)  # the terms still open first
    return {
        "agreed_on": dossier.plan.agreed_on,
        "company_consulted": dossier.plan.company_consulted,
        "others_consulted": dossier.plan.others_consulted,
        "report_due_on": projects[0].report_due_on if projects else None,
        "report_conditions": projects[0].report_conditions if projects else "",
        "evaluators": [one.user_id for one in dossier.commissioners],
        "outside": [one.user_id for one in dossier.commissioners if one.outside_company],
        **{f"modality_{code}": one.modality for code, one in dossier.planned.items()},
    }


class AnswerForm(forms.Form):
    """One answer of the grid, as the device sends it. Only `value` was written by a person."""

    id = forms.UUIDField()
    capacity = forms.CharField(max_length=8)
    item = forms.CharField(max_length=40)
    value = forms.CharField(label="Texte", max_length=2000, required=False)
    base_version = forms.IntegerField(min_value=0)


class ReportForm(forms.Form):
    """The day the project report came."""

    received_on = forms.DateField(label="Rapport reçu le", widget=DateInput)


class AskForm(forms.Form):
    """Which block, by when the opinion is expected, and of whom when it is no longer the tutor of the enrolment."""

    block_code = forms.CharField(max_length=24, widget=forms.HiddenInput)
    expected_on = forms.DateField(label="Attendu le", widget=DateInput)
    tutor_name = forms.CharField(label="Autre tuteur ou responsable", max_length=120, required=False)
    tutor_email = forms.EmailField(label="Son adresse électronique", required=False)

    def clean(self) -> dict[str, Any]:
        """A tutor has a name and an address, or is not given."""
        cleaned = super().clean() or self.cleaned_data
        for given, missing in (("tutor_name", "tutor_email"), ("tutor_email", "tutor_name")):
            if cleaned.get(given) and not cleaned.get(missing) and missing not in self.errors:
                self.add_error(missing, "Donnez le nom et l’adresse, ou aucun des deux.")
        return cleaned

    def tutor(self) -> Tutor | None:
        """Whom to ask instead, once the form is valid; None: the tutor that the candidacy names."""
        name, email = self.cleaned_data["tutor_name"], self.cleaned_data["tutor_email"]
        return Tutor(name=name, email=email) if name else None


class ReasonForm(forms.Form):
    """A reason, in a sentence."""

    reason = forms.CharField(label="Motif", max_length=300)


class ReopenForm(ReasonForm):
    """Why an evaluation is opened again, the signed grids to take up and the opinions to ask again."""

    blocks = forms.MultipleChoiceField(
        label="Grilles à rouvrir",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="La grille signée reste telle quelle ; la commission corrige et signe une nouvelle version.",
    )
    opinions = forms.MultipleChoiceField(
        label="Avis de l’entreprise à redemander",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="L’avis transmis reste dans le dossier ; vous enverrez un nouveau lien.",
    )
    field_order = ("blocks", "opinions", "reason")

    def __init__(self, *args: Any, evaluation: Dossier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        signed = Grid.objects.current().filter(candidacy=evaluation.candidacy, signatures__isnull=False)
        given = [code for code, one in evaluation.opinions.items() if one.state == OpinionState.GIVEN]
        with_a_grid = set(Grid.objects.filter(candidacy=evaluation.candidacy).values_list("block_code", flat=True))
        # Held when the evaluation was planned, and withdrawn since, a block has no grid: it is taken up too.
        unseen = set(evaluation.candidacy.blocks_to_evaluate) - with_a_grid if evaluation.plan else set()
        codes = {"blocks": {*signed.values_list("block_code", flat=True), *unseen}, "opinions": set(given)}
        for name, known in codes.items():
            to_evaluate = known.difference(evaluation.candidacy.held_blocks)
            blocks = [block for block in evaluation.blocks if block.code in to_evaluate]
            if blocks:
                choices = [(block.code, f"Bloc {block.number}. {block.title}") for block in blocks]
                self.fields[name].choices = choices  # type: ignore[attr-defined]  # a field of choices
            else:
                del self.fields[name]

    @property
    def is_needed(self) -> bool:
        """Whether there is something to open again."""
        return "blocks" in self.fields or "opinions" in self.fields

    def chosen(self, name: str) -> list[str]:
        """The codes of the blocks ticked under "blocks" or "opinions", once the form is valid."""
        return list(self.cleaned_data.get(name, ()))


class OpinionForm(forms.Form):
    """The tutor's opinion on one block: what they saw of each capacity, then their opinion on the whole."""

    value = forms.ChoiceField(
        label="Au total, votre avis sur ce bloc", choices=list(OPINIONS.items()), widget=ChoiceBar
    )
    comment = forms.CharField(
        label="Autre chose à dire", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    quality = forms.ChoiceField(label="Vous êtes", choices=list(QUALITIES.items()), widget=forms.RadioSelect)
    consent = forms.BooleanField(error_messages={"required": "Cochez cette case : l’avis est celui de l’entreprise."})

    def __init__(self, *args: Any, request: OpinionRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        certification = request.candidacy.certification
        block = certification.block(request.block_code)
        self.capacities = [certification.capacity(code) for code in block.capacities]
        company = request.candidacy.company or "l’entreprise"
        self.fields["consent"].label = f"Je donne cet avis au nom de {company}."
        for capacity in self.capacities:
            self.fields[f"seen_{capacity.code}"] = forms.ChoiceField(
                label=f"{capacity.code}. {capacity.title}",
                choices=list(SEEN.items()),
                widget=ChoiceBar(marks={"yes": "ok", "not_yet": "no", "not_seen": "wait"}),
                error_messages={"required": f"{capacity.code} : choisissez une réponse, « Pas vu » en est une."},
            )
            self.fields[f"remark_{capacity.code}"] = forms.CharField(
                label="Qu’est-ce qui manque ?",
                max_length=600,
                required=False,
                help_text="Si la réponse est « Pas encore » : une ou deux phrases, sur des faits.",
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @property
    def questions(self) -> list[tuple[Capacity, forms.BoundField, forms.BoundField]]:
        """Each capacity with its two fields."""
        return [(one, self[f"seen_{one.code}"], self[f"remark_{one.code}"]) for one in self.capacities]

    def given(self) -> Given:
        """The opinion, once the form is valid."""
        data = self.cleaned_data
        return Given(
            value=OpinionValue(data["value"]),
            quality=data["quality"],
            comment=data["comment"],
            answers=[
                Seen(capacity=one.code, seen=data[f"seen_{one.code}"], remark=data[f"remark_{one.code}"])
                for one in self.capacities
            ],
        )
