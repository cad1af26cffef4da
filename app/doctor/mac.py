"""What only a Mac is asked: what may be seen and used, who keeps the keyboard, and does VoiceOver listen."""

from importlib import import_module

from app.desktop.capture.permissions import ScreenRefused, may_see_screen, permission_holder
from app.desktop.keys.mac import usual_layout
from app.desktop.screen_reader.voice_over import VoiceOver
from app.doctor.check import Check, CheckState

ALLOW_SCRIPTS = (
    "In VoiceOver Utility, General, turn on: Allow VoiceOver to be controlled with AppleScript. "
    "Then allow it where macOS asks."
)


def screen() -> Check:
    """Whether the screen may be seen, and the name that macOS lists."""
    holder = permission_holder()
    if may_see_screen("darwin"):
        says = f"The screen can be seen; macOS lists Earsight as {holder}."
        return Check("Screen", CheckState.WORKS, says, details={"holder": holder})
    refused = ScreenRefused()
    return Check("Screen", CheckState.MISSING, refused.message, refused.hint, {"holder": holder})


def controls() -> Check:
    """Whether windows tell Earsight their controls, and the pointer may be moved."""
    if import_module("HIServices").AXIsProcessTrusted():
        return Check("Controls", CheckState.WORKS, "Windows tell their buttons and fields by name.")
    return Check(
        "Controls",
        CheckState.LIMITED,
        "macOS lets no window tell Earsight its buttons and fields, so they are read off the screen.",
        "Open System Settings, Privacy and Security, Accessibility, and turn "
        f"{permission_holder()} on, which is what macOS calls me.",
    )


def keys() -> Check:
    """Whether another program keeps the keyboard for itself just now."""
    try:
        holder = usual_layout().secure()
    except (AttributeError, OSError, ValueError):
        return Check("Keys", CheckState.LIMITED, "This system does not tell who keeps the keyboard.")
    if holder is None:
        return Check("Keys", CheckState.WORKS, "No program keeps the keyboard for itself.")
    return Check(
        "Keys",
        CheckState.LIMITED,
        f"{holder or 'A program'} keeps the keyboard for itself, so single keys would be typed there.",
        "Leave the password field, or turn off Secure Keyboard Entry in that program's menu.",
        {"holder": holder},
    )


def voice_over() -> Check:
    """Whether VoiceOver says what it is told; it is told a word."""
    reader = VoiceOver()
    try:
        if not reader.running().name:
            return Check("VoiceOver", CheckState.WORKS, "VoiceOver is off.", ALLOW_SCRIPTS)
        if reader.tell("Earsight"):
            says = "VoiceOver says what Earsight tells it, whichever program is in front."
            return Check("VoiceOver", CheckState.WORKS, says)
    finally:
        reader.close()
    says = "VoiceOver does not take what Earsight tells it, so Earsight's own voice speaks beside it."
    return Check("VoiceOver", CheckState.LIMITED, says, ALLOW_SCRIPTS)
