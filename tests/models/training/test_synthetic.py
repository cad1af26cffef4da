"""Made pictures: every generator draws, the same seed draws the same, labels name what was written."""

import json
from collections import Counter

import numpy as np
import pytest
from PIL import Image

from mlx_models.training.synthetic import __main__ as command
from mlx_models.training.synthetic import drawings, panes, papers, windows
from mlx_models.training.synthetic.blanks import MAKERS, make_blank
from mlx_models.training.synthetic.corrupt import corrupt
from mlx_models.training.synthetic.documents import make_document
from mlx_models.training.synthetic.drawings import make_drawing
from mlx_models.training.synthetic.kit import Kit, default_kit
from mlx_models.training.synthetic.pen import Pen, Theme
from mlx_models.training.synthetic.screens import make_screenshot


@pytest.fixture(autouse=True)
def same_look(qapp):
    """Screenshots change the application's look; the tests of windows want theirs back."""
    style, palette, font = qapp.style().name(), qapp.palette(), qapp.font()
    yield
    qapp.setStyle(style)
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.fixture
def photos(tmp_path):
    paths = [tmp_path / "red.jpg", tmp_path / "green.jpg"]
    for path, colour in zip(paths, ("red", "green"), strict=True):
        Image.effect_noise((120, 90), 90).convert("RGB").save(path)
        Image.blend(Image.open(path), Image.new("RGB", (120, 90), colour), 0.5).save(path)
    return paths


def contrast(image):
    return float(np.asarray(image.convert("L"), np.float32).std())


@pytest.mark.parametrize("maker", [make_screenshot, make_document])
@pytest.mark.parametrize("seed", range(6))
def test_screens_and_papers_show_something(maker, seed, photos):
    image = maker(np.random.default_rng(seed), photos)
    assert image.mode == "RGB"
    assert min(image.size) >= 60
    assert contrast(image) > 3


@pytest.mark.parametrize(
    "inside", [*{*windows.CONTENTS, *panes.PANES, panes.launcher}], ids=lambda f: f.__name__
)
@pytest.mark.parametrize("size", [(160, 160), (330, 600), (1024, 700)])
def test_painted_windows_fit_any_size(inside, size, photos):
    rng = np.random.default_rng(1)
    kit = Kit(default_kit().fonts, tuple(photos))
    pen = Pen(rng, kit, Theme.pick(rng, kit), *size)
    inside(pen)
    assert pen.image.size == size
    assert len(pen.image.getcolors(1 << 24)) > 2


@pytest.mark.parametrize("page", [*dict.fromkeys(papers.MAKERS)], ids=lambda f: f.__name__)
@pytest.mark.parametrize("seed", range(2))
def test_every_page_is_mostly_paper_with_ink_on_it(page, seed):
    grey = np.asarray(page(np.random.default_rng(seed), default_kit()).convert("L"))
    assert (grey > 180).mean() > 0.4
    assert (grey < 140).mean() > 0.0005


@pytest.mark.parametrize(
    "maker",
    [*dict.fromkeys(drawings.CHARTS + drawings.DIAGRAMS + drawings.SKETCHES)],
    ids=lambda f: f.__name__,
)
def test_every_drawing_shows_something(maker):
    image = maker(np.random.default_rng(3), default_kit())
    assert image.mode == "RGB"
    assert contrast(image) > 2


@pytest.mark.parametrize("maker", [*dict.fromkeys(MAKERS)], ids=lambda f: f.__name__)
def test_blanks_have_no_shapes(maker, photos):
    kit = Kit(default_kit().fonts, tuple(photos))
    image = maker(np.random.default_rng(4), (320, 240), kit).convert("L")
    # Noise goes when shrunk; what is left changes only slowly from one place to the next.
    small = np.asarray(image.resize((16, 12), Image.Resampling.BOX), np.float32)
    assert np.median(np.abs(np.diff(small, axis=1))) < 26


@pytest.mark.parametrize("kind", command.SHARES)
@pytest.mark.parametrize("seed", [2, 3])
def test_the_same_seed_makes_the_same_picture(kind, seed, photos):
    kit = Kit(default_kit().fonts, tuple(photos))
    once, again = (command.make(np.random.default_rng(seed), kind, kit) for _ in range(2))
    other = command.make(np.random.default_rng(seed + 50), kind, kit)
    assert once.tobytes() == again.tobytes()
    assert once.tobytes() != other.tobytes()
    assert max(once.size) <= command.LONG_SIDE


def test_generators_work_without_photos():
    rng = np.random.default_rng(0)
    for image in (make_drawing(rng), make_blank(rng), make_document(rng), make_screenshot(rng)):
        assert image.mode == "RGB"


def test_corrupt_changes_the_picture_but_keeps_what_it_shows():
    half = Image.new("RGB", (200, 200), "white")
    half.paste((0, 0, 0), (0, 0, 200, 60))
    changed = 0
    for seed in range(20):
        spoilt = corrupt(half, np.random.default_rng(seed), monitor=0)
        changed += spoilt.tobytes() != half.tobytes()
        assert np.asarray(spoilt.convert("L"))[-3:].mean() > 180
    assert changed >= 15


def test_labels_name_every_picture_and_the_shares_hold(tmp_path, photos):
    command.main(["--out", str(tmp_path / "set"), "--count", "40", "--seed", "5", "--photos", str(tmp_path)])
    rows = [json.loads(line) for line in (tmp_path / "set" / "labels.jsonl").read_text().splitlines()]
    assert len(rows) == 40
    assert {row["image"] for row in rows} == {
        f"images/{p.name}" for p in (tmp_path / "set" / "images").iterdir()
    }
    assert Counter(row["kind"] for row in rows).keys() == command.SHARES.keys()
    for row in rows:
        with Image.open(tmp_path / "set" / row["image"]) as image:
            assert image.format == "JPEG"
            assert max(image.size) <= 640


def test_only_photos_of_the_split_are_shown(tmp_path):
    rows = [
        {"image": "a.jpg", "split": "train", "kind": "photo"},
        {"image": "b.jpg", "split": "val", "kind": "photo"},
        {"image": "c.jpg", "split": "test", "kind": "photo"},
        {"image": "d.jpg", "split": "train", "kind": "screenshot"},
    ]
    (tmp_path / "captions.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert command.split_photos(tmp_path) == [tmp_path / "images" / "a.jpg"]
    assert command.split_photos(tmp_path, "val") == [tmp_path / "images" / "b.jpg"]


def test_held_out_fonts_are_never_the_others():
    assert not {*Kit.load().fonts} & {*Kit.load(holdout=True).fonts}
