#!/bin/sh
# Everything that is checked without running the app.
set -eu
cd "$(dirname "$0")/.."
bin=.venv/bin
"$bin/ruff" check .
"$bin/ruff" format --check --quiet .
# As Linux sees it, and at the same time as a Mac would. With a cache of its own: one is good for one system.
"$bin/mypy" &
here=$!
"$bin/mypy" --platform darwin --cache-dir .mypy_cache/darwin &
mac=$!
bad=
wait $here || bad=1
wait $mac || bad=1
[ -z "$bad" ]
"$bin/lint-imports"
