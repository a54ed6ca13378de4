"""The forms of django-allauth in our words; `settings.ACCOUNT_FORMS` and `settings.MFA_FORMS` name them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts

if TYPE_CHECKING:
    _Form = forms.Form
else:
    _Form = object

NEW_PASSWORD = {"password1": ("Nouveau mot de passe", ""), "password2": ("Le même, encore une fois", "")}


class _InOurWords(_Form):
    """Gives the fields the labels and the hints of `words`; takes placeholders off, which only repeat the label."""

    words: ClassVar[Mapping[str, tuple[str, str]]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in self.words:
                field.label, field.help_text = self.words[name]
        if "password2" in self.fields:
            self.fields["password1"].help_text = " ".join(password_validators_help_texts())


class LoginForm(_InOurWords, account.LoginForm):
    """By password."""

    words = {"login": ("Adresse électronique", ""), "password": ("Mot de passe", "")}


class RequestLoginCodeForm(_InOurWords, account.RequestLoginCodeForm):
    """Where to send a code."""

    words = {"email": ("Adresse électronique", "Celle à laquelle le centre d’examen vous écrit.")}


class ConfirmLoginCodeForm(_InOurWords, account.ConfirmLoginCodeForm):
    """The code received."""

    words = {"code": ("Code reçu", "Huit lettres, avec ou sans le tiret.")}


class ReauthenticateForm(_InOurWords, account.ReauthenticateForm):
    """The password again, before a change that protects the account."""

    words = {"password": ("Mot de passe", "")}


class ChangePasswordForm(_InOurWords, account.ChangePasswordForm):
    """The password and its successor."""

    words = {"oldpassword": ("Mot de passe actuel", ""), **NEW_PASSWORD}


class SetPasswordForm(_InOurWords, account.SetPasswordForm):
    """A first password."""

    words = NEW_PASSWORD


class ResetPasswordForm(_InOurWords, account.ResetPasswordForm):
    """Where to send the link that replaces a forgotten password."""

    words = {"email": ("Adresse électronique", "")}


class ResetPasswordKeyForm(_InOurWords, account.ResetPasswordKeyForm):
    """The password that replaces the forgotten one."""

    words = NEW_PASSWORD


class AuthenticateForm(_InOurWords, mfa.AuthenticateForm):
    """The second factor, at login."""

    words = {"code": ("Code", "Les six chiffres de l’application, ou l’un de vos codes de secours.")}


class ReauthenticateMfaForm(_InOurWords, mfa.ReauthenticateForm):
    """The second factor again, before a change that protects the account."""

    words = AuthenticateForm.words


class ActivateTotpForm(_InOurWords, totp.ActivateTOTPForm):
    """The proof that the application shows our codes."""

    words = {"code": ("Code affiché par l’application", "Six chiffres, qui changent toutes les trente secondes.")}


class AddKeyForm(_InOurWords, webauthn.AddWebAuthnForm):
    """A key; one that opens the account alone unless told otherwise."""

    words = {
        "name": ("Nom de cette clé", "Pour la reconnaître dans la liste : « téléphone », « clé du bureau »."),
        "passwordless": (
            "Me connecter avec cette clé seule",
            "Sans mot de passe ni code ; l’appareil demandera votre empreinte, votre visage ou son code.",
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class RenameKeyForm(_InOurWords, webauthn.EditWebAuthnForm):
    """Another name for a key."""

    words = {"name": ("Nom de cette clé", "")}
