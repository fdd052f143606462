#!/usr/bin/env python3
"""A restart over much state: the whole is restored from the changelog when the state directory is
lost, but after kill -9 the next start commits new records within seconds, whatever the size.
50 MiB of filler; VOCMAP_SOAK=1: 1 GiB. The limit of 5 s holds for a machine with nothing else to do.
"""

import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
import vocmap  # noqa: E402
from deployment import PARTITIONS, built, fault_test, size  # noqa: E402
from instance import ASSIGNED, COMMITTED  # noqa: E402

FILLER_MIB = size(50, 1024)
MOST_SECONDS = 5


def write_part(deployment, number: int, of: int = 3) -> None:
    for topic in vocmap.INPUTS:
        lines = deployment.work.records(topic)
        first, last = (len(lines) * n // of for n in (number, number + 1))
        deployment.write(topic, lines[first:last])


with fault_test("restart", events=6000) as test:
    deployment = test.deploy("heavy")
    deployment.create_topics()
    write_part(deployment, 0)
    instance = deployment.start()
    instance.wait_for_commits(2)
    instance.stop()
    subprocess.run([built("fill_changelog"), test.broker.bootstrap, "heavy.journey-changelog",
                    str(PARTITIONS), str(FILLER_MIB)], check=True)
    shutil.rmtree(deployment.state())
    write_part(deployment, 1)
    instance = deployment.start()
    restored_s = instance.wait_for(ASSIGNED, timeout_s=900)
    identities = deployment.identities()
    instance.kill()
    bytes_ = deployment.state_bytes()
    test.checks.that(f"{bytes_ >> 20} MiB of state", bytes_ >= FILLER_MIB << 20)
    write_part(deployment, 2)
    instance = deployment.start()
    restarted_s = max(instance.wait_for(ASSIGNED), instance.wait_for(COMMITTED))
    test.checks.that("the state was kept", deployment.identities() == identities)
    test.checks.that(f"new records {restarted_s:.2f} s after the start", restarted_s < MOST_SECONDS)
    deployment.expect_exact(f"a restart over {FILLER_MIB} MiB")
    test.checks.figure(f"restore of {FILLER_MIB} MiB", restored_s, "s")
    test.checks.figure(f"kill -9 over {FILLER_MIB} MiB to first commit", restarted_s, "s")
