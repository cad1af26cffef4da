#!/bin/sh
# Makes the virtual environment and installs the lock and the project into it.
# Usage: packaging/setup.sh .venv
set -eu
cd "$(dirname "$0")/.."
venv=${1:-.venv}
lock=packaging/requirements.lock

say() { printf '%s\n' "$*"; }
stop() { printf '%s\n' "$*" >&2; exit 1; }

# A Python that fits and can make environments; Debian keeps the second half in python3-venv.
fits='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))'
python=
found=
for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14; do
    command -v "$name" >/dev/null 2>&1 || continue
    "$name" -c "$fits" >/dev/null 2>&1 || continue
    found=$name
    "$name" -c 'import ensurepip, venv' >/dev/null 2>&1 || continue
    python=$name
    break
done
if [ -z "$python" ] && [ -n "$found" ]; then
    stop "$found cannot make virtual environments. On Debian and Ubuntu type: apt-get install -y python3-venv"
elif [ -z "$python" ]; then
    stop "Earsight needs Python 3.11 to 3.14, and found none. On Debian and Ubuntu type:" \
        "apt-get install -y python3 python3-venv. On a Mac install it from python.org or with" \
        "brew install python@3.13. Or name one: make setup PYTHON=/path/to/python3.12"
fi

# An environment that was moved, or whose Python was removed or is too old, is made anew.
if [ -e "$venv" ] && ! { "$venv/bin/python" -c "$fits" && "$venv/bin/python" -m pip --version; } >/dev/null 2>&1
then
    say "The environment in $venv does not work any more; making it again."
    rm -rf "$venv"
fi
if [ ! -e "$venv" ]; then
    say "Making the environment $venv with $("$python" --version)."
    "$python" -m venv "$venv"
fi

say "Installing $(grep -c '==' "$lock") packages, about 330 megabytes the first time. This takes a minute or a few."
PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_USER=0
export PIP_DISABLE_PIP_VERSION_CHECK PIP_USER
"$venv/bin/python" -m pip install --quiet --progress-bar off --no-deps --only-binary :all: --require-hashes \
    -r "$lock"
# The build backend is in the lock, so nothing is fetched here.
"$venv/bin/python" -m pip install --quiet --no-deps --no-build-isolation --no-index --editable .
touch "$venv/.installed"
say "Earsight is installed. Its command is $venv/bin/earsight."
