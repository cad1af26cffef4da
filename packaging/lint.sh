#!/bin/sh
# Everything that is checked without running the app.
set -eu
cd "$(dirname "$0")/.."
bin=.venv/bin
"$bin/ruff" check .
"$bin/ruff" format --check --quiet .
"$bin/mypy"
# As a Mac would see it. With a cache of its own: one is good for one system.
"$bin/mypy" --platform darwin --cache-dir .mypy_cache/darwin
"$bin/lint-imports"
