#!/bin/sh
# Without arguments: the sample pictures, aloud and in print, then the window. Else: any verb.
set -eu
cd "$(dirname "$0")/.."
earsight=.venv/bin/earsight
if [ $# -gt 0 ]; then
    exec "$earsight" "$@"
fi
"$earsight" describe --speak assets/samples
if [ "$(uname -s)" = Darwin ] || [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec "$earsight" gui
fi
echo "There is no display here, so the window stays closed. For one picture: $earsight describe PATH"
