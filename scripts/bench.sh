#!/usr/bin/env bash
# Prints the figures of the README, one JSON document per benchmark.
# usage: scripts/bench.sh [BINARY]
set -euo pipefail
bin=${1:-bin/cerebro}
for what in log ingest import match; do
  "$bin" bench "$what"
done
