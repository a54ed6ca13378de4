"""What a host says of its seal. Read by the settings: imports nothing, so that a host without a seal pays nothing."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class SealSettings:
    """Each field is the variable JURANDE_SEAL_… of its name (docs/deploy.md); empty means not set.

    The key is in a file, or held by a PKCS#11 module; its certificate is in a file, or beside the key in the token.
    `pkcs11_slot` counts from 0; -1 means not set.
    """

    key_file: str = ""
    key_password: str = field(default="", repr=False)
    cert_file: str = ""
    pkcs11_lib: str = ""
    pkcs11_slot: int = -1
    pkcs11_token: str = ""
    pkcs11_label: str = ""
    pkcs11_pin: str = field(default="", repr=False)
    tsa_url: str = field(default="", repr=False)  # may hold a password
    tsa_cert_file: str = ""
    tsa_optional: bool = False

    def __bool__(self) -> bool:
        """Whether the host wants a seal: anything is set."""
        return self != SealSettings()
