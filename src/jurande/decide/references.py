"""Codes that point at nothing: what the shape of a case cannot tell, and what no rule should be asked to judge.

Each chapter looks at the case as JSON gave it, so that a mistake of shape elsewhere hides no wrong code. A block aimed
at that the record ignores, or a capacity planned outside its blocks, is a refusal that the rule words, not a mistake.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from datetime import date

from jurande.catalogue.record_file import codes, load
from jurande.decide.places import Node, Problem
from jurande.rules.admissibility import DATES_IN_ORDER
from jurande.rules.certification import Certification
from jurande.rules.dates import french
from jurande.rules.declaration import COMPULSORY, OPTIONAL_NIL
from jurande.rules.rulebook import EDITIONS, edition_on
from jurande.rules.words import listed

_EDITIONS = [edition.code for edition in EDITIONS]


def record(case: Node) -> Iterator[Problem]:
    """The record must be one of those at hand."""
    if case["record"].text is not None and _certification(case) is None:
        yield _no_record(case["record"])


def enrolment(case: Node) -> Iterator[Problem]:
    """The blocks held; the rule itself words what is wrong with those aimed at."""
    if certification := _certification(case):
        yield from _unknown(case["facts"]["held_blocks"], certification.block_codes, "aucun bloc")


def admissibility(case: Node) -> Iterator[Problem]:
    """The dates, in the order of the procedure."""
    for later, earlier in DATES_IN_ORDER:
        day, before = _day(case["facts"][later]), _day(case["facts"][earlier])
        if day and before and day < before:
            text = f"le {french(day)} précède « {earlier} », le {french(before)} ; corrigez l’une ou l’autre date."
            yield Problem(case["facts"][later].place, text)


def _day(node: Node) -> date | None:
    """The day that stands there, when it is one."""
    with suppress(ValueError):
        return date.fromisoformat(node.text or "")
    return None


def planning(case: Node) -> Iterator[Problem]:
    """The blocks to evaluate and the capacities kept, each once; the rule itself words the modalities."""
    if certification := _certification(case):
        yield from _unknown(case["facts"]["blocks"], certification.block_codes, "aucun bloc")
        known = tuple(capacity.code for capacity in certification.capacities)
        yield from _unknown(case["facts"]["kept"], known, "aucune capacité")
    yield from _repeated(case["facts"]["blocks"])
    yield from _repeated(case["facts"]["kept"])


def evaluation(case: Node) -> Iterator[Problem]:
    """Each block of the record once; in it, each of its capacities once; in it, each of its criteria once."""
    yield from _evaluated(_certification(case), case["facts"])


def _evaluated(certification: Certification | None, facts: Node) -> Iterator[Problem]:
    blocks = list(facts["blocks"])
    if certification:
        yield from _unknown((block["code"] for block in blocks), certification.block_codes, "aucun bloc")
    yield from _repeated(block["code"] for block in blocks)
    for block in blocks:
        known = _described(certification, block["code"].text)
        capacities = list(block["capacities"])
        if known:
            yield from _unknown((capacity["code"] for capacity in capacities), known, "aucune capacité du bloc")
        yield from _repeated(capacity["code"] for capacity in capacities)
        for capacity in capacities:
            answers = [answer["code"] for answer in capacity["evaluation"]["criteria"]]
            if capacity["code"].text in known:
                yield from _unknown(answers, known[capacity["code"].text], "aucun critère de la capacité")
            yield from _repeated(answers)


def _described(certification: Certification | None, block: str | None) -> dict[str, list[str]]:
    """The capacities of a block, each with its criteria; nothing of a block that is not known."""
    if certification is None or block not in certification.block_codes:
        return {}
    capacities = [certification.capacity(code) for code in certification.block(block).capacities]
    return {capacity.code: [criterion.code for criterion in capacity.criteria] for capacity in capacities}


def agenda(case: Node) -> Iterator[Problem]:
    """The editions of what is held; of what is still evaluated, what `evaluation` looks at."""
    facts = case["facts"]
    yield from _evaluated(_certification(case), facts["evaluation"])
    yield from _unknown((held["edition"] for held in facts["held"]), _EDITIONS, "aucune édition des règles")


def jury(case: Node) -> Iterator[Problem]:
    """Each member once, those whom the withdrawals, the letters and the agenda name, and the records of the day."""
    facts = case["facts"]
    members = [member["id"] for member in facts["members"]]
    named = [member.text for member in members if member.text is not None]
    yield from _edition(case, case["on"])
    yield from _repeated(members)
    yield from _unknown(facts["withdrawn"], named, "aucun membre")
    yield from _unknown((summons["member"] for summons in facts["summons"]), named, "aucun membre")
    yield from _repeated(summons["member"] for summons in facts["summons"])
    yield from _repeated(candidacy["id"] for candidacy in facts["candidacies"])
    presiding = (candidacy["acting_president"] for candidacy in facts["candidacies"])
    yield from _unknown(presiding, named, "aucun membre")
    for candidacy in facts["candidacies"]:
        if candidacy["record"].text is not None and _certification(candidacy) is None:
            yield _no_record(candidacy["record"])


def leave(case: Node) -> Iterator[Problem]:
    """The edition of that jury."""
    yield from _edition(case, case["facts"]["jury_on"])


def voting(case: Node) -> Iterator[Problem]:
    """One vote for each seat that votes."""
    yield from _votes(case["facts"])


def _votes(facts: Node) -> Iterator[Problem]:
    seats = [vote["seat"] for vote in facts["votes"]]
    voting = [seat.text for seat in facts["voting"] if seat.text is not None]
    yield from _repeated(facts["voting"])
    yield from _unknown(seats, voting, "aucune voix sur ce cas")
    yield from _repeated(seats)


def deliberation(case: Node) -> Iterator[Problem]:
    """The blocks and capacities of the case; one vote for each seat that votes, none beside unanimity."""
    facts, certification = case["facts"], _certification(case)
    yield from _summarised(certification, facts["case"], facts["refused_blocks"])
    yield from _votes(facts)
    if facts["unanimous"].value is True and list(facts["votes"]):
        text = "une décision unanime se prend sans vote ; retirez les votes, ou l’unanimité."
        yield Problem(facts["votes"].place, text)


def grouping(case: Node) -> Iterator[Problem]:
    """The blocks and capacities of the case."""
    yield from _summarised(_certification(case), case["facts"]["case"])


def _summarised(certification: Certification | None, about: Node, *more: Node) -> Iterator[Problem]:
    for blocks in (about["aimed"], about["presentable"], about["held"], *more):
        if certification:
            yield from _unknown(blocks, certification.block_codes, "aucun bloc")
        yield from _repeated(blocks)
    if certification:
        known = [capacity.code for capacity in certification.capacities]
        yield from _unknown(about["not_acquired_capacities"], known, "aucune capacité")


def award(case: Node) -> Iterator[Problem]:
    """The blocks and the capacities, each once."""
    facts, certification = case["facts"], _certification(case)
    yield from _edition(case, facts["deliberated_on"])
    if certification:
        known = [capacity.code for capacity in certification.capacities]
        yield from _unknown(facts["validated"], certification.block_codes, "aucun bloc")
        yield from _unknown(facts["held"], certification.block_codes, "aucun bloc")
        yield from _unknown(facts["capacities"], known, "aucune capacité")
    for given in (facts["validated"], facts["held"], facts["capacities"]):
        yield from _repeated(given)


def transmission(case: Node) -> Iterator[Problem]:
    """The edition of that jury; each piece once."""
    yield from _edition(case, case["facts"]["jury_on"])
    yield from _repeated(case["facts"]["pieces"])


def allowance(case: Node) -> Iterator[Problem]:
    """Each jury once."""
    yield from _repeated(jury["jury"] for jury in case["facts"]["juries"])


def declaration(case: Node) -> Iterator[Problem]:
    """The names of the data."""
    yield from _unknown(case["facts"]["present"], (*COMPULSORY, *OPTIONAL_NIL), "aucune donnée")


def _no_record(code: Node) -> Problem:
    known = listed(codes())
    return Problem(code.place, f"« {code.text} » ne désigne aucune fiche ; fiches disponibles : {known}.")


def _certification(case: Node) -> Certification | None:
    with suppress(KeyError):
        return load(case["record"].text or "").certification
    return None


def _edition(case: Node, day: Node) -> Iterator[Problem]:
    """The edition given, or the one of that day (choices.md section 3): there must be one."""
    given = case["edition"]
    yield from _unknown([given], _EDITIONS, "aucune édition des règles")
    when = _day(day)
    if given.text is None and when and edition_on(when) is None:
        text = (
            f"aucune édition des règles n’est en vigueur le {french(when)} ; donnez « edition » : {listed(_EDITIONS)}."
        )
        yield Problem(day.place, text)


def _unknown(given: Iterable[Node], known: Collection[str], what: str) -> Iterator[Problem]:
    for code in given:
        if code.text is not None and code.text not in known:
            choice = f"choisissez parmi {listed(list(known))}" if known else "retirez-le"
            yield Problem(code.place, f"« {code.text} » ne désigne {what} ; {choice}.")


def _repeated(given: Iterable[Node]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for code in given:
        if code.text is not None and first.setdefault(code.text, code.place) != code.place:
            yield Problem(code.place, f"« {code.text} » est déjà en {first[code.text]} ; ne le donnez qu’une fois.")
