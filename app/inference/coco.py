"""COCO's 80 classes of objects: their order, their plurals, and which words of a sentence mean which."""

from dataclasses import dataclass
from functools import cache

from app.inference.words import Things, words_of
from mlx_models.compact.words import plural

# Class / irregular plural / name in objects.json, ">" where it is only one sort of that / other plain words.
# A plain word says no more than the class does: who asks for a puppy or a woman asks for more.
_TABLE = """
person / people / / persons, human, humans, someone, somebody, anyone, anybody, folks
bicycle / / / bike, cycle
car / / / automobile
motorcycle / / / motorbike
airplane / / / plane, aeroplane, aircraft
bus / / / busses
train
truck / / / lorry, lorries
boat
traffic light / / / traffic signal, stoplight, stop light
fire hydrant / / / hydrant
stop sign
parking meter
bench
bird
cat
dog
horse
sheep / sheep
cow / / / cattle
elephant
bear
zebra
giraffe
backpack / / / rucksack
umbrella / / / parasol
handbag / / / purse
tie / / / necktie
suitcase
frisbee
skis / skis / / ski, pair of skis
snowboard
sports ball / / >ball / soccer ball, tennis ball
kite
baseball bat
baseball glove / / >glove / baseball mitt, catchers mitt
skateboard
surfboard
tennis racket / / >racket / tennis racquet
bottle
wine glass / / / wineglass
cup / / / mug
fork
knife / knives
spoon
bowl
banana
apple
sandwich
orange
broccoli / broccoli
carrot
hot dog / / / hotdog
pizza
donut / / / doughnut
cake
chair
couch / / / sofa
potted plant / / >plant / houseplant
bed
dining table / / >table / table
toilet
tv / / television / television, tv set
laptop / / / laptop computer
mouse / computer mice / mouse / computer mouse
remote / / / remote control
keyboard / / / computer keyboard
cell phone / / / cellphone, mobile phone, smartphone
microwave / / / microwave oven
oven / / stove / stove, cooker
toaster
sink / / / wash basin, washbasin
refrigerator / / / fridge
book
clock
vase
scissors / scissors
teddy bear / / / teddy
hair drier / / hair dryer / hair dryer, hairdryer
toothbrush
"""


@dataclass(frozen=True)
class CocoClass:
    """One class.

    Attributes:
        name: Singular, as COCO writes it.
        plural: Of the name.
        thing: Its name in objects.json.
        sort: Whether it is only one sort of ``thing``.
        plain: Words and phrases that mean it and say no more.
    """

    name: str
    plural: str
    thing: str
    sort: bool
    plain: frozenset[str]


@dataclass(frozen=True)
class NamedClasses:
    """Classes that a sentence names at one place.

    Attributes:
        start: Its first word; see `app.inference.words.words_of`.
        end: One more than its last.
        classes: Any of them is one: all animals for "animals".
        sure: Every object of these classes is what is named; a dog may be no puppy.
        complete: What is named is always of these classes; there are other animals.
    """

    start: int
    end: int
    classes: tuple[str, ...]
    sure: bool
    complete: bool


@cache
def coco_classes() -> tuple[CocoClass, ...]:
    """All, in COCO's order, in which a file may number them."""
    return tuple(_read(line) for line in _TABLE.strip().splitlines())


def _read(line: str) -> CocoClass:
    name, many, thing, others = (part.strip() for part in (line + " / / /").split("/")[:4])
    many = many or plural(name)
    said = [name, many, *(word.strip() for word in others.split(",") if word.strip())]
    plain = frozenset([*said, *map(plural, said)])
    return CocoClass(name, many, thing.removeprefix(">") or name, thing.startswith(">"), plain)


class CocoWords:
    """Finds classes in sentences. Immutable; may be shared between threads.

    Args:
        things: What things are called, and what they are as well.
    """

    def __init__(self, things: Things) -> None:
        self._things = things
        self._plain: dict[str, set[str]] = {}
        self._own: dict[str, set[str]] = {}  # a thing's name -> the class that is exactly it
        self._wider: dict[str, set[str]] = {}  # a thing's name -> classes that are sorts of it
        for one in coco_classes():
            for word in one.plain:
                self._plain.setdefault(word, set()).add(one.name)
            wider = set(things.implied([one.thing]))
            if not one.sort:
                self._own.setdefault(one.thing, set()).add(one.name)
                wider.discard(one.thing)
            for name in wider:
                self._wider.setdefault(name, set()).add(one.name)

    def find(self, sentence: str) -> list[NamedClasses]:
        """What a sentence names, in order."""
        words = words_of(sentence)
        found: dict[tuple[int, int], NamedClasses] = {}
        for name, start, end in self._things.find(sentence):
            named = self._named(" ".join(words[start:end]), name)
            if named is not None and (start, end) not in found:
                found[start, end] = NamedClasses(start, end, *named)
        return list(found.values())

    def _named(self, said: str, name: str) -> tuple[tuple[str, ...], bool, bool] | None:
        sorts = self._wider.get(name, set())
        if plain := self._plain.get(said, set()):
            return tuple(sorted(plain)), True, True
        if name not in self._own and sorts:
            return tuple(sorted(sorts)), True, False
        narrower = {one for meant in self._things.implied([name]) for one in self._own.get(meant, ())}
        return (tuple(sorted(narrower)), False, True) if narrower else None
