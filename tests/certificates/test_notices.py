"""The president's written notice to who is not fully admitted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from jurande.certificates import notices
from jurande.certificates.notices import write_waiting
from jurande.desk.story.course import at
from jurande.desk.story.people import BASILE, CORENTIN, GREGORY, LUCJA, ONDINE, Candidate
from jurande.documents.models import StoredDocument
from jurande.juries.models import Case
from jurande.ledger.models import Entry
from jurande.messages.models import Message
from tests.certificates.register import EVENING
from tests.documents.reading import text_of
from tests.juries.sessions import close_as_proposed

FIRST_JURY = date(2022, 6, 16)


def case_of(candidate: Candidate, held_on: date = FIRST_JURY) -> Case:
    return Case.objects.get(session__held_on=held_on, candidacy__email=candidate.email)


def letter_to(candidate: Candidate, held_on: date = FIRST_JURY) -> str:
    document = StoredDocument.objects.get(kind="partial_notice", subject=case_of(candidate, held_on).ref)
    return text_of(bytes(document.content))


@pytest.mark.usefixtures("told")
def test_the_letter_names_the_blocks_and_the_capacities() -> None:
    letter = letter_to(ONDINE)
    for words in (
        "Ondine Beaucastel",
        "Non admissible",
        "Bloc 1. Réalisation d'une production sur plusieurs postes",
        "Validé",
        "Bloc 2. Contribution à la performance de l'équipe",
        "Non validé",
        "conservé sans limite de durée",
        "Prenez contact avec le centre d’examen",
        "nouvel examen de votre dossier dans les 3 mois",
        "Hélène Rochebrune",
    ):
        assert words in letter
    for code in range(1, 13):
        assert f"C{code} " in letter
    assert letter.count("Non acquise") == 2
    assert letter.count("Acquise") == 10


@pytest.mark.usefixtures("told")
def test_nothing_is_evaluated_again_after_a_postponement() -> None:
    letter = letter_to(BASILE)
    assert "Décision reportée à un prochain jury" in letter
    assert "Motif du jury : Le jury demande à entendre la commission" in letter
    assert "Motif du jury" not in letter_to(GREGORY)
    assert "le centre d’examen présentera votre dossier à un prochain jury" in letter
    assert "Prenez contact" not in letter


@pytest.mark.usefixtures("told")
def test_who_is_admitted_has_a_certificate_and_no_letter() -> None:
    told = set(StoredDocument.objects.filter(kind="partial_notice").values_list("subject", flat=True))
    assert told == {case_of(one).ref for one in (ONDINE, GREGORY, BASILE)} | {case_of(LUCJA, date(2020, 11, 19)).ref}
    assert case_of(CORENTIN).ref not in told


@pytest.mark.usefixtures("told")
def test_the_candidate_is_told_where_the_letter_waits_and_nothing_of_the_result() -> None:
    message = Message.objects.get(key=f"notice:{case_of(ONDINE).pk}")
    assert (message.recipient, message.subject) == (ONDINE.email, "Résultat du jury du 16 juin 2022")
    assert "admissible" not in message.body
    assert "espace" in message.body


@pytest.mark.usefixtures("told")
def test_a_jury_in_progress_owes_no_letter_yet() -> None:
    assert write_waiting(now=at(date(2026, 4, 9), 15)) == 0


@pytest.mark.usefixtures("called")
def test_several_workers_write_each_letter_once() -> None:
    close_as_proposed()
    ready = Barrier(3)

    def work(_: int) -> int:
        ready.wait(timeout=30)
        try:
            return write_waiting(now=EVENING)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(work, range(3))) == [0, 0, 1]
    assert StoredDocument.objects.filter(kind="partial_notice").count() == 1
    assert Entry.objects.filter(act="certificate.notice").count() == 1


@pytest.mark.usefixtures("called")
def test_a_worker_killed_before_the_end_leaves_no_half_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    close_as_proposed()

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(notices, "_tell", killed)
        with pytest.raises(KeyboardInterrupt):
            write_waiting(now=EVENING)
    assert not StoredDocument.objects.filter(kind="partial_notice").exists()
    assert write_waiting(now=EVENING) == 1
    assert Message.objects.filter(key=f"notice:{case_of(ONDINE).pk}").count() == 1
