"""What can go wrong with speech, in words."""

import sys

from app.errors import AppError

_GO_ON = "Everything goes on in print."
_APT = "sudo apt-get install -y espeak-ng alsa-utils"

_WORDS = {
    "no_engine": ("I cannot speak: the speech engine eSpeak NG is not installed.", f"Run: {_APT}"),
    "no_player": ("I cannot speak: the player aplay is not installed.", f"Run: {_APT}"),
    "no_sound": (
        "I cannot speak: no sound device was found.",
        f"Connect a loudspeaker or headphones. {_GO_ON}",
    ),
    "sound_busy": (
        "I cannot speak: another program has the sound device to itself.",
        f"Close that program. {_GO_ON}",
    ),
    "sound_error": (
        "I cannot speak: the sound device reported an error.",
        f"Check your sound settings. {_GO_ON}",
    ),
    "engine_failed": ("The speech engine could not speak a sentence.", _GO_ON),
    "no_voice": ("The voice you chose is not installed.", "The default voice speaks instead."),
    "died": ("The voice stopped before the sentence was said.", _GO_ON),
    "hung": ("The voice does not answer.", _GO_ON),
    "gave_up": (
        "The voice stopped several times, so I leave it off.",
        f"Start Earsight again to retry. {_GO_ON}",
    ),
    "not_started": ("The voice could not be started.", _GO_ON),
    "no_folder": ("The voice could not be started: there is no room for temporary files.", _GO_ON),
}
_MAC_WORDS = {
    "no_engine": (
        "I cannot speak: the speech engine of macOS did not start.",
        f"Install Earsight again. {_GO_ON}",
    ),
}


def problem(name: str) -> AppError:
    """The words for a problem that the voice process names."""
    words = _MAC_WORDS if sys.platform == "darwin" and name in _MAC_WORDS else _WORDS
    return AppError(*words[name])
