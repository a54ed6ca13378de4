"""How django-allauth behaves and speaks here: an account exists by invitation only, and errors say what to do."""

from __future__ import annotations

from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import Login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from jurande.accounts import second_factors
from jurande.accounts.models import FactorReset, Membership, User
from jurande.documents import qr
from jurande.ui.french import typographic

RESET_KEY = "factor_reset"
log = structlog.get_logger(__name__)

WRONG_CODE = "Ce code n’est pas le bon : recopiez celui du dernier message reçu."
WRONG_FACTOR = "Ce code n’est pas le bon : recopiez celui que l’application affiche maintenant."
BY_LINK = typographic(
    "Votre second contrôle a été réinitialisé : pour entrer, ouvrez d’abord le lien du message reçu. Perdu "
    "ou trop ancien ? Votre centre d’examen en envoie un autre."
)
TOO_MANY = "Trop d’essais : attendez cinq minutes, puis recommencez."
NOT_SENT = typographic(
    "Le message n’a pas pu partir : notre serveur de courriel ne répond pas. Réessayez dans quelques minutes, ou "
    "entrez autrement."
)


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves; whoever has several roles says which one they come for."""

    error_messages = DefaultAccountAdapter.error_messages | {
        key: typographic(text)
        for key, text in {
            "account_inactive": "Ce compte est fermé : écrivez au centre d’examen.",
            "email_password_mismatch": "L’adresse ou le mot de passe n’est pas bon. Un code reçu par courriel suffit.",
            "enter_current_password": "Ce n’est pas votre mot de passe actuel.",
            "incorrect_password": "Ce n’est pas votre mot de passe.",
            "incorrect_code": WRONG_CODE,
            "invalid_password_reset": "Ce lien n’est plus valable : demandez-en un nouveau.",
            "too_many_login_attempts": TOO_MANY,
            "rate_limited": TOO_MANY,
        }.items()
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: see Invitation."""
        return False

    def is_login_by_code_required(self, login: Login) -> bool:
        """After a password: the code sent by e-mail, unless an application or a key of theirs is asked for next.

        Never in a demo, whose people have no mailbox (docs/decisions/0008).
        """
        factors = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        if settings.JURANDE_DEMO or (login.user and is_mfa_enabled(login.user, factors)):
            return False
        required: bool = super().is_login_by_code_required(login)
        return required

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Lets somebody in; whose second factor was set back, by the link they were sent only, which then is spent."""
        reset = second_factors.waiting(user) if isinstance(user, User) else None
        if reset is None:
            request.session.pop(RESET_KEY, None)  # somebody else's, in the same browser
        elif not _spent(request, reset):
            messages.warning(request, BY_LINK)
            raise ImmediateHttpResponse(redirect("account_login"))
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        """Where allauth leads; through the choice of a role when there are several, for it decides what one sees.

        Whoever entered by the link of a second factor set back comes first to choosing another.
        """
        response = super().post_login(request, user, **kwargs)
        if request.session.pop(RESET_KEY, None):
            return redirect("mfa_index")
        if Membership.objects.filter(user_id=user.pk, ended_at__isnull=True).count() < 2:
            return response
        return redirect(f"{reverse('accounts:choose')}?{urlencode({'next': response['Location']})}")

    def format_email_subject(self, subject: str) -> str:
        """The subject after our prefix, with the spaces of French."""
        return typographic(super().format_email_subject(subject))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Sends at once; when the mail server fails, says so on the login page instead of breaking down."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:
            log.error("login_mail_failed", mail=template_prefix, error=type(error).__name__)
            messages.error(self.request, NOT_SENT)
            raise ImmediateHttpResponse(redirect("account_login")) from error


def _spent(request: HttpRequest, reset: FactorReset) -> bool:
    """Whether this browser came by the link of the reset, which it now has spent."""
    if request.session.get(RESET_KEY) != str(reset.pk):
        return False
    return second_factors.spend(reset=reset, now=request.now)  # type: ignore[attr-defined]  # the clock's middleware


class MfaAdapter(DefaultMFAAdapter):
    """Second factors, in French."""

    error_messages = DefaultMFAAdapter.error_messages | {
        key: typographic(text)
        for key, text in {
            "incorrect_code": WRONG_FACTOR,
            "unverified_email": "Connectez-vous d’abord une fois par un code reçu à votre adresse : on sait alors "
            "qu’elle est la vôtre, et qu’une application perdue ne vous fermera pas votre compte.",
            "cannot_generate_recovery_codes": "Les codes de secours accompagnent une application ou une clé d’accès : "
            "ajoutez-en une d’abord.",
        }.items()
    }

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """The address: the only thing the person recognises in a list of codes."""
        return user.get_username()

    def build_totp_svg(self, url: str) -> str:
        """The drawing to photograph."""
        return qr.svg_on_white(url, scale=4)

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        """« Clé d’accès », then « Clé d’accès 2 »."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"Clé d’accès {count + 1}" if count else "Clé d’accès"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The site as a key names it: its host, under the name of the application."""
        return super().get_public_key_credential_rp_entity() | {"name": "Jurande"}
