"""Measure how many made and damaged codes are read, whether any is read wrong, and codes read where none is.

    .venv/bin/python tests/benchmarks/codes.py [--count 100] [--seed 0] [--show FOLDER]
    .venv/bin/python tests/benchmarks/codes.py --nothing FOLDER [--most 2000]

The first makes codes and damages them: turned, blurred, tilted, pale, partly covered, small, inverted, in bad
light, squeezed as JPEG. It ends with 1 when fewer than 95 % are read, or one is read wrong. The second reads
pictures in which there are no codes, and 300 that show nothing; it prints what was read all the same.
"""

import argparse
import sys
import time
from collections import Counter
from io import BytesIO
from pathlib import Path

import numpy as np
import zxingcpp
from PIL import Image, ImageFilter

from app.describe.codes import codes_in

TEXTS = {
    "QRCode": (
        "https://example.org/menu?table=12",
        "WIFI:T:WPA;S:Cafe am Markt;P:kaffee123;;",
        "mailto:anna@example.org",
        "BEGIN:VCARD\nVERSION:3.0\nFN:Anna Muster\nTEL:+49 555 0142\nEND:VCARD",
        "tel:+495550142",
        "Platform 4",
        "https://www.example.com/a/very/long/path/to/something?with=parameters&and=more#part",
        "geo:48.1,11.5",
        "01234567890123456789",
        "Gr\u00fc\u00dfe aus K\u00f6ln",
    ),
    "EAN13": ("4006381333931", "9780306406157", "5901234123457", "4012345678901"),
    "Code128": ("ABC-1234", "00340434161094021501"),
    "DataMatrix": ("SN 12345", "https://example.org"),
    "Aztec": ("RAIL 2026-11-30 COACH 7",),
    "PDF417": ("Boarding pass EXAMPLE/ANNA 12A",),
}
KINDS = tuple((kind, text) for kind, texts in TEXTS.items() for text in texts)
DAMAGES = (
    "plain", "turned", "blurred", "tilted", "pale", "covered", "small", "inverted", "shadow", "jpeg",
)  # fmt: skip
STRIPED = ("EAN13", "Code128", "PDF417")


def make(number: int, seed: int) -> tuple[Image.Image, str, str, str]:
    """(RGB picture, content, kind, damage) of one code; each kind meets each damage."""
    rng = np.random.default_rng([seed, number])
    kind, content = KINDS[number % len(KINDS)]
    damage = DAMAGES[(number // len(KINDS) * 3 + number) % len(DAMAGES)]
    if damage == "inverted" and kind in STRIPED:
        damage = "plain"  # nobody prints those inverted
    module = 2 if damage == "small" else int(rng.integers(4, 8))
    options = {"ec_level": "M"} if kind == "QRCode" else {}
    barcode = zxingcpp.create_barcode(content, getattr(zxingcpp.BarcodeFormat, kind), **options)
    code = np.array(barcode.to_image(scale=module))
    code = code if code.ndim == 2 else code[:, :, 0]
    if damage == "inverted":
        code = 255 - code
    return _photographed(code, kind, damage, module, rng), content, kind, damage


def _photographed(
    code: np.ndarray, kind: str, damage: str, module: int, rng: np.random.Generator
) -> Image.Image:
    paper = 0 if damage == "inverted" else 255
    code = np.pad(code, 5 * module, constant_values=paper)
    if damage == "covered":
        _cover(code, kind, module, rng)
    label = Image.fromarray(code)
    if damage in ("turned", "jpeg"):
        label = label.rotate(
            float(rng.uniform(-180, 180)), Image.Resampling.BICUBIC, expand=True, fillcolor=paper
        )
    if damage == "tilted":
        label = _tilted(label, rng, paper)
    wide, high = max(1200, label.width + 40), max(900, label.height + 40)
    scene = rng.normal(0, 1, (high // 30 + 1, wide // 30 + 1)) * 25 + 140
    scene = np.asarray(Image.fromarray(np.clip(scene, 0, 255).astype(np.uint8)).resize((wide, high))).copy()
    left, top = (
        int(rng.integers(10, room - side))
        for room, side in ((wide, label.width + 5), (high, label.height + 5))
    )
    pixels = np.asarray(label)
    scene[top : top + pixels.shape[0], left : left + pixels.shape[1]] = pixels
    picture = scene.astype(np.float32)
    if damage == "pale":
        picture = 120 + picture * 0.2
    elif damage == "shadow":
        picture *= np.linspace(0.25, 1, wide)[None, :] * np.linspace(1, 0.6, high)[:, None]
    picture = np.clip(picture + rng.normal(0, 4, picture.shape), 0, 255)
    image = Image.fromarray(picture.astype(np.uint8)).convert("RGB")
    if damage == "blurred":
        image = image.filter(ImageFilter.GaussianBlur(0.5 * module))
    if damage == "jpeg":
        buffer = BytesIO()
        image.save(buffer, "JPEG", quality=25)
        image = Image.open(buffer).convert("RGB")
    return image


def _cover(code: np.ndarray, kind: str, module: int, rng: np.random.Generator) -> None:
    """A patch in the middle of a square code, 4 % of it; the lower half of a striped one."""
    high, wide = code.shape
    if kind in ("EAN13", "Code128"):
        code[int(high * 0.55) :] = 128
    else:
        side_y, side_x = int(high * 0.1), int(wide * 0.1)
        top, left = int(high * rng.uniform(0.45, 0.55)), int(wide * rng.uniform(0.45, 0.55))
        code[top : top + side_y, left : left + side_x] = 128


def _tilted(label: Image.Image, rng: np.random.Generator, paper: int) -> Image.Image:
    """As seen from the side: the far edge at 70 % of its height."""
    wide, high = label.size
    inset = high * float(rng.uniform(0.1, 0.2))
    source = ((0, -inset), (0, high + inset), (wide, high), (wide, 0))
    target = ((0, 0), (0, high), (wide, high), (wide, 0))
    rows, known = [], []
    for (x, y), (u, v) in zip(target, source, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        known += [u, v]
    turn = np.linalg.solve(np.array(rows, float), np.array(known, float))
    return label.transform(
        (wide, high), Image.Transform.PERSPECTIVE, turn, Image.Resampling.BICUBIC, fillcolor=paper
    )


def damaged(count: int, seed: int, show: Path | None) -> bool:
    """Read made codes; whether the bars are met."""
    read, missed, wrong, took = 0, Counter[str](), [], []
    for number in range(count):
        image, content, kind, damage = make(number, seed)
        if show is not None:
            image.save(show / f"{number:03} {kind} {damage}.png")
        pixels = np.asarray(image)
        begun = time.thread_time()
        found = codes_in(pixels)
        took.append(time.thread_time() - begun)
        said = [code.content for code in found]
        read += content in said
        if content not in said:
            missed[f"{kind} {damage}"] += 1
        wrong += [f"{kind} {damage}: {text!r}" for text in said if text != content]
    each = 1000 * float(np.mean(took))
    print(f"read {read} of {count}, wrong {len(wrong)}; {each:.0f} ms of processor time each")
    print("missed:", ", ".join(f"{name} ({n})" for name, n in missed.items()) or "none")
    print("wrong:", "; ".join(wrong) or "none")
    return read >= 0.95 * count and not wrong


def nothing(folder: Path, most: int, seed: int) -> bool:
    """Read pictures without codes; whether none is read."""
    from mlx_models.training.synthetic.blanks import make_blank

    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in (".jpg", ".jpeg", ".png"))
    chosen = np.random.default_rng(seed).permutation(len(files))[:most]
    found = []
    for number in chosen:
        found += [
            (files[number].name, code)
            for code in codes_in(np.asarray(Image.open(files[number]).convert("RGB")))
        ]
    photos = [files[number] for number in chosen[:40]]
    for number in range(300):
        blank = make_blank(np.random.default_rng(9000 + number), photos)
        found += [(f"blank {number}", code) for code in codes_in(np.asarray(blank.convert("RGB")))]
    print(f"{len(found)} codes read in {len(chosen)} pictures and 300 that show nothing")
    for name, code in found:
        print(f"  {name}: {code.format} {code.content[:60]!r}")
    return not found


def main() -> int:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description="How well codes are read.")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", type=Path)
    parser.add_argument("--nothing", type=Path)
    parser.add_argument("--most", type=int, default=2000)
    args = parser.parse_args()
    if args.nothing is not None:
        return 0 if nothing(args.nothing, args.most, args.seed) else 1
    return 0 if damaged(args.count, args.seed, args.show) else 1


if __name__ == "__main__":
    sys.exit(main())
