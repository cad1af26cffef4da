"""How names are compared: without case, accents and punctuation."""

import unicodedata

# Letters that Unicode does not take apart into a plain one and an accent.
_PLAIN = (
    ("\u00df", "ss"), ("\u00f8", "o"), ("\u00d8", "o"), ("\u0142", "l"), ("\u0141", "l"),
    ("\u0111", "d"), ("\u0110", "d"), ("\u00e6", "ae"), ("\u00c6", "ae"), ("\u0153", "oe"),
    ("\u0152", "oe"), ("\u0131", "i"), ("\u00f0", "d"), ("\u00d0", "d"), ("\u00fe", "th"),
    ("\u00de", "th"), ("\u0259", "a"), ("\u018f", "a"),
    ("-", " "), ("\u2019", ""), ("\u2018", ""), ("'", ""), ("`", ""), (".", ""),
)  # fmt: skip


def fold(name: str) -> str:
    """A name as it is looked up: "Sant Julià de Lòria" -> "sant julia de loria". Lines stay lines.

    Letters of other scripts are left out, so that a name written in one of them folds to "".
    """
    for letter, plain in _PLAIN:
        name = name.replace(letter, plain)
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
