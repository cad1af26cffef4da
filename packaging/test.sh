#!/bin/sh
# The tests of the whole app, as somebody at a desktop uses it. Arguments go to pytest.
set -eu
cd "$(dirname "$0")/.."
exec .venv/bin/python -m pytest tests/e2e "$@"
