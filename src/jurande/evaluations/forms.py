"""Forms of the evaluation phase: shapes only; `rules.planning` and `rules.evaluation` decide."""

from __future__ import annotations

from typing import Any

from django import forms

from jurande.accounts.models import User
from jurande.candidacies.models import Candidacy
from jurande.catalogue.record_file import load
from jurande.evaluations.actions import Concertation, PlannedChoice
from jurande.evaluations.facts import Dossier
from jurande.evaluations.models import MODALITIES, OpinionRequest
from jurande.evaluations.opinions import Given, Seen
from jurande.organisations.models import ExamCentre
from jurande.rules.certification import Capacity, Element, RouteCode
from jurande.rules.evaluation import OpinionValue
from jurande.rules.lifecycles import Role
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


class EvaluatorsField(forms.ModelMultipleChoiceField[User]):
    """Evaluators by name."""

    def label_from_instance(self, obj: User) -> str:
        """The name of the person."""
        return obj.name


class PlanForm(forms.Form):
    """The concertation, and one modality for each capacity to evaluate (none in VAE: an interview)."""

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

    def __init__(self, *args: Any, candidacy: Candidacy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        certification = load(candidacy.record_code).certification
        codes = [
            code for block in candidacy.blocks_to_evaluate for code in certification.block(block).capacities
        ]
        self.capacities: list[Capacity] = []
        if candidacy.route != RouteCode.VAE:
            self.capacities = [certification.capacity(code) for code in codes]
        else:
            del self.fields["report_due_on"], self.fields["report_conditions"]
        for capacity in self.capacities:
            self.fields[f"modality_{capacity.code}"] = forms.ChoiceField(
                label=f"{capacity.code}. {capacity.title}", choices=[("", "Choisir…"), *MODALITIES.items()]
            )
        people = evaluators_of(candidacy.centre)
        for name in ("evaluators", "outside"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]

    @property
    def modality_fields(self) -> list[forms.BoundField]:
        """The fields of the capacities, in the record's order."""
        return [self[f"modality_{capacity.code}"] for capacity in self.capacities]

    def concertation(self) -> Concertation:
        """What was agreed, once the form is valid."""
        data = self.cleaned_data
        outside = set(data["outside"])
        return Concertation(
            agreed_on=data["agreed_on"],
            company_consulted=data["company_consulted"],
            others_consulted=data["others_consulted"],
            choices=[
                PlannedChoice(
                    capacity=capacity.code,
                    modality=Element(data[f"modality_{capacity.code}"]),
                    report_due_on=data["report_due_on"],
                    report_conditions=data["report_conditions"],
                )
                for capacity in self.capacities
            ],
            commission=[(user, user in outside) for user in data["evaluators"]],
        )


def evaluators_of(centre: ExamCentre) -> Any:
    """The people who hold the role of evaluator in a centre, by name."""
    return User.objects.filter(
        memberships__role=Role.EVALUATOR.value, memberships__centre=centre, memberships__ended_at__isnull=True
    ).order_by("name", "pk")


def plan_initial(dossier: Dossier) -> dict[str, Any]:
    """What the plan form shows at first: the plan in force, or what the candidacy tells."""
    candidacy = dossier.candidacy
    if dossier.plan is None:
        return {"company_consulted": candidacy.company or candidacy.training_body or ""}
    projects = [one for one in dossier.planned.values() if one.modality == Element.PROJECTS]
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
    """One answer of the grid, as the device sends it."""

    id = forms.UUIDField()
    capacity = forms.CharField(max_length=8)
    item = forms.CharField(max_length=40)
    value = forms.CharField(max_length=2000, required=False)
    base_version = forms.IntegerField(min_value=0)


class ReportForm(forms.Form):
    """The day the project report came."""

    received_on = forms.DateField(label="Rapport reçu le", widget=DateInput)


class AskForm(forms.Form):
    """Which block, and by when the opinion is expected."""

    block_code = forms.CharField(max_length=24, widget=forms.HiddenInput)
    expected_on = forms.DateField(label="Attendu le", widget=DateInput)


class ReasonForm(forms.Form):
    """A reason, in a sentence."""

    reason = forms.CharField(label="Motif", max_length=300)


class OpinionForm(forms.Form):
    """The tutor's opinion on one block: what they saw of each capacity, then their opinion on the whole."""

    value = forms.ChoiceField(
        label="Au total, votre avis sur ce bloc", choices=list(OPINIONS.items()), widget=ChoiceBar
    )
    comment = forms.CharField(
        label="Autre chose à dire", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    quality = forms.ChoiceField(label="Vous êtes", choices=list(QUALITIES.items()), widget=forms.RadioSelect)
    consent = forms.BooleanField(
        error_messages={"required": "Cochez cette case : l’avis est celui de l’entreprise."}
    )

    def __init__(self, *args: Any, request: OpinionRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        certification = load(request.candidacy.record_code).certification
        block = certification.block(request.block_code)
        self.capacities = [certification.capacity(code) for code in block.capacities]
        company = request.candidacy.company or "l’entreprise"
        self.fields["consent"].label = f"Je donne cet avis au nom de {company}."
        for capacity in self.capacities:
            self.fields[f"seen_{capacity.code}"] = forms.ChoiceField(
                label=f"{capacity.code}. {capacity.title}",
                choices=list(SEEN.items()),
                widget=ChoiceBar(marks={"yes": "ok", "not_yet": "no", "not_seen": "wait"}),
                error_messages={
                    "required": f"{capacity.code} : choisissez une réponse, « Pas vu » en est une."
                },
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
