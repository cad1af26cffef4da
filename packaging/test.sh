#!/bin/sh
# The checks, then every test. Arguments go to pytest.
set -eu
cd "$(dirname "$0")/.."
sh packaging/lint.sh
exec .venv/bin/python -m pytest "$@"
