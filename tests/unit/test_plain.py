import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hostile_words import STRINGS, made, steering
from hypothesis import given
from hypothesis import strategies as st

from app.plain import PlainStream, as_plain, escaped, one_line, plain

ROOT = Path(__file__).resolve().parents[2]


@given(st.text() | st.text(st.characters(categories=["Cc", "Cf", "Cs", "Zs", "Zl", "Zp"])))
def test_nothing_that_steers_a_terminal_is_left(text: str) -> None:
    assert steering(plain(text)) == []
    assert "\n" not in one_line(text)
    plain(text).encode()


@given(st.text(st.characters(categories=["L", "M", "N", "P", "S"])))
def test_what_people_write_stays_as_it_is(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize(
    ("given_", "is_"),
    [
        ("A cat.\nA dog.", "A cat.\nA dog."),
        ("A cat.\r\nA dog.\tHere", "A cat.\nA dog. Here"),
        ("ক্\u200cষ", "ক্\u200cষ"),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f468\u200d\U0001f469\u200d\U0001f467"),
        ("5\u00a0kg", "5 kg"),
        ("a\x1b[2Jb", "a�[2Jb"),
        ("gpj\u202eexe", "gpj�exe"),
        ("\udcff", "�"),
    ],
)
def test_how_it_is_shown(given_: str, is_: str) -> None:
    assert plain(given_) == is_


@given(st.text())
def test_a_program_loses_nothing(text: str) -> None:
    line = escaped(json.dumps({"path": text}, ensure_ascii=False))
    assert steering(line) == []
    assert plain(line) == line
    assert json.loads(line) == {"path": text}


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8", "cp437"])
@pytest.mark.parametrize("text", [*STRINGS, "Zürich, 東京"])
def test_any_terminal_can_show_it(encoding: str, text: str) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding)
    print(text, file=PlainStream(stream), flush=True)
    assert steering(raw.getvalue().decode(encoding)) == []
    assert as_plain(as_plain(stream)) is not stream
    assert isinstance(wrapped := as_plain(stream), PlainStream)
    assert as_plain(wrapped) is wrapped


def test_a_stream_says_how_much_it_was_given_and_writes_lines() -> None:
    under = io.StringIO()
    stream = PlainStream(under)
    assert stream.write("a\x1bb") == 3
    stream.writelines(["c\x07", "d"])
    assert under.getvalue() == "a�bc�d"
    assert not stream.isatty()


def test_pythons_own_tracebacks_and_warnings_are_plain() -> None:
    text = "".join(made(7, 40))
    code = """
import sys, threading, warnings
from app.plain import wrap_streams
wrap_streams()
wrap_streams()
text = sys.stdin.buffer.read().decode("utf-8", "surrogatepass")
print(text)
warnings.warn(text)
def bug():
    raise ValueError(text)
thread = threading.Thread(target=bug)
thread.start()
thread.join()
raise ValueError(text)
"""
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        input=text.encode("utf-8", "surrogatepass"),
        capture_output=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        timeout=60,
    )
    out, err = done.stdout.decode(), done.stderr.decode()
    assert "word" in out
    assert err.count("\nValueError: ") == 2  # newer Pythons quote the lines that raise, too
    assert steering(out + err) == []


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_no_file_gets_the_number_of_a_stream_that_is_closed(closed: str, tmp_path: Path) -> None:
    code = """
import subprocess, sys
from app.plain import wrap_streams
wrap_streams()
with open(sys.argv[1], "w") as file:
    print("a word")
    print("another", file=sys.stderr)
    read = sys.stdin.read()
    child = "import os\\nfor number in range(3): os.fstat(number)"
    done = subprocess.run([sys.executable, "-c", child])
    file.write(f"{file.fileno() > 2} {read!r} {done.returncode}")
"""
    subprocess.run(
        ["sh", "-c", f'exec "$@" {closed}', "sh", sys.executable, "-P", "-c", code, str(tmp_path / "file")],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        env={"PYTHONPATH": str(ROOT)},
        timeout=60,
        check=True,
    )
    assert (tmp_path / "file").read_text() == "True '' 0"
