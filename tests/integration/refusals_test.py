#!/usr/bin/env python3
"""Starts that cannot work: wrong credentials, an expired certificate, a missing right, a missing
dead-letter topic, no broker. Each ends by itself, with exit code 2 and one sentence about the cause.
"""

import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from deployment import fault_test, need  # noqa: E402
from guarded_kafka import GuardedKafka  # noqa: E402
from instance import ASSIGNED  # noqa: E402
from kafka import free_ports  # noqa: E402
from kafka_admin import GROUP, PREFIXED, TOPIC, TRANSACTIONAL_ID  # noqa: E402

CA_CONFIG = """[ca]
default_ca = expired
[expired]
database = {folder}/index.txt
new_certs_dir = {folder}
serial = {folder}/serial
default_md = sha256
policy = any
[any]
commonName = supplied
"""


def expired_certificate(folder: pathlib.Path) -> pathlib.Path:
    """Makes expired.pem, a key and a certificate for 127.0.0.1 that ended in 2021."""
    folder.mkdir()
    (folder / "ca.conf").write_text(CA_CONFIG.format(folder=folder), encoding="utf-8")
    (folder / "index.txt").touch()
    (folder / "serial").write_text("01\n", encoding="utf-8")

    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "request.pem",
            "-subj", "/CN=127.0.0.1")
    openssl("ca", "-batch", "-config", "ca.conf", "-selfsign", "-in", "request.pem", "-keyfile",
            "key.pem", "-out", "certificate.pem", "-notext", "-startdate", "20200101000000Z",
            "-enddate", "20210101000000Z")
    pem = folder / "expired.pem"
    pem.write_text((folder / "key.pem").read_text(encoding="utf-8") +
                   (folder / "certificate.pem").read_text(encoding="utf-8"), encoding="utf-8")
    return pem


def refusals(test, pem: pathlib.Path) -> None:
    deployment = test.deploy("guarded")
    deployment.create_topics()
    admin, as_bob = test.broker.admin, test.broker.as_bob

    def start(slot: int = 0, **kafka):
        deployment.kafka = kafka
        return deployment.start(slot)

    def refused(what: str, sentence: str, instance) -> None:
        deployment.expect_refusal(what, sentence, codes=(2,), instance=instance)

    # Each of these takes up the start timeout, so they run side by side.
    nobody = start(1, **{"bootstrap.servers": f"127.0.0.1:{free_ports(1)[0]}"})
    guessing = start(2, **as_bob("guess"))
    distrusting = start(3, **{"bootstrap.servers": f"127.0.0.1:{test.broker.ssl_port}",
                              "security.protocol": "SSL", "ssl.ca.location": str(pem)})
    refused("no broker", "Kafka.*transport|refused", nobody)
    refused("a wrong password", "[Aa]uthentication", guessing)
    refused("an expired certificate", "certificate", distrusting)

    refused("no right to any topic", r"guarded\.\S*.*authorization", start(**as_bob()))
    admin.allow("User:bob", TOPIC, "guarded.", PREFIXED)
    refused("no right to the transactional id", "Transactional Id authorization",
            start(**as_bob()))
    admin.allow("User:bob", TRANSACTIONAL_ID, "guarded", PREFIXED)
    deployment.expect_refusal("no right to the group", "[Gg]roup authorization", codes=(2, 3),
                              instance=start(**as_bob()))
    admin.allow("User:bob", GROUP, "guarded", PREFIXED)
    instance = start(**as_bob())
    instance.wait_for(ASSIGNED)
    test.checks.that("with every right it runs", instance.stop() == 0)

    admin.delete_topic("guarded.voc.dead-letters")
    refused("a missing dead-letter topic", r"missing topics: guarded\.voc\.dead-letters",
            start(**{"bootstrap.servers": test.broker.bootstrap}))


need("openssl")
with tempfile.TemporaryDirectory() as certificates:
    PEM = expired_certificate(pathlib.Path(certificates) / "ca")
    with fault_test("refusals", events=1000, broker=GuardedKafka(PEM)) as test:
        refusals(test, PEM)
