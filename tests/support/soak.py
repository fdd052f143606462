#!/usr/bin/env python3
"""Runs the long forms of tests one after the other and prints one table of what they measured.

    soak.py TEST...    names of tests/integration/*_test.py, or commands with a space in them

Each runs with VOCMAP_SOAK=1; its output goes to build/soak/<name>.log, all results to
build/soak/results.json. Exit code 1 when one of them failed.
"""

import json
import os
import pathlib
import shlex
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build" / "soak"
SKIPPED = 77


def run(test: str) -> dict:
    command = shlex.split(test) if " " in test else [
        sys.executable, str(ROOT / "tests" / "integration" / test)]
    name = pathlib.Path(command[0] if " " in test else test).stem.removesuffix("_test")
    figures = FOLDER / f"{name}.figures"
    figures.unlink(missing_ok=True)
    begun = time.monotonic()
    with open(FOLDER / f"{name}.log", "wb") as log:
        code = subprocess.run(command, cwd=ROOT, stdout=log, stderr=log, check=False, env={
            **os.environ, "VOCMAP_SOAK": "1", "VOCMAP_RESULTS": str(figures)}).returncode
    lines = figures.read_text(encoding="utf-8").splitlines() if figures.exists() else []
    outcome = {0: "ok", SKIPPED: "skipped"}.get(code, "FAILED")
    result = {"test": name, "outcome": outcome, "seconds": round(time.monotonic() - begun, 1),
              "figures": [{k: v for k, v in json.loads(line).items() if k != "test"}
                          for line in lines]}
    print(f"{outcome:8} {name} ({result['seconds']:.0f} s)", flush=True)
    return result


def table(results: list[dict]) -> str:
    rows = [(r["test"], f["name"], f"{f['value']:.4g} {f['unit']}".strip())
            for r in results for f in r["figures"]]
    widths = [max(map(len, column)) for column in zip(*rows)] if rows else []
    return "\n".join("  ".join(cell.ljust(w) for cell, w in zip(row, widths)) for row in rows)


def main(tests: list[str]) -> int:
    if not tests:
        print(__doc__, file=sys.stderr)
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    results = [run(test) for test in tests]
    (FOLDER / "results.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    print(table(results))
    return 1 if any(r["outcome"] == "FAILED" for r in results) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
