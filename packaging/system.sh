#!/bin/sh
# Installs the Debian packages of a list that are missing, or says what to type.
# Usage: packaging/system.sh LIST STAMP [required]
# The stamp is made when nothing is missing any more; "required" makes missing packages an error.
set -eu
list=$1 stamp=$2 required=${3:-}

if [ "$(uname -s)" != Linux ]; then
    touch "$stamp"
    exit 0
fi
wanted=$(sed 's/#.*//' "$list")
if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "This is not Debian or Ubuntu. Please install what your system calls these:" $wanted >&2
    [ -z "$required" ] || exit 1
    exit 0
fi

# A package counts as there when another provides it (Debian 13: libglib2.0-0t64 for libglib2.0-0).
there=" $(dpkg-query -W -f='${db:Status-Status} ${Package} ${Provides}\n' |
    sed -n 's/^installed //p' | sed 's/([^)]*)//g; s/,/ /g' | tr '\n' ' ') "
missing=
for package in $wanted; do
    case $there in
        *" $package "*) ;;
        *) missing="$missing $package" ;;
    esac
done
if [ -z "$missing" ]; then
    touch "$stamp"
    exit 0
fi

install="apt-get install -y --no-install-recommends$missing"
if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    echo "Some system libraries are missing. Please type: sudo $install" >&2
    [ -z "$required" ] || exit 1
    exit 0
fi
echo "Installing system packages:$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
DEBIAN_FRONTEND=noninteractive
export DEBIAN_FRONTEND
# The first try may fail only because the package lists are old or were never fetched.
if $as_root $install >"$log" 2>&1 || { $as_root apt-get update && $as_root $install; } >"$log" 2>&1; then
    touch "$stamp"
else
    tail -n 5 "$log" >&2
    echo "The system packages could not be installed. Please type: ${as_root:+sudo }$install" >&2
    [ -z "$required" ] || exit 1
fi
