"""Which objects a sentence names, and whether it is true of a picture's reference sentences."""

import importlib.resources
import json
from pathlib import Path

import pytest

from mlx_models.compact.words import ObjectWords
from mlx_models.training.objects import false_objects, is_false, object_words

NAMED = [
    # plurals and synonyms
    ("Two dogs play.", {"dog"}),
    ("A puppy sleeps.", {"dog"}),
    ("Three people walk.", {"person"}),
    ("A crowd waits.", {"person"}),
    ("A group of people.", {"person"}),
    ("Men and women.", {"man", "woman"}),
    ("A lady and a guy.", {"man", "woman"}),
    ("Kids with a toddler.", {"child", "baby"}),
    ("Knives and forks", {"knife", "fork"}),
    ("The shelves are empty.", {"shelf"}),
    ("Geese, sheep and mice", {"goose", "sheep", "mouse"}),
    ("Ponies on a couch", {"horse", "couch"}),
    ("A sofa and a fridge", {"couch", "refrigerator"}),
    ("A bike near a motorbike", {"bicycle", "motorcycle"}),
    ("A dirt bike", {"motorcycle"}),
    ("A plane and a jumbo jet", {"airplane"}),
    ("An old television", {"television"}),
    ("A T-shirt and a tee shirt", {"shirt"}),
    ("Glasses and sunglasses", {"glasses", "sunglasses"}),
    ("The sea and the ocean", {"ocean"}),
    ("A road by the woods", {"street", "forest"}),
    ("The man's hat", {"man", "hat"}),
    ("A snow-covered hill", {"snow", "hill"}),
    ("A grassy field", {"grass", "field"}),
    ("Doughnuts, donuts", {"donut"}),
    ("A cellphone and a smartphone", {"cell phone"}),
    # the longest name wins
    ("A hot dog", {"hot dog"}),
    ("A dog with a hot dog", {"dog", "hot dog"}),
    ("A teddy bear on a bed", {"teddy bear", "bed"}),
    ("A polar bear", {"polar bear"}),
    ("A roll of toilet paper", {"toilet paper"}),
    ("A toilet", {"toilet"}),
    ("A tennis ball", {"tennis ball"}),
    ("A fire hydrant", {"fire hydrant"}),
    ("A traffic light over a stop sign", {"traffic light", "stop sign"}),
    ("A wine glass", {"wine glass"}),
    ("Wine glasses", {"wine glass"}),
    ("A glass of wine", {"wine", "wine glass"}),
    ("A glass of water", {"water", "glass"}),
    ("A cup of coffee", {"coffee", "cup"}),
    ("A baseball bat", {"baseball bat"}),
    ("A parking meter in a parking lot", {"parking meter", "parking lot"}),
    ("An ice cream cone", {"ice cream"}),
    ("A computer mouse", {"mouse"}),
    ("A bow tie", {"bow tie"}),
    ("A merry go round", {"carousel"}),
    ("Bathing suits and a business suit", {"swimsuit", "suit"}),
    ("Train tracks", {"train tracks"}),
    ("A hot air balloon", {"hot air balloon"}),
    ("A fire truck", {"fire truck"}),
    ("A water bottle", {"bottle"}),
    ("A potted plant", {"plant"}),
    # one word, two objects
    ("A cyclist", {"person", "bicycle"}),
    ("Two surfers", {"person", "surfboard"}),
    ("A snowboarder", {"person", "snowboard"}),
    ("A tennis player", {"person", "tennis"}),
    ("A boy is skateboarding", {"boy", "skateboard"}),
    # what is no object
    ("In front of the camera", set()),
    ("A dog looks at the camera.", {"dog"}),
    ("A dog bites a camera.", {"dog", "camera"}),
    ("The one on top of it", set()),
    ("It has a license plate.", set()),
    ("Something is happening here.", set()),
    ("Nobody", set()),
    ("", set()),
    # colours and matter before a noun
    ("A boy in an orange shirt", {"boy", "shirt"}),
    ("An orange cat", {"cat"}),
    ("An orange and white cat", {"cat"}),
    ("A man dressed in orange", {"man"}),
    ("An orange on a plate", {"orange", "plate"}),
    ("An orange and a banana", {"orange", "banana"}),
    ("Two oranges", {"orange"}),
    ("A lime green car", {"car"}),
    ("A peach colored dress", {"dress"}),
    ("A glass table", {"table"}),
    ("A stone wall", {"wall"}),
    ("A baby elephant", {"elephant"}),
    ("A baby girl", {"baby", "girl"}),
    ("A toy truck", {"truck"}),
    ("A female skater", {"woman", "person"}),
    # verbs
    ("A man waves a flag.", {"man", "flag"}),
    ("A surfer rides waves", {"person", "surfboard", "wave"}),
    ("The wave is big.", {"wave"}),
    ("There are rocks", {"rock"}),
    ("A boy slides down a slide.", {"boy", "slide"}),
    ("A player swings a bat.", {"person", "baseball bat"}),
    ("People train for it", {"person"}),
    ("A man watches birds fly.", {"man", "bird"}),
    ("A girl is painting a wall.", {"girl", "wall"}),
    ("A painting on a wall", {"picture", "wall"}),
    ("A watch", {"watch"}),
    ("A fly", {"fly"}),
    ("fly", {"fly"}),
    ("She can do it", set()),
    ("A can of beans", {"can", "beans"}),
]


@pytest.mark.parametrize(("sentence", "names"), NAMED, ids=[s for s, _ in NAMED])
def test_objects_of_a_sentence(sentence: str, names: set[str]) -> None:
    assert object_words(sentence) == names


JUDGED = [
    # synonyms and hypernyms, one way only
    ("a dog", ["A terrier runs."], set()),
    ("a dog", ["A puppy runs."], set()),
    ("an animal", ["A dog runs."], set()),
    ("an animal", ["A poodle runs."], set()),
    ("a poodle", ["A dog runs."], {"poodle"}),
    ("a cat", ["A dog runs."], {"cat"}),
    ("a bicycle", ["A bike"], set()),
    ("a bike", ["A bicycle"], set()),
    ("a motorcycle", ["A bicycle"], {"motorcycle"}),
    ("a bike", ["A motorcycle"], {"bicycle"}),
    ("a bike", ["A cyclist"], set()),
    ("a vehicle", ["A bus"], set()),
    ("water", ["Surfers on the ocean"], set()),
    ("an ocean", ["A pond"], {"ocean"}),
    ("a ball", ["A tennis ball"], set()),
    ("a tennis ball", ["A ball"], {"tennis ball"}),
    ("a bear", ["A teddy bear"], {"bear"}),
    ("a dog", ["A hot dog"], {"dog"}),
    ("pants", ["Blue jeans"], set()),
    ("food", ["A slice of pizza"], set()),
    ("a room", ["A kitchen"], set()),
    ("a tree", ["The woods"], set()),
    ("a computer", ["A laptop"], set()),
    ("a laptop", ["A computer"], {"laptop"}),
    ("a man and a dog", ["A man", "A dog sits."], set()),
    ("a man with a dog on a beach", ["A man with a cat"], {"dog", "beach"}),
    ("it is nice", ["A man"], set()),
    ("a dog", ["Nice."], {"dog"}),
    # people
    ("a person", ["A girl"], set()),
    ("people", ["A surfer"], set()),
    ("a person", ["A dog"], {"person"}),
    ("a man", ["A guy"], set()),
    ("a man", ["A player"], set()),
    ("a woman", ["A player"], set()),
    ("a man", ["People"], set()),
    ("a man", ["A woman"], {"man"}),
    ("a man", ["A woman", "A person"], {"man"}),
    ("a man", ["A person", "A child"], {"man"}),
    ("a man", ["A girl"], {"man"}),
    ("a man", ["A boy"], {"man"}),
    ("a woman", ["A girl"], {"woman"}),
    ("a man", ["A man and a woman"], set()),
    ("a boy", ["A child"], set()),
    ("a boy", ["A kid", "A girl"], {"boy"}),
    ("a boy", ["A kid", "A woman"], set()),
    ("a girl", ["A child with her mother"], set()),
    ("a girl", ["A boy"], {"girl"}),
    ("a child", ["A boy"], set()),
    ("a child", ["A baby"], set()),
    ("a baby", ["A child"], set()),
    ("a child", ["A man"], {"child"}),
    ("a child", ["A person"], {"child"}),
    ("a boy", ["A young man"], set()),
    ("a man", ["A young man"], set()),
    ("a man", ["A teenager"], set()),
    ("a woman", ["A teenager", "A young man"], {"woman"}),
]


@pytest.mark.parametrize(("sentence", "references", "wrong"), JUDGED)
def test_what_is_false(sentence: str, references: list[str], wrong: set[str]) -> None:
    assert false_objects(sentence, references) == wrong
    assert is_false(sentence, references) == bool(wrong)


def test_one_reference_is_enough() -> None:
    references = ["A man.", "A man stands.", "Someone.", "A man.", "A man with a frisbee."]
    assert not is_false("a man throws a frisbee", references)
    assert is_false("a man throws a frisbee", references[:4])


def test_places_are_counted_in_words() -> None:
    words = ObjectWords.load()
    assert words.find("A man's T-shirt, near two hot dogs!") == [
        ("man", 1, 2),
        ("shirt", 2, 4),
        ("hot dog", 6, 8),
    ]
    assert words.find("the cyclist") == [("person", 1, 2), ("bicycle", 1, 2)]


def test_what_an_object_is_too() -> None:
    words = ObjectWords.load()
    assert words.implied("terrier") == {"terrier", "dog", "animal"}
    assert words.implied("poodle") >= {"dog", "animal"}
    assert "poodle" not in words.implied("dog")
    assert words.implied("no such thing") == {"no such thing"}


def test_every_name_finds_itself() -> None:
    """A list of bare names ("may include: a stove, a watch") is judged by the same measure."""
    words = ObjectWords.load()
    composite = {o["name"] for o in _shipped() if "means" in o}
    lost = {n for n in words.names - composite if n not in {found for found, _, _ in words.find(n)}}
    assert lost == set()


def test_the_classifiers_names_are_known() -> None:
    words = ObjectWords.load()
    classes = json.loads((_folder("mlx_models.training") / "classes.json").read_text("utf-8"))
    assert {c for c in classes if not words.find(c)} == set()


def test_the_list_is_consistent() -> None:
    objects = _shipped()
    names = [o["name"] for o in objects if o["name"]]
    assert len(names) == len(set(names))
    words = [w for o in objects for w in o["words"]]
    assert sorted(w for w in set(words) if words.count(w) > 1) == []
    known = set(names)
    assert {h for o in objects for h in [*o["is"], *o.get("means", [])]} <= known


def test_another_list_can_be_loaded(tmp_path: Path) -> None:
    path = tmp_path / "objects.json"
    path.write_text('[{"name": "city", "words": ["city"], "is": []}]', "utf-8")
    assert ObjectWords.load(path).find("Cities with dogs") == [("city", 0, 1)]


def test_a_broken_list_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "objects.json"
    path.write_text("[", "utf-8")
    with pytest.raises(ValueError, match="Expecting value"):
        ObjectWords.load(path)


def _folder(package: str) -> Path:
    return Path(str(importlib.resources.files(package)))


def _shipped() -> list[dict[str, object]]:
    loaded: list[dict[str, object]] = json.loads(
        (_folder("mlx_models.compact") / "objects.json").read_text("utf-8")
    )
    return loaded
