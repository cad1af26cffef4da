#!/bin/sh
# Makes the virtual environment and installs what running needs, and the project, into it.
# Usage: packaging/setup.sh .venv
set -eu
cd "$(dirname "$0")/.."
venv=${1:-.venv}

say() { printf '%s\n' "$*"; }
stop() { printf '%s\n' "$*" >&2; exit 1; }

# A Python that fits and can make environments; Debian keeps the second half in python3-venv.
fits='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))'
python=
found=
names="python3 python3.13 python3.12 python3.11 python3.14"
# On a Mac 3.14 may crash at the end of a program.
if [ "$(uname -s)" = Darwin ]; then
    names="python3.13 python3 python3.12 python3.11 python3.14"
fi
for name in ${PYTHON:-} $names; do
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

# What is not an environment is not ours to remove.
if [ -e "$venv" ] && [ ! -e "$venv/pyvenv.cfg" ] && [ -n "$(ls -A "$venv")" ]; then
    stop "$venv is there, but is no Python environment. Move it away, then type the same command again."
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
    # Python 3.11 adds an old setuptools that nothing here needs.
    "$venv/bin/python" -m pip uninstall --quiet --yes setuptools >/dev/null 2>&1 || true
fi

"$venv/bin/python" packaging/install.py
say "Earsight is installed. Its command is $venv/bin/earsight."
