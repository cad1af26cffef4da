"""English for windows: what controls and their states are called, and the sentences they stand in.

Another language is another table. Names and values are the programs' own words and stay as they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.controls import Role, State


@dataclass(frozen=True)
class WindowLanguage:
    """What a language needs to tell of windows.

    Attributes:
        roles: Each role, one and many.
        states: Each state that is said.
        sentences: Templates by their names.
        between: What parts names in a row.
        apart: What parts the members of a row that may have commas inside.
    """

    roles: Mapping[Role, tuple[str, str]]
    states: Mapping[State, str]
    sentences: Mapping[str, str]
    between: str
    apart: str

    def say(self, sentence: str, **parts: object) -> str:
        """A template filled in."""
        return self.sentences[sentence].format_map(parts)

    def row(self, parts: Sequence[str], most: int | None = None, *, long: bool = False) -> str:
        """Parts in a row, the first ``most`` of them and how many more there are."""
        between = self.apart if long else self.between
        if most is None or len(parts) <= most:
            return between.join(parts)
        return self.say("more", row=between.join(parts[:most]), number=len(parts) - most)

    def counted(self, role: Role, number: int) -> str:
        """A number of controls: "1 link", "3 links"."""
        one, many = self.roles[role]
        return self.say("counted", number=number, noun=one if number == 1 else many)


_ROLES = {role: (role.value, f"{role.value}s") for role in Role} | {
    Role.CHECK_BOX: ("check box", "check boxes"),
    Role.COMBO_BOX: ("combo box", "combo boxes"),
    Role.SWITCH: ("switch", "switches"),
}
_STATES = {
    State.CHECKED: "checked",
    State.MIXED: "partly checked",
    State.SELECTED: "selected",
    State.EXPANDED: "expanded",
    State.COLLAPSED: "collapsed",
    State.DISABLED: "disabled",
    State.REQUIRED: "required",
    State.INVALID: "invalid",
    State.READ_ONLY: "read only",
    State.DEFAULT: "default",
    State.BUSY: "busy",
}
_SENTENCES = {
    "not_checked": "not checked",
    "dialog": "Dialog: {words}",
    "dialog_asks": "Dialog: {words} Buttons: {row}.",
    "alert": "Alert: {words}",
    "error": "Form with 1 error: {row}.",
    "errors": "Form with {number} errors: {row}.",
    "wrong": "{name}: {words}",
    "page": "Page: {name}.",
    "headings": "Headings: {row}.",
    "heading": "Heading: {row}.",
    "fields": "Fields: {row}.",
    "held": "{name}: {value}",
    "on": "On: {row}.",
    "off": "Off: {row}.",
    "is_on": "on",
    "is_off": "off",
    "checked": "Checked: {row}.",
    "unchecked": "Not checked: {row}.",
    "mixed": "Partly checked: {row}.",
    "tab": "Tab {name}, {number} of {count}.",
    "list": "{noun} {name}: {rest}.",
    "nameless_list": "{noun}: {rest}.",
    "items": "{number} items",
    "item": "1 item",
    "rows": "{number} rows",
    "row": "1 row",
    "selected": "{name} selected",
    "in_view": "in view {row}",
    "buttons": "Buttons: {row}.",
    "button": "Button: {row}.",
    "menus": "Menus: {row}.",
    "links": "Links: {row}.",
    "link": "Link: {row}.",
    "images": "Pictures: {row}.",
    "image": "Picture: {row}.",
    "outside": "Around it: {row}.",
    "counts": "{row}.",
    "counted": "{number} {noun}",
    "more": "{row} and {number} more",
    "window": "Window {title}.",
    "windows": "{number} windows, front first: {row}.",
    "window_of": "{app}: {title}",
    "gist": "{lead}: {rest}",
    "boxed": "{words} Buttons: {row}.",
    "command_asks": "Command {command}; it asks: {line}.",
    "alone": "{rest}.",
    "headed": "{head}: {row}",
    "banner": "Banner: {words}",
    "banner_asks": "Banner: {words} Buttons: {row}.",
    "ticked": "{number} of {count} checked",
    "switched": "{number} of {count} on",
    "has_focus": "focus on {control}",
    "month": "calendar, 1 entry",
    "months": "calendar, {number} entries",
    "entry": "Entry: {row}.",
    "entries": "Entries: {row}.",
    "table": "table, {rows}",
    "columns": "columns {row}",
    "rows_told": "{noun} {name}: {rest}: {row}.",
    "nameless_rows_told": "{noun}: {rest}: {row}.",
    "message": "chat, last message: {words}",
    "pictures": "{number} pictures",
    "pictures_rows": "{number} pictures in {rows} rows",
    "picture_shows": "Picture {number}: {words}",
    "picture_only": "picture: {name}",
    "command": "Command {command}; its last line: {line}.",
    "command_silent": "Command {command}; it said nothing.",
    "command_runs": "Command {command}; nothing is said yet.",
    "last_line": "Last line: {line}.",
    "output": "It said: {lines}.",
    "output_last": "Its last {number} lines: {lines}.",
    "output_bad": "Before them it said: {lines}.",
    "no_items": "no items",
    "names": "Names: {row}.",
    "bar_chart": "bar chart",
    "line_chart": "line chart",
    "share_chart": "chart of shares",
    "chart_titled": "{kind}, {name}",
    "chart": "{head}: largest {largest}, smallest {smallest}",
    "chart_part": "{head}: largest that I could read {largest}, smallest {smallest}",
    "bar": "{label} {value}",
    "not_read": "{name} not read",
    "bars": "Values: {row}.",
    "bars_trend": "Values, {trend}: {row}.",
    "rising": "always rising",
    "falling": "always falling",
    "slow": "The program answered slowly, so some of its controls may be missing.",
    "silent": "The program did not answer, so I only read what can be seen.",
}

WINDOWS = WindowLanguage(_ROLES, _STATES, _SENTENCES, ", ", "; ")
