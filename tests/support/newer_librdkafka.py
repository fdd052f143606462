"""A newer librdkafka than the system's, from the wheel of confluent-kafka on PyPI, for tests.

Fetched once into build/librdkafka; `environment()` makes a program use it, and is None where the
wheel cannot be had.
"""

import fcntl
import os
import pathlib
import re
import subprocess
import sys
import zipfile

CACHE = pathlib.Path(__file__).resolve().parents[2] / "build" / "librdkafka"
VERSION = "2.11.1"  # of confluent-kafka and of the librdkafka in it


def fetch() -> pathlib.Path | None:
    """The folder with librdkafka.so.1 and what it needs."""
    CACHE.mkdir(parents=True, exist_ok=True)
    libraries = CACHE / VERSION / "confluent_kafka.libs"
    with open(CACHE / "lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (libraries / "librdkafka.so.1").exists():
            done = subprocess.run(
                [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:",
                 "--dest", CACHE, f"confluent-kafka=={VERSION}"],
                capture_output=True, text=True, check=False)
            wheels = list(CACHE.glob(f"confluent_kafka-{VERSION}-*.whl"))
            if done.returncode != 0 or not wheels:
                return None
            with zipfile.ZipFile(wheels[0]) as wheel:
                wheel.extractall(CACHE / VERSION)
            found = next(p for p in libraries.iterdir() if re.match(r"librdkafka-\w+\.so", p.name))
            (libraries / "librdkafka.so.1").symlink_to(found.name)
    return libraries


def environment() -> dict | None:
    libraries = fetch()
    path = os.environ.get("LD_LIBRARY_PATH")
    return libraries and {"LD_LIBRARY_PATH": f"{libraries}{':' + path if path else ''}"}
