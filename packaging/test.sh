#!/bin/sh
# The tests of the whole app, as somebody at a desktop uses it. Arguments go to pytest.
set -eu
cd "$(dirname "$0")/.."
# A file's tests share a desktop. Much of their time they wait, so files run beside each other.
exec .venv/bin/python -m pytest -n logical --maxprocesses=4 --dist loadfile tests/e2e "$@"
