#!/bin/sh
# Brings the translations up to date: new texts go into assets/translations/earsight_*.ts as unfinished, to be
# translated there (pyside6-linguist), and what is translated goes into the .qm files that the app reads.
set -eu
cd "$(dirname "$0")/.."
bin=${EARSIGHT_BIN:-.venv/bin}
sources=$(find app/ui app/assistant app/gui app/desktop/keys -name '*.py' | LC_ALL=C sort)
for ts in assets/translations/earsight_*.ts; do
    # No places in the code: they change with every line, and nobody reads them.
    # shellcheck disable=SC2086  # one argument for each file
    "$bin/pyside6-lupdate" -silent -no-obsolete -locations none -source-language en $sources -ts "$ts"
    "$bin/pyside6-lrelease" -silent "$ts" -qm "${ts%.ts}.qm"
done
