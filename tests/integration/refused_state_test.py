#!/usr/bin/env python3
"""What vocmap must not guess: a changelog that lost records, or was made anew, a position that was
deleted, state of another format, contacts that were decided under another taxonomy. Each start ends by itself and says in one sentence what is wrong.
"""

import contextlib
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from deployment import PARTITIONS, fault_test  # noqa: E402
from instance import ASSIGNED, eventually  # noqa: E402

OTHER_FORMAT = b"\0\t\x63\n"  # the key of the stamp, and a format of the future


def stopped(test, name: str):
    """An application that has committed and stopped."""
    deployment = test.deploy(name, kafka={"session.timeout.ms": 1000, "heartbeat.interval.ms": 300})
    deployment.produce()
    instance = deployment.start()
    instance.wait_for_commits(2)
    instance.stop()
    return deployment


def delete_position(test, deployment, topic: str) -> None:
    """Waits until the group has no member any more, as a position in use cannot be deleted."""
    def deleted() -> bool:
        with contextlib.suppress(RuntimeError):
            test.broker.admin.delete_offsets(deployment.name, topic, 0)
            return True
        return False
    eventually(deleted, f"the position in {topic} can be deleted", 30)


def published(test, deployment) -> list[str]:
    return [key for _, key, _ in test.broker.read_all(deployment.names["voc.taxonomy"], ())]


def taxonomies(test) -> None:
    """What a reload refuses, a start does, too; a version that is new, or known to others only, is
    no reason."""
    deployment = test.deploy("decided")
    deployment.produce()
    folder = test.folder / "taxonomies"
    folder.mkdir()
    first, second, changed = (folder / f"{name}.yaml" for name in ("first", "second", "changed"))
    text = (test.work.folder / "journeys.yaml").read_text(encoding="utf-8")
    first.write_text(text, encoding="utf-8")
    second.write_text(text.replace("version: 1\n", "version: 2\neffective_from: 2029-01-01T00:00:00Z\n", 1),
                      encoding="utf-8")
    changed.write_text(text + "# changed\n", encoding="utf-8")

    def runs(what: str, version: str, *files) -> None:
        deployment.settings["journeys"] = [str(file) for file in files]
        instance = deployment.start()
        instance.wait_for(ASSIGNED)
        eventually(lambda: version in published(test, deployment), f"version {version} is published", 30)
        test.checks.that(what, instance.stop() == 0)

    def refused(what: str, sentence: str, *files) -> None:
        deployment.settings["journeys"] = [str(file) for file in files]
        deployment.expect_refusal(what, sentence, codes=(2,))

    runs("a first start", "1", first)
    refused("a changed version", "the taxonomy: version 1 is in use and its file has changed", changed)
    refused("a removed version", "the taxonomy: version 1 is missing", second)
    runs("a version more", "2", first, second)
    runs("an instance that does not know the newest version yet", "2", first)
    another = test.deploy("another")
    another.names["voc.taxonomy"] = deployment.names["voc.taxonomy"]
    another.settings["journeys"] = str(second)
    another.produce()
    before = published(test, another).count("2")
    for which in ("first", "second"):
        instance = another.start()
        instance.wait_for(ASSIGNED)
        eventually(lambda: published(test, another).count("2") > before, "the other application publishes", 60)
        test.checks.that(f"another application decides anew, {which} start", instance.stop() == 0)


with fault_test("refused state", events=2000) as test:
    admin = test.broker.admin

    cut = stopped(test, "cut")
    admin.set_config("cut.journey-changelog", "cleanup.policy", "compact,delete")
    admin.delete_records("cut.journey-changelog", 0)
    shutil.rmtree(cut.state())
    cut.expect_refusal("a changelog without its oldest records", "changelog was truncated")

    anew = stopped(test, "anew")
    admin.delete_topic("anew.journey-changelog")
    admin.create_topic("anew.journey-changelog", PARTITIONS, {"cleanup.policy": "compact"})
    anew.expect_refusal("a changelog made anew, under state of the old one",
                        "changelog was truncated")
    shutil.rmtree(anew.state())
    anew.expect_refusal("a changelog made anew, without state", "changelog was truncated")

    moved = stopped(test, "moved")
    delete_position(test, moved, "moved.journey")
    moved.expect_refusal("a position that was deleted", "has no committed position")

    other = stopped(test, "other")
    subprocess.run(["kcat", "-P", "-K", "\t", "-b", test.broker.bootstrap, "-p", "0",
                    "-t", "other.journey-changelog"], input=OTHER_FORMAT, check=True)
    other.expect_refusal("state of another format", "stored state has format 99")

    taxonomies(test)
