"""What hostile pictures and clips take: ``python tests/benchmarks/hostile.py [--quick] [NAME ...]``.

For each one: seconds, megabytes of all its processes beyond those of the bare loader, and how
long it goes on after it was cancelled, by its token and by Control-C. Bars: 12 s, 1,000 MB, 1 s.
"""

import json
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "support"), str(ROOT)]
SECONDS, MEGABYTES, LATE = 12.0, 1000.0, 1.0
MOMENTS = (0.1, 0.4, 1.5)

WORKER = """
import json, sys, threading, time
from pathlib import Path
from app.adapters import load
from app.cancel import CancelToken
from app.control_c import end_at_once, raises
from app.describe.video.video import kind_of
from app.describe.video.watching import watch
from app.errors import AppError, Cancelled
path, cancel = Path(sys.argv[1]), CancelToken()
sys.stdin.readline()
cancelled = [0.0]
def stop():
    cancelled[0] = time.monotonic()
    cancel.cancel()
if len(sys.argv) > 2:
    timer = threading.Timer(float(sys.argv[2]), stop)
    timer.daemon = True
    timer.start()
begun = time.monotonic()
said = "a picture"
end_at_once()
try:
    with raises():
        if kind_of(path) is None:
            load(path, cancel)
        else:
            for seen in watch(path, cancel):
                said = f"{len(seen.scenes)} scenes"
except AppError as error:
    said = error.message
except Cancelled:
    said = "cancelled"
except KeyboardInterrupt:
    said = "interrupted"
end = time.monotonic()
print(json.dumps({"said": said, "seconds": end - begun, "late": end - cancelled[0] if cancelled[0] else 0.0}))
"""


def start(path: Path, *more: str) -> subprocess.Popen[str]:
    """A process that loads one file when it is told to; it is ready, its imports done."""
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, str(path), *more],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip


def ready(process: "subprocess.Popen[str]") -> float:
    """Wait for the imports; the megabytes it has then."""
    about, before, same = psutil.Process(process.pid), -1, 0
    while same < 5:
        time.sleep(0.05)
        now = about.memory_info().rss
        same, before = (same + 1 if now == before and now > 20e6 else 0), now
    return before / 1e6


def go(process: "subprocess.Popen[str]") -> None:
    """Let it begin."""
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def whole(path: Path) -> tuple[dict[str, object], float]:
    """What it said and took, and the most megabytes at any moment, of all its processes."""
    process = start(path)
    base = ready(process)
    about, peak = psutil.Process(process.pid), 0.0
    go(process)
    while process.poll() is None:
        try:
            peak = max(
                peak, sum(one.memory_info().rss for one in [about, *about.children(recursive=True)]) / 1e6
            )
        except psutil.Error:
            continue
        time.sleep(0.01)
    assert process.stdout is not None
    return json.loads(process.stdout.read() or '{"said": "DIED", "seconds": 99.0}'), peak - base


def late(path: Path, after: float) -> float:
    """Seconds it goes on after its token was raised."""
    process = start(path, str(after))
    ready(process)
    go(process)
    out, _ = process.communicate()
    return float(json.loads(out)["late"])


def late_interrupt(path: Path, after: float) -> float:
    """Seconds until it has ended after Control-C."""
    process = start(path)
    ready(process)
    go(process)
    time.sleep(after)
    if process.poll() is not None:
        return 0.0
    begun = time.monotonic()
    process.send_signal(signal.SIGINT)
    process.wait()
    return time.monotonic() - begun


def main(arguments: list[str]) -> int:
    """Measure; the number of those over a bar."""
    import hostile

    files = hostile.quick() | ({} if "--quick" in arguments else hostile.slow())
    names = [name for name in arguments if not name.startswith("-")] or list(files)
    over = 0
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            path = files[name](Path(folder))
            found, megabytes = whole(path)
            seconds = float(str(found["seconds"]))
            moments = [one for one in MOMENTS if one < seconds]
            token = max([late(path, one) for one in moments], default=0.0)
            interrupt = max([late_interrupt(path, one) for one in moments], default=0.0)
            bad = seconds > SECONDS or megabytes > MEGABYTES or max(token, interrupt) > LATE
            over += bad
            size = path.stat().st_size
            print(
                f"{'OVER' if bad else 'ok  '} {name:16} {size:>10} B {seconds:6.2f} s {megabytes:6.0f} MB"
                f"  cancelled +{token:.2f} s  Control-C +{interrupt:.2f} s  {found['said']}",
                flush=True,
            )
            path.unlink()
    print(f"{over} of {len(names)} over a bar")
    return over


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
