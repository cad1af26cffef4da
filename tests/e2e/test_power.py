"""Whether anybody is at the keyboard, as a real X server knows it."""

import os
import subprocess
import sys

import pytest

from app.machine import power

ASK = """
import time
from app.machine.power import idle_seconds
first = idle_seconds()
time.sleep(0.3)
print(first, idle_seconds())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="a Mac has no X server")
def test_an_x_server_knows_how_long_nobody_touched_it() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "WAYLAND_DISPLAY"}
    done = subprocess.run(
        # It would forget everything whenever its last client leaves.
        ["xvfb-run", "-a", "-s", "-noreset", sys.executable, "-c", ASK],
        capture_output=True,
        text=True,
        timeout=60,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    if power._library(power._SAVER) is None:
        assert done.stdout.split() == ["None", "None"]
        return
    first, second = (float(word) for word in done.stdout.split())
    assert second - first >= 0.25
