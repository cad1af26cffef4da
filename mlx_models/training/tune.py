"""Stage (b): the tower's last stage learns too, with augmented views; the classifier is kept by distillation.

Stage (c): self-critical training (arXiv 1612.00563, with the mean of the other samples as the baseline,
arXiv 2005.08271) on CIDEr-D less a fine for every object that no reference names.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
from mlx import nn
from mlx import optimizers as optim
from mlx.utils import tree_flatten, tree_map, tree_unflatten
from numpy.typing import NDArray

from mlx_models.compact.config import CompactConfig
from mlx_models.compact.decoder import Captioner, Prefix
from mlx_models.compact.generate import END, PAD, START, UNKNOWN
from mlx_models.compact.tower import Tower
from mlx_models.compact.words import words_of
from mlx_models.training.data import Cache, Sample, batches
from mlx_models.training.features import CELLS, load_tower
from mlx_models.training.metrics import cider_d
from mlx_models.training.objects import false_objects
from mlx_models.training.stages import caption_loss, decoding, load_weights, save_weights, sentences
from mlx_models.training.tail import Tail

Array = NDArray[Any]
Gram = tuple[str, ...]
DANGLING = 0.04
"""A word that ends a caption less often than this, of all the times it is used, does not end a sentence."""


class Tuned(nn.Module):
    """Tail, classifier and captioner as one thing to train."""

    def __init__(self, tail: Tail, captioner: Captioner, classifier: tuple[mx.array, mx.array]) -> None:
        super().__init__()
        self.tail = tail
        self.captioner = captioner
        self.classifier, self.classifier_bias = classifier

    def look(self, maps: mx.array) -> tuple[mx.array, mx.array]:
        """(B, 81, 208) -> pooled grid (B, 25, 1280) and class logits (B, 1000)."""
        grid, mean = self.tail(maps)
        return grid, mean @ self.classifier.T + self.classifier_bias


def tune_loss(
    model: Tuned, maps: mx.array, teacher: mx.array, given: mx.array, where: mx.array, targets: mx.array
) -> mx.array:
    """Caption loss plus the divergence from the ImageNet classifier's own answers."""
    grid, logits = model.look(maps)
    log_q = logits - mx.logsumexp(logits, axis=-1, keepdims=True)
    keep = -mx.mean(mx.sum(teacher * log_q, axis=-1))
    p = mx.stop_gradient(mx.exp(log_q))
    return caption_loss(model.captioner, grid, p, given, where, targets, 0.1) + 0.5 * keep


def tune(args: Any, samples: list[Sample], vocabulary: list[str]) -> None:
    """Stage (b) from the checkpoint of stage (a)."""
    rng = np.random.default_rng(args.seed)
    mx.random.seed(args.seed)
    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    config = CompactConfig.from_dict(json.loads((Path(args.start) / "model.json").read_text()))
    tower, classifier = load_tower(Path(args.tower))
    captioner = Captioner(config, args.dropout)
    load_weights(captioner, Path(args.start) / "captioner.safetensors")
    model = Tuned(Tail(tower), captioner, classifier)
    model.freeze(recurse=False, keys=["classifier", "classifier_bias"])
    cache = Cache.open(Path(args.features), [int(v) for v in args.views.split(",")], "f19")
    per_epoch = sum(1 for _ in batches(samples, args.batch, np.random.default_rng(0)))
    steps = args.epochs * per_epoch
    optimizer = optim.AdamW(optim.cosine_decay(args.rate, steps, 1e-5), weight_decay=0.05, betas=[0.9, 0.98])
    loss_and_grads = nn.value_and_grad(model, lambda *a: tune_loss(model, *a))
    average = tree_map(lambda p: p, model.trainable_parameters())
    step, began, losses = 0, time.time(), []
    for _epoch in range(args.epochs):
        for records, tokens in batches(samples, args.batch, rng):
            maps, teacher = cache.take(records, rng)
            maps = maps.reshape(len(records), 208, CELLS).transpose(0, 2, 1)
            given = tokens[..., :-1].copy()
            given[(rng.random(given.shape) < args.word_dropout) & (given > UNKNOWN)] = UNKNOWN
            flat = tokens[..., 1:].reshape(-1)
            where = np.flatnonzero((flat != PAD) & (flat != UNKNOWN))
            loss, grads = loss_and_grads(
                mx.array(maps), mx.array(teacher), mx.array(given), mx.array(where), mx.array(flat[where])
            )
            grads["tail"] = tree_map(lambda g: 0.2 * g, grads["tail"])
            grads, _ = optim.clip_grad_norm(grads, 1.0)
            optimizer.update(model, grads)
            step += 1
            decay = min(0.995, step / (step + 20))
            average = tree_map(
                lambda a, b, d=decay: d * a + (1 - d) * b, average, model.trainable_parameters()
            )
            mx.eval(loss, model.parameters(), optimizer.state, average)
            losses.append(loss.item())
            if step % 25 == 0:
                print(
                    f"step {step}/{steps} loss {np.mean(losses[-25:]):.3f} "
                    f"{(time.time() - began) / step:.2f} s a step",
                    flush=True,
                )
    model.update(average)
    model.tail.write(tower)
    save_weights(captioner, out / "captioner.safetensors")
    kept = dict(tree_flatten(tower.parameters()))
    kept |= {"classifier.weight": classifier[0], "classifier.bias": classifier[1]}
    mx.save_safetensors(str(out / "tower.safetensors"), kept)
    (out / "model.json").write_text(json.dumps(config.to_dict()))
    (out / "vocabulary.json").write_text(json.dumps(vocabulary))
    pool_features(tower, classifier, Path(args.features), out)


def pool_features(
    tower: Tower,
    classifier: tuple[mx.array, mx.array],
    features: Path,
    out: Path,
    views: tuple[int, ...] = (0, 1),
) -> None:
    """Run the tail over every cached map and keep grids and logits (g5_*, logits_*) in `out`."""
    tail = Tail(tower)
    for v in views:
        maps = np.load(features / f"f19_v{v}.npy", mmap_mode="r")
        grids = np.lib.format.open_memmap(
            str(out / f"g5_v{v}.npy"), mode="w+", dtype=np.float16, shape=(len(maps), 25, 1280)
        )
        logits = np.zeros((len(maps), 1000), dtype=np.float16)
        for k in range(0, len(maps), 64):
            x = mx.array(maps[k : k + 64].astype(np.float32)).reshape(-1, 208, CELLS).transpose(0, 2, 1)
            grid, mean = tail(x)
            grids[k : k + 64] = np.array(grid)
            logits[k : k + 64] = np.array(mean @ classifier[0].T + classifier[1])
        grids.flush()
        np.save(out / f"logits_v{v}.npy", logits)
        np.save(out / f"idx_v{v}.npy", np.load(features / f"idx_v{v}.npy"))


class Reward:
    """CIDEr-D of single sentences against fixed references, less fines.

    One fine is for every object that no reference names, one for an end where people hardly ever end
    ("a boy in a blue"): without it the first fine is dodged by leaving out nouns.
    """

    def __init__(self, references: dict[int, list[str]], fine: float) -> None:
        self._fine = fine
        self._refs = references
        self._documents = Counter(
            g
            for sentences_ in references.values()
            for g in {g for s in sentences_ for n in _grams(s) for g in n}
        )
        self._log = float(np.log(len(references)))
        words = Counter(w for ss in references.values() for s in ss for w in s.split())
        ends = Counter(s.split()[-1] for ss in references.values() for s in ss if s)
        self._ends = {w for w, n in words.items() if ends[w] >= DANGLING * n}
        self._vectors = {
            r: [(self._weigh(_grams(s)), len(s.split())) for s in sentences_]
            for r, sentences_ in references.items()
        }

    def _weigh(self, grams: list[Counter[Gram]]) -> list[tuple[dict[Gram, float], float]]:
        found = []
        for n in grams:
            v = {g: c * max(0.0, self._log - float(np.log(max(1, self._documents[g])))) for g, c in n.items()}
            found.append((v, float(np.sqrt(sum(x * x for x in v.values())))))
        return found

    def __call__(self, record: int, sentence: str) -> float:
        """The reward of one sentence about one picture."""
        mine, length = self._weigh(_grams(sentence)), len(sentence.split())
        total = 0.0
        for theirs, other in self._vectors[record]:
            near = float(np.exp(-((length - other) ** 2) / 72.0))
            for (a, na), (b, nb) in zip(mine, theirs, strict=True):
                if na and nb:
                    total += near * sum(min(x, b[g]) * b[g] for g, x in a.items() if g in b) / (na * nb)
        score = 10.0 * total / (4 * len(self._vectors[record]))
        dangling = not sentence or sentence.split()[-1] not in self._ends
        return score - self._fine * len(false_objects(sentence, self._refs[record])) - float(dangling)


def _grams(sentence: str) -> list[Counter[Gram]]:
    words = sentence.split()
    return [Counter(tuple(words[i : i + n]) for i in range(len(words) - n + 1)) for n in (1, 2, 3, 4)]


def sample(model: Captioner, prefix: Prefix, count: int) -> Array:
    """`count` sampled sentences a picture as (B, count, T) ids, start and end included, padded."""
    decoder = decoding(model, prefix, count)
    shape = (decoder.pictures, count)
    tokens = np.full(shape, START, dtype=np.int32)
    itself = np.broadcast_to(np.arange(count), shape)
    ended = np.zeros(shape, dtype=bool)
    said = [tokens]
    ban = np.zeros(model.config.vocabulary, dtype=np.float32)
    ban[[PAD, START, UNKNOWN]] = -1e9
    for position in range(model.config.max_tokens + 1):
        logits = decoder.next(tokens, itself)
        tokens = np.array(mx.random.categorical(mx.array(logits + ban))).astype(np.int32)
        word = np.where(ended, PAD, tokens)
        if position == model.config.max_tokens:
            word = np.where(ended, PAD, END)
        said.append(word.astype(np.int32))
        ended |= word == END
        if ended.all():
            break
    return np.stack(said, axis=2)


def criticise(
    args: Any,
    rows: list[dict[str, Any]],
    records: list[int],
    vocabulary: list[str],
    val: list[int],
    coco: list[int],
) -> None:
    """Stage (c) from the checkpoint of stage (b)."""
    rng = np.random.default_rng(args.seed)
    mx.random.seed(args.seed)
    out, start = Path(args.out), Path(args.start)
    out.mkdir(parents=True, exist_ok=True)
    config = CompactConfig.from_dict(json.loads((start / "model.json").read_text()))
    model = Captioner(config, 0.0)
    load_weights(model, start / "captioner.safetensors")
    (out / "model.json").write_text(json.dumps(config.to_dict()))
    (out / "vocabulary.json").write_text(json.dumps(vocabulary))
    cache = Cache.open(start, [int(v) for v in args.views.split(",")])
    unique = sorted(set(records))
    reward = Reward({r: [" ".join(words_of(c)) for c in rows[r]["captions"]] for r in unique}, args.fine)
    optimizer = optim.AdamW(args.rate, weight_decay=0.0, betas=[0.9, 0.98])

    def loss_of(
        grid: mx.array, p: mx.array, given: mx.array, where: mx.array, targets: mx.array, gain: mx.array
    ) -> mx.array:
        hidden = model.teach(model.prefix(grid, p), given)
        logits = model.logits(hidden.reshape(-1, hidden.shape[-1])[where])
        log_p = mx.take_along_axis(logits, targets[:, None], axis=-1)[:, 0] - mx.logsumexp(logits, axis=-1)
        return -mx.mean(log_p * gain)

    step_loss = nn.value_and_grad(model, loss_of)
    average = tree_map(lambda p: p, model.parameters())
    steps = args.epochs * (len(records) // args.batch)
    step, began, best = 0, time.time(), 0.0
    means: list[float] = []
    for _epoch in range(args.epochs):
        order = rng.permutation(len(records))
        for k in range(0, len(order) - args.batch + 1, args.batch):
            chosen = [records[i] for i in order[k : k + args.batch]]
            grid_, p_ = cache.take(chosen, rng)
            grid, p = mx.array(grid_), mx.array(p_)
            ids = sample(model, model.prefix(grid, p), args.samples)
            scores = np.array(
                [
                    [reward(r, " ".join(vocabulary[w] for w in s if w > UNKNOWN)) for s in ids[b]]
                    for b, r in enumerate(chosen)
                ]
            )
            others = (scores.sum(axis=1, keepdims=True) - scores) / (args.samples - 1)
            gain = np.broadcast_to((scores - others)[..., None], (*ids.shape[:2], ids.shape[2] - 1))
            flat = ids[..., 1:].reshape(-1)
            where = np.flatnonzero(flat != PAD)
            loss, grads = step_loss(
                grid,
                p,
                mx.array(ids[..., :-1]),
                mx.array(where),
                mx.array(flat[where]),
                mx.array(gain.reshape(-1)[where].astype(np.float32)),
            )
            grads, _ = optim.clip_grad_norm(grads, 1.0)
            optimizer.update(model, grads)
            step += 1
            average = tree_map(lambda a, b: 0.99 * a + 0.01 * b, average, model.parameters())
            mx.eval(loss, model.parameters(), optimizer.state, average)
            means.append(float(scores.mean()))
            if step % 10 == 0:
                print(
                    f"step {step}/{steps} reward {np.mean(means[-10:]):.3f} "
                    f"{(time.time() - began) / step:.2f} s a step",
                    flush=True,
                )
            if step % args.check == 0 or step == steps:
                kept = model.parameters()
                model.update(average)
                line: dict[str, Any] = {"step": step, "minutes": (time.time() - began) / 60}
                for label, which in (("flickr_val", val), ("coco_val", coco)):
                    said = sentences(model, cache, which, vocabulary, 3)
                    refs = [rows[i]["captions"] for i in which]
                    line[label] = float(cider_d(said, refs)[0])
                    line[label + "_false"] = float(
                        np.mean([bool(false_objects(s, r)) for s, r in zip(said, refs, strict=True)])
                    )
                    line[label + "_said"] = said[3:9]
                print(json.dumps(line), flush=True)
                if line["flickr_val"] >= best:
                    best = line["flickr_val"]
                    save_weights(model, out / "captioner.safetensors")
                with (out / "log.jsonl").open("a") as log:
                    log.write(json.dumps(line) + "\n")
                model.update(tree_unflatten(tree_flatten(kept)))
