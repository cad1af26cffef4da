"""Which screen readers this system has."""

import sys

from app.desktop.screen_reader.watch import ScreenReaders, Watch


def screen_readers() -> ScreenReaders:
    """What watches this system's screen readers; starts looking at once."""
    if sys.platform == "darwin":
        from app.desktop.screen_reader.voice_over import VoiceOver

        return VoiceOver()
    else:
        from app.desktop.screen_reader.orca import OrcaLook

        return Watch(OrcaLook)
