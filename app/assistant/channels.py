"""Who speaks the next sentence: exactly one channel that is known to be voiced."""

from enum import StrEnum

from app.desktop.screen_reader.watch import ReaderState


class Channel(StrEnum):
    """Where a sentence goes.

    OWN is the app's voice, ANNOUNCE an announcement event to the screen reader, APPLESCRIPT tells VoiceOver
    to say it; with NONE it is only shown.
    """

    OWN = "own"
    ANNOUNCE = "announce"
    APPLESCRIPT = "applescript"
    NONE = "none"


def choose(mode: str, reader: ReaderState, app_active: bool, own_voice_works: bool) -> Channel:
    """The channel of the next sentence.

    Args:
        mode: One of `app.settings.OUTPUTS`.
        reader: The screen reader that runs.
        app_active: Whether one of the app's windows has the keyboard; readers ignore the others.
        own_voice_works: Whether there is an own voice, and its last sentence was heard.

    Returns:
        NONE only for "silent". Where neither a voiced reader nor an own voice is known, ANNOUNCE: someone
        unknown may listen, and nobody can speak twice.
    """
    if mode == "silent":
        return Channel.NONE
    if mode == "own" and own_voice_works:
        return Channel.OWN
    # A client without a name may be voiced or not (an accessibility inspector listens too): it counts only
    # for who asked for a screen reader, or has no voice.
    trusted = bool(reader.name) or mode == "screen_reader"
    if trusted and reader.hears_announcements and app_active:
        return Channel.ANNOUNCE
    if reader.name and reader.takes_script:
        return Channel.APPLESCRIPT
    return Channel.OWN if own_voice_works else Channel.ANNOUNCE
