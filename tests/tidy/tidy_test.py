#!/usr/bin/env python3
"""The rules of the repository as a test: layers, purity of operators, sizes, names, registrations.

A rule takes the files of a tree, {path: text}, and yields its violations. Each one is also run on a
small tree that breaks it, so that a rule which finds nothing cannot pass for a kept one.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ("schemas", "pipeline", "operators", "tests", "dashboards", "docker", ".ci")
MAX_LINES = 400
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]', re.M)

# What a folder may include of the project besides itself; the longest matching prefix decides.
MAY_INCLUDE = {
    "schemas": ("schemas",),
    "pipeline/core": ("schemas",),
    "pipeline/state": ("schemas", "pipeline/core"),
    "pipeline/runtime": ("schemas", "pipeline/core", "pipeline/state"),
    "pipeline/kafka": ("schemas", "pipeline/core", "pipeline/runtime"),
    "pipeline/config": ("schemas", "pipeline/core", "pipeline/kafka/topic_names.h"),
    "pipeline/observe": ("schemas", "pipeline/core"),
    "pipeline/http": ("schemas", "pipeline/core", "pipeline/observe"),
    "operators": ("schemas", "pipeline/core", "pipeline/state", "pipeline/runtime/stage.h"),
    "pipeline/cli": ("schemas", "pipeline", "operators"),
    "pipeline/main.cpp": ("pipeline/cli", "schemas"),
}
# Operators are pure steps: no clock, thread, file, console or broker. `chrono` is for durations.
IMPURE = re.compile(r"\b(?:system|steady|high_resolution)_clock\b|\brandom_device\b|\bgetenv\b")
IMPURE_HEADERS = {"thread", "mutex", "atomic", "future", "condition_variable", "iostream", "fstream",
                  "random", "ctime"}
IMPURE_LIBRARIES = ("librdkafka/", "rocksdb/", "spdlog/", "prometheus/", "httplib")
READS_FILES = {"operators/taxonomy/load_taxonomy.cpp"}  # at the start, before the first record


def is_source(path):
    return path.endswith((".h", ".cpp"))


def includes(text, quote=None):
    return [name for mark, name in INCLUDE.findall(text) if quote in (None, mark)]


def allowed_for(path):
    prefix = max((p for p in MAY_INCLUDE if path == p or path.startswith(p + "/")), key=len,
                 default=None)
    return (prefix, MAY_INCLUDE[prefix]) if prefix else (None, None)


def layers_have_one_direction(files):
    for path, text in files.items():
        if not is_source(path) or path.startswith("tests/"):
            continue
        own, allowed = allowed_for(path)
        if own is None:
            yield f"{path}: a source outside the layers"
            continue
        for name in includes(text, '"'):
            if not any(name == p or name.startswith(p + "/") for p in (own, *allowed)):
                yield f"{path}: {own} never includes {name}"


def includes_start_at_the_root(files):
    for path, text in files.items():
        for name in includes(text, '"') if is_source(path) else ():
            if name not in files:
                yield f'{path}: "{name}" is no file of the project, seen from its root'


def operators_are_pure(files):
    for path, text in files.items():
        if not path.startswith("operators/") or not is_source(path):
            continue
        for name in includes(text, "<"):
            if name in IMPURE_HEADERS and not (name == "fstream" and path in READS_FILES):
                yield f"{path}: <{name}> in an operator"
            if name.startswith(IMPURE_LIBRARIES):
                yield f"{path}: {name} in an operator"
        for found in IMPURE.findall(text):
            yield f"{path}: {found} in an operator"


def tests_have_no_wall_clock(files):
    for path, text in files.items():
        if path.startswith("tests/unit/"):
            for found in re.findall(r"\brandom_device\b|\bsleep_for\b|\bsystem_clock::now\b", text):
                yield f"{path}: {found} in a unit test"


def files_are_short(files):
    for path, text in files.items():
        if path.endswith((".h", ".cpp", ".py", ".sh")) and text.count("\n") > MAX_LINES:
            yield f"{path}: {text.count(chr(10))} lines, the limit is {MAX_LINES}"


def headers_are_guarded(files):
    for path, text in files.items():
        if path.endswith(".h") and not text.startswith("#pragma once\n"):
            yield f"{path}: does not start with #pragma once"


def types_have_names_of_their_own(files):
    """Two types of one name in one program: the linker keeps the functions of one for both."""
    places = {}
    for path, text in files.items():
        if not is_source(path):
            continue
        text = re.sub(r"^namespace \{\n.*?^\}  // namespace\n", "", text, flags=re.M | re.S)
        space = None
        for outer, name in re.findall(r"^(?:namespace ([\w:]+) \{$"
                                      r"|(?:struct|class|enum class) (\w+)(?: final)?(?: : [^;{]*)? \{)",
                                      text, re.M):
            space = outer or space
            if name:
                places.setdefault((space, name), []).append(path)
    for (_, name), paths in places.items():
        if len(paths) > 1:
            yield f"{', '.join(paths)}: each defines a type {name}"


def expressions_are_linear(files):
    for path, text in files.items():
        if is_source(path) and ("std::" + "regex" in text or "<" + "regex>" in text):
            yield f"{path}: the standard library's regular expressions; RE2 takes linear time"


def nothing_is_left_to_do(files):
    for path, text in files.items():
        for found in re.findall(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b", text):
            yield f"{path}: {found}"


def no_machine_is_named(files):
    for path, text in files.items():
        for found in re.findall(r'(?<![\w.$}])(?<!\w")/(?:home|work|root|Users)/[\w.]+', text):
            yield f"{path}: {found} is a path of one machine"


def unit_tests_are_built(files):
    libraries = set(re.findall(r"vocmap_library\(vocmap_(\w+)", files.get("CMakeLists.txt", "")))
    for path in files:
        if not path.startswith("tests/unit/"):
            continue
        _, _, folder, *rest = path.split("/")
        if len(rest) != 1:
            yield f"{path}: the build takes tests/unit/<folder>/<file> only"
        elif path.endswith(".cpp") and not path.endswith("_test.cpp"):
            yield f"{path}: not a *_test.cpp, so no target builds it"
        elif folder not in libraries:
            yield f"{path}: no library vocmap_{folder} that its target could link"


def system_tests_are_registered(files):
    registered = "".join(t for p, t in files.items() if re.fullmatch(r"tests/.*CMakeLists\.txt|Makefile", p))
    scripts = "".join(t for p, t in files.items() if p.endswith(".sh"))
    for path in files:
        name = path.rsplit("/", 1)[-1]
        is_test = path.startswith("tests/") and not path.startswith("tests/unit/") and (
            name.endswith(("_test.py", "_test.sh", "_test.cpp")) or
            path.startswith("tests/integration/") and name.endswith(".sh"))
        if is_test and name not in registered and f"tests/integration/{name}" not in scripts:
            yield f"{path}: neither ctest, nor make, nor another script runs it"


def schemas_have_examples(files):
    for path in files:
        if re.fullmatch(r"schemas/json/[^/]+\.json", path):
            name = path.removeprefix("schemas/json/").removesuffix(".json")
            for kind in ("valid", "refused"):
                if f"schemas/json/examples/{name}.{kind}.json" not in files:
                    yield f"{path}: no {kind} example"


def named_tests_exist(files):
    """tests/FAULTS.md names files and tests: `kill_test.py`, `Suite.test`."""
    rows = [line for line in files.get("tests/FAULTS.md", "").splitlines() if line.startswith("| ")]
    present = {path.rsplit("/", 1)[-1] for path in files if path.startswith("tests/")}
    for path, text in files.items():
        if path.startswith("tests/") and path.endswith(".cpp"):
            present |= {".".join(names) for names in
                        re.findall(r"\bTEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\s*\)", text)}
    for row in rows[1:]:
        named = re.findall(r"`([^`]+)`", row)
        if not named:
            yield f"tests/FAULTS.md: no test in: {row}"
        for name in named:
            if name not in present:
                yield f"tests/FAULTS.md: there is no test {name}"


# Each rule with a smallest tree that breaks it.
RULES = {
    layers_have_one_direction: {"pipeline/runtime/a.cpp": '#include "operators/map.h"\n'},
    includes_start_at_the_root: {"operators/a.cpp": '#include "b.h"\n'},
    operators_are_pure: {"operators/a.cpp": "auto t = std::chrono::steady_clock::now();\n"},
    tests_have_no_wall_clock: {"tests/unit/a/b_test.cpp": "std::this_thread::sleep_for(x);\n"},
    files_are_short: {"schemas/a.h": "\n" * (MAX_LINES + 1)},
    headers_are_guarded: {"schemas/a.h": "namespace vocmap {}\n"},
    types_have_names_of_their_own: {
        "operators/a.h": "namespace vocmap {\nstruct A {\n};\n}\n",
        "schemas/a.h": "namespace vocmap {\nclass A final : public B {\n};\n}\n"},
    expressions_are_linear: {"operators/a.cpp": "#include <" + "regex>\n"},
    nothing_is_left_to_do: {"docker/Dockerfile": "# TO" + "DO later\n"},
    no_machine_is_named: {"tests/a.py": "DATA = '" + "/home" + "/someone/data'\n"},
    unit_tests_are_built: {"CMakeLists.txt": "vocmap_library(vocmap_a a)",
                           "tests/unit/a/misnamed.cpp": ""},
    system_tests_are_registered: {"tests/CMakeLists.txt": "", "tests/integration/a_test.py": ""},
    named_tests_exist: {"tests/FAULTS.md": "| fault | test |\n| none | `gone_test.py` |\n"},
    schemas_have_examples: {"schemas/json/voc.a.json": "{}",
                            "schemas/json/examples/voc.a.valid.json": "{}"},
}


def read_tree(root):
    found = [p for folder in FOLDERS for p in sorted((root / folder).rglob("*")) if p.is_file()]
    found += [p for p in sorted(root.iterdir()) if p.is_file() and p.name != ".git"]
    files = {}
    for path in found:
        if "__pycache__" not in path.parts:
            try:
                files[path.relative_to(root).as_posix()] = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue  # no text, no rule
    return files


def main():
    files = read_tree(ROOT)
    violations = [v for rule in RULES for v in rule(files)]
    blind = [rule.__name__ for rule, broken in RULES.items() if not list(rule(broken))]
    for violation in violations:
        print("FAILED:", violation)
    for name in blind:
        print(f"FAILED: the rule {name} does not find what breaks it")
    print(f"{len(RULES)} rules, {len(files)} files, {len(violations)} violations")
    return 1 if violations or blind else 0


if __name__ == "__main__":
    sys.exit(main())
