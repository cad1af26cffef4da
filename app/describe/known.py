"""Answers from what is known of a picture, without a model that answers: facts as facts, never a guess."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from app.describe import script
from app.describe.findings import Findings
from app.describe.words import items, phrasing, places
from app.describe.words.photo import PhotoWords
from app.describe.words.questions import Question, QuestionKind, understood
from app.inference.perception import Perception, SeenObject
from app.inference.protocols import Level, Stance

if TYPE_CHECKING:
    from app.inference.coco import NamedClasses

_FACES = frozenset(("face", "faces"))


class KnownAnswers:
    """Answers simple questions about one picture. May be shared between threads.

    Args:
        words: Puts what was seen into words.
    """

    def __init__(self, words: PhotoWords) -> None:
        self._words = words
        self._language = words.language
        self._naming = words.naming

    def answer(self, question: str, findings: Findings) -> str:
        """What is known of what is asked; "" where that is nothing, or the question is not wholly understood.

        Args:
            question: The user's words.
            findings: All that is known of the picture, which was described.
        """
        asked = understood(question)
        if asked is None:
            return ""
        by_form: dict[QuestionKind, Callable[[Findings], str]] = {
            QuestionKind.READ: self._read,
            QuestionKind.CODE: self._codes,
            QuestionKind.WHEN_TAKEN: self._when,
            QuestionKind.WHERE_TAKEN: self._where_taken,
            QuestionKind.CAMERA: lambda known: script.camera(known) or self._say("no_camera"),
            QuestionKind.SIZE: script.size,
            QuestionKind.WHAT: self._what,
            QuestionKind.WHERE_AM_I: self._scene,
            QuestionKind.INDOORS: lambda known: self._setting(known.perceived),
        }
        if asked.asked in by_form:
            return by_form[asked.asked](findings)
        thing = asked.thing
        if thing in _FACES:
            return self._faces(asked.asked, findings)
        if thing == "code":
            return self._code_places(findings)
        meant = self._naming.meant(thing)
        if meant is not None and findings.perceived.looked and not findings.by_facts:
            return self._of_objects(asked, meant, findings)
        if asked.asked is QuestionKind.IS_THERE and meant is None and not findings.by_facts:
            return self._otherwise(thing, findings)
        return ""

    def _of_objects(self, question: Question, meant: "NamedClasses", findings: Findings) -> str:
        asked = question.asked
        objects = [one for one in findings.perceived.objects if one.name in meant.classes]
        facts = [one for one in objects if one.stance is Stance.FACT]
        if facts and meant.sure:
            return self._told(asked, facts, findings.perceived)
        if asked is QuestionKind.IS_THERE and (words := self._of_caption(question.thing, findings)):
            return words
        if facts:  # a dog may be a puppy
            return self._say("more_unknown", what=items.counted(self._language, facts))
        if (hedged := [one for one in objects if one.stance is Stance.HEDGED]) and meant.sure:
            item = items.told(self._language, hedged[:1], Stance.HEDGED)[0]
            if asked is QuestionKind.IS_THERE:
                return self._say("maybe", what=item.placed)
            return self._say("perhaps", what=item.plain if asked is QuestionKind.HOW_MANY else item.placed)
        if not meant.complete or hedged:
            return ""
        return self._say("denied", other=self._language.one(meant.classes[0]))

    def _told(self, asked: QuestionKind, facts: Sequence[SeenObject], perceived: Perception) -> str:
        if asked is QuestionKind.HOW_MANY:
            names = dict.fromkeys(one.name for one in facts)
            counts = [self._at_least(name, [one for one in facts if one.name == name]) for name in names]
            return self._say("sentence", what=self._language.listed(counts))
        # What somebody is on or with belongs to them, and is told with them.
        with_others = [one for one in perceived.objects if one.stance is Stance.FACT]
        people = any(one.name == items.PERSON for one in facts)
        told = items.told(self._language, with_others if people else facts, Stance.FACT)
        wanted = [item for item in told if item.names[0] in {one.name for one in facts}]
        what = self._language.listed([item.placed for item in wanted])
        return self._say("yes" if asked is QuestionKind.IS_THERE else "sentence", what=what)

    def _at_least(self, name: str, facts: Sequence[SeenObject]) -> str:
        if len(facts) == 1:
            if facts[0].part:
                return str(self._language.phrase("part", what=self._language.one(name)))
            return str(self._language.phrase("at_least_one", noun=f"{self._language.noun(name):bare}"))
        return str(items.counted(self._language, facts))

    def _otherwise(self, thing: str, findings: Findings) -> str:
        """Of a thing that the detector does not know: what fills the picture, what the small model says."""
        if not self._naming.is_thing(thing):
            return ""
        for name, place in self._words.grounds(findings.perceived.scene, Stance.FACT):
            if self._naming.named(name, thing):
                return self._say("yes", what=place)
        if words := self._of_caption(thing, findings):
            return words
        seen = findings.seen
        nouns = [one.name for one in seen.objects] if seen is not None else []
        if seen is not None and seen.stance is Stance.WITHHELD:
            nouns += seen.may_include
        denied = self._naming.denied(thing, findings.perceived)
        noun = next((one for one in nouns if self._naming.named(thing, f"a {one}")), "")
        return self._say("perhaps", what=self._language.one(noun)) if noun and not denied else ""

    def _of_caption(self, thing: str, findings: Findings) -> str:
        """The small model's sentence, where it names the thing and nothing speaks against it."""
        seen = findings.seen
        caption = phrasing.clean(seen.caption or "").rstrip(".") if seen is not None else ""
        if seen is None or not caption or self._naming.denied(caption, findings.perceived):
            return ""
        if not self._naming.mentions(caption, thing):
            return ""
        stance = self._words.stance(seen, findings.perceived)
        if stance is Stance.FACT:
            return self._say("yes", what=phrasing.lower_first(caption))
        if stance is Stance.HEDGED:
            words = self._language.phrase("looks_like", what=phrasing.lower_first(caption))
            name = self._naming.thing(thing)
            first = name == self._naming.first_thing(caption)
            if seen.stance is Stance.FACT and first and self._naming.confirmed(name, findings.perceived):
                more = self._language.phrase("more", what=self._language.one(name), more=words)
                return self._say("yes", what=more)
            return self._say("maybe", what=words)
        return ""

    def _faces(self, asked: QuestionKind, findings: Findings) -> str:
        sure = [face for face in findings.perceived.faces if face.stance is Stance.FACT]
        if findings.by_facts or not findings.perceived.looked:
            return ""
        if not sure:
            return self._say("denied", other=self._language.one("face"))
        if asked is QuestionKind.HOW_MANY:
            few = self._language.phrase("at_least_one", noun=f"{self._language.noun('face'):bare}")
            many = self._language.at_least("face", len(sure))
            return self._say("sentence", what=few if len(sure) == 1 else many)
        words = items.faces(self._language, findings.perceived.faces)
        return self._say("yes" if asked is QuestionKind.IS_THERE else "sentence", what=words)

    def _read(self, findings: Findings) -> str:
        if findings.lines is None:
            return ""
        said = " ".join(piece for piece in script.all_text(findings) if piece)
        return said if findings.lines or not findings.perceived.codes else self._codes(findings)

    def _codes(self, findings: Findings) -> str:
        told = self._words.codes.told(findings.perceived.codes, Level.DETAILED)
        return " ".join(told) or self._say("denied", other=self._language.one("code"))

    def _code_places(self, findings: Findings) -> str:
        found = [
            self._language.phrase(
                "placed",
                what=self._language.one(code.format),
                place=self._language.places[places.place(code.box)],
            )
            for code in findings.perceived.codes
        ]
        row = self._language.listed(found) or self._language.phrase(
            "denied", other=self._language.one("code")
        )
        return self._say("sentence", what=row)

    def _when(self, findings: Findings) -> str:
        return script.taken(findings) or self._say("not_when")

    def _where_taken(self, findings: Findings) -> str:
        return script.place(findings) or self._say("not_where")

    def _what(self, findings: Findings) -> str:
        pieces = [
            script.opening(findings, self._words, Level.BRIEF),
            *script.after_text(findings, self._words, Level.BRIEF, ""),
        ]
        return " ".join(piece for piece in pieces if piece)

    def _setting(self, perceived: Perception) -> str:
        for stance, sentence in ((Stance.FACT, "sentence"), (Stance.HEDGED, "perhaps")):
            if where := self._words.where(perceived.scene, stance):
                return self._say(sentence, what=where)
        return ""

    def _scene(self, findings: Findings) -> str:
        return " ".join(part for part in (self._setting(findings.perceived), script.place(findings)) if part)

    def _say(self, sentence: str, **parts: object) -> str:
        words = self._language.say(sentence, **parts).rstrip(".")
        return f"{words}."
