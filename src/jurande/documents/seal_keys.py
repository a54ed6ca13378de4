"""The key of the seal and its certificate, from files or from a PKCS#11 token: refused with every fault at once."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate, Name
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pkcs11 import PKCS11Error
from pyhanko.config.pkcs11 import PKCS11SignatureConfig, TokenCriteria
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.sign.general import SigningError
from pyhanko.sign.pkcs11 import PKCS11SigningContext
from pyhanko.sign.signers import Signer, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from jurande.documents.seal import Sealer, SealError
from jurande.documents.seal_settings import SealSettings
from jurande.documents.seal_time import Authority

P256 = ("named", "secp256r1")
USAGES = frozenset({"digital_signature", "non_repudiation"})
DEMO_NAME = "Cachet de démonstration, sans valeur"
_PROBE = b"jurande"
# A PKCS#11 login is the whole process's: one seal at a time.
_token = Lock()


def finished[T](work: Coroutine[Any, Any, T]) -> T:
    """What pyHanko's coroutine gives, run in a thread of its own: the caller's may already have an event loop."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, work).result()


def load(configured: SealSettings, *, demo: bool) -> Sealer:
    """The seal that a host configured, tried once. Raises SealError with everything that is wrong."""
    if wrong := _incoherent(configured):
        raise SealError(*wrong)
    with _collected(wrong):
        chain = certificates(Path(configured.cert_file)) if configured.cert_file else _in_token(configured)
        wrong += _certificate_faults(chain[0], demo=demo)
    with _collected(wrong):
        private = _private(configured) if configured.key_file else None
    with _collected(wrong):
        authority = _authority(configured)
    if wrong:
        raise SealError(*wrong)
    made = Sealer(
        certificate=chain[0],
        opened=partial(_opened_file, private, chain) if private else partial(_opened_token, configured, chain),
        timestamper=authority,
        optional_time=configured.tsa_optional,
    )
    _try(made)
    return made


@contextmanager
def _collected(wrong: list[str]) -> Iterator[None]:
    try:
        yield
    except SealError as error:
        wrong += error.faults


def _incoherent(configured: SealSettings) -> list[str]:
    wrong = []
    if bool(configured.key_file) == bool(configured.pkcs11_lib):
        wrong.append(
            "Cachet : donnez la clé par JURANDE_SEAL_KEY_FILE, ou par JURANDE_SEAL_PKCS11_LIB et la suite, et pas par"
            " les deux."
        )
    if configured.key_file and not configured.cert_file:
        wrong.append(
            "Cachet : JURANDE_SEAL_CERT_FILE manque ; donnez le certificat de la clé, puis ceux qui l’ont émis."
        )
    if configured.pkcs11_lib and not configured.pkcs11_label:
        wrong.append("Cachet : JURANDE_SEAL_PKCS11_LABEL manque ; donnez le nom de la clé dans le jeton.")
    if configured.tsa_url and not configured.tsa_cert_file:
        wrong.append(
            "Cachet : JURANDE_SEAL_TSA_CERT_FILE manque ; donnez le certificat de l’autorité d’horodatage, ou celui de"
            " qui l’a émis : sans lui, n’importe qui pourrait répondre à sa place."
        )
    if configured.tsa_url and urlsplit(configured.tsa_url).scheme not in {"http", "https"}:
        wrong.append("Cachet : JURANDE_SEAL_TSA_URL doit être une adresse http:// ou https://.")
    return wrong


def certificates(file: Path) -> Sequence[Certificate]:
    """The certificates of a PEM file, in their order, one at least. Raises SealError."""
    try:
        found = [cert for cert in load_certs_from_pemder_data(_read(file)) if cert.subject and cert.public_key]
    except (ValueError, TypeError, KeyError) as error:
        raise SealError(f"{file} n’est pas un fichier de certificats : écrivez-les en PEM.") from error
    if not found:
        raise SealError(f"{file} ne contient aucun certificat : écrivez-en un au moins, en PEM.")
    return found


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise SealError(f"{file} ne peut pas être lu : vérifiez son chemin, et les droits de ce compte.") from error


def _certificate_faults(certificate: Certificate, *, demo: bool) -> list[str]:
    wrong = []
    if certificate.public_key.algorithm != "ec" or certificate.public_key.curve != P256:
        wrong.append("Certificat du cachet : sa clé n’est pas sur la courbe P-256 ; demandez-en un pour une clé P-256.")
    if not USAGES & set(certificate.key_usage_value.native if certificate.key_usage_value else ()):
        wrong.append(
            "Certificat du cachet : il n’est pas fait pour signer ; demandez-en un dont l’usage soit digitalSignature"
            " ou nonRepudiation."
        )
    if not demo and certificate.subject.native.get("common_name") == DEMO_NAME:
        wrong.append("Certificat du cachet : c’est celui d’une démonstration ; il ne scelle rien hors d’elle.")
    return wrong


def validity_fault(certificate: Certificate, moment: datetime) -> str | None:
    """Why the certificate of the seal cannot be used at `moment`, in French; None when it can."""
    if moment < certificate.not_valid_before:
        return f"Certificat du cachet : il n’est valable qu’à partir du {certificate.not_valid_before:%d/%m/%Y}."
    if moment > certificate.not_valid_after:
        return (
            f"Certificat du cachet : il a expiré le {certificate.not_valid_after:%d/%m/%Y} ; renouvelez-le, et gardez"
            " l’ancien pour vérifier ce qu’il a scellé."
        )
    return None


def names(entity: Name) -> str:
    """« Cachet des jurys, UIMM Val-de-Braise »: the common name and the organisation that a certificate gives."""
    said = entity.native
    found = (said.get("common_name"), said.get("organization_name"))
    return ", ".join(dict.fromkeys(str(name) for name in found if name)) or str(entity.human_friendly)


def _private(configured: SealSettings) -> PrivateKeyInfo:
    file, password = Path(configured.key_file), configured.key_password
    content = _read(file)
    try:
        key = load_private_key_from_pemder_data(content, password.encode() if password else None)
    except (ValueError, TypeError) as error:
        raise SealError(
            f"{file} n’est pas une clé privée que l’on puisse ouvrir : écrivez-la en PEM, et son mot de passe dans"
            " JURANDE_SEAL_KEY_PASSWORD."
        ) from error
    if key.algorithm != "ec" or key.curve != P256:
        raise SealError(f"{file} : cette clé n’est pas sur la courbe P-256 ; faites-en une qui le soit.")
    return key


@contextmanager
def _opened_file(key: PrivateKeyInfo, chain: Sequence[Certificate]) -> Iterator[Signer]:
    issuers = SimpleCertificateStore.from_certs(chain[1:])
    yield SimpleSigner(signing_cert=chain[0], signing_key=key, cert_registry=issuers)


def _authority(configured: SealSettings) -> Authority | None:
    if not configured.tsa_url:
        return None
    return Authority(configured.tsa_url, certificates(Path(configured.tsa_cert_file)))


def _try(key: Sealer) -> None:
    """Sign a word and read the signature with the certificate: the key is there, and is the right one."""
    public = serialization.load_der_public_key(key.certificate.public_key.dump())
    assert isinstance(public, ec.EllipticCurvePublicKey)  # noqa: S101  # _certificate_faults has seen to it
    with key.opened() as signer:
        signature = finished(signer.async_sign_raw(_PROBE, "sha256"))
    try:
        public.verify(signature, _PROBE, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as error:
        raise SealError(
            "Le certificat du cachet n’est pas celui de la clé : mettez-le en premier dans JURANDE_SEAL_CERT_FILE,"
            " avant ceux qui l’ont émis."
        ) from error


# --- A key that never leaves its token -------------------------------------------------------------------------------
@contextmanager
def _opened_token(configured: SealSettings, chain: Sequence[Certificate] = ()) -> Iterator[Signer]:
    """pyHanko's signer over the token, logged in for the length of the block. Raises SealError."""
    token = PKCS11SignatureConfig(
        module_path=configured.pkcs11_lib,
        slot_no=configured.pkcs11_slot if configured.pkcs11_slot >= 0 else None,
        token_criteria=TokenCriteria(label=configured.pkcs11_token) if configured.pkcs11_token else None,
        key_label=configured.pkcs11_label,
        cert_label=None if chain else configured.pkcs11_label,
        signing_certificate=chain[0] if chain else None,
        other_certs=list(chain[1:]),
        user_pin=configured.pkcs11_pin or None,
        raw_mechanism=True,  # every token knows it; hashing is done here
    )
    with _token:
        try:
            with PKCS11SigningContext(token) as signer:
                yield signer
        # The module loader lets RuntimeError through when the file is no PKCS#11 module.
        except (PKCS11Error, SigningError, RuntimeError) as error:
            raise SealError(
                f"Le jeton PKCS#11 n’a pas donné la clé « {configured.pkcs11_label} » ({type(error).__name__}) :"
                " vérifiez JURANDE_SEAL_PKCS11_LIB, _TOKEN ou _SLOT, _LABEL et _PIN."
            ) from error


def _in_token(configured: SealSettings) -> Sequence[Certificate]:
    """The certificate that the token holds beside the key."""
    with _opened_token(configured) as signer:
        certificate = signer.signing_cert
    return [certificate] if certificate else []


# --- A demonstration's own -------------------------------------------------------------------------------------------
def demo_sealer(folder: Path) -> Sealer:
    """The seal of a demonstration, made in `folder` at first need and kept; its certificate says what it is."""
    file = folder / "seal-demo.pem"
    if not file.exists():
        _make_demo(file)
    return load(SealSettings(key_file=str(file), cert_file=str(file)), demo=True)


def _make_demo(file: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, DEMO_NAME),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Démonstration de Jurande"),
        ]
    )
    signing = {name: name in ("digital_signature", "content_commitment") for name in _KEY_USAGES}
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # A demonstration may live at any date (JURANDE_NOW).
        .not_valid_before(datetime(2000, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2099, 12, 31, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**signing), critical=True)
        .sign(key, hashes.SHA256())
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=file.name) as made:  # readable by us alone
        made.write(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        made.write(certificate.public_bytes(serialization.Encoding.PEM))
        made.flush()
        try:
            os.link(made.name, file)
        except FileExistsError:
            return  # another process was faster: its key is the one


_KEY_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)
