#!/usr/bin/env python3
"""The batch reference: what DOMAIN sections 2 to 4 say, computed plainly from the raw input.

    reference.py --data DATA --out DIR [--until TIME] [--only METRIC...]

Reads journeys.yaml and voc.*.jsonl of a folder, computes every metric cell of 5 min, 1 h and 1 d,
compares them, the contacts and the service journeys with the output of a replay in DIR, and prints
the differences; exit code 1 when there are any. What the text models say of a contact (scenario,
language, sentiment) is taken from the enriched contacts. Inputs without late or conflicting records.
Plain and slow on purpose; standard library only. Its steps are in batch_reference/.
"""

import argparse
import sys

import canonical
from batch_reference.compare import compare
from batch_reference.times import FOREVER, milliseconds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="the folder of the input files")
    parser.add_argument("--out", required=True, help="the output folder of a replay")
    parser.add_argument("--until", type=milliseconds, default=FOREVER,
                        help="where the watermark of the replay went; default: infinity")
    parser.add_argument("--only", nargs="+", default=(), metavar="METRIC")
    parser.add_argument("--limit", type=int, default=20, help="differences to print")
    given = parser.parse_args()
    found = compare(given.data, given.out, given.until, given.only)
    return 1 if canonical.report(found, given.limit) else 0


if __name__ == "__main__":
    sys.exit(main())
