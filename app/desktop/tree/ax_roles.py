"""What a Mac's roles and subroles are here (Apple's AXRoleConstants.h, and WebKit's for web pages)."""

from app.controls import Role

ROLES = {
    "AXButton": Role.BUTTON,
    "AXCell": Role.CELL,
    "AXCheckBox": Role.CHECK_BOX,
    "AXColorWell": Role.BUTTON,
    "AXComboBox": Role.COMBO_BOX,
    "AXDateField": Role.TEXT_FIELD,
    "AXDisclosureTriangle": Role.TOGGLE,
    "AXHeading": Role.HEADING,
    "AXImage": Role.IMAGE,
    "AXIncrementor": Role.SPIN_BUTTON,
    "AXLevelIndicator": Role.PROGRESS_BAR,
    "AXLink": Role.LINK,
    "AXList": Role.LIST,
    "AXMenu": Role.MENU,
    "AXMenuButton": Role.BUTTON,
    "AXMenuItem": Role.MENU_ITEM,
    "AXOutline": Role.TREE,
    "AXPopUpButton": Role.COMBO_BOX,
    "AXProgressIndicator": Role.PROGRESS_BAR,
    "AXRadioButton": Role.RADIO_BUTTON,
    "AXRow": Role.ROW,
    "AXSheet": Role.DIALOG,
    "AXSlider": Role.SLIDER,
    "AXStaticText": Role.TEXT,
    "AXTable": Role.TABLE,
    "AXTextArea": Role.TEXT_FIELD,
    "AXTextField": Role.TEXT_FIELD,
    "AXTimeField": Role.TEXT_FIELD,
    "AXToolbar": Role.TOOL_BAR,
    "AXWebArea": Role.DOCUMENT,
    "AXWindow": Role.WINDOW,
}
SUBROLES = {
    "AXApplicationAlert": Role.ALERT,
    "AXApplicationAlertDialog": Role.DIALOG,
    "AXApplicationDialog": Role.DIALOG,
    "AXApplicationStatus": Role.STATUS_BAR,
    "AXDialog": Role.DIALOG,
    "AXOutlineRow": Role.TREE_ITEM,
    "AXSecureTextField": Role.PASSWORD,
    "AXSortButton": Role.COLUMN_HEADER,
    "AXSwitch": Role.SWITCH,
    "AXSystemDialog": Role.DIALOG,
    "AXTabButton": Role.TAB,
    "AXTabPanel": Role.GROUP,
    "AXToggle": Role.TOGGLE,
}
_GROUPS = frozenset(
    (
        "AXBrowser",
        "AXDrawer",
        "AXGroup",
        "AXLayoutArea",
        "AXLayoutItem",
        "AXRadioGroup",
        "AXScrollArea",
        "AXSplitGroup",
        "AXTabGroup",
    )
)
# The system's own round every window, and what only arranges: a table's columns hold its cells once more.
_LEFT_OUT = frozenset(
    ("AXColumn", "AXGrowArea", "AXHandle", "AXMatte", "AXRuler", "AXScrollBar", "AXSplitter")
)
_LEFT_OUT_PARTS = frozenset(("AXCloseButton", "AXFullScreenButton", "AXMinimizeButton", "AXZoomButton"))


def role_of(role: str, subrole: str, parent: str) -> Role | None:
    """What an element is; None for what is left out.

    Args:
        role: Its AXRole.
        subrole: Its AXSubrole; "" without one.
        parent: The AXRole of what it is in.
    """
    if role in _LEFT_OUT or subrole in _LEFT_OUT_PARTS:
        return None
    if role == "AXRadioButton" and parent == "AXTabGroup":
        return Role.TAB
    if subrole in SUBROLES:
        return SUBROLES[subrole]
    return ROLES.get(role, Role.GROUP if role in _GROUPS else Role.OTHER)
