#!/usr/bin/env python3
"""`vocmap check` as an editor of a taxonomy and a machine see it.

The shares that it expects of a sample are those that a replay of the same contacts finds, with and
without a model; planted faults of a taxonomy are named; the table is aligned, the JSON one object with
the documented keys, the picture well-formed XML that needs nothing else; the same input gives the same
bytes; personal data of the sample stands nowhere; what cannot be used is a bad start.
"""

import collections
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unicodedata
import xml.etree.ElementTree as xml

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
import vocmap  # noqa: E402

TAXONOMY_KEYS = {"version", "lines", "stages", "scenarios", "judged_examples", "confused_examples",
                 "confusions", "overlaps", "rules"}
SHARE_KEYS = {"contacts", "without_text", "unclassified", "unclassified_share", "interval"}

FAULTY = """
version: 1
lines:
  - id: tickets
    name: {zh: 门票, en: "Tickets & <more>"}
    stages:
      - id: pay
        name: {zh: 支付, en: Pay}
        scenarios:
          - id: tickets.pay.twice
            name: {zh: 重复扣款, en: Charged twice}
            examples: ["扣了我两次钱", "同一单付了两遍", "重复扣款了", "钱扣了两次"]
            rules: [{any: ["重复扣款", "never said", "我被重复扣款", "refund"]}]
      - id: after
        name: {zh: 售后, en: After-sales}
        scenarios:
          - id: tickets.after.refund
            name: {zh: 退款, en: Refund}
            examples: ["怎么退款", "退款多久到账", "my refund is late", "我要退款", "钱扣了两次怎么退"]
          - id: tickets.after.money_back
            name: {zh: 退钱, en: Money back}
            examples: ["怎么退款呢", "退款多久能到账", "我的退款呢", "我要申请退款"]
"""

failures = []


def expect(condition, sentence: str) -> None:
    if not condition:
        failures.append(sentence)


def check(*arguments, code: int = 0) -> subprocess.CompletedProcess:
    result = subprocess.run([vocmap.binary(), "check", *map(str, arguments)], capture_output=True,
                            text=True, encoding="utf-8", check=False)
    expect(result.returncode == code,
           f"check {arguments}: exit {result.returncode}, not {code}\n{result.stderr}")
    return result


def parsed(*arguments, code: int = 0) -> dict:
    output = check(*arguments, "--json", code=code).stdout
    expect(output.count("\n") == 1, f"not one line of JSON: {output[:200]}")
    result = json.loads(output)
    expect(set(result) == {"problems", "warnings", "model", "taxonomies"}, f"keys {set(result)}")
    return result


def record(number: int, text: str, line: str = "tickets") -> str:
    return json.dumps({"contact_id": f"c-{number}", "event": "closed", "line": line,
                       "occurred_at": "2026-03-07T22:10:11Z", "channel": "chat", "text": text},
                      ensure_ascii=False) + "\n"


def replayed(folder: pathlib.Path, contacts: pathlib.Path, *options) -> dict:
    """How many inbound contacts of each line a replay finds assigned, probable and unclassified."""
    vocmap.call("replay", "--journeys", folder / "journeys.yaml", *options, "--out", folder / "out",
                contacts)
    values = {}
    for line in (folder / "out/voc.contacts.enriched.jsonl").read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        values[item["key"]] = item["value"]
    counts = collections.defaultdict(collections.Counter)
    for value in values.values():
        if value["text"] and value["direction"] == "inbound":
            state = "unclassified" if value["scenario"] == "none" else value.get("certainty", "found")
            counts[value["line"]][state] += 1
    return counts


def check_shares(folder: pathlib.Path) -> None:
    """Every contact of the sample is one record, so that a replay has no reason to differ."""
    sample = folder / "contacts.jsonl"
    seen, lines = set(), []
    for line in (folder / "voc.contacts.jsonl").read_text(encoding="utf-8").splitlines():
        try:
            contact = json.loads(line)
            known = contact["contact_id"] in seen or contact["line"] not in ("tickets", "hotels", "card")
        except (ValueError, KeyError, TypeError):
            continue
        if not known:
            seen.add(contact["contact_id"])
            contact.update(event="closed", occurred_at="2026-03-07T22:10:11Z")
            contact.pop("opened_at", None)
            for turn in contact.get("turns", []):
                turn.pop("at", None)  # a text a day after the opening would not count
            lines.append(json.dumps(contact, ensure_ascii=False) + "\n")
    sample.write_text("".join(lines), encoding="utf-8")
    vocmap.call("train", "--journeys", folder / "journeys.yaml", "--out", folder / "m.vocmap", sample)
    for options in ((), ("--model", folder / "m.vocmap")):
        expected = replayed(folder, sample, *options)
        result = parsed("--journeys", folder / "journeys.yaml", "--sample", sample, *options)
        expect((result["model"] is not None) == bool(options), f"model {result['model']}")
        shares = result["taxonomies"][0]["sample"]
        keys = SHARE_KEYS | ({"assigned", "probable"} if options else set())
        expect(set(shares) == keys | {"lines"}, f"keys of a sample: {set(shares)}")
        expect(sum(line["contacts"] for line in shares["lines"]) == shares["contacts"] > 500,
               f"{shares['contacts']} contacts")
        for line in shares["lines"]:
            expect(set(line) == keys | {"line", "words"}, f"keys of a line: {set(line)}")
            found = {k: line[k] for k in ("assigned", "probable", "unclassified") if k in line}
            wanted = {k: expected[line["line"]][k] for k in found}
            expect(found == wanted, f"{line['line']} {options}: {found}, the replay has {wanted}")
            low, high = line["interval"]
            expect(low < line["unclassified_share"] < high, f"interval of {line}")


def check_faults(folder: pathlib.Path) -> None:
    (folder / "faulty.yaml").write_text(FAULTY, encoding="utf-8")
    sample = folder / "faulty.jsonl"
    texts = (["我的退款呢，电话13812345678"] * 3 + ["refund please, jane@example.com"] * 3 +
             ["月亮上的旅行箱，13812345678"] * 2 + ["退款多久到账呢"] * 4)
    sample.write_text("".join(record(i, text) for i, text in enumerate(texts)) + "{\n",
                      encoding="utf-8")
    arguments = ("--journeys", folder / "faulty.yaml", "--sample", sample)
    result = parsed(*arguments)
    expect(len(result["warnings"]) == 1 and "1 refused" in result["warnings"][0],
           f"warnings: {result['warnings']}")
    taxonomy = result["taxonomies"][0]
    expect(set(taxonomy) == TAXONOMY_KEYS | {"sample"}, f"keys of a taxonomy: {set(taxonomy)}")
    expect(taxonomy["confusions"][0]["scenarios"] == ["tickets.after.money_back",
                                                      "tickets.after.refund"],
           f"first confusion: {taxonomy['confusions'][:1]}")
    expect(taxonomy["confusions"][0]["advice"] == "merge", "two scenarios of one matter: no merge")
    expect(any(o["scenarios"] == ["tickets.after.money_back", "tickets.after.refund"] and
               o["by"] == "sample" for o in taxonomy["overlaps"]), f"{taxonomy['overlaps']}")
    rules = {(r["fault"], r["phrase"]): r for r in taxonomy["rules"]}
    expect(set(rules) == {("dead", "never said"), ("shadowed", "我被重复扣款"), ("astray", "refund")},
           f"rules: {set(rules)}")
    expect(rules["shadowed", "我被重复扣款"]["by"]["phrase"] == "重复扣款", "what shadows")
    words = taxonomy["sample"]["lines"][0]["words"]
    expect(words and words[0]["contacts"] == 2 and words[0]["texts"] == ["月亮上的旅行箱，[mobile]"],
           f"words: {words}")

    picture = folder / "faulty.svg"
    outputs = [check(*arguments, "--picture", picture).stdout, check(*arguments, "--json").stdout,
               picture.read_text(encoding="utf-8")]
    expect("→" not in outputs[0] and "merge?" in outputs[0], f"the report: {outputs[0]}")
    for output in outputs:
        expect("13812345678" not in output and "jane@" not in output, "personal data in an output")
    again = [check(*arguments, "--picture", picture).stdout, check(*arguments, "--json").stdout,
             picture.read_text(encoding="utf-8")]
    expect(outputs == again, "the same input gave other bytes")
    check_alignment(outputs[0])
    check_picture(picture, 3)


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def check_alignment(report: str) -> None:
    """Numbers end in the columns in which their heads end."""
    table = report[report.index("Sample:"):].split("\n\n")[0].splitlines()[1:]
    def ends(row: str, pattern: str) -> list:
        return [width(row[:m.end()]) for m in re.finditer(pattern, row)]
    heads = ends(table[0], r"contacts|no text|unclassified|95 % interval")
    for row in table[1:]:
        found = ends(row, r"(?<=  )\d+(?=  )|[\d.]+ - [\d.]+ %|(?<=  )[\d.]+ %(?=  |$)")
        expect(found == heads, f"columns {found}, heads {heads}: {row}")


def check_picture(file: pathlib.Path, scenarios: int) -> None:
    text = file.read_text(encoding="utf-8")
    tree = xml.fromstring(text)
    name = "{http://www.w3.org/2000/svg}"
    expect(tree.tag == name + "svg" and tree.find(name + "title") is not None, "no SVG with a title")
    used = {element.tag.removeprefix(name) for element in tree.iter()}
    expect(used <= {"svg", "title", "style", "text", "rect", "path"}, f"elements {used}")
    expect(not re.search(r"https?://(?!www\.w3\.org/2000/svg)|url\(|@import|@font-face", text),
           "the picture needs something from outside")
    labels = [t for t in tree.iter(name + "text") if t.find(name + "title") is not None]
    expect(len(labels) == 2 * scenarios, f"{len(labels)} labels of {scenarios} scenarios")
    box = [float(n) for n in tree.get("viewBox").split()]
    for element in tree.iter(name + "text"):
        if "note" in element.get("class", ""):
            right = float(element.get("x")) + 0.6 * 12 * width(element.text)
            expect(right <= box[2], f"cut off in some font: {element.text}")
    for element in tree.iter(name + "rect"):
        right = float(element.get("x")) + float(element.get("width"))
        bottom = float(element.get("y")) + float(element.get("height"))
        expect(right <= box[2] and bottom <= box[3], "a cell outside the picture")


def check_versions(folder: pathlib.Path) -> None:
    (folder / "second.yaml").write_text(
        FAULTY.replace("version: 1", "version: 2\neffective_from: 2026-03-09T00:00:00Z"),
        encoding="utf-8")
    files = ("--journeys", folder / "faulty.yaml", folder / "second.yaml")
    versions = parsed(*files, "--sample", folder / "faulty.jsonl")["taxonomies"]
    expect([v["version"] for v in versions] == [1, 2], "versions in their order")
    expect(["sample" in v for v in versions] == [False, True], "the sample is for the latest version")
    expect({o["by"] for o in versions[0]["overlaps"]} == {"examples"}, "overlaps without a sample")
    report = check(*files).stdout
    expect(report.count("Confusions:") == 1 and "Taxonomy version 1:" in report, report)


def check_bad_starts(folder: pathlib.Path) -> None:
    journeys = ("--journeys", folder / "faulty.yaml")
    other = folder / "other.jsonl"
    other.write_text(record(1, "hello", "boats"), encoding="utf-8")
    for arguments, words in ((("--sample", folder / "absent.jsonl"), "absent.jsonl cannot be read"),
                             (("--sample", other), "1 of other lines"),
                             (("--model", folder / "absent.vocmap"), "absent.vocmap cannot be read"),
                             (("--picture", folder / "absent" / "x.svg"), "cannot be written")):
        said = check(*journeys, *arguments, code=2)
        expect(words in said.stderr and not said.stdout, f"{arguments}: {said.stderr}{said.stdout}")
        problems = parsed(*journeys, *arguments, code=2)["problems"]
        expect(len(problems) == 1 and words in problems[0], f"{arguments}: {problems}")
    (folder / "broken.yaml").write_text("version: 1\nlines: []\n", encoding="utf-8")
    expect(parsed("--journeys", folder / "broken.yaml", code=2)["problems"], "an empty taxonomy")
    result = parsed(*journeys, "--model", folder / "m.vocmap", "--sample", folder / "faulty.jsonl")
    expect(any("other texts" in w and "tickets" in w for w in result["warnings"]),
           f"a model for other texts: {result['warnings']}")
    expect("assigned" not in result["taxonomies"][0]["sample"], "certainty without a model")


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        vocmap.call("generate", "--out", folder, "--events", 30_000)
        check_shares(folder)
        check_faults(folder)
        check_versions(folder)
        check_bad_starts(folder)
        check("--journeys", folder / "journeys.yaml", "--picture", folder / "demo.svg")
        check_picture(folder / "demo.svg", 51)
    for sentence in failures:
        print(f"FAILED: {sentence}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
