"""A made Mac's text reader: lines that Vision would find, read as its languages and corrections allow."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from macos.desktop import rect
from macos.machine import Mac

SUPPORTED = ["en-US", "fr-FR", "de-DE", "es-ES", "zh-Hans", "zh-Hant", "ja-JP", "ru-RU", "uk-UA"]


@dataclass
class Written:
    """One line on the picture.

    Attributes:
        text: What stands there.
        language: What it is written in; "" for what is the same in all.
        confidence: How sure Vision is: 0.3, 0.5 or 1.0; 0 where it has no candidate.
        corrected: What language correction makes of it; the same without.
        place: Left, bottom, width and height, 0..1, measured from the bottom left.
    """

    text: str
    language: str = "en"
    confidence: float = 1.0
    corrected: str = ""
    place: tuple[float, float, float, float] = (0.1, 0.5, 0.5, 0.1)


@dataclass
class TextReader:
    """How this system's Vision reads.

    Attributes:
        lines: What stands on the picture.
        preferred: The user's languages.
        works: Whether requests are done.
        asked: Each request: its languages, and whether it corrected.
    """

    lines: list[Written] = field(default_factory=list)
    preferred: list[str] = field(default_factory=lambda: ["en-GB"])
    works: bool = True
    asked: list[tuple[list[str], bool]] = field(default_factory=list)

    def put_into(self, mac: Mac) -> None:
        """Put the frameworks where the app imports them."""
        reader = self

        class VNRecognizeTextRequest:
            @classmethod
            def alloc(cls) -> Any:
                return cls()

            def init(self) -> Any:
                self._languages, self._corrects, self._detects = ["en-US"], False, False
                self._least = 1 / 32
                self._results: list[Any] = []
                return self

            def setRecognitionLevel_(self, level: int) -> None:
                assert level == 0, "accurate"

            def setUsesLanguageCorrection_(self, corrects: bool) -> None:
                self._corrects = corrects

            def setAutomaticallyDetectsLanguage_(self, detects: bool) -> None:
                self._detects = detects

            def setMinimumTextHeight_(self, least: float) -> None:
                self._least = least

            def supportedRecognitionLanguagesAndReturnError_(self, error: None) -> tuple[list[str], None]:
                return SUPPORTED, None

            def setRecognitionLanguages_(self, languages: list[str]) -> None:
                assert set(languages) <= set(SUPPORTED), "Vision refuses others"
                self._languages = languages

            def results(self) -> list[Any]:
                return self._results

            def _perform(self) -> None:
                reader.asked.append((list(self._languages), self._corrects))
                known = {language.split("-")[0] for language in self._languages} if self._detects else {"en"}
                for line in (each for each in reader.lines if each.place[3] >= self._least):
                    self._results.append(_observation(line, known, corrects=self._corrects))

        class VNImageRequestHandler:
            @classmethod
            def alloc(cls) -> Any:
                return cls()

            def initWithData_options_(self, data: bytes, options: dict[str, Any]) -> Any:
                assert data[:2] in (b"II", b"MM"), "a TIFF"
                return self

            def performRequests_error_(self, requests: list[Any], error: None) -> tuple[bool, Any]:
                if not reader.works:
                    return False, SimpleNamespace(code=lambda: 13)
                for request in requests:
                    request._perform()
                return True, None

        class NSData:
            @classmethod
            def dataWithBytes_length_(cls, data: bytes, length: int) -> bytes:
                assert len(data) == length
                return data

        class NSLocale:
            @classmethod
            def preferredLanguages(cls) -> list[str]:
                return reader.preferred

        mac.framework("Foundation", classes=(NSData, NSLocale))
        mac.framework("Vision", classes=(VNRecognizeTextRequest, VNImageRequestHandler))


def _observation(line: Written, known: set[str], *, corrects: bool) -> Any:
    text = line.corrected if corrects and line.corrected else line.text
    if line.language and line.language not in known:
        text = text.encode("ascii", "ignore").decode()  # umlauts are lost, other scripts are absent
    candidate = SimpleNamespace(string=lambda: text, confidence=lambda: line.confidence)
    found = [candidate] if line.confidence and text else []
    return SimpleNamespace(
        topCandidates_=lambda most: found[:most],
        boundingBox=lambda: rect(*line.place),
        confidence=lambda: line.confidence,
    )
