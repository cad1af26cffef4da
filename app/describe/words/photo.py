"""A photo in words, surest first: kind, gist, people, objects, room and ground, then what is only likely."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.describe.words import items
from app.describe.words.code_words import CodeWords
from app.describe.words.english import ENGLISH
from app.describe.words.grammar import Lexicon, Phrase
from app.describe.words.items import Item
from app.describe.words.naming import Naming
from app.describe.words.phrasing import BRIEF_WORDS, clean, kind_name, lower_first, shortened, word_count
from app.inference.perception import Judged, Perception, Scene
from app.inference.protocols import Kind, Level, Seen, Stance

_BRIEF_ITEMS = 4
_THIRDS = ("upper", "middle", "lower")


@dataclass(frozen=True)
class _Gist:
    """The small model's sentence, without its full stop, and how it may be said.

    Attributes:
        words: It; "" where it may not be said.
        sure: Whether it may be said as a fact.
        denied: What it claims that the detector could see and did not.
        thing: The first thing it names, where that but not the whole of it may be said as a fact.
    """

    words: str = ""
    sure: bool = False
    denied: tuple[str, ...] = ()
    thing: str = ""


class PhotoWords:
    """Puts what was seen in a photo into words. May be shared between threads.

    Args:
        language: The words.
        naming: Knows which things a sentence names.

    Attributes:
        codes: Puts barcodes and QR codes into words.
    """

    def __init__(self, naming: Naming, language: Lexicon = ENGLISH) -> None:
        self.naming = naming
        self.language = language
        self.codes = CodeWords(language)

    def opening(
        self, kind: Kind, seen: Seen | None, perceived: Perception, level: Level, *, gist: bool = True
    ) -> str:
        """The first sentence: at most 20 words when brief; with places from detailed on.

        Args:
            kind: Sort of picture.
            seen: What the small model made of it.
            perceived: What was perceived beside.
            level: How much to say.
            gist: Whether the small model's sentence may be part of it; else another model's words follow.
        """
        name = kind_name(kind)
        words = self._first(seen, perceived, level, gist=gist)
        if not words:
            return self.language.say("kind", kind=name)
        return self._sentence("photo", kind=name, what=words[:1].upper() + words[1:])

    def is_lost(self, opening: str) -> bool:
        """Whether an opening says only that nothing is sure."""
        return self.language.sentences["not_sure"] in opening

    def caption(self, seen: Seen | None, perceived: Perception) -> str:
        """The facts as one bare sentence, where they and not the model's sentence are what is told; or ""."""
        facts = self._facts(seen, perceived)
        if self._lead(seen, perceived, facts).sure:
            return ""
        ends = self._ends(perceived.scene, "", Stance.FACT)
        if not ends and not self._facts(
            None, perceived
        ):  # the thing alone says less than the sentence, hedged
            return ""
        return self._sentence(
            "sentence", what=_upper(self._fit("", [item.plain for item in facts], ends, BRIEF_WORDS))
        )

    def stance(self, seen: Seen | None, perceived: Perception) -> Stance:
        """How the small model's whole sentence is told: as a fact only where it leads as one."""
        if seen is None:
            return Stance.NONE
        sure = self._gist(seen, perceived).sure
        return Stance.HEDGED if seen.stance is Stance.FACT and not sure else seen.stance

    def rest(
        self, seen: Seen | None, perceived: Perception, level: Level, said: str, *, gist: bool = True
    ) -> Iterator[str]:
        """What follows the opening from the second level on: places, doubts, what is only likely.

        Args:
            seen: As for the opening.
            perceived: Likewise.
            level: Likewise.
            said: The opening.
            gist: Likewise.
        """
        if level is Level.BRIEF:
            return
        facts, dull = self._facts(seen if gist else None, perceived), level is Level.FULL
        lead = self._lead(seen, perceived, facts) if gist else _Gist()
        if lead.sure:
            if places := self._placed(facts, perceived, said=lead.words, dull=dull):
                yield self._sentence("sentence", what=_upper(places))
        elif lead.words and lower_first(lead.words) not in said:
            yield self.hedged(lead.words, perceived)
        told = f"{said} {lead.words}"
        if unsaid := self._likely(seen if gist else None, perceived, told):
            sentence = "perhaps_also" if facts or lead.words else "perhaps"
            yield self._sentence(sentence, what=self.language.row(unsaid))
        if found := items.faces(self.language, perceived.faces):
            yield self._sentence("sentence", what=found)
        if ends := self._ends(perceived.scene, told, Stance.HEDGED, dull=dull):
            yield self._sentence("perhaps", what=self.language.join[0].join(ends))

    def instead(self, seen: Seen | None, perceived: Perception, level: Level, said: str) -> str:
        """What the small model has to say where another's words did not come; "" where all is said."""
        lead = self._gist(seen, perceived)
        if lead.sure:
            return f"{lead.words}."
        if lead.words:
            thing = "" if self.naming.named(lead.thing, said) else str(self.language.one(lead.thing))
            room = BRIEF_WORDS - word_count(thing) if level is Level.BRIEF else 0
            words = self.hedged(lead.words, perceived, most=room)
            if not thing:
                return words
            more = self.language.phrase("more", what=thing, more=lower_first(words))
            return self._sentence("sentence", what=_upper(str(more)))
        if self._facts(seen, perceived):
            return ""
        words = self._sentence("sentence", what=self._first(seen, perceived, level, gist=True))
        return "" if words in said else words

    def hedged(self, sentence: str, perceived: Perception, *, most: int = 0) -> str:
        """A model's sentence, hedged; with what the detector denies of it.

        Args:
            sentence: With or without its full stop.
            perceived: What the detector saw.
            most: Words at most; 0 for any number.
        """
        denied = self.naming.denied(sentence, perceived)
        words = lower_first(sentence.rstrip("."))
        if not denied:
            whole = self._sentence("looks_like", what=words)
            return shortened(whole, most) if most else whole
        other = self.denial(denied)
        room = most - len(other.split()) - 3 if most else 0
        if most:
            words = shortened(words, room).rstrip(".")
        says = self.language.phrase("says", what=words)
        return self._sentence("sentence", what=self.language.phrase("more", what=says, more=other))

    def with_denial(self, sentence: str, perceived: Perception) -> str:
        """A model's sentence as it is, and what the detector denies of it."""
        denied = self.naming.denied(sentence, perceived)
        if not denied:
            return sentence
        more = self.language.phrase("more", what=sentence.rstrip("."), more=self.denial(denied))
        return f"{more}."

    def denial(self, names: Sequence[str]) -> str:
        """Say "I could not see a dog or a cat"."""
        others = self.language.sentences["or"].join(str(self.language.one(name)) for name in names)
        return str(self.language.phrase("denied", other=others))

    def _first(self, seen: Seen | None, perceived: Perception, level: Level, *, gist: bool) -> str:
        facts = self._facts(seen if gist else None, perceived)
        lead = self._lead(seen, perceived, facts) if gist else _Gist()
        brief = level is Level.BRIEF
        room = BRIEF_WORDS - 1  # the kind's own word
        if lead.sure:
            if not brief:
                return lead.words
            words = shortened(lead.words, room).rstrip(".")
            fresh = [phrase for item in facts for phrase in self._fresh(item, words)]
            return self._fit(words, fresh, self._ends(perceived.scene, words, Stance.FACT), room)
        ends = self._ends(perceived.scene, "", Stance.FACT)
        if facts or ends:
            if not brief:
                return self._placed(facts, perceived, dull=level is Level.FULL)
            words = self._fit("", [item.plain for item in facts], ends, room)
            if lead.words and not lead.denied:
                gist_words = self.language.phrase("looks_like", what=lower_first(lead.words))
                more = str(self.language.phrase("more", what=words, more=gist_words))
                words = more if word_count(more) <= room else words
            return words
        if perceived.codes:
            return " ".join(self.codes.told(perceived.codes, level)).rstrip(".")
        if lead.words and not lead.denied:
            words = str(self.language.phrase("looks_like", what=lower_first(lead.words)))
            return shortened(words, room).rstrip(".") if brief else words
        if not gist:
            return ""
        if likely := self._likely(seen, perceived, ""):
            return self._perhaps(likely[:_BRIEF_ITEMS], room)
        if doubted := self._likely(seen, perceived, "", doubted=True):
            return self._perhaps(doubted[:_BRIEF_ITEMS], room)
        if maybe := self._ends(perceived.scene, "", Stance.HEDGED, dull=True):
            return self._perhaps(maybe, room)
        return self.language.sentences["not_sure"]

    def _gist(self, seen: Seen | None, perceived: Perception) -> _Gist:
        words = clean(seen.caption or "").rstrip(".") if seen is not None else ""
        if seen is None or not words or seen.stance not in (Stance.FACT, Stance.HEDGED):
            return _Gist()
        denied = self.naming.denied(words, perceived)
        # What things there are is what the model's stance was measured for; how many and what they do was
        # wrong in 9 of 60 photos.
        true = seen.stance is Stance.FACT and not denied
        sure = true and self.naming.only_names(words) and not self.naming.says_who(words)
        sure = sure and self.naming.confirmed(words, perceived)
        thing = self.naming.first_thing(words) if true and not sure else ""
        return _Gist(words, sure, denied, thing if self.naming.confirmed(thing, perceived) else "")

    def _facts(self, seen: Seen | None, perceived: Perception) -> list[Item]:
        """What the detector is sure of, else the thing that the small model is sure of."""
        found = items.told(self.language, perceived.objects, Stance.FACT)
        thing = self._gist(seen, perceived).thing
        if thing and not self.naming.named(thing, _names(found)):
            one = self.language.one(thing)
            found.append(Item((thing,), one, one, one))
        return found

    def _likely(
        self, seen: Seen | None, perceived: Perception, said: str, *, doubted: bool = False
    ) -> list[Phrase]:
        """What the detector thinks likely, then what the small model's classifier does.

        Args:
            seen: What the small model made of it.
            perceived: What was perceived beside.
            said: What was said, and is not said again.
            doubted: What the detector did not see where it should be, too: better than nothing.
        """
        found = items.told(self.language, perceived.objects, Stance.HEDGED)
        sure = f"{said} {_names(self._facts(seen, perceived))}"
        likely = [item.plain for item in found if not self.naming.all_named(item.names, sure)]
        sure += f" {_names(found)}"
        nouns = [thing.name for thing in seen.objects] if seen is not None else []
        if seen is not None and seen.stance is Stance.WITHHELD:
            nouns += seen.may_include
        for noun in dict.fromkeys(clean(noun) for noun in nouns):
            if self.naming.denied(noun, perceived) and not doubted:
                continue
            if noun and not self.naming.named(noun, sure):
                likely.append(self.language.one(noun))
        return likely

    def _lead(self, seen: Seen | None, perceived: Perception, facts: Sequence[Item]) -> _Gist:
        """The small model's sentence, unless the facts say as much, or that it is taken elsewhere."""
        gist = self._gist(seen, perceived)
        indoors, room = perceived.scene.setting, perceived.scene.room
        inside = " a room" if _may(indoors, Stance.FACT) and _named(indoors, "indoors") else ""
        if not gist.sure and room is not None and room.stance is Stance.FACT:
            inside += f" a {room.name}"
        if not gist.words or not self.naming.adds(gist.words, _names(facts) + inside):
            return _Gist()
        if not gist.sure and room is not None and room.stance is Stance.FACT:
            others = [
                place for place in self.naming.rooms(gist.words) if not self.naming.named(place, room.name)
            ]
            return _Gist() if others else gist
        return gist

    def _placed(
        self, facts: Sequence[Item], perceived: Perception, said: str = "", *, dull: bool = False
    ) -> str:
        told = [
            item.known
            if said and self.naming.all_named(item.names, said) and self.naming.names_one(item.names[0], said)
            else item.placed
            for item in facts
        ]
        fresh = [
            str(words)
            for words, item in zip(told, facts, strict=True)
            if not said or words is not item.plain or not self.naming.all_named(item.names, said)
        ]
        ends = self._ends(perceived.scene, said, Stance.FACT, dull=dull)
        parts = [self.language.join[0].join(fresh), self.language.join[0].join(ends)]
        return "; ".join(part for part in parts if part)

    def _perhaps(self, likely: Sequence[object], room: int) -> str:
        """As many of them as fit, but one at least."""
        rows = [self.language.row(likely[:number]) for number in range(len(likely), 0, -1)]
        said = [str(self.language.phrase("perhaps", what=row)) for row in rows]
        return next((words for words in said if word_count(words) <= room), said[-1])

    def _fresh(self, item: Item, said: str) -> list[Phrase]:
        """What of an item was not said: of people that were, only what they are on or with."""
        new = [name for name in item.names if not self.naming.named(name, said)]
        if item.names[0] in new or not new:
            return [item.plain] if new else []
        return [self.language.one(name) for name in new]

    def _fit(self, lead: str, facts: Sequence[Phrase], ends: Sequence[str], room: int) -> str:
        """As much as fits: facts first, then where it is."""
        best, told = lead, list[Phrase]()
        for fact in facts:
            row = self.language.row([*told, fact])
            also = self.language.phrase("also", what=row)
            words = str(self.language.phrase("more", what=lead, more=also) if lead else row)
            if word_count(words) <= room and len(told) < _BRIEF_ITEMS:
                told.append(fact)
                best = words
        for end in ends:
            words = str(self.language.phrase("more", what=best, more=end)) if best else end
            if word_count(words) <= room:
                return words
        return best

    def _ends(self, scene: Scene, said: str, stance: Stance, *, dull: bool = False) -> list[str]:
        """Where it is and what fills it, as far as it may be told with a stance and was not said.

        Walls and floors, which most rooms have, are told of only where ``dull``.
        """
        place = next((one for one in (scene.room, scene.setting) if _may(one, stance)), None)
        known = place is None or (bool(said) and self.naming.named(place.name, said))
        known = known or (place is scene.setting and bool(self.naming.rooms(said)))  # a kitchen is indoors
        found = [] if known else [self.where(scene, stance)]
        for name, words in self.grounds(scene, stance):
            if not (said and self.naming.named(name, said)) and (dull or name not in self.language.dull):
                found.append(words)
        return found

    def where(self, scene: Scene, stance: Stance) -> str:
        """Where it was taken: "in a kitchen", "outdoors"; "" where that may not be told with a stance."""
        if scene.room is not None and _may(scene.room, stance):
            return self.language.room(scene.room.name)
        if scene.setting is not None and _may(scene.setting, stance):
            return self.language.places[scene.setting.name]
        return ""

    def grounds(self, scene: Scene, stance: Stance) -> list[tuple[str, str]]:
        """What fills its parts, (name, words), the ground first: "sea below", "sky above"."""
        thirds: dict[str, list[str]] = {}
        for third in _THIRDS:
            ground: Judged | None = getattr(scene, third)
            if ground is not None and _may(ground, stance):
                thirds.setdefault(ground.name, []).append(self.language.places[f"{third} third"])
        return [
            (name, str(self.language.phrase("placed", what=self.language.ground(name), place=place)))
            for name, place in ((name, self.language.listed(at)) for name, at in reversed(thirds.items()))
        ]

    def _sentence(self, name: str, **parts: object) -> str:
        """A template as a sentence: a capital, and one full stop."""
        words = self.language.say(name, **parts).rstrip(".")
        return f"{words}."


def _names(found: Sequence[Item]) -> str:
    return " ".join(f"a {name}" for item in found for name in item.names)


def _may(judged: Judged | None, stance: Stance) -> bool:
    return judged is not None and judged.stance is stance


def _named(judged: Judged | None, name: str) -> bool:
    return judged is not None and judged.name == name


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]
