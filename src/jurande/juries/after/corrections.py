"""What a correction of minutes may not touch: what the jury decided, of whom, of which block, of which capacity.

Two texts are compared, « au lieu de » and « lire ». They must say the same results, in the same order, of the same
blocks and capacities, with the same figures; a text that says a result keeps its other words too, but for their
spelling. Days and hours are let go: dates of birth, names, places are what is corrected, quoted without a result.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from jurande.juries.after.rectifying_minutes import Corrected

# The words by which minutes say a decision or a result, each with its contrary, however it is written: « non
# admissible », « non-admissible », « n’est pas admissible », « n’a pas été validé ». In plain letters, as all below.
RESULTS = re.compile(
    r"\b((?:non|pas|plus|jamais)[\s-]+(?:ete[\s-]+)?)?"
    r"(admissible|inadmissible|admis|acquis|valide|conserve|evalue|reporte|refuse|obtenu|recu|recale|reussi|ajourne"
    r"|accorde|octroye|attribue|delivre|decerne|confere|certifie|echoue|rejete|exclu|elimine|ecarte|annule"
    r"|conforme|maitrise|satisfait|satisfaisant|insuffisant|suffisant|favorable|defavorable|diplome|laureat)e?s?\b"
)
_COUNTED = (
    "une? deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt trente aucune? "
    "premi(?:er|ere) seconde? deuxieme troisieme quatrieme cinquieme sixieme septieme huitieme neuvieme dixieme "
    "derni(?:er|ere)"
).replace(" ", "|")
_NUMBER = re.compile(_COUNTED)
# How a vote is told: so many for, so many against.
VOTES = re.compile(
    rf"\b(?:\d+|{_COUNTED}) (?:voix )?(?:pour|contre|abstentions?|sieges? sans vote)\b|\b(?:unanim|majorit|prepond)\w*"
    r"|\b(?:pour|contre) ?: ?\d+|\b(?:vot\w+|voix) (?:pour|contre)\b|\babst\w+(?: ?: ?\d+)?"
)
# What a result is said of: « Bloc 1 », « bloc n° 2 », « C10 », « RNCP28245BC02 ». A room may be called C3.
_PLACES = "".join(rf"(?<!{place} )" for place in ("salle", "porte", "bureau", "atelier", "batiment", "hall"))
SUBJECTS = re.compile(rf"\bblocs? (?:n ?[°o] ?)?\w+|{_PLACES}\bc[ -]?\d+\b|\w*bc\d+\b|\bcapacites? (?:n ?[°o] ?)?\d+")
_MONTHS = "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
DATES = re.compile(
    rf"\b\d{{1,2}}(?:er)? (?:{_MONTHS})(?: \d{{4}})?\b|\b\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{4}}\b|\b\d{{4}}-\d\d-\d\d\b"
    r"|\b(?:19|20)\d\d\b|\b\d{1,2} ?h(?: ?\d\d)?\b"
)
_WORD = re.compile(r"\w+(?:['-]\w+)*")
_DASHES = dict.fromkeys((0x2D, *range(0x2010, 0x2016), 0x2212), "-") | {0x2019: "'"}
# How Unicode names the letters of French: « a », « ª », « º », « µ ».
_OURS = ("LATIN", "FEMININE ORDINAL", "MASCULINE ORDINAL", "MICRO")
# From this length on, two words may be one, badly spelt.
_SPELT = 4
_ALIKE = 0.75


@dataclass(frozen=True, slots=True)
class Known:
    """The names of a session that may not stand one for the other, each with who or what it names."""

    candidates: Mapping[str, str]
    titles: Mapping[str, str]
    parts: Mapping[str, frozenset[str]]


def known(candidates: Iterable[tuple[str, str]], titles: Iterable[str], parts: Iterable[tuple[str, str]] = ()) -> Known:
    """The names of a session, ready to be looked for: of its candidates, with the case of each; official titles.

    `parts`: their first and last names alone, which several may share.
    """
    whose: dict[str, frozenset[str]] = {}
    for name, case in parts:
        whose[_whole(name)] = whose.get(_whole(name), frozenset()) | {case}
    return Known(
        {_whole(name): case for name, case in candidates}, {_whole(title): _whole(title) for title in titles}, whose
    )


def faults(one: Corrected, names: Known) -> Iterator[tuple[str, str]]:
    """Why a correction may not be made, each with its code; nothing when it may."""
    if one.instead_of == one.read:
        yield "rectify.nothing", "les deux textes sont les mêmes."
    elif results_said(one.instead_of) != results_said(one.read):
        yield (
            "rectify.decision",
            "une décision ne se corrige pas ainsi. Un recours accueilli la présente à un nouveau jury.",
        )
    elif not _same_subject(one.instead_of, one.read):
        said = "ce dont un résultat est dit (bloc, capacité, candidat, vote, nombre) ne se corrige pas ainsi."
        yield "rectify.subject", f"{said} Si l’erreur est ailleurs, ne citez qu’elle, sans le résultat."
    elif _put_for_another(one, names):
        yield "rectify.another", "un candidat, un bloc ou une capacité ne prend pas la place d’un autre."
    elif foreign := sorted({letter for letter in one.instead_of + one.read if _is_foreign(letter)}):
        said = f"« {' '.join(foreign)} » n’est pas une lettre latine, même si elle en a l’air"
        yield "rectify.letters", f"{said} : récrivez ce mot."
    elif _bare(one.instead_of) or _bare(one.read):
        yield "rectify.bare", "citez aussi les mots qui entourent ce nombre : seul, il ne dit pas ce qu’il corrige."


def results_said(text: str) -> Sequence[str]:
    """The decisions and results that a text names, « non admissible » apart from « admissible », in their order."""
    return [f"{'non ' if one[1] else ''}{one[2]}" for one in RESULTS.finditer(plain(text))]


def plain(text: str) -> str:
    """The text in small plain letters, each space as it is: no accent, one dash, one apostrophe, nothing invisible."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = (letter for letter in letters if unicodedata.category(letter) not in {"Mn", "Cf"})
    return re.sub(r"\s", " ", "".join(kept).translate(_DASHES))


def _is_foreign(letter: str) -> bool:
    """A letter of another alphabet, which may look like one of ours and hide a word."""
    return letter.isalpha() and not unicodedata.name(letter, "").startswith(_OURS)


def _same_subject(instead_of: str, read: str) -> bool:
    """Whether two texts that say the same results say them of the same things."""
    before, after = (DATES.sub(" ", re.sub(" +", " ", plain(text))) for text in (instead_of, read))
    if (subjects := _subjects(before)) != _subjects(after):
        return False
    if (votes := VOTES.findall(before)) != VOTES.findall(after):
        return False
    if results_said(instead_of) or votes:
        return _same_words(_WORD.findall(before), _WORD.findall(after))
    return not subjects or _figures(before) == _figures(after)


def _subjects(text: str) -> Sequence[str]:
    return [re.sub(r"[ -]|n ?[°o] ?(?=\w)", "", one).replace("blocs", "bloc") for one in SUBJECTS.findall(text)]


def _figures(text: str) -> Sequence[str]:
    return [word for word in _WORD.findall(text) if _counts(word)]


def _counts(word: str) -> bool:
    return bool(_NUMBER.fullmatch(word)) or any(letter.isdigit() for letter in word)


def _same_words(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether each word is the other, at most spelt otherwise; a figure is itself."""
    return len(before) == len(after) and all(map(_same_word, before, after))


def _same_word(one: str, other: str) -> bool:
    if one == other:
        return True
    short, long = sorted((one, other), key=lambda word: (len(word), word))
    if len(short) < _SPELT or _counts(short) or _counts(long):
        return False
    return long.startswith(short) or SequenceMatcher(None, short, long).ratio() >= _ALIKE


def _put_for_another(one: Corrected, names: Known) -> bool:
    """Whether the name of a candidate, or an official title, stands where another stood."""
    owner = {str(one.case.pk)} if one.case else set()
    for known_ones, whose in ((names.candidates, owner), (names.titles, set[str]())):
        before, after = (_named(known_ones, text) for text in (one.instead_of, one.read))
        if after - (before or whose or after):
            return True
    # Half of a name at a time, two corrections would put one candidate for another.
    before, after = (_named_in_part(names.parts, text) for text in (one.instead_of, one.read))
    return bool(before and after) and not before & after


def _named_in_part(parts: Mapping[str, frozenset[str]], text: str) -> set[str]:
    said = _whole(text)
    return {case for name, cases in parts.items() if name in said for case in cases}


def _named(names: Mapping[str, str], text: str) -> set[str]:
    """Who, or what, a text names by a name that it has whole."""
    said = _whole(text)
    return {one for name, one in names.items() if name in said}


def _whole(text: str) -> str:
    return f" {' '.join(_WORD.findall(plain(text)))} "


def _bare(text: str) -> bool:
    """Whether a text is figures and nothing else, days and hours aside."""
    words = _WORD.findall(DATES.sub(" ", re.sub(" +", " ", plain(text))))
    return bool(words) and all(map(_counts, words))
