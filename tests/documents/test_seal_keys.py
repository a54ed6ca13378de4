"""The key of the seal: from files, from a token, a demonstration's own; every fault is told before the first jury."""

from __future__ import annotations

import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pkcs11
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pkcs11 import Attribute
from pkcs11.util.x509 import decode_x509_certificate
from pytest_django import Settings

from jurande.documents.seal import SealError, examine, seal, sealer, trusted_certificates
from jurande.documents.seal_check import check_seal
from jurande.documents.seal_keys import DEMO_NAME, demo_sealer, load
from jurande.documents.seal_settings import SealSettings
from tests.documents.samples import sample
from tests.documents.sealing import NOW, REASON, YEAR, Pair, authority, clockmaker, in_files, ours, pair, pem, plain


# --- Faults ----------------------------------------------------------------------------------------------------------
def faults(configured: SealSettings, *, demo: bool = False) -> str:
    with pytest.raises(SealError) as refused:
        load(configured, demo=demo)
    return plain(refused.value.faults)


def p384() -> Pair:
    return pair("Cachet", key=ec.generate_private_key(ec.SECP384R1()))


def on_rsa() -> Pair:
    return pair("Cachet", key=rsa.generate_private_key(public_exponent=65537, key_size=2048))


@pytest.mark.parametrize("given", [p384, on_rsa], ids=["P-384", "RSA"])
def test_a_key_that_is_not_p_256_is_refused_and_its_certificate_too(given: object, tmp_path: Path) -> None:
    assert callable(given)
    said = faults(in_files(tmp_path, given()))
    assert "key.pem : cette clé n’est pas sur la courbe P-256" in said
    assert "Certificat du cachet : sa clé n’est pas sur la courbe P-256" in said


@pytest.mark.parametrize(
    ("usages", "accepted"),
    [
        (("digital_signature",), True),
        (("content_commitment",), True),
        (("digital_signature", "content_commitment"), True),
        (("key_agreement",), False),
        (("crl_sign",), False),
    ],
    ids=["digitalSignature", "nonRepudiation", "both", "keyAgreement", "cRLSign"],
)
def test_a_certificate_must_be_made_to_sign(usages: tuple[str, ...], accepted: bool, tmp_path: Path) -> None:
    configured = in_files(tmp_path, pair("Cachet", usages=usages))
    if accepted:
        assert load(configured, demo=False).name == "Cachet"
    else:
        assert "il n’est pas fait pour signer" in faults(configured)


def test_a_certificate_of_another_key_is_refused(tmp_path: Path) -> None:
    configured = in_files(tmp_path)
    Path(configured.cert_file).write_bytes(pem(pair("Cachet")))
    assert "n’est pas celui de la clé" in faults(configured)


@pytest.mark.parametrize("password", ["", "un autre"], ids=["none", "another"])
def test_a_locked_key_needs_its_password(password: str, tmp_path: Path) -> None:
    configured = in_files(tmp_path, password="le bon")
    assert load(configured, demo=False).name == "Cachet des jurys"
    assert "JURANDE_SEAL_KEY_PASSWORD" in faults(replace(configured, key_password=password))


@pytest.mark.parametrize("field", ["key_file", "cert_file"])
@pytest.mark.parametrize("content", [None, b"", b"not PEM"], ids=["no file", "an empty file", "another format"])
def test_a_file_that_cannot_be_read_is_named(field: str, content: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "other.pem"
    if content is not None:
        file.write_bytes(content)
    assert str(file) in faults(replace(in_files(tmp_path), **{field: str(file)}))  # type: ignore[arg-type]  # one field of its type


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    configured = in_files(tmp_path, pair("Cachet", usages=("crl_sign",)), tsa_url="http://horloge.test")
    said = faults(replace(configured, key_file=str(tmp_path / "none"), tsa_cert_file=str(tmp_path / "neither")))
    assert [words in said for words in ("none ne peut", "neither ne peut", "pas fait pour signer")] == [True] * 3


INCOHERENT = {
    "a certificate without a key": (SealSettings(cert_file="c"), "donnez la clé par"),
    "a key in two places": (
        SealSettings(key_file="k", cert_file="c", pkcs11_lib="l", pkcs11_label="x"),
        "pas par les deux",
    ),
    "a key without a certificate": (SealSettings(key_file="k"), "JURANDE_SEAL_CERT_FILE manque"),
    "a token without a label": (SealSettings(pkcs11_lib="l"), "JURANDE_SEAL_PKCS11_LABEL manque"),
    "a clock without a certificate": (
        SealSettings(key_file="k", cert_file="c", tsa_url="http://horloge.test"),
        "JURANDE_SEAL_TSA_CERT_FILE manque",
    ),
    "a clock that is no address": (
        SealSettings(key_file="k", cert_file="c", tsa_url="file:///etc/passwd", tsa_cert_file="t"),
        "doit être une adresse",
    ),
}


@pytest.mark.parametrize(("configured", "words"), INCOHERENT.values(), ids=INCOHERENT)
def test_what_is_set_must_hold_together(configured: SealSettings, words: str) -> None:
    assert words in faults(configured)


def test_secrets_are_not_shown() -> None:
    assert "1234" not in repr(SealSettings(key_password="1234", pkcs11_pin="1234", tsa_url="http://a:1234@b.test"))


# --- What this installation has --------------------------------------------------------------------------------------
def test_a_host_without_a_seal_seals_nothing_and_knows_it(settings: Settings) -> None:
    settings.JURANDE_SEAL, settings.JURANDE_DEMO = SealSettings(), False
    assert sealer() is None
    assert trusted_certificates() == ((), ())
    assert check_seal() == []


def test_a_host_with_a_seal_has_it_read_once_and_trusts_it_alone(settings: Settings, tmp_path: Path) -> None:
    clock = tmp_path / "clock.pem"
    clock.write_bytes(pem(clockmaker()))
    settings.JURANDE_SEAL = in_files(tmp_path, tsa_url="http://horloge.test", tsa_cert_file=str(clock))
    key = sealer()
    assert key
    assert key is sealer()
    assert key.timestamper
    own, clocks = trusted_certificates()
    assert [one.dump() for one in own] == [ours().read.dump()]
    assert [one.dump() for one in clocks] == [clockmaker().read.dump()]


def told(settings: Settings, configured: SealSettings) -> list[tuple[str | None, str]]:
    settings.JURANDE_SEAL, settings.JURANDE_NOW = configured, NOW
    return [(message.id, plain([message.msg])) for message in check_seal()]


def test_start_up_accepts_a_seal_that_works(settings: Settings, tmp_path: Path) -> None:
    assert told(settings, in_files(tmp_path)) == []


def test_start_up_tells_every_fault(settings: Settings, tmp_path: Path) -> None:
    found = told(settings, in_files(tmp_path, p384()))
    assert [code for code, _ in found] == ["documents.E001"] * 2


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (pair("Cachet", start=NOW - 2 * YEAR, end=NOW - YEAR), "a expiré le 23/06/2021"),
        (pair("Cachet", start=NOW + YEAR, end=NOW + 2 * YEAR), "à partir du 23/06/2023"),
    ],
    ids=["expired", "not yet valid"],
)
def test_start_up_tells_a_certificate_that_is_not_valid_now(
    given: Pair, words: str, settings: Settings, tmp_path: Path
) -> None:
    ((code, said),) = told(settings, in_files(tmp_path, given))
    assert code == "documents.E002"
    assert words in said


# --- A demonstration -------------------------------------------------------------------------------------------------
def test_a_demonstration_makes_its_own_key_and_says_so(settings: Settings, tmp_path: Path) -> None:
    settings.JURANDE_SEAL, settings.JURANDE_DEMO, settings.VAR = SealSettings(), True, tmp_path / "var"
    key = sealer()
    assert key
    assert key.name.startswith(DEMO_NAME)
    file = tmp_path / "var" / "seal-demo.pem"
    assert file.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in file.parent.iterdir()] == [file.name]
    content = seal(sample("certificate"), key=key, reason=REASON, now=NOW)
    own, clocks = trusted_certificates()
    assert examine(content, trusted=own, authorities=clocks, now=NOW).holds


def test_processes_that_start_together_share_the_key_of_the_demonstration(tmp_path: Path) -> None:
    with ThreadPoolExecutor(max_workers=4) as threads:
        made = [one.certificate.dump() for one in threads.map(demo_sealer, [tmp_path] * 4)]
    assert len(set(made)) == 1


def test_the_key_of_a_demonstration_seals_nothing_outside_of_it(tmp_path: Path) -> None:
    demo_sealer(tmp_path)
    file = str(tmp_path / "seal-demo.pem")
    assert "celui d’une démonstration" in faults(SealSettings(key_file=file, cert_file=file))


# --- A token ---------------------------------------------------------------------------------------------------------
MODULES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/softhsm/libsofthsm.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
)


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> SealSettings:
    """A token of SoftHSM that holds our key; SOFTHSM2_LIB and PATH say where it is when it is elsewhere."""
    module = next(filter(os.path.exists, (os.environ.get("SOFTHSM2_LIB", ""), *MODULES)), None)
    tool = shutil.which("softhsm2-util")
    if not module or not tool:
        pytest.skip("SoftHSM 2 is not on this machine: the key in a token is not tried.")
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    files = in_files(folder)
    for line in (
        "--init-token --free --label jurys --pin 1234 --so-pin 5678",
        f"--import {files.key_file} --token jurys --label cachet --id 01 --pin 1234",
    ):
        subprocess.run([tool, "--module", module, *line.split()], check=True, capture_output=True)
    return SealSettings(
        pkcs11_lib=module, pkcs11_token="jurys", pkcs11_label="cachet", pkcs11_pin="1234", cert_file=files.cert_file
    )


def test_a_key_in_a_token_seals_without_leaving_it(token: SealSettings) -> None:
    key = load(token, demo=False)
    with ThreadPoolExecutor(max_workers=3) as threads:
        made = list(threads.map(lambda _: seal(sample("certificate"), key=key, reason=REASON, now=NOW), range(3)))
    for content in made:
        assert examine(content, trusted=[authority().read], authorities=[], now=NOW).holds


@pytest.mark.parametrize(
    "wrong",
    [{"pkcs11_pin": "0000"}, {"pkcs11_label": "autre"}, {"pkcs11_token": "autre"}, {"pkcs11_slot": 99}],
    ids=["PIN", "label", "token", "slot"],
)
def test_a_token_that_does_not_give_the_key_is_told(wrong: dict[str, object], token: SealSettings) -> None:
    said = faults(replace(token, **wrong))  # type: ignore[arg-type]  # one field of its type
    assert "Le jeton PKCS#11 n’a pas donné la clé" in said
    assert "0000" not in said


def test_the_certificate_may_be_beside_the_key_in_the_token(token: SealSettings) -> None:
    alone = replace(token, cert_file="")
    assert "Le jeton PKCS#11 n’a pas donné" in faults(alone)
    held = pkcs11.lib(token.pkcs11_lib).get_token(token_label="jurys")
    with held.open(rw=True, user_pin="1234") as session:
        there = {Attribute.TOKEN: True, Attribute.LABEL: "cachet", Attribute.ID: b"\1"}
        session.create_object(decode_x509_certificate(ours().read.dump()) | there)
    assert load(alone, demo=False).name == "Cachet des jurys"


def test_a_module_that_is_not_one_is_told(tmp_path: Path) -> None:
    configured = replace(in_files(tmp_path), key_file="", pkcs11_lib=str(tmp_path / "none.so"), pkcs11_label="cachet")
    assert "Le jeton PKCS#11 n’a pas donné la clé « cachet »" in faults(configured)
