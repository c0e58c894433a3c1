#!/usr/bin/env bash
# Runs every fuzz target of the project for a bounded time each.
# usage: scripts/fuzz.sh [TIME]     e.g. scripts/fuzz.sh 20s
set -euo pipefail
cd "$(dirname "$0")/.."
each=${1:-20s}
count=0
while IFS=: read -r file target; do
  dir=./$(dirname "$file")
  printf 'fuzz %s %s %s\n' "$dir" "$target" "$each"
  go test -run '^$' -fuzz "^${target}\$" -fuzztime "$each" "$dir"
  count=$((count + 1))
done < <(git ls-files '*_test.go' | xargs grep -HoE '^func Fuzz[A-Za-z0-9_]+' | sed 's/func //')
printf '%d fuzz targets passed\n' "$count"
