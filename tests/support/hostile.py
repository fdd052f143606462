"""Hostile records by name: the values that a broken or malicious producer would send.

`records()` gives {name: (bytes, reason)} for voc.contacts: the reason of its dead letter, or None
when the record is good and must be counted.
"""

GOOD = (b'{"contact_id":"%s","event":"opened","occurred_at":"%s","line":"shop","channel":"chat",'
        b'"customer_id":"u-%s","text":"I was charged twice"}')
TIME = "2026-03-07T10:00:00Z"


def good(name: str, time: str = TIME) -> bytes:
    """An accepted contact."""
    return GOOD % (name.encode(), time.encode(), name.encode())


def having(name: str, fields: bytes) -> bytes:
    """The accepted contact with more fields."""
    return good(name)[:-1] + b"," + fields + b"}"


def records() -> dict:
    whole = good("cut")
    deep = 10_000
    cases = {
        "blanks": (b"  \t ", "empty_value"),
        "invalid UTF-8": (having("h1", b'"subject":"\xff\xfe"'), "invalid_utf8"),
        "overlong UTF-8": (having("h2", b'"subject":"\xc0\xaf"'), "invalid_utf8"),
        "surrogate as UTF-8": (having("h3", b'"subject":"\xed\xa0\x80"'), "invalid_utf8"),
        "lone high surrogate": (having("h4", rb'"subject":"\ud800"'), "not_json"),
        "lone low surrogate": (having("h5", rb'"subject":"\udc00x"'), "not_json"),
        "two high surrogates": (having("h6", rb'"subject":"\ud800\ud800"'), "not_json"),
        "10,000 arrays": (b"[" * deep, "not_an_object"),
        "10,000 arrays, closed": (b"[" * deep + b"]" * deep, "not_an_object"),
        "10,000 objects": (b'{"a":' * deep, "not_json"),
        "10,000 arrays in a field": (having("h7", b'"x":' + b"[" * deep + b"]" * deep), "too_deep"),
        "17 objects in a field": (having("h8", b'"x":' + b'{"a":' * 17 + b"1" + b"}" * 17),
                                  "too_deep"),
        "duplicate key": (having("h9", b'"line":"shop"'), "duplicate_field"),
        "NaN": (having("h10", b'"wait_s":NaN'), "not_json"),
        "Infinity": (having("h11", b'"wait_s":-Infinity'), "not_json"),
        "1e400": (having("h12", b'"wait_s":1e400'), "number_out_of_range"),
        "raw NUL in a text": (having("h13", b'"subject":"a\0b"'), "not_json"),
        "NUL after the document": (good("h14") + b"\0", "not_json"),
        "escaped NUL in an id": (good(r"h\u0000id"), "empty_id"),
        "escaped NUL in a text": (having("ok-nul", rb'"subject":"a\u0000b"'), None),
        "byte order mark": (b"\xef\xbb\xbf" + good("ok-bom"), None),
        "two byte order marks": (b"\xef\xbb\xbf" * 2 + good("h15"), "not_json"),
        "UTF-16": (good("h16").decode().encode("utf-16-le"), "not_json"),
        "two documents": (good("h17") + good("h18"), "not_json"),
        "an array of events": (b"[" + good("h19") + b"]", "not_an_object"),
        "a string": (b'"event"', "not_an_object"),
        "XML": (b"<contact/>", "not_json"),
        "schema prefix, no JSON": (b"\0\0\0\0\x07\x02\x10c", "unknown_schema_prefix"),
        "1970": (good("h20", "1970-01-01T00:00:00Z"), "time_out_of_range"),
        "9999": (good("h21", "9999-12-31T23:59:59Z"), "time_out_of_range"),
        "negative year": (good("h22", "-001-01-01T00:00:00Z"), "time_unreadable"),
        "February 30": (good("h23", "2026-02-30T00:00:00Z"), "time_unreadable"),
        "seconds instead of a time": (good("h24").replace(b'"2026-03-07T10:00:00Z"',
                                                          b"1772877600"), "time_unreadable"),
        "negative number as time": (good("h25").replace(b'"2026-03-07T10:00:00Z"', b"-1"),
                                    "time_unreadable"),
        "time without offset": (good("h26", "2026-03-07T10:00:00"), "time_unreadable"),
        "unknown fields": (having("ok-drift", b'"new_field":{"a":[1,null]},"another":1'), None),
        "field of another type": (good("h27").replace(b'"line":"shop"', b'"line":["shop"]'),
                                  "wrong_type"),
        "object for a list": (having("h28", b'"turns":{"seq":1}'), "wrong_type"),
        "text of 70,000 bytes": (having("h29", b'"subject":"' + b"x" * 70_000 + b'"'),
                                 "text_too_long"),
        "record over 1 MiB": (having("h30", b'"x":"' + b"y" * (1 << 20) + b'"'), "too_large"),
        "1,001 turns": (having("h31", b'"turns":[' + b",".join(
            b'{"seq":%d,"role":"agent"}' % i for i in range(1_001)) + b"]"), "too_many_items"),
    }
    for length in range(1, len(whole)):
        cases[f"cut after {length} bytes"] = (whole[:length], "not_json")
    return cases
