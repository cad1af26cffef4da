"""What signs are called in the languages that voices speak."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class SignWords:
    """The words of one language; "" leaves the sign to the voice.

    Attributes:
        minus: Before a number below zero.
        to: Between the ends of a range, one of which is below zero.
        dash: Of a line between two numbers that may be a range.
        inch: One; then several.
        foot: One; then several.
        minutes: Of an angle or a time; then seconds.
        struck: Before what is struck out.
        comma: Of a decimal comma that the voice would leave out; "" where it reads it itself.
        squared: After a number or unit; then cubed, then before another power.
        tick: Of a mark; then of a cross, an empty box.
        stars: Of marks for a rating, with {number} and {total}.
    """

    minus: str
    to: str = ""
    dash: str = ""
    inch: tuple[str, str] = ("", "")
    foot: tuple[str, str] = ("", "")
    minutes: tuple[str, str] = ("", "")
    struck: str = ""
    comma: str = ""
    squared: tuple[str, str, str] = ("", "", "")
    tick: tuple[str, str, str] = ("", "", "")
    stars: str = ""


WORDS: Mapping[str, SignWords] = MappingProxyType(
    {
        "en": SignWords(
            "minus",
            "to",
            "dash",
            ("inch", "inches"),
            ("foot", "feet"),
            ("minutes", "seconds"),
            "struck out:",
            "comma",
            ("squared", "cubed", "to the"),
            ("tick", "cross", "empty box"),
            "{number} of {total} stars",
        ),
        "de": SignWords(
            "minus",
            "bis",
            "Strich",
            ("Zoll", "Zoll"),
            ("Fuß", "Fuß"),
            ("Minuten", "Sekunden"),
            "durchgestrichen:",
            "",
            ("Quadrat", "hoch 3", "hoch"),
            ("Häkchen", "Kreuz", "leeres Kästchen"),
            "{number} von {total} Sternen",
        ),
        "fr": SignWords(
            "moins",
            "à",
            "tiret",
            ("pouce", "pouces"),
            ("pied", "pieds"),
            ("minutes", "secondes"),
            "barré :",
            "",
            ("au carré", "au cube", "puissance"),
            ("coché", "croix", "case vide"),
            "{number} étoiles sur {total}",
        ),
        "es": SignWords(
            "menos",
            "a",
            "guion",
            ("pulgada", "pulgadas"),
            ("pie", "pies"),
            ("minutos", "segundos"),
            "tachado:",
            "",
            ("al cuadrado", "al cubo", "elevado a"),
            ("marcado", "cruz", "casilla vacía"),
            "{number} de {total} estrellas",
        ),
        "it": SignWords(
            "meno",
            "a",
            "trattino",
            ("pollice", "pollici"),
            ("piede", "piedi"),
            ("minuti", "secondi"),
            "barrato:",
            "",
            ("al quadrato", "al cubo", "alla"),
            ("spunta", "croce", "casella vuota"),
            "{number} stelle su {total}",
        ),
        "pt": SignWords(
            "menos",
            "a",
            "traço",
            ("polegada", "polegadas"),
            ("pé", "pés"),
            ("minutos", "segundos"),
            "riscado:",
            "",
            ("ao quadrado", "ao cubo", "elevado a"),
            ("visto", "cruz", "caixa vazia"),
            "{number} de {total} estrelas",
        ),
        "nl": SignWords(
            "min",
            "tot",
            "streepje",
            ("inch", "inch"),
            ("voet", "voet"),
            ("minuten", "seconden"),
            "doorgestreept:",
            "",
            ("kwadraat", "tot de derde", "tot de macht"),
            ("vinkje", "kruisje", "leeg vakje"),
            "{number} van {total} sterren",
        ),
        "sv": SignWords("minus", "till", "streck", ("tum", "tum"), ("fot", "fot"), struck="överstruket:"),
        "da": SignWords("minus", "til", "streg", ("tomme", "tommer"), ("fod", "fod"), struck="overstreget:"),
        "nb": SignWords("minus", "til", "strek", ("tomme", "tommer"), ("fot", "fot"), struck="overstreket:"),
        "fi": SignWords("miinus", struck="yliviivattu:"),
        "pl": SignWords("minus", "do", "kreska", struck="przekreślone:"),
        "cs": SignWords("minus", "až", "pomlčka", struck="přeškrtnuto:"),
        "sk": SignWords("mínus", "až", "pomlčka", struck="prečiarknuté:"),
        "hu": SignWords("mínusz", struck="áthúzva:"),
        "ro": SignWords("minus", "până la", "liniuță", struck="tăiat:"),
        "tr": SignWords("eksi", struck="üstü çizili:"),
        "hr": SignWords("minus", "do", "crtica", struck="precrtano:"),
        "id": SignWords("minus", "sampai"),
        "vi": SignWords("âm", "đến"),
        "ru": SignWords("минус", "до", "тире", struck="зачёркнуто:"),
        "uk": SignWords("мінус", "до", "тире", struck="закреслено:"),
        "bg": SignWords("минус", "до", "тире"),
        "sr": SignWords("минус", "до"),
        "be": SignWords("мінус", "да"),
        "el": SignWords("μείον", "έως"),
        "zh": SignWords("负", "到"),
        "ja": SignWords("マイナス", "から"),
        "ko": SignWords("마이너스 "),
        "he": SignWords("מינוס"),
        "ar": SignWords("ناقص"),
    }
)
#: Where nothing is known: the sign that most voices read.
PLAIN = SignWords("\u2212")
#: Languages whose voices take a point for the decimals.
POINTS = frozenset(("en", "zh", "ja", "ko", "he", "th", "hi"))
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
