"""Batches, cached features, and which records training may see."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from near import assert_near

from mlx_models.compact.generate import END, PAD, START, UNKNOWN
from mlx_models.training.data import (
    Cache,
    Sample,
    batches,
    read_rows,
    synset,
    synsets,
    training_samples,
    written_by_people,
)

SOURCES = ("flickr8k", "coco_train2017", "coco_val2017", "imagenet1k_sample", "msdocs_ui")
VOCABULARY = ["<pad>", "<start>", "<end>", "<unknown>", "a", "an", "dog", "eagle", "runs"]


def made_up() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for source in SOURCES:
        for split in ("train", "val", "test"):
            for n in range(2):
                image = (
                    f"imagenet/n0{1 + n}_{split}.jpg"
                    if source == "imagenet1k_sample"
                    else f"{source}/{n}.jpg"
                )
                rows.append(
                    {"image": image, "captions": ["A dog runs.", "A zebra"], "source": source, "split": split}
                )
    return rows


def test_rows_keep_their_line_numbers(tmp_path: Path) -> None:
    rows = made_up()
    (tmp_path / "captions.jsonl").write_text("\n".join(json.dumps(r) for r in rows) + "\n")
    assert read_rows(tmp_path) == rows


def test_classes_are_in_the_order_of_their_wordnet_ids() -> None:
    rows = made_up()
    assert synsets(rows[::-1]) == {"n01": 0, "n02": 1}
    assert synset(rows[-7]) == "n02"


@pytest.mark.parametrize("split", ["train", "val"])
def test_written_by_people(split: str) -> None:
    rows = made_up()
    found = [rows[i] for i in written_by_people(rows, split)]
    assert {r["split"] for r in found} == {split}
    assert {r["source"] for r in found} == {"flickr8k"} | ({"coco_train2017"} if split == "train" else set())


@pytest.mark.parametrize("split", ["test", "Test", "", "all"])
def test_the_test_split_is_refused(split: str) -> None:
    with pytest.raises(ValueError, match="train and val"):
        written_by_people(made_up(), split)


def test_samples_are_of_the_train_split_only() -> None:
    rows = made_up()
    samples = training_samples(rows, VOCABULARY, ["dog", "eagle"], 20)
    counts = Counter((rows[s.record]["source"], rows[s.record]["split"]) for s in samples)
    assert counts == {
        ("flickr8k", "train"): 2,
        ("coco_train2017", "train"): 12,
        ("imagenet1k_sample", "train"): 2,
    }
    said = {rows[s.record]["image"]: s.captions for s in samples}
    assert said["flickr8k/0.jpg"] == ((4, 6, 8), (4, UNKNOWN))
    assert said["imagenet/n02_train.jpg"] == ((5, 7),)


def test_long_captions_are_cut() -> None:
    rows = made_up()[:1]
    assert training_samples(rows, VOCABULARY, [], 2)[0].captions == ((4, 6), (4, UNKNOWN))


def samples_of(*counts: int) -> list[Sample]:
    """Picture i has counts[i] captions; the words of caption j are i * 10 + j, repeated."""
    return [
        Sample(i, tuple((100 + i * 10 + j,) * (1 + (i + j) % 4) for j in range(n)))
        for i, n in enumerate(counts)
    ]


def test_every_caption_comes_once() -> None:
    samples = samples_of(5, 5, 1, 5, 3, 1, 1, 5, 2, 1)
    seen: Counter[tuple[int, ...]] = Counter()
    for records, ids in batches(samples, 2, np.random.default_rng(0)):
        assert ids.dtype == np.int32
        assert len(records) == len(ids)
        for record, captions in zip(records, ids, strict=True):
            for caption in captions:
                words = caption[1 : list(caption).index(END)]
                assert caption[0] == START
                assert (caption[len(words) + 2 :] == PAD).all()
                assert tuple(words) in samples[record].captions
                seen[tuple(int(w) for w in words)] += 1
    assert seen == Counter(c for s in samples for c in s.captions)


def test_batches_are_padded_no_further_than_needed() -> None:
    for _, ids in batches(samples_of(5, 5, 1, 1, 2), 2, np.random.default_rng(0)):
        assert (ids[..., -1] != PAD).any()


def test_pictures_with_fewer_captions_go_together() -> None:
    samples = samples_of(5, 5, 1, 5, 3, 1, 1, 5, 2, 1)
    sizes = []
    for records, ids in batches(samples, 2, np.random.default_rng(1)):
        assert {len(samples[r].captions) for r in records} == {ids.shape[1]}
        sizes.append((ids.shape[1], len(records)))
    assert sorted(sizes) == [(1, 4), (2, 1), (3, 1), (5, 2), (5, 2)]


def test_no_more_captions_a_picture_than_asked_for() -> None:
    ((_, ids),) = batches(samples_of(5, 4), 2, np.random.default_rng(0), per_picture=3)
    assert ids.shape[1] == 3
    for captions in ids:
        assert len({tuple(c) for c in captions}) == 3


def test_order_is_the_generators() -> None:
    def order(seed: int) -> list[list[int]]:
        return [r for r, _ in batches(samples_of(*[5] * 20), 3, np.random.default_rng(seed))]

    assert order(0) == order(0) != order(1)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    """View 0 holds records 3, 5 and 9; view 1 only 5."""
    for view, records in ((0, [3, 5, 9]), (1, [5])):
        np.save(tmp_path / f"idx_v{view}.npy", np.array(records))
        maps = np.array([[[10 * r + view]] for r in records], dtype=np.float16)
        np.save(tmp_path / f"g5_v{view}.npy", maps)
        np.save(tmp_path / f"logits_v{view}.npy", np.array([[r, 0.0] for r in records], dtype=np.float16))
    return Cache.open(tmp_path, [0, 1])


def test_cache_gives_the_first_view_without_a_generator(cache: Cache) -> None:
    maps, p = cache.take([9, 5, 3], None)
    assert maps.dtype == np.float32
    assert maps.ravel().tolist() == [90, 50, 30]
    assert_near(p[:, 0], 1 / (1 + np.exp(-np.array([9.0, 5.0, 3.0]))))
    assert_near(p.sum(axis=1), 1)


def test_cache_gives_every_view_with_one(cache: Cache) -> None:
    maps, _ = cache.take([5, 3] * 20, np.random.default_rng(0))
    assert set(maps[::2].ravel().tolist()) == {50, 51}
    assert set(maps[1::2].ravel().tolist()) == {30}


def test_a_record_that_was_never_cached(cache: Cache) -> None:
    with pytest.raises(IndexError):
        cache.take([4], None)
