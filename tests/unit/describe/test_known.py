"""Questions that are answered without a model that answers: sixty sentences, and what must never be said."""

from dataclasses import replace

import pytest

from app.describe.findings import Findings
from app.describe.known import KnownAnswers
from app.describe.result import TextLine
from app.describe.words.naming import Naming
from app.describe.words.photo import PhotoWords
from app.inference.perception import Box, Code, Face, Judged, Perception, Scene, SeenObject
from app.inference.protocols import Kind, NamedObject, Seen, Stance

FACT, HEDGED, WITHHELD = Stance.FACT, Stance.HEDGED, Stance.WITHHELD
PEOPLE = "at least two people in the middle and on the right, one on a surfboard"
WHAT = (
    "Photo: At least two people, one on a surfboard, and a dog; on a beach. "
    'It says: "NO SWIMMING". A QR code: a link to example.org.'
)
KNOWN = KnownAnswers(PhotoWords(Naming()))


def thing(name: str, box: Box, stance: Stance = FACT, score: float = 0.8) -> SeenObject:
    return SeenObject(name, score, box, stance, probability=0.97)


PERCEIVED = Perception(
    objects=(
        thing("dog", (0.05, 0.4, 0.3, 0.9)),
        thing("person", (0.42, 0.2, 0.58, 0.7)),
        thing("person", (0.7, 0.2, 0.8, 0.7)),
        thing("surfboard", (0.35, 0.6, 0.65, 0.78)),
        thing("cup", (0.8, 0.8, 0.85, 0.9), HEDGED, 0.45),
        thing("cat", (0.1, 0.1, 0.3, 0.3), WITHHELD, 0.2),
    ),
    faces=(Face(0.9, (0.45, 0.2, 0.5, 0.3), FACT),),
    codes=(Code("QR code", "https://example.org/menu", (0.9, 0.1, 1, 0.2)),),
    scene=Scene(Judged("outdoors", 0.99, FACT), Judged("beach", 0.97, FACT), lower=Judged("sea", 0.98, FACT)),
    looked=True,
)
SEEN = Seen(
    Kind.PHOTO, 0.99, "A man rides a wave near a lighthouse.", 0.95, FACT, (NamedObject("fence", 0.9),)
)


def beach() -> Findings:
    facts = {"taken": "2024-05-01T09:30:00", "place": "Brighton, United Kingdom", "camera": "Canon X1"}
    findings = Findings(640, 480, facts, SEEN, PERCEIVED)
    findings.lines = (TextLine("NO SWIMMING", 0.99, (10, 10, 90, 30)),)
    findings.settle()
    return findings


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        # Is there
        ("Is there a dog?", "Yes: a dog on the left."),
        ("is there a dog", "Yes: a dog on the left."),
        ("Is there a dog in the picture?", "Yes: a dog on the left."),
        ("Are there any dogs?", "Yes: a dog on the left."),
        ("Can you see a dog?", "Yes: a dog on the left."),
        ("Do you see any people?", f"Yes: {PEOPLE}."),
        ("Is anybody there?", f"Yes: {PEOPLE}."),
        ("Is there someone in the photo?", f"Yes: {PEOPLE}."),
        ("Is there a man?", "Perhaps: looks like a man rides a wave near a lighthouse."),
        ("Is there a woman?", "I see at least two people; more I cannot tell."),
        ("Is there a puppy?", "I see a dog; more I cannot tell."),
        ("Are there animals?", "Yes: a dog on the left."),
        ("Is there a cup?", "Perhaps: a cup at the bottom right."),
        ("Is there a mug here?", "Perhaps: a cup at the bottom right."),
        ("Is there a cat?", "I could not see a cat."),
        ("Is there a bus?", "I could not see a bus."),
        ("Are there any horses in it?", "I could not see a horse."),
        ("Is there a lighthouse?", "Perhaps: looks like a man rides a wave near a lighthouse."),
        ("Is there a fence?", "Perhaps a fence."),
        ("Is there a face?", "Yes: a face."),
        ("Is there sea?", "Yes: sea below."),
        ("Is there any text?", 'It says: "NO SWIMMING".'),
        ("Is there a QR code?", "A QR code: a link to example.org, then \"/menu\"."),
        ("Is there a barcode?", "A QR code: a link to example.org, then \"/menu\"."),
        # How many
        ("How many dogs are there?", "At least one dog."),
        ("How many people?", "At least two people."),
        ("How many people are in the picture?", "At least two people."),
        ("How many cats do you see?", "I could not see a cat."),
        ("How many cups are there?", "Perhaps a cup."),
        ("How many faces are there?", "At least one face."),
        ("How many animals are there?", "At least one dog."),
        # Where is
        ("Where is the dog?", "A dog on the left."),
        ("Where are the people?", "A" + PEOPLE[1:] + "."),
        ("Where is the surfboard?", "A surfboard in the middle."),
        ("Where is the cup?", "Perhaps a cup at the bottom right."),
        ("Where is the cat?", "I could not see a cat."),
        ("Where's the QR code?", "A QR code at the top right."),
        # What does it say
        ("What does it say?", 'It says: "NO SWIMMING".'),
        ("What does the sign say?", 'It says: "NO SWIMMING".'),
        ("What is written there?", 'It says: "NO SWIMMING".'),
        ("Read it", 'It says: "NO SWIMMING".'),
        ("Read the text.", 'It says: "NO SWIMMING".'),
        ("Can you read it to me?", 'It says: "NO SWIMMING".'),
        ("What does the QR code say?", "A QR code: a link to example.org, then \"/menu\"."),
        ("Scan the code", "A QR code: a link to example.org, then \"/menu\"."),
        # When and where taken, with what
        ("When was it taken?", "Taken on 1 May 2024 at 09:30."),
        ("When was this photo taken?", "Taken on 1 May 2024 at 09:30."),
        ("What date was it taken?", "Taken on 1 May 2024 at 09:30."),
        ("Where was it taken?", "Place: Brighton, United Kingdom."),
        ("Where was this picture taken?", "Place: Brighton, United Kingdom."),
        ("Which camera took it?", "Camera: Canon X1."),
        ("How big is the picture?", "The picture is 640 by 480 pixels."),
        # What is it
        ("What is it?", WHAT),
        ("What is this?", WHAT),
        ("What's in the picture?", WHAT),
        ("What do you see?", WHAT),
        # Is it indoors
        ("Is it indoors?", "On a beach."),
        ("Is this outside?", "On a beach."),
        ("Is it inside or outside?", "On a beach."),
        ("Where is this?", "On a beach. Place: Brighton, United Kingdom."),
        # What cannot be told
        ("Which colour is the dog?", ""),
        ("Is the dog asleep?", ""),
        ("Is there a brown dog?", ""),
        ("Is there a dog on the sofa?", ""),
        ("Is there a dog without a lead?", ""),
        ("Is there no dog?", ""),
        ("Is there a dog or a cat?", ""),
        ("How many people are wearing hats?", ""),
        ("How many legs does the dog have?", ""),
        ("How old is the man?", ""),
        ("Who is it?", ""),
        ("Where is the man looking?", ""),
        ("Where is the key?", ""),
        ("Is there a tractor?", ""),
        ("Is there a unicorn?", ""),
        ("What is the man doing?", ""),
        ("What is the dog doing?", ""),
        ("What does the man say?", ""),
        ("Why?", ""),
        ("?", ""),
    ],
)  # fmt: skip
def test_what_is_known_answers_and_nothing_else_does(question: str, answer: str) -> None:
    assert KNOWN.answer(question, beach()) == answer


@pytest.mark.parametrize("question", ["Is there a dog?", "How many dogs are there?", "Where is the dog?"])
def test_where_nothing_looked_for_things_they_are_not_missed(question: str) -> None:
    findings = beach()
    findings.perceived = replace(PERCEIVED, looked=False, objects=())
    assert KNOWN.answer(question, findings) == ""


def test_what_was_seen_on_a_screen_is_not_told_of() -> None:
    findings = beach()
    findings.by_facts, findings.kind = True, Kind.SCREENSHOT
    assert KNOWN.answer("Is there a dog?", findings) == ""
    assert KNOWN.answer("What does it say?", findings) == 'It says: "NO SWIMMING".'


def test_what_the_file_does_not_say_is_told_so() -> None:
    findings = beach()
    findings.facts, findings.lines = {}, ()
    findings.perceived = Perception(looked=True)
    assert KNOWN.answer("When was it taken?", findings) == "The file does not say when it was taken."
    assert KNOWN.answer("Where was it taken?", findings) == "The file does not say where it was taken."
    assert KNOWN.answer("What does it say?", findings) == "I found no text in it."
    assert KNOWN.answer("Is there a QR code?", findings) == "I could not see a code."
    assert KNOWN.answer("Is it indoors?", findings) == ""
    findings.lines = None  # nothing reads here
    assert KNOWN.answer("What does it say?", findings) == ""


def test_a_hedged_sentence_answers_with_perhaps() -> None:
    findings = beach()
    findings.seen = replace(SEEN, stance=HEDGED)
    assert KNOWN.answer("Is there a lighthouse?", findings) == (
        "Perhaps: looks like a man rides a wave near a lighthouse."
    )
    findings.seen = replace(SEEN, stance=WITHHELD, may_include=("tent",))
    assert KNOWN.answer("Is there a lighthouse?", findings) == ""
    assert KNOWN.answer("Is there a tent?", findings) == "Perhaps a tent."
    findings.seen = replace(SEEN, stance=WITHHELD, may_include=("tent", "envelope"))
    assert KNOWN.answer("Is there an envelope?", findings) == "Perhaps an envelope."


def test_a_thing_that_only_the_small_model_saw_is_perhaps_there() -> None:
    findings = beach()
    findings.seen = replace(SEEN, caption="A boat near a pier.")
    boat = thing("boat", (0.1, 0.1, 0.3, 0.3), WITHHELD, 0.2)
    findings.perceived = replace(PERCEIVED, objects=(*PERCEIVED.objects, boat))
    assert KNOWN.answer("Is there a boat?", findings) == "Perhaps: looks like a boat near a pier."


def test_a_denied_sentence_answers_nothing() -> None:
    findings = beach()
    findings.seen = replace(SEEN, caption="A bear sits by a lighthouse.")
    assert KNOWN.answer("Is there a bear?", findings) == "I could not see a bear."
    assert KNOWN.answer("Is there a lighthouse?", findings) == ""


def test_perhaps_is_said_of_what_is_likely_only() -> None:
    findings = beach()
    findings.perceived = replace(PERCEIVED, scene=Scene(setting=Judged("indoors", 0.8, HEDGED)))
    assert KNOWN.answer("Is it outdoors?", findings) == "Perhaps indoors."
    assert KNOWN.answer("Is there grass?", findings) == ""
