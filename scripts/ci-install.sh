#!/usr/bin/env bash
# Installs, by name from the ordinary registries, what tests need beside Go: the
# real tracking clients. They land in .cache/, which git ignores.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p .cache/sdk
if [ ! -d .cache/sdk/node_modules/@segment/analytics-node ] || [ ! -d .cache/sdk/node_modules/@rudderstack/rudder-sdk-node ]; then
  npm install --prefix .cache/sdk --no-audit --no-fund --silent \
    @segment/analytics-node@3 @rudderstack/rudder-sdk-node@3 >/dev/null
fi
if [ ! -x .cache/sdk/venv/bin/python ]; then
  python3 -m venv .cache/sdk/venv
  .cache/sdk/venv/bin/pip install --quiet segment-analytics-python==2.4.0
fi
