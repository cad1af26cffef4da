from datetime import datetime, timedelta

import pytest

from app.clock import clock, patience
from app.errors import AppError


def test_it_is_the_systems_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EARSIGHT_NOW", raising=False)
    assert abs(clock()() - datetime.now()) < timedelta(seconds=5)


@pytest.mark.parametrize(
    ("text", "moment"),
    [("2026-11-22", datetime(2026, 11, 22)), ("2026-11-22T10:30:00", datetime(2026, 11, 22, 10, 30))],
)
def test_it_can_be_fixed(monkeypatch: pytest.MonkeyPatch, text: str, moment: datetime) -> None:
    monkeypatch.setenv("EARSIGHT_NOW", text)
    now = clock()
    assert now() == now() == moment


def test_an_offset_becomes_local_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EARSIGHT_NOW", "2026-11-22T10:30:00+00:00")
    assert clock()() == datetime.fromisoformat("2026-11-22T10:30:00+00:00").astimezone().replace(tzinfo=None)


def test_no_date_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EARSIGHT_NOW", "tomorrow")
    with pytest.raises(AppError, match="EARSIGHT_NOW is set to something that is no date"):
        clock()


@pytest.mark.parametrize(("text", "times"), [(None, 1.0), ("", 1.0), ("1", 1.0), ("20", 20.0), ("2.5", 2.5)])
def test_patience_is_as_usual_unless_asked_for(
    monkeypatch: pytest.MonkeyPatch, text: str | None, times: float
) -> None:
    monkeypatch.delenv("EARSIGHT_PATIENCE", raising=False)
    if text is not None:
        monkeypatch.setenv("EARSIGHT_PATIENCE", text)
    assert patience() == times


@pytest.mark.parametrize("text", ["soon", "0.5", "-3", "nan", "inf"])
def test_other_patience_is_said(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("EARSIGHT_PATIENCE", text)
    with pytest.raises(AppError, match="EARSIGHT_PATIENCE"):
        patience()
