"""A real web browser on the screen, and that its windows are not kept."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from desk import LEADER, Desk
from waiting import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Bank of Trees</title>
<body style="font: 20px sans-serif; margin: 40px"><h1>Your account</h1><p>Balance: 1,204.50 euros
<p>Last payment on 3 May: 40.00 euros to Oak and Sons.
<p style="color: red">Payment failed: the card has expired.
"""

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="uses an X server"),
    pytest.mark.slow,
]


@contextmanager
def browser(desk: Desk, folder: Path, *options: str) -> Iterator[None]:
    """Chromium in front with the page; with the same folder a running one opens one more window."""
    page = folder / "page.html"
    page.write_text(PAGE)
    plain = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--password-store=basic"]
    plain += ["--test-type", "--no-first-run"]  # no bars over the page
    where = [f"--user-data-dir={folder / 'profile'}", "--window-size=1000,700", page.as_uri()]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    before = desk.tool("xdotool", "getactivewindow")

    def in_front() -> bool:
        return desk.tool("xdotool", "getactivewindow") != before and "Bank of Trees" in title(desk)

    process = subprocess.Popen(["chromium", *plain, *options, *where], env=desk.env, **quiet)
    try:
        desk.until(in_front, 60)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


def title(desk: Desk) -> str:
    """Of the window in front."""
    return desk.tool("xdotool", "getactivewindow", "getwindowname")


def history(desk: Desk) -> list[str]:
    """The windows that are in it."""
    command = [sys.executable, "-P", "-m", "app", "history", "--json"]
    done = subprocess.run(command, env=desk.env, capture_output=True, text=True, check=True, timeout=60)
    return [json.loads(line)["window"] for line in done.stdout.splitlines()]


def test_a_web_page_is_told_and_not_kept(tmp_path: Path) -> None:
    with Desk(tmp_path / "desk", "1280x900", output="silent", earcons=False) as desk, desk.app("--hidden"):
        with browser(desk, tmp_path):
            words = told(desk, "w", "Payment failed: the card has expired.")
            assert words.startswith("Chromium Web Browser. ")
            assert title(desk) == "Bank of Trees - Chromium", "the focus stays where it was"
            with browser(desk, tmp_path, "--incognito"):
                told(desk, "t", "Incognito")
        # The browser is gone: what comes next is kept, and it alone.
        with desk.terminal(3):
            desk.press(LEADER, "w")
            desk.until(lambda: history(desk), 30)
        assert history(desk) == ["Notes"]


def told(desk: Desk, key: str, part: str) -> str:
    """What a command says of the window in front, once it has painted itself."""
    heard: list[str] = []

    def copied() -> bool:
        time.sleep(0.5)
        desk.press(LEADER, "c")
        heard.append(desk.tool("xclip", "-selection", "clipboard", "-o"))
        return part in heard[-1]

    for _look in range(3):  # the first may have come before the window had painted itself
        desk.press(LEADER, key)
        end = time.monotonic() + PATIENCE / 2
        while time.monotonic() < end:
            if copied():
                return heard[-1]
    raise AssertionError(f"{part!r} is in none of {heard}")
