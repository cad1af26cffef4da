"""Draws assets/icons/earsight.png (512 pixels) and the smaller ones: sound waves round a point, on dark blue.

python packaging/make_icon.py
"""

from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).resolve().parent.parent / "assets" / "icons"
SIZES = (512, 128, 64, 48, 32, 24, 16)
BACK, FRONT = (16, 42, 92, 255), (255, 255, 255, 255)


def draw(size: int) -> Image.Image:
    """The icon at ``size`` pixels, drawn four times as large and scaled down."""
    large = size * 4
    icon = Image.new("RGBA", (large, large), (0, 0, 0, 0))
    pen = ImageDraw.Draw(icon)
    pen.rounded_rectangle((0, 0, large - 1, large - 1), radius=large // 5, fill=BACK)
    x, y = large * 0.30, large * 0.5
    dot = large * 0.09
    pen.ellipse((x - dot, y - dot, x + dot, y + dot), fill=FRONT)
    for radius in (0.22, 0.36, 0.50):
        r = large * radius
        pen.arc((x - r, y - r, x + r, y + r), -52, 52, fill=FRONT, width=max(4, round(large * 0.065)))
    return icon.resize((size, size), Image.Resampling.LANCZOS)


def main() -> None:
    """Write every size."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        name = "earsight.png" if size == SIZES[0] else f"earsight-{size}.png"
        draw(size).save(FOLDER / name, optimize=True)


if __name__ == "__main__":
    main()
