"""How every form of the application is drawn: the renderer, the bound field and a few widgets.

`settings.FORM_RENDERER` names `FormRenderer`: `{{ form }}`, `{{ form.field.as_field_group }}` and
`{{ form.field }}` come out in the markup of the design system, whatever the form. The sentences of the errors
are in `locale/fr`, which takes the place of Django's own where those do not say what to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django import forms
from django.forms.boundfield import BoundField as DjangoBoundField
from django.forms.renderers import TemplatesSetting

from jurande.rules.reasons import Refused
from jurande.ui.french import NBSP, typographic

type Tone = Literal["ok", "no", "wait"]

# Widgets that draw their own control: the others are boxes, of class `input`.
_OWN_LOOK = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.MultiWidget)


class BoundField(DjangoBoundField):
    """A field of a form that knows its place in the design system."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Adds the class `input` to boxes; leaves `aria-invalid` out of groups: radios may not have it."""
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        if not widget.is_hidden and not isinstance(widget, _OWN_LOOK):
            attrs["class"] = " ".join(filter(None, ("input", widget.attrs.get("class"))))
        if self.use_fieldset:
            attrs.pop("aria-invalid", None)
        return attrs

    @property
    def first_control_id(self) -> str:
        """Where the error summary leads: the control, or the first of a group."""
        if isinstance(self.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            return f"{self.auto_id}_0"
        return self.id_for_label or self.auto_id


class FormRenderer(TemplatesSetting):
    """Renders forms with the templates of `ui`, found before those of `django.forms`."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
    bound_field_class = BoundField


class DateInput(forms.DateInput):
    """A day, by the browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """An hour and its minutes, by the browser's own clock."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class DateTimeInput(forms.DateTimeInput):
    """A day and an hour, in the time of Paris."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class ChoiceBar(forms.RadioSelect):
    """Two or three exclusive answers side by side, real radios under the drawing.

    `marks` gives the shape of an answer by its value: ok (tick), no (cross), wait (not seen). With
    `result=True` the chosen answer takes the colour of its mark; keep it for results, so that the answers of
    an opinion weigh the same. The bar is named by the element of id `{{ field.auto_id }}_label`: the field's
    template writes it, and a page that places the bar itself must, or pass another `aria-labelledby`.
    """

    template_name = "ui/forms/choice_bar.html"
    use_fieldset = False

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Any = (),
        *,
        marks: Mapping[str, Tone] | None = None,
        result: bool = False,
    ) -> None:
        super().__init__(attrs, choices)
        self.marks = dict(marks or {})
        self.result = result

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The group and its answers; the group carries its name, its hint and its error."""
        context = super().get_context(name, value, attrs)
        given = context["widget"]["attrs"]
        group = {"class": "choice", "role": "radiogroup", "aria-labelledby": f"{given.get('id', name)}_label"}
        if context["widget"]["required"]:
            group["aria-required"] = "true"
        described = {key: value for key, value in given.items() if key == "id" or key.startswith("aria-")}
        context["widget"]["attrs"] = group | described
        return context

    def create_option(
        self,
        name: str,
        value: Any,
        label: int | str,
        selected: bool,
        index: int,
        subindex: int | None = None,
        attrs: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """One answer, with its symbol; what describes the group stays on the group."""
        option = super().create_option(name, value, label, selected, index, subindex, attrs)
        option["attrs"] = {key: value for key, value in option["attrs"].items() if not key.startswith("aria-")}
        tone = self.marks.get(str(value))
        option["symbol"] = {"ok": "o-ok", "no": "m-no", "wait": "m-wait", None: ""}[tone]
        option["tone"] = f"on-{tone}" if self.result and tone in ("ok", "no") else ""
        return option


@dataclass(frozen=True, slots=True)
class FormError:
    """One line of an error summary: the field's label and control (both empty for the form as a whole)."""

    label: str
    control_id: str
    message: str

    @property
    def lead(self) -> str:
        """The label as it opens the line: « Nom de naissance : », or as it is when it asks a question."""
        return self.label if self.label.endswith("?") else f"{self.label.rstrip('.:')}{NBSP}:"


def form_errors(form: forms.BaseForm) -> list[FormError]:
    """Every error of the form: those of the whole first, then field by field in the order of the page."""
    whole = [FormError("", "", str(message)) for message in form.non_field_errors()]
    by_field = [
        FormError("" if field.is_hidden else str(field.label), _control_id(field), str(message))
        for field in form
        for message in field.errors
    ]
    return whole + by_field


def _control_id(field: DjangoBoundField) -> str:
    return field.first_control_id if isinstance(field, BoundField) and not field.is_hidden else ""


def add_refusal(form: forms.BaseForm, refused: Refused) -> None:
    """Puts what stands in the way above the form, each reason with its clause: what was typed stays there."""
    for reason in refused.decision.obstacles:
        form.add_error(None, typographic(f"{reason.text} ({reason.clause.ref})"))
