"""Reads the part of YAML that journeys.yaml files use, with the standard library only.

Block mappings and lists, flow {} and [], plain, 'single' and "double" quoted scalars on one line,
comments. No anchors, no multi-line scalars, no documents.
"""

import json
import re


def load(text: str):
    """The document as dicts, lists, strings, numbers, booleans and None."""
    lines = []
    for raw in text.splitlines():
        content = _without_comment(raw).rstrip()
        if content.strip():
            lines.append((len(content) - len(content.lstrip(" ")), content.strip()))
    value, rest = _block(lines, 0)
    if rest != len(lines):
        raise ValueError(f"unreadable YAML near: {lines[rest][1]}")
    return value


def _without_comment(line: str) -> str:
    quote = None
    for i, c in enumerate(line):
        if quote:
            quote = None if c == quote and (quote == "'" or line[i - 1] != "\\") else quote
        elif c in "\"'":
            quote = c
        elif c == "#" and (i == 0 or line[i - 1] == " "):
            return line[:i]
    return line


def _block(lines, at):
    indent, content = lines[at]
    if not content.startswith("- ") and content != "-":
        if not _key(content):
            return _flow(content), at + 1
        return _mapping(lines, at, indent)
    items = []
    while at < len(lines) and lines[at][0] == indent and lines[at][1].startswith("-"):
        inner = lines[at][1][1:].lstrip()
        if inner:  # the item begins on the line of its dash
            deeper = indent + len(lines[at][1]) - len(inner)
            lines[at] = (deeper, inner)
            item, at = _block(lines, at)
        else:
            item, at = _block(lines, at + 1)
        items.append(item)
    return items, at


def _mapping(lines, at, indent):
    mapping = {}
    while at < len(lines) and lines[at][0] == indent and (match := _key(lines[at][1])):
        key, value = _flow(match.group(1)), match.group(2)
        at += 1
        if value:
            mapping[key] = _flow(value)
        elif at < len(lines) and (lines[at][0] > indent or
                                  lines[at][0] == indent and lines[at][1].startswith("- ")):
            mapping[key], at = _block(lines, at)
        else:
            mapping[key] = None
    return mapping, at


def _key(content: str):
    return re.match(r"""("[^"]*"|'[^']*'|[^\s{\["'][^:]*?)\s*:(?:\s+(.*))?$""", content)


def _flow(text: str):
    value, end = _flow_value(text, 0, "")
    if text[end:].strip():
        raise ValueError(f"unreadable YAML value: {text}")
    return value


def _flow_value(text, at, stops):
    at = _skip(text, at)
    if at < len(text) and text[at] == "[":
        items, at = [], _skip(text, at + 1)
        while text[at] != "]":
            item, at = _flow_value(text, at, ",]")
            items.append(item)
            at = _skip(text, at)
            at = _skip(text, at + 1) if text[at] == "," else at
        return items, at + 1
    if at < len(text) and text[at] == "{":
        mapping, at = {}, _skip(text, at + 1)
        while text[at] != "}":
            key, at = _flow_value(text, at, ":")
            mapping[key], at = _flow_value(text, _skip(text, at) + 1, ",}")
            at = _skip(text, at)
            at = _skip(text, at + 1) if text[at] == "," else at
        return mapping, at + 1
    if at < len(text) and text[at] == '"':
        return json.JSONDecoder().raw_decode(text, at)
    if at < len(text) and text[at] == "'":
        end = text.index("'", at + 1)
        return text[at + 1:end], end + 1
    end = at
    while end < len(text) and text[end] not in stops:
        end += 1
    return _scalar(text[at:end].strip()), end


def _skip(text, at):
    while at < len(text) and text[at] == " ":
        at += 1
    return at


def _scalar(text):
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            pass
    return text
