"""How messages leave: by SMTP, or as files in a folder for a demonstration."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from jurande.config.env import env_int, env_secret, env_str

# A server that has not answered by then will not; the message waits and is tried again.
TIMEOUT_SECONDS = 20
_SECURITY: dict[str, dict[str, bool]] = {"": {}, "starttls": {"use_tls": True}, "tls": {"use_ssl": True}}


def mailer_settings(folder: str) -> dict[str, dict[str, object]]:
    """The setting MAILERS: files in JURANDE_MAIL_FOLDER, else in `folder`; SMTP when both are empty.

    Raises ImproperlyConfigured when JURANDE_SMTP_SECURITY is none of starttls and tls.
    """
    if files := env_str("JURANDE_MAIL_FOLDER", folder):
        backend = "django.core.mail.backends.filebased.EmailBackend"
        return {"default": {"BACKEND": backend, "OPTIONS": {"file_path": files}}}
    security = env_str("JURANDE_SMTP_SECURITY", "").strip().lower()
    if security not in _SECURITY:
        raise ImproperlyConfigured(
            f"JURANDE_SMTP_SECURITY={security!r} : écrivez starttls, tls, ou rien pour une connexion en clair."
        )
    options = {
        "host": env_str("JURANDE_SMTP_HOST", "localhost"),
        "port": env_int("JURANDE_SMTP_PORT", 25),
        "username": env_str("JURANDE_SMTP_USER", ""),
        "password": env_secret("JURANDE_SMTP_PASSWORD", ""),
        "timeout": TIMEOUT_SECONDS,
        **_SECURITY[security],
    }
    return {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}
