"""The minutes are signed by each voting member, once, with a code that is theirs and of the moment."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from jurande.accounts.models import Grant, User
from jurande.config.ledger_command import verify as verify_ledger
from jurande.config.seal_command import verify as verify_seal
from jurande.desk.story.course import at, secretary
from jurande.documents.inspect import printed_head
from jurande.documents.models import StoredDocument
from jurande.documents.seal import SealError
from jurande.documents.uploads import Upload
from jurande.juries.after import sealing, signing
from jurande.juries.after.signed_elsewhere import attach_signed
from jurande.juries.after.signing_codes import grouped
from jurande.juries.after.signing_words import CONSENT
from jurande.juries.day import closing
from jurande.juries.models import Member, MinutesSignature, SigningCode
from jurande.ledger.models import Entry
from jurande.messages.models import Message
from jurande.rules.reasons import Refused
from tests.at_once import at_once
from tests.database import Template
from tests.documents.reading import text_of
from tests.documents.uploads import png
from tests.juries.sessions import (
    ASTRUC,
    CFDT,
    CGT,
    EMPLOYERS,
    FO,
    PRESIDENT,
    UNIONS,
    acts_as,
    attend,
    close_as_proposed,
    conform,
    decide_all,
    member,
    president,
    the_jury,
)
from tests.juries.signatures import LATER, ask, codes_sent, other_than, sign, stored
from tests.told import JURY_DAY
from tests.writes import acts_on, last_entry, refused

RACES = 5
BENCH = (*EMPLOYERS, *UNIONS)


@pytest.fixture
def closed(called: Template) -> Template:
    """The jury of `called`, closed, its minutes waiting for signatures."""
    close_as_proposed()
    return called


def minutes() -> StoredDocument:
    return StoredDocument.objects.get(kind="minutes")


# The code.


@pytest.mark.parametrize(
    ("seconds", "obstacle"),
    [
        pytest.param(0, None, id="at once"),
        pytest.param(599, None, id="a second before the ten minutes are over"),
        pytest.param(600, "signing.expired", id="after ten minutes"),
        pytest.param(86_400, "signing.expired", id="the next day"),
    ],
)
def test_a_code_is_good_ten_minutes(closed: None, seconds: int, obstacle: str | None) -> None:
    code, now = ask(ASTRUC), LATER + timedelta(seconds=seconds)
    if obstacle:
        with refused(obstacle) as said:
            sign(ASTRUC, code, now)
        assert said == ["Ce code a expiré à 17\u00a0h\u00a040 : demandez-en un autre."]
    else:
        sign(ASTRUC, code, now)
    assert MinutesSignature.objects.count() == (obstacle is None)


@pytest.mark.parametrize(
    ("seconds", "sent"),
    [
        pytest.param(0, 1, id="twice at once"),
        pytest.param(59, 1, id="within a minute"),
        pytest.param(60, 2, id="later"),
    ],
)
def test_not_more_than_one_code_a_minute_leaves(closed: None, seconds: int, sent: int) -> None:
    ask(ASTRUC)
    with nullcontext() if sent > 1 else refused("signing.too_soon"):
        ask(ASTRUC, LATER + timedelta(seconds=seconds))
    assert len(codes_sent(ASTRUC)) == sent


@pytest.mark.parametrize(
    ("wrong", "obstacle", "words"),
    [
        pytest.param(1, "signing.wrong", "Encore 4\u00a0essais.", id="the first wrong code"),
        pytest.param(4, "signing.wrong", "Encore 1\u00a0essai.", id="the fourth"),
        pytest.param(5, "signing.spent", "Cinq codes faux", id="the fifth"),
    ],
)
def test_a_wrong_code_is_refused_and_counted(closed: None, wrong: int, obstacle: str, words: str) -> None:
    code = ask(ASTRUC)
    for _ in range(wrong):
        with pytest.raises(Refused) as caught:
            sign(ASTRUC, other_than(code), LATER)
    [reason] = caught.value.decision.obstacles
    assert (reason.code, words in reason.text) == (obstacle, True)
    assert SigningCode.objects.get().attempts == wrong
    assert not MinutesSignature.objects.exists()


def test_after_five_wrong_codes_the_good_one_is_worth_nothing_and_another_is(closed: None) -> None:
    code = ask(ASTRUC)
    for _ in range(5):
        with pytest.raises(Refused):
            sign(ASTRUC, other_than(code), LATER)
    with refused("signing.spent"):
        sign(ASTRUC, code, LATER)
    sign(ASTRUC, ask(ASTRUC, LATER + timedelta(minutes=2)), LATER + timedelta(minutes=3))
    assert MinutesSignature.objects.count() == 1


def test_a_new_code_replaces_the_one_before(closed: None) -> None:
    first = ask(ASTRUC)
    second = ask(ASTRUC, LATER + timedelta(minutes=1))
    if first != second:
        with pytest.raises(Refused):
            sign(ASTRUC, first, LATER + timedelta(minutes=2))
    sign(ASTRUC, second, LATER + timedelta(minutes=2))


def test_without_a_code_nothing_is_signed_and_the_sentence_says_what_to_do(closed: None) -> None:
    with refused("signing.none") as said:
        sign(ASTRUC, "123456")
    [sentence] = said
    assert sentence == "Aucun code ne vous attend : demandez-en un, puis recopiez-le ici."


def test_nobody_signs_with_the_code_of_another(closed: None) -> None:
    mine, theirs = ask(ASTRUC), ask(CFDT)
    if mine != theirs:
        with pytest.raises(Refused):
            sign(ASTRUC, theirs)
    assert not MinutesSignature.objects.exists()


def test_the_code_is_kept_nowhere_but_in_the_message_that_carries_it(closed: None) -> None:
    code = ask(ASTRUC)
    row, message = SigningCode.objects.get(), Message.objects.get(key__startswith="signing-code:")
    assert code not in row.digest
    assert (message.confidential, message.recipient) == (True, member(ASTRUC).email)
    assert grouped(minutes().sha256) in message.body
    sign(ASTRUC, code)
    assert not SigningCode.objects.exists()


# Who signs.


def test_each_voting_member_is_told_that_the_minutes_wait(closed: None) -> None:
    told = Message.objects.filter(key__startswith="to-sign:")
    assert {one.recipient for one in told} == {member(name).email for name in BENCH}
    assert all(f"/jurys/{the_jury().pk}/suites/" in one.body for one in told)


def test_a_signature_keeps_the_digest_the_sentence_and_the_instant(closed: None) -> None:
    made = sign(ASTRUC)
    assert (made.sha256, made.consent, made.signed_at) == (minutes().sha256, CONSENT, LATER + timedelta(minutes=1))
    assert made.document_id == the_jury().minutes_id
    entry = last_entry(the_jury().ref)
    assert (entry.act, entry.data) == (
        "jury.sign",
        {"member": f"member:{member(ASTRUC).pk}", "sha256": minutes().sha256},
    )


def test_a_signature_is_never_changed_nor_taken_back(closed: None) -> None:
    made = sign(ASTRUC)
    for change in (lambda: made.delete(), lambda: MinutesSignature.objects.update(consent="Autre")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_who_signed_does_not_sign_again(closed: None) -> None:
    sign(ASTRUC)
    with refused("signing.signed"):
        ask(ASTRUC, LATER + timedelta(minutes=5))
    with refused("signing.signed"):
        sign(ASTRUC, "123456", LATER + timedelta(minutes=5))


def test_who_did_not_sit_with_a_voice_does_not_sign(called: None) -> None:
    attend(absent=(FO,), withdrawn=(ASTRUC,))
    conform()
    decide_all()
    closing.close(session=the_jury(), actor=president(), now=at(JURY_DAY, 17))
    for name in (FO, ASTRUC):
        with refused("signing.not_a_signatory"):
            ask(name)


def test_before_the_closing_nobody_signs(called: None) -> None:
    with refused("lifecycle.moment"):
        ask(ASTRUC)
    with refused("lifecycle.moment", "lifecycle.role"):
        signing.ask_code(session=the_jury(), member=member(ASTRUC), actor=secretary(), now=LATER)


def test_who_has_no_account_signs_on_paper_and_is_not_waited_for(closed: None) -> None:
    Member.objects.filter(name=FO).update(user=None)
    with refused("signing.on_paper"):
        signing.ask_code(session=the_jury(), member=member(FO), actor=acts_as(CGT), now=LATER)
    for name in BENCH:
        if name != FO:
            sign(name)
    [sheet] = stored("signature_sheet")
    assert "Sans compte : signe sur papier" in text_of(bytes(sheet.content))
    assert last_entry(the_jury().ref).data["on_paper"] == [f"member:{member(FO).pk}"]


# The sheet.


def everybody_signs() -> StoredDocument:
    for minute, name in enumerate(BENCH, start=1):
        sign(name, now=LATER + timedelta(minutes=minute))
    [sheet] = stored("signature_sheet")
    return sheet


def test_the_last_signature_makes_the_sheet_with_the_digest_of_the_minutes(closed: None) -> None:
    for name in BENCH[:-1]:
        sign(name)
    assert stored("signature_sheet") == []
    sign(BENCH[-1])
    [sheet] = stored("signature_sheet")
    assert sheet.subject == the_jury().ref
    said = text_of(bytes(sheet.content)).replace("- ", "-")  # a name too long for its column
    for words in (
        "PV-VDB-2022-06-16",
        grouped(minutes().sha256),
        CONSENT,
        "Signé le jeudi 16 juin 2022, 17 h 31",
        *BENCH,
    ):
        assert words in said
    assert "Non signé" not in said
    assert acts_on(the_jury().ref)[-9:] == ["jury.sign"] * 8 + ["jury.signatures"]
    head = Entry.objects.get(act="jury.signatures")
    assert printed_head(bytes(sheet.content)).hash == head.hash
    assert (head.data["signed"], head.data["missing"], head.data["sha256"]) == (8, [], minutes().sha256)


@pytest.mark.parametrize(
    "verify", [verify_seal, lambda said: verify_ledger(["--document", *said])], ids=["seal", "ledger"]
)
def test_the_commands_verify_the_sheet(closed: None, tmp_path: Path, verify: Callable[[list[str]], int]) -> None:
    file = tmp_path / "signatures.pdf"
    file.write_bytes(bytes(everybody_signs().content))
    assert verify([str(file)]) == 0


def test_the_president_ends_the_signing_and_the_sheet_names_who_is_missing_and_why(closed: None) -> None:
    sign(ASTRUC)
    ask(CFDT)
    signing.finish(session=the_jury(), reason="Deux membres sont à l’étranger.", actor=president(), now=LATER)
    [sheet] = stored("signature_sheet")
    said = text_of(bytes(sheet.content))
    assert f"{PRESIDENT}, qui préside le jury, a arrêté les signatures" in said
    assert said.count("Non signé : Deux membres sont à l’étranger.") == 7
    entry = last_entry(the_jury().ref)
    assert (entry.data["signed"], len(entry.data["missing"])) == (1, 7)
    assert entry.detail.content["reason"] == "Deux membres sont à l’étranger."
    assert not SigningCode.objects.exists()


def test_once_the_sheet_is_made_nobody_signs_any_more(closed: None) -> None:
    signing.finish(session=the_jury(), reason="Personne ne répond.", actor=president(), now=LATER)
    with refused("signing.over"):
        ask(ASTRUC)
    with refused("signing.over"):
        sign(ASTRUC, "123456")
    with refused("signing.over"):
        signing.finish(session=the_jury(), reason="Encore.", actor=president(), now=LATER)


def test_only_the_president_ends_the_signing(closed: None) -> None:
    for actor, obstacle in ((acts_as(ASTRUC), "lifecycle.role"), (secretary(), "signing.president_ends")):
        with refused(obstacle):
            signing.finish(session=the_jury(), reason="Assez.", actor=actor, now=LATER)


def without_account() -> None:
    Member.objects.filter(name=PRESIDENT).update(user=None)


def without_access() -> None:
    Grant.objects.filter(user=member(PRESIDENT).user, subject=the_jury().ref).update(until=LATER)


def shut_out() -> None:
    User.objects.filter(email=member(PRESIDENT).email).update(is_active=False)


@pytest.mark.parametrize(
    ("cut", "words", "signs"),
    [
        pytest.param(without_account, "n’a pas de compte", "Sans compte : signe sur papier", id="no account"),
        pytest.param(without_access, "n’a plus accès à la page du jury", "Non signé", id="the room has closed"),
        pytest.param(shut_out, "n’a plus accès à la page du jury", "Non signé", id="a closed account"),
    ],
)
def test_the_centre_ends_the_signing_for_a_president_who_cannot_and_the_sheet_says_so(
    closed: None, cut: Callable[[], None], words: str, signs: str
) -> None:
    sign(ASTRUC)
    cut()
    signing.finish(session=the_jury(), reason="Les autres signent la copie.", actor=secretary(), now=LATER)
    [sheet] = stored("signature_sheet")
    said = text_of(bytes(sheet.content)).replace("- ", "-")
    assert f"{secretary().name}, pour le centre d’examen, a arrêté les signatures" in said
    assert f"{PRESIDENT}, qui préside le jury, {words}. Motif : Les autres signent la copie." in said
    assert signs in said
    entry = last_entry(the_jury().ref)
    assert (entry.act, entry.role, entry.data["for_the_president"]) == ("jury.signatures", "secretary", True)
    assert entry.detail.content["reason"] == "Les autres signent la copie."


def test_minutes_signed_on_paper_before_are_named_on_the_sheet_by_their_digest(closed: None) -> None:
    without_account()
    scan = Upload(content=png(), extension="png", media_type="image/png")
    kept = attach_signed(session=the_jury(), upload=scan, actor=secretary(), now=LATER)
    signing.finish(session=the_jury(), reason="Signé sur papier.", actor=secretary(), now=LATER)
    [sheet] = stored("signature_sheet")
    said = text_of(bytes(sheet.content)).replace("- ", "-")
    assert "Signé ailleurs, joint le jeudi 16 juin 2022, 17 h 30" in said
    assert grouped(StoredDocument.objects.get(pk=kept.pk).sha256) in said


def test_a_sheet_that_cannot_be_sealed_leaves_the_last_signature_to_be_given_again(
    closed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise SealError("Le jeton ne répond pas : branchez-le.")

    for name in BENCH[:-1]:
        sign(name)
    code = ask(BENCH[-1])
    with monkeypatch.context() as patch:
        patch.setattr(sealing, "sealer", broken)
        with refused("jury.seal") as said:
            sign(BENCH[-1], code)
    assert said[0].startswith("Impossible de sceller la feuille de signatures : rien n’est signé.")
    sign(BENCH[-1], code)
    assert len(stored("signature_sheet")) == 1


# Two at once.


def test_two_devices_of_one_member_at_once_are_one_signature(closed: Template) -> None:
    code = ask(ASTRUC)
    for _ in range(RACES):
        connection.close()  # what is copied has nobody connected to it
        with closed.copied():
            answers = at_once(lambda: sign(ASTRUC, code), lambda: sign(ASTRUC, code))
            assert answers == ["done", "signing.signed"]
            assert MinutesSignature.objects.count() == Entry.objects.filter(act="jury.sign").count() == 1


def test_the_last_two_members_signing_at_once_make_one_sheet(closed: Template) -> None:
    for name in BENCH[:-2]:
        sign(name)
    one, other = BENCH[-2:]
    mine, theirs = ask(one), ask(other)
    for _ in range(RACES):
        connection.close()
        with closed.copied():
            assert at_once(lambda: sign(one, mine), lambda: sign(other, theirs)) == ["done", "done"]
            assert len(stored("signature_sheet")) == Entry.objects.filter(act="jury.signatures").count() == 1


def test_a_signature_and_the_end_of_the_signing_at_once_are_one_after_the_other(closed: Template) -> None:
    code = ask(ASTRUC)
    answers = at_once(
        lambda: sign(ASTRUC, code),
        lambda: signing.finish(session=the_jury(), reason="Assez attendu.", actor=president(), now=LATER),
    )
    assert answers in (["done", "done"], ["done", "signing.over"])
    [sheet] = stored("signature_sheet")
    missing = text_of(bytes(sheet.content)).count("Non signé")
    assert missing == 8 - MinutesSignature.objects.count()


def test_five_wrong_codes_at_once_are_five_tries(closed: None) -> None:
    wrong = other_than(ask(ASTRUC))
    answers = at_once(*[lambda: sign(ASTRUC, wrong, LATER)] * 5)
    assert answers == ["signing.spent", *["signing.wrong"] * 4]
    assert SigningCode.objects.get().attempts == 5
