"""The photo library as the user has it: a process for each command, nothing replaced, no network to reach."""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import tiny_mobileclip
from PIL import Image, ImageDraw, ImageFont
from waiting import PATIENCE

from app.history.history import History

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "assets" / "samples"
EARSIGHT = [sys.executable, "-P", "-m", "app"]
NOW = "2026-11-22T10:00:00"
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@cache
def isolation() -> list[str]:
    """The start of a command line that runs the rest without any network."""
    tool = shutil.which("unshare")
    if tool is None:
        return []
    command = [tool, "-n"] if os.geteuid() == 0 else [tool, "-rn"]
    return command if subprocess.run([*command, "true"], capture_output=True).returncode == 0 else []


def taken(image: Image.Image, path: Path, when: str, camera: str, gps: tuple[float, float] | None) -> Path:
    """Save a photo as a camera does."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = camera.split(" ", 1)
    exif.get_ifd(0x8769)[0x9003] = when
    if gps is not None:
        place = exif.get_ifd(0x8825)
        for ref, tag, value, names in ((1, 2, gps[0], "NS"), (3, 4, gps[1], "EW")):
            size = abs(value)
            degrees, minutes = int(size), (size - int(size)) * 60
            place[ref], place[tag] = names[value < 0], (degrees, minutes, 0.0)
    image.save(path, exif=exif, quality=90)
    return path


def sign(words: str, colour: str) -> Image.Image:
    image = Image.new("RGB", (800, 600), colour)
    ImageDraw.Draw(image).text((90, 240), words, fill="white", font=ImageFont.load_default(size=90))
    return image


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home and a folder of photos beside it."""
    return tmp_path_factory.mktemp("library")


@pytest.fixture(scope="module")
def run(place: Path) -> Run:
    def earsight(*arguments: object, isolated: bool = True) -> "subprocess.CompletedProcess[str]":
        home = {"EARSIGHT_HOME": str(place / "home"), "EARSIGHT_NOW": NOW, "PYTHONPATH": str(ROOT)}
        return subprocess.run(
            [*(isolation() if isolated else []), *EARSIGHT, *map(str, arguments)],
            capture_output=True,
            text=True,
            env={**os.environ, **home},
            timeout=100,
        )

    return earsight


@pytest.fixture(scope="module")
def photos(place: Path, run: Run) -> Path:
    """A folder that is indexed, described and read."""
    folder = place / "photos"
    (folder / "Portugal").mkdir(parents=True)
    cat = Image.open(SAMPLES / "cat.jpg").convert("RGB")
    taken(cat, folder / "IMG_1.jpg", "2025:07:14 15:00:00", "Apple iPhone 12", (38.697, -9.4215))
    taken(cat.resize((700, 525)), folder / "IMG_1 copy.jpg", "2025:07:14 15:00:00", "Apple iPhone 12", None)
    taken(sign("BAKERY", "navy"), folder / "Portugal" / "IMG_2.jpg", "2026:03:05 09:30:00", "Canon EOS", None)
    shutil.copy(SAMPLES / "editor.png", folder / "Screenshot 2026-11-21 at 09.00.00.png")
    (folder / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 and nothing more")
    done = run("index", folder, "--wait", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert (report["new"], report["broken"], report["photos"]) == (4, 1, 4)
    assert (report["to_describe"], report["to_read"]) == (0, 0)
    assert list(report["models"].values()) == [4]
    assert report["problems"][0]["path"] == str(folder / "broken.jpg")
    return folder


def found(run: Run, *arguments: object) -> dict[str, Any]:
    done = run("search", "--json", *arguments)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    assert answer["schema"] == 1
    assert set(answer["understood"]) == {
        "text", "not", "from", "to", "place", "camera", "folder", "kind", "says", "like", "objects", "scenes",
        "or_days", "hours", "order", "most", "everything", "question", "unknown",
    }  # fmt: skip
    return answer


@pytest.mark.slow
def test_a_photo_is_found_by_what_it_shows_and_its_copy_is_folded_into_it(photos: Path, run: Run) -> None:
    answer = found(run, "a cat")
    best = answer["hits"][0]
    assert Path(best["path"]).name in ("IMG_1.jpg", "IMG_1 copy.jpg")
    assert best["rank"] == 1
    assert best["strength"] in ("strong", "fair", "weak")
    assert best["why"]
    assert "cat" in best["sentence"].lower()
    assert len(best["more_like_it"]) == 1
    names = [Path(hit["path"]).name for hit in answer["hits"]]
    assert len(set(names) & {"IMG_1.jpg", "IMG_1 copy.jpg"}) == 1


@pytest.mark.slow
def test_what_was_seen_in_a_photo_is_told_and_left_out(photos: Path, run: Run) -> None:
    told = json.loads(run("photo", photos / "IMG_1.jpg", "--json").stdout)
    (cat,) = [one for one in told["seen"]["objects"] if one["name"] == "cat"]
    assert cat["stance"] == "fact"
    assert 0 <= cat["box"][0] < cat["box"][2] <= told["width"]
    assert "shows a cat" in found(run, "a cat")["hits"][0]["why"]
    without = found(run, "photos without cats")
    assert without["left_out"]["sure"] == 2
    assert not [hit["path"] for hit in without["hits"] if "IMG_1" in hit["path"]]


@pytest.mark.slow
def test_facts_find_photos(photos: Path, run: Run) -> None:
    for words, name in (
        ("photos from last summer in Cascais", None),
        ("photos from July 2025 in Cascais", "IMG_1.jpg"),
        ("taken with my Canon", "IMG_2.jpg"),
        ('a sign that says "bakrey"', "IMG_2.jpg"),
        ("screenshots from yesterday", "Screenshot 2026-11-21 at 09.00.00.png"),
        ("in the folder Portugal", "IMG_2.jpg"),
    ):
        answer = found(run, words)
        names = [Path(hit["path"]).name for hit in answer["hits"]]
        assert names == ([] if name is None else [name]), words
    assert answer["understood"]["folder"] == "Portugal"


@pytest.mark.slow
def test_the_count_comes_first_and_nothing_is_said_to_be_nothing(photos: Path, run: Run) -> None:
    done = run("search", "photos from July 2025 in Cascais", "--no-speak")
    lines = done.stdout.splitlines()
    assert lines[0] == "In July 2025, in Cascais, Portugal: one photo."
    assert lines[1].startswith("First: ")
    assert "14 July 2025" in lines[1]
    assert "Cascais" in lines[1]
    nothing = run("search", "photos from 1999", "--no-speak")
    assert (nothing.returncode, nothing.stdout) == (0, "In 1999: nothing like that.\n")
    like = found(run, "--like", photos / "IMG_1.jpg")
    assert Path(like["hits"][0]["path"]).name == "IMG_1 copy.jpg"
    assert like["understood"]["like"] == str(photos / "IMG_1.jpg")


@pytest.mark.slow
def test_the_users_own_words_are_kept_and_found(photos: Path, run: Run) -> None:
    path = photos / "Portugal" / "IMG_2.jpg"
    assert run("photo", path, "--title", "The good bread", "--no-speak").stdout == (
        "The title is: The good bread.\n"
    )
    assert [Path(h["path"]).name for h in found(run, "the good bread")["hits"]][:1] == ["IMG_2.jpg"]
    told = json.loads(run("photo", path, "--json").stdout)
    assert (told["title"], told["camera"], told["taken"]) == (
        "The good bread",
        "Canon EOS",
        "2026-03-05T09:30:00",
    )
    assert "BAKERY" in told["text"]
    assert told["sentences"][0] == "Title: The good bread."
    missing = run("photo", SAMPLES / "cat.jpg", "--no-speak")
    assert missing.returncode == 2
    assert missing.stderr.startswith("cat.jpg is not in the library.")


@pytest.mark.slow
def test_a_description_is_written_into_the_file_and_nothing_is_lost(photos: Path, run: Run) -> None:
    path = photos / "Portugal" / "IMG_2.jpg"
    before = path.read_bytes()
    pixels = Image.open(path).tobytes()
    done = run("photo", path, "--write-description", "The bakery at the corner", "--no-speak")
    assert (done.returncode, done.stdout) == (0, "Written into the file: The bakery at the corner\n")
    assert path.read_bytes() != before
    assert b"The bakery at the corner" in path.read_bytes()
    assert Image.open(path).tobytes() == pixels
    report = json.loads(run("index", "--json").stdout)
    assert (report["new"], report["changed"], report["gone"], report["to_describe"]) == (0, 0, 0, 0)
    done = run("photo", photos / "IMG_1.jpg", "--write-description", "--no-speak")
    assert done.returncode == 0, done.stderr
    assert "cat" in done.stdout.lower()
    words = done.stdout.removeprefix("Written into the file: ").strip()
    assert words.encode() in (photos / "IMG_1.jpg").read_bytes()
    seen = json.loads(run("photo", photos / "IMG_1.jpg", "--json").stdout)["captions"]
    assert words.startswith("Looks like") == all(one["stance"] == "hedged" for one in seen)


@pytest.mark.slow
def test_events_and_reviews_and_names(photos: Path, run: Run) -> None:
    albums = [json.loads(line) for line in run("albums", "--json").stdout.splitlines()]
    assert all(set(one) >= {"title", "from", "to", "place", "paths", "sentence"} for one in albums)
    assert run("memories", "--no-speak").stdout == "Nothing was photographed on this day in other years.\n"
    alike = [json.loads(line) for line in run("review", "--json").stdout.splitlines()]
    assert {Path(path).name for path in alike[0]["paths"]} == {"IMG_1.jpg", "IMG_1 copy.jpg"}
    done = run("name", "Mimi", photos / "IMG_1.jpg", "--not", photos / "Portugal" / "IMG_2.jpg", "--no-speak")
    assert done.stdout.startswith("Mimi is known from 1 photo.")
    answer = found(run, "photos of Mimi")
    assert [Path(hit["path"]).name for hit in answer["hits"]] == ["IMG_1.jpg"]
    assert run("name", "Mimi", "--forget", "--no-speak").stdout == "Mimi is forgotten.\n"
    assert run("name", "Mimi", "--no-speak").returncode == 2


@pytest.mark.slow
def test_everything_is_private_and_nothing_of_it_is_logged(photos: Path, run: Run, place: Path) -> None:
    found(run, "a zebra in pyjamas")
    home = place / "home"
    for path in home.rglob("*"):
        loose = stat.S_IMODE(path.stat().st_mode) & 0o077
        assert not loose or "graphs" in path.parts, path
    logs = "".join(path.read_text() for path in (home / "logs").iterdir())
    for word in ("zebra", "BAKERY", "IMG_", "Cascais"):
        assert word not in logs


@pytest.mark.slow
def test_what_is_known_is_carried_to_another_library(photos: Path, run: Run, place: Path) -> None:
    target = place / "all.json"
    assert "4 photos are written down." in run("library", "--export", target, "--no-speak").stdout
    other = place / "other" / "photos.db"
    assert run("index", photos, "--library", other, "--no-speak").returncode == 0
    done = run("library", "--library", other, "--import", target, "--no-speak")
    assert done.returncode == 0, done.stderr
    again = json.loads(run("photo", photos / "IMG_1.jpg", "--library", other, "--json").stdout)
    assert "cat" in again["captions"][0]["text"].lower()


@pytest.mark.slow
def test_a_mobileclip_takes_over_once_it_has_seen_the_photos(photos: Path, run: Run, place: Path) -> None:
    other = place / "clip" / "photos.db"
    assert run("index", photos, "--library", other, "--no-speak").returncode == 0
    folder = tiny_mobileclip.write(place / "home" / "data" / "models" / "finder")
    try:
        before = found(run, "--like", photos / "IMG_1.jpg", "--library", other)
        report = json.loads(run("index", "--library", other, "--json").stdout)
        assert (report["new"], report["embedded"]) == (0, 4)
        name = next(name for name in report["models"] if name.startswith("finder-"))
        assert report["models"][name] == 4
        after = found(run, "--like", photos / "IMG_1.jpg", "--library", other)
        told = json.loads(run("photo", photos / "IMG_1.jpg", "--library", other, "--json").stdout)
        assert told["model"] == name
        for answer in (before, after):
            assert Path(answer["hits"][0]["path"]).name == "IMG_1 copy.jpg"
        refused = run("describe", photos / "IMG_1.jpg", "--model", "finder", "--no-speak")
        assert (refused.returncode, refused.stderr) == (
            2, "finder finds photos; it does not describe them. Use it with: earsight search.\n",
        )  # fmt: skip
    finally:
        shutil.rmtree(folder)


@pytest.mark.slow
def test_watching_follows_a_folder_until_control_c(photos: Path, place: Path) -> None:
    home = {"EARSIGHT_HOME": str(place / "home"), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [*EARSIGHT, "watch", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, **home},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    try:
        assert process.stderr is not None
        line = process.stderr.readline()
        assert line == "Watching. Press Control-C to stop.\n"
        sign("PIER 7", "darkgreen").save(photos / "pier.png")
        assert process.stdout is not None
        told = list(_until(process.stdout, "1 new photo."))
        assert told[-1]["says"] == "1 new photo."
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 130
    finally:
        process.kill()
        process.communicate()
        (photos / "pier.png").unlink()


def _until(stdout: Any, words: str) -> Iterator[dict[str, Any]]:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        one = json.loads(stdout.readline())
        yield one
        if words in one.get("says", ""):
            return


def test_wrong_options_name_the_verb_to_ask_about(run: Run) -> None:
    done = run("search", "--limit", "0", "dog", "--no-speak")
    assert done.returncode == 2
    assert done.stderr.endswith("Type earsight search --help to hear what is possible.\n")


def test_without_a_library_it_is_said(run: Run, place: Path) -> None:
    for verb in (("search", "a dog"), ("library",), ("photo", "x.jpg"), ("name",), ("review",)):
        done = run(*verb, "--library", place / "none.db", "--no-speak")
        assert (done.returncode, done.stderr) == (
            2, "There is no library yet. Make one: earsight index, then a folder of photos.\n",
        )  # fmt: skip
    assert not (place / "none.db").exists()
    # The history is kept in the same file, before any folder was taken in.
    with History(place / "kept.db", lambda: datetime.now().astimezone()) as history:
        history.prune(30)
    assert (place / "kept.db").exists()
    done = run("search", "a dog", "--library", place / "kept.db", "--no-speak")
    assert (done.returncode, done.stderr[:26]) == (2, "There is no library yet. M")


def test_a_damaged_library_is_told_once_and_works_at_the_next_command(run: Run, place: Path) -> None:
    folder = place / "few"
    folder.mkdir()
    shutil.copy(SAMPLES / "cat.jpg", folder / "a.jpg")
    shutil.copy(SAMPLES / "editor.png", folder / "b.png")
    library = place / "few.db"
    on = ("--library", library, "--no-speak")
    assert run("index", folder, *on).returncode == 0
    assert run("photo", folder / "a.jpg", "--note", "at the lake", "--title", "Mimi", *on).returncode == 0
    whole = library.read_bytes()
    half = whole[:60] + bytes(12) + whole[72:]
    # The note's words, and all that finds them: what SQLite meets only while it works.
    middle = whole.replace(b"at the lake", b"\xff\xfe the lake")
    for data in (half, whole[: len(whole) - 5000], middle):
        library.write_bytes(data)
        first = run("photo", folder / "a.jpg", *on)
        assert first.stderr.startswith("The library was damaged. I kept it as few.db.damaged-"), first.stderr
        assert first.returncode == (2 if data is middle else 0)
        second = run("photo", folder / "a.jpg", *on)
        assert (second.returncode, second.stderr) == (0, "")
        assert "lake" in second.stdout
        assert "Mimi" in second.stdout
        assert "is whole" in run("library", "--check", *on).stdout
    library.write_bytes(b"")
    assert "nothing in it could be read" in run("library", *on).stderr
    said = run("search", "a cat", *on)
    assert (said.returncode, said.stderr[:46]) == (2, "The library is empty. The one before was damag")
    assert run("index", folder, *on).returncode == 0
    assert run("library", *on).stderr == ""


def test_an_export_replaces_no_photo_and_an_import_waits_for_no_pipe(
    run: Run, photos: Path, place: Path
) -> None:
    photo = place / "mine.jpg"
    shutil.copy(SAMPLES / "cat.jpg", photo)
    before = photo.read_bytes()
    done = run("library", "--export", photo, "--no-speak")
    assert done.returncode == 2
    assert done.stderr.endswith("To replace it, add --overwrite.\n")
    assert photo.read_bytes() == before
    for _ in range(2):  # an export may be replaced by another
        assert run("library", "--export", place / "all.json", "--no-speak").returncode == 0
    assert run("library", "--export", photo, "--overwrite", "--no-speak").returncode == 0
    assert photo.read_bytes().startswith(b'{"earsight"')
    pipe = place / "pipe"
    os.mkfifo(pipe)
    done = run("library", "--import", pipe, "--no-speak")
    assert (done.returncode, done.stderr[:28]) == (2, "That file cannot be read. Ch")
