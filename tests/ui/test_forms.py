"""Forms in the markup of the design system, and errors that say what to do."""

from __future__ import annotations

import gettext
import re
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.template import engines
from lxml import html

import jurande.ui
from jurande.rules.reasons import Refused
from jurande.ui.forms import (
    ChoiceBar,
    DateInput,
    DateTimeInput,
    FormError,
    TimeInput,
    add_refusal,
    form_errors,
)
from jurande.ui.french import NBSP
from jurande.ui.gallery import REFUSED

LOCALE = Path(jurande.ui.__file__).parent / "locale" / "fr" / "LC_MESSAGES"
REQUIRED = f"Donnez une réponse ici{NBSP}: elle est obligatoire."


class Person(forms.Form):
    """One field of each way of answering."""

    name = forms.CharField(label="Nom", max_length=5, help_text="Celui de <naissance>.")
    born_on = forms.DateField(label="Naissance", widget=DateInput, required=False)
    route = forms.ChoiceField(label="Voie", choices={"vae": "VAE", "school": "École"})
    quality = forms.ChoiceField(
        label="Vous êtes", choices={"a": "tuteur", "b": "responsable"}, widget=forms.RadioSelect
    )
    blocks = forms.MultipleChoiceField(
        label="Blocs",
        choices={"1": "Bloc 1", "2": "Bloc 2"},
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    seen = forms.ChoiceField(
        label="L’a-t-elle fait ?",
        help_text="Au travail.",
        choices={"yes": "Oui", "no": "Non", "unseen": "Pas vu"},
        widget=ChoiceBar(marks={"yes": "ok", "no": "no", "unseen": "wait"}),
    )
    agreed = forms.BooleanField(label="Je suis d’accord.")
    token = forms.CharField(widget=forms.HiddenInput)


class Accounts(forms.Form):
    """Answers that machines can find wrong."""

    email = forms.EmailField(required=False)
    day = forms.DateField(required=False)
    number = forms.IntegerField(required=False)
    choice = forms.ChoiceField(choices={"a": "A"}, required=False)


def tree(form: forms.BaseForm) -> html.HtmlElement:
    """The page's elements for `{{ form }}`."""
    return html.fragment_fromstring(str(form), create_parent="div")


def one(root: html.HtmlElement, path: str) -> html.HtmlElement:
    """The only element at an XPath."""
    found = root.xpath(path)
    assert len(found) == 1, f"{path}: {len(found)} found"
    return found[0]


def test_a_box_has_its_label_its_hint_and_its_class() -> None:
    root = tree(Person())
    field = one(root, "//div[@class='field'][.//input[@name='name']]")
    box = one(field, "input")
    assert one(field, "label").get("for") == box.get("id")
    assert (box.get("class"), box.get("aria-describedby")) == ("input", "id_name_helptext")
    assert one(field, "p[@id='id_name_helptext']").text == "Celui de <naissance>."


def test_a_class_given_by_the_author_stays() -> None:
    class Short(forms.Form):
        code = forms.CharField(widget=forms.TextInput(attrs={"class": "number"}))

    assert one(tree(Short()), "//input").get("class") == "input number"


def test_what_may_be_left_out_says_so() -> None:
    root = tree(Person())
    optional = [one.text_content().strip() for one in root.xpath("//*[.='(facultatif)']/..")]
    assert optional == ["Naissance (facultatif)", "Blocs (facultatif)"]


def test_radios_and_boxes_are_lists_in_a_fieldset() -> None:
    root = tree(Person())
    for name, kind in (("quality", "radio"), ("blocks", "checkbox")):
        field = one(root, f"//fieldset[.//input[@name='{name}']]")
        answers = field.xpath(".//label[@class='check']")
        assert len(answers) == 2
        assert [answer.xpath("input")[0].get("type") for answer in answers] == [kind, kind]
        assert one(field, "legend") is not None


def test_a_list_in_error_says_it_on_the_group_and_not_on_each_radio() -> None:
    field = one(tree(Person({})), "//fieldset[.//input[@name='quality']]")
    assert field.get("aria-describedby") == "id_quality_error"
    assert field.xpath(".//@aria-invalid") == []


def test_a_single_box_is_inside_its_label() -> None:
    label = one(tree(Person()), "//label[@class='check'][input[@name='agreed']]")
    assert label.text_content().strip() == "Je suis d’accord."
    assert one(label, "input").get("class") is None


def test_a_choice_bar_is_a_group_of_real_radios_named_by_its_question() -> None:
    root = tree(Person({}))
    bar = one(root, "//div[@class='choice']")
    assert (bar.get("role"), bar.get("aria-required"), bar.get("aria-invalid")) == (
        "radiogroup",
        "true",
        "true",
    )
    question = one(root, f"//*[@id='{bar.get('aria-labelledby')}']")
    assert question.text_content().strip() == f"L’a-t-elle fait{NBSP}?"
    for described in bar.get("aria-describedby").split():
        assert one(root, f"//*[@id='{described}']") is not None
    radios = bar.xpath(".//input[@type='radio']")
    assert [radio.get("value") for radio in radios] == ["yes", "no", "unseen"]
    assert not any(attribute.startswith("aria-") for radio in radios for attribute in radio.attrib)
    assert [use.get("href").split("#")[1] for use in bar.xpath(".//use")] == ["o-ok", "m-no", "m-wait"]
    assert bar.xpath(".//label/@class") == []


def test_the_answers_of_a_result_take_the_colour_of_their_mark() -> None:
    class Result(forms.Form):
        result = forms.ChoiceField(
            choices={"acquired": "Acquise", "not": "Non acquise"},
            widget=ChoiceBar(marks={"acquired": "ok", "not": "no"}, result=True),
        )

    root = tree(Result(initial={"result": "not"}))
    assert root.xpath("//label/@class") == ["on-ok", "on-no"]
    assert one(root, "//input[@checked]").get("value") == "not"


def test_a_page_may_name_a_choice_bar_itself() -> None:
    class Criterion(forms.Form):
        met = forms.ChoiceField(choices={"y": "Acquis"}, widget=ChoiceBar(attrs={"aria-labelledby": "k31"}))

    assert one(tree(Criterion()), "//div[@class='choice']").get("aria-labelledby") == "k31"


@pytest.mark.parametrize(
    ("widget", "value", "kind", "written"),
    [
        (DateInput(), "2026-04-09", "date", "2026-04-09"),
        (TimeInput(), "14:30:00", "time", "14:30:00"),
        (DateTimeInput(), "2026-04-09T14:30", "datetime-local", "2026-04-09T14:30"),
    ],
)
def test_days_and_hours_use_what_the_browser_has(widget: forms.Widget, value: str, kind: str, written: str) -> None:
    box = html.fragment_fromstring(widget.render("x", value))
    assert (box.get("type"), box.get("value")) == (kind, written)


def test_a_date_object_is_written_in_the_form_that_browsers_read() -> None:
    assert 'value="2026-04-09"' in DateInput().render("x", date(2026, 4, 9))
    assert 'value="14:05"' in TimeInput().render("x", time(14, 5))
    assert 'value="2026-04-09T14:05"' in DateTimeInput().render("x", datetime(2026, 4, 9, 14, 5, tzinfo=UTC))


def test_a_field_in_error_is_described_by_its_error() -> None:
    root = tree(Person({"name": "beaucoup trop long"}))
    box = one(root, "//input[@name='name']")
    assert box.get("aria-invalid") == "true"
    assert box.get("aria-describedby") == "id_name_helptext id_name_error"
    error = one(root, "//*[@id='id_name_error']")
    assert "au plus 5" in error.text_content()
    assert len(error.xpath(".//*[@class='error']/svg[@aria-hidden='true']")) == 1


def test_the_summary_lists_every_error_and_leads_to_its_field() -> None:
    form = Person({"name": "", "token": ""})
    form.add_error(None, "Cette session est complète : choisissez-en une autre.")
    root = tree(form)
    summary = one(root, "//*[contains(@class, 'summary')]")
    assert one(summary, ".//h2").text == "Sept points à corriger"
    assert "Cette session est complète" in summary.xpath(".//li")[0].text_content()
    links = summary.xpath(".//a/@href")
    assert links == ["#id_name", "#id_route", "#id_quality_0", "#id_seen_0", "#id_agreed"]
    for link in links:
        assert one(root, f"//*[@id='{link[1:]}']").tag in {"input", "select"}
    assert len(summary.xpath(".//li")) == 7, "the hidden field's error is shown too"


def test_the_summary_counts_one_error_as_one() -> None:
    root = tree(Accounts({"number": "douze"}))
    assert one(root, "//h2").text == "Un point à corriger"


def test_there_is_no_summary_without_error() -> None:
    for form in (Person(), Accounts({})):
        assert not tree(form).xpath("//*[contains(@class, 'summary')]")


def test_a_page_that_places_its_fields_itself_has_the_same_summary() -> None:
    source = engines["django"].from_string("{% form_errors form %}{{ form.number.as_field_group }}")
    page = source.render({"form": Accounts({"a-number": "douze"}, prefix="a")})
    assert 'href="#id_a-number"' in page
    assert 'aria-labelledby="a-errors"' in page


@pytest.mark.parametrize(
    ("label", "lead"),
    [("Nom", f"Nom{NBSP}:"), ("Vraiment ?", "Vraiment ?"), ("Je suis d’accord.", f"Je suis d’accord{NBSP}:")],
)
def test_a_label_opens_the_line_of_its_error(label: str, lead: str) -> None:
    assert FormError(label, "id_x", "…").lead == lead


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"email": "nadege@"}, "Écrivez une adresse électronique complète"),
        ({"day": "31/02/2026"}, "Écrivez une date qui existe"),
        ({"number": "douze"}, "Écrivez un nombre entier, en chiffres"),
        ({"choice": "z"}, f"«{NBSP}z{NBSP}» n’en fait pas partie"),
    ],
    ids=lambda value: str(value),
)
def test_an_error_says_what_to_do(data: dict[str, Any], sentence: str) -> None:
    (error,) = form_errors(Accounts(data))
    assert sentence in error.message


def test_a_missing_answer_is_asked_for_whatever_the_kind_of_field() -> None:
    assert {error.message for error in form_errors(Person({}))} == {REQUIRED}


def test_a_refusal_stays_above_the_form_with_what_was_typed() -> None:
    form = Accounts({"number": "12"})
    add_refusal(form, Refused(REFUSED))
    root = tree(form)
    lines = [line.text_content().strip() for line in root.xpath("//*[contains(@class, 'summary')]//li")]
    agreement = f"(Accord du 8{NBSP}novembre 2019, art.{NBSP}55.2)"
    assert lines == [
        f"Les organisations syndicales ont été saisies 12{NBSP}jours avant le jury. {agreement}",
        f"L’avis de l’entreprise manque pour le bloc{NBSP}2. (Délai fixé par le centre)",
    ]
    assert one(root, "//input[@name='number']").get("value") == "12"


def test_the_compiled_sentences_are_those_of_the_source() -> None:
    source = dict(re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', (LOCALE / "django.po").read_text("utf-8"), re.MULTILINE))
    with (LOCALE / "django.mo").open("rb") as compiled:
        catalogue = gettext.GNUTranslations(compiled)
    assert source
    assert {key: catalogue.gettext(key) for key in source} == source
    assert (LOCALE / "django.po").read_text("utf-8").count("msgid ") == len(source) + 1, "one line each, and the header"


def test_every_sentence_replaces_one_that_django_has() -> None:
    ours = re.findall(r'^msgid "(.+)"$', (LOCALE / "django.po").read_text("utf-8"), re.MULTILINE)
    theirs = gettext.translation("django", Path(forms.__file__).parents[1] / "conf" / "locale", ["fr"])
    unknown = [sentence for sentence in ours if theirs.gettext(sentence) == sentence]
    assert unknown == []
