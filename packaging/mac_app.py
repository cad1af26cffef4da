"""Makes Earsight.app, by which macOS knows Earsight: `make app`, on a Mac.

    .venv/bin/python packaging/mac_app.py [FOLDER]

The app is small and stands round the environment that is here; without that it does nothing. It goes into the
Applications folder of the user's home unless FOLDER says otherwise. Apple's documents followed: Bundle
Programming Guide, Information Property List Key Reference, codesign(1).
"""

import json
import plistlib
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
IDENTIFIER = "org.earsight.Earsight"
LAYOUT = "1.0"
"""Of the bundle, not of what runs in it: macOS forgets what it allowed to one whose content has changed."""
MOVED = "Earsight's folder was moved or removed. In Terminal, go to it and type: make app."
_WHY = {
    "NSAppleEventsUsageDescription": "Earsight has VoiceOver speak, and asks the Finder what is selected.",
    "NSDesktopFolderUsageDescription": "Earsight describes pictures on your desktop.",
    "NSDocumentsFolderUsageDescription": "Earsight describes and finds pictures in Documents.",
    "NSDownloadsFolderUsageDescription": "Earsight describes and finds pictures in Downloads.",
    "NSNetworkVolumesUsageDescription": "Earsight describes and finds pictures on servers you chose.",
    "NSRemovableVolumesUsageDescription": "Earsight describes and finds pictures on disks you chose.",
}
Run = Callable[[Sequence[str]], object]


def information() -> dict[str, object]:
    """The bundle's Info.plist. By LSUIElement it takes no front; its window puts it into the Dock."""
    return {
        "CFBundleDevelopmentRegion": "en",
        "CFBundleDisplayName": "Earsight",
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": "Picture or video",
                "CFBundleTypeRole": "Viewer",
                "LSHandlerRank": "Alternate",
                "LSItemContentTypes": ["public.image", "public.movie"],
            }
        ],
        "CFBundleExecutable": "Earsight",
        "CFBundleIconFile": "Earsight.icns",
        "CFBundleIdentifier": IDENTIFIER,
        "CFBundleInfoDictionaryVersion": "6.0",
        "CFBundleName": "Earsight",
        "CFBundlePackageType": "APPL",
        "CFBundleShortVersionString": LAYOUT,
        "CFBundleVersion": LAYOUT,
        "LSMinimumSystemVersion": "14.0",
        "LSUIElement": True,
        "NSHighResolutionCapable": True,
        **_WHY,
    }


def python_library() -> Path:
    """The shared library of the Python that runs this: a framework's, or one of its own.

    Raises:
        SystemExit: This Python has none.
    """
    value = sysconfig.get_config_var
    framework = value("PYTHONFRAMEWORKPREFIX")
    folder = framework or value("LIBDIR")
    library = Path(str(folder), str(value("LDLIBRARY")))
    if library.suffix == ".a" or not library.is_file():
        raise SystemExit(
            "This Python has no shared library, so no app can be made. Take python.org's or Homebrew's."
        )
    return library


def header(library: Path, python: Path, say: str = "/usr/bin/say") -> str:
    """What mac_app.c includes: four texts."""
    texts = {"PYTHON_LIBRARY": str(library), "PYTHON": str(python), "SAY": say, "MOVED": MOVED}
    return "".join(f"#define {name} {_c_text(text)}\n" for name, text in texts.items())


def build(folder: Path, texts: str, icon: Path, run: Run) -> Path | None:
    """Make FOLDER/Earsight.app, or leave it as it is where it would be the same.

    Args:
        folder: Where it goes; made where it is not there.
        texts: From :func:`header`.
        icon: A PNG file of 512 pixels.
        run: Runs a program, and raises where that failed.

    Returns:
        It; None where nothing was to be done.
    """
    bundle = folder / "Earsight.app"
    source = Path(__file__).with_suffix(".c")
    made_from = json.dumps([information(), texts, source.read_text(encoding="utf-8")])
    noted = bundle / "Contents" / "Resources" / "made-from.json"
    if noted.is_file() and noted.read_text(encoding="utf-8") == made_from:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".Earsight-", dir=folder) as temporary:
        new = Path(temporary, "Earsight.app")
        contents = new / "Contents"
        for part in ("MacOS", "Resources"):
            (contents / part).mkdir(parents=True)
        (contents / "PkgInfo").write_bytes(b"APPL????")
        (contents / "Info.plist").write_bytes(plistlib.dumps(information()))
        (contents / "Resources" / "made-from.json").write_text(made_from, encoding="utf-8")
        with Image.open(icon) as picture:
            picture.save(contents / "Resources" / "Earsight.icns")
        Path(temporary, "mac_app.h").write_text(texts, encoding="utf-8")
        program = contents / "MacOS" / "Earsight"
        run(["cc", "-O2", "-I", temporary, str(source), "-o", str(program)])
        run(["codesign", "--force", "--sign", "-", str(new)])
        if bundle.exists():
            bundle.rename(Path(temporary, "old"))
        new.rename(bundle)
    return bundle


def _c_text(text: str) -> str:
    """A string literal of C: what is no plain letter or digit as three octal digits."""
    plain = (
        chr(b) if (chr(b).isalnum() and b < 128) or chr(b) in " /.,:'-_" else f"\\{b:03o}"
        for b in text.encode()
    )
    return '"' + "".join(plain) + '"'


def main(arguments: Sequence[str], platform: str = sys.platform) -> str:
    """Make it.

    Returns:
        What came of it.

    Raises:
        SystemExit: It could not be made; with what is to be done.
    """
    if platform != "darwin":
        raise SystemExit(
            "Only macOS has such apps. On Linux the settings offer Open with and starting with the session."
        )
    if shutil.which("cc") is None or shutil.which("codesign") is None:
        raise SystemExit(
            "Apple's command line tools are needed: type xcode-select --install, then make app again."
        )
    folder = Path(arguments[0]) if arguments else Path.home() / "Applications"
    texts = header(python_library(), ROOT / ".venv" / "bin" / "python")
    try:
        made = build(
            folder, texts, ROOT / "assets" / "icons" / "earsight.png", lambda c: subprocess.run(c, check=True)
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise SystemExit(f"Earsight.app could not be made: {error}") from None
    if made is None:
        return f"{folder / 'Earsight.app'} is up to date."
    return f"{made} is there. macOS asks anew for what it allowed to another one before."


if __name__ == "__main__":
    print(main(sys.argv[1:]))
