#!/usr/bin/env bash
# Runs every fuzz target of the project within bounds each. A package's
# targets share one instrumented build.
# usage: scripts/fuzz.sh [COUNTx|TIME]     e.g. scripts/fuzz.sh 2000x, scripts/fuzz.sh 20s
set -euo pipefail
cd "$(dirname "$0")/.."
each=${1:-100000x}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
count=0
for dir in $(git ls-files '*_test.go' | xargs grep -lE '^func Fuzz' | xargs -n1 dirname | sort -u); do
  go test -c -fuzz . -o "$work/fuzz.test" "./$dir"
  for target in $(grep -hoE '^func Fuzz[A-Za-z0-9_]+' "$dir"/*_test.go | sed 's/func //'); do
    printf 'fuzz ./%s %s %s\n' "$dir" "$target" "$each"
    (cd "$dir" && "$work/fuzz.test" -test.run '^$' -test.fuzz "^${target}\$" -test.fuzztime "$each" -test.fuzzcachedir "$work/cache") |
      grep -vE '^fuzz: elapsed|^PASS$' || test "${PIPESTATUS[0]}" -eq 0
    count=$((count + 1))
  done
done
printf '%d fuzz targets passed\n' "$count"
