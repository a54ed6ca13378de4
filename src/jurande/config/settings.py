"""The settings of the application, read from the environment, top to bottom.

Everything a host has to decide is here; `docs/deploy.md` explains each variable. What the certification scheme leaves
open is not here: those choices live in `jurande.rules.settings`.
"""

from __future__ import annotations

from pathlib import Path

from django.utils.csp import CSP

from jurande.config import env
from jurande.config.clock import fixed_now
from jurande.config.database import database_settings
from jurande.config.logs import logging_settings
from jurande.config.mail import mailer_settings
from jurande.documents.seal_settings import SealSettings

ROOT = Path(__file__).resolve().parents[3]
VAR = env.env_path("JURANDE_VAR", ROOT / "var")

# What kind of installation this is ---------------------------------------------------------
# A demo shows fictional people, accepts example criteria and may fix the clock.
JURANDE_DEMO = env.env_bool("JURANDE_DEMO", default=False)
JURANDE_NOW = fixed_now(env.env_str("JURANDE_NOW", ""), allowed=JURANDE_DEMO)
DEBUG = env.env_bool("JURANDE_DEBUG", default=False)
SECRET_KEY = env.env_secret("JURANDE_SECRET_KEY", "demo-only-not-a-secret" if JURANDE_DEMO else None)
ALLOWED_HOSTS = env.env_str("JURANDE_HOSTS", "localhost 127.0.0.1").split()
# The address printed on certificates and in links sent by e-mail, without a final slash.
PUBLIC_URL = env.env_str("JURANDE_PUBLIC_URL", "http://localhost:8000").rstrip("/")

# How many proxies of ours stand in front: theirs are the client's address (rate limits) and the scheme (https).
ALLAUTH_TRUSTED_PROXY_COUNT = env.env_int("JURANDE_PROXIES", 0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None

# Applications, from the top of the house to its foundations (import-linter holds the order) ----------
INSTALLED_APPS = [
    "jurande.desk",
    "jurande.declarations",
    "jurande.certificates",
    "jurande.juries",
    "jurande.evaluations",
    "jurande.candidacies",
    "jurande.register",
    "jurande.catalogue",
    "jurande.accounts",
    "jurande.organisations",
    "jurande.documents",
    "jurande.messages",
    "jurande.ledger",
    "jurande.ui",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "django_linear_migrations",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "jurande.config.middleware.private_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "jurande.accounts.middleware.LoginRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "jurande.config.middleware.clock",
    "jurande.accounts.middleware.active_membership",
    "jurande.ui.middleware.refusals",
]

ROOT_URLCONF = "jurande.config.urls"
WSGI_APPLICATION = "jurande.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.csp",
                "jurande.desk.context.frame",
            ],
            "builtins": ["django.templatetags.static", "jurande.ui.templatetags.ui"],
        },
    }
]
FORM_RENDERER = "jurande.ui.forms.FormRenderer"

# Database -----------------------------------------------------------------------------------
# JURANDE_DB_ROLE=owner is for migrations only: the application owns no table (law 8).
DATABASES = database_settings(VAR)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Declaration to the Caisse des Dépôts (docs/deploy.md): given by the Caisse to the certifier ------
JURANDE_CDC_SCHEMA = "1.1.2"
JURANDE_CDC_DEPOSITOR = env.env_str("JURANDE_CDC_DEPOSITOR", "DEMO0001" if JURANDE_DEMO else "")
JURANDE_CDC_CERTIFIER = env.env_str("JURANDE_CDC_CERTIFIER", "DEMO0001" if JURANDE_DEMO else "")
JURANDE_CDC_CONTRACT = env.env_str("JURANDE_CDC_CONTRACT", "DEMO000001" if JURANDE_DEMO else "")

# Seal of the organisation (docs/deploy.md): nothing set, nothing sealed, but in a demo -----------
JURANDE_SEAL = SealSettings(
    key_file=env.env_str("JURANDE_SEAL_KEY_FILE", ""),
    key_password=env.env_secret("JURANDE_SEAL_KEY_PASSWORD", ""),
    cert_file=env.env_str("JURANDE_SEAL_CERT_FILE", ""),
    pkcs11_lib=env.env_str("JURANDE_SEAL_PKCS11_LIB", ""),
    pkcs11_slot=env.env_int("JURANDE_SEAL_PKCS11_SLOT", -1),
    pkcs11_token=env.env_str("JURANDE_SEAL_PKCS11_TOKEN", ""),
    pkcs11_label=env.env_str("JURANDE_SEAL_PKCS11_LABEL", ""),
    pkcs11_pin=env.env_secret("JURANDE_SEAL_PKCS11_PIN", ""),
    tsa_url=env.env_secret("JURANDE_SEAL_TSA_URL", ""),
    tsa_cert_file=env.env_str("JURANDE_SEAL_TSA_CERT_FILE", ""),
    tsa_optional=env.env_bool("JURANDE_SEAL_TSA_OPTIONAL", default=False),
)

# Accounts -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
ACCOUNT_ADAPTER = "jurande.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account exists by invitation only, sent to that address
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_REQUIRED = {"password"}  # never alone: the adapter says when another factor takes its place
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Jurande : "
ACCOUNT_FORMS = {
    "login": "jurande.accounts.login_forms.LoginForm",
    "request_login_code": "jurande.accounts.login_forms.RequestLoginCodeForm",
    "confirm_login_code": "jurande.accounts.login_forms.ConfirmLoginCodeForm",
    "reauthenticate": "jurande.accounts.login_forms.ReauthenticateForm",
    "change_password": "jurande.accounts.login_forms.ChangePasswordForm",
    "set_password": "jurande.accounts.login_forms.SetPasswordForm",
    "reset_password": "jurande.accounts.login_forms.ResetPasswordForm",
    "reset_password_from_key": "jurande.accounts.login_forms.ResetPasswordKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Jurande"
MFA_ADAPTER = "jurande.accounts.adapter.MfaAdapter"
MFA_FORMS = {
    "authenticate": "jurande.accounts.login_forms.AuthenticateForm",
    "reauthenticate": "jurande.accounts.login_forms.ReauthenticateMfaForm",
    "activate_totp": "jurande.accounts.login_forms.ActivateTotpForm",
    "add_webauthn": "jurande.accounts.login_forms.AddKeyForm",
    "edit_webauthn": "jurande.accounts.login_forms.RenameKeyForm",
}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 60 * 60  # a jury's day
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SESSION_COOKIE_SECURE else 0
# Only behind a proxy that says by which scheme one came: without its word every request would be sent round again.
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE and ALLAUTH_TRUSTED_PROXY_COUNT > 0
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}

# Messages -------------------------------------------------------------------------------
MAILERS = mailer_settings(str(VAR / "mail") if JURANDE_DEMO else "")
DEFAULT_FROM_EMAIL = env.env_str("JURANDE_FROM", "jurande@localhost")

# Language, time, files ----------------------------------------------------------------------
LANGUAGE_CODE = "fr"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # files live in PostgreSQL
    "staticfiles": {"BACKEND": "jurande.config.static.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
LOGGING = logging_settings(json=not (DEBUG or JURANDE_DEMO))
LOGGING_CONFIG = "logging.config.dictConfig"
# HSTS for the other names of the domain, and its place in browsers' lists, are for whoever owns the domain.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
