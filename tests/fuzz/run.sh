#!/usr/bin/env bash
# Runs libFuzzer targets, JOBS at a time: run.sh BUILD_DIRECTORY JOBS SECONDS RUNS TARGET...
# What libFuzzer finds worth keeping stays in BUILD/fuzz_found/<target> for the next run; an input
# that breaks a target stays in BUILD/fuzz_broken_<target>-*. Ends with 1 when there is one.
set -euo pipefail
build=$1 jobs=$2 seconds=$3 runs=$4
shift 4
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
python3 tests/fuzz/make_corpus.py "$build/fuzz_corpus"

run_target() {
  local target=$1 build=$2 seconds=$3 runs=$4 log=$2/fuzz_$1.log
  mkdir -p "$build/fuzz_found/$target"
  if nice "$build/tests/fuzz/fuzz_$target" -max_total_time="$seconds" -runs="$runs" -max_len=4096 \
      -timeout=10 -rss_limit_mb=2048 -malloc_limit_mb=256 -print_final_stats=1 \
      -artifact_prefix="$build/fuzz_broken_$target-" \
      "$build/fuzz_found/$target" "$build/fuzz_corpus/$target" >"$log" 2>&1; then
    printf '%-16s ok      %s\n' "$target" "$(grep -a number_of_executed_units "$log" | tr -s ' ')"
  else
    printf '%-16s BROKEN  %s\n' "$target" \
      "$(grep -aE 'invariant broken|runtime error|ERROR:|SUMMARY' "$log" | head -1) ($log)"
    return 1
  fi
}
export -f run_target
printf '%s\n' "$@" | xargs -P "$jobs" -I {} bash -c 'run_target "$@"' _ {} "$build" "$seconds" "$runs"
