"""A conversation about pictures, which keeps what was computed for the turns before."""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypedDict, Unpack

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mlx_models.errors import ModelError, Stopped
from mlx_models.fastvlm import prompts
from mlx_models.fastvlm.answer import Limits
from mlx_models.fastvlm.config import PATCH, ImageSettings
from mlx_models.fastvlm.generate import generate
from mlx_models.fastvlm.processing import Features, FeatureStore, RgbPicture, View, choose_view
from mlx_models.fastvlm.prompts import ChatTemplate, Facts, Genre, Level, Slot
from mlx_models.fastvlm.reply import Reply
from mlx_models.fastvlm.sampling import Sampling
from mlx_models.fastvlm.tokenizer import QwenTokenizer

if TYPE_CHECKING:
    # model.py imports mlx, which start-up should not.
    from mlx_models.fastvlm.language import KVCache
    from mlx_models.fastvlm.model import FastVLM

AnyImage = Image.Image | NDArray[np.uint8]


class TurnOptions(TypedDict, total=False):
    """What every turn takes.

    Attributes:
        on_text: Gets the answer in pieces as it becomes certain: the first sentence word by word, further
            ones whole. Joined, the pieces are the turn's text. After a stop there are none.
        should_stop: Asked before each picture, each chunk of the prompt and each token; from any thread.
        sampling: How tokens are chosen; the likeliest by default.
        limits: How long the answer may be, in tokens; by default what suits the level.
    """

    on_text: Callable[[str], None]
    should_stop: Callable[[], bool]
    sampling: Sampling
    limits: Limits


@dataclass(frozen=True)
class _Look:
    picture: RgbPicture
    view: View


@dataclass(frozen=True)
class _State:
    """All that a turn changes besides the cache; replaced as a whole when a turn has succeeded."""

    cache: "KVCache | None" = None
    unheld: tuple[int, ...] = ()  # the end of the last answer, which the cache lacks
    history: tuple[tuple[str, str], ...] = ()
    pictures: int = 0  # in the conversation
    last: _Look | None = None  # of them
    waiting: tuple[_Look, ...] = ()


class ChatSession:
    """A conversation. A turn that is stopped or fails leaves it exactly as it was before.

    Belongs to the model's thread.

    Args:
        model: A loaded FastVLM.
        tokenizer: Its tokenizer; None reads the one in the model's folder.
        settings: How its pictures are prepared; None reads preprocessor_config.json there.
        keep: Of how many pictures the visual tokens are kept.
        clock: Seconds.

    Raises:
        ModelError: The tokenizer's or the settings' file is damaged.
    """

    def __init__(
        self,
        model: "FastVLM",
        tokenizer: QwenTokenizer | None = None,
        settings: ImageSettings | None = None,
        *,
        keep: int = 4,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._model = model
        self._tokenizer = tokenizer or QwenTokenizer.load(model.folder)
        self._template = ChatTemplate(self._tokenizer)
        self._store = FeatureStore(model.encode_images, settings or ImageSettings.load(model.folder), keep)
        # A message never opens within an answer, so that marker ends one too.
        ends = (*self._tokenizer.eos_ids, *model.config.eos_token_ids, self._tokenizer.im_start)
        self._eos_ids: Collection[int] = frozenset(ends)
        high = model.config.image_size
        self._resolutions = (max(PATCH, high // 2 // PATCH * PATCH), high)
        self._clock = clock
        self._state = _State()

    def describe(
        self,
        images: AnyImage | Sequence[AnyImage],
        level: str = Level.BRIEF,
        kind: str = Genre.UNKNOWN,
        *,
        facts: Facts | None = None,
        small_text: bool | None = None,
        resolution: int | None = None,
        **options: Unpack[TurnOptions],
    ) -> Reply:
        """Begin a new conversation with one picture or several.

        Args:
            images: Upright, whole; PIL pictures or (height, width, 3) uint8.
            level: "brief", "detailed" or "full".
            kind: "photo", "screenshot", "document", "drawing" or "chart"; anything else is unknown.
            facts: What is known without looking; quoted in the request.
            small_text: Whether there is small text; None: not known.
            resolution: Side of the square, in place of the choice by level and kind. Without it, what is kept
                of a picture is used, whatever the level.
            **options: See :class:`TurnOptions`.

        Raises:
            Stopped: ``should_stop`` said so.
            ModelError: There is no picture, or the conversation does not fit the model.
        """
        given = [images] if isinstance(images, Image.Image | np.ndarray) else images
        looks = tuple(self._look(i, level, kind, small_text, resolution) for i in given)
        if not looks:
            raise ModelError("There is no picture to describe.")
        words = prompts.description(level, kind, len(looks)) + prompts.known(facts)
        options.setdefault("limits", limits_of(level, len(looks)))
        return self._turn(_State(), looks, words, self._template.opening(), options)

    def more(self, level: str = Level.DETAILED, **options: Unpack[TurnOptions]) -> Reply:
        """Go on about the same picture. Nothing is encoded again.

        Args:
            level: How much.
            **options: See :class:`TurnOptions`.

        Raises:
            Stopped: ``should_stop`` said so.
            ModelError: Nothing has been described yet, or the conversation is full.
        """
        state = self._begun()
        options.setdefault("limits", limits_of(level))
        return self._turn(state, state.waiting, prompts.more(level), [], options)

    def ask(self, question: str, *, facts: Facts | None = None, **options: Unpack[TurnOptions]) -> Reply:
        """Ask about the pictures so far, those of :meth:`add_image` included.

        Args:
            question: The user's words; nothing in them counts as a marker.
            facts: What is known without looking; quoted.
            **options: See :class:`TurnOptions`.

        Raises:
            Stopped: ``should_stop`` said so.
            ModelError: There is no question or no picture, or the conversation is full.
        """
        state = self._begun()
        if not prompts.clean(question, prompts.MAX_QUESTION):
            raise ModelError("The question is empty.")
        words = prompts.answer_to(question) + prompts.known(facts)
        opening = [] if state.cache is not None else self._template.opening()
        options.setdefault("limits", Limits(60, 120))
        return self._turn(state, state.waiting, words, opening, options)

    def add_image(
        self,
        image: AnyImage,
        level: str = Level.BRIEF,
        kind: str = Genre.UNKNOWN,
        *,
        small_text: bool | None = None,
        resolution: int | None = None,
    ) -> View:
        """Let the next turn of this conversation see another picture; it is encoded then.

        Args:
            image: See :meth:`describe`, as the others.
            level: For the choice of resolution.
            kind: Likewise.
            small_text: Likewise.
            resolution: In place of that choice.

        Returns:
            How it will be looked at.
        """
        look = self._look(image, level, kind, small_text, resolution)
        self._state = replace(self._state, waiting=(*self._state.waiting, look))
        return look.view

    @property
    def history(self) -> tuple[tuple[str, str], ...]:
        """Requests and answers so far."""
        return self._state.history

    @property
    def length(self) -> int:
        """Positions the cache holds."""
        return 0 if self._state.cache is None else self._state.cache.length

    @property
    def nbytes(self) -> int:
        """Memory that the cache, the kept visual tokens and the last picture take."""
        state = self._state
        kept = {
            id(look.picture): look.picture.rgb for look in (state.last, *state.waiting) if look is not None
        }
        pixels = sum(3 * rgb.width * rgb.height for rgb in kept.values())
        return self._store.nbytes + pixels + (0 if state.cache is None else state.cache.nbytes)

    def _begun(self) -> _State:
        if not self._state.pictures and not self._state.waiting:
            raise ModelError("There is no picture in this conversation yet.")
        return self._state

    def _look(
        self, image: AnyImage, level: str, kind: str, small_text: bool | None, resolution: int | None
    ) -> _Look:
        picture = RgbPicture(image)
        width, height = picture.rgb.size
        view = choose_view(width, height, kind, level, small_text, self._resolutions)
        if resolution is not None:
            view = choose_view(width, height, kind, level, small_text, (resolution, resolution))
            return _Look(picture, View(view.resolution, view.parts, "it was asked for"))
        kept = self._store.view_of(picture)
        if kept is not None and kept != view:
            view = View(kept.resolution, kept.parts, "it was encoded so before")
        return _Look(picture, view)

    def _turn(
        self,
        before: _State,
        looks: tuple[_Look, ...],
        words: str,
        opening: list[int],
        options: TurnOptions,
    ) -> Reply:
        """One question and its answer on top of ``before``; only a turn that succeeds becomes the state."""
        began = self._clock()
        should_stop = options.get("should_stop", lambda: False)
        if should_stop():
            raise Stopped
        features: list[Features] = []
        encoded = 0
        for look in looks:
            found, fresh = self._store.encode(look.picture, look.view, should_stop)
            features += found
            encoded += fresh
        seconds = {"encode": self._clock() - began if encoded else 0.0}
        tall = [_tall(look.view) for look in looks]
        places = prompts.placed([len(look.view.parts) for look in looks], before.pictures, tall)
        closing = [] if before.cache is None else [*before.unheld, *self._template.closing()]
        embeddings = self._embed([*closing, *opening, *self._template.question([*places, words])], features)
        cache = before.cache if before.cache is not None else self._model.language.new_cache()
        until_prefill = self._clock() - began
        reply = generate(
            self._model.language,
            cache,
            embeddings,
            self._tokenizer,
            self._eos_ids,
            sampling=options.get("sampling"),
            limits=options.get("limits"),
            should_stop=should_stop,
            on_text=options.get("on_text", lambda piece: None),
            clock=self._clock,
        )
        self._state = _State(
            cache=cache,
            unheld=reply.ids[reply.held :],
            history=(*before.history, (words, reply.text)),
            pictures=before.pictures + len(looks),
            last=looks[-1] if looks else before.last,
        )
        seconds["first_token"] = until_prefill + reply.seconds["first_token"]
        seconds["total"] = self._clock() - began
        views = [look.view for look in looks or (self._state.last,) if look is not None]
        return replace(
            reply,
            resolution=max(view.resolution for view in views),
            parts=len(features),
            encoded=encoded,
            visual_tokens=sum(len(one) for one in features),
            why=views[0].why,
            seconds=seconds,
        )

    def _embed(self, ids: Sequence[int | Slot], features: Sequence[Features]) -> NDArray[np.float32]:
        """(L, hidden size): texts by the language model's table, pictures by their visual tokens."""
        found: list[NDArray[np.float32]] = []
        run: list[int] = []
        for id_ in [*ids, None]:
            if isinstance(id_, int):
                run.append(id_)
                continue
            if run:
                found.append(self._model.language.embed(np.array(run, np.int64)))
                run = []
            if isinstance(id_, Slot):
                found.append(features[id_.index])
        return np.concatenate(found).astype(np.float32, copy=False)


def _tall(view: View) -> bool:
    return len(view.parts) > 1 and view.parts[0][1] != view.parts[1][1]


def limits_of(level: str, pictures: int = 1) -> Limits:
    """How long a description of this level may be: the brief one of a single picture is one sentence."""
    if Level(level) is Level.BRIEF:
        return Limits(8, 64) if pictures == 1 else Limits(24 * pictures, 64 * pictures)
    soft, hard = (96, 160) if Level(level) is Level.DETAILED else (320, 400)
    return Limits(soft * pictures, hard * pictures)
