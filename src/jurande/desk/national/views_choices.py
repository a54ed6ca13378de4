"""The choices of the authority: every question that the texts leave open, its answer today, and a form for another."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from jurande.accounts.access import only
from jurande.accounts.http import Request
from jurande.catalogue.presentation import answer_in_words
from jurande.catalogue.record_file import codes, load
from jurande.ledger.queries import history
from jurande.organisations import actions
from jurande.organisations.choices import OPEN, in_force, in_force_each, kind_of, read, written
from jurande.organisations.forms import ChoiceForm
from jurande.organisations.models import SettingChoice
from jurande.rules.lifecycles import Role
from jurande.rules.reasons import Refused
from jurande.rules.settings import DEFAULTS, QUESTIONS, Question
from jurande.ui.forms import add_refusal


@dataclass(frozen=True, slots=True)
class Line:
    """One question as the page shows it: the answer today, the default of the book, and what was decided.

    `elsewhere` are the certifications that have another answer today, each with it.
    """

    name: str
    question: Question
    answer: str
    elsewhere: tuple[tuple[str, str], ...]
    default: str
    decided: tuple[tuple[SettingChoice, str], ...]
    can_change: bool


def _lines(request: Request) -> list[Line]:
    """Every question, in the order of the book; two queries."""
    found = in_force_each((request.today, code) for code in ("", *codes()))
    today = {code: choices for (_, code), choices in found.items()}
    decided: dict[str, list[tuple[SettingChoice, str]]] = {}
    for row in SettingChoice.objects.order_by("-starts_on", "-pk"):
        decided.setdefault(row.name, []).append((row, answer_in_words(row.name, read(row.name, row.value))))
    return [
        Line(
            name,
            question,
            answer_in_words(name, getattr(today[""], name)),
            tuple(
                (code, answer_in_words(name, getattr(today[code], name)))
                for code in codes()
                if getattr(today[code], name) != getattr(today[""], name)
            ),
            answer_in_words(name, getattr(DEFAULTS, name)),
            tuple(decided.get(name, ())),
            name in OPEN,
        )
        for name, question in QUESTIONS.items()
    ]


@only(Role.NATIONAL)
@require_safe
def choices(request: Request) -> HttpResponse:
    """Every question that the texts leave open, with its answer in force."""
    return render(request, "desk/national/choices.html", {"lines": _lines(request)})


@only(Role.NATIONAL)
@require_http_methods(["GET", "HEAD", "POST"])
def choice(request: Request, name: str) -> HttpResponse:
    """One question: its answers so far, and the form for another, from a day to come."""
    line = next((one for one in _lines(request) if one.name == name and one.can_change), None)
    if line is None:
        raise Http404
    present = written(getattr(in_force(request.today), name))
    given = request.POST if request.method == "POST" else None
    form = ChoiceForm(given, question=name, answers=_answers(name), records=_records(), initial={"value": present})
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose(**form.decision(), actor=request.member.actor, now=request.now)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "Le choix est enregistré. Il vaudra à partir du jour dit.")
            return redirect("organisations:choice", name=name)
    context = {"line": line, "form": form, "history": history([f"setting:{name}"])}
    return render(request, "desk/national/choice.html", context, status=422 if form.errors else 200)


def _records() -> list[tuple[str, str]]:
    """The certifications of the catalogue, by the code of their record."""
    return [(code, f"{load(code).certification.short_title} ({code})") for code in codes()]


def _answers(name: str) -> list[tuple[str, str]]:
    """The answers to choose from, each with its words; none for a question answered by a number."""
    kind = kind_of(name)
    if kind is bool:
        return [(written(value), answer_in_words(name, value)) for value in (True, False)]
    if issubclass(kind, StrEnum):
        return [(value.value, answer_in_words(name, value)) for value in kind]
    return []
