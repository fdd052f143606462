#!/usr/bin/env python3
"""Does the simulation find bugs? Each patch in mutants/ breaks the engine in one place; simulation_test
must fail with it, and pass without. Sources are copied, the tree itself is never touched. It takes
minutes, so `make soak` runs it, not the quick tests.

  mutants_test.py [--seeds N] [--jobs N] [mutant ...]
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
MUTANTS = pathlib.Path(__file__).resolve().parent / "mutants"
SOURCES = ("CMakeLists.txt", "CMakePresets.json", "dashboards", "operators", "pipeline", "schemas",
           "tests")
SEEDS_AT_ONCE = 25


def run(command, cwd, **environment):
    return subprocess.run(command, cwd=cwd, env={**os.environ, **environment}, text=True,
                          errors="replace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def must(command, cwd, **environment):
    done = run(command, cwd, **environment)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{done.stdout[-4000:]}")


def build(tree, jobs):
    """Objects come from ccache, as if compiled in the tree itself."""
    cache = {"CCACHE_BASEDIR": str(tree), "CCACHE_NOHASHDIR": "1"}
    if not (tree / "build").exists():
        must(["cmake", "-S", ".", "-B", "build", "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release"], tree,
             **cache)
    must(["cmake", "--build", "build", "--parallel", str(jobs), "--target", "simulation_test"], tree,
         **cache)


def first_failure(tree, seeds):
    """What simulation_test said first against the tree; None when it passes all seeds."""
    for first in range(1, seeds + 1, SEEDS_AT_ONCE):
        count = min(SEEDS_AT_ONCE, seeds + 1 - first)
        done = run(["build/tests/simulation/simulation_test", "--gtest_brief=1",
                    "--gtest_filter=Simulation.every_seed*"], tree,
                   VOCMAP_FIRST_SEED=str(first), VOCMAP_SEEDS=str(count))
        if done.returncode != 0:
            lines = [line for line in done.stdout.splitlines() if "seed " in line]
            return lines[0][:160] if lines else done.stdout[-300:]
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("mutants", nargs="*")
    options = parser.parse_args()
    patches = sorted(MUTANTS.glob("*.patch"))
    if options.mutants:
        patches = [p for p in patches if p.stem in options.mutants]
    failures = []
    with tempfile.TemporaryDirectory(prefix="vocmap-mutants-") as folder:
        tree = pathlib.Path(folder)
        for name in SOURCES:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
            copy(ROOT / name, tree / name)
        build(tree, options.jobs)
        said = first_failure(tree, options.seeds)
        print(f"unchanged: {'passes' if said is None else said}", flush=True)
        if said is not None:
            failures.append("unchanged")
        for patch in patches:
            must(["patch", "-p1", "--no-backup-if-mismatch", "-i", str(patch)], tree)
            build(tree, options.jobs)
            said = first_failure(tree, options.seeds)
            must(["patch", "-p1", "--no-backup-if-mismatch", "-R", "-i", str(patch)], tree)
            print(f"{patch.stem}: {'NOT FOUND' if said is None else 'found, ' + said}", flush=True)
            if said is None:
                failures.append(patch.stem)
    print(f"{len(patches)} mutants, {len(failures)} failures")
    return 1 if failures or not patches else 0


if __name__ == "__main__":
    sys.exit(main())
