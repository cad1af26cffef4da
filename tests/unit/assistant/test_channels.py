"""Who speaks: every combination, written out, and what holds for all of them."""

from dataclasses import dataclass
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assistant.channels import Channel, choose
from app.settings import OUTPUTS

OWN, SAID, SCRIPT, NONE = Channel.OWN, Channel.ANNOUNCE, Channel.APPLESCRIPT, Channel.NONE


@dataclass(frozen=True)
class Reader:
    name: str = ""
    hears_announcements: bool = False
    takes_script: bool = False


READERS = {
    "none": Reader(),
    "unnamed": Reader("", True),
    "orca 43": Reader("orca"),
    "orca 46": Reader("orca", True),
    "voiceover": Reader("voiceover", True, True),
    "voiceover, no script": Reader("voiceover", True),
}
# For each reader: (active, voice), (active, no voice), (background, voice), (background, no voice).
SITUATIONS = tuple(product((True, False), (True, False)))
TABLE = {
    "automatic": {
        "none": (OWN, SAID, OWN, SAID),
        "unnamed": (OWN, SAID, OWN, SAID),
        "orca 43": (OWN, SAID, OWN, SAID),
        "orca 46": (SAID, SAID, OWN, SAID),
        "voiceover": (SAID, SAID, SCRIPT, SCRIPT),
        "voiceover, no script": (SAID, SAID, OWN, SAID),
    },
    "own": {
        "none": (OWN, SAID, OWN, SAID),
        "unnamed": (OWN, SAID, OWN, SAID),
        "orca 43": (OWN, SAID, OWN, SAID),
        "orca 46": (OWN, SAID, OWN, SAID),
        "voiceover": (OWN, SAID, OWN, SCRIPT),
        "voiceover, no script": (OWN, SAID, OWN, SAID),
    },
    "screen_reader": {
        "none": (OWN, SAID, OWN, SAID),
        "unnamed": (SAID, SAID, OWN, SAID),
        "orca 43": (OWN, SAID, OWN, SAID),
        "orca 46": (SAID, SAID, OWN, SAID),
        "voiceover": (SAID, SAID, SCRIPT, SCRIPT),
        "voiceover, no script": (SAID, SAID, OWN, SAID),
    },
    "silent": dict.fromkeys(READERS, (NONE,) * 4),
}
ROWS = [
    (mode, reader, active, voice, row[reader][number])
    for mode, row in TABLE.items()
    for reader in READERS
    for number, (active, voice) in enumerate(SITUATIONS)
]


def test_the_table_is_complete() -> None:
    assert set(TABLE) == set(OUTPUTS)
    assert len(ROWS) == len(OUTPUTS) * len(READERS) * 4


@pytest.mark.parametrize(("mode", "reader", "active", "voice", "expected"), ROWS)
def test_every_combination(mode: str, reader: str, active: bool, voice: bool, expected: Channel) -> None:
    assert choose(mode, READERS[reader], active, voice) is expected


any_reader = st.builds(
    Reader,
    st.sampled_from(("", "orca", "voiceover")),
    hears_announcements=st.booleans(),
    takes_script=st.booleans(),
)


@given(st.sampled_from(OUTPUTS), any_reader, st.booleans(), st.booleans())
def test_one_channel_that_is_voiced_where_one_is(
    mode: str, reader: Reader, active: bool, voice: bool
) -> None:
    channel = choose(mode, reader, active, voice)
    assert (channel is NONE) == (mode == "silent")
    if channel is OWN:
        assert voice
    if channel is SCRIPT:
        assert reader.name
        assert reader.takes_script
    if channel is SAID and voice:
        # Where a voice could have spoken, only a reader that hears is trusted instead.
        assert reader.hears_announcements
        assert active
        assert mode != "own"
    if mode == "own" and voice:
        assert channel is OWN
