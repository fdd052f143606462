#!/usr/bin/env python3
"""Hostile records through `vocmap replay`: each has exactly one outcome and harms no other record.

The records of tests/support/hostile.py stand between good ones. Whatever is published about the
good ones must be what a run without the hostile ones publishes, each hostile one must be a dead
letter with its reason, its position and a payload as the schema says, and the ledger must close.
A record of 100 MB must cost no more memory than reading it does.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
import canonical  # noqa: E402
import hostile  # noqa: E402
import vocmap  # noqa: E402
import xxh64  # noqa: E402

JOURNEYS = ROOT / "tests/golden/replay/repeated_and_bad_records_count_once/journeys.yaml"
SCHEMA = json.loads((ROOT / "schemas/json/voc.dead-letters.json").read_text(encoding="utf-8"))
MOST_PAYLOAD = 64 << 10
HUGE = 100 << 20
# The file, its line and the copy under way, and what any replay takes.
MOST_MEMORY = 4 * HUGE + (128 << 20)

failures = []


def expect(condition, sentence: str) -> None:
    if not condition:
        failures.append(sentence)


def good_at(i: int) -> bytes:
    return hostile.good(f"good-{i}", f"2026-03-07T{10 + i // 3600:02}:{i // 60 % 60:02}:{i % 60:02}Z")


def replay(folder: pathlib.Path, lines: list, *options) -> tuple:
    """The ledger row of the contacts, and the peak memory of the process in bytes."""
    folder.mkdir()
    (folder / "voc.contacts.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    command = [vocmap.binary(), "replay", "--journeys", str(JOURNEYS), "--out",
               str(folder / "out"), *options, str(folder / "voc.contacts.jsonl")]
    with open(folder / "stdout", "w+", encoding="utf-8") as out:
        process = subprocess.Popen(command, stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        expect(process.returncode == 0, f"{folder.name}: replay ended with {process.returncode}")
        out.seek(0)
        ledger = vocmap.ledger(out.read())
    expect(ledger["in_flight"] == 0, f"{folder.name}: {ledger['in_flight']} records in flight")
    return ledger["sources"][0], usage.ru_maxrss * 1024


def letters(folder: pathlib.Path) -> dict:
    """The dead letters by offset; each must be the only one there."""
    found = {}
    for line in (folder / "out/voc.dead-letters.jsonl").read_text(encoding="utf-8").splitlines():
        value = json.loads(line)["value"]
        offset = value["source"]["offset"]
        expect(offset not in found, f"{folder.name}: two dead letters of offset {offset}")
        found[offset] = value
    return found


def published(folder: pathlib.Path) -> dict:
    form = canonical.canonical(folder / "out")
    return {topic: values for topic, values in form.items() if topic != "voc.dead-letters"}


def check_letter(name: str, value: bytes, reason: str, letter: dict) -> None:
    expect(letter["reason"] == reason, f"{name}: {letter['reason']} instead of {reason}")
    expect(letter["length"] == len(value), f"{name}: length {letter['length']} of {len(value)}")
    payload = letter["payload"].encode("utf-8")
    expect(len(payload) <= MOST_PAYLOAD, f"{name}: a payload of {len(payload)} bytes")
    expect(letter["truncated"] == (len(value) > MOST_PAYLOAD), f"{name}: truncated is wrong")
    expect(letter["hash"] == f"{xxh64.xxh64(payload):016x}", f"{name}: hash of another payload")
    for error in jsonschema.Draft202012Validator(SCHEMA).iter_errors(letter):
        expect(False, f"{name}: {error.message}")


def check_mix(folder: pathlib.Path, options) -> None:
    """All hostile records by name, a good one around each."""
    lines, bad, clean = [], {}, []
    for i, (name, (value, reason)) in enumerate(hostile.records().items()):
        if reason is None:
            clean.append(value)
        else:
            bad[len(lines)] = (name, value, reason)
        lines += [value, good_at(i)]
        clean.append(good_at(i))
    row, _ = replay(folder / "hostile", lines, "--as-is", *options)
    expect(row["read"] == len(lines), f"read {row['read']} of {len(lines)} records")
    expect(row["dead_lettered"] == len(bad), f"{row['dead_lettered']} dead letters of {len(bad)}")
    expect(row["counted"] == len(clean), f"counted {row['counted']} of {len(clean)} good records")
    expect(row["late"] == 0, "a hostile record moved the watermark")
    found = letters(folder / "hostile")
    expect(found.keys() == bad.keys(), "dead letters stand at other offsets than bad records")
    for offset, (name, value, reason) in bad.items():
        if offset in found:
            check_letter(name, value, reason, found[offset])
    replay(folder / "clean", clean, "--as-is")
    expect(published(folder / "hostile") == published(folder / "clean"),
           "hostile records changed what is published of the good ones")


def check_huge(folder: pathlib.Path) -> None:
    """One record of 100 MB, with somebody's number at its beginning."""
    start = hostile.good("huge")[:-2] + b" call 13800138000 "
    huge = start + b"x" * (HUGE - len(start))
    row, memory = replay(folder / "huge", [good_at(0), huge, good_at(1)], "--as-is")
    expect((row["counted"], row["dead_lettered"]) == (2, 1), f"huge: {row}")
    letter = letters(folder / "huge").get(1)
    expect(letter is not None, "huge: no dead letter at its offset")
    if letter:
        check_letter("huge", huge, "too_large", letter)
        expect("call [mobile] xxx" in letter["payload"], "huge: the payload is not redacted")
        expect("13800138000" not in letter["payload"], "huge: the payload shows a number")
    print(f"a record of {HUGE >> 20} MB: at most {memory >> 20} MB of memory", flush=True)
    expect(memory < MOST_MEMORY, f"huge: {memory >> 20} MB of memory, limit {MOST_MEMORY >> 20}")


def main() -> int:
    for name, check in {"all at once": lambda f: check_mix(f, ()),
                        "a commit after every record": lambda f: check_mix(f, ("--commit-records", "1")),
                        "100 MB": check_huge}.items():
        before = len(failures)
        with tempfile.TemporaryDirectory() as folder:
            check(pathlib.Path(folder))
        print(f"{'ok' if len(failures) == before else 'FAILED':6} {name}", flush=True)
    for sentence in failures:
        print("FAILED:", sentence)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
