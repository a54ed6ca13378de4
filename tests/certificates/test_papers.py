"""What the page of a candidacy tells its centre of papers and messages."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from pytest_django import Settings

from jurande.candidacies.models import Candidacy
from jurande.certificates.models import Trouble
from jurande.desk.story.course import at
from jurande.desk.story.people import CORENTIN, NADEGE, ONDINE, SECRETARY, Candidate
from jurande.juries.models import Case
from jurande.messages.models import Message
from jurande.register.models import Award, BlockAward
from tests.pages import text, tree
from tests.told import browser_of


@pytest.fixture(autouse=True)
def on_the_day_of_the_demo(told: object, settings: Settings) -> None:
    """The story is told; it is the morning of 9 April 2026."""
    settings.JURANDE_NOW = at(date(2026, 4, 9), 9)


def candidacy_of(who: Candidate) -> Candidacy:
    return Candidacy.objects.get(email=who.email)


def page(who: Candidate) -> tuple[str, list[str]]:
    """What the secretary reads, and the addresses that it gives."""
    answer = browser_of(SECRETARY.email).get(reverse("desk:candidacy", args=[candidacy_of(who).pk]))
    return text(answer), [str(one) for one in tree(answer).xpath("//main//@href")]


def test_it_gives_every_paper_that_was_made() -> None:
    award = Award.objects.get(candidacy=candidacy_of(CORENTIN).ref)
    block = BlockAward.objects.get(candidacy=candidacy_of(ONDINE).ref)
    _, links = page(CORENTIN)
    assert reverse("certificates:one", args=[award.certificate.pk]) in links
    _, links = page(ONDINE)
    assert reverse("certificates:statement_pdf", args=[block.statement.pk]) in links
    assert reverse("certificates:notice_pdf", args=[Case.objects.get(candidacy=candidacy_of(ONDINE)).pk]) in links


def test_it_says_what_keeps_a_paper_from_being_made() -> None:
    award = Award.objects.get(candidacy=candidacy_of(CORENTIN).ref)
    Award.objects.filter(pk=award.pk).update(documented_at=None)
    assert "Certificat En préparation" in page(CORENTIN)[0]
    Trouble.objects.create(
        subject=f"award:{award.pk}", text="Aucun signataire n’est connu.", seen_at=at(date(2022, 6, 16))
    )
    words, _ = page(CORENTIN)
    assert "Aucun signataire n’est connu." in words
    assert "Ne peut pas être établi" in words


def test_it_says_which_messages_did_not_leave_or_may_have_left_twice_and_what_to_do() -> None:
    assert "Messages en difficulté" not in page(NADEGE)[0]
    about = Message.objects.filter(subject_ref=candidacy_of(NADEGE).ref).order_by("created_at")
    first, second = about[:2]
    Message.objects.filter(pk=first.pk).update(last_error="SMTPRecipientsRefused", sent_at=None)
    Message.objects.filter(pk=second.pk).update(interrupted=1, sent_at=at(date(2026, 4, 1)))
    words, _ = page(NADEGE)
    assert "N’a pas pu partir" in words
    assert "Vérifiez l’adresse" in words
    assert "il a pu arriver deux fois" in words
