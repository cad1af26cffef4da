#!/bin/sh
# What is checked before every commit: the code, then all tests but those of the whole app (tests/e2e), on all
# processors at once. Needs no root, no display and no sound card. Arguments go to pytest.
set -eu
cd "$(dirname "$0")/.."
bin=.venv/bin
sh packaging/lint.sh
"$bin/python" -c 'import PySide6.QtWidgets' 2>/dev/null || {
    echo "Qt lacks system libraries. make setup installs them, or says what to type." >&2
    exit 1
}

# Training's tests run where training is not as in the branch this one leaves: on that branch itself, as in the
# commit before. Whoever has no history runs them. make proof always does.
training="mlx_models/training tests/models/training"
base=$(git merge-base HEAD origin/HEAD 2>/dev/null) || base=
[ -n "$base" ] && [ "$base" != "$(git rev-parse HEAD)" ] || base=HEAD~1
# shellcheck disable=SC2086 # two folders
if git diff --quiet "$base" -- $training 2>/dev/null && [ -z "$(git status --porcelain -- $training)" ]; then
    echo "Training is as it was: its tests are left to make proof."
    set -- --ignore=tests/models/training "$@"
fi
exec "$bin/python" -m pytest -n logical --maxprocesses=8 --dist worksteal tests/unit tests/models tests/ui "$@"
