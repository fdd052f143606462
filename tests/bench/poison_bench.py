#!/usr/bin/env python3
"""What bad records cost: INTAKE and the whole `vocmap replay` with 10 % of the records replaced by
hostile ones, against the clean input, side by side in one run.

    poison_bench.py [--events N] [--rounds N] [--out FILE]

`poison` holds cut, mutated and hostile records of the usual size and is compared by records/s.
`heavy` holds those that are large or made to be slow to read and is compared by bytes/s. A ratio is
the median over the rounds, each of which times the sets in turn; its spread is their range. Times
are of the processor, so that other work on the machine hardly counts. Ends with 1 when a ratio is
below 0.80.
"""

import argparse
import json
import pathlib
import random
import resource
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
import hostile  # noqa: E402
import vocmap  # noqa: E402

LEAST = 0.80
SHARE = 0.10
HEAVY_SHARE = 0.01
SEED = 20260307
USUAL_BYTES = 4_000
UNIT = {"poison": "records", "heavy": "bytes"}


def mutated(line: bytes, dice: random.Random) -> bytes:
    """The record cut somewhere, or with a few bytes changed; never empty, never two lines."""
    if dice.random() < 0.5:
        return line[:dice.randrange(1, len(line))]
    changed = bytearray(line)
    for _ in range(dice.randrange(1, 5)):
        changed[dice.randrange(len(changed))] = dice.choice(b'{}[]",:\\\0\xff09-')
    return bytes(changed)


def slow_records() -> list:
    """Records that would take long if anything read them in more than linear time."""
    def text(unit: str) -> bytes:
        whole = (unit * 60_000)[:60_000].encode()[:60_000].decode("utf-8", "ignore")
        subject = json.dumps(whole, ensure_ascii=False).encode()
        return hostile.having("slow", b'"subject":' + subject).replace(b'"shop"', b'"tickets"')
    units = ("a-", "a.", "a@b.cn ", "13800138000 ", "1 ", "[", "地址：1 2 3-4 路", "订单", "(", "1-2.",
             "name: A ", "SW1A 1AA ", "𝒜", "é ", "\u0301",
             "\u0301\u0323", "!", "\n")
    large = [value for value, _ in hostile.records().values() if len(value) >= USUAL_BYTES]
    return [text(unit) for unit in units] + large + [b"a@b.cn " * 140_000, b'{"a":"' * 150_000]


def write_sets(folder: pathlib.Path, events: int) -> dict:
    """{set: folder}, each with the same number of records."""
    clean = folder / "clean"
    vocmap.call("generate", "--events", events, "--out", clean)
    usual = [value for value, reason in hostile.records().values()
             if reason and len(value) < USUAL_BYTES and not value.startswith(b'{"contact_id":"cut"')]
    makers = {"poison": lambda line, dice: dice.choice(usual) if dice.random() < 0.5
              else mutated(line, dice)}
    slow = slow_records()
    makers["heavy"] = lambda line, dice: dice.choice(slow)
    for name, make in makers.items():
        dice = random.Random(SEED)
        share = SHARE if name == "poison" else HEAVY_SHARE
        (folder / name).mkdir()
        for path in clean.glob("voc.*.jsonl"):
            lines = [make(line, dice) if dice.random() < share else line
                     for line in path.read_bytes().splitlines()]
            (folder / name / path.name).write_bytes(b"\n".join(lines) + b"\n")
    return {name: folder / name for name in ("clean", *makers)}


def intake_rounds(sets: dict, rounds: int) -> list:
    program = pathlib.Path(vocmap.binary()).parent / "tests" / "bench" / "intake_bench"
    output = subprocess.run([program, sets["clean"] / "journeys.yaml", str(rounds), *sets.values()],
                            capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in output.splitlines()]


def processor_seconds() -> float:
    """Of all programs that have run and ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def replay_rounds(sets: dict, rounds: int) -> list:
    rows = []
    for _ in range(rounds):
        for name, folder in sets.items():
            inputs = sorted(folder.glob("voc.*.jsonl"))
            with tempfile.TemporaryDirectory() as out:
                start = processor_seconds()
                stdout = vocmap.call("replay", "--journeys", sets["clean"] / "journeys.yaml",
                                     "--out", out, *inputs)
                seconds = processor_seconds() - start
            ledger = vocmap.ledger(stdout)["sources"]
            rows.append({"set": name, "seconds": seconds,
                         "records": sum(row["read"] for row in ledger),
                         "dead_letters": sum(row["dead_lettered"] for row in ledger),
                         "bytes": sum(path.stat().st_size for path in inputs)})
    return rows


def compare(rows: list, other: str) -> dict:
    """How fast the other set is read, the clean one being 1."""
    unit = UNIT[other]
    speeds = {name: [row[unit] / row["seconds"] for row in rows if row["set"] == name]
              for name in ("clean", other)}
    ratios = [b / a for a, b in zip(speeds["clean"], speeds[other])]
    return {"unit": f"{unit}/s", "clean": statistics.median(speeds["clean"]),
            other: statistics.median(speeds[other]), "ratio": statistics.median(ratios),
            "least_ratio": min(ratios), "greatest_ratio": max(ratios), "rounds": len(ratios),
            "dead_letters": next(row["dead_letters"] for row in rows if row["set"] == other),
            "records": next(row["records"] for row in rows if row["set"] == other)}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "build/bench/results.json")
    options = parser.parse_args()
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        sets = write_sets(pathlib.Path(folder), options.events)
        for program, rows in (("intake", intake_rounds(sets, options.rounds)),
                              ("replay", replay_rounds(sets, max(3, options.rounds // 2)))):
            for other in UNIT:
                row = results[f"{program}.{other}"] = compare(rows, other)
                print(f"{program:7} clean {row['clean']:14,.0f} {row['unit']:10} {other:7}"
                      f"{row[other]:14,.0f}  ratio {row['ratio']:.2f} [{row['least_ratio']:.2f}, "
                      f"{row['greatest_ratio']:.2f}]  {row['dead_letters']} of {row['records']} "
                      "records dead letters", flush=True)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    known = json.loads(options.out.read_text()) if options.out.exists() else {}
    options.out.write_text(json.dumps({**known, "poison": results}, indent=1) + "\n")
    return 1 if min(row["ratio"] for row in results.values()) < LEAST else 0


if __name__ == "__main__":
    sys.exit(main())
