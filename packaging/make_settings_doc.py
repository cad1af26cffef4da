"""Writes docs/settings.md from `app.settings`; no argument. Run it when a setting changes."""

import json
from dataclasses import MISSING, fields
from pathlib import Path

from app.settings import Settings

TARGET = Path(__file__).resolve().parents[1] / "docs" / "settings.md"
_HEAD = """# Settings

Every setting, as it stands in `settings.json`. The window's page Settings changes them; who edits the file
ends Earsight first. It lies in `~/.config/earsight` on Linux, in `~/Library/Application Support/earsight` on
a Mac, and in `config` under `$EARSIGHT_HOME` where that is set. A value that does not fit counts as the
usual one, and the log names its key; keys that this version does not know stay in the file.

| Setting | Takes | Usually | What it is |
|---|---|---|---|
"""


def document() -> str:
    """The whole file; `packaging/make_settings_doc.py` writes it, and a test compares it."""
    rows = []
    for setting in fields(Settings):
        default = setting.default if setting.default_factory is MISSING else setting.default_factory()
        takes, about = setting.metadata["rule"].words, setting.metadata["about"]
        rows.append(f"| `{setting.name}` | {takes} | `{json.dumps(default)}` | {about} |\n")
    return _HEAD + "".join(rows)


if __name__ == "__main__":
    TARGET.write_text(document(), encoding="utf-8")
