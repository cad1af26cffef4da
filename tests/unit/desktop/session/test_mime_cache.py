"""The table in which desktops look up who opens a kind of file."""

import random
from pathlib import Path

from app.desktop.session.mime_cache import CACHE, write_mime_cache


def entry(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["[Desktop Entry]", "Type=Application", *lines, ""]))
    return path


def test_every_entry_is_listed_under_its_kinds(tmp_path: Path) -> None:
    entry(tmp_path, "b.desktop", "MimeType=image/png;image/jpeg;")
    entry(
        tmp_path, "a.desktop", "MimeType=image/png", "Exec=a %% %F", "[Desktop Action x]", "MimeType=no/no;"
    )
    entry(tmp_path, "kde/c.desktop", "MimeType = image/png;image/png;")
    entry(tmp_path, "d.desktop", "MimeType=image/png;", "Hidden=true")
    entry(tmp_path, "e.desktop", "Name=no kinds")
    write_mime_cache(tmp_path)
    assert (tmp_path / CACHE).read_text() == (
        "[MIME Cache]\nimage/jpeg=b.desktop;\nimage/png=a.desktop;b.desktop;kde-c.desktop;\n"
    )
    assert (tmp_path / CACHE).stat().st_mode & 0o777 == 0o644


def test_without_entries_there_is_no_table(tmp_path: Path) -> None:
    write_mime_cache(tmp_path / "nowhere")
    path = entry(tmp_path, "a.desktop", "MimeType=image/png;")
    write_mime_cache(tmp_path)
    path.unlink()
    write_mime_cache(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_damaged_entries_of_others_are_no_harm(tmp_path: Path) -> None:
    chance = random.Random(5)
    entry(tmp_path, "good.desktop", "MimeType=image/png;")
    for number in range(40):
        (tmp_path / f"{number}.desktop").write_bytes(chance.randbytes(300))
    (tmp_path / "none.desktop").write_text("MimeType=image/png;\n")
    (tmp_path / "bad.desktop").write_text("[Desktop Entry]\nMimeType=a b/c;x=y/z;;\n")
    (tmp_path / "gone.desktop").symlink_to(tmp_path / "nowhere")
    (tmp_path / "large.desktop").write_bytes(b"[Desktop Entry]\nMimeType=image/png;\n" + b"#" * 300_000)
    write_mime_cache(tmp_path)
    assert (tmp_path / CACHE).read_text() == "[MIME Cache]\nimage/png=good.desktop;\n"
