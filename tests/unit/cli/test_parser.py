import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import gui, history, models, parser
from app.cli.library import albums
from app.cli.parser import build_parser
from app.errors import AppError

ROOT = Path(__file__).resolve().parents[3]


def test_a_verb_is_called_as_its_module() -> None:
    names = [verb.__name__.rpartition(".")[2] for verb in parser._VERBS]
    text = build_parser().format_help()
    told = [line.partition(":")[0] for line in text.splitlines() if line.partition(":")[0] in names]
    assert told == names


@pytest.mark.parametrize(
    ("typed", "run"),
    [
        ([], gui.run),
        (["gui"], gui.run),
        (["albums", "--limit", "3"], albums.run),
        (["history"], history.run),
        (["history", "show", "3"], history.run),
        (["models"], models._list),
        (["models", "--json", "list"], models._list),
        (["models", "verify"], models._verify),
    ],
)
def test_what_is_typed_finds_its_verb(typed: list[str], run: object) -> None:
    assert build_parser().parse_args(typed).run is run


def test_what_stands_before_a_verb_holds_for_it() -> None:
    args = build_parser().parse_args(["history", "--json", "--speak", "show", "3"])
    assert (args.json, args.speak, args.number) == (True, True, 3)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (["describ", "x.jpg"], "I know no verb describ. Did you mean describe?"),
        (["Serach"], "I know no verb Serach. Did you mean search?"),
        (["zzzzzz"], "I know no verb zzzzzz. Type earsight --help"),
        (["models", "instal", "x"], "I know no verb instal. Did you mean install?"),
        (
            ["describe", "--level", "breif", "x.jpg"],
            "I do not understand that: --level breif. It takes brief, detailed or full. Did you mean brief?",
        ),
    ],
)
def test_a_mistyped_word_is_told_in_plain_words(typed: list[str], sentence: str) -> None:
    with pytest.raises(AppError) as caught:
        build_parser().parse_args(typed)
    said = str(caught.value)
    assert said.startswith(sentence)
    assert not set("[]{}'\"") & set(said)


@pytest.mark.parametrize("page", ["0", "-1", "2-4", "two"])
@pytest.mark.parametrize("verb", ["read", "describe"])
def test_pages_are_counted_from_one(verb: str, page: str) -> None:
    with pytest.raises(AppError, match=r"Pages are counted from 1\."):
        build_parser().parse_args([verb, "--page", page, "x.pdf"])


def test_no_verb_makes_the_start_of_others_slow() -> None:
    code = (
        "import sys; from app.cli.parser import build_parser; build_parser()\n"
        "bad = {'numpy', 'PIL', 'sqlite3', 'mlx', 'onnxruntime', 'av', 'PySide6'} & set(sys.modules)\n"
        "assert not bad, bad"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, timeout=60)
