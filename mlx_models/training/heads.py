"""The heads on the finished tower: joint embedding, objects that people mention, kind of picture."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
from mlx import nn
from mlx import optimizers as optim
from mlx.utils import tree_map
from numpy.typing import NDArray

from mlx_models.compact.config import CompactConfig
from mlx_models.compact.heads import Head, unit
from mlx_models.compact.text import TextEncoder
from mlx_models.compact.words import words_of
from mlx_models.training.captions import with_article
from mlx_models.training.data import Cache, synset
from mlx_models.training.metrics import recall_at_k
from mlx_models.training.objects import object_words
from mlx_models.training.stages import save_weights

Array = NDArray[Any]


class Joint(nn.Module):
    """Both halves of the joint space and its temperature; `teach` maps text to the teacher's space."""

    def __init__(self, config: CompactConfig, teacher: int) -> None:
        super().__init__()
        self.image = Head(config.tower_channels, 512, config.embedding, 0.3)
        self.text = TextEncoder(config, 0.1)
        self.teach = nn.Linear(config.embedding, teacher, bias=False)
        self.scale = mx.array(2.7)


def joint_loss(
    model: Joint, pooled: mx.array, tokens: mx.array, spoken: mx.array, shown: mx.array, same: mx.array
) -> mx.array:
    """Symmetric InfoNCE (arXiv 2103.00020), equal labels not counted as wrong, and both halves taught.

    Args:
        model: Both halves.
        pooled: (B, 2 * channels) mean and maximum of each picture's grid.
        tokens: (B, T) one caption each.
        spoken: (B, teacher) the teacher's vector of that caption.
        shown: (B, teacher) the mean of the teacher's vectors of all the picture's captions.
        same: (B, B) 1 where another picture has the same label.
    """
    a, b = unit(model.image.answer(pooled)), model.text(tokens)
    scores = a @ b.T * mx.exp(mx.minimum(model.scale, 4.0)) - same * 1e4
    right = mx.diag(scores)
    contrast = mx.mean(mx.logsumexp(scores, axis=1) - right) + mx.mean(mx.logsumexp(scores, axis=0) - right)
    far = mx.mean(mx.sum(unit(model.teach(b)) * spoken, axis=-1))
    far += mx.mean(mx.sum(unit(model.teach(a)) * shown, axis=-1))
    return contrast / 2 + 2 - far


def pooled_features(cache: Cache, records: list[int]) -> dict[int, Array]:
    """Record -> (views, 2 * channels) mean and maximum of its cached grids."""
    found: dict[int, list[Array]] = {}
    for rows, maps in zip(cache.rows, cache.maps, strict=True):
        for r in records:
            if r in rows:
                grid = maps[rows[r]].astype(np.float32)
                found.setdefault(r, []).append(np.concatenate([grid.mean(axis=0), grid.max(axis=0)]))
    return {r: np.stack(views) for r, views in found.items()}


def text_ids(texts: list[str], ids: dict[str, int], longest: int) -> Array:
    """(N, T) ids padded with 0; unknown words are left out."""
    rows = [[ids[w] for w in words_of(t) if w in ids][:longest] or [3] for t in texts]
    out = np.zeros((len(rows), max(len(r) for r in rows)), dtype=np.int32)
    for i, r in enumerate(rows):
        out[i, : len(r)] = r
    return out


def fit(
    model: nn.Module,
    loss: Callable[..., mx.array],
    batches: Callable[[int], Any],
    epochs: int,
    rate: float,
    steps: int,
    decay: float = 0.01,
) -> None:
    """AdamW with a cosine; the weights end as their running average."""
    optimizer = optim.AdamW(optim.cosine_decay(rate, epochs * steps, rate / 50), weight_decay=decay)
    step_loss = nn.value_and_grad(model, partial(loss, model))
    average = tree_map(lambda p: p, model.trainable_parameters())
    step, began = 0, time.time()
    for epoch in range(epochs):
        losses = []
        for arrays in batches(epoch):
            value, grads = step_loss(*(mx.array(a) for a in arrays))
            optimizer.update(model, grads)
            step += 1
            d = min(0.99, step / (step + 20))
            average = tree_map(lambda a, b, d=d: d * a + (1 - d) * b, average, model.trainable_parameters())
            mx.eval(value, model.parameters(), optimizer.state, average)
            losses.append(value.item())
        if epoch % 5 == 4 or epoch == epochs - 1:
            print(f"epoch {epoch} loss {np.mean(losses):.4f} {time.time() - began:.0f} s", flush=True)
    model.update(average)
    model.eval()


def joint(args: Any, rows: list[dict[str, Any]], names: list[str], order: dict[str, int]) -> None:
    """Train the joint space on the grids in `args.start`."""
    rng = np.random.default_rng(args.seed)
    mx.random.seed(args.seed)
    out = work = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    vocabulary: list[str] = json.loads((Path(args.start) / "vocabulary.json").read_text())
    words: list[str] = json.loads((work / "tv.json").read_text())
    vectors = np.load(work / "tv.npy")
    known = set(vocabulary)
    text_words = vocabulary + [w for w in words if w not in known]
    ids = {w: i for i, w in enumerate(text_words)}
    config = CompactConfig(vocabulary=len(vocabulary), text_vocabulary=len(text_words))
    model = Joint(config, vectors.shape[1])
    centre = vectors.mean(axis=0)
    _, _, basis = np.linalg.svd(vectors[:8000] - centre, full_matrices=False)
    short = (vectors - centre) @ basis[: config.text_width].T
    row = {w: i for i, w in enumerate(words)}
    table = np.zeros((len(text_words), config.text_width), dtype=np.float32)
    for w, i in ids.items():
        if w in row:
            table[i] = short[row[w]] * (4.0 / np.sqrt(config.text_width)) / short.std() * 0.25
    model.text.words.weight = mx.array(table)
    # the teacher's word vectors stay as they are: words that no caption has keep their meaning
    model.text.words.freeze()
    caps: list[tuple[int, str]] = [(int(i), c) for i, c in json.loads((work / "caps.json").read_text())]
    capvec, clsvec = np.load(work / "capvec.npy"), np.load(work / "clsvec.npy")
    train = {i for i, r in enumerate(rows) if r["split"] == "train"}
    of: dict[int, list[int]] = {}
    for j, (i, _) in enumerate(caps):
        if i in train:
            of.setdefault(i, []).append(j)
    labelled = {
        i: order[synset(r)]
        for i, r in enumerate(rows)
        if r["split"] == "train" and r["source"] == "imagenet1k_sample"
    }
    cache = Cache.open(Path(args.start), [int(v) for v in args.views.split(",")])
    pool = [*of, *labelled]
    val = [i for i, r in enumerate(rows) if r["split"] == "val" and r["source"] == "flickr8k"]
    pooled = pooled_features(cache, pool + val)
    shown = {i: clsvec[labelled[i]] for i in labelled}
    for i, js in of.items():
        mean = capvec[js].astype(np.float32).mean(axis=0)
        shown[i] = mean / np.linalg.norm(mean)
    size = 256

    def batches(_epoch: int) -> Any:
        shuffled = [pool[i] for i in rng.permutation(len(pool))]
        for k in range(0, len(shuffled) - size + 1, size):
            chosen = shuffled[k : k + size]
            texts, spoken, group = [], [], []
            for i in chosen:
                if i in labelled:
                    texts.append("a photo of " + with_article(names[labelled[i]]))
                    spoken.append(clsvec[labelled[i]])
                    group.append(names[labelled[i]])
                else:
                    j = of[i][int(rng.integers(len(of[i])))]
                    texts.append(caps[j][1])
                    spoken.append(capvec[j].astype(np.float32))
                    group.append(str(i))
            g = np.array(group)
            same = ((g[:, None] == g[None]) & ~np.eye(size, dtype=bool)).astype(np.float32)
            views = np.stack([pooled[i][int(rng.integers(len(pooled[i])))] for i in chosen])
            ids_here = text_ids(texts, ids, config.text_max_tokens)
            yield views, ids_here, np.stack(spoken), np.stack([shown[i] for i in chosen]), same

    fit(model, joint_loss, batches, args.epochs, args.rate, len(pool) // size)
    save_weights(model.image, out / "image_head.safetensors")
    save_weights(model.text, out / "text.safetensors")
    (out / "text_words.json").write_text(json.dumps(text_words))
    first = np.stack([pooled[i][0] for i in val])
    images = np.array(unit(model.image.answer(mx.array(first))))
    texts = [c for i in val for c in rows[i]["captions"]]
    emb = np.concatenate(
        [
            np.array(model.text(mx.array(text_ids(texts[k : k + 500], ids, config.text_max_tokens))))
            for k in range(0, len(texts), 500)
        ]
    )
    owner = [n for n, i in enumerate(val) for _ in rows[i]["captions"]]
    print(json.dumps({"recall_val": recall_at_k(emb, images, np.array(owner))}), flush=True)


def presence(args: Any, rows: list[dict[str, Any]], names: list[str], order: dict[str, int]) -> None:
    """Train the head that says which object words a person would use of the picture."""
    rng = np.random.default_rng(args.seed)
    mx.random.seed(args.seed)
    out = Path(args.out)
    truth: dict[int, frozenset[str]] = {}
    for i, r in enumerate(rows):
        if r["split"] not in ("train", "val"):
            continue
        if r["source"] in ("flickr8k", "coco_train2017", "coco_val2017"):
            truth[i] = frozenset(o for c in r["captions"] for o in object_words(c))
        elif r["source"] == "imagenet1k_sample":
            truth[i] = frozenset(object_words(names[order[synset(r)]]))
    train = [i for i in truth if rows[i]["split"] == "train" and truth[i]]
    objects = sorted({o for i in train for o in truth[i]})
    place = {o: k for k, o in enumerate(objects)}
    written = {i for i in train if rows[i]["source"] != "imagenet1k_sample"}
    cache = Cache.open(Path(args.start), [int(v) for v in args.views.split(",")])
    model = Head(CompactConfig().tower_channels, 256, len(objects), 0.4)
    size = 128

    def loss(model: Head, grid: mx.array, target: mx.array, weight: mx.array) -> mx.array:
        x = model(grid)
        each = mx.logaddexp(mx.zeros_like(x), x) - x * target
        return mx.mean(mx.sum(each * weight, axis=-1))

    def batches(_epoch: int) -> Any:
        shuffled = [train[i] for i in rng.permutation(len(train))]
        for k in range(0, len(shuffled) - size + 1, size):
            chosen = shuffled[k : k + size]
            grid, _ = cache.take(chosen, rng)
            target = np.zeros((size, len(objects)), dtype=np.float32)
            weight = np.ones_like(target)
            for n, i in enumerate(chosen):
                for o in truth[i]:
                    target[n, place[o]] = 1
                if i not in written:  # a class label says what is there, not what is not
                    weight[n] = np.where(target[n] > 0, 1.0, 0.1)
            yield grid, target, weight

    fit(model, loss, batches, args.epochs, args.rate, len(train) // size, 0.05)
    save_weights(model, out / "presence.safetensors")
    (out / "objects.json").write_text(json.dumps(objects))


def kind(args: Any, grids: Array, labels: Array, kinds: tuple[str, ...], val: tuple[Array, Array]) -> Head:
    """Train the kind head on pooled grids (N, cells, channels) and label numbers (N,)."""
    rng = np.random.default_rng(args.seed)
    mx.random.seed(args.seed)
    model = Head(CompactConfig().tower_channels, 96, len(kinds), 0.3)
    weight = np.bincount(labels, minlength=len(kinds)).astype(np.float32)
    weight = np.sqrt(weight.max() / np.maximum(weight, 1))
    size = 128

    def loss(model: Head, grid: mx.array, target: mx.array, w: mx.array) -> mx.array:
        x = model(grid)
        right = mx.take_along_axis(x, target[:, None], axis=-1)[:, 0]
        return mx.mean(w * (mx.logsumexp(x, axis=-1) - 0.97 * right - 0.03 * mx.mean(x, axis=-1)))

    def batches(_epoch: int) -> Any:
        order = rng.permutation(len(labels))
        for k in range(0, len(order) - size + 1, size):
            chosen = np.sort(order[k : k + size])
            yield grids[chosen].astype(np.float32), labels[chosen].astype(np.int32), weight[labels[chosen]]

    fit(model, loss, batches, args.epochs, args.rate, len(labels) // size, 0.02)
    said = np.concatenate(
        [
            np.argmax(np.array(model(mx.array(val[0][k : k + 256].astype(np.float32)))), axis=-1)
            for k in range(0, len(val[0]), 256)
        ]
    )
    for n, name in enumerate(kinds):
        here = val[1] == n
        if here.any():
            print(f"{name}: recall {np.mean(said[here] == n):.3f} of {here.sum()}", flush=True)
    save_weights(model, Path(args.out) / "kind.safetensors")
    return model
