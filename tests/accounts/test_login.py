"""Logging in: by a code, by a password, with a second factor; what a stranger learns: nothing."""

from __future__ import annotations

import re
import smtplib
from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth.account import app_settings
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.password_validation import get_default_password_validators
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import Settings

import jurande.accounts
from jurande.accounts.adapter import TOO_MANY, WRONG_CODE
from jurande.accounts.models import User
from jurande.ui.french import NBSP, spelled
from tests.accounts.people import PASSWORD, MembershipFactory, UserFactory, logged_in, manager

pytestmark = pytest.mark.django_db
ASK, CONFIRM, LOGIN = "/compte/login/code/", "/compte/login/code/confirm/", "/compte/login/"


@pytest.fixture
def anne() -> User:
    """A secretary, who has a password too."""
    user = UserFactory.create(email="anne@vdb.demo", name="Anne Corbineau")
    user.set_password(PASSWORD)
    user.save()
    MembershipFactory.create(user=user)
    return user


def text_of(message: mail.EmailMessage) -> str:
    """What a mailbox shows, with plain spaces."""
    return f"{message.subject}\n{message.body}".replace(NBSP, " ")


def code_received() -> str:
    """The code of the last message."""
    found = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", str(mail.outbox[-1].body))
    assert found
    return found[0]


class TestCode:
    def test_it_opens_the_page_that_was_asked_for(self, anne: User) -> None:
        client = Client()
        asked = client.post(f"{ASK}?next=/jurys/", {"email": "ANNE@vdb.demo", "next": "/jurys/"})
        assert asked["Location"] == f"{CONFIRM}?next=%2Fjurys%2F"
        entered = client.post(asked["Location"], {"code": code_received().lower().replace("-", " "), "next": "/jurys/"})
        assert entered["Location"] == "/jurys/"
        assert client.get("/jurys/").status_code == 200

    def test_the_message_is_in_french_and_says_how_long_the_code_is_good(self, anne: User) -> None:
        Client().post(ASK, {"email": anne.email})
        text = text_of(mail.outbox[0])
        assert mail.outbox[0].to == [anne.email]
        minutes = spelled(app_settings.LOGIN_BY_CODE_TIMEOUT // 60)
        for said in ("Jurande : votre code pour entrer", "Bonjour,", f"Il vaut {minutes} minutes et sert une fois"):
            assert said in text
        page = Client()
        asked = page.post(ASK, {"email": anne.email})
        assert f"Son code vaut {minutes} minutes" in page.get(asked["Location"]).content.decode()

    def test_a_wrong_code_is_told_and_three_are_enough(self, anne: User) -> None:
        client = Client()
        client.post(ASK, {"email": anne.email})
        for _ in range(2):
            assert WRONG_CODE.replace(NBSP, " ") in read(client.post(CONFIRM, {"code": "AAAA-AAAA"}))
        third = client.post(CONFIRM, {"code": "AAAA-AAAA"}, follow=True)
        assert TOO_MANY.replace(NBSP, " ") in read(third)
        assert third.redirect_chain[-1][0] == ASK

    def test_a_code_serves_once(self, anne: User) -> None:
        client = Client()
        client.post(ASK, {"email": anne.email})
        code = code_received()
        assert client.post(CONFIRM, {"code": code})["Location"] == "/"
        again = Client()
        again.post(ASK, {"email": anne.email})
        assert WRONG_CODE.replace(NBSP, " ") in read(again.post(CONFIRM, {"code": code}))

    def test_a_mail_server_that_fails_is_told_on_the_login_page(
        self, anne: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_: object) -> int:
            raise smtplib.SMTPServerDisconnected

        monkeypatch.setattr(EmailBackend, "send_messages", broken)
        page = Client().post(ASK, {"email": anne.email}, follow=True)
        assert page.redirect_chain[-1][0] == LOGIN
        assert "notre serveur de courriel ne répond pas" in read(page)


def enter(login: str = LOGIN, then: str = "") -> str:
    """Anne enters by her password and the code that follows; the address where that leads."""
    client = Client()
    client.post(login, {"login": "anne@vdb.demo", "password": PASSWORD, "next": then})
    return client.post(CONFIRM, {"code": code_received(), "next": then})["Location"]


class TestAfterAPassword:
    """A password never opens alone."""

    def test_a_code_is_sent_and_asked_for(self, anne: User) -> None:
        client = Client()
        entered = client.post(f"{LOGIN}?next=/jurys/", {"login": anne.email, "password": PASSWORD, "next": "/jurys/"})
        assert entered["Location"].startswith(CONFIRM)
        assert client.get("/compte/").status_code == 302
        assert [message.to for message in mail.outbox] == [[anne.email]]
        page = client.get(entered["Location"], follow=True)
        assert "Recopiez le code reçu" in read(page)
        assert client.post(CONFIRM, {"code": code_received(), "next": "/jurys/"})["Location"] == "/jurys/"
        assert client.get("/compte/").status_code == 200

    def test_a_wrong_code_opens_nothing(self, anne: User) -> None:
        client = Client()
        client.post(LOGIN, {"login": anne.email, "password": PASSWORD})
        assert WRONG_CODE.replace(NBSP, " ") in read(client.post(CONFIRM, {"code": "AAAA-AAAA"}))
        assert client.get("/compte/").status_code == 302

    def test_whoever_has_an_application_is_asked_for_it_and_for_no_code_besides(self, anne: User) -> None:
        secret = totp.generate_totp_secret()
        totp.TOTP.activate(anne, secret)
        client = Client()
        entered = client.post(LOGIN, {"login": anne.email, "password": PASSWORD})
        assert entered["Location"].startswith("/compte/securite/authenticate/")
        assert mail.outbox == []
        code = totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))
        assert client.post("/compte/securite/authenticate/", {"code": code})["Location"] == "/"
        assert client.get("/compte/").status_code == 200

    def test_recovery_codes_alone_do_not_take_the_place_of_the_code(self, anne: User) -> None:
        RecoveryCodes.activate(anne)
        entered = Client().post(LOGIN, {"login": anne.email, "password": PASSWORD})
        assert entered["Location"].startswith(CONFIRM)

    def test_in_a_demo_it_opens_alone_for_nobody_there_has_a_mailbox(self, anne: User, settings: Settings) -> None:
        settings.JURANDE_DEMO = True
        client = Client()
        assert client.post(LOGIN, {"login": anne.email, "password": PASSWORD})["Location"] == "/"
        assert mail.outbox == []


class TestWhatAStrangerLearns:
    """The pages are the same for an address that has an account and for one that has none."""

    @pytest.mark.parametrize("path", [ASK, "/compte/password/reset/"])
    def test_asking_for_a_message_says_the_same_to_all(self, anne: User, path: str) -> None:
        pages = []
        for address in (anne.email, "nemo@vdb.demo"):
            client = Client()
            page = client.post(path, {"email": address}, follow=True)
            words = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", read(page)).replace(address, "…")
            pages.append((page.redirect_chain, page.status_code, words))
        assert pages[0] == pages[1]
        assert [message.to for message in mail.outbox] == [[anne.email], ["nemo@vdb.demo"]]

    def test_an_unknown_address_is_told_so_by_e_mail_only_and_without_a_link_to_sign_up(self) -> None:
        Client().post(ASK, {"email": "nemo@vdb.demo"})
        text = text_of(mail.outbox[0])
        assert "Aucun compte n’y est ouvert." in text
        assert "http" not in text

    def test_a_wrong_password_and_an_unknown_address_read_alike(self, anne: User) -> None:
        said = [
            Client().post(LOGIN, {"login": address, "password": "pas-le-bon"}).context["form"].non_field_errors()
            for address in (anne.email, "nemo@vdb.demo")
        ]
        assert said[0] == said[1]
        assert "un code" in said[0][0].lower()

    def test_nobody_enters_by_the_code_of_an_address_without_account(self) -> None:
        client = Client()
        client.post(ASK, {"email": "nemo@vdb.demo"})
        for code in ("", "AAAA-AAAA"):
            client.post(CONFIRM, {"code": code})
        assert client.get("/compte/").status_code == 302


class TestLimits:
    def test_codes_are_sent_to_an_address_three_times_a_minute(self, anne: User) -> None:
        for _ in range(3):
            Client().post(ASK, {"email": anne.email})
        page = Client().post(ASK, {"email": anne.email})
        assert TOO_MANY.replace(NBSP, " ") in read(page)
        assert len(mail.outbox) == 3

    def test_a_password_is_tried_five_times_in_five_minutes_even_from_many_machines(self, anne: User) -> None:
        for number in range(5):
            Client(REMOTE_ADDR=f"10.0.0.{number}").post(LOGIN, {"login": anne.email, "password": "pas-le-bon"})
        page = Client(REMOTE_ADDR="10.0.0.9").post(LOGIN, {"login": anne.email, "password": PASSWORD})
        assert TOO_MANY.replace(NBSP, " ") in read(page)

    def test_a_machine_that_insists_gets_our_page(self) -> None:
        for _ in range(30):
            page = Client().post(LOGIN, {})
        assert page.status_code == 200
        page = Client().post(LOGIN, {})
        assert page.status_code == 429
        assert "Trop de demandes en peu de temps." in read(page)


class TestAfterwards:
    def test_somebody_with_several_roles_says_which_before_the_page_asked_for(self, anne: User) -> None:
        manager(user=anne)
        assert enter(f"{LOGIN}?next=/jurys/", "/jurys/") == "/compte/role/?next=%2Fjurys%2F"

    def test_somebody_with_one_role_goes_straight_on(self, anne: User) -> None:
        assert enter() == "/"

    def test_leaving_takes_a_button_and_says_so(self, anne: User) -> None:
        client = logged_in(anne)
        assert client.get("/compte/logout/").status_code == 200
        assert client.get("/compte/").status_code == 200
        assert "Vous êtes déconnecté." in read(client.post("/compte/logout/", follow=True))
        assert client.get("/compte/").status_code == 302

    def test_an_account_that_was_closed_says_so(self, anne: User) -> None:
        User.objects.filter(pk=anne.pk).update(is_active=False)
        page = Client().post(LOGIN, {"login": anne.email, "password": PASSWORD}, follow=True)
        assert "Ce compte est fermé." in read(page)


class TestPassword:
    def test_it_is_chosen_by_somebody_who_came_in_by_a_code(self) -> None:
        one = MembershipFactory.create(user=UserFactory.create())
        client = logged_in(one)
        new = {"password1": PASSWORD, "password2": PASSWORD}
        assert "Votre mot de passe est enregistré." in read(client.post("/compte/password/set/", new, follow=True))
        one.user.refresh_from_db()
        assert one.user.check_password(PASSWORD)

    @pytest.mark.parametrize("weak", ["court", "password1234"])
    def test_a_weak_one_is_refused_with_what_to_do(self, weak: str) -> None:
        client = logged_in(UserFactory.create())
        page = client.post("/compte/password/set/", {"password1": weak, "password2": weak})
        assert page.context["form"].errors["password1"]

    def test_the_hint_gives_the_length_that_is_asked(self) -> None:
        [least] = [one.min_length for one in get_default_password_validators() if hasattr(one, "min_length")]
        assert f"au minimum {least} caractères" in read(logged_in(UserFactory.create()).get("/compte/password/set/"))

    def test_a_forgotten_one_is_replaced_by_a_link_that_serves_once(self, anne: User) -> None:
        Client().post("/compte/password/reset/", {"email": anne.email})
        text = text_of(mail.outbox[0])
        assert "Pour choisir un nouveau mot de passe" in text
        link = re.search(r"http://testserver(/\S+)", text)
        assert link
        client = Client()
        form = client.get(link[1], follow=True)
        new = {"password1": PASSWORD + "!", "password2": PASSWORD + "!"}
        assert "Votre mot de passe est changé." in read(client.post(form.redirect_chain[-1][0], new, follow=True))
        assert "Ce lien n’est plus valable." in read(Client().get(link[1], follow=True))


class TestSecondFactor:
    @pytest.fixture
    def protected(self, anne: User) -> User:
        """Anne, whose account asks for a code of an application."""
        totp.TOTP.activate(anne, totp.generate_totp_secret())
        RecoveryCodes.activate(anne)
        return anne

    def test_the_code_by_e_mail_is_not_enough_any_more(self, protected: User) -> None:
        client = Client()
        client.post(ASK, {"email": protected.email})
        entered = client.post(CONFIRM, {"code": code_received()})
        assert entered["Location"].startswith("/compte/securite/authenticate/")
        assert client.get("/compte/").status_code == 302

    def test_a_recovery_code_opens_once(self, protected: User) -> None:
        codes = Authenticator.objects.get(user=protected, type="recovery_codes").wrap().get_unused_codes()
        for expected in (302, 200):
            client = Client()
            client.post(LOGIN, {"login": protected.email, "password": PASSWORD})
            assert client.post("/compte/securite/authenticate/", {"code": codes[0]}).status_code == expected

    def test_the_application_names_the_account_by_its_address(self, anne: User) -> None:
        assert (
            get_mfa_adapter()
            .build_totp_url(anne, "S")
            .startswith("otpauth://totp/anne%40vdb.demo?secret=S&issuer=Jurande")
        )

    def test_the_drawing_has_its_own_ground(self) -> None:
        assert 'fill="#fff"' in get_mfa_adapter().build_totp_svg("otpauth://totp/x")

    def test_keys_are_numbered_in_french(self, anne: User) -> None:
        name = get_mfa_adapter().generate_authenticator_name
        assert name(anne, Authenticator.Type.WEBAUTHN) == "Clé d’accès"
        Authenticator.objects.create(user=anne, type="webauthn", data={})
        assert name(anne, Authenticator.Type.WEBAUTHN) == "Clé d’accès 2"

    def test_an_address_that_was_never_proven_is_asked_to_be_first(self, anne: User) -> None:
        client = logged_in(anne)
        EmailAddress.objects.create(user=anne, email=anne.email, primary=True, verified=False)
        page = client.get("/compte/securite/totp/activate/", follow=True)
        assert "une fois par un code reçu à votre adresse" in read(page)


class TestClosedDoors:
    def test_signing_up_says_how_an_account_is_opened(self) -> None:
        for page in (Client().get("/compte/signup/"), Client().post("/compte/signup/", {"email": "x@y.fr"})):
            assert "Un compte s’ouvre par invitation." in read(page)
        assert not User.objects.exists()

    @pytest.mark.parametrize("name", ["account_email", "account_email_verification_sent"])
    def test_nobody_changes_their_address_by_themselves(self, anne: User, name: str) -> None:
        client = logged_in(anne)
        assert client.get(reverse(name)).status_code == 404
        taken = client.post(reverse(name), {"email": "manager@vdb.demo", "action_add": ""})
        assert taken.status_code == 404
        assert client.get(reverse("account_confirm_email", args=["MQ:1abc:xyz"])).status_code == 404
        anne.refresh_from_db()
        assert anne.email == "anne@vdb.demo"


def test_every_page_of_allauth_that_is_open_is_ours() -> None:
    ours = Path(jurande.accounts.__file__).parent
    closed = {"account_email", "account_email_verification_sent", "account_confirm_email", "account_signup"}
    seen = set()
    for pattern in _allauth(get_resolver()):
        view = getattr(pattern.callback, "view_class", None)
        name = getattr(view, "template_name", None)
        if pattern.name in closed or not name or name.endswith(".txt"):
            continue
        seen.add(name)
        try:
            found = Path(get_template(name).template.origin.name)  # type: ignore[attr-defined]  # Django's engine
        except TemplateDoesNotExist:
            pytest.fail(f"{name}: no template at all")
        assert found.is_relative_to(ours), f"{pattern.name} shows {found}"
    assert len(seen) > 15


def _allauth(resolver: URLResolver) -> Iterator[URLPattern]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _allauth(one)
        elif one.callback.__module__.startswith("allauth."):
            yield one


def read(page: object) -> str:
    """The text of a page, with plain spaces and plain characters."""
    content: bytes = page.content  # type: ignore[attr-defined]  # the test client's response
    return content.decode().replace("&nbsp;", " ").replace(NBSP, " ").replace("&#x27;", "'")
