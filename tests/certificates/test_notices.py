"""The president's written notice to who is not fully admitted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from pytest_django import Settings

from jurande.candidacies.models import Candidacy
from jurande.certificates import notices
from jurande.certificates.notices import notice_data, notices_of, write_waiting
from jurande.desk.story.course import at
from jurande.desk.story.people import BASILE, CORENTIN, GREGORY, LUCJA, ONDINE, Candidate
from jurande.documents.compose import partial_notice
from jurande.documents.models import StoredDocument
from jurande.juries.day import closing
from jurande.juries.models import Case
from jurande.ledger.canonical import Head
from jurande.ledger.models import Entry
from jurande.messages.models import Message
from jurande.organisations.models import SettingChoice
from jurande.register.models import Award, KeptCapacity
from tests.certificates.register import EVENING
from tests.documents.reading import text_of
from tests.juries.sessions import close_as_proposed, decide_all, deliberate, president, the_jury
from tests.told import JURY_DAY

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


def kept_lines(candidate: Candidate, edition: str = "branch-2019", kept: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """How long results serve, says the letter: the jury being of that edition, these capacities kept from before."""
    case = case_of(candidate)
    case.session.edition, case.summary.kept = edition, list(kept)
    return [(one.text, one.clause) for one in notice_data(case, EVENING).kept]


def answer_kept_by_the_edition() -> None:
    SettingChoice.objects.create(
        name="kept",
        value="edition",
        starts_on=date(2020, 1, 1),
        decided_by="La CPNEFP",
        reason="Accord de 2019.",
        recorded_at=at(date(2019, 12, 1)),
    )


RECORD, ACCORD = (
    "Fiche RNCP 28245",
    "Accord national de la métallurgie du 8 novembre 2019, art. 55.3, résultats conservés",
)
FOR_EVER = "Le résultat est conservé sans limite de durée."


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("edition", "word"), [("branch-2019", "Compétences"), ("branch-2014", "Capacités")], ids=["2019", "2014"]
)
def test_the_letter_names_what_is_validated_and_how_long_it_serves(edition: str, word: str) -> None:
    lines = kept_lines(ONDINE, edition)
    assert [text for text, _ in lines] == [
        f"Bloc 1, validé. {FOR_EVER}",
        f"{word} professionnelles C8, C9 et C11, acquises. {FOR_EVER}",
    ]
    assert all(ref.startswith(RECORD) for _, ref in lines)


@pytest.mark.usefixtures("told")
def test_where_the_accord_prevails_blocks_and_capacities_have_each_their_time() -> None:
    answer_kept_by_the_edition()
    assert kept_lines(ONDINE) == [
        ("Bloc 1, validé. Le résultat est conservé jusqu’au 16 juin 2027 inclus.", ACCORD),
        (
            (
                "Compétences professionnelles C8, C9 et C11, acquises. Le résultat est conservé jusqu’au 16 juin 2024 "
                "inclus."
            ),
            ACCORD,
        ),
    ]
    assert [text for text, _ in kept_lines(ONDINE, "branch-2014")] == [
        f"Bloc 1, validé. {FOR_EVER}",
        f"Capacités professionnelles C8, C9 et C11, acquises. {FOR_EVER}",
    ]


@pytest.mark.usefixtures("told")
def test_where_no_block_is_validated_the_letter_has_no_time_for_blocks() -> None:
    [(text, _)] = kept_lines(GREGORY)
    assert text.startswith("Compétences professionnelles C1, C2, C4, C6, C7, C8, C10, C11 et C12, acquises.")
    letter = letter_to(GREGORY)
    assert "validé. Le résultat" not in letter
    assert "acquises. Le résultat est conservé sans limite de durée." in " ".join(letter.split())


@pytest.mark.usefixtures("told")
def test_where_nothing_is_validated_nothing_is_said_of_its_time() -> None:
    case = case_of(GREGORY)
    case.kept_capacities = []
    data = notice_data(case, EVENING)
    assert (data.kept, data.next_steps) == ((), notices.TO_GO_ON[:1])
    letter = text_of(partial_notice(data, head=Head("national", 0, "0" * 64), created=EVENING))
    assert "Conservé" not in letter
    assert "n’est pas à repasser" not in letter


@pytest.mark.usefixtures("told")
def test_a_capacity_kept_from_an_earlier_jury_keeps_the_time_of_that_jury() -> None:
    case = case_of(ONDINE)
    fact = KeptCapacity.objects.get(candidacy=case.candidacy.ref, capacity_code="C9")
    earlier = KeptCapacity(
        person=fact.person, record_code=fact.record_code, block_code=fact.block_code, capacity_code="C9",
        centre=fact.centre, jury=f"jury:{uuid4()}", candidacy="candidacy:earlier", edition="branch-2019",
        jury_on=date(2020, 11, 19),
    )  # fmt: skip
    earlier.save()
    answer_kept_by_the_edition()
    assert [text for text, _ in kept_lines(ONDINE, kept=("C9",))][1:] == [
        "Compétences professionnelles C8 et C11, acquises. Le résultat est conservé jusqu’au 16 juin 2024 inclus.",
        (
            "Compétence professionnelle C9, acquise devant le jury du 19 novembre 2020. Le résultat est conservé "
            "jusqu’au 19 novembre 2022 inclus."
        ),
    ]


@pytest.mark.usefixtures("called")
def test_who_is_admissible_without_a_certificate_has_a_letter_that_says_why(settings: Settings) -> None:
    deliberate()
    decide_all()
    settings.JURANDE_DEMO = False  # no certificate on example criteria
    closing.close(session=the_jury(), actor=president(), now=at(JURY_DAY, 17))
    settings.JURANDE_DEMO = True
    assert not Award.objects.exists()
    assert write_waiting(now=EVENING) == 3
    letter = text_of(bytes(StoredDocument.objects.get(kind="partial_notice", subject=case_of(CORENTIN).ref).content))
    assert "L’évaluation repose sur des critères d’exemple" in " ".join(letter.split())
    assert "le certificat n’est pas délivré" in " ".join(letter.split())
    assert set(notices_of(Candidacy.objects.all())) == {case.candidacy_id for case in the_jury().cases.all()}


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
