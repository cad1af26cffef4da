"""Control-C at every moment: no traceback, and no thread that waits for ever for the lock of imports."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(code: str, *path: Path, arguments: tuple[str, ...] = ()) -> "subprocess.CompletedProcess[str]":
    # Whoever started the tests may ignore the signal, and children would too; a handler is not handed down.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.run(
            [sys.executable, "-P", "-c", code, *arguments],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            env={"PYTHONPATH": ":".join(map(str, (ROOT, *path))), "HOME": "/nowhere", "PATH": "/usr/bin"},
            timeout=100,
        )
    finally:
        signal.signal(signal.SIGINT, before)


def test_an_import_is_done_before_the_interrupt_is_raised(tmp_path: Path) -> None:
    (tmp_path / "interrupted.py").write_text("import signal\nsignal.raise_signal(signal.SIGINT)\nwhole = 1\n")
    done = run(
        """
import sys, time
from app.control_c import end_at_once, raises
assert end_at_once()
try:
    with raises():
        import interrupted
        time.sleep(60)
except KeyboardInterrupt:
    print(interrupted.whole)
""",
        tmp_path,
    )
    assert (done.stdout, done.stderr, done.returncode) == ("1\n", "", 0)


def test_before_and_after_it_is_the_end_without_a_word() -> None:
    for code in (
        "end_at_once(); signal.raise_signal(signal.SIGINT)",
        "end_at_once()\nwith raises(): pass\nsignal.raise_signal(signal.SIGINT)",
        "with ends_at_once(): signal.raise_signal(signal.SIGINT)",
    ):
        done = run(f"import signal\nfrom app.control_c import *\n{code}\nprint('went on')")
        assert (done.stdout, done.stderr, done.returncode) == ("", "", -signal.SIGINT), code


def test_while_everything_is_shut_down_it_is_the_end_too() -> None:
    done = run(
        """
import signal
import app.main as way_in
from app.control_c import end_at_once, raises

class Closing:
    def close(self):
        signal.raise_signal(signal.SIGINT)

way_in.make_application = Closing
way_in.run = lambda arguments, application: 0
end_at_once()
try:
    with raises():
        way_in.main([])
except KeyboardInterrupt:
    print("and a model's thread still runs")
"""
    )
    assert (done.stdout, done.stderr, done.returncode) == ("", "", -signal.SIGINT)


def test_who_ignores_interrupts_goes_on_ignoring_them() -> None:
    code = """
import signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
from app.control_c import end_at_once, ends_at_once, raises
assert not end_at_once()
with ends_at_once(), raises():
    signal.raise_signal(signal.SIGINT)
print(signal.getsignal(signal.SIGINT) is signal.SIG_IGN)
"""
    assert run(code).stdout == "True\n"


AT_AN_IMPORT = """
import os, signal, sys
count, at = 0, int(sys.argv.pop(1))
def hook(event, args):
    global count
    if event == "import":
        count += 1
        if count == at:
            os.kill(os.getpid(), signal.SIGINT)
from app.__main__ import main
sys.addaudithook(hook)
sys.exit(main())
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("verb", "at"), [("history", 1), ("history", 40), ("history", 150), ("read", 250), ("read", 400)]
)
def test_whichever_import_it_comes_at_a_verb_ends_silently(verb: str, at: int, tmp_path: Path) -> None:
    arguments = {"read": (str(ROOT / "assets" / "samples" / "editor.png"), "--no-speak")}.get(verb, ())
    code = f"import os; os.environ['EARSIGHT_HOME'] = {str(tmp_path)!r}\n" + AT_AN_IMPORT
    done = run(code, arguments=(str(at), verb, *arguments))
    assert done.stderr == ""
    assert done.returncode in (-signal.SIGINT, 130, 0)  # 0: it had not so many imports
