#!/bin/sh
# Everything that is checked without running the app.
set -eu
cd "$(dirname "$0")/.."
bin=.venv/bin
"$bin/ruff" check .
"$bin/mypy"
"$bin/lint-imports"
