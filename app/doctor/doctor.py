"""What works on this machine, and what to do about what does not."""

import os
import platform
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path

from app import __version__
from app.cancel import CancelToken
from app.describe.ocr.protocol import OcrEngine
from app.desktop.capture.clipboard import display_name
from app.doctor.check import Check, CheckState
from app.doctor.telemetry import left_behind, line_to_remove
from app.errors import AppError
from app.inference.detector import SharedDetector
from app.inference.models.catalog import Catalog
from app.inference.protocols import Stance
from app.inference.worker import InferenceThread
from app.library.phrases import counted
from app.machine.processor import processor
from app.paths import Paths
from mlx_models.runtime import Runtime
from mlx_models.threads import cpu_count

_SAMPLE = "Earsight 2718"


class Doctor:
    """Looks at one part of the machine after the other, by using it.

    Args:
        paths: The app's folders.
        catalog: The installed models.
        inference: The thread that owns MLX.
        engine: Gives the OCR engine; may raise AppError.
        warm_model: Loads the describing model and looks at a picture; may raise AppError.
        library: The photo library's file, which need not be there.
        detector: What finds objects.
    """

    def __init__(
        self,
        paths: Paths,
        catalog: Catalog,
        inference: InferenceThread,
        engine: Callable[[], OcrEngine],
        warm_model: Callable[[], None],
        library: Path,
        detector: SharedDetector,
    ) -> None:
        self._paths = paths
        self._catalog = catalog
        self._inference = inference
        self._engine = engine
        self._warm_model = warm_model
        self._library = library
        self._detector = detector

    def checks(self) -> list[Callable[[], Check]]:
        """Every check, in the order in which they are said. None raises AppError."""
        return [
            self.system,
            self.processor,
            self.computing,
            self.telemetry,
            self.model,
            self.objects,
            self.ocr,
            self.voice,
            self.display,
            self.clipboard,
            *self._mac(),
            self.folders,
            self.library,
        ]

    @staticmethod
    def _mac() -> list[Callable[[], Check]]:
        if sys.platform == "darwin":
            from app.doctor import mac

            return [mac.screen, mac.controls, mac.keys, mac.voice_over]
        else:
            return []

    def system(self) -> Check:
        """Versions."""
        system = f"{platform.system()} on {platform.machine()}"
        python = platform.python_version()
        return Check(
            "System",
            CheckState.WORKS,
            f"Earsight {__version__}, Python {python}, {system}.",
            details={"version": __version__, "python": python, "system": platform.platform()},
        )

    def processor(self) -> Check:
        """The instruction sets that matter."""
        here = processor()
        return Check("Processor", CheckState.WORKS, f"{here}.", details=dict(here.has))

    def computing(self) -> Check:
        """What the models compute with."""

        def look() -> tuple[bool, str]:
            if Runtime.here().on_metal:
                import mlx.core as mx

                return True, str(getattr(mx, "__version__", ""))
            import onnxruntime

            return False, str(onnxruntime.__version__)

        metal, version = self._inference.run(look)
        says = f"ONNX Runtime {version} computes on the processor, {cpu_count()} of its threads at a time."
        if metal:
            says = f"MLX {version} computes on the graphics processor through Metal."
        details = {"runtime": "mlx" if metal else "onnxruntime", "version": version}
        return Check("Computing", CheckState.WORKS, says, details=details)

    def telemetry(self) -> Check:
        """That what computes sends nothing, and what it left on disk when it did."""
        if os.environ.get("ORT_DISABLE_TELEMETRY") != "1":
            says = "ONNX Runtime is not told to send nothing."
            return Check("Telemetry", CheckState.LIMITED, says, "Start Earsight by its own command.")
        says = "ONNX Runtime is told to send nothing."
        left = left_behind()
        if not left:
            return Check("Telemetry", CheckState.WORKS, says, details={"files": []})
        says += (
            f" It left {counted(len(left), 'file')} here while it reported to its maker, in an earlier"
            " version of Earsight or in another program."
        )
        hint = f"Nothing needs them. To remove them, type: {line_to_remove(left)}"
        return Check("Telemetry", CheckState.WORKS, says, hint, {"files": [str(path) for path in left]})

    def model(self) -> Check:
        """The model that describes: there, undamaged, and able to look."""
        models = self._catalog.installed()
        if not models:
            broken = [bad.problem for bad in self._catalog.broken()]
            says = f"No model can be used. {' '.join(broken)}".strip()
            return Check("Model", CheckState.MISSING, says, "Install Earsight again; text can still be read.")
        model = models[0]
        begun = time.perf_counter()
        try:
            files = self._catalog.check(model)
            self._warm_model()
        except AppError as error:
            return Check("Model", CheckState.MISSING, error.message, error.hint, {"model": model.id})
        took = time.perf_counter() - begun
        sums = f"its {files} files have the right checksums" if files else "it lists no checksums"
        return Check(
            "Model",
            CheckState.WORKS if files else CheckState.LIMITED,
            f"{model.title}, {model.bytes / 1e6:.0f} megabytes; {sums}, and it loads in {took:.1f} seconds.",
            details={"model": model.id, "files_checked": files, "load_seconds": round(took, 3)},
        )

    def objects(self) -> Check:
        """What finds objects, by finding one."""
        from app.pictures.load import load_image

        begun = time.perf_counter()
        try:
            picture = load_image(self._paths.samples / "cat.jpg").image
        except AppError:
            hint = "Install Earsight again."
            return Check("Objects", CheckState.LIMITED, "The sample picture is missing.", hint)
        try:
            found = self._detector.perceive(picture, CancelToken()).objects
        except AppError as error:
            return Check("Objects", CheckState.MISSING, error.message, error.hint)
        took = time.perf_counter() - begun
        good = [one.name for one in found if one.stance is not Stance.WITHHELD] == ["cat"]
        says = "The detector found the cat" if good else "The detector did not find the cat"
        return Check(
            "Objects",
            CheckState.WORKS if good else CheckState.LIMITED,
            f"{says} in a test picture in {took:.1f} seconds.",
            "" if good else "Install Earsight again, so that its own detector is used.",
            {"found": [one.name for one in found[:3]], "seconds": round(took, 3)},
        )

    def ocr(self) -> Check:
        """Reading, by reading something."""
        from PIL import Image, ImageDraw, ImageFont

        image = Image.new("RGB", (640, 160), "white")
        ImageDraw.Draw(image).text((40, 50), _SAMPLE, fill="black", font=ImageFont.load_default(size=48))
        begun = time.perf_counter()
        try:
            engine = self._engine()
            lines = list(engine.recognise(image, engine.detect(image), CancelToken()))
        except AppError as error:
            return Check("Reading text", CheckState.MISSING, error.message, error.hint)
        took = time.perf_counter() - begun
        good = " ".join(line.text for line in lines) == _SAMPLE
        says = "read a test line right" if good else "misread a test line"
        return Check(
            "Reading text",
            CheckState.WORKS if good else CheckState.LIMITED,
            f"{engine.name} {says} in {took:.1f} seconds.",
            "" if good else "Install Earsight again, so that the reader's own models are used.",
            {"engine": engine.name, "seconds": round(took, 3)},
        )

    def voice(self) -> Check:
        """The voice and the sound device, by opening both."""
        from app.speech.voice import check_voice

        health = check_voice()
        count = len(health.voices)
        details = {"engine": health.engine, "voices": count}
        if health.problem is None:
            voices = "1 voice" if count == 1 else f"{count} voices"
            says = f"{health.engine or 'The speech engine'} with {voices}, and a sound device."
            return Check("Voice", CheckState.WORKS, says, details=details)
        return Check("Voice", CheckState.MISSING, health.problem.message, health.problem.hint, details)

    def display(self) -> Check:
        """Whether there is a display for the window."""
        name = display_name()
        if not name:
            return Check(
                "Display",
                CheckState.MISSING,
                "There is no display, so the window cannot open.",
                "Run Earsight in a graphical session; the command line needs none.",
            )
        return Check("Display", CheckState.WORKS, f"The window opens on {name}.", details={"platform": name})

    def clipboard(self) -> Check:
        """Whether the clipboard can be read; what is on it is not looked at."""
        if display_name():
            return Check("Clipboard", CheckState.WORKS, "Pictures can be taken from the clipboard.")
        return Check(
            "Clipboard",
            CheckState.MISSING,
            "There is no clipboard without a display.",
            "Run Earsight in a graphical session.",
        )

    def library(self) -> Check:
        """The photo library: readable, whole, and how large. Nothing in it is changed."""
        from app.library.status import look

        if not self._library.exists():
            says = "There is no photo library yet."
            return Check("Photo library", CheckState.WORKS, says, "Make one: earsight index, then a folder.")
        try:
            photos, problems = look(self._library)
        except AppError as error:
            return Check("Photo library", CheckState.MISSING, error.message, error.hint)
        if problems:
            hint = "Run earsight index: what can be read of it is taken over into a new one."
            return Check(
                "Photo library", CheckState.MISSING, "Its file is damaged.", hint, {"problems": problems}
            )
        return Check(
            "Photo library",
            CheckState.WORKS,
            f"{photos:,} {'photo' if photos == 1 else 'photos'}; its file is whole.",
            details={"photos": photos},
        )

    def folders(self) -> Check:
        """Whether the app's own folders can be written, and only by this user."""
        wrong: list[str] = []
        places: dict[str, str] = {}
        for name in ("config", "cache", "data", "logs"):
            folder: Path = getattr(self._paths, name)
            places[name] = str(folder)
            if not folder.is_dir():
                wrong.append(f"The {name} folder cannot be made.")
            elif not os.access(folder, os.W_OK | os.X_OK):
                wrong.append(f"The {name} folder cannot be written to.")
            if os.access(folder, os.R_OK | os.X_OK):
                wrong.extend(_open_to_others(folder, name))
        if wrong:
            hint = "Change the owner or the permissions of these folders: 700 for folders, 600 for files."
            return Check("Folders", CheckState.LIMITED, " ".join(wrong), hint, dict(places))
        says = "Settings, cache, data and log folders can be written, by you alone."
        return Check("Folders", CheckState.WORKS, says, details=dict(places))


def _open_to_others(folder: Path, name: str) -> list[str]:
    """Sentences on a folder, and files right inside it, that others may look into."""
    said: list[str] = []
    if stat.S_IMODE(folder.stat().st_mode) & 0o077:
        said.append(f"The {name} folder is open to other users.")
    loose = [p for p in folder.iterdir() if p.is_file() and stat.S_IMODE(p.stat().st_mode) & 0o077]
    if loose:
        said.append(f"{len(loose)} of the files in the {name} folder can be read by other users.")
    return said
