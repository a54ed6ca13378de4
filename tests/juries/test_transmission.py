"""The file of a jury: sent by its centre, received, remarked, answered, checked by the national group."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from jurande.desk.story.course import at, secretary
from jurande.desk.story.people import CORENTIN, MARIAM, NATIONAL, ONDINE, OTHER_SECRETARY, SECRETARY
from jurande.documents.models import StoredDocument
from jurande.documents.uploads import Upload
from jurande.juries.after import archive, conformity_letter, signing, transmission
from jurande.juries.after.signed_elsewhere import attach_signed
from jurande.juries.models import Completion, ConformityPoint, JurySession, Remark, Transmission
from jurande.ledger.actors import Actor
from jurande.ledger.canonical import Head
from jurande.ledger.models import Entry
from jurande.messages.models import Message
from jurande.rules.lifecycles import Role
from jurande.rules.reasons import Refused
from tests.at_once import at_once
from tests.documents.reading import text_of
from tests.juries.sessions import close_as_proposed, president, the_jury
from tests.pages import Page
from tests.told import JURY_DAY, acting, browser_of
from tests.writes import refused

MORROW = at(JURY_DAY + timedelta(days=1))
LAST = date(2022, 9, 16)


@pytest.fixture
def closed(called: object, settings: Settings) -> JurySession:
    """The jury of `called`, closed; it is the morrow."""
    close_as_proposed()
    settings.JURANDE_NOW = MORROW
    return the_jury()


def national() -> Actor:
    return acting(NATIONAL, Role.NATIONAL)


def sent(session: JurySession) -> Transmission:
    return transmission.send(session=session, actor=secretary(), now=MORROW)


def opened(file: Transmission) -> zipfile.ZipFile:
    file = Transmission.objects.select_related("archive").get(pk=file.pk)
    return zipfile.ZipFile(io.BytesIO(bytes(file.archive.content)))


def manifest(file: Transmission) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(opened(file).read("manifest.json"))
    return said


def said(answer: Page) -> str:
    """What the page says, with plain spaces."""
    text = answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")
    return " ".join(text.replace("\N{NARROW NO-BREAK SPACE}", " ").split())


# The archive.


def test_the_file_has_its_pieces_in_the_order_of_the_text(closed: JurySession) -> None:
    file = sent(closed)
    assert (file.state, file.due_on, file.sent_at) == ("sent", LAST, MORROW)
    names = opened(file).namelist()
    assert names == [
        "01-lettre-envoi.pdf",
        "02-proces-verbal.pdf",
        *(f"04-composition/saisine-{union}.pdf" for union in ("CFDT", "CFE-CGC", "CGT", "FO")),
        *(f"04-composition/convocation-{number:02d}.pdf" for number in range(1, 9)),
        "04-composition/information-commission-01.pdf",
        "05-emargement/feuille-01.pdf",
        "manifest.json",
    ]


def test_the_manifest_answers_for_each_piece_and_names_nobody(closed: JurySession) -> None:
    file = sent(closed)
    told, archived = manifest(file), opened(file)
    assert [one["name"] for one in told["files"]] == archived.namelist()[:-1]
    for one in told["files"]:
        content = archived.read(one["name"])
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (one["sha256"], one["bytes"])
    assert told["session"]["candidates"] == 3
    assert told["session"]["records"] == ["RNCP28245"]
    assert (told["version"], told["changes"]) == (1, {"added": [], "replaced": [], "removed": []})
    assert told["ledger"]["chain"] == "centre:VDB"
    entry = Entry.objects.get(act="transmission.send")
    assert (told["ledger"]["sequence"], told["ledger"]["hash"]) == (entry.sequence, entry.hash)
    text = json.dumps(told, ensure_ascii=False)
    assert not [one for one in (CORENTIN, ONDINE, MARIAM) if one.civil.birth_name in text]


def test_pieces_of_one_instant_keep_the_order_in_which_they_came(closed: JurySession) -> None:
    for page in range(5):
        scan = Upload(content=b"%d" % page, extension="png", media_type="image/png")
        attach_signed(session=closed, upload=scan, actor=secretary(), now=MORROW)
    scans = [one.document for one in archive.pieces(closed) if one.document.kind == "signed_elsewhere"]
    assert [bytes(one.content) for one in scans] == [b"0", b"1", b"2", b"3", b"4"]


def test_the_same_pieces_give_the_same_bytes(closed: JurySession) -> None:
    file = sent(closed)
    letter = StoredDocument.objects.get(kind="conformity_letter")
    kept = StoredDocument.objects.get(pk=file.archive_id)
    head = Head(kept.ledger_chain, kept.ledger_sequence, kept.ledger_head)
    files = [archive.letter_file(letter), *archive.pieces(closed)]
    again = archive.build(the_jury(), files, head=head, version=1, previous=None, now=MORROW)
    assert again == bytes(kept.content)


@pytest.mark.parametrize(
    ("point", "sentence", "attests"),
    [
        ({}, "Le jury a constaté que l’organisation des évaluations est conforme.", True),
        (
            {"accepted": False, "reserve": "Un avis est arrivé tard."},
            "Le jury a constaté la conformité de l’organisation, avec les réserves écrites au procès-verbal.",
            True,
        ),
        (
            {"accepted": False, "conform": False, "reserve": "Aucune concertation."},
            "Le jury n’a pas constaté la conformité de l’organisation ; ses motifs sont au procès-verbal.",
            False,
        ),
    ],
    ids=["conform", "with a reserve", "not conform"],
)
def test_the_letter_attests_what_the_jury_found_and_no_more(
    closed: JurySession, monkeypatch: pytest.MonkeyPatch, point: dict[str, Any], sentence: str, attests: bool
) -> None:
    points = [ConformityPoint(key="opinions", **({"accepted": True} | point))]
    monkeypatch.setattr(conformity_letter, "_points", lambda _: points)
    letter = " ".join(text_of(opened(sent(closed)).read("01-lettre-envoi.pdf")).split())
    assert sentence in letter.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert ("Nous attestons que les évaluations" in letter) == attests
    assert ("Nous ne pouvons pas attester" in letter) != attests
    assert "02-proces-verbal.pdf" in letter
    assert "art. 55.3" in letter.replace("\N{NO-BREAK SPACE}", " ")


# Sending.


def test_a_file_without_its_pieces_is_refused_by_name(closed: JurySession) -> None:
    StoredDocument.objects.filter(kind="attendance_sheet").delete()
    StoredDocument.objects.filter(kind__in=("union_call", "summons")).delete()
    with pytest.raises(Refused) as refused:
        sent(closed)
    assert [one.code for one in refused.value.decision.obstacles] == [
        "transmission.composition",
        "transmission.attendance",
    ]
    assert not Transmission.objects.exists()
    assert not StoredDocument.objects.filter(kind__in=("archive", "conformity_letter")).exists()


def test_a_late_file_leaves_all_the_same_and_says_so(closed: JurySession) -> None:
    late = at(LAST + timedelta(days=1))
    decision = transmission.file_of(closed, None, on=late.date())
    assert decision.late
    transmission.send(session=closed, actor=secretary(), now=late)
    assert Entry.objects.get(act="transmission.send").data["late"] is True


@pytest.mark.usefixtures("called")
def test_a_jury_that_is_not_closed_sends_nothing() -> None:
    with pytest.raises(Refused, match=r"transmission\.not_closed"):
        sent(the_jury())


def test_a_file_is_sent_once_and_by_its_centre(closed: JurySession) -> None:
    with pytest.raises(Refused, match=r"lifecycle\.role"):
        transmission.send(session=closed, actor=national(), now=MORROW)
    sent(closed)
    with pytest.raises(Refused, match=r"lifecycle\.moment"):
        sent(closed)
    assert StoredDocument.objects.filter(kind="archive").count() == 1


def test_clerks_who_send_at_once_send_one_file(closed: JurySession) -> None:
    ready = Barrier(4)

    def work(_: int) -> bool:
        ready.wait(timeout=30)
        try:
            sent(closed)
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(work, range(4))) == [False, False, False, True]
    assert StoredDocument.objects.filter(kind__in=("archive", "conformity_letter")).count() == 2
    assert Entry.objects.filter(act="transmission.send").count() == 1


# What the national group does of it.


def test_a_remark_is_told_answered_and_sent_again_with_what_changed(closed: JurySession) -> None:
    file = sent(closed)
    with pytest.raises(Refused, match=r"lifecycle\.moment"):
        transmission.remark(transmission=file, text="Trop tôt.", actor=national(), now=MORROW)
    transmission.receive(transmission=file, actor=national(), now=MORROW)
    first = transmission.remark(transmission=file, text="La feuille est illisible.", actor=national(), now=MORROW)
    second = transmission.remark(transmission=file, text="Qui présidait ?", actor=national(), now=MORROW)
    message = Message.objects.get(key=f"remark:{first.pk}")
    assert message.recipient == closed.centre.email
    assert "illisible" not in message.body
    with pytest.raises(Refused, match=r"lifecycle\.moment"):
        transmission.check(transmission=file, actor=national(), now=MORROW)
    with pytest.raises(Refused, match=r"transmission\.unanswered"):
        transmission.answer(session=closed, answers={first.pk: "La voici."}, actor=secretary(), now=MORROW)
    sheet = StoredDocument.objects.get(kind="attendance_sheet")
    StoredDocument.objects.create(
        kind="attendance_sheet", subject=closed.ref, filename="emargement-signe.png", content=b"scan",
        ledger_chain=sheet.ledger_chain, ledger_sequence=sheet.ledger_sequence, ledger_head=sheet.ledger_head,
        stored_by="system", created_at=MORROW,
    )  # fmt: skip
    answers = {first.pk: "La voici.", second.pk: "Hélène Rochebrune."}
    file = transmission.answer(session=closed, answers=answers, actor=secretary(), now=MORROW + timedelta(days=2))
    told = manifest(file)
    assert (file.state, told["version"]) == ("received", 2)
    assert told["changes"] == {
        "added": ["05-emargement/feuille-02.png"],
        "replaced": ["01-lettre-envoi.pdf"],
        "removed": [],
    }
    assert file.sent_at == MORROW, "the day of the sending is the first one's"
    assert not Remark.objects.filter(answered_at__isnull=True).exists()
    assert "illisible" not in str(list(Entry.objects.filter(act__startswith="transmission").values_list("data")))
    file = transmission.check(transmission=file, actor=national(), now=MORROW + timedelta(days=3))
    assert (file.state, file.checked_at) == ("checked", MORROW + timedelta(days=3))
    with pytest.raises(Refused, match=r"lifecycle\.moment"):
        transmission.remark(transmission=file, text="Encore.", actor=national(), now=MORROW)


# Completing it.


def sign_at_last(session: JurySession, now: datetime) -> None:
    """Something that the jury writes after its file left: the sheet of signatures."""
    signing.finish(session=session, reason="Copie signée attendue.", actor=president(session), now=now)


def complete(session: JurySession, now: datetime, reason: str = "La feuille de signatures est venue après.") -> None:
    transmission.complete(session=session, reason=reason, actor=secretary(), now=now)


def brought_to(file: Transmission, state: str) -> None:
    if state != "sent":
        transmission.receive(transmission=file, actor=national(), now=MORROW)
    if state == "checked":
        transmission.check(transmission=file, actor=national(), now=MORROW)


@pytest.mark.parametrize("state", ["sent", "received", "checked"])
def test_what_the_jury_wrote_since_completes_a_file_which_is_received_and_checked_anew(
    closed: JurySession, state: str
) -> None:
    first = sent(closed)
    brought_to(first, state)
    later = MORROW + timedelta(days=150)
    sign_at_last(closed, later)
    complete(closed, later)
    file = Transmission.objects.get()
    assert (file.state, file.received_at, file.checked_at) == ("sent", None, None)
    assert (file.sent_at, file.due_on) == (MORROW, LAST), "the clock is the jury's: completing is not late"
    told = manifest(file)
    assert (told["version"], told["changes"]) == (
        2,
        {"added": ["03-signatures-01.pdf"], "replaced": ["01-lettre-envoi.pdf"], "removed": []},
    )
    assert StoredDocument.objects.filter(pk=first.archive_id).exists(), "the file first sent is kept"
    letter = " ".join(text_of(opened(file).read("01-lettre-envoi.pdf")).split())
    assert "Il le complète. Motif : La feuille de signatures est venue après." in letter
    assert "répond à vos remarques" not in letter
    entry = Entry.objects.select_related("detail").get(act="transmission.complete")
    assert (entry.subject, entry.role, "reason" in entry.data) == (file.ref, "secretary", False)
    assert entry.detail.content["reason"] == "La feuille de signatures est venue après."
    assert [one.reason for one in Completion.objects.all()] == ["La feuille de signatures est venue après."]
    transmission.receive(transmission=file, actor=national(), now=later)
    assert transmission.check(transmission=file, actor=national(), now=later).state == "checked"


@pytest.mark.parametrize("state", ["sent", "received", "checked"])
def test_a_file_to_which_nothing_was_added_is_not_completed(closed: JurySession, state: str) -> None:
    brought_to(sent(closed), state)
    with refused("transmission.unchanged"):
        complete(closed, MORROW)
    sign_at_last(closed, MORROW)
    complete(closed, MORROW)
    with refused("transmission.unchanged"):
        complete(closed, MORROW)
    assert StoredDocument.objects.filter(kind="archive").count() == 2


def test_a_file_is_completed_by_its_centre_once_sent_and_not_while_a_remark_waits(closed: JurySession) -> None:
    with refused("transmission.not_sent"):
        complete(closed, MORROW)
    file = sent(closed)
    sign_at_last(closed, MORROW)
    for actor in (national(), president(closed)):
        with refused("lifecycle.role"):
            transmission.complete(session=closed, reason="Signatures.", actor=actor, now=MORROW)
    transmission.receive(transmission=file, actor=national(), now=MORROW)
    transmission.remark(transmission=file, text="Les signatures ?", actor=national(), now=MORROW)
    with refused("lifecycle.moment"):
        complete(closed, MORROW)


def test_clerks_who_complete_at_once_send_one_file_more(closed: JurySession) -> None:
    sent(closed)
    sign_at_last(closed, MORROW)
    work = [lambda: complete(closed, MORROW)] * 2
    assert at_once(*work) == ["done", "transmission.unchanged"]
    assert StoredDocument.objects.filter(kind="archive").count() == 2


# The pages.


def test_the_centre_sends_from_the_page_of_its_jury(closed: JurySession) -> None:
    client, page = browser_of(SECRETARY.email), reverse("juries:after", args=[closed.pk])
    before = said(client.get(page))
    assert "Le dossier est à transmettre au plus tard le 16 septembre 2022." in before
    assert "Choix de l’autorité" in before
    after = said(client.post(reverse("juries:send", args=[closed.pk]), follow=True))
    assert "Le dossier est transmis au groupe national." in after
    assert "Transmettre le dossier" not in after
    document = client.get(reverse("desk:document", args=[Transmission.objects.get().archive_id]))
    assert document.headers["Content-Type"] == "application/zip"


def test_a_file_that_would_leave_without_signatures_is_said_so(closed: JurySession) -> None:
    page, said_so = reverse("juries:after", args=[closed.pk]), "le dossier partirait sans signature"
    assert said_so in said(browser_of(SECRETARY.email).get(page))
    signing.finish(session=closed, reason="Copie signée attendue.", actor=president(closed), now=MORROW)
    assert said_so not in said(browser_of(SECRETARY.email).get(page))


def test_the_centre_completes_from_the_page_what_the_jury_wrote_since(closed: JurySession) -> None:
    page, address = (reverse(f"juries:{name}", args=[closed.pk]) for name in ("after", "complete"))
    file, centre = sent(closed), browser_of(SECRETARY.email)
    assert "Compléter le dossier" not in said(centre.get(page))
    assert centre.post(address, {"reason": "Pour rien."}).status_code == 409
    sign_at_last(closed, MORROW)
    shown = said(centre.get(page))
    assert "n’a pas ce que le jury a écrit depuis : 03-signatures-01.pdf." in shown
    assert "Compléter le dossier</button>" in shown
    assert centre.post(address, {"reason": " "}).status_code == 422
    answer = said(centre.post(address, {"reason": "Signatures arrêtées après l’envoi."}, follow=True))
    assert "Le dossier complété est transmis" in answer
    assert "Signatures arrêtées après l’envoi." in answer
    assert "Compléter le dossier</button>" not in answer
    national_page = said(browser_of(NATIONAL.email).get(reverse("juries:transmission", args=[file.pk])))
    assert "complété</span>" in said(browser_of(NATIONAL.email).get(reverse("juries:transmissions")))
    for words in ("Complété par le centre", "Signatures arrêtées après l’envoi.", "version 2", "ajoutée", "Accuser"):
        assert words in national_page


def test_while_a_remark_waits_its_answer_carries_what_the_jury_wrote_since(closed: JurySession) -> None:
    page, file = reverse("juries:after", args=[closed.pk]), sent(closed)
    sign_at_last(closed, MORROW)
    transmission.receive(transmission=file, actor=national(), now=MORROW)
    made = transmission.remark(transmission=file, text="Les signatures ?", actor=national(), now=MORROW)
    shown = said(browser_of(SECRETARY.email).get(page))
    assert "votre réponse fait repartir le dossier, à jour." in shown
    assert "Compléter le dossier" not in shown
    transmission.answer(session=closed, answers={made.pk: "Les voici."}, actor=secretary(), now=MORROW)
    assert "n’a pas ce que le jury a écrit depuis" not in said(browser_of(SECRETARY.email).get(page))


def test_what_is_missing_is_named_on_the_page_and_nothing_is_offered(closed: JurySession) -> None:
    StoredDocument.objects.filter(kind="attendance_sheet").delete()
    page = said(browser_of(SECRETARY.email).get(reverse("juries:after", args=[closed.pk])))
    assert "Il manque au dossier : la feuille d’émargement des membres du jury." in page
    assert "Transmettre le dossier</button>" not in page


def test_the_national_level_follows_a_file_to_its_end(closed: JurySession) -> None:
    file, client = sent(closed), browser_of(NATIONAL.email)
    page = reverse("juries:transmission", args=[file.pk])
    assert "UIMM Val-de-Braise" in said(client.get(reverse("juries:transmissions")))
    shown = said(client.get(page))
    assert "02-proces-verbal.pdf" in shown
    assert not [one for one in (CORENTIN, ONDINE, MARIAM) if one.civil.birth_name in shown]
    assert client.post(reverse("juries:remark", args=[file.pk]), {"text": "Tôt"}).status_code == 409
    client.post(reverse("juries:receive", args=[file.pk]))
    assert client.post(reverse("juries:remark", args=[file.pk]), {"text": " "}).status_code == 422
    client.post(reverse("juries:remark", args=[file.pk]), {"text": "Qui présidait ?"})
    assert "Réponse attendue" in said(client.get(reverse("juries:transmissions")))
    centre, after = browser_of(SECRETARY.email), reverse("juries:after", args=[closed.pk])
    assert "Qui présidait ?" in said(centre.get(after))
    remark = Remark.objects.get()
    assert centre.post(reverse("juries:answer", args=[closed.pk]), {}).status_code == 422
    centre.post(reverse("juries:answer", args=[closed.pk]), {f"answer_{remark.pk}": "Hélène Rochebrune."})
    assert "Hélène Rochebrune." in said(client.get(page))
    client.post(reverse("juries:check", args=[file.pk]))
    assert "Vérifié" in said(client.get(page))


def test_opening_a_file_leaves_a_trace_each_time(closed: JurySession) -> None:
    file, client = sent(closed), browser_of(NATIONAL.email)
    address = reverse("juries:download", args=[file.pk])
    assert client.get(address).status_code == 405
    answer = client.post(address)
    assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None
    entry = Entry.objects.get(act="transmission.consult")
    assert (entry.subject, entry.chain_id, entry.role) == (file.ref, "centre:VDB", "national")


def test_the_national_level_sees_no_other_page_of_the_jury(closed: JurySession) -> None:
    file, client = sent(closed), browser_of(NATIONAL.email)
    minutes = JurySession.objects.get(pk=closed.pk).minutes_id
    for name, key in (("juries:after", closed.pk), ("juries:room", closed.pk), ("desk:document", minutes)):
        assert client.get(reverse(name, args=[key])).status_code == 404
    assert client.get(reverse("desk:document", args=[file.archive_id])).status_code == 404
    stranger = browser_of(OTHER_SECRETARY.email)
    assert stranger.get(reverse("juries:transmission", args=[file.pk])).status_code == 404
    assert stranger.post(reverse("juries:send", args=[closed.pk])).status_code == 404


def test_the_list_filters_and_costs_as_many_queries_however_long(closed: JurySession) -> None:
    file, client = sent(closed), browser_of(NATIONAL.email)
    address = reverse("juries:transmissions")
    costs = []
    for days in (1, 40):
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        costs.append(len(queries))
        for number in range(days, days + 10):
            _copy(closed, file, number)
    assert costs[0] == costs[1]
    assert said(client.get(address, {"etat": "retard"})).count("transmis en retard</") == 0
    Transmission.objects.filter(pk=file.pk).update(due_on=JURY_DAY)
    assert said(client.get(address, {"etat": "retard"})).count(reverse("juries:transmission", args=[file.pk])) == 1
    assert "Aucun dossier." in said(client.get(address, {"etat": "checked"}))


def _copy(session: JurySession, file: Transmission, days: int) -> None:
    """One more closed jury, with a file like that one."""
    assert session.minutes
    minutes = StoredDocument.objects.get(pk=session.minutes.pk)
    minutes.pk = None
    minutes._state.adding = True
    minutes.save()
    held_on = session.held_on + timedelta(days=days)
    other = JurySession(centre=session.centre, held_on=held_on, starts_at=session.starts_at, place="Salle Cérès")
    other.state, other.edition, other.closed_at, other.minutes = "closed", session.edition, MORROW, minutes
    other.called_at = session.called_at
    other.save()
    Transmission.objects.create(
        session=other, archive_id=file.archive_id, state="sent", due_on=LAST + timedelta(days=days), sent_at=MORROW
    )
