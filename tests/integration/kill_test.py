#!/usr/bin/env python3
"""kill -9 in the middle of a run on real Kafka: the same instance starts again over its state, and
CANONICAL is that of the replay, the ledger closes, nothing is counted twice. VOCMAP_EVENTS sets the
size (default 40,000). Skipped without Java or Maven.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
import canonical  # noqa: E402
import vocmap  # noqa: E402
from kafka import Kafka  # noqa: E402
from kafka_end_to_end_test import (Checks, Deployment, default_names, end_of,  # noqa: E402
                                   open_ledger, topic_sums, truth_differences)

COMMITS_BEFORE_KILL = (2, 6, 12)


def run_and_kill(config: pathlib.Path, until: str, commits: int) -> bool:
    """Runs an instance and kills it after some transactions; False when it ended by itself."""
    command = [vocmap.binary(), "run", "--config", config, "--until", until, "--log-level", "debug"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    seen = 0
    for line in process.stderr:
        seen += "committed" in line
        if seen >= commits:
            process.kill()
            break
    process.stderr.close()
    return process.wait() != 0


def main() -> int:
    if not shutil.which("java") or not shutil.which("mvn"):
        print("SKIP: Java and Maven are needed for a real Kafka")
        return 0
    checks = Checks()
    with tempfile.TemporaryDirectory() as temporary, Kafka() as broker:
        folder = pathlib.Path(temporary)
        data = folder / "data"
        vocmap.call("generate", "--events", os.environ.get("VOCMAP_EVENTS", "40000"), "--seed", 11,
                    "--late", 0, "--out", data)
        until = end_of(data)
        truth = json.loads((data / "truth.json").read_text(encoding="utf-8"))
        expected = canonical.canonical(vocmap.replay(data, folder / "replay", "--until", until))
        deployment = Deployment(broker, data, folder / "killed", "killed")
        records = deployment.produce()
        config = deployment.config(0)
        config.write_text(config.read_text(encoding="utf-8") + "commit: {max_records: 2000}\n",
                          encoding="utf-8")
        kills = sum(run_and_kill(config, until, commits) for commits in COMMITS_BEFORE_KILL)
        checks.expect("every kill hit a running instance",
                      [] if kills == len(COMMITS_BEFORE_KILL) else [f"{kills} kills"])
        ledgers = [vocmap.ledger(vocmap.call("run", "--config", config, "--until", until))]
        form = default_names(canonical.canonical(deployment.output()), deployment.names)
        sums = topic_sums(ledgers, deployment.names)
        what = f"{records} records and {kills} kills"
        checks.expect(f"{what}: CANONICAL is that of the replay",
                      canonical.differences(expected, form, ("replay", "Kafka")))
        checks.expect(f"{what}: the ledger closes", open_ledger(ledgers, deployment.names))
        checks.expect(f"{what}: everything planted is found", truth_differences(truth, form, sums))
    return 1 if checks.failures else 0


if __name__ == "__main__":
    sys.exit(main())
