"""What is written is what is read back, whatever the names."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO

from hypothesis import given, settings
from hypothesis import strategies as st

from jurande.declarations.cdc.model import (
    BirthPlace,
    DeclaredCertification,
    Flux,
    Holder,
    Passage,
    passage_tree,
)
from jurande.declarations.cdc.problems import Problem
from jurande.declarations.cdc.verify import read
from jurande.declarations.cdc.words import ExamMode, Initiative, Sex, VaePath
from jurande.rules.certification import RouteCode
from jurande.rules.dates import PARIS
from tests.declarations.cdc.samples import FLUX, known, written

_AWARDED = date(2025, 4, 9)

_CHARACTERS = st.one_of(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cn")),
    st.sampled_from("&<>'\"’]–éÉœçŁśß😀🏴ﬁﷺ\u0301\u200d"),
)
_WORDS = st.one_of(
    st.text(_CHARACTERS, min_size=1, max_size=20),
    st.sampled_from(
        ["Łucja", "D’Août", "L'Hôte & Fils", "<script>", "]]>", "&amp;", "Ngô Thị", "👩‍🔧", "x" * 20, "-->"]
    ),
)


def _texts(longest: int) -> st.SearchStrategy[str]:
    """Words with one space between them, as long as the format takes."""
    sentences = st.lists(_WORDS, min_size=1, max_size=3).map(" ".join)
    return sentences.filter(lambda text: len(text) <= longest and text == text.strip())


def _maybe[T](values: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    return st.none() | values


@st.composite
def _births(draw: st.DrawFn) -> tuple[int, int | None, int | None]:
    """A day of birth as far as it is known."""
    day = draw(st.dates(date(1900, 1, 1), date(2010, 12, 31)))
    parts = draw(st.sampled_from([(None, None), (day.month, None), (day.month, day.day)]))
    return (day.year, *parts)


@st.composite
def _holders(draw: st.DrawFn) -> Holder:
    year, month, day = draw(_births())
    return Holder(
        birth_name=draw(_texts(60)),
        used_name=draw(_maybe(_texts(60))),
        first_names=tuple(draw(st.lists(_texts(60), min_size=1, max_size=4))),
        sex=draw(st.sampled_from(Sex)),
        birth_year=year,
        birth_month=month,
        birth_day=day,
        birth_place=BirthPlace(
            insee_code=draw(_maybe(st.sampled_from(["69123", "2A004"]))),
            postcode=draw(_maybe(st.sampled_from(["69001", "SW1A 1AA"]))),
            commune=draw(_maybe(_texts(60))),
            country_code=draw(_maybe(st.sampled_from(["100", "250"]))),
            country=draw(_maybe(_texts(60))),
        ),
    )


@st.composite
def _passages(draw: st.DrawFn) -> Passage:
    route = draw(_maybe(st.sampled_from(RouteCode)))
    began = draw(_maybe(st.dates(date(2024, 1, 1), date(2025, 1, 31))))
    return Passage(
        id=draw(_texts(255)),
        holder=draw(_holders()),
        awarded_on=_AWARDED,
        route=route,
        vae_path=draw(_maybe(st.sampled_from(VaePath))) if route is RouteCode.VAE else None,
        exam_began_on=began,
        exam_ended_on=draw(_maybe(st.dates(date(2025, 1, 31), _AWARDED))),
        exam_mode=draw(_maybe(st.sampled_from(ExamMode))),
        exam_postcode=draw(_maybe(_texts(9))),
        initiative=draw(_maybe(st.sampled_from(Initiative))),
        enrolled_on=draw(_maybe(st.dates(date(2020, 1, 1), _AWARDED))),
        proof_url=draw(_maybe(_texts(255))),
    )


@st.composite
def _fluxes(draw: st.DrawFn) -> Flux:
    passages = draw(st.lists(_passages(), min_size=1, max_size=3, unique_by=lambda passage: passage.id))
    after = timedelta(seconds=draw(st.integers(1, 40_000_000)))
    return replace(
        FLUX,
        id=draw(_texts(50)),
        stamped_at=datetime(2025, 4, 10, tzinfo=PARIS) + after,
        certifications=(DeclaredCertification(code="RNCP28245", passages=tuple(passages)),),
    )


@given(_fluxes())
@settings(max_examples=60, deadline=None)
def test_a_valid_flux_is_written_and_read_back_the_same(flux: Flux) -> None:
    problems: list[Problem] = []
    *passages, head = read(BytesIO(written(flux)), problems)
    assert problems == []
    declared = [passage for each in flux.certifications for passage in each.passages]
    assert known(passages) == known(map(passage_tree, declared))
    assert head["idFlux"] == flux.id
    assert head["horodatage"] == flux.stamped_at


def test_the_generator_reaches_what_the_format_may_leave_out() -> None:
    seen: Counter[str] = Counter()

    @given(_fluxes())
    @settings(max_examples=60, deadline=None, database=None, derandomize=True)
    def look(flux: Flux) -> None:
        for passage in flux.certifications[0].passages:
            holder, place = passage.holder, passage.holder.birth_place
            seen["markup"] += bool(set("&<>").intersection(holder.birth_name or ""))
            seen["beyond the basic plane"] += any(letter > "\uffff" for letter in holder.birth_name or "")
            seen["no used name"] += holder.used_name is None
            seen["born on a known day"] += holder.birth_day is not None
            seen["born in a month"] += holder.birth_month is not None and holder.birth_day is None
            seen["born in a year"] += holder.birth_month is None
            seen["by INSEE code"] += place.insee_code is not None
            seen["by postcode"] += place.insee_code is None and place.postcode is not None
            seen["by no commune"] += place.insee_code is None and place.postcode is None
            seen["more first names than places"] += len(holder.first_names) > 3
            seen["VAE path"] += passage.vae_path is not None
            seen[f"route {passage.route}"] += 1

    look()
    assert {outcome: count for outcome, count in seen.items() if not count} == {}
    assert {f"route {route}" for route in (None, *RouteCode)} <= seen.keys()
