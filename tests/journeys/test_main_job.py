"""The main job, from enrolment to the printed certificate, its public page and the declaration file.

The candidate entered training on 14 March 2022 and is judged on 16 June 2022: the certificate carries the RNCP claim
and is declared. Another, enrolled in 2026, gets the branch's certificate and is not.
"""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from jurande.accounts.models import User
from jurande.declarations.cdc.verify import verify
from jurande.desk.story import people, telling
from tests.browser import NewPage, assert_accessible, screenshot
from tests.journeys.site import PASSWORD, Site

SECRETARY, EVALUATOR, SECOND = "secretariat@vdb.demo", "evaluateur@vdb.demo", "evaluatrice@vdb.demo"
BLOCKS = ((1, range(1, 8)), (2, range(8, 13)))


@pytest.fixture
def house(site: Site) -> Site:
    """The organisations and accounts of the story, without its candidates; the secretary has a password."""
    telling.settle()
    user = User.objects.get(email=SECRETARY)
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return site


def open_as(new_page: NewPage, site: Site, address: str) -> Page:
    """A browser of their own, logged in."""
    page = new_page()
    site.enter(page, User.objects.get(email=address))
    return page


def enrol(page: Page, site: Site, *, last: str, first: str, email: str, entered_on: str) -> None:
    """Step 1: a secretary enrols a candidate by formation continue, through a company."""
    page.goto(f"{site.address}/candidatures/inscrire/")
    page.get_by_label("Voie d’accès").select_option("continuing")
    for box in page.get_by_role("checkbox", name=re.compile("^Bloc")).all():
        box.check()
    page.get_by_label("Nom de naissance").fill(last)
    page.get_by_label("Prénom", exact=True).fill(first)
    page.get_by_role("radio", name="Masculin").check()
    page.get_by_label("Date de naissance").fill("1991-02-03")
    page.get_by_label("Commune de naissance", exact=True).fill("Quimper")
    page.get_by_label(re.compile("Code INSEE")).fill("29232")
    page.get_by_label("Adresse électronique du candidat").fill(email)
    page.get_by_label(re.compile("^Entreprise")).fill("Emboutissage Ternois")
    page.get_by_label(re.compile("^SIRET")).fill("382 739 555 00011")
    page.get_by_label(re.compile("^Tuteur")).fill("Pascal Gaudry-Ménard")
    page.get_by_label(re.compile("Adresse électronique du tuteur")).fill("tuteur@ternois.demo")
    page.get_by_label(re.compile("^Entrée en formation")).fill(entered_on)
    page.get_by_role("button", name="Inscrire").click()
    expect(page.get_by_role("status")).to_contain_text("inscrit(e) sous le numéro")


def plan(page: Page, agreed_on: str, report_due_on: str) -> None:
    """Step 2: the modality of each capacity, in concertation; C9 reconstituted, C11 by a project."""
    page.get_by_role("link", name="Définir les modalités").click()
    page.get_by_label("Concertation du").fill(agreed_on)
    for number in range(1, 13):
        chosen = {9: "reconstituted", 11: "projects"}.get(number, "real_work")
        page.get_by_label(re.compile(rf"^C{number}\.")).select_option(chosen)
    page.get_by_label("Rapport de projet attendu le").fill(report_due_on)
    page.get_by_label(re.compile("^Conditions du rapport")).fill("Dix pages, envoyées au centre.")
    commission = page.get_by_role("group", name=re.compile("^Commission"))
    for box in commission.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("group", name=re.compile("^Parmi eux")).get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Enregistrer les modalités").click()
    expect(page.get_by_role("status")).to_contain_text("Les modalités sont définies")


def fill_grid(page: Page, site: Site, number: int, capacities: range) -> None:
    """Step 3: the evaluator fills the grid of one block; each answer is saved as it is given."""
    page.goto(f"{site.address}/evaluations/")
    page.get_by_role("link", name=re.compile(f"BC0{number}$")).click()
    for capacity in capacities:
        card = page.locator(f"#C{capacity}")
        if card.get_attribute("open") is None:
            card.locator("summary").click()
        if capacity == 1:
            save(page, card.get_by_label(re.compile("^Postes tenus")), "Presse 160 t\nSoudage par points")
        if capacity == 9:
            save(page, card.get_by_label(re.compile("^Nécessité")), "Aucun audit prévu avant la session.")
        for criterion in range(card.locator(".crit").count()):
            with page.expect_response(re.compile("/reponse/")):
                card.locator(".crit").nth(criterion).get_by_role("radio", name="Acquis", exact=True).click()
        with page.expect_response(re.compile("/reponse/")):
            card.locator(".cap-result").get_by_role("radio", name="Acquise", exact=True).click()
        expect(page.locator(f"#C{capacity} summary")).to_contain_text("Acquise")


def save(page: Page, box: Locator, text: str) -> None:
    """Type an answer and leave the field, as a person does."""
    with page.expect_response(re.compile("/reponse/")):
        box.fill(text)
        box.blur()


def sign(page: Page, site: Site, number: int) -> None:
    """An evaluator signs the grid of one block."""
    page.goto(f"{site.address}/evaluations/")
    page.get_by_role("link", name=re.compile(f"BC0{number}$")).click()
    page.get_by_role("button", name="Signer la grille").click()
    expect(page.get_by_role("status")).to_contain_text(re.compile("signature|scellée"))


def give_opinion(new_page: NewPage, link: str, capacities: range) -> None:
    """Step 4: the tutor, on a phone, without an account."""
    phone = new_page(width=390)
    phone.goto(link)
    assert_accessible(phone)
    for capacity in capacities:
        phone.locator(f"#C{capacity}").get_by_role("radio", name="Oui").click()
    phone.get_by_role("radio", name="Favorable", exact=True).click()
    phone.get_by_role("radio", name=re.compile("tuteur")).check()
    phone.get_by_role("checkbox").check()
    phone.get_by_role("button", name="Transmettre l’avis").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Votre avis est transmis. Merci.")
    phone.goto(link)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Votre avis est transmis. Merci.")


def link_in(text: str) -> str:
    """The address in a message."""
    found = re.search(r"http://\S+", text)
    assert found, text
    return found[0]


def convene(page: Page, site: Site, held_on: str) -> None:
    """Step 5: the secretary opens a jury, lists the candidate, composes and calls it."""
    page.goto(f"{site.address}/jurys/ouvrir/")
    page.get_by_label("Date", exact=True).fill(held_on)
    page.get_by_label("Heure").fill("14:00")
    page.get_by_label("Lieu").fill("Salle Vulcain")
    page.get_by_role("button", name="Ouvrir", exact=True).click()
    ready = page.get_by_role("region", name="Candidats prêts")
    ready.get_by_label("Tous").check()
    expect(ready.get_by_role("status")).to_have_text("1 coché sur 1")
    page.get_by_role("button", name="Inscrire à l’ordre du jour").click()
    page.get_by_role("button", name="Saisir les organisations syndicales").click()
    expect(page.get_by_role("status")).to_contain_text("4 organisations sont saisies")
    for seat in people.JURORS:
        designate(page, seat)
    expect(page.get_by_text("Régulière", exact=True)).to_be_visible()
    page.get_by_role("button", name="Convoquer les membres").click()
    expect(page.get_by_role("status")).to_contain_text("8 convocations sont parties")
    page.get_by_role("button", name="Informer la commission régionale").click()
    expect(page.get_by_role("status")).to_contain_text("La lettre est partie")
    page.get_by_role("button", name="Envoyer le dossier").click()
    expect(page.get_by_role("status")).to_contain_text("Le dossier part : 8 membres")


def designate(page: Page, seat: people.Seat) -> None:
    """One member, as a delegation names them."""
    panel = page.get_by_role("region", name="Désigner un membre")
    if panel.locator("details").get_attribute("open") is None:  # the directory knows somebody already
        panel.locator("summary").click()
    side = "Délégation patronale" if seat.side == "employers" else "Délégation syndicale"
    panel.get_by_role("radio", name=side).click()
    panel.get_by_label("Nom", exact=True).fill(seat.name)
    panel.get_by_label("Adresse électronique").fill(seat.email)
    panel.get_by_label("Entreprise ou organisation").fill(seat.organisation)
    if seat.union:
        panel.get_by_label(re.compile("^Organisation syndicale")).select_option(label=seat.union)
    if seat.president:
        panel.get_by_label("Préside le jury").check()
    panel.get_by_role("button", name="Ajouter au jury").click()
    expect(page.get_by_role("status")).to_contain_text(f"{seat.name} est dans le jury")


def deliberate(new_page: NewPage, site: Site, secretary: Page) -> None:
    """Step 6: attendance, conformity, examination, a vote by seat, the decision, the closing, the minutes."""
    for box in secretary.get_by_role("group", name="Présents").get_by_role("checkbox").all():
        box.check()
    secretary.get_by_role("button", name="Ouvrir la séance").click()
    expect(secretary.get_by_role("heading", level=1)).to_have_text("Jury paritaire de délibération")
    room = secretary.url
    president = open_as(new_page, site, "presidente@jury.demo")
    president.goto(room)
    for label in president.get_by_role("radio", name="Conforme", exact=True).all():
        label.click()
    president.get_by_role("button", name="Constater la conformité").click()
    president.get_by_role("button", name="Examiner ce candidat").click()
    president.get_by_role("button", name="Passer au vote").click()
    vote(president, "Pour")
    others = {"astruc@jury.demo": "Pour", "valcourt@jury.demo": "Contre", "guerineau@jury.demo": "Contre"}
    for address, choice in others.items():
        juror = open_as(new_page, site, address)
        juror.goto(room)
        vote(juror, choice)
    president.reload()
    expect(president.get_by_text("Partage des voix.", exact=True)).to_be_visible()
    screenshot(president, "jury-partage-1280")
    assert_accessible(president)
    president.get_by_label("Les sièges qui n’ont pas voté s’abstiennent").check()
    president.get_by_role("button", name="Enregistrer le résultat du vote").click()
    president.get_by_role("button", name="Clore le jury").click()
    expect(president.get_by_role("status")).to_contain_text("Le jury est clos")
    minutes = text_of(fetch(president, site, "Procès-verbal"))
    assert "Procès-verbal" in minutes
    assert "prépondérante" in minutes


def vote(page: Page, choice: str) -> None:
    """One seat votes on its own device."""
    page.get_by_role("radio", name=choice, exact=True).click()
    page.get_by_role("button", name="Voter", exact=True).click()
    expect(page.get_by_text("Votre voix est enregistrée.").first).to_be_visible()


def text_of(pdf: bytes) -> str:
    """The text of a PDF."""
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def log_in_by_code(new_page: NewPage, site: Site, address: str) -> Page:
    """A candidate has no password: a one-time code comes by e-mail."""
    page = new_page(width=390)
    page.goto(f"{site.address}/compte/login/code/")
    page.get_by_label("Adresse électronique").fill(address)
    page.get_by_role("button", name=re.compile("code")).first.click()
    page.wait_for_url(re.compile("confirm"))
    code = re.search(r"^\s+([A-Z0-9]{4}-[A-Z0-9]{4})$", site.mail_to(address)[-1], re.MULTILINE)
    assert code
    page.get_by_label(re.compile("^Code")).fill(code[1])
    page.get_by_role("button", name="Entrer", exact=True).click()
    page.wait_for_url(f"{site.address}/certificats/mon-dossier/")
    return page


def fetch(page: Page, site: Site, name: str | re.Pattern[str]) -> bytes:
    """The file behind a link of the page, as the same person gets it."""
    href = page.get_by_role("link", name=name).first.get_attribute("href")
    assert href
    return page.request.get(site.address + href).body()


def to_the_certificate(new_page: NewPage, site: Site, year: int, who: dict[str, str]) -> bytes:
    """Steps 1 to 7 for one candidate of one year; gives the certificate back."""
    site.at(f"{year}-03-21T10:00")
    secretary = new_page()
    site.log_in(secretary, SECRETARY)
    enrol(secretary, site, **who)
    plan(secretary, f"{year}-03-21", f"{year}-04-25")
    assert_accessible(secretary)
    candidacy = secretary.url
    for number, capacities in BLOCKS:
        secretary.goto(candidacy)
        secretary.get_by_label(f"Avis sur le bloc {number}, attendu le").fill(f"{year}-05-02")
        secretary.get_by_role("button", name=f"sur le bloc {number}").click()
        site.work()
        give_opinion(new_page, link_in(site.mail_to("tuteur@ternois.demo")[-1]), capacities)
    site.at(f"{year}-04-25T09:00")
    secretary.goto(candidacy)
    secretary.get_by_label("Rapport reçu le").fill(f"{year}-04-25")
    secretary.get_by_role("button", name="Enregistrer le rapport").click()
    site.at(f"{year}-05-10T09:00")
    evaluator, second = open_as(new_page, site, EVALUATOR), open_as(new_page, site, SECOND)
    for number, capacities in BLOCKS:
        fill_grid(evaluator, site, number, capacities)
        if number == 1:
            assert_accessible(evaluator)
        sign(evaluator, site, number)
        sign(second, site, number)
    secretary.goto(candidacy)
    secretary.get_by_role("button", name="Établir le récapitulatif").click()
    expect(secretary.get_by_role("status")).to_contain_text("prête pour un jury")
    convene(secretary, site, f"{year}-06-16")
    jury = secretary.url
    site.at(f"{year}-06-16T14:00")
    secretary.goto(jury)
    deliberate(new_page, site, secretary)
    site.at(f"{year}-06-17T09:00")
    site.work()
    candidate = log_in_by_code(new_page, site, who["email"])
    assert_accessible(candidate)
    assert "Bloc" in text_of(fetch(candidate, site, re.compile("^Attestation du bloc")))
    return fetch(candidate, site, re.compile("^Certificat "))


def test_from_enrolment_to_certificate_verification_and_declaration(
    house: Site, new_page: NewPage, tmp_path: Path
) -> None:
    """The whole main job, with the RNCP claim."""
    who = {
        "last": "Abalain-Mercier",
        "first": "Corentin",
        "email": "corentin@candidat.demo",
        "entered_on": "2022-03-14",
    }
    certificate = to_the_certificate(new_page, house, 2022, who)
    printed = text_of(certificate)
    assert "Corentin Abalain-Mercier" in printed
    assert "VDB-2022-0001" in printed
    assert "RNCP" in printed
    verified(new_page, house, printed, claim="oui, fiche")
    declared(new_page, house)
    (tmp_path / "certificate.pdf").write_bytes(certificate)
    assert house.verify_ledger("--document", str(tmp_path / "certificate.pdf")).returncode == 0


def test_the_certificate_of_the_branch_after_the_end_of_the_record(house: Site, new_page: NewPage) -> None:
    """The same job for somebody enrolled in 2026: a certificate without the RNCP claim, and nothing to declare."""
    who = {"last": "Le Goff", "first": "Malo", "email": "malo@candidat.demo", "entered_on": "2026-03-02"}
    printed = text_of(to_the_certificate(new_page, house, 2026, who))
    assert "VDB-2026-0001" in printed
    assert "RNCP" not in printed
    verified(new_page, house, printed, claim="non")
    house.work()
    secretary = open_as(new_page, house, SECRETARY)
    secretary.goto(f"{house.address}/declarations/")
    expect(secretary.get_by_role("heading", level=1)).to_have_text("Déclarations")
    expect(secretary.get_by_text("Le Goff")).to_have_count(0)
    assert house.verify_ledger().returncode == 0


def verified(new_page: NewPage, site: Site, printed: str, *, claim: str) -> None:
    """Step 8: anyone checks the certificate at its public address."""
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", printed)
    assert code
    for scheme in ("light", "dark"):
        public = new_page(width=390, scheme=scheme)
        public.goto(f"{site.address}/v/{code[0]}")
        expect(public.get_by_role("heading", level=1)).to_have_text("Ce certificat est authentique.")
        expect(public.locator(".plate")).to_contain_text(claim)
        assert_accessible(public)
    wrong = code[0][:-1] + ("0" if code[0][-1] != "0" else "1")
    assert public.goto(f"{site.address}/v/{wrong}").status == 404  # type: ignore[union-attr]  # a real page answers


def declared(new_page: NewPage, site: Site) -> None:
    """Step 9: the centre prepares, the national level exports a file that our own description finds valid."""
    secretary = open_as(new_page, site, SECRETARY)
    secretary.goto(f"{site.address}/declarations/")
    expect(secretary.get_by_text("n’a pas de place pour le numéro de sécurité sociale")).to_be_visible()
    secretary.get_by_role("link", name=re.compile("^Préparer")).click()
    secretary.get_by_role("radio", name="Passeport").check()
    secretary.get_by_role("button", name="Je réponds de cette identité").click()
    national = open_as(new_page, site, "national@branche.demo")
    national.goto(f"{site.address}/declarations/")
    national.get_by_role("button", name=re.compile("^Exporter")).click()
    content = fetch(national, site, re.compile(r"\.xml$"))
    assert verify(BytesIO(content)) == []
    assert "ABALAIN-MERCIER" in content.decode().upper()
