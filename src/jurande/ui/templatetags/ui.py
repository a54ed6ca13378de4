"""The words of the design system in templates: marks, icons, cites, reasons, notices, dates and counts.

Declared in `settings.TEMPLATES` as built-ins: a template uses them without loading anything. The README of
`ui` shows each.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import forms, template
from django.forms.formsets import BaseFormSet
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from jurande.rules.reasons import Clause, Kind, Reason
from jurande.ui import french
from jurande.ui.forms import FormError
from jurande.ui.forms import form_errors as errors_of

register = template.Library()

# The symbol of a mark, and the class that gives its colour.
MARKS = {"ok": "ok", "no": "no", "now": "hot", "wait": "wait", "kept": "kept", "hot": "hot"}
# The colour of a notice and its symbol; Django's levels of messages have theirs too.
NOTICES = {
    "info": ("", "i-info"),
    "ok": ("ok", "m-ok"),
    "hot": ("hot", "m-hot"),
    "no": ("no", "m-no"),
    "debug": ("", "i-info"),
    "success": ("ok", "m-ok"),
    "warning": ("hot", "m-hot"),
    "error": ("no", "m-no"),
}
SOURCES = {
    Kind.LAW: "Loi",
    Kind.BRANCH: "Branche",
    Kind.RECORD: "Fiche",
    Kind.CHOICE: "Choix",
    Kind.CENTRE: "Centre",
}


# Drawings -----------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """A symbol of the sprite `marks.svg`; silent for screen readers unless it has a label.

    Icons (`i-…`) are drawn by the stroke of the class `ico`; marks (`m-…`, `o-…`) are full shapes without it.
    """
    classes = " ".join(filter(None, ("ico" if name.startswith("i-") else "", css)))
    return format_html(
        '<svg{}{}><use href="{}#{}"/></svg>',
        format_html(' class="{}"', classes) if classes else "",
        format_html(' role="img" aria-label="{}"', label) if label else mark_safe(' aria-hidden="true"'),
        static("ui/marks.svg"),
        name,
    )


@register.simple_tag
def mark(kind: str, word: str, big: bool = False) -> SafeString:
    """A state: its shape, then its word. `kind` is ok, no, now, wait, kept or hot.

    Raises ValueError for another kind: a state without its shape would be a colour only.
    """
    if kind not in MARKS:
        raise ValueError(f"{kind!r} is not a mark: choose among {', '.join(MARKS)}.")
    return _mark(kind, word, big)


@lru_cache(maxsize=500)  # a list of three hundred candidates has a handful of marks
def _mark(kind: str, word: str, big: bool) -> SafeString:
    classes = f"mark {MARKS[kind]} big" if big else f"mark {MARKS[kind]}"
    return format_html('<span class="{}">{}{}</span>', classes, icon(f"m-{kind}"), french.typographic(word))


@register.simple_tag
def dots(full: int, total: int) -> SafeString:
    """A row of `total` marks, the first `full` of them full. The sentence beside it says the same."""
    row = [(icon("m-dot"),)] * full + [(icon("m-ring", css="hot"),)] * (total - full)
    return format_html('<p class="dots" aria-hidden="true">{}</p>', format_html_join("", "{}", row))


# Rules --------------------------------------------------------------------------------------


@register.simple_tag
def cite(clause: Clause, text: str = "") -> SafeString:
    """The rule beside what it decides: who says it, its words, its reference last.

    Shows the clause's quotation when it has one, else its reference; `text` paraphrases it instead.
    """
    if text:
        words = f"{clause.ref} : {text}"
    elif clause.quote:
        words = f"« {clause.quote} » {clause.ref}"
    else:
        words = clause.ref
    return format_html('<p class="cite"><b>{}.</b> {}</p>', SOURCES[clause.kind], french.typographic(words))


@register.simple_tag
def reasons(items: Iterable[Reason]) -> SafeString:
    """All the reasons of a decision, numbered, each with its clause; those that stand in the way say so.

    A clause that comes again is cited by its reference: its words were read once.
    """
    quoted: set[str] = set()
    lines = []
    for reason in items:
        obstacle = "" if reason.holds else format_html(" {}", mark("no", "Fait obstacle"))
        clause = replace(reason.clause, quote="") if reason.clause.key in quoted else reason.clause
        quoted.add(reason.clause.key)
        lines.append((french.typographic(reason.text), obstacle, cite(clause)))
    return format_html('<ol class="reasons">{}</ol>', format_html_join("", "<li>{}{}{}</li>", lines))


# Blocks -------------------------------------------------------------------------------------


@register.simple_block_tag
def page_head(content: str, title: str, over: str = "", lede: str = "") -> SafeString:
    """The title of a page, closed by the thick-and-thin rule; what it encloses are the page's actions."""
    context = {"title": title, "over": over, "lede": lede, "actions": content}
    return render_to_string("ui/parts.html#page_head", context)


@register.simple_block_tag
def notice(content: str, kind: str = "info", symbol: str = "", live: bool = False) -> SafeString:
    """One message about the page. `kind` is info, ok, hot, no or a level of Django's messages.

    `symbol` replaces the drawing of the kind; `live=True` has it read aloud when it appears in an open page.
    """
    colour, usual = NOTICES[kind]
    return format_html(
        '<div class="{}"{}>{}<div>{}</div></div>',
        f"notice {colour}".rstrip(),
        mark_safe(' role="status"') if live else "",
        icon(symbol or usual),
        content,
    )


@register.simple_tag(takes_context=True)
def error_title(context: template.Context) -> SafeString:
    """« Erreur : » at the head of the title of a page one of whose forms came back with mistakes, whatever its name.

    Forms that a page holds in a list are not found there: its view gives the one that was sent as `form`.
    """
    # By their type, for a lazy value is not to be read here; what groups forms has `is_bound` too.
    shown: list[Any] = list(context.flatten().values())
    kinds = [
        one for one in shown if issubclass(type(one), forms.BaseForm | BaseFormSet) or hasattr(type(one), "is_bound")
    ]
    failed = any(form.is_bound and form.errors for form in kinds)
    return mark_safe("Erreur&nbsp;: ") if failed else SafeString()


@register.inclusion_tag("ui/forms/summary.html")
def form_errors(form: forms.BaseForm) -> dict[str, Any]:
    """The summary of all the errors of a form, each leading to its field; nothing when there is none.

    `{{ form }}` begins with it; a page that places its fields one by one calls it above them.
    """
    errors: list[FormError] = errors_of(form) if form.is_bound else []
    return {"errors": errors, "id": f"{form.prefix or 'form'}-errors"}


# Dates, counts and spaces --------------------------------------------------------------------


def _raised(text: str) -> SafeString:
    """The same date with « er » raised."""
    before, first, after = text.partition(f"1er{french.NBSP}")
    return format_html("{}1<sup>er</sup>{}{}" if first else "{}", before, french.NBSP, after)


@register.filter(expects_localtime=True)
def day(value: date | None) -> str:
    """« 19 mars »; nothing when there is no date."""
    return _raised(french.day(value)) if value else ""


@register.filter(expects_localtime=True)
def day_short(value: date | None) -> str:
    """« 12 févr. », for the cells of a table."""
    return _raised(french.day_short(value)) if value else ""


@register.filter(expects_localtime=True)
def day_year(value: date | None) -> str:
    """« 16 juin 2022 »."""
    return _raised(french.day_year(value)) if value else ""


@register.filter(expects_localtime=True)
def day_full(value: date | None) -> str:
    """« jeudi 9 avril 2026 »."""
    return _raised(french.day_full(value)) if value else ""


@register.filter(expects_localtime=True)
def hour(value: datetime | None) -> str:
    """« 14 h », « 9 h 58 »."""
    return french.hour(value) if value else ""


@register.filter(expects_localtime=True)
def moment(value: datetime | None) -> str:
    """« jeudi 9 avril 2026, 14 h »."""
    return _raised(french.moment(value)) if value else ""


@register.filter(expects_localtime=True)
def due(value: date | None, today: date) -> str:
    """« dans 2 jours », « demain », « 4 jours de retard », counted from `today` (a date, or an instant)."""
    return french.due(_as_day(value), _as_day(today)) if value else ""


@register.filter
def count(number: int, words: str) -> str:
    """« 3 candidats »; with two forms parted by a comma when the plural is irregular."""
    return french.count(number, words)


@register.filter
def spelled(number: int, gender: str = "") -> str:
    """« trois », « une » with the argument "f"; in figures beyond sixteen."""
    return french.spelled(number, feminine=gender == "f")


@register.filter(is_safe=True)
@template.defaultfilters.stringfilter
def typographic(text: str) -> str:
    """The same text with the non-breaking spaces of French."""
    return french.typographic(text)


def _as_day(value: date) -> date:
    if isinstance(value, datetime):
        return timezone.localdate(value) if timezone.is_aware(value) else value.date()
    return value
