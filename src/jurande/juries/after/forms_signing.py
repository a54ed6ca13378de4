"""Forms of what is signed after a jury: shapes only; `signing` and `rectifying` decide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from jurande.documents.printable import PrintedField
from jurande.documents.uploads import UploadField
from jurande.juries.after.rectifying_minutes import Corrected, Draft
from jurande.juries.after.signing_codes import DIGITS
from jurande.juries.models import Case, JurySession


class CodeField(forms.CharField):
    """The digits of a code, copied with or without spaces."""

    def __init__(self) -> None:
        attrs = {"autocomplete": "one-time-code", "inputmode": "numeric"}
        super().__init__(
            label="Code reçu",
            max_length=2 * DIGITS,
            widget=forms.TextInput(attrs=attrs),
            validators=[RegexValidator(rf"^[0-9]{{{DIGITS}}}$", "Recopiez les six chiffres du message.")],
        )

    def to_python(self, value: object) -> str:
        """The digits alone."""
        return "".join(str(value or "").split())


class SignForm(forms.Form):
    """The code and the consent, which sign; the page shows the sentence that is agreed to."""

    code = CodeField()
    consent = forms.BooleanField(
        label="Je signe, avec cette phrase",
        error_messages={"required": "Cochez la case pour signer : sans votre accord, rien n’est signé."},
    )


class FinishForm(forms.Form):
    """Why the signatures that are missing are not waited for."""

    reason = PrintedField(label="Motif", max_length=300, help_text="Il figure sur la feuille de signatures.")


class AttachForm(forms.Form):
    """Minutes signed elsewhere than here: a PDF signed with another tool, or a scan."""

    file = UploadField(
        label="Fichier signé",
        help_text="PDF, PNG ou JPEG, 10 Mo au plus. Le fichier est gardé tel quel, avec son empreinte.",
    )


class RectifyForm(forms.Form):
    """Why the minutes are corrected."""

    reason = PrintedField(
        label="Motif",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="D’où vient l’erreur, et comment elle a été vue.",
    )


# A correction of the minutes, of no candidate in particular.
WHOLE = "all"


class CorrectionForm(forms.Form):
    """One correction; left empty, it is none."""

    case = forms.ChoiceField(label="Porte sur", initial=WHOLE)
    instead_of = PrintedField(label="Au lieu de", max_length=400, help_text="Ce que dit le procès-verbal.")
    read = PrintedField(label="Lire", max_length=400)

    def __init__(self, *args: Any, cases: dict[str, Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(key, case.candidacy.person.listed_name) for key, case in cases.items()]
        self.fields["case"].choices = [(WHOLE, "Le procès-verbal dans son ensemble"), *names]  # type: ignore[attr-defined]
        self.cases = cases

    def corrected(self) -> Corrected:
        """The correction, once the form is valid and filled."""
        data = self.cleaned_data
        return Corrected(self.cases.get(data["case"]), _in_a_line(data["instead_of"]), _in_a_line(data["read"]))


# One correction at least; what goes beyond this is a second rectification.
MOST = 5
CorrectionFormSet = forms.formset_factory(
    CorrectionForm, extra=MOST - 1, min_num=1, validate_min=True, max_num=MOST, absolute_max=MOST, validate_max=True
)


class RectifyForms:
    """The reason and the corrections, judged together."""

    def __init__(self, session: JurySession, data: Any = None) -> None:
        cases = Case.objects.filter(session=session).select_related("candidacy__person")
        listed = sorted(cases, key=lambda case: case.candidacy.person.listed_name)
        known = {str(case.pk): case for case in listed}
        self.reason = RectifyForm(data)
        self.corrections = CorrectionFormSet(data, prefix="c", form_kwargs={"cases": known})

    # What the summary of errors asks of a form, so that all of theirs come in one.

    @property
    def is_bound(self) -> bool:
        """Whether something was sent."""
        return self.reason.is_bound

    @property
    def prefix(self) -> str:
        """The beginning of the identifiers."""
        return "rectify"

    @property
    def errors(self) -> list[object]:
        """What is wrong, form by form, for the title of the page."""
        return [*filter(None, (self.reason.errors, *self.corrections.errors, self.corrections.non_form_errors()))]

    @property
    def several(self) -> bool:
        """Whether more than the first correction was begun."""
        return self.is_bound and any(form.has_changed() for form in self.corrections.forms[1:])

    def non_field_errors(self) -> list[str]:
        """What is wrong with no field in particular."""
        # A first correction left empty says so itself: the set need not say that it lacks one.
        of_the_set = () if any(self.corrections.errors) else self.corrections.non_form_errors()
        return [str(error) for error in (*self.reason.non_field_errors(), *of_the_set)]

    def __iter__(self) -> Iterator[forms.BoundField]:
        """Every field, in the order of the page."""
        yield from self.reason
        for form in self.corrections:
            yield from form

    def is_valid(self) -> bool:
        """Whether everything is; each form is asked, so that all the mistakes are shown at once."""
        return all([self.reason.is_valid(), self.corrections.is_valid()])

    def draft(self) -> Draft:
        """What is to be signed, once valid."""
        filled = [form for form in self.corrections if form.has_changed()]
        return Draft(_in_a_line(self.reason.cleaned_data["reason"]), tuple(form.corrected() for form in filled))


def _in_a_line(text: str) -> str:
    """The text as it is printed and signed: browsers write ends of lines each in their way."""
    return " ".join(text.split())
