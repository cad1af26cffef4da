"""FastVLM behind the app's protocols: turns, stopping, beginning anew, letting go of the memory."""

import gc
import sys
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import talking_fastvlm
from numpy.typing import NDArray
from waiting import PATIENCE, until

from app.cancel import CancelToken
from app.errors import AppError, Cancelled
from app.inference.fastvlm import FLOOR, FastVLMConversation, FastVLMTalker, SharedFastVLM
from app.inference.models.catalog import FASTVLM, ModelInfo
from app.inference.protocols import Kind, Level
from app.inference.worker import InferenceThread
from mlx_models import load_fastvlm
from mlx_models.errors import ModelError, SessionError, Stopped, UnfitError
from mlx_models.fastvlm.prompts import Facts
from mlx_models.fastvlm.reply import FinishReason, Reply

INFO = ModelInfo("fastvlm-0.5b", "FastVLM 0.5B", Path("nowhere"), 1, family=FASTVLM)
PICTURE = np.full((20, 30, 3), 7, np.uint8)


class Model:
    """A model that was loaded; whether it still lives is seen through a weak reference."""


@dataclass
class Script:
    """What sessions do, and what they were asked."""

    pieces: tuple[str, ...] = ("A cat", " sleeps.", " It is grey.")
    cut: bool = False
    fail: BaseException | None = None
    gate: threading.Event | None = None
    at_piece: threading.Event = field(default_factory=threading.Event)
    calls: list[tuple[Any, ...]] = field(default_factory=list)
    threads: set[int] = field(default_factory=set)

    def prepare(self, model: Model) -> "Callable[[], FakeSession]":
        def begin() -> FakeSession:
            self.calls.append(("start",))
            return FakeSession(model, self)

        return begin


class FakeSession:
    """Holds its model, as the real one does."""

    def __init__(self, model: Model, script: Script) -> None:
        self.model = model
        self.script = script
        self.pictures = 0

    def describe(
        self,
        images: Sequence[NDArray[np.uint8]],
        level: str,
        kind: str,
        *,
        facts: Facts | None = None,
        on_text: Callable[[str], None],
        should_stop: Callable[[], bool],
    ) -> Reply:
        self.script.calls.append(("describe", len(images), level, kind, facts))
        self.pictures = len(images)
        return self._say(on_text, should_stop, encoded=len(images))

    def more(self, level: str, *, on_text: Callable[[str], None], should_stop: Callable[[], bool]) -> Reply:
        self.script.calls.append(("more", level))
        return self._say(on_text, should_stop)

    def ask(self, question: str, *, on_text: Callable[[str], None], should_stop: Callable[[], bool]) -> Reply:
        assert self.pictures
        self.script.calls.append(("ask", question))
        return self._say(on_text, should_stop)

    def add_image(self, image: NDArray[np.uint8], level: str) -> object:
        self.script.calls.append(("add_image", level))
        self.pictures += 1
        return None

    def _say(
        self, on_text: Callable[[str], None], should_stop: Callable[[], bool], encoded: int = 0
    ) -> Reply:
        script = self.script
        script.threads.add(threading.get_ident())
        for piece in script.pieces:
            if should_stop():
                raise Stopped
            on_text(piece)
            script.at_piece.set()
            if script.gate is not None:
                assert script.gate.wait(PATIENCE)
        if script.fail is not None:
            fail, script.fail = script.fail, None
            raise fail
        text = "".join(script.pieces)
        seconds = {"encode": 0.5, "first_token": 0.1, "total": 0.2}
        return Reply(
            text=text,
            ids=(),
            reason=FinishReason.EOS,
            cut=script.cut,
            tokens=9,
            positions=80,
            resolution=512,
            parts=encoded,
            encoded=encoded,
            visual_tokens=64 * encoded,
            why="",
            seconds=seconds,
        )


@dataclass
class House:
    """One shared model among stand-ins."""

    worker: InferenceThread
    script: Script = field(default_factory=Script)
    models: "list[weakref.ref[Model]]" = field(default_factory=list)
    load_error: BaseException | None = None
    needed: int = 100
    available: int | None = 1_000_000_000

    def load(self, path: Path) -> Model:
        assert path == INFO.path
        if self.load_error is not None:
            raise self.load_error
        model = Model()
        self.models.append(weakref.ref(model))
        return model

    def shared(self, **options: Any) -> SharedFastVLM:
        return SharedFastVLM(
            INFO,
            self.worker,
            self.load,
            self.script.prepare,
            needed=lambda path: self.needed,
            available=lambda: self.available,
            **options,
        )

    def talk(self, **options: Any) -> FastVLMConversation:
        talker = FastVLMTalker(self.shared(**options))
        assert talker.name == "fastvlm-0.5b"
        return talker.talk_about([PICTURE])

    @property
    def alive(self) -> int:
        gc.collect()
        return sum(model() is not None for model in self.models)


@pytest.fixture
def house() -> Iterator[House]:
    worker = InferenceThread()
    yield House(worker)
    worker.close(drop_waiting=True)


def describe(
    talk: FastVLMConversation, level: Level = Level.BRIEF, **options: Any
) -> tuple[Reply, list[str]]:
    options.setdefault("onward", level is not Level.BRIEF)
    stream = talk.describe(Kind.PHOTO, level, CancelToken(), **options)
    heard = list(stream)
    return stream.reply(), heard


def ask(talk: FastVLMConversation, question: str = "Why?") -> Reply:
    return talk.ask(question, CancelToken()).reply()


def test_a_description_comes_in_whole_sentences_with_its_figures(house: House) -> None:
    said, heard = describe(house.talk(), known=Facts("STOP", title="Sign"))
    assert heard == ["A cat sleeps.", "It is grey."]
    assert said.text == "A cat sleeps. It is grey."
    assert (said.reason, said.resolution, said.parts, said.visual_tokens) == ("eos", 512, 1, 64)
    assert said.tokens == 9
    assert said.seconds["encode"] == 0.5
    facts = Facts(text="STOP", title="Sign")
    assert house.script.calls == [("start",), ("describe", 1, "brief", "photo", facts)]
    assert house.script.threads != {threading.get_ident()}


def test_what_is_said_next_goes_on_in_the_same_session(house: House) -> None:
    talk = house.talk()
    describe(talk)
    describe(talk, Level.DETAILED)
    ask(talk)
    assert [call[0] for call in house.script.calls] == ["start", "describe", "more", "ask"]
    assert len(house.models) == 1


def test_a_description_that_is_begun_anew_is_no_continuation(house: House) -> None:
    talk = house.talk()
    describe(talk)
    describe(talk, Level.DETAILED, onward=False)
    assert [call[0] for call in house.script.calls] == ["start", "describe", "describe"]


def test_a_question_before_any_description_looks_closely(house: House) -> None:
    talk = FastVLMTalker(house.shared()).talk_about([PICTURE, PICTURE])
    ask(talk)
    ask(talk)
    calls = house.script.calls
    assert calls == [("start",), *[("add_image", "detailed")] * 2, *[("ask", "Why?")] * 2]


def test_another_picture_takes_the_place_of_the_first(house: House) -> None:
    talker = FastVLMTalker(house.shared())
    first, second = talker.talk_about([PICTURE]), talker.talk_about([PICTURE])
    for talk in (first, second, first):
        describe(talk)
    assert [call[0] for call in house.script.calls] == ["start", "describe"] * 3
    assert len(house.models) == 1


def test_a_cut_off_sentence_is_never_said(house: House) -> None:
    house.script.pieces, house.script.cut = ("A cat sleeps.", " It lies on"), True
    said, heard = describe(house.talk())
    assert heard == ["A cat sleeps."]
    assert said.text == "A cat sleeps."
    house.script.pieces = ("A cat that",)
    assert describe(house.talk())[0].text == ""


def test_stopped_in_the_middle_the_session_stays_usable(house: House) -> None:
    talk = house.talk()
    describe(talk)
    house.script.gate = threading.Event()
    house.script.at_piece.clear()
    cancel = CancelToken()
    stream = talk.ask("Why?", cancel)
    assert house.script.at_piece.wait(PATIENCE)
    cancel.cancel()
    house.script.gate.set()
    with pytest.raises(Cancelled):
        stream.reply()
    house.script.gate = None
    assert ask(talk).text
    assert [call[0] for call in house.script.calls] == ["start", "describe", "ask", "ask"]


def test_a_model_that_cannot_be_loaded_is_named(house: House) -> None:
    house.load_error = ModelError("model.safetensors is damaged.")
    talk = house.talk()
    with pytest.raises(AppError) as caught:
        describe(talk)
    assert caught.value.message == "The model FastVLM 0.5B cannot be used: model.safetensors is damaged."
    assert "earsight models verify fastvlm-0.5b" in caught.value.hint
    house.load_error = ModelError("missing: " + "language_model.layers, " * 20)
    with pytest.raises(AppError) as caught:
        describe(talk)
    assert caught.value.message == "The model FastVLM 0.5B cannot be used."
    house.load_error = UnfitError("Its heads are odd.")
    with pytest.raises(AppError) as caught:
        describe(talk)
    assert caught.value.message == "The model FastVLM 0.5B cannot be used here: Its heads are odd."
    assert "verify" not in caught.value.hint  # there is nothing wrong with it
    house.load_error = SessionError("The disk is full.")
    with pytest.raises(AppError) as caught:
        describe(talk)
    assert caught.value.message == "The model FastVLM 0.5B cannot be used now: The disk is full."
    house.load_error = None
    assert describe(talk)[1]


def test_a_failed_turn_keeps_nothing_of_the_model(house: House) -> None:
    house.script.fail = ModelError("The model computed no usable numbers.")
    with pytest.raises(AppError) as caught:
        house.talk().describe(Kind.PHOTO, Level.BRIEF, CancelToken()).reply()
    assert caught.value.__traceback__ is not None
    assert house.alive == 0


def test_a_conversation_that_grew_too_long_is_begun_anew(house: House) -> None:
    talk = house.talk()
    describe(talk)
    house.script.fail = ModelError("This conversation has grown too long for the model.")
    assert ask(talk).text
    names = [call[0] for call in house.script.calls]
    assert names == ["start", "describe", "ask", "start", "add_image", "ask"]
    assert house.alive == 1


def test_too_little_memory_is_said_before_anything_is_loaded(house: House) -> None:
    house.needed, house.available = 4_600_000_000, 2_140_000_000
    talk = house.talk()
    with pytest.raises(AppError) as caught:
        describe(talk)
    assert caught.value.message == "FastVLM 0.5B needs 4.6 gigabytes of memory, and 2.1 gigabytes are free."
    assert "smaller or quantised" in caught.value.hint
    assert house.models == []
    house.available = None
    assert describe(talk)[1]


def test_memory_that_runs_out_is_said(house: House) -> None:
    house.load_error = MemoryError()
    with pytest.raises(AppError, match="not enough memory"):
        describe(house.talk())


def test_unused_it_leaves_the_memory_and_comes_back(house: House) -> None:
    talk = house.talk(unload_after=0.05)
    describe(talk)
    until(lambda: house.alive == 0)
    assert ask(talk).text
    assert [call[0] for call in house.script.calls] == ["start", "describe", "start", "add_image", "ask"]
    assert len(house.models) == 2


def test_zero_minutes_keep_it(house: House) -> None:
    ticks = count()
    describe(house.talk(unload_after=0, clock=lambda: 1e6 * next(ticks)))
    house.worker.run(lambda: None)
    assert house.alive == 1


def test_when_memory_grows_short_an_idle_model_goes(house: House) -> None:
    clock = [0.0]
    describe(house.talk(unload_after=0, clock=lambda: clock[0]))
    house.available = FLOOR - 1
    house.worker.run(lambda: None)
    house.worker.run(lambda: None)
    assert house.alive == 1  # it was used just now
    clock[0] = 60.0
    house.worker.run(lambda: None)
    until(lambda: house.alive == 0)


def test_it_can_be_let_go_by_hand(house: House) -> None:
    shared = house.shared()
    describe(FastVLMTalker(shared).talk_about([PICTURE]))
    assert shared.loaded
    shared.unload().result(PATIENCE)
    assert not shared.loaded
    assert house.alive == 0


def test_what_mlx_keeps_of_a_model_that_goes_is_returned(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = house.shared()
    describe(FastVLMTalker(shared).talk_about([PICTURE]))
    alive: list[int] = []
    mlx = SimpleNamespace(clear_cache=lambda: alive.append(house.alive))
    monkeypatch.setitem(sys.modules, "mlx.core", mlx)
    shared.unload().result(PATIENCE)
    assert alive == [0]


class Counting:
    """A real small model that counts the pictures it encodes."""

    def __init__(self, path: Path) -> None:
        self._model = load_fastvlm(path)
        self.config, self.folder, self.language = self._model.config, self._model.folder, self._model.language
        self.encoded: list[tuple[int, ...]] = []

    def encode_images(self, pixels: NDArray[np.float32]) -> NDArray[np.float32]:
        self.encoded.append(pixels.shape)
        return self._model.encode_images(pixels)


def test_with_a_real_model_a_follow_up_encodes_nothing(house: House, tmp_path: Path) -> None:
    folder = talking_fastvlm.write(tmp_path / "model")
    loaded: list[Counting] = []

    def load(path: Path) -> Counting:
        loaded.append(Counting(path))
        return loaded[-1]

    info = ModelInfo("tiny", "Tiny", folder, 1, family=FASTVLM)
    shared = SharedFastVLM(info, house.worker, load)
    picture = np.random.default_rng(0).integers(0, 255, (90, 120, 3), np.uint8)
    talk = FastVLMTalker(shared).talk_about([picture])
    brief, _ = describe(talk)
    assert brief.text == "Red hat."
    assert (brief.resolution, brief.parts, brief.visual_tokens) == (512, 1, 64)
    assert loaded[0].encoded == [(1, 3, 512, 512)]
    more, _ = describe(talk, Level.DETAILED)
    assert more.parts == 0
    assert ask(talk).text == "Red hat."
    assert len(loaded[0].encoded) == 1
    shared.unload().result(PATIENCE)
    assert ask(talk).resolution == 1024
    assert loaded[1].encoded == [(1, 3, 1024, 1024)]
