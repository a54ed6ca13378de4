"""Typed reading of the environment, for the settings.

An empty variable counts as absent: `docker run -e NAME=` and a line `NAME=` of an env file mean "not set".
Every function raises ImproperlyConfigured with a sentence that names the variable and says what to write.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_TRUE = frozenset({"1", "true", "yes", "on", "oui"})
_FALSE = frozenset({"0", "false", "no", "off", "non"})


def env_str(name: str, default: str | None = None) -> str:
    """The text of a variable, else the default; without a default the variable is required."""
    value = os.environ.get(name, "")
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"La variable d’environnement {name} est obligatoire : donnez-lui une valeur.")
    return default


def env_bool(name: str, *, default: bool) -> bool:
    """A yes or a no, spelt 1/0, true/false, yes/no, on/off or oui/non, in any case."""
    value = env_str(name, "").strip().lower()
    if not value:
        return default
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} n’est ni oui ni non : écrivez 1 ou 0.")


def env_int(name: str, default: int) -> int:
    """A whole number."""
    value = env_str(name, "").strip()
    if not value:
        return default
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}={value!r} n’est pas un nombre entier.") from error


def env_path(name: str, default: Path) -> Path:
    """An absolute path; a relative one counts from the current folder, `~` is the user's home."""
    value = env_str(name, "")
    return Path(value).expanduser().absolute() if value else default


def env_secret(name: str, default: str | None = None) -> str:
    """A secret, from NAME or from the file that NAME_FILE names (Docker, systemd), less its final newline.

    Both at once is refused: nobody could tell which one holds.
    """
    file = env_str(f"{name}_FILE", "")
    if not file:
        return env_str(name, default)
    if env_str(name, ""):
        raise ImproperlyConfigured(f"{name} et {name}_FILE sont tous deux définis : gardez-en un seul.")
    try:
        secret = Path(file).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name}_FILE={file!r} ne peut pas être lu : {error}.") from error
    if not secret:
        raise ImproperlyConfigured(f"{name}_FILE={file!r} est vide : écrivez-y le secret.")
    return secret
