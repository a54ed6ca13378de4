"""The tags and filters of templates, through templates."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.template import engines

from jurande.rules.reasons import Clause, Kind, Reason
from jurande.ui.french import NBSP

ARTICLE = Clause("law.R6412-4", Kind.LAW, "Code du travail", "art. R6412-4")
TIE = Clause(
    "record.tie",
    Kind.RECORD,
    "Fiche RNCP 28245",
    "",
    "En cas de partage des voix, celle du président du jury est prépondérante.",
)
SPRITE = "/static/ui/marks.svg"


def render(source: str, **context: Any) -> str:
    """The template's output, with ~ for a non-breaking space."""
    return engines["django"].from_string(source).render(context).replace(NBSP, "~")


@pytest.mark.parametrize(
    ("kind", "classes"),
    [
        ("ok", "mark ok"),
        ("no", "mark no"),
        ("now", "mark hot"),
        ("wait", "mark wait"),
        ("kept", "mark kept"),
        ("hot", "mark hot"),
    ],
)
def test_a_mark_is_a_shape_then_a_word(kind: str, classes: str) -> None:
    html = render("{% mark kind 'Acquise' %}", kind=kind)
    drawing = f'<svg aria-hidden="true"><use href="{SPRITE}#m-{kind}"/></svg>'
    assert html == f'<span class="{classes}">{drawing}Acquise</span>'


def test_a_big_mark_says_so_to_the_stylesheet() -> None:
    assert render("{% mark 'ok' 'Admissible' big=True %}").startswith('<span class="mark ok big">')


def test_an_unknown_mark_is_refused_with_the_list_of_those_that_exist() -> None:
    with pytest.raises(ValueError, match="'maybe' is not a mark: choose among ok, no, now, wait, kept, hot"):
        render("{% mark 'maybe' 'Peut-être' %}")


def test_a_word_is_escaped() -> None:
    assert "&lt;b&gt;" in render("{% mark 'ok' word %}", word="<b>")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(
            '{% icon "i-doc" %}',
            f'<svg class="ico" aria-hidden="true"><use href="{SPRITE}#i-doc"/></svg>',
            id="an icon is drawn by its stroke and silent",
        ),
        pytest.param(
            '{% icon "m-dot" css="seat votes" %}',
            f'<svg class="seat votes" aria-hidden="true"><use href="{SPRITE}#m-dot"/></svg>',
            id="a mark is a full shape",
        ),
        pytest.param(
            '{% icon "m-ok" label="acquise" css="ok" %}',
            f'<svg class="ok" role="img" aria-label="acquise"><use href="{SPRITE}#m-ok"/></svg>',
            id="alone, it says its word",
        ),
    ],
)
def test_an_icon_comes_from_the_sprite(source: str, expected: str) -> None:
    assert render(source) == expected


def test_dots_draw_what_is_there_and_what_is_missing() -> None:
    html = render("{% dots 2 5 %}")
    assert (html.count("#m-dot"), html.count("#m-ring")) == (2, 3)
    assert html.startswith('<p class="dots" aria-hidden="true">')


@pytest.mark.parametrize(
    ("kind", "label"),
    [("law", "Loi"), ("branch", "Branche"), ("record", "Fiche"), ("choice", "Choix"), ("centre", "Centre")],
)
def test_every_kind_of_clause_says_who_speaks(kind: str, label: str) -> None:
    clause = Clause("a.b", Kind(kind), "Source", "")
    assert render("{% cite clause %}", clause=clause) == f'<p class="cite"><b>{label}.</b> Source</p>'


def test_no_kind_of_clause_is_forgotten() -> None:
    for kind in Kind:
        render("{% cite clause %}", clause=Clause("a.b", kind, "Source", ""))


@pytest.mark.parametrize(
    ("source", "clause", "expected"),
    [
        pytest.param("{% cite clause %}", ARTICLE, "<b>Loi.</b> Code du travail, art.~R6412-4", id="its reference"),
        pytest.param(
            "{% cite clause %}",
            TIE,
            "<b>Fiche.</b> «~En cas de partage des voix, celle du président du jury est prépondérante.~» "
            "Fiche RNCP~28245",
            id="its words between quotes, then its reference",
        ),
        pytest.param(
            "{% cite clause 'silence vaut recevabilité' %}",
            ARTICLE,
            "<b>Loi.</b> Code du travail, art.~R6412-4~: silence vaut recevabilité",
            id="a paraphrase, without quotes",
        ),
    ],
)
def test_a_cite_shows_where_the_rule_is_written(source: str, clause: Clause, expected: str) -> None:
    assert render(source, clause=clause) == f'<p class="cite">{expected}</p>'


def test_a_clause_that_comes_again_is_not_quoted_twice() -> None:
    clause = Clause("record.all_blocks", Kind.RECORD, "Fiche RNCP 28245", "modalités d’accès", "Les mots de la fiche")
    html = render("{% reasons items %}", items=[Reason("a", clause, "Un."), Reason("b", clause, "Deux.")])
    assert html.count("Les mots de la fiche") == 1
    assert html.count("modalités d’accès") == 2


def test_reasons_are_all_shown_and_obstacles_say_so() -> None:
    reasons = [
        Reason("a", ARTICLE, "Le dossier est complet."),
        Reason("b", TIE, "Il manque un <vote>.", holds=False),
    ]
    html = render("{% reasons items %}", items=reasons)
    complete, missing = html.split("</li>")[:2]
    assert "Le dossier est complet." in complete
    assert "Fait obstacle" not in complete
    assert "Il manque un &lt;vote&gt;." in missing
    assert "Fait obstacle" in missing
    assert html.count('class="cite"') == 2


@pytest.mark.parametrize(
    ("source", "opening"),
    [
        ("{% notice %}x{% endnotice %}", '<div class="notice">'),
        ("{% notice 'ok' %}x{% endnotice %}", '<div class="notice ok">'),
        ("{% notice 'success' %}x{% endnotice %}", '<div class="notice ok">'),
        ("{% notice 'warning' %}x{% endnotice %}", '<div class="notice hot">'),
        ("{% notice 'error' %}x{% endnotice %}", '<div class="notice no">'),
        ("{% notice 'hot' live=True %}x{% endnotice %}", '<div class="notice hot" role="status">'),
    ],
)
def test_a_notice_has_the_colour_of_what_it_says(source: str, opening: str) -> None:
    assert render(source).startswith(opening)


def test_a_notice_may_have_a_drawing_of_its_own() -> None:
    assert "#i-scale" in render("{% notice 'hot' symbol='i-scale' %}Partage{% endnotice %}")


def test_a_page_head_carries_a_title_and_actions() -> None:
    html = render(
        "{% page_head title over='Mardi' lede=lede %} <a class='btn'>Ouvrir</a> {% endpage_head %}",
        title="Droits & devoirs",
        lede="<i>rien</i>",
    )
    assert "<h1>Droits &amp; devoirs</h1>" in html
    assert '<p class="over">Mardi</p>' in html
    assert "&lt;i&gt;rien&lt;/i&gt;" in html
    assert "<div class=\"actions\"> <a class='btn'>Ouvrir</a> </div>" in html


def test_a_page_head_without_action_has_no_empty_box() -> None:
    html = render("{% page_head 'À faire' %}{% endpage_head %}")
    assert "actions" not in html
    assert "lede" not in html


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ first|day }}", "1<sup>er</sup>~avril"),
        ("{{ eleventh|day }}", "11~avril"),
        ("{{ eleventh|day_short }}", "11~avr."),
        ("{{ first|day_year }}", "1<sup>er</sup>~avril 2026"),
        ("{{ first|day_full }}", "mercredi 1<sup>er</sup>~avril 2026"),
        ("{{ late|moment }}", "jeudi 9~avril 2026, 1~h~30"),
        ("{{ late|hour }}", "1~h~30"),
        ("{{ late|day }}", "9~avril"),
        ("{{ late|due:first }}", "dans~8~jours"),
        ("{{ first|due:late }}", "8~jours de~retard"),
        ("{{ 3|count:'candidat' }}", "3~candidats"),
        ("{{ 1|spelled:'f' }} {{ 1|spelled }}", "une un"),
        ("{{ 'Qui ?'|typographic }}", "Qui~?"),
        ("{{ unsafe|typographic }}", "&lt;b&gt;~?"),
    ],
)
def test_a_filter_writes_french(source: str, expected: str) -> None:
    context = {
        "unsafe": "<b> ?",
        "first": date(2026, 4, 1),
        "eleventh": date(2026, 4, 11),
        # 23:30 in UTC is already the next day in Paris.
        "late": datetime(2026, 4, 8, 23, 30, tzinfo=UTC),
    }
    assert render(source, **context) == expected


@pytest.mark.parametrize("name", ["day", "day_short", "day_year", "day_full", "moment", "hour"])
def test_what_has_no_date_shows_nothing(name: str) -> None:
    assert render(f"{{{{ none|{name} }}}}", none=None) == ""


def test_the_margin_of_an_entry_gives_the_day_to_machines_too() -> None:
    html = render(
        '{% include "ui/parts.html#margin" with day=day today=today %}',
        day=date(2026, 3, 13),
        today=date(2026, 3, 17),
    )
    assert '<time datetime="2026-03-13"><b>13~mars</b></time>' in html
    assert "4~jours de~retard" in html
