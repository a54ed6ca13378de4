"""What a record file must say beyond its shape: codes that match, dates in order, true quotations.

Each check reports all it finds and keeps silent about what could not be read: a mistake is told once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import fields

from jurande.catalogue.sections import BlockSection, CriteriaFile, Sections
from jurande.catalogue.shape import Problems, texts
from jurande.rules.certification import MODALITIES, Element, RecordClause, RouteCode, mentions
from jurande.rules.dates import french

SECTIONS = tuple(spec.name for spec in fields(Sections) if spec.name not in {"code", "clauses"})
"""What a clause or a figure may point at."""

JURY_BOUNDS = {
    "parity_percent": (1, 50),
    "employers_max": (1, 99),
    "temporary_work_max": (0, 99),
    "votes_per_union": (1, 99),
}
"""The least and the most that a figure of the jury may sensibly be."""


def check_record(sections: Sections, problems: Problems) -> None:
    """Reports what contradicts itself in a record."""
    if not problems.lost("code") and not re.fullmatch(r"[A-Z0-9]+", sections.code):
        problems.add("code", "autre chose que des capitales et des chiffres ; écrire le code comme au Répertoire.")
    _unique("summary.activities", [activity.code for activity in sections.summary.activities], problems)
    _unique("capacities", [capacity.code for capacity in sections.capacities], problems)
    _unique("blocks", [block.code for block in sections.blocks], problems)
    _unique("conditions.routes", [route.code for route in sections.conditions.routes], problems)
    _unique("overseas", [territory.code for territory in sections.overseas], problems)
    _unique("clauses", [clause.name for clause in sections.clauses], problems, key="name")
    _check_workstations(sections, problems)
    _check_capacities_in_blocks(sections, problems)
    for number, block in enumerate(sections.blocks, 1):
        _check_block(block, number, problems)
        _check_expression(block, f"blocks[{number}]", problems)
    _check_dates(sections, problems)
    _check_routes(sections, problems)
    _check_kept(sections, problems)
    _check_jury(sections, problems)
    _check_clauses(sections, problems)
    _check_pointers(sections, problems)


def check_criteria(criteria: CriteriaFile, sections: Sections, problems: Problems) -> None:
    """Reports what does not fit the record in a criteria file."""
    if not problems.lost("code", "criteria.record") and criteria.record != sections.code:
        text = f"critères de « {criteria.record} », et non de « {sections.code} » ; choisir le bon fichier."
        problems.add("criteria.record", text)
    _unique("criteria.criteria", [criterion.code for criterion in criteria.criteria], problems)
    if problems.lost("capacities[*].code"):
        return
    known = [capacity.code for capacity in sections.capacities]
    for number, criterion in enumerate(criteria.criteria, 1):
        place = f"criteria.criteria[{number}]"
        if problems.lost(f"{place}.capacity"):
            continue
        if criterion.capacity not in known:
            text = f"la capacité « {criterion.capacity} » n’est pas dans la fiche ; en corriger le code."
            problems.add(f"{place}.capacity", text)
        elif not problems.lost(f"{place}.code") and not criterion.code.startswith(f"{criterion.capacity}."):
            text = f"« {criterion.code} » devrait commencer par « {criterion.capacity}. » ; le renommer."
            problems.add(f"{place}.code", text)
    if not problems.lost("criteria.criteria[*].capacity"):
        evaluated = {criterion.capacity for criterion in criteria.criteria}
        for code in known:
            if code not in evaluated:
                problems.add("criteria.criteria", f"aucun critère pour {code} ; en écrire au moins un.")


def _unique(place: str, codes: Sequence[str], problems: Problems, *, key: str = "code") -> None:
    for number, code in enumerate(codes, 1):
        first = codes.index(code) + 1
        if first < number and not problems.lost(f"{place}[{first}].{key}", f"{place}[{number}].{key}"):
            text = f"« {code} » est déjà en {place}[{first}] ; corriger le code ou retirer le doublon."
            problems.add(f"{place}[{number}].{key}", text)


def _check_workstations(sections: Sections, problems: Problems) -> None:
    for number, capacity in enumerate(sections.capacities, 1):
        if capacity.min_workstations < 0:
            text = "nombre négatif ; écrire un nombre de postes, ou retirer la clé."
            problems.add(f"capacities[{number}].min_workstations", text)


def _check_capacities_in_blocks(sections: Sections, problems: Problems) -> None:
    if problems.lost("capacities[*].code"):
        return
    known = [capacity.code for capacity in sections.capacities]
    homes: dict[str, str] = {}
    for number, block in enumerate(sections.blocks, 1):
        for rank, code in enumerate(block.capacities, 1):
            place = f"blocks[{number}].capacities[{rank}]"
            if problems.lost(place):
                continue
            if code not in known:
                text = f"la capacité « {code} » n’est pas dans capacities ; l’y ajouter ou corriger le code."
                problems.add(place, text)
            elif code in homes:
                problems.add(place, f"{code} est déjà en {homes[code]} ; ne la laisser que dans un bloc.")
            else:
                homes[code] = place
    if not problems.lost("blocks[*].capacities"):
        for number, code in enumerate(known, 1):
            if code not in homes:
                problems.add(f"capacities[{number}]", f"{code} n’est dans aucun bloc ; l’ajouter à l’un d’eux.")


def _check_block(block: BlockSection, number: int, problems: Problems) -> None:
    place = f"blocks[{number}]"
    if not problems.lost(f"{place}.number") and block.number != number:
        text = f"le bloc de rang {number} porte le numéro {block.number} ; accorder les deux."
        problems.add(f"{place}.number", text)
    if not problems.lost(f"{place}.capacities") and not block.capacities:
        problems.add(f"{place}.capacities", "bloc sans capacité ; y mettre au moins un code.")


def _check_expression(block: BlockSection, place: str, problems: Problems) -> None:
    if problems.lost(f"{place}.modalities[*].element", f"{place}.expression"):
        return
    _unique(f"{place}.modalities", [modality.element for modality in block.modalities], problems, key="element")
    worded = {modality.element for modality in block.modalities}
    for element in Element:
        named = mentions(block.expression, element)
        if named and element not in worded:
            text = f"« {element} » n’est pas décrit dans modalities ; l’y décrire, ou l’ôter de l’expression."
            problems.add(f"{place}.expression", text)
        if element in worded and not named:
            text = f"« {element} », décrit dans modalities, n’y est pas ; l’y mettre, ou ôter la description."
            problems.add(f"{place}.expression", text)
    if not any(mentions(block.expression, modality) for modality in MODALITIES):
        problems.add(f"{place}.expression", "aucune modalité d’évaluation ; en nommer au moins une.")


def _check_dates(sections: Sections, problems: Problems) -> None:
    period = sections.registration
    for name, day in (("ends_on", period.ends_on), ("delivery_limit", period.delivery_limit)):
        if problems.lost("registration.starts_on", f"registration.{name}"):
            continue
        if day is not None and day < period.starts_on:
            text = f"{french(day)} précède le début, {french(period.starts_on)} ; corriger l’une des dates."
            problems.add(f"registration.{name}", text)


def _check_routes(sections: Sections, problems: Problems) -> None:
    for number, route in enumerate(sections.conditions.routes, 1):
        place = f"conditions.routes[{number}].jury_text"
        if route.open and not route.jury_text and not problems.lost(place):
            problems.add(place, "voie ouverte sans composition de jury ; en ajouter le texte.")
    if not problems.lost("conditions.routes[*].code"):
        given = [route.code for route in sections.conditions.routes]
        _complete("conditions.routes", RouteCode, given, problems)


def _check_kept(sections: Sections, problems: Problems) -> None:
    kept = sections.kept
    if problems.lost("kept.unlimited", "kept.months"):
        return
    if kept.unlimited == (kept.months is not None):
        text = "ni durée ni « illimitée », ou les deux ; écrire unlimited = true, ou false avec months."
        problems.add("kept", text)
    elif kept.months is not None and kept.months < 1:
        problems.add("kept.months", "durée nulle ou négative ; écrire un nombre de mois.")


def _check_jury(sections: Sections, problems: Problems) -> None:
    for name, (least, most) in JURY_BOUNDS.items():
        figure = getattr(sections.jury, name)
        if not problems.lost(f"jury.{name}") and not least <= figure <= most:
            problems.add(f"jury.{name}", f"{figure} est hors bornes ; écrire un nombre de {least} à {most}.")


def _check_clauses(sections: Sections, problems: Problems) -> None:
    for number, clause in enumerate(sections.clauses, 1):
        place = f"clauses[{number}]"
        if problems.lost(f"{place}.section", f"{place}.quote", clause.section):
            continue
        if clause.section not in SECTIONS:
            problems.add(f"{place}.section", _unknown_section(clause.section))
        elif clause.quote not in " ".join(texts(getattr(sections, clause.section))):
            text = f"introuvable dans la section {clause.section} ; recopier la citation mot pour mot."
            problems.add(f"{place}.quote", text)
    if not problems.lost("clauses[*].name"):
        _complete("clauses", RecordClause, [clause.name for clause in sections.clauses], problems)


def _check_pointers(sections: Sections, problems: Problems) -> None:
    for name in ("referential", "registration", "kept", "jury"):
        section = getattr(sections, name).section
        if section not in SECTIONS and not problems.lost(f"{name}.section"):
            problems.add(f"{name}.section", _unknown_section(section))


def _unknown_section(section: str) -> str:
    return f"section « {section} » inconnue ; choisir parmi {', '.join(SECTIONS)}."


def _complete(place: str, wanted: Iterable[str], given: Sequence[str], problems: Problems) -> None:
    for name in wanted:
        if name not in given:
            problems.add(place, f"il manque « {name} » ; l’ajouter.")
