"""Sentences that search, and the settings file."""

import json
from datetime import datetime
from pathlib import Path
from random import Random

from photo_rows import add_photo, new_library

from app import settings
from app.errors import AppError
from app.library.places.table import Places
from app.library.query.model import KnownWords
from app.library.query.parse import parse
from app.library.query.spoken import understood_in_words
from app.library.search.filters import Filters
from app.library.store.text_index import TextIndex
from app.paths import find_assets
from fuzzing.mutate import altered, as_json, mutated, text, value
from fuzzing.target import Lost, Target

_NOWS = (
    "2026-11-23T10:00:00",
    "0001-01-01T00:00:00",
    "0001-01-02T00:00:00",
    "9999-12-31T23:59:59",
    "9999-12-30T12:00:00",
    "2024-02-29T00:00:00",
    "2023-02-28T23:59:59",
    "1970-01-01T00:00:00",
    "0001-12-31T00:00:00",
    "9999-01-01T00:00:00",
)
# A symbol -> what it may become, between bars; of the last three when it is deep enough.
_RULES: dict[str, tuple[str, ...]] = {
    symbol: tuple(forms.split("|"))
    for symbol, forms in {
        "S": ("LEAD THING TAIL|THING TAIL|LEAD THING TAIL TAIL|THING TAIL TAIL TAIL|TAIL|SAYS|LIKE"),
        "LEAD": "show me|find|photos of|pictures with|my latest|screenshots of|videos|where is|",
        "THING": (
            "a dog|the beach|people NOT THING|everything|Rex|THING and THING|"
            "THING or THING|WORD||receipts|a red car in front of a house"
        ),
        "TAIL": (
            "PREP DATE|DATE|in PLACE|not in PLACE|NOT THING|SAYS|taken with CAMERA|"
            "in the folder WORD|from PLACE|near PLACE|PREP DATE or DATE|but not PREP DATE|"
            "between DATE and DATE|with Rex|from DATE to DATE|, PLACE|LIKE|TAIL, TAIL|"
        ),
        "NOT": "without|but no|except|not|-|no|excluding|without any|and no",
        "PREP": "from|in|on|since|before|after|until|during|by|around|between|of|to",
        "DATE": (
            "yesterday|today|last UNIT|this UNIT|next UNIT|NUMBER UNIT ago|"
            "the last NUMBER UNIT|MONTH|MONTH NUMBER|MONTH NUMBER YEAR|NUMBER MONTH|"
            "NUMBER.NUMBER.YEAR|NUMBER/NUMBER/YEAR|YEAR-NUMBER-NUMBER|YEAR|the YEARs|"
            "SEASON|SEASON YEAR|last SEASON|HOLIDAY|HOLIDAY YEAR|DAY|last DAY|"
            "DAY NUMBER UNIT ago|NUMBER years before DATE|week NUMBER of YEAR|early YEAR|"
            "the NUMBERth century|a weekend in MONTH|MONTH to MONTH YEAR|"
            "the UNIT after DATE|noon|at night|the first UNIT of YEAR|the end of DATE|"
            "the UNIT of DATE|NUMBERth of MONTH|older than NUMBER UNIT"
        ),
        "UNIT": (
            "day|days|week|weeks|weekend|month|months|year|years|decade|century|hour|fortnight|quarter|summer"
        ),
        "NUMBER": (
            "0|1|2|5|12|13|29|30|31|32|53|99|100|1000|9999|10000|99999999999999999999|"
            "3652059|two|a hundred|a few|-1|1.5|\u0663|\xb2|1e9"
        ),
        "YEAR": "2024|2023|1|0|0001|9999|10000|1582|1900|99|'99|00|1800|2999|20245|nineties",
        "MONTH": "january|Feb|february|may|sept|december|m\xe4rz|NUMBER",
        "SEASON": "summer|winter|spring|autumn|fall",
        "HOLIDAY": ("christmas|easter|new year|new year's eve|halloween|thanksgiving|valentine's day"),
        "DAY": "monday|tue|sunday|weekend",
        "PLACE": (
            "Lisbon|Porto|Portugal|Paris, Texas|New York|the Alps|Europe|Cascais|WORD|"
            "Springfield|Georgia|Lisbon, Portugal|S\xe3o Paulo|the desert|US|Atlantis"
        ),
        "CAMERA": "my iPhone|an iPhone 12|the Canon|Canon EOS 80D|my phone|WORD",
        "SAYS": (
            'that says "WORD"|saying WORD|with the text "WORD|\'WORD\'|'
            'reads \u201cWORD\u201d|"|""|that says|with the words WORD on it'
        ),
        "LIKE": ("like this one|like /photos/a.jpg|like photo 5|similar to WORD|like|like 'a b.jpg'"),
        "WORD": 'harbour|EXIT|Summer 2019|Holiday|May|x|*|NEAR|"|%|_|~/a|a\x00b',
    }.items()
}
_KNOWN = KnownWords(
    cameras=("Apple iPhone 12", "Canon EOS 80D"),
    folders=("Holiday", "Summer 2019"),
    names=("Rex", "May"),
    places=("Cascais, Portugal",),
)


def _grown(random: Random, symbol: str, depth: int = 0) -> str:
    rules = _RULES[symbol]
    chosen = random.choice(rules[-3:] if depth > 6 else rules)
    return " ".join(_word(random, word, depth) for word in chosen.split(" "))


def _word(random: Random, word: str, depth: int) -> str:
    for symbol in sorted(_RULES, key=len, reverse=True):
        while symbol in word:
            word = word.replace(symbol, _grown(random, symbol, depth + 1) if depth < 12 else "", 1)
            if depth >= 12:
                break
    return word


def query(folder: Path) -> Target:
    """Sentences of a grammar and of random characters, at ordinary moments and at the calendar's ends."""
    places = Places(find_assets() / "places")
    database = new_library(folder)
    for number in range(5):
        add_photo(
            database,
            f"/photos/{number}.jpg",
            latitude=38.7,
            longitude=-9.1 + number,
            camera="Canon EOS 80D",
            taken=f"20{20 + number}-06-12T12:00:00",
            text="EXIT",
        )
    filters = Filters(database.connection, TextIndex(database.connection), None, places.inside)

    def make(random: Random) -> bytes:
        sentence = _grown(random, "S")
        chance = random.random()
        if chance < 0.2:
            sentence = mutated(random, sentence.encode(), (), [b"in ", b"last ", b"not ", b'"']).decode(
                "utf-8", "replace"
            )
        elif chance < 0.35:
            at = random.randrange(len(sentence) + 1)
            sentence = sentence[:at] + text(random, 40) + sentence[at:]
        elif chance < 0.4:
            sentence = text(random, 200)
        elif chance < 0.43:
            sentence = sentence * random.choice((10, 100))
        elif chance < 0.5:
            sentence = random.choice((sentence.upper(), sentence.title(), sentence.replace(" ", "  ")))
        return as_json(
            {
                "sentence": sentence[:4000],
                "now": random.choice(_NOWS),
                "south": random.random() < 0.2,
                "known": random.random() < 0.7,
            }
        )

    def take(data: bytes) -> str:
        asked = json.loads(data)
        sentence = asked["sentence"]
        known = _KNOWN if asked["known"] else None
        found = parse(sentence, datetime.fromisoformat(asked["now"]), places, known, asked["south"])
        if sentence.strip() and not found.text and not found.filtered:
            raise Lost("nothing is asked for")
        for days in (found, *found.not_days):
            if days.since and days.until and days.since > days.until:
                raise Lost(f"it ends before it begins: {days.since} {days.until}")
        json.dumps(found.to_json())
        understood_in_words(found)
        filters.allowed(found, 6)
        return "filtered" if found.filtered else "words"

    return Target(make, take, (AppError,))


def stored(folder: Path) -> Target:
    """The settings file: never an exception, never less private than before, other programs' keys kept."""
    path = folder / "settings.json"
    usual = as_json(
        settings.asdict(settings.Settings(private=True, history_never=("Bank",), watched={"/a": True}))
        | {"speak": False, "later": [1, {"a": None}]}
    )

    def make(random: Random) -> bytes:
        tree = json.loads(usual)
        if random.random() < 0.6:
            for name in random.sample(sorted(tree), random.randrange(1, 5)):
                tree[name] = value(random) if random.random() < 0.7 else altered(random, tree[name])
            return as_json(tree)
        if random.random() < 0.3:
            return as_json(altered(random, tree))
        return mutated(
            random,
            usual,
            (),
            [b"null", b"true", b"1e999", b"NaN", b"[", b"{", b'"', b"\xff", b"\xef\xbb\xbf"],
        )

    def take(data: bytes) -> str:
        for old in folder.iterdir():
            old.unlink()
        path.write_bytes(data)
        first, second = settings.load(path), settings.load(path)
        if first.private != second.private:
            raise Lost("private in one process and not in the other")
        told = _object(data)
        if told is None:
            if not first.private or [one.read_bytes() for one in folder.glob("*.bad")] != [data]:
                raise Lost("a damaged file, and what it held is not kept")
        elif told.get("private") is True and not first.private:
            raise Lost("it was private")
        settings.save(path, first)
        if settings.load(path) != first:
            raise Lost("saved and read again, they are others")
        after = json.loads(path.read_bytes())
        if told is not None and as_json(after.get("later")) != as_json(told.get("later")):
            raise Lost("a key of another version is gone")
        return "read" if told is not None else "damaged"

    return Target(make, take, (AppError,))


def _object(data: bytes) -> dict[str, object] | None:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
