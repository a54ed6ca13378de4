"""Forms of the juries: shapes only; `rules.seating` and `rules.deliberation` decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from jurande.candidacies.models import Candidacy
from jurande.documents.printable import PrintedField
from jurande.documents.uploads import UploadField
from jurande.juries.before.agenda import listable
from jurande.juries.day.conformity import Finding
from jurande.juries.day.deliberating import Motion
from jurande.juries.day.sitting import Judged
from jurande.juries.facts import case_facts
from jurande.juries.models import BALLOTS, GROUNDS, VERDICTS, Case, Member
from jurande.rules.certification import Certification
from jurande.rules.deliberation import Verdict
from jurande.rules.settings import Ballot
from jurande.rules.voting import Choice
from jurande.rules.words import listed
from jurande.ui.forms import ChoiceBar, DateInput, TimeInput


class SessionForm(forms.Form):
    """When and where a jury meets."""

    held_on = forms.DateField(label="Date", widget=DateInput)
    starts_at = forms.TimeField(label="Heure", widget=TimeInput)
    place = PrintedField(label="Lieu", max_length=200, help_text="À distance : l’adresse de la réunion, ou son lien.")
    remote = forms.BooleanField(label="À distance", required=False)


class RescheduleForm(forms.Form):
    """When that day and where, corrected."""

    starts_at = SessionForm.base_fields["starts_at"]
    place = SessionForm.base_fields["place"]
    remote = SessionForm.base_fields["remote"]


class CancelForm(forms.Form):
    """Why a session is given up."""

    reason = PrintedField(
        label="Motif", max_length=400, help_text="Les organisations, les membres et la commission prévenus le liront."
    )


class InterruptForm(forms.Form):
    """Why who presides can do so no more."""

    reason = PrintedField(
        label="Motif",
        max_length=400,
        help_text="Imprimé au procès-verbal, pour chaque candidat dont la décision attend.",
    )


class CandidatesForm(forms.Form):
    """Candidates ready for a jury, to put on the list; the page draws them, each with what is to be said of them."""

    candidacies = forms.ModelMultipleChoiceField(
        label="Candidats prêts",
        queryset=Candidacy.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins un candidat."},
    )

    def __init__(self, *args: Any, centre: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["candidacies"].queryset = listable(centre).order_by("person__sort_key", "pk")  # type: ignore[attr-defined]

    @property
    def ticked(self) -> set[str]:
        """What was ticked in a form that comes back."""
        return set(self["candidacies"].value() or ())


class AttendanceForm(forms.Form):
    """Who is there, and who gives up a seat to restore parity."""

    present = forms.MultipleChoiceField(
        label="Présents",
        widget=forms.CheckboxSelectMultiple,
        help_text="Ceux qui ont émargé sur leur appareil sont déjà cochés ; les autres signent la feuille.",
    )
    withdrawn = forms.MultipleChoiceField(
        label="Se retirent pour rétablir la parité",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Seulement si les délégations sont inégales : tiré au sort ou convenu, et consigné.",
    )
    seen = forms.MultipleChoiceField(widget=forms.MultipleHiddenInput, required=False)

    def __init__(self, *args: Any, members: Sequence[Member], **kwargs: Any) -> None:
        here = [str(one.pk) for one in members if one.present]
        self._names = {str(one.pk): one.name for one in members if one.present}
        recorded = {"present": here, "seen": here, "withdrawn": [str(one.pk) for one in members if one.withdrawn]}
        super().__init__(*args, **{"initial": recorded} | kwargs)
        choices = [(str(one.pk), f"{one.name}, {one.get_side_display().lower()}") for one in members]
        for name in ("present", "withdrawn", "seen"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_seen(self) -> list[str]:
        """Whoever signed since the page was opened is not taken for somebody who left."""
        seen: list[str] = self.cleaned_data["seen"]
        known = {*seen, *self.cleaned_data.get("present", ())}
        if since := [name for key, name in self._names.items() if key not in known]:
            text = (
                f"Présence enregistrée depuis l’ouverture de cette page : {', '.join(since)}. Cochez, ou rechargez-la."
            )
            self.add_error("present", text)
        return seen

    def seats(self) -> dict[str, set[UUID]]:
        """Who is present and who withdraws, once the form is valid."""
        return {name: {UUID(one) for one in self.cleaned_data[name]} for name in ("present", "withdrawn")}


class ScanForm(forms.Form):
    """The attendance sheet signed by hand, scanned."""

    scan = UploadField(label="Feuille signée, numérisée (PDF, PNG ou JPEG)")


class DeclareBarForm(forms.Form):
    """Why a member leaves the vote of one candidate."""

    ground = forms.ChoiceField(label="Motif", choices=list(GROUNDS.items()), widget=forms.RadioSelect)


class BarsForm(forms.Form):
    """Who leaves the vote of one candidate, on which ground, and who presides then.

    Whoever left before keeps their own ground, in a field of its own; `ground` is for whom is added.
    """

    barred = forms.ModelMultipleChoiceField(
        label="Membres empêchés",
        queryset=Member.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    ground = forms.ChoiceField(label="Motif", choices=list(GROUNDS.items()), widget=forms.RadioSelect)
    acting_president = forms.ModelChoiceField(
        label="Préside à la place du président empêché",
        queryset=Member.objects.none(),
        required=False,
        empty_label="Sans objet",
    )
    seen = forms.ModelMultipleChoiceField(
        queryset=Member.objects.none(), required=False, widget=forms.MultipleHiddenInput
    )

    def __init__(self, data: QueryDict | None = None, *, case: Case) -> None:
        self._recorded = {bar.member: bar.ground for bar in case.bars.select_related("member").order_by("pk")}
        there = list(self._recorded)
        recorded = {"barred": there, "seen": there, "acting_president": case.acting_president_id}
        super().__init__(data and self._completed(data), initial=recorded)
        self._add_grounds()
        members = Member.objects.filter(session=case.session)
        self.fields["barred"].queryset = self.fields["seen"].queryset = members  # type: ignore[attr-defined]
        self.fields["acting_president"].queryset = members.filter(president=False)  # type: ignore[attr-defined]

    def _completed(self, data: QueryDict) -> QueryDict:
        """What was sent, with the ground of whoever stepped aside since: the page had no field for it."""
        data = data.copy()
        for member, ground in self._recorded.items():
            data.setdefault(_ground_of(member), ground)
        return data

    def _add_grounds(self) -> None:
        """One field for each member who does not vote, after who they are and before whom is added."""
        for member, ground in self._recorded.items():
            self.fields[_ground_of(member)] = forms.ChoiceField(
                label=f"Motif de {member.name}", choices=list(GROUNDS.items()), initial=ground
            )
        if self._recorded:
            self.fields["ground"].label, self.fields["ground"].required = "Motif de qui vous ajoutez", False
        self.order_fields(["barred", *map(_ground_of, self._recorded), "ground"])

    @property
    def grounds(self) -> dict[Member, str]:
        """Who does not vote and why, once the form is valid: whoever is added shares the ground that was given."""
        data, own = self.cleaned_data, self._recorded
        return {one: data[_ground_of(one) if one in own else "ground"] for one in data["barred"]}

    def clean(self) -> None:
        """Whoever stepped aside since the page was opened is not brought back unawares; an addition has its ground."""
        known = {*self.cleaned_data.get("seen", ()), *self.cleaned_data.get("barred", ())}
        if since := [member.name for member in self._recorded if member not in known]:
            text = f"Empêché depuis l’ouverture de cette page : {', '.join(since)}. Cochez, ou rechargez-la."
            self.add_error("barred", text)
        added = [one.name for one in self.cleaned_data.get("barred", ()) if one not in self._recorded]
        if added and "ground" in self.cleaned_data and not self.cleaned_data["ground"]:
            vote = "votent" if len(added) > 1 else "vote"
            self.add_error("ground", f"Dites pourquoi {listed(added)} ne {vote} pas.")


def _ground_of(member: Member) -> str:
    return f"ground_{member.pk}"


class ConformityForm(forms.Form):
    """What the jury says of each point of the first duty."""

    def __init__(self, *args: Any, points: tuple[Finding, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.points = points
        for point in points:
            self.fields[f"accepted_{point.key}"] = forms.ChoiceField(
                label=point.title,
                choices=[("yes", "Conforme"), ("reserve", "Avec réserve"), ("no", "Non conforme")],
                widget=ChoiceBar(marks={"yes": "ok", "reserve": "wait", "no": "no"}, result=True),
                error_messages={"required": "Le jury se prononce sur ce point."},
            )
            self.fields[f"reserve_{point.key}"] = PrintedField(
                label=f"{point.title}, réserve", max_length=600, required=False
            )

    @property
    def rows(self) -> list[tuple[Finding, forms.BoundField, forms.BoundField]]:
        """Each point with its two fields."""
        return [(one, self[f"accepted_{one.key}"], self[f"reserve_{one.key}"]) for one in self.points]

    def judged(self) -> dict[str, Judged]:
        """What was said of each point, once the form is valid."""
        data = self.cleaned_data
        return {
            one.key: Judged(
                accepted=data[f"accepted_{one.key}"] == "yes",
                reserve=data[f"reserve_{one.key}"],
                conform=data[f"accepted_{one.key}"] != "no",
            )
            for one in self.points
        }


class MotionForm(forms.Form):
    """What is put to the jury on one case."""

    verdict = forms.ChoiceField(label="Décision", widget=forms.RadioSelect)
    refused_blocks = forms.MultipleChoiceField(
        label="Blocs présentables que le jury refuse",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ce qu’il juge irrégulièrement évalué, avec son motif.",
    )
    reason = PrintedField(
        label="Motif",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Obligatoire pour un report, et quand la décision s’écarte du récapitulatif.",
    )
    ballot = forms.ChoiceField(
        label="Si vous passez au vote",
        choices=list(BALLOTS.items()),
        required=False,
        widget=forms.RadioSelect,
        help_text="Au scrutin secret, seul le vote de la présidence est connu : un partage le demande.",
    )

    def __init__(self, *args: Any, case: Case, certification: Certification, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whole = case_facts(case).whole
        allowed = (
            (Verdict.ADMISSIBLE, Verdict.NOT_ADMISSIBLE, Verdict.POSTPONED)
            if whole
            else (Verdict.BLOCKS, Verdict.POSTPONED)
        )
        self.fields["verdict"].choices = [(one.value, VERDICTS[one.value]) for one in allowed]  # type: ignore[attr-defined]
        self.fields["refused_blocks"].choices = [  # type: ignore[attr-defined]
            (code, f"Bloc {certification.block(code).number}") for code in case.summary.presentable_blocks
        ]

    def motion(self) -> Motion:
        """The motion, once the form is valid."""
        data = self.cleaned_data
        return Motion(
            verdict=Verdict(data["verdict"]),
            refused_blocks=tuple(data["refused_blocks"]),
            reason=data["reason"].strip(),
        )

    def ballot_chosen(self) -> Ballot:
        """How the vote is taken, once the form is valid; by show of hands unless said otherwise."""
        return Ballot(self.cleaned_data["ballot"] or Ballot.OPEN)


class TogetherForm(forms.Form):
    """The candidates that the jury decides in one motion."""

    cases = forms.TypedMultipleChoiceField(
        label="Candidats à décider ensemble",
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Cochez au moins un candidat.",
            "invalid_choice": "Un candidat coché n’est plus à décider ensemble : la liste est à jour, recochez.",
        },
    )

    def __init__(self, *args: Any, cases: Sequence[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cases"].choices = [  # type: ignore[attr-defined]
            (str(case.pk), f"{case.position}. {case.candidacy.person.listed_name}") for case in cases
        ]
        self.fields["cases"].initial = [str(case.pk) for case in cases]


class ResultForm(forms.Form):
    """What the president notes when recording a vote in which some seats did not speak."""

    silent_abstain = forms.BooleanField(
        label="Les sièges qui n’ont pas voté s’abstiennent", required=False, help_text="La présidence le constate."
    )


class VoteForm(forms.Form):
    """One seat's vote; `id` is made by the page, so that two clicks are one vote."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    choice = forms.ChoiceField(
        label="Votre voix",
        choices=[
            (Choice.FOR.value, "Pour"),
            (Choice.AGAINST.value, "Contre"),
            (Choice.ABSTAIN.value, "Abstention"),
        ],
        widget=ChoiceBar,
    )
