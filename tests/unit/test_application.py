import shutil
import sys
import threading
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
import talking_fastvlm
from hearing import hear
from waiting import until

from app.application import Application
from app.describe.picture import Picture
from app.errors import AppError
from app.main import make_application
from app.speech.queue_voice import QueueVoice


def test_nothing_is_built_before_it_is_asked_for() -> None:
    with closing(make_application()) as application:
        assert not {"_pool", "_reader", "settings"} & application.__dict__.keys()
        assert not {"inference", "talkers"} & application.models.__dict__.keys()


def test_it_closes_twice() -> None:
    application = make_application()
    application.close()
    application.close()


def test_the_settings_decide(earsight_home: Path) -> None:
    (earsight_home / "config").mkdir(parents=True)
    (earsight_home / "config" / "settings.json").write_text('{"level": "detailed", "speak": false}')
    with closing(make_application()) as application:
        assert application.settings.level == "detailed"
        assert not application.speaks


def test_a_home_that_cannot_be_written_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("EARSIGHT_HOME", str(tmp_path / "file"))
    with closing(make_application()) as application:
        assert application.settings.level == "brief"
        assert application.speaks


@pytest.mark.parametrize(
    ("chosen", "aloud", "output"),
    [
        ("own", None, "own"),
        ("own", False, "silent"),
        ("own", True, "own"),
        ("silent", None, "silent"),
        ("silent", False, "silent"),
        ("silent", True, "automatic"),
    ],
)
def test_what_was_said_at_the_start_is_before_the_settings(
    earsight_home: Path, chosen: str, aloud: bool | None, output: str
) -> None:
    (earsight_home / "config").mkdir(parents=True)
    (earsight_home / "config" / "settings.json").write_text(f'{{"output": "{chosen}"}}')
    with closing(make_application()) as application:
        application.aloud = aloud
        assert application.output == output


@pytest.mark.expect_log("A bug")
def test_a_bug_is_noted_without_what_it_says(earsight_home: Path) -> None:
    with closing(make_application()) as application:
        application.bug(ValueError("a dog on the beach"))
    text = (earsight_home / "logs" / "earsight.log").read_text()
    assert "ValueError" in text
    assert "dog" not in text


def test_a_voice_is_closed_with_the_application(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[bool] = []
    monkeypatch.setattr(QueueVoice, "close", lambda self: closed.append(True))
    monkeypatch.setattr(QueueVoice, "__init__", lambda self, *given: None)
    application = make_application()
    application.voice(lambda words: None)
    application.close()
    assert closed == [True]


def test_a_model_installed_meanwhile_answers_the_next_question(earsight_home: Path) -> None:
    picture = Picture(Path(__file__).resolve().parents[2] / "assets" / "samples" / "cat.jpg")
    with closing(make_application()) as application:
        asker = application.asker()
        with pytest.raises(AppError, match="I cannot tell without a larger model") as caught:
            hear(asker.ask([picture], "Why?"))
        assert caught.value.hint.startswith("Install one: earsight models install")
        assert hear(asker.ask([picture], "How large is the picture?")).reason == "known"
        talking_fastvlm.write(earsight_home / "data" / "models" / "small-talk")
        heard: list[str] = []
        first = hear(asker.ask([picture], "What is it?"), heard.append)
        assert heard == ["The model says: Red hat."]
        # Another asker, and the describer, go on in the same conversation.
        again = hear(application.asker().ask([picture], "Why?"), heard.append)
        assert (first.visual_tokens, again.visual_tokens) == (256, 0)


def test_the_settings_choose_the_model_that_talks_while_it_runs(earsight_home: Path) -> None:
    picture = Picture(Path(__file__).resolve().parents[2] / "assets" / "samples" / "cat.jpg")
    folder = earsight_home / "data" / "models" / "small-talk"
    talking_fastvlm.write(folder)

    def ask(application: Application) -> str:
        return hear(application.asker().ask([picture], "Why?")).model

    with closing(make_application()) as application:
        assert ask(application) == "small-talk"
        application.configure(replace(application.settings, model="compact"))
        with pytest.raises(AppError, match="I cannot tell"):
            ask(application)
        application.configure(replace(application.settings, model="auto"))
        assert ask(application) == "small-talk"
        shutil.rmtree(folder)
        application.models.choose_again()
        with pytest.raises(AppError, match="I cannot tell"):
            ask(application)


def test_what_mlx_keeps_is_returned_after_every_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    cleared: list[str] = []
    mlx = SimpleNamespace(clear_cache=lambda: cleared.append(threading.current_thread().name))
    monkeypatch.setitem(sys.modules, "mlx.core", mlx)
    with closing(make_application()) as application:
        for _ in range(3):
            before = application.models.inference.run(lambda: len(cleared))
            until(partial(lambda least: len(cleared) > least, before))
    assert set(cleared) == {"inference"}
