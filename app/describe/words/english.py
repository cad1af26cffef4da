"""English: the tables that `grammar.py` puts phrases together from."""

import re
from collections.abc import Mapping

from app.describe.words.grammar import Forms, Lexicon

_THINGS = {
    "person": ("a person", "people"),
    "bicycle": ("a bicycle", "bicycles"),
    "car": ("a car", "cars"),
    "motorcycle": ("a motorcycle", "motorcycles"),
    "airplane": ("an airplane", "airplanes"),
    "bus": ("a bus", "buses"),
    "train": ("a train", "trains"),
    "truck": ("a truck", "trucks"),
    "boat": ("a boat", "boats"),
    "traffic light": ("a traffic light", "traffic lights"),
    "fire hydrant": ("a fire hydrant", "fire hydrants"),
    "stop sign": ("a stop sign", "stop signs"),
    "parking meter": ("a parking meter", "parking meters"),
    "bench": ("a bench", "benches"),
    "bird": ("a bird", "birds"),
    "cat": ("a cat", "cats"),
    "dog": ("a dog", "dogs"),
    "horse": ("a horse", "horses"),
    "sheep": ("a sheep", "sheep"),
    "cow": ("a cow", "cows"),
    "elephant": ("an elephant", "elephants"),
    "bear": ("a bear", "bears"),
    "zebra": ("a zebra", "zebras"),
    "giraffe": ("a giraffe", "giraffes"),
    "backpack": ("a backpack", "backpacks"),
    "umbrella": ("an umbrella", "umbrellas"),
    "handbag": ("a handbag", "handbags"),
    "tie": ("a tie", "ties"),
    "suitcase": ("a suitcase", "suitcases"),
    "frisbee": ("a frisbee", "frisbees"),
    "skis": ("skis", "pairs of skis"),
    "ski": ("skis", "pairs of skis"),
    "snowboard": ("a snowboard", "snowboards"),
    "sports ball": ("a ball", "balls"),
    "kite": ("a kite", "kites"),
    "baseball bat": ("a baseball bat", "baseball bats"),
    "baseball glove": ("a baseball glove", "baseball gloves"),
    "skateboard": ("a skateboard", "skateboards"),
    "surfboard": ("a surfboard", "surfboards"),
    "tennis racket": ("a tennis racket", "tennis rackets"),
    "bottle": ("a bottle", "bottles"),
    "wine glass": ("a wine glass", "wine glasses"),
    "cup": ("a cup", "cups"),
    "fork": ("a fork", "forks"),
    "knife": ("a knife", "knives"),
    "spoon": ("a spoon", "spoons"),
    "bowl": ("a bowl", "bowls"),
    "banana": ("a banana", "bananas"),
    "apple": ("an apple", "apples"),
    "sandwich": ("a sandwich", "sandwiches"),
    "orange": ("an orange", "oranges"),
    "broccoli": ("broccoli", "pieces of broccoli"),
    "carrot": ("a carrot", "carrots"),
    "hot dog": ("a hot dog", "hot dogs"),
    "pizza": ("a pizza", "pizzas"),
    "donut": ("a doughnut", "doughnuts"),
    "cake": ("a cake", "cakes"),
    "chair": ("a chair", "chairs"),
    "couch": ("a couch", "couches"),
    "potted plant": ("a potted plant", "potted plants"),
    "bed": ("a bed", "beds"),
    "dining table": ("a table", "tables"),
    "toilet": ("a toilet", "toilets"),
    "tv": ("a television", "televisions"),
    "laptop": ("a laptop", "laptops"),
    "mouse": ("a computer mouse", "computer mice"),
    "remote": ("a remote control", "remote controls"),
    "keyboard": ("a keyboard", "keyboards"),
    "cell phone": ("a mobile phone", "mobile phones"),
    "microwave": ("a microwave", "microwaves"),
    "oven": ("an oven", "ovens"),
    "toaster": ("a toaster", "toasters"),
    "sink": ("a sink", "sinks"),
    "refrigerator": ("a refrigerator", "refrigerators"),
    "book": ("a book", "books"),
    "clock": ("a clock", "clocks"),
    "vase": ("a vase", "vases"),
    "scissors": ("a pair of scissors", "pairs of scissors"),
    "teddy bear": ("a teddy bear", "teddy bears"),
    "hair drier": ("a hair dryer", "hair dryers"),
    "toothbrush": ("a toothbrush", "toothbrushes"),
    "code": ("a code", "codes"),
    "face": ("a face", "faces"),
    "QR code": ("a QR code", "QR codes"),
    "EAN-13 barcode": ("an EAN-13 barcode", "EAN-13 barcodes"),
    "EAN-8 barcode": ("an EAN-8 barcode", "EAN-8 barcodes"),
    "Code 128 barcode": ("a Code 128 barcode", "Code 128 barcodes"),
    "Data Matrix code": ("a Data Matrix code", "Data Matrix codes"),
    "Aztec code": ("an Aztec code", "Aztec codes"),
    "PDF417 barcode": ("a PDF417 barcode", "PDF417 barcodes"),
    "line": ("a line", "lines"),
    "scene": ("a scene", "scenes"),
}
#: What fills a part of a picture is told without an article: "sea below".
_GROUNDS = {
    "tree": "trees",
    "building": "buildings",
    "skyscraper": "tall buildings",
    "house": "houses",
    "mountain": "mountains",
    "hill": "hills",
    "plant": "plants",
    "flower": "flowers",
    "rock": "rocks",
    "person": "people",
    "earth": "bare earth",
    "ceiling": "a ceiling",
    "wall": "a wall",
    "floor": "a floor",
    "road": "a road",
    "sidewalk": "a pavement",
    "path": "a path",
    "field": "a field",
    "fence": "a fence",
    "river": "a river",
    "lake": "a lake",
    "sea": "sea",
    "sky": "sky",
    "grass": "grass",
    "sand": "sand",
    "snow": "snow",
    "water": "water",
    "bed": "a bed",
    "table": "a table",
    "rug": "a rug",
}
_ROOMS = {
    "street": "on a street",
    "highway": "on a highway",
    "beach": "on a beach",
    "mountain": "in the mountains",
    "coast": "by the sea",
    "ocean": "at sea",
    "field": "in a field",
    "playground": "on a playground",
    "airport terminal": "in an airport terminal",
    "bridge": "at a bridge",
    "waterfall": "at a waterfall",
    "hallway": "in a hallway",
    "corridor": "in a corridor",
}
_PLACES = {
    "left": "on the left",
    "right": "on the right",
    "middle": "in the middle",
    "top": "at the top",
    "bottom": "at the bottom",
    "top left": "at the top left",
    "top right": "at the top right",
    "bottom left": "at the bottom left",
    "bottom right": "at the bottom right",
    "fills": "filling most of the picture",
    "all": "across the picture",
    "near": "close by",
    "far": "far away",
    "edge left": "at the left edge",
    "edge right": "at the right edge",
    "edge top": "at the top edge",
    "edge bottom": "at the bottom edge",
    "from left": "from the left",
    "from middle": "from the middle",
    "from right": "from the right",
    "to left": "to the left",
    "to middle": "to the middle",
    "to right": "to the right",
    "upper third": "above",
    "middle third": "in the middle",
    "lower third": "below",
    "indoors": "indoors",
    "outdoors": "outdoors",
}
_SENTENCES = {
    "at_least": "at least {number} {noun}",
    "one_or_more": "one or more {noun}",
    "part": "{what} or a part of one",
    "placed": "{what} {place}",
    "apart": "{what}, {place}",
    "on": "{what} on {other}",
    "with": "{what} with {other}",
    "room": "in {what}",
    "one_of": "{what}, {others}",
    "one_on": "one on {other}",
    "one_with": "one with {other}",
    "at_least_one_on": "at least one on {other}",
    "at_least_one_with": "at least one with {other}",
    "photo": "{kind}: {what}",
    "kind": "{kind}.",
    "sentence": "{what}.",
    "more": "{what}; {more}",
    "also": "also {what}",
    "perhaps": "perhaps {what}",
    "perhaps_also": "perhaps also {what}",
    "looks_like": "looks like {what}",
    "says": "the model says {what}",
    "denied": "I could not see {other}",
    "or": " or ",
    "cut_off": "{what}, cut off {place}",
    "one_cut_off": "{what}, one cut off {place}",
    "centred": "{what}, centred",
    "at_time": "at {at} {what}.",
    "comes_in": "{what} comes in {place}",
    "appears": "{what} appears {place}",
    "leaves": "{what} leaves {place}",
    "is_gone": "{what} {place} is gone",
    "moves": "{what} moves {before} {now}",
    "moves_up": "{what} moves up",
    "moves_down": "{what} moves down",
    "moves_nearer": "{what} comes nearer",
    "moves_away": "{what} moves away",
    "more_happens": "{number} more such things happen.",
    "code": "{kind}: {what}",
    "code_text": "the text {text}",
    "code_data": "data that is no text",
    "code_link": "a link to {host}",
    "code_link_foreign": "a link to {host}, in letters that are not all Latin",
    "code_link_rest": "{link}, then {rest}",
    "code_wifi": "the Wi-Fi network {what}, with its password",
    "code_wifi_open": "the Wi-Fi network {what}, without a password",
    "code_wifi_password": "the Wi-Fi network {what}, with the password {password}",
    "code_contact": "a contact, {what}",
    "code_phone_is": "telephone {what}",
    "code_mail_is": "e-mail {what}",
    "code_event": "an event, {what}",
    "code_mail": "an e-mail to {what}",
    "code_phone": "the telephone number {what}",
    "code_message": "a text message to {what}",
    "code_place": "the place {what}",
    "code_product": "the product number {number}",
    "code_isbn": "the book number, ISBN {number}",
    "one_more_code": "there is one more code",
    "more_codes": "there are {number} more codes",
    "yes": "yes: {what}",
    "maybe": "perhaps: {what}",
    "more_unknown": "I see {what}; more I cannot tell",
    "at_least_one": "at least one {noun}",
    "not_when": "the file does not say when it was taken",
    "not_where": "the file does not say where it was taken",
    "no_camera": "the file does not say which camera took it",
    "not_sure": "I am not sure what this shows",
}
_NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip

# Nouns that come from models, in no table: these have no article, or one that their spelling hides.
_NO_ARTICLE = frozenset(
    (
        "glasses", "sunglasses", "scissors", "trousers", "pants", "shorts", "jeans", "pyjamas", "pajamas",
        "binoculars", "headphones", "skis", "people", "men", "women", "children", "food", "water", "grass",
        "snow", "sand", "broccoli", "rice", "bread", "luggage", "furniture",
    )
)  # fmt: skip
_SINGULAR = frozenset(("lens", "gas", "canvas", "atlas", "pancreas", "christmas"))
_SILENT_H = ("hour", "honest", "honour", "honor", "heir")
_YOU_SOUND = re.compile(r"uni(?![nm])|unit|use|usa|euro|ewe|one\b|once\b|u[bkrt][aeiou]")
_ARTICLES = re.compile(r"^(?:an?|the|some) (?:pair of )?")


def with_article(noun: str) -> str:
    """A noun with its article: "a laptop", "an umbrella", "sunglasses"."""
    first = noun.split(" ")[0].lower() if noun else ""
    last = noun.split(" ")[-1].lower() if noun else ""
    if not noun or first in ("a", "an", "the", "some") or last in _NO_ARTICLE:
        return noun
    if last.endswith("s") and not last.endswith(("ss", "us", "is")) and last not in _SINGULAR:
        return noun
    vowel = first[0] in "aeiou" and not _YOU_SOUND.match(first)
    return f"{'an' if vowel or first.startswith(_SILENT_H) else 'a'} {noun}"


def _forms(one: str, many: str) -> Forms:
    bare = _ARTICLES.sub("", one)
    return {"one": one, "many": many, "bare": bare, "the": f"the {bare}", "the_many": f"the {many}"}


def _other(noun: str) -> Forms:
    one = with_article(noun)
    return _forms(one, noun if one == noun else _plural(noun))


def _plural(noun: str) -> str:
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return f"{noun}es"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}s"


def _nouns() -> Mapping[str, Forms]:
    return {name: _forms(one, many) for name, (one, many) in _THINGS.items()}


ENGLISH = Lexicon(
    nouns=_nouns(),
    other=_other,
    numbers=_NUMBERS,
    places=_PLACES,
    grounds=_GROUNDS,
    dull=frozenset(("wall", "floor", "ceiling")),
    rooms=_ROOMS,
    sentences=_SENTENCES,
    join=(", ", " and "),
)
