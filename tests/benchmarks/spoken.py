"""How often a text's language is named right, and trouble found, in the translations of other programs.

    .venv/bin/python tests/benchmarks/spoken.py /usr/share/locale [--show LANGUAGE]

Reads the .mo files below a folder (LANGUAGE/LC_MESSAGES): for each language the share of messages of three
words and more whose language is named, is not sure and is wrong; and of those whose English reads like
trouble, or does not, the share of translations that do. English itself must name no other language.
"""

import argparse
import gettext
import random
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.describe.words.troubles import Troubles
from app.speech.languages import LanguageGuess

LANGUAGES = (
    "de", "fr", "es", "it", "pt", "pt_BR", "nl", "sv", "da", "nb", "fi", "pl", "cs", "sk", "hu", "ro", "tr",
    "hr", "id", "vi", "ru", "uk", "el", "zh_CN", "zh_TW", "ja", "ko",
)  # fmt: skip
NEAR = {"da": {"da", "nb"}, "nb": {"da", "nb"}}
MARKS = re.compile(r"%[-\d.l]*[a-zA-Z%]|<[^>]+>|[_&]")


def messages(folder: Path, language: str) -> list[tuple[str, str]]:
    """(English, translation), at most 3,000, without what programs fill in."""
    found = []
    for path in sorted((folder / language / "LC_MESSAGES").glob("*.mo")):
        if path.name.startswith("iso_"):
            continue
        try:
            with path.open("rb") as file:
                catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
        except (OSError, UnicodeDecodeError, ValueError):
            continue
        for source, translated in catalogue.items():
            if isinstance(source, str) and source and isinstance(translated, str) and source != translated:
                english, other = (" ".join(MARKS.sub(" ", one).split()) for one in (source, translated))
                if len(english.split()) >= 3 and "\x04" not in source and english != other:
                    found.append((english, other))
    random.Random(5).shuffle(found)
    return found[:3000]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", default="", help="print what is wrong in this language")
    args = parser.parse_args()
    guess, troubles = LanguageGuess(), Troubles()
    for language in LANGUAGES:
        pairs = messages(args.folder, language)
        if not pairs:
            continue
        code = language.split("_")[0]
        right = NEAR.get(code, {code})
        named = [(guess.guess(other), other) for _english, other in pairs]
        wrong = [(found, other) for found, other in named if found not in ("", "en", *right)]
        switched = [(guess.guess(english), english) for english, _other in pairs]
        switched = [one for one in switched if one[0] not in ("", "en")]
        bad = [(english, other) for english, other in pairs if troubles.reads_so(english)]
        calm = [(english, other) for english, other in pairs if not troubles.reads_so(english)]
        missed = [one for one in bad if not troubles.reads_so(one[1])]
        false = [one for one in calm if troubles.reads_so(one[1])]
        share = sum(found in right for found, _other in named) / len(named)
        print(
            f"{language:6} {len(pairs):5} messages: named {share:6.1%}, wrong {len(wrong) / len(pairs):6.2%};"
            f" English named otherwise {len(switched) / len(pairs):6.2%};"
            f" trouble found {1 - len(missed) / max(1, len(bad)):6.1%} of {len(bad)},"
            f" where English has none {len(false) / max(1, len(calm)):6.2%}"
        )
        if args.show == language:
            shown = {"wrong": wrong, "English": switched, "missed": missed, "false": false}
            for title, rows in shown.items():
                for row in rows[:40]:
                    print(f"    {title}: {' | '.join(row)[:180]}")


if __name__ == "__main__":
    main()
