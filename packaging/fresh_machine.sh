#!/bin/bash
# Proves the README's promise on a bare Debian: debootstrap's minbase, what it asks for first, `make run`, `make test`.
#
#   packaging/fresh_machine.sh SUITE [FOLDER]     (as root; needs debootstrap, about 4 GB and 10 minutes or more)
#
# SUITE: bookworm is Debian 12 with Python 3.11, trixie is Debian 13 with Python 3.13.
# Takes the committed state, with nothing beside it. This machine's own way to the package registries (proxy,
# certificates, index) is carried over; the locally installed packages are not.
# KEEP=1 leaves the folder behind. STEPS="run" or "test" makes only that.
set -euo pipefail

suite=${1:-}
checkout=$(cd "$(dirname "$0")/.." && pwd)
steps=${STEPS:-run test}

# Mounts and processes of their own: whatever happens, nothing is left mounted or running.
if [ "${EARSIGHT_FRESH:-}" != inside ]; then
    case $suite in
        bookworm | trixie) ;;
        *) echo "Please name the Debian to try: $0 bookworm, or: $0 trixie" >&2; exit 1 ;;
    esac
    [ "$(id -u)" = 0 ] || { echo "Please run this as root: it uses debootstrap and chroot." >&2; exit 1; }
    command -v debootstrap >/dev/null || { echo "Please type: apt-get install -y debootstrap" >&2; exit 1; }
    folder=${2:-$(mktemp -d /var/tmp/earsight-fresh.XXXXXX)}
    mkdir -p "$folder"
    [ -z "$(ls -A "$folder")" ] || { echo "$folder is not empty." >&2; exit 1; }
    [ -n "${KEEP:-}" ] || trap 'rm -rf --one-file-system "$folder" "$folder.quiet"' EXIT
    EARSIGHT_FRESH=inside unshare --mount --pid --fork --kill-child --propagation private \
        bash "$0" "$suite" "$folder"
    exit
fi

root=$2
log=$root.log
: >"$log"
timed() { # timed NAME COMMAND...: runs it, prints its output and how long it took
    local name=$1 start=$SECONDS status=0
    shift
    printf '\n== %s\n' "$name" | tee -a "$log"
    "$@" </dev/null 2>&1 | tee -a "$log" || status=$?
    printf -- '-- %s: exit %s, %s s\n' "$name" "$status" "$((SECONDS - start))" | tee -a "$log"
    return "$status"
}
quiet() { # the same, but only the end of what it printed
    "$@" >"$root.quiet" 2>&1 || { tail -n 30 "$root.quiet"; return 1; }
    tail -n 2 "$root.quiet"
}
inside() { # in the new machine, with nothing of this one's environment but its proxy
    local proxies
    proxies=$(env | grep -iE '^(https?|no|all)_proxy=' || true)
    # shellcheck disable=SC2086 # one argument a variable
    env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb \
        $proxies chroot "$root" "$@"
}
carry_over() { # this machine's package client configuration
    cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
    if grep -q "VERSION_CODENAME=$suite" /etc/os-release; then
        for file in /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources; do
            [ ! -s "$file" ] || { rm -f "$root/etc/apt/sources.list"; cp "$file" "$root/${file#/}"; }
        done
        cp -r /etc/apt/trusted.gpg.d /etc/apt/auth.conf.d "$root/etc/apt/"
    fi
    { grep -lE '^Acquire' /etc/apt/apt.conf.d/* 2>/dev/null || true; } | while read -r file; do
        cp "$file" "$root/etc/apt/apt.conf.d/"
    done
    {
        echo "[global]"
        for key in index-url proxy trusted-host timeout; do
            value=$(python3 -m pip config get "global.$key" 2>/dev/null) || continue
            echo "$key = $value"
        done
        certificates=${PIP_CERT:-${SSL_CERT_FILE:-}}
        if [ -n "$certificates" ]; then
            cp -L "$certificates" "$root/etc/registry-certificates.pem"
            echo "cert = /etc/registry-certificates.pem"
        fi
    } >"$root/etc/pip.conf"
}

timed "debootstrap --variant=minbase $suite" quiet debootstrap --variant=minbase "$suite" "$root" ${MIRROR:+"$MIRROR"}
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount --rbind /sys "$root/sys"
carry_over
mkdir -p "$root/src"
git -c safe.directory='*' clone -q --no-hardlinks "$checkout" "$root/src/earsight"

failed=
timed "apt-get update" quiet inside apt-get update
timed "apt-get install -y make git python3-venv" quiet inside env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y make git python3-venv
for step in $steps; do
    timed "make $step" inside make -C /src/earsight "$step" || failed="$failed $step"
done
timed "make setup, again" inside make -C /src/earsight setup || failed="$failed setup"
if [ -n "$failed" ]; then
    printf '\nfailed:%s\n' "$failed" | tee -a "$log"
    exit 1
fi
printf '\nA bare Debian %s with %s sets itself up and passes.\n' \
    "$(cat "$root/etc/debian_version")" "$(inside python3 --version)" | tee -a "$log"
