"""What the models' own rooms say of them, in the window's language."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QLocale

KNOWN = (
    QT_TRANSLATE_NOOP(
        "ModelTexts",
        "The quickest of the three; the first one to try. It describes more than the model that "
        "ships with Earsight.",
    ),
    QT_TRANSLATE_NOOP("ModelTexts", "More accurate than 0.5B, and slower."),
    QT_TRANSLATE_NOOP("ModelTexts", "The most accurate, and by far the slowest."),
    QT_TRANSLATE_NOOP(
        "ModelTexts",
        "Finds photos by a sentence far better than the model that ships with Earsight. "
        "The quickest; the first one to try.",
    ),
    QT_TRANSLATE_NOOP("ModelTexts", "Finds photos more accurately than S0, at twice the time."),
    QT_TRANSLATE_NOOP("ModelTexts", "Finds photos more accurately than S2, and more slowly."),
    QT_TRANSLATE_NOOP("ModelTexts", "The most accurate of those that are offered, and the slowest."),
    QT_TRANSLATE_NOOP("ModelTexts", "for research only, not commercial"),
    QT_TRANSLATE_NOOP(
        "ModelTexts",
        "This model belongs to Apple and is for research only: scientific and academic work that is "
        "not commercial. You may not use it in a product or a service, or for any commercial purpose. "
        "If you pass it on, pass the licence on with it. Apple may end the licence if you break it; "
        "then the model must be deleted. It comes without any warranty.",
    ),
    QT_TRANSLATE_NOOP("ModelTexts", "Offered for research and personal use; see MODEL_CARD.md"),
    QT_TRANSLATE_NOOP("ModelTexts", "shipped with Earsight"),
)
"""What `app.inference.models.known` and the model that ships with Earsight say."""


def in_words(text: str) -> str:
    """One of these in the window's language; what is not one of them stays."""
    for start, words in (
        ("fetched from ", QCoreApplication.translate("ModelTexts", "fetched from {name}")),
        ("converted from ", QCoreApplication.translate("ModelTexts", "converted from {name}")),
    ):
        if text.startswith(start):
            return words.format(name=text.removeprefix(start))
    return QCoreApplication.translate("ModelTexts", text) if text else ""


def size_in_words(size: int) -> str:
    """A size in words: "1.5 gigabytes", "31 megabytes", "less than a megabyte"."""
    if size < 500_000:
        return QCoreApplication.translate("ModelTexts", "less than a megabyte")
    if size < 950_000_000:
        number = QLocale().toString(round(size / 1e6))
        return QCoreApplication.translate("ModelTexts", "{number} megabytes").format(number=number)
    tenths = round(size / 1e8)
    number = QLocale().toString(tenths / 10, "f", int(tenths % 10 > 0))
    if tenths == 10:
        return QCoreApplication.translate("ModelTexts", "1 gigabyte")
    return QCoreApplication.translate("ModelTexts", "{number} gigabytes").format(number=number)
