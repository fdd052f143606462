#!/usr/bin/env python3
"""`vocmap replay` on public data and on drawn events: deterministic, indifferent to order, commits and
partitions, and equal to the batch reference.

Uses the first texts of each set; VOCMAP_FULL=1 uses all. Sets that are not beside the project are
skipped. The events are drawn from VOCMAP_SEED. Keeps its files in VOCMAP_KEEP when that names a
folder.
"""

import contextlib
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
import canonical  # noqa: E402
import datasets  # noqa: E402
import eventful  # noqa: E402
import vocmap  # noqa: E402
from batch_reference.compare import compare  # noqa: E402
from batch_reference.times import HOUR, milliseconds  # noqa: E402

TEXTS = 200
SHUFFLED_WITHIN_MS = 20 * HOUR  # the allowed lateness is 24 h
EVENT_TIME = re.compile(r'"(?:occurred|updated|started)_at": ?"([^"]+)"')


class Checks:
    """Counts what holds and prints what does not."""

    def __init__(self):
        self.failures = 0

    def expect(self, what: str, differences) -> None:
        count = canonical.report(differences)
        self.failures += count > 0
        print(f"{'FAILED' if count else 'ok':6} {what}", flush=True)


def file_differences(first: pathlib.Path, second: pathlib.Path):
    """Yields the files of two folders that differ in any byte."""
    for name in sorted({p.name for folder in (first, second) for p in folder.iterdir()}):
        a, b = first / name, second / name
        if not (a.exists() and b.exists() and a.read_bytes() == b.read_bytes()):
            yield f"{name} differs"


def shuffled(data: pathlib.Path, folder: pathlib.Path, seed: int) -> pathlib.Path:
    """The same input lines, each moved by up to 20 hours of arrival."""
    draw = random.Random(seed)
    folder.mkdir()
    for path in data.glob("*.yaml"):
        (folder / path.name).write_bytes(path.read_bytes())
    for path in data.glob("voc.*.jsonl"):
        lines = path.read_text(encoding="utf-8").splitlines()
        lines.sort(key=lambda line: milliseconds(EVENT_TIME.search(line).group(1)) +
                   draw.randrange(SHUFFLED_WITHIN_MS))
        (folder / path.name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def check_set(name: str, data: pathlib.Path, folder: pathlib.Path, checks: Checks) -> None:
    first = vocmap.replay(data, folder / "first")
    checks.expect(f"{name}: equals the batch reference", compare(data, first))
    again = vocmap.replay(data, folder / "again")
    checks.expect(f"{name}: the same input gives the same bytes", file_differences(first, again))
    straight = canonical.canonical(first)
    runs = [(f"commits of {n} records", data, ("--commit-records", n)) for n in (1, 7, 10_000)]
    runs += [("4 partitions", data, ("--partitions", 4)),
             ("lines out of order within the lateness", shuffled(data, folder / "shuffled", 11),
              ("--as-is",))]
    for number, (what, source, options) in enumerate(runs):
        out = vocmap.replay(source, folder / f"run{number}", *options)
        checks.expect(f"{name}: {what} change nothing",
                      canonical.differences(straight, canonical.canonical(out)))
    schemas = subprocess.run([sys.executable, ROOT / "tests" / "integration" / "schemas_test.py",
                              "--records", first], capture_output=True, text=True, check=False)
    checks.expect(f"{name}: every record fits its schema",
                  schemas.stdout.splitlines() if schemas.returncode else [])


def main() -> int:
    checks = Checks()
    with contextlib.ExitStack() as stack:
        keep = os.environ.get("VOCMAP_KEEP")
        folder = pathlib.Path(keep or stack.enter_context(tempfile.TemporaryDirectory()))
        for name in datasets.SETS:
            if not datasets.is_there(name):
                print(f"SKIP   {name}: {datasets.DATA / datasets.SOURCES[name]} is not there")
                continue
            limit = None if os.environ.get("VOCMAP_FULL") else TEXTS
            data = datasets.write(name, folder / name / "data", limit)
            check_set(name, data, folder / name, checks)
        seed = int(os.environ.get("VOCMAP_SEED", "1"))
        data = eventful.write(folder / "events" / "data", seed)
        check_set(f"events of seed {seed}", data, folder / "events", checks)
    return 1 if checks.failures else 0


if __name__ == "__main__":
    sys.exit(main())
