"""Stage (a) of the captioner: the tower stands still, projector and decoder learn from cached maps."""

from __future__ import annotations

import json
import time
from functools import partial
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
from mlx import nn
from mlx import optimizers as optim
from mlx.utils import tree_flatten, tree_map, tree_unflatten

from mlx_models.compact.config import CompactConfig
from mlx_models.compact.decoder import Captioner, Prefix
from mlx_models.compact.generate import PAD, UNKNOWN, Decoding, beam_search
from mlx_models.compact.parts import flat, step
from mlx_models.compact.words import words_of
from mlx_models.runtime import on_arrays
from mlx_models.training.captions import build_vocabulary
from mlx_models.training.data import Cache, batches, read_rows, training_samples, written_by_people
from mlx_models.training.metrics import cider_d

CLASSES = Path(__file__).with_name("classes.json")


def caption_loss(
    model: Captioner,
    grid: mx.array,
    probabilities: mx.array,
    inputs: mx.array,
    where: mx.array,
    targets: mx.array,
    smoothing: float,
) -> mx.array:
    """Label-smoothed cross entropy over the words that count."""
    hidden = model.teach(model.prefix(grid, probabilities), inputs)
    logits = model.logits(hidden.reshape(-1, hidden.shape[-1])[where])
    norm = mx.logsumexp(logits, axis=-1)
    right = mx.take_along_axis(logits, targets[:, None], axis=-1)[:, 0]
    exact = norm - right
    even = norm - mx.mean(logits, axis=-1)
    return mx.mean((1 - smoothing) * exact + smoothing * even)


def sentences(
    model: Captioner, cache: Cache, records: list[int], vocabulary: list[str], beams: int
) -> list[str]:
    """Best sentence of every record."""
    model.eval()
    said: list[str] = []
    for k in range(0, len(records), 25):
        grid, p = cache.take(records[k : k + 25], None)
        found = beam_search(decoding(model, model.prefix(mx.array(grid), mx.array(p)), beams))
        said += [" ".join(vocabulary[w] for w in f[0].words) for f in found]
    model.train()
    return said


def decoding(model: Captioner, prefix: Prefix, sentences: int) -> Decoding:
    """Sentences of pictures, by the model as it is in memory."""
    begun = [np.array(array) for array in flat(prefix.layers)]
    return Decoding(on_arrays(partial(step, model)), begun, sentences, model.config.max_tokens)


def load_weights(model: nn.Module, path: Path) -> None:
    """Strictly load a checkpoint written by :func:`save_weights`."""
    model.load_weights(str(path), strict=True)


def save_weights(model: nn.Module, path: Path) -> None:
    """Write every parameter, atomically."""
    partial_path = path.with_suffix(".partial.safetensors")
    mx.save_safetensors(str(partial_path), dict(tree_flatten(model.parameters())))
    partial_path.replace(path)


def name_vectors(model: Captioner, names: list[str], vocabulary: list[str]) -> mx.array:
    """(classes, width): the mean of the word vectors of every class's plain name."""
    ids = {w: i for i, w in enumerate(vocabulary)}
    rows = [mx.mean(model.words.weight[mx.array([ids[w] for w in words_of(n)])], axis=0) for n in names]
    return mx.stack(rows)


def main(args: Any) -> None:
    """Run stage (a); see the README beside this file for the command and what it prints."""
    rng = np.random.default_rng(args.seed)
    mx.random.seed(args.seed)
    data, work, out = Path(args.data), Path(args.features), Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    rows = read_rows(data)
    names: list[str] = json.loads(CLASSES.read_text())
    written = written_by_people(rows, "train")
    vocabulary = build_vocabulary((c for i in written for c in rows[i]["captions"]), 4, names)
    config = CompactConfig(
        vocabulary=len(vocabulary), layers=args.layers, width=args.width, feed_forward=args.feed_forward
    )
    (out / "vocabulary.json").write_text(json.dumps(vocabulary))
    (out / "model.json").write_text(json.dumps(config.to_dict()))
    samples = training_samples(rows, vocabulary, names, config.max_tokens)
    cache = Cache.open(work, [int(v) for v in args.views.split(",")])
    val = written_by_people(rows, "val")[:300]
    coco = [i for i, r in enumerate(rows) if r["source"] == "coco_val2017"]
    model = Captioner(config, args.dropout)
    model.class_names = name_vectors(model, names, vocabulary)
    mx.eval(model.parameters())
    average = tree_map(lambda p: p, model.parameters())
    per_epoch = sum(1 for _ in batches(samples, args.batch, np.random.default_rng(0)))
    steps = args.epochs * per_epoch
    schedule = optim.join_schedules(
        [optim.linear_schedule(1e-6, args.rate, 200), optim.cosine_decay(args.rate, steps - 200, 1e-5)], [200]
    )
    optimizer = optim.AdamW(schedule, weight_decay=0.05, betas=[0.9, 0.98])
    step_loss = nn.value_and_grad(model, partial(caption_loss, model))
    step, began = 0, time.time()
    for epoch in range(args.epochs):
        losses = []
        for records, tokens in batches(samples, args.batch, rng):
            grid, p = cache.take(records, rng)
            given = tokens[..., :-1].copy()
            drop = (rng.random(given.shape) < args.word_dropout) & (given > UNKNOWN)
            given[drop] = UNKNOWN
            flat = tokens[..., 1:].reshape(-1)
            where = np.flatnonzero((flat != PAD) & (flat != UNKNOWN))
            loss, grads = step_loss(
                mx.array(grid), mx.array(p), mx.array(given), mx.array(where), mx.array(flat[where]), 0.1
            )
            grads, _ = optim.clip_grad_norm(grads, 1.0)
            optimizer.update(model, grads)
            step += 1
            decay = min(0.998, step / (step + 20))
            average = tree_map(lambda a, b, d=decay: d * a + (1 - d) * b, average, model.parameters())
            mx.eval(loss, model.parameters(), optimizer.state, average)
            losses.append(loss.item())
            if step % 50 == 0:
                print(
                    f"epoch {epoch} step {step}/{steps} loss {np.mean(losses[-50:]):.3f} "
                    f"{(time.time() - began) / step:.2f} s a step",
                    flush=True,
                )
        kept = model.parameters()
        model.update(average)
        save_weights(model, out / "captioner.safetensors")
        line: dict[str, Any] = {
            "epoch": epoch,
            "loss": float(np.mean(losses)),
            "minutes": (time.time() - began) / 60,
        }
        for label, which in (("flickr_val", val), ("coco_val", coco)):
            said = sentences(model, cache, which, vocabulary, 2)
            refs = [rows[i]["captions"] for i in which]
            line[label] = float(cider_d(said, refs)[0])
            line[label + "_sample"] = said[3:8]
        print(json.dumps(line), flush=True)
        with (out / "log.jsonl").open("a") as log:
            log.write(json.dumps(line) + "\n")
        model.update(tree_unflatten(tree_flatten(kept)))
