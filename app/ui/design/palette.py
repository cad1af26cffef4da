"""The colours of a theme as Qt's palette, for what no style sheet draws."""

from PySide6.QtGui import QColor, QPalette

from app.ui.design.tokens import colours

_Role = QPalette.ColorRole


def theme_palette(theme: str) -> QPalette:
    """The colours of "light", "dark" or "contrast"."""
    own = colours(theme)
    palette = QPalette(QColor(own.raised), QColor(own.ground))
    roles = {
        _Role.Window: own.ground,
        _Role.WindowText: own.text,
        _Role.Base: own.field,
        _Role.AlternateBase: own.hover,
        _Role.Text: own.text,
        _Role.Button: own.raised,
        _Role.ButtonText: own.text,
        _Role.ToolTipBase: own.raised,
        _Role.ToolTipText: own.text,
        _Role.PlaceholderText: own.muted,
        _Role.BrightText: own.danger,
        _Role.Highlight: own.accent,
        _Role.HighlightedText: own.on_accent,
        _Role.Accent: own.accent,
        _Role.Link: own.accent,
        _Role.LinkVisited: own.accent,
        # What frames are drawn and shaded with; Fusion mixes them, and without them it takes the system's.
        _Role.Light: own.edge,
        _Role.Midlight: own.edge,
        _Role.Mid: own.edge,
        _Role.Dark: own.edge,
        _Role.Shadow: own.edge,
    }
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled):
        for role, colour in roles.items():
            palette.setColor(group, role, QColor(colour))
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(own.muted))
    return palette
