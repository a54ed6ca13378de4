"""Keys, certificates and a timestamp authority made for the tests; nothing of them leaves the test."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

from asn1crypto import tsp
from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

from jurande.documents.seal import Sealer, seal
from jurande.documents.seal_keys import load
from jurande.documents.seal_settings import SealSettings
from tests.documents.samples import sample

# RFC 3161, 2.4.2: a TimeStampResp whose status is 2, without a token.
REJECTION = bytes.fromhex("3005 3003 020102")
REASON = "Procès-verbal du jury : clôture"
NOW = datetime(2022, 6, 23, 14, 30, tzinfo=UTC)
YEAR = timedelta(days=365)
USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip
type Private = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Pair:
    """A private key and its certificate."""

    key: Private
    certificate: x509.Certificate

    @property
    def read(self) -> Certificate:
        """The certificate as pyHanko reads it."""
        found: Certificate = Certificate.load(self.certificate.public_bytes(serialization.Encoding.DER))
        return found


def pair(
    name: str,
    *,
    issuer: Pair | None = None,
    usages: tuple[str, ...] = ("content_commitment",),
    start: datetime = NOW - YEAR,
    end: datetime = NOW + YEAR,
    key: Private | None = None,
    stamps: bool = False,
) -> Pair:
    """A certificate and its key, P-256 unless given; its own issuer unless one is named."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca="key_cert_sign" in usages, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**{usage: usage in usages for usage in USAGES}), critical=True)
    )
    if stamps:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return Pair(key, builder.sign(issuer.key if issuer else key, hashes.SHA256()))


@cache
def authority() -> Pair:
    """Who issues certificates."""
    return pair("Autorité d’essai", usages=("key_cert_sign",), end=NOW + 30 * YEAR)


@cache
def ours() -> Pair:
    """The seal of the tests."""
    return pair("Cachet des jurys", issuer=authority())


@cache
def clockmaker() -> Pair:
    """The timestamp authority's key; RSA, the only kind that pyHanko's responder knows."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    usages = ("digital_signature",)
    return pair("Horloge d’essai", usages=usages, key=key, stamps=True, end=NOW + 10 * YEAR)


def private(key: Private) -> PrivateKeyInfo:
    """The key as pyHanko reads it."""
    der = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    found: PrivateKeyInfo = PrivateKeyInfo.load(der)
    return found


def pem_key(key: Private, password: str = "") -> bytes:
    locked = serialization.BestAvailableEncryption(password.encode()) if password else serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked)


def pem(*pairs: Pair) -> bytes:
    return b"".join(one.certificate.public_bytes(serialization.Encoding.PEM) for one in pairs)


def in_files(folder: Path, given: Pair | None = None, *, password: str = "", **more: Any) -> SealSettings:
    """A seal configured by files in `folder`: our key and its chain, unless another is given."""
    given = given or ours()
    key, chain = folder / "key.pem", folder / "chain.pem"
    key.write_bytes(pem_key(given.key, password))
    chain.write_bytes(pem(given, authority()))
    return SealSettings(**{"key_file": str(key), "cert_file": str(chain), "key_password": password, **more})


def sealer_of(given: Pair) -> Sealer:
    """The seal of this key."""
    with TemporaryDirectory() as folder:
        return load(in_files(Path(folder), given), demo=False)


@cache
def our_sealer() -> Sealer:
    """The seal of the tests."""
    return sealer_of(ours())


@cache
def sealed(name: str) -> bytes:
    """The sample of a document under our seal, made once."""
    return seal(sample(name), key=our_sealer(), reason=REASON, now=NOW)


def plain(faults: Iterable[str]) -> str:
    """What is wrong, in one line, with spaces that break."""
    return " ".join(faults).replace("\N{NO-BREAK SPACE}", " ")


class Clock(ThreadingHTTPServer):
    """A timestamp authority on the loopback. `answer` says how it behaves; `requests` counts what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = "well"
        self.requests = 0
        self.at = NOW
        self.pair = clockmaker()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/tsa"

    def reply(self, asked: bytes) -> tuple[int, str, bytes]:
        request = tsp.TimeStampReq.load(asked)
        if self.answer == "refused":
            return 200, "application/timestamp-reply", REJECTION
        if self.answer == "another digest":
            request["message_imprint"]["hashed_message"] = b"\0" * 32
        if self.answer == "another algorithm":
            request["message_imprint"]["hash_algorithm"] = {"algorithm": "sha512"}
        if self.answer == "a replayed answer":
            request["nonce"] = 12
        if self.answer == "slow":
            time.sleep(0.6)
        stamper = DummyTimeStamper(self.pair.read, private(self.pair.key), fixed_dt=self.at)
        made = stamper.request_tsa_response(request).dump()
        if self.answer == "nonsense":
            made = b"\x30\x03nonsense"
        if self.answer == "half an answer":
            made = made[: len(made) // 2]
        kind = "text/html" if self.answer == "a page" else "application/timestamp-reply"
        return (500 if self.answer == "an error" else 200), kind, made


class _Handler(BaseHTTPRequestHandler):
    server: Clock

    def do_POST(self) -> None:
        self.server.requests += 1
        status, kind, made = self.server.reply(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(made)))
        self.end_headers()
        try:
            self.wfile.write(made)
        except ConnectionError:
            return  # too slow: nobody listens any more

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def clock() -> Iterator[Clock]:
    """A timestamp authority, for the length of the block."""
    server = Clock()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
