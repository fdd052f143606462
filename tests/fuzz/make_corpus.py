#!/usr/bin/env python3
"""Writes the seeds of every fuzz target: make_corpus.py DIRECTORY.

They come from the examples of the JSON schemas, the golden inputs, the taxonomies and settings of
the tree, and the lists below. A target without seeds of its own starts from nothing.
"""

import json
import pathlib
import struct
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
import hostile  # noqa: E402

TOPICS = ("voc.contacts", "voc.orders", "voc.surveys", "voc.agent-activity", "voc.projects",
          "voc.customers", "voc.feedback")
FORMS = 5  # of tests/fuzz/input_record.h: plain, timestamp and key, structured, binary, null
MARCH_7 = 1_772_877_600_000

TEXTS = (
    "我的手机13800138000，请回电", "(+86)13800138000", "010-62345678转801", "0755-23456789-801",
    "身份证11010519491231002x。", "4111-1111-1111-1111", "my card 30569309025904", "a.b+c@d-e.co.uk",
    "护照E12345678", "粤B·12345", "passport number 123456789", "my ssn is 078-05-1120",
    "NI number AB 12 34 56 C", "DE89 3704 0044 0532 0130 00", "I live in SW1A 1AA London",
    "call 415-555-2671 now", "+49 30 901820", "地址：北京市朝阳区建国路88号院3栋501室，请尽快",
    "ship to 221B Baker Street, Apt 4B", "我叫欧阳小红我要退款", "姓名：李四 电话13800138000",
    "张先生，您好", "My name is John Smith and I paid twice", "cardholder: Jo Bloggs", "Mrs. Robinson",
    "order no. 4111111111111111", "订单号是13800138000", "１３８００１３８０００", "[mobile] [name]先生",
    "Ｅ－ｍａｉｌ　ａ＠ｂ．ｃｎ", "http://x.y/z?q=1 www.a.b @someone ORD-20260307-0001 12345678901234",
    "thank you, hello", "I was charged twice for the same ticket", "重複扣款 重复扣款",
    "Où est mon colis ?", "ありがとう", "ﷺ ǅ ß İ ﬃ", "\u202e\u200b\ufeff\U0001f600\u0301",
)
TIMES = ("2026-03-07T22:00:00Z", "2026-03-07t22:00:00.123456+05:30", "2024-02-29 23:59:60-00:00",
         "0000-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "200ms", "36525d", "90m", "1h")
METADATA = ("1 7 10 6 3 1 1772877600000", "1 0 0 0 0 0 -2305843009213693952", "2 7 10 6 3 1 0",
            "1 18446744073709551615 0 0 0 0 9223372036854775807", "1 1 1 1 0 0", "")
QUERIES = ("line=tickets&size=1h&start=2026-03-07T22:00:00Z", "line=tickets&size=1d&limit=96",
           "line=%E9%97%A8&limit=10001", "line=tickets&limit=-1&size=%ff", "line=&start=%00", "=&&=")


def examples(topic):
    """The valid and the refused values of a topic, as bytes."""
    for kind in ("valid", "refused"):
        path = ROOT / "schemas" / "json" / "examples" / f"{topic}.{kind}.json"
        for example in json.loads(path.read_text(encoding="utf-8")):
            value = example.get("value", example) if kind == "refused" else example
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            yield text.encode("utf-8", "surrogatepass")


def golden_inputs():
    for path in sorted(ROOT.glob("tests/golden/replay/*/voc.*.jsonl")):
        for line in path.read_bytes().splitlines():
            yield path.stem, line
    for path in sorted(ROOT.glob("tests/golden/topology/*/input.jsonl")):
        for line in path.read_bytes().splitlines():
            if line:
                (topic, value), = json.loads(line).items()
                text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
                yield topic, text.encode()


def input_records():
    values = [(topic, value) for topic in TOPICS for value in examples(topic)]
    values += golden_inputs()
    values += [("voc.contacts", value) for value, _ in hostile.records().values()
               if len(value) < 4_000 and not value.startswith(b'{"contact_id":"cut"')]
    for topic, value in values:
        number = TOPICS.index(topic)
        event = b'{"specversion":"1.0","id":"e-1","source":"/crm","type":"t","data":%s}' % value
        yield bytes([number]) + value
        yield bytes([number + 1 * len(TOPICS)]) + struct.pack(">q", MARCH_7) + value
        yield bytes([number + 2 * len(TOPICS)]) + event
    for number in range(len(TOPICS)):
        yield bytes([number + 3 * len(TOPICS)]) + b"{}"
        yield bytes([number + 4 * len(TOPICS)]) + struct.pack(">q", MARCH_7) + b"u1"


def binary_values():
    """Small values, lists and strings after each type's number."""
    bodies = (b"", b"\0", b"\1", b"\2\1a\1b", b"\1\2c1\2\3\0", b"\xff" * 9 + b"\1", bytes(range(64)),
              b"\1\0\0\2c1" * 8, b"\3" + b"\1\1a\2\1b\0" * 3, b"\0" * 40, b"\1" * 40)
    for number in range(22):
        yield from (bytes([number]) + body for body in bodies)
    for kind in (b"\1\0", b"\1\1", b"\2\0", b"\1\2"):
        yield b"\0" + kind + b"\0\0\2\0\0\0\1\0\2"


def files(*patterns):
    for pattern in patterns:
        yield from (path.read_bytes() for path in sorted(ROOT.glob(pattern)))


def seeds():
    texts = [text.encode() for text in TEXTS]
    raw = [value for value, _ in hostile.records().values() if len(value) < 400]
    taxonomies = list(files("docker/journeys.yaml", "tests/golden/*/*/journeys*.yaml"))
    settings = list(files("docker/vocmap.yaml"))
    settings.append(b"kafka: {bootstrap.servers: 'k:9092', sasl.password: '${P}'}\nthreads: 2\n"
                    b"journeys: [a.yaml]\ntime: {lateness: 1d}\nlimits: {max_text_bytes: 64}\n"
                    b"rate_card: {currency: CNY, wage_minor_per_hour: 1,\n"
                    b"  team_wage_minor_per_hour: {a: 2}, channel_minor_per_contact: {call: 3}}\n")
    return {
        "decode_event": list(input_records()),
        "intake": list(input_records()),
        "binary_codec": list(binary_values()),
        "ordered_key": [b"\1a\7" + bytes(8) + b"\1b" + bytes(16), b"\0\1" * 20, b"\0\xff\0\1" * 8],
        "time": [text.encode() for text in TIMES],
        "source_metadata": [text.encode() for text in METADATA],
        "redact": texts + raw,
        "text": texts + raw,
        "sentiment": texts + raw,
        "text_model": [b"\1\1a\7\2\1x\1y\0\5\x10\0\2\3\4\2\3\4\5\6\7" + bytes(64)],
        "taxonomy": taxonomies,
        "settings": [bytes([n]) + text for text in settings for n in (0, 1)],
        "json_writer": [bytes([i, 3]) + text for i in range(8) for text in texts[:4]],
        "api_query": [text.encode() for text in QUERIES],
    }


def main() -> int:
    directory = pathlib.Path(sys.argv[1])
    for target, values in seeds().items():
        folder = directory / target
        folder.mkdir(parents=True, exist_ok=True)
        for number, value in enumerate(dict.fromkeys(values)):
            (folder / f"{number:04}").write_bytes(value)
    return 0


if __name__ == "__main__":
    sys.exit(main())
