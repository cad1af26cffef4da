import json
import os
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging_scripts import load as load_script

from app.errors import AppError
from app.settings import Settings, load, save

CHOSEN = Settings(
    voice_rate=300,
    voice_volume=0.5,
    voice_name="Anna",
    output="silent",
    level="full",
    model="fastvlm-0.5b",
    keys={"screen": "F"},
    history_never=("Notes",),
    watched={"/pictures": False},
    quiet_from="22:00",
)


def test_without_a_file_the_defaults_hold_and_nothing_is_written(tmp_path: Path) -> None:
    assert load(tmp_path / "none" / "settings.json") == Settings()
    assert list(tmp_path.iterdir()) == []


def test_what_is_saved_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "config" / "settings.json"
    save(path, CHOSEN)
    assert load(path) == CHOSEN


def test_only_the_user_may_read_it_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "config" / "settings.json"
    save(path, CHOSEN)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_unknown_keys_survive_a_save(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"from_the_future": [1, {"a": null}], "voice_rate": 200}')
    save(path, replace(load(path), level="full"))
    stored = json.loads(path.read_text())
    assert stored["from_the_future"] == [1, {"a": None}]
    assert stored["voice_rate"] == 200
    assert stored["level"] == "full"


def test_a_link_is_written_through(tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.json"
    real.write_text("{}")
    link = tmp_path / "settings.json"
    link.symlink_to(real)
    save(link, CHOSEN)
    assert link.is_symlink()
    assert load(real) == CHOSEN


@pytest.mark.expect_log(r"The setting \w+ is not valid; its default is used\.$")
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("voice_rate", 79),
        ("voice_rate", 501),
        ("voice_rate", "fast-secret"),
        ("voice_rate", True),
        ("voice_rate", 190.5),
        ("voice_volume", 1.01),
        ("voice_volume", -0.1),
        ("voice_volume", float("nan")),
        ("voice_volume", float("inf")),
        pytest.param("voice_volume", 10**400, id="huge"),
        ("voice_name", None),
        ("voice_name", 7),
        ("output", 1),
        ("output", "loud"),
        ("earcons", "no"),
        ("earcon_volume", 2),
        ("keys", ["D"]),
        ("keys", {"screen": 1}),
        ("watched", {"/pictures": "yes"}),
        ("history_days", 0),
        ("history_never", "Notes"),
        ("quiet_from", "24:00"),
        ("quiet_until", "7"),
        ("live_pace", 0.1),
        ("text_size", 50),
        ("theme", "pink"),
        ("language", "fr"),
        ("level", "everything"),
        ("level", ["brief"]),
        ("level", {}),
        ("model", ""),
        ("model", None),
        ("unload_after_minutes", -1),
        ("unload_after_minutes", 1441),
        ("unload_after_minutes", True),
        ("unload_after_minutes", "soon"),
        ("unload_after_minutes", float("nan")),
    ],
)
def test_a_bad_value_becomes_its_default_and_the_rest_stays(
    key: str, value: Any, tmp_path: Path, log_guard: list[Any]
) -> None:
    path = tmp_path / "settings.json"
    stored = {"voice_rate": 250, "voice_name": "Anna", "output": "silent"} | {key: value}
    path.write_text(json.dumps(stored))
    found = load(path)
    assert getattr(found, key) == getattr(Settings(), key)
    for other in {"voice_rate", "voice_name", "output"} - {key}:
        assert getattr(found, other) == stored[other]
    (record,) = log_guard
    assert key in record.getMessage()
    assert "secret" not in record.getMessage()


@pytest.mark.expect_log("is not valid")
@pytest.mark.parametrize("stored", [{"private": "yes"}, {"private": False, "history_never": 7}])
def test_where_the_wish_for_privacy_cannot_be_read_nothing_is_kept(stored: Any, tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps(stored))
    assert load(path).private


def test_a_model_may_stay_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"unload_after_minutes": 0}')
    assert (load(path).unload_after_minutes, load(path).model) == (0.0, "auto")


def test_a_whole_number_is_a_volume(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"voice_volume": 0}')
    assert load(path).voice_volume == 0.0


@pytest.mark.expect_log("kept aside")
@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1]", b"null", b"\xff\xfe\x00", b"[" * 100_000, b"9" * 10_000, b'{"a":' * 50_000]
)
def test_what_is_no_json_object_is_kept_aside(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    assert load(path) == Settings(private=True)
    assert (tmp_path / "settings.json.bad").read_bytes() == content
    assert stat.S_IMODE((tmp_path / "settings.json.bad").stat().st_mode) == 0o600
    assert load(path) == Settings(private=True)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["settings.json", "settings.json.bad"]


WHOLE = json.dumps({"voice_rate": 250, "private": True, "history_never": ["bank"]}, indent=2).encode()


@pytest.mark.expect_log("kept aside")
@pytest.mark.parametrize(
    "damaged",
    [
        *(pytest.param(WHOLE[:end], id=f"cut after {end}") for end in range(0, len(WHOLE), 7)),
        pytest.param(WHOLE + b"}", id="something behind it"),
        pytest.param(WHOLE.replace(b"true", b"True"), id="written by hand"),
        pytest.param(WHOLE.replace(b'"private"', b"'private'"), id="the wrong quotes"),
        pytest.param(b"\0" * len(WHOLE), id="zeroes"),
        pytest.param(b"\0" * 16 + WHOLE[16:], id="zeroes first"),
        pytest.param(bytes([WHOLE[0] ^ 1]) + WHOLE[1:], id="a flipped bit"),
        pytest.param(WHOLE.replace(b"bank", b"b\xe4nk"), id="another encoding"),
    ],
)
def test_it_is_private_in_every_process_until_the_user_says_otherwise(damaged: bytes, tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(damaged)
    assert [load(path).private for _ in range(3)] == [True] * 3
    save(path, replace(load(path), voice_rate=300))
    assert (load(path).private, load(path).voice_rate) == (True, 300)
    save(path, replace(load(path), private=False))
    assert not load(path).private


@pytest.mark.expect_log("kept aside")
@pytest.mark.parametrize("moment", ["open", "fsync", "replace"])
def test_it_is_private_wherever_setting_it_aside_fails(
    moment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(WHOLE[:30])

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, moment, full)
        assert load(path).private
    assert load(path).private
    assert load(path).private
    assert not list(tmp_path.glob(".settings*"))


@pytest.mark.expect_log("kept aside")
def test_what_another_process_saved_meanwhile_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(WHOLE[:30])
    fsync = os.fsync

    def overtaken(handle: int) -> None:
        fsync(handle)
        path.write_text('{"voice_rate": 300}')

    monkeypatch.setattr(os, "fsync", overtaken)
    assert load(path).private
    assert load(path) == Settings(voice_rate=300)


def test_a_file_that_an_earlier_version_moved_away_leaves_it_private(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    (tmp_path / "settings.json.bad").write_bytes(WHOLE[:30])
    assert load(path) == Settings(private=True)
    save(path, Settings())
    assert load(path) == Settings()


def test_a_link_to_nowhere_leaves_it_private(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.symlink_to(tmp_path / "dotfiles" / "settings.json")
    assert load(path) == Settings(private=True)
    save(path, Settings())
    assert load(path) == Settings()


@pytest.mark.expect_log("kept aside")
def test_a_damaged_file_behind_a_link_is_healed_behind_it(tmp_path: Path) -> None:
    path, real = tmp_path / "settings.json", tmp_path / "dotfiles.json"
    real.write_bytes(WHOLE[:30])
    path.symlink_to(real)
    assert load(path).private
    assert path.is_symlink()
    assert json.loads(real.read_bytes()) == {"private": True}


@pytest.mark.expect_log("kept aside")
def test_what_was_kept_aside_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    for content in ("first", "second"):
        path.write_text(content)
        load(path)
    assert {p.read_text() for p in tmp_path.glob("*.bad*")} == {"first", "second"}


@pytest.mark.expect_log(r"could not be read \(IsADirectoryError\)")
def test_a_folder_in_its_place_is_said_in_the_log(tmp_path: Path) -> None:
    assert load(tmp_path) == Settings(private=True)


def test_a_failed_save_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "settings.json"
    save(path, CHOSEN)

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(AppError, match="could not be saved"):
        save(path, Settings())
    assert load(path) == CHOSEN
    assert list(tmp_path.iterdir()) == [path]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
_KEYS = st.sampled_from([*Settings.__dataclass_fields__, "other"])


@pytest.mark.parametrize("what", ["bytes", "values"])
def test_loading_never_raises_and_always_gives_valid_settings(
    what: str, tmp_path: Path, log_guard: list[Any]
) -> None:
    path = tmp_path / "settings.json"
    content = (
        st.binary(max_size=300)
        if what == "bytes"
        else st.dictionaries(_KEYS, _JSON, max_size=7).map(lambda value: json.dumps(value).encode())
    )

    @settings(max_examples=150, deadline=None)
    @given(content)
    def check(data: bytes) -> None:
        path.write_bytes(data)
        found = load(path)
        assert 80 <= found.voice_rate <= 500
        assert 0 <= found.voice_volume <= 1
        assert isinstance(found.voice_name, str)
        assert isinstance(found.earcons, bool)
        assert found.level in ("brief", "detailed", "full")
        assert found.model
        for left in tmp_path.glob("*.bad*"):
            left.unlink()
        save(path, found)
        assert load(path) == found

    check()
    log_guard.clear()


def test_what_the_first_versions_called_speak_is_understood_and_leaves_the_file(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"speak": false}')
    assert load(path).output == "screen_reader"
    save(path, replace(load(path), output="own"))
    assert "speak" not in json.loads(path.read_text())
    assert load(path).output == "own"
    path.write_text('{"speak": true}')
    assert load(path).output == "automatic"


def test_the_page_of_settings_is_up_to_date() -> None:
    script = load_script("make_settings_doc")
    assert script.TARGET.read_text(encoding="utf-8") == script.document(), (
        "run packaging/make_settings_doc.py"
    )
