"""What is said about a video, with pictures described by a stand-in that knows them by their colour."""

import io
import json
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hearing import hear
from numpy.typing import NDArray
from PIL import Image

from app.cancel import CancelToken
from app.describe.answer import Answer
from app.describe.media import MOST_SHOWN, MediaAsker, MediaDescriber
from app.describe.narration import Narration
from app.describe.picture import Picture
from app.describe.result import Description, TextLine
from app.describe.video import clip_words
from app.describe.video.watched import Detail, Moment, VideoScene, Watched
from app.errors import AppError, Cancelled
from app.inference.perception import SeenObject
from app.inference.protocols import Kind, Level, Stance
from app.shot import Source

MP4 = b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + bytes(64)
PNG = b"\x89PNG\r\n\x1a\n"


def line(text: str) -> TextLine:
    return TextLine(text, 0.99, (10, 20, 110, 40))


def photo(caption: str, stance: Stance = Stance.HEDGED) -> Description:
    return Description(None, Kind.PHOTO, stance, caption, "model", 0.8, spoken=f"Photo: Looks like {caption}")


def page(caption: str, *lines: str) -> Description:
    text = tuple(line(one) for one in lines)
    return Description(None, Kind.SCREENSHOT, Stance.FACT, caption, "facts", text=text, spoken=caption)


@dataclass
class Pictures:
    """Describes what it was told to, by the picture's bytes."""

    answers: dict[bytes, Description]
    looked: list[Source] = field(default_factory=list)
    levels: list[Level] = field(default_factory=list)

    def describe(self, picture: Picture, level: Level, cancel: CancelToken | None) -> Narration[Description]:
        def tell(narration: Narration[Description]) -> Generator[str, None, Description]:
            narration.cancel.check()
            self.looked.append(picture.source)
            self.levels.append(level)
            found = self.seen_in(picture)
            yield found.spoken
            return found

        return Narration(tell, cancel)

    def read(self, picture: Picture, cancel: CancelToken | None) -> Narration[Description]:
        def tell(narration: Narration[Description]) -> Generator[str, None, Description]:
            self.looked.append(picture.source)
            yield ""
            return replace(self.seen_in(picture), kind=Kind.UNKNOWN)

        return Narration(tell, cancel)

    def seen_in(self, picture: Picture) -> Description:
        assert isinstance(picture.source, bytes)
        return self.answers[picture.source]


@dataclass
class Watching:
    """Gives scenes without a video."""

    scenes: Sequence[VideoScene]
    facts: dict[str, Any] = field(default_factory=lambda: {"duration": 42.0, "width": 1280, "height": 720})
    count: int = 0
    times: int = 0
    more: dict[str, Any] = field(default_factory=dict)
    moments: list[Moment] = field(default_factory=list)
    details: list[Detail] = field(default_factory=list)

    def __call__(self, source: Path | bytes, cancel: CancelToken) -> Iterator[Watched]:
        self.times += 1
        seen = Watched("clip.mp4", dict(self.facts), **self.more)
        yield seen
        for seen.moment in self.moments:
            yield seen
        seen.moment = None
        for seen.detail in self.details:
            yield seen
        seen.detail = None
        seen.scenes.extend(self.scenes)
        seen.count = self.count or len(self.scenes)
        seen.done = True
        yield seen


def scenes(*found: tuple[float, Description]) -> tuple[Pictures, Watching]:
    pictures = {f"{at}".encode(): what for at, what in found}
    return Pictures(pictures), Watching([VideoScene(at, f"{at}".encode(), 0.5) for at, _ in found])


def said(pictures: Pictures, watching: Watching, level: Level = Level.DETAILED) -> list[str]:
    pieces: list[str] = []
    clip = MediaDescriber(pictures, watching, patience=60)
    found = hear(clip.describe(Picture(MP4), level), pieces.append)
    assert found.spoken == " ".join(pieces)
    return pieces


SIZE = ["The video is 1280 by 720 pixels.", "It has no sound."]


def test_briefly_it_is_the_length_and_the_beginning() -> None:
    pictures, watching = scenes((0.0, photo("A dog runs.")), (5.2, photo("A cat sits.")))
    pieces = said(pictures, watching, Level.BRIEF)
    assert pieces == ["A video of 42 seconds with 2 scenes.", "At 0:00: Looks like A dog runs."]
    assert len(pictures.looked) == 1


def test_in_detail_every_scene_has_a_sentence_with_its_stance() -> None:
    pictures, watching = scenes((0.0, photo("A dog runs.")), (65.2, page("Screenshot, which says X.", "X")))
    assert said(pictures, watching) == [
        "A video of 42 seconds with 2 scenes.",
        "At 0:00: Looks like A dog runs.",
        "At 1:05: Screenshot, which says X.",
        *SIZE,
    ]


def test_scenes_that_look_the_same_are_told_together() -> None:
    dog = photo("A dog runs.")
    pictures, watching = scenes((0.0, photo("A cat sits.")), (5.0, dog), (9.0, dog), (12.0, dog))
    assert said(pictures, watching)[1:3] == [
        "At 0:00: Looks like A cat sits.",
        "0:05 to 0:12: Looks like A dog runs.",
    ]


def test_one_scene_needs_no_time() -> None:
    pictures, watching = scenes((0.0, photo("A dog runs.")))
    assert said(pictures, watching, Level.BRIEF) == [
        "A video of 42 seconds with 1 scene.",
        "Looks like A dog runs.",
    ]


def test_in_full_only_the_text_that_is_new_is_read() -> None:
    pictures, watching = scenes(
        (0.0, page("Screenshot one.", "Inbox", "12 messages")),
        (4.0, page("Screenshot two.", "Inbox", "12 messages", "Mail could not be sent")),
        (8.0, page("Screenshot three.", "Inbox", "12 messages", "Mail could not be sent")),
    )
    assert said(pictures, watching, Level.FULL)[1:-2] == [
        "At 0:00: Screenshot one.",
        'It says: "Inbox\n12 messages".',
        "At 0:04: Screenshot two.",
        'Now it says: "Mail could not be sent".',
        "At 0:08: Screenshot three.",
    ]


def test_where_only_the_text_changes_the_new_text_is_told() -> None:
    inbox = "Document, which says Inbox."
    pictures, watching = scenes(
        (0.0, page(inbox, "Inbox")),
        (4.0, page(inbox, "Inbox", "Mail could not be sent")),
        (6.0, page(inbox, "Inbox", "Mail could not be sent")),
        (8.0, page(inbox, "Inbox", "Try again?", "Yes", "No")),
    )
    assert said(pictures, watching)[1:-2] == [
        f"At 0:00: {inbox}",
        '0:04 to 0:06: Now it says "Mail could not be sent".',
        'At 0:08: Now it says "Try again?", and 2 more lines.',
    ]
    assert said(pictures, watching, Level.FULL)[3:-2] == [
        '0:04 to 0:06: Now it says: "Mail could not be sent".',
        'At 0:08: Now it says: "Try again?\nYes\nNo".',
    ]


def test_a_scene_with_text_tells_it_even_where_nothing_else_is_known() -> None:
    unknown = Description(None, Kind.UNKNOWN, text=(line("Scene three: stop now"),), spoken="I am not sure.")
    unknown = replace(unknown, spoken="I am not sure what this shows.")
    pictures, watching = scenes((0.0, photo("A cat sits.", Stance.FACT)), (10.0, unknown))
    assert said(pictures, watching)[2] == 'At 0:10: It says "Scene three: stop now".'
    assert said(pictures, watching, Level.FULL)[2] == 'At 0:10: Now it says: "Scene three: stop now".'
    large = replace(
        unknown, text=(line("small print"), TextLine("LARGE", 0.9, (0, 50, 90, 90)), line("more"))
    )
    pictures, watching = scenes((0.0, photo("A cat sits.", Stance.FACT)), (10.0, large))
    assert said(pictures, watching)[2] == 'At 0:10: It says "LARGE", and 2 more lines.'


def test_what_only_its_text_tells_is_a_scene_and_counted() -> None:
    pictures, watching = scenes((0.0, page('A page, which says "Room 101".', "Room 101")))
    pictures.answers |= {b"part": page("", "Room 102"), b"before": page("", "Room 101")}
    pictures.answers[b"now"] = page('A page, which says "Room 102".', "Room 102")
    watching.details = [Detail(4.0, b"now", b"part", b"before", 0.01)]
    pieces = said(pictures, watching)
    assert pieces[0] == "A video of 42 seconds with 2 scenes."
    assert pieces[2] == 'At 0:04: A page, which says "Room 102".'


def test_reading_gives_text_only_and_none_twice() -> None:
    pictures, watching = scenes(
        (0.0, page("One.", "Start")), (4.0, page("Two.", "Start", "End")), (6.0, photo("A dog."))
    )
    pieces: list[str] = []
    found = hear(MediaDescriber(pictures, watching, patience=60).read(Picture(MP4)), pieces.append)
    assert pieces[1:] == ['At 0:00: It says: "Start".', 'At 0:04: Now it says: "End".']
    assert (found.caption, found.stance) == (None, Stance.NONE)
    assert [one.text for one in found.text] == ["Start", "End"]


def test_reading_a_video_without_text_says_so() -> None:
    pictures, watching = scenes((0.0, photo("A dog.")))
    found = hear(MediaDescriber(pictures, watching).read(Picture(MP4)))
    assert found.spoken.endswith("I found no text in it.")


def test_more_of_the_same_video_looks_at_nothing_twice() -> None:
    pictures, watching = scenes((0.0, photo("A dog runs.")), (5.2, photo("A cat sits.")))
    clip, picture = MediaDescriber(pictures, watching), Picture(MP4)
    for level in (Level.BRIEF, Level.DETAILED, Level.FULL, Level.BRIEF):
        hear(clip.describe(picture, level))
    assert watching.times == 1
    assert pictures.looked == [b"0.0", b"5.2"]
    assert set(pictures.levels) == {Level.BRIEF}


def test_the_first_words_do_not_wait_for_a_long_video() -> None:
    pictures, watching = scenes((0.0, photo("A dog runs.")), (5.2, photo("A cat sits.")))
    pieces: list[str] = []
    hear(MediaDescriber(pictures, watching, patience=0).describe(Picture(MP4)), pieces.append)
    assert pieces[:2] == ["A video of 42 seconds.", "It has 2 scenes."]


def test_what_was_not_looked_at_is_said() -> None:
    pictures, watching = scenes((0.0, photo("A dog runs.")))
    watching.more = {"every": 120.0, "stopped": True, "until": 300.0}
    watching.count = 20
    pieces = said(pictures, watching)
    assert "It is long, so I looked at one moment in every 2 minutes." in pieces
    assert "I looked at it up to 5:00 only, because it takes long to read." in pieces
    watching.more = {"cut_off": True, "until": 10.0}
    assert "The file is cut off after 0:10." in said(pictures, watching)


def followed(level: Level, *, missing: bool = False) -> list[str]:
    """What is said of a clip in which a dog comes in after 4 seconds and is gone after 12."""
    pictures, watching = scenes((0.0, photo("A field.")))
    for number in range(9):
        out = io.BytesIO()
        picture = Image.new("RGB", (64, 36), "green")
        picture.paste(
            "red", (3 * number, 9, 3 * number + 18, 27)
        )  # where nothing moves it is not looked at again
        picture.save(out, "PNG")
        watching.moments.append(Moment(2.0 * number, out.getvalue()))
    looks = iter([False, False, True, True, True, True, False, False, False])

    def detect(pixels: NDArray[np.uint8]) -> list[SeenObject]:
        if missing:
            raise AppError("What finds objects cannot be used.", "Install it again.")
        assert pixels.shape == (36, 64, 3)
        return [SeenObject("dog", 0.9, (0.0, 0.3, 0.2, 0.9), Stance.FACT)] if next(looks) else []

    clip = MediaDescriber(pictures, watching, 60, detect)
    told = Picture(MP4)
    pieces = list(clip.describe(told, level))
    assert list(clip.describe(told, level)) == pieces  # it is not watched again
    assert watching.times == 1
    if not missing:
        events = hear(clip.describe(told, level), pieces.copy().append).facts["events"]
        assert [(event["at"], event["what"], event["name"]) for event in events] == [
            (4.0, "came", "dog"),
            (12.0, "went", "dog"),
        ]
    return pieces


def test_what_comes_and_goes_is_told_with_times() -> None:
    events = ["At 0:04 a dog comes in from the left.", "At 0:12 the dog leaves to the left."]
    assert followed(Level.DETAILED) == [
        "A video of 42 seconds with 1 scene.",
        "Looks like A field.",
        *events,
        *SIZE,
    ]
    assert followed(Level.BRIEF)[-2:] == events


def test_that_nothing_can_be_followed_is_told_once() -> None:
    words = followed(Level.DETAILED, missing=True)
    assert words.count("What finds objects cannot be used.") == 1


def test_facts_are_told_in_detail() -> None:
    pictures, watching = scenes((0.0, photo("A dog runs.")))
    watching.facts |= {"taken": "2024-05-01T09:30:00", "camera": "Apple iPhone 15", "sound": True}
    assert said(pictures, watching)[2:] == [
        "Taken on 1 May 2024 at 09:30.",
        "Camera: Apple iPhone 15.",
        "The video is 1280 by 720 pixels.",
        "It has sound.",
    ]


def test_json_has_every_scene_with_its_stance_and_boxes_in_the_videos_pixels() -> None:
    pictures, watching = scenes((0.0, photo("A dog runs.")), (5.25, page("Screenshot.", "Hello")))
    watching.facts |= {"width": 4032, "height": 2268}
    found = hear(MediaDescriber(pictures, watching).describe(Picture(MP4), Level.DETAILED))
    told = json.loads(json.dumps(found.to_json()))
    assert [(one["at"], one["stance"], one["caption"]) for one in told["facts"]["scenes"]] == [
        (0.0, "hedged", "A dog runs."),
        (5.25, "fact", "Screenshot."),
    ]
    assert told["facts"]["scene_count"] == 2
    assert told["text"] == [{"text": "Hello", "confidence": 0.99, "box": [20, 40, 220, 80]}]
    assert (told["kind"], told["caption"]) == ("photo", "A dog runs.")


def test_a_model_that_talks_stays_hedged_and_a_guarded_picture_keeps_its_sentence() -> None:
    talked = replace(photo("A dog runs."), model_text="A dog runs. It is big.", spoken="Photo.")
    assert clip_words.sentence_of(talked, ["Photo."]) == "Looks like a dog runs."
    black = Description(
        None, Kind.BLANK, facts={"guard": "flat"}, spoken="The whole picture is plain black. If it is ..."
    )
    assert clip_words.sentence_of(black, [black.spoken]) == "The whole picture is plain black."
    unsure = Description(None, Kind.PHOTO, Stance.WITHHELD)
    opening = "Photo: I am not sure what this shows. It may include: a cat."
    assert clip_words.sentence_of(unsure, [opening]).startswith("I am not sure what this shows.")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "1 second"),
        (42.4, "42 seconds"),
        (60, "1 minute"),
        (125, "2 minutes and 5 seconds"),
        (3599.7, "1 hour"),
        (7265, "2 hours and 1 minute"),
    ],
)
def test_lengths_in_words(seconds: float, words: str) -> None:
    assert clip_words.length(seconds) == words


def test_stamps() -> None:
    assert [clip_words.stamp(one) for one in (0, 5.9, 65, 3723)] == ["0:00", "0:05", "1:05", "1:02:03"]


def test_pictures_go_on_to_the_picture_describer() -> None:
    found = photo("A dog runs.")
    pictures, watching = Pictures({PNG: found}), Watching([])
    clip = MediaDescriber(pictures, watching)
    assert hear(clip.describe(Picture(PNG), Level.FULL)) is found
    assert pictures.levels == [Level.FULL]
    assert hear(clip.read(Picture(PNG))).kind is Kind.UNKNOWN
    assert watching.times == 0


def test_a_video_has_no_pages() -> None:
    pictures, watching = scenes((0.0, photo("A dog runs.")))
    clip = MediaDescriber(pictures, watching)
    for narration in (clip.read(Picture(MP4, page=2)), clip.describe(Picture(MP4, page=2))):
        with pytest.raises(AppError, match="A video has no pages"):
            hear(narration)
    assert watching.times == 0


def test_stopping_between_scenes() -> None:
    pictures, watching = scenes((0.0, photo("A dog runs.")), (5.2, photo("A cat sits.")))
    cancel = CancelToken()
    narration = MediaDescriber(pictures, watching).describe(Picture(MP4), Level.DETAILED, cancel)
    with pytest.raises(Cancelled):
        hear(narration, lambda words: cancel.cancel())
    assert len(pictures.looked) < 2


@dataclass
class Asking:
    """Answers, and keeps what it was asked."""

    asked: list[tuple[list[Source], str]] = field(default_factory=list)

    names: list[str] = field(default_factory=list)

    def ask(
        self,
        pictures: Sequence[Picture],
        question: str,
        cancel: CancelToken | None,
        *,
        about: str = "",
        names: Sequence[str] = (),
    ) -> Narration[Answer]:
        def tell(narration: Narration[Answer]) -> Generator[str, None, Answer]:
            self.asked.append(([picture.source for picture in pictures], f"{about} {question}".lstrip()))
            self.names[:] = names
            yield "A dog."
            return Answer((None,) * len(pictures), question, answer="A dog.")

        return Narration(tell, cancel)


def test_a_question_about_a_video_shows_its_scenes_with_their_times(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(MP4)
    _, watching = scenes((0.0, photo("A")), (5.2, photo("B")), (12.0, photo("C")))
    asking = Asking()
    asker = MediaAsker(asking, watching)
    picture = Picture(path)
    answer = hear(asker.ask([picture], "What runs?"))
    hear(asker.ask([picture], "And then?"))
    assert watching.times == 1
    shown, question = asking.asked[0]
    assert shown == [b"0.0", b"5.2", b"12.0"]
    assert question == "Pictures 1 to 3 are moments of one video, at 0:00, 0:05 and 0:12. What runs?"
    assert (answer.paths, answer.question, answer.answer) == ((path,), "What runs?", "A dog.")


def test_a_question_about_a_video_shows_what_only_its_text_tells() -> None:
    pictures, watching = scenes((0.0, page('A page, which says "Room 101".', "Room 101")))
    pictures.answers |= {b"part": page("", "Room 102"), b"before": page("", "Room 101")}
    watching.details = [Detail(4.0, b"now", b"part", b"before", 0.01)]
    asking, reads = Asking(), MediaDescriber(pictures, watching).lines
    hear(MediaAsker(asking, watching, read=reads).ask([Picture(MP4)], "Which rooms?"))
    assert asking.asked[0][0] == [b"0.0", b"now"]


def test_a_video_that_was_described_is_not_watched_again_to_answer() -> None:
    pictures, watching = scenes((0.0, photo("A")), (5.2, photo("B")))
    picture, asking = Picture(MP4), Asking()
    hear(MediaDescriber(pictures, watching).describe(picture))
    hear(MediaAsker(asking, watching).ask([picture], "What runs?"))
    assert watching.times == 1
    assert asking.asked[0][0] == [b"0.0", b"5.2"]


def test_few_of_many_scenes_are_shown_and_pictures_beside_them_keep_their_places() -> None:
    found = [VideoScene(float(n), f"{n}".encode(), n / 20) for n in range(12)]
    asking = Asking()
    hear(MediaAsker(asking, Watching(found)).ask([Picture(PNG), Picture(MP4)], "Which?"))
    shown, question = asking.asked[0]
    assert shown == [PNG, b"0", b"7", b"8", b"9", b"10", b"11"]
    assert len(shown) == 1 + MOST_SHOWN
    assert asking.names[:3] == ["Picture 1", "At 0:00", "At 0:07"]
    assert question.startswith("Pictures 2 to 7 are moments of one video, at 0:00, 0:07,")


def test_questions_about_pictures_and_empty_ones_go_on_as_they_are() -> None:
    asking, watching = Asking(), Watching([])
    hear(MediaAsker(asking, watching).ask([Picture(PNG)], "What?"))
    hear(MediaAsker(asking, watching).ask([Picture(MP4)], " "))
    assert asking.asked == [([PNG], "What?"), ([MP4], "")]
    assert watching.times == 0


def test_a_real_video_is_told_by_its_scenes(tmp_path: Path) -> None:
    import made_clips as made

    path = made.clip(
        tmp_path / "a.mp4", made.shown((made.plain(200, 0, 0), 3), (made.plain(0, 0, 200), 3)), "libx264"
    )

    class Colours(Pictures):
        def seen_in(self, picture: Picture) -> Description:
            assert isinstance(picture.source, bytes)
            pixel = Image.open(io.BytesIO(picture.source)).getpixel((200, 200))
            assert isinstance(pixel, tuple)
            return photo("Red." if pixel[0] > pixel[2] else "Blue.", Stance.FACT)

    found = hear(MediaDescriber(Colours({}), patience=60).describe(Picture(path), Level.DETAILED))
    assert found.path == path
    assert found.spoken.startswith("A video of 6 seconds with 2 scenes. At 0:00: Looks like Red. At 0:0")
    assert [one["caption"] for one in found.facts["scenes"]] == ["Red.", "Blue."]


def test_an_error_stops_the_other_half_of_the_work(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(MP4)
    cancel = CancelToken()
    with pytest.raises(AppError, match="damaged or cut off"):
        hear(MediaDescriber(Pictures({})).describe(Picture(path), Level.BRIEF, cancel))
    assert cancel.cancelled


def test_while_a_video_is_watched_it_is_known_how_far_that_is() -> None:
    pictures, _ = scenes((0.0, photo("a cat.")))
    shares: list[float | None] = []

    def watches(source: Path | bytes, cancel: CancelToken) -> Iterator[Watched]:
        seen = Watched("clip.mp4", {"duration": 40.0, "width": 1280, "height": 720})
        for seen.until in (0.0, 10.0, 41.0):
            yield seen
            shares.append(narration.share)
        seen.scenes.append(VideoScene(0.0, b"0.0", 0.5))
        seen.count, seen.done = 1, True
        yield seen

    narration = MediaDescriber(pictures, watches, patience=60).describe(Picture(MP4))
    list(narration)
    assert shares == [0.0, 0.25, 1.0]
    assert narration.share is None
