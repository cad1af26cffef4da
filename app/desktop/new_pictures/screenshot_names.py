"""Which files are screenshots, where they lie among other pictures."""

import re
import subprocess
import sys
import unicodedata
from pathlib import Path

#: How names of screenshots begin, in the languages of macOS, GNOME, KDE and their tools.
BEGINNINGS = (
    "Screenshot", "Screen Shot", "Screencap", "Bildschirmfoto", "Bildschirmaufnahme", "Capture d'écran",
    "Captura de pantalla", "Captura de Tela", "Captura de ecrã", "Captura de ecran", "Captură de ecran",
    "Schermata", "Istantanea", "Schermafbeelding", "Schermafdruk", "Schermopname", "Skärmavbild", "Skärmbild",
    "Skærmbillede", "Skjermbilde", "Näyttökuva", "Kuvankaappaus", "Ruutukaappaus", "Zrzut ekranu",
    "Snímek obrazovky", "Snímka obrazovky", "Képernyőfotó", "Képernyőkép", "Snimka zaslona", "Snimek zaslona",
    "Posnetek zaslona", "Снимок экрана", "Знімок екрана", "Здымак экрана", "Екранна снимка",
    "Снимак екрана", "Ekran Resmi", "Ekran Görüntüsü", "Ekran görüntüsü", "Στιγμιότυπο οθόνης",
    "スクリーンショット", "スクリーンショット", "스크린샷", "截屏", "屏幕快照", "屏幕截图", "截图", "截圖",
    "螢幕快照", "螢幕截圖", "擷取畫面", "لقطة شاشة", "لقطة الشاشة", "צילום מסך", "ภาพถ่ายหน้าจอ", "ภาพหน้าจอ",
    "Ảnh màn hình", "Ảnh chụp Màn hình", "Cuplikan Layar", "Tangkapan Layar", "Tangkapan Skrin",
    "स्क्रीनशॉट", "flameshot", "ksnip", "grim",
)  # fmt: skip
# scrot's and Flameshot's own: a date, a time, perhaps a size.
_DATED = re.compile(r"\d{4}-\d\d-\d\d[-_]\d\d[-:]?\d\d([-:]?\d\d)?(_\d+x\d+)?(_scrot)?")
_FLAG = "com.apple.metadata:kMDItemIsScreenCapture"


def looks_like_screenshot(path: Path, platform: str = sys.platform) -> bool:
    """Whether a picture's name, or on macOS the system's own mark on the file, says that it is one.

    May start a short process on macOS: not for the main thread.
    """
    stem = _plain(path.stem)
    if any(stem.startswith(_plain(one)) for one in BEGINNINGS) or _DATED.fullmatch(path.stem):
        return True
    return platform == "darwin" and _is_marked(path)


def _plain(words: str) -> str:
    """Case, kinds of apostrophes and spaces, and how accents are stored make no difference."""
    words = unicodedata.normalize("NFKC", words).replace("\u2019", "'")
    return " ".join(words.replace("_", " ").split()).casefold()


def _is_marked(path: Path) -> bool:
    try:
        done = subprocess.run(
            ["/usr/bin/xattr", "-p", _FLAG, str(path)], capture_output=True, timeout=2, check=False
        )
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
