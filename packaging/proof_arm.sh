#!/bin/bash
# Proves that aarch64 gives the same words: Debian 13's Python and the locked wheels under qemu-aarch64-static,
# on one with nothing beyond Armv8.0 (Cortex-A53, as in small boards), against this machine's own.
#
#   packaging/proof_arm.sh [USE...]     (as root, after make setup; without uses: describe, index and search)
#
# KEEP=FOLDER leaves the Debian and the wheels there, and takes them from there the next time.
set -euo pipefail
cd "$(dirname "$0")/.."

cpu=${CPU:-cortex-a53}
folder=${KEEP:-$(mktemp -d /var/tmp/earsight-arm.XXXXXX)}
[ -n "${KEEP:-}" ] || trap 'rm -rf --one-file-system "$folder"' EXIT
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
root=$folder/root environment=$folder/python
pip=(.venv/bin/python -m pip --disable-pip-version-check)

for tool in debootstrap dpkg-deb qemu-aarch64-static; do
    command -v "$tool" >/dev/null || { echo "Please type: apt-get install -y debootstrap qemu-user-static" >&2; exit 1; }
done

# Nothing of it is configured or run as a system, so unpacking is enough, and needs no chroot and no binfmt.
if [ ! -e "$root/usr/bin/python3.13" ]; then
    echo "Fetching Debian 13 for aarch64."
    debootstrap --foreign --arch=arm64 --variant=minbase --include=python3,libstdc++6 trixie "$root" ${MIRROR:+"$MIRROR"} >"$folder/log" ||
        { tail -n 5 "$folder/log" >&2; exit 1; }
    for package in "$root"/var/cache/apt/archives/*.deb; do
        dpkg-deb -x "$package" "$root"
    done
fi

# ONNX Runtime looks up the processor's parts there, and dies of an x86-64's list.
mkdir -p "$root/proc"
for number in $(seq 0 $(($(nproc) - 1))); do
    printf 'processor\t: %s\nFeatures\t: fp asimd aes pmull sha1 sha2 crc32 cpuid\nCPU implementer\t: 0x41\n' "$number"
    printf 'CPU architecture: 8\nCPU variant\t: 0x0\nCPU part\t: 0xd03\nCPU revision\t: 4\n\n'
done >"$root/proc/cpuinfo"

# The lock's wheels for it, as pip there would choose them.
packages=$environment/lib/python3.13/site-packages
if [ ! -d "$packages" ]; then
    echo "Fetching the locked wheels for aarch64."
    platforms=(--platform manylinux2014_aarch64)
    for minor in $(seq 17 41); do
        platforms+=(--platform "manylinux_2_${minor}_aarch64")
    done
    "${pip[@]}" install --quiet --progress-bar off --no-deps --only-binary :all: --require-hashes \
        --implementation cp --python-version 3.13 --abi cp313 --abi abi3 --abi none "${platforms[@]}" \
        --target "$packages" -r packaging/requirements.lock
fi
mkdir -p "$environment/bin"
printf 'home = %s\ninclude-system-site-packages = false\nversion = 3.13\n' "$root/usr/bin" >"$environment/pyvenv.cfg"
cat >"$environment/bin/python" <<END
#!/bin/sh
exec qemu-aarch64-static -cpu $cpu -L "$root" -r 6.1.0-emulated -0 "\$0" "$root/usr/bin/python3.13" "\$@"
END
chmod 755 "$environment/bin/python"

[ $# -gt 0 ] || set -- describe index search
.venv/bin/python packaging/proof.py --python "$environment/bin/python" "$@"
