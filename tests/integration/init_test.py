#!/usr/bin/env python3
"""`vocmap init` on generated contacts without labels, and what check and replay do with its draft.

The same records give the same file, whatever their order and files; it passes the check, carries no
personal data, and a replay puts contacts together as the planted taxonomy does. Nothing is replaced,
and what cannot be drafted is a bad start with a sentence.
"""

import collections
import json
import pathlib
import shlex
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
sys.path.insert(0, str(ROOT / "tests" / "bench" / "text"))
import metrics  # noqa: E402
import vocmap  # noqa: E402

# Of the contacts that have a scenario in the draft. One text is one language, so a planted scenario
# is two drafted ones at least: purity is the measure, mutual information keeps them from being many.
LEAST_COVERED, LEAST_PURITY, LEAST_INFORMATION = 0.9, 0.78, 0.75
LINES = ("card", "hotels", "tickets")

failures = []


def expect(condition, sentence: str) -> None:
    if not condition:
        failures.append(sentence)


def run(*arguments, code: int = 0) -> subprocess.CompletedProcess:
    result = subprocess.run([vocmap.binary(), *map(str, arguments)], capture_output=True, text=True)
    expect(result.returncode == code,
           f"{' '.join(map(str, arguments[:2]))}: exit {result.returncode}, not {code}\n{result.stderr}")
    return result


def scenarios(folder: pathlib.Path, journeys: pathlib.Path) -> dict:
    out = folder / ("replay-" + journeys.stem)
    run("replay", "--journeys", journeys, "--out", out, folder / "voc.contacts.jsonl")
    found = {}
    for line in (out / "voc.contacts.enriched.jsonl").read_text(encoding="utf-8").splitlines():
        contact = json.loads(line)["value"]
        if contact["counted"] and contact["line"] in LINES:
            found[contact["contact_id"]] = contact["scenario"]
    return found


def purity(truth: list, found: list) -> float:
    members = collections.defaultdict(collections.Counter)
    for true, scenario in zip(truth, found, strict=True):
        members[scenario][true] += 1
    return sum(max(m.values()) for m in members.values()) / len(truth)


def check_draft(folder: pathlib.Path) -> None:
    history, draft = folder / "voc.contacts.jsonl", folder / "draft.yaml"
    said = run("init", "--out", draft, history)
    text = draft.read_text(encoding="utf-8")
    expect("\r" not in said.stderr and "graph of" in said.stderr,
           f"steps are lines where stderr is no terminal: {said.stderr}")
    expect(f"vocmap check --journeys {draft}" in said.stdout, f"no next command: {said.stdout}")
    for line in LINES:
        expect(f'- id: "{line}"' in text and f"\n{line} " in said.stdout, f"{line} is not drafted")
    expect("13812345678" not in text and "[mobile]" in text, "the draft is not redacted")
    expect("confused" in run("check", "--json", "--journeys", draft).stdout, "the check said nothing")

    records = history.read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "later.jsonl").write_text("".join(reversed(records[:1000])), encoding="utf-8")
    (folder / "earlier.jsonl").write_text("".join(records[1000:]), encoding="utf-8")
    run("init", "--out", folder / "again.yaml", folder / "earlier.jsonl", folder / "later.jsonl")
    expect((folder / "again.yaml").read_text(encoding="utf-8") == text, "the order changed the draft")

    truth, found = scenarios(folder, folder / "journeys.yaml"), scenarios(folder, draft)
    expect(truth.keys() == found.keys(), "the two replays counted other contacts")
    planted = [c for c in truth if truth[c] != "none"]
    covered = [c for c in planted if found[c] != "none"]
    pairs = [truth[c] for c in covered], [found[c] for c in covered]
    share, pure = len(covered) / len(planted), purity(*pairs)
    information = metrics.mutual_information(*pairs)
    print(f"{len(planted)} contacts: {share:.1%} in {len(set(pairs[1]))} drafted scenarios for "
          f"{len(set(pairs[0]))} planted ones, purity {pure:.1%}, mutual information {information:.1%}")
    expect(share >= LEAST_COVERED, f"{share:.1%} are covered")
    expect(pure >= LEAST_PURITY, f"purity is {pure:.1%}")
    expect(information >= LEAST_INFORMATION, f"mutual information is {information:.1%}")


def check_lines(folder: pathlib.Path) -> None:
    history, some = folder / "voc.contacts.jsonl", folder / "some.yaml"
    run("init", "--lines", "card,hotels", "--out", some, history)
    text = some.read_text(encoding="utf-8")
    expect('- id: "card"' in text and '- id: "hotels"' in text and "tickets" not in text,
           "--lines did not choose")
    said = run("init", "--lines", "flights,card", "--out", folder / "x.yaml", history, code=2).stderr
    expect("of the line flights; its lines: card, hotels, insurance, tickets" in said, said)

    bare = folder / "bare.jsonl"
    with bare.open("w", encoding="utf-8") as out:
        for i in range(60):
            record = {"contact_id": f"c{i}", "event": "closed", "channel": "chat", "text":
                      f"{['my card', 'the parcel', 'an invoice'][i % 3]} is lost number {i % 9}",
                      "occurred_at": "2026-03-07T10:00:00Z", "customer_id": f"u{i}"}
            out.write(json.dumps(record) + "\n")
            out.write(json.dumps(record | {"contact_id": f"d{i}", "line": "none"}) + "\n")
            out.write(json.dumps(record | {"contact_id": f"e{i}", "line": "\x9b2J|"}) + "\n")
    said = run("init", "--out", folder / "bare.yaml", bare).stdout
    told = shlex.split(said.splitlines()[-1].replace(" --out out ", f" --out {folder / 'told'} "))
    run(*told[1:])  # what it says to do next works as it stands, whatever the file is called
    expect("60 records have no line: they are drafted as contacts" in said, said)
    expect("60 records are of the line  2J|, which" in said and "\x9b" not in said, repr(said))
    expect("60 records are of the line none, which no taxonomy can have" in said, said)
    expect('- id: "contacts"' in (folder / "bare.yaml").read_text(encoding="utf-8"), "no default line")
    run("check", "--journeys", folder / "bare.yaml")

    many = folder / "many.jsonl"
    with many.open("w", encoding="utf-8") as out:
        for line in [f"l{i}" for i in range(1_000)] + ["wanted"]:
            out.write(json.dumps(record | {"contact_id": "c" + line, "line": line}) + "\n")
    run("init", "--lines", "wanted", "--out", folder / "wanted.yaml", many)


def check_bad_starts(folder: pathlib.Path) -> None:
    history, draft = folder / "voc.contacts.jsonl", folder / "draft.yaml"
    before = draft.read_bytes()
    said = run("init", "--out", draft, history, code=2).stderr
    expect("draft.yaml exists" in said and draft.read_bytes() == before, f"replaced: {said}")
    said = run("init", "--out", folder / "x.yaml", folder / "absent.jsonl", code=2).stderr
    expect("absent.jsonl cannot be read: No such file" in said, said)
    (folder / "empty.jsonl").write_text("no json\n\n", encoding="utf-8")
    said = run("init", "--out", folder / "x.yaml", folder / "empty.jsonl", code=2).stderr
    expect("no inbound contact: 1 records read, 1 refused" in said, said)
    said = run("init", "--out", folder / "absent" / "x.yaml", history, code=2).stderr
    expect("x.yaml cannot be written: No such file" in said, said)
    run("init", history, code=2)
    run("init", "--out", folder / "x.yaml", code=2)
    expect(not (folder / "x.yaml").exists(), "a bad start wrote a file")


def add_personal_data(history: pathlib.Path) -> None:
    """Twenty customers leave a number in one wording, so that it becomes an example."""
    with history.open("a", encoding="utf-8") as out:
        for i in range(40):
            out.write(json.dumps({
                "contact_id": f"personal{i}", "event": "closed", "occurred_at": "2026-03-07T10:00:00Z",
                "line": "card", "channel": "chat", "customer_id": f"caller{i % 20}",
                "text": f"回拨号码13812345678谢谢，第{i % 10}次回拨"}, ensure_ascii=False) + "\n")


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        run("generate", "--out", folder, "--events", 60_000, "--seed", 1)
        add_personal_data(folder / "voc.contacts.jsonl")
        check_draft(folder)
        check_lines(folder)
        check_bad_starts(folder)
    for sentence in failures:
        print(f"FAILED: {sentence}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
