"""Whatever way words reach somebody, they carry the doubt that the voice tells."""

import json
import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from describing_window import DescribingWindow
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from small_talk import SmallTalker

from app.assistant.history_writer import HistoryWriter
from app.assistant.session import Session
from app.cancel import CancelToken
from app.cli.run import run
from app.describe.describer import PictureDescriber
from app.describe.reader import AllText
from app.gui.desk import Desk
from app.history.history import History
from app.history.wording import entry_in_words
from app.inference.protocols import Kind, Level, Seen, Stance
from app.pictures.load import LoadedImage
from app.settings import Settings
from app.shot import ScreenPart, Shot
from app.tasks import TaskManager

BARE = "cat standing"
HEDGES = re.compile(r"(Looks like a|The model says: (The image shows )?a) cat standing", re.I)
NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
SHOT = Shot(np.zeros((48, 64, 3), np.uint8), ScreenPart.REGION, 0, 0, "", "", 0, NOW)
SEEN = {
    "hedged": Seen(Kind.PHOTO, 0.99, "A cat standing.", 0.7, Stance.HEDGED),
    "withheld": Seen(Kind.PHOTO, 0.99, "A cat standing.", 0.2, Stance.WITHHELD, may_include=("stove",)),
    "FastVLM": Seen(Kind.PHOTO, 0.99, "A dog.", 0.95, Stance.FACT),
}


class Watched(PictureDescriber):
    """As the windows of other tests want it."""

    tokens = ()


@dataclass
class Eyes:
    """Stands in for the models."""

    seen: Seen
    pool: ThreadPoolExecutor
    talker: SmallTalker | None = None
    name: str = "compact"
    looked: list[int] = field(default_factory=list)

    def look(self, pixels: NDArray[np.uint8], cancel: CancelToken) -> Seen:
        self.looked.append(pixels.size)
        return self.seen

    def run(self, work: Any, cancel: CancelToken) -> "Future[Seen]":
        return self.pool.submit(work)

    def describer(self) -> PictureDescriber:
        return Watched(
            load=lambda source, cancel: LoadedImage(Image.new("RGB", (64, 48)), 64, 48, "PNG", None),
            check=lambda image, on_screen: None,
            facts_of=lambda loaded: {"width": 64, "height": 48},
            read=lambda loaded, cancel, first, thorough=False: AllText(),
            model=self,
            run=self.run,
            pool=self.pool,
            talker=lambda: self.talker,
        )


@pytest.fixture(params=SEEN)
def describer(request: pytest.FixtureRequest) -> Iterator[PictureDescriber]:
    with ThreadPoolExecutor(3) as pool, ThreadPoolExecutor(1) as thread:
        turns: list[Any] = [("The image shows a cat standing.", "It may be grey.")]
        talker = SmallTalker(thread, turns) if request.param == "FastVLM" else None
        yield Eyes(SEEN[request.param], pool, talker).describer()


def doubted(words: str) -> bool:
    """Whether something is said, and nothing that was seen is said as a fact."""
    return bool(words.strip()) and BARE not in HEDGES.sub("", words).lower()


@pytest.mark.parametrize("aloud", ["own voice", "screen reader"])
def test_what_is_said_shown_copied_and_kept(
    aloud: str,
    describer: PictureDescriber,
    qtbot: QtBot,
    make_window: Any,
    speaker: Any,
    announced: list[str],
    picture: Path,
    tmp_path: Path,
) -> None:
    window: DescribingWindow = make_window(speaker if aloud == "own voice" else None)
    session: Session = window.session
    tasks = TaskManager(workers=1)
    keeps = HistoryWriter(
        session,
        Settings,
        lambda: History(tmp_path / "library.sqlite", lambda: NOW),
        tasks,
        lambda error: None,
        lambda: NOW,
    )
    with qtbot.waitSignal(keeps.kept):
        session.open(picture)
    for _ in range(2):  # everything there is to say
        with qtbot.waitSignal(keeps.kept):
            session.more()
    heard = speaker.words if aloud == "own voice" else announced
    channels = {aloud: " ".join(heard), "text": window.words.toPlainText()}
    window.question.setFocus()
    channels["accessible description"] = window.picture.accessibleDescription()
    window.shell.copy()
    channels["copied"] = QGuiApplication.clipboard().text()
    channels["conversation"] = " ".join(turn.words for turn in session.turns)
    (entry,) = keeps.ask(lambda history: history.entries(9)) or ()
    channels |= {"history": entry.words, "recalled": entry_in_words(entry, NOW)}
    keeps.close()
    tasks.close()
    assert {name: words for name, words in channels.items() if not doubted(words)} == {}


def test_what_the_live_region_tells(describer: PictureDescriber) -> None:
    desk: Any = SimpleNamespace(_application=SimpleNamespace(describer=lambda: describer))
    assert doubted(Desk._tell_shot(desk, SHOT, CancelToken()))


@pytest.mark.parametrize("level", Level)
def test_what_is_printed(
    level: Level, describer: PictureDescriber, picture: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    services: Any = SimpleNamespace(describer=lambda model=None: describer, settings=Settings(), speaks=False)
    assert run(["describe", str(picture), "--level", level.value], services) == 0
    assert doubted(capsys.readouterr().out)
    assert run(["describe", str(picture), "--level", level.value, "--json"], services) == 0
    told = json.loads(capsys.readouterr().out)
    assert doubted(told["spoken"])
    assert told["stance"] in ("hedged", "withheld")
    assert told["stance"] == "hedged" or (BARE not in str(told))
