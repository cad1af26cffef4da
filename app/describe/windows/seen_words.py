"""What is said of windows that only their pixels tell of: terminals, file managers, charts."""

import re
from collections.abc import Sequence

from app.describe.windows.charts import Bar, Chart
from app.describe.windows.seen import Items, Screenful
from app.describe.words.phrasing import BRIEF_WORDS, quoted
from app.describe.words.troubles import Troubles
from app.describe.words.windows import WindowLanguage
from app.plain import enclosed

_MOST_LINES = 40
_ASKS = re.compile(
    r"\?[\s:]*(?:[\[(][^\])]{1,12}[\])])?[\s:]*$|[\[(]y(?:es)?/no?[\])][\s:?]*$", re.IGNORECASE
)
_MOST_NAMES = 30


class SeenWords:
    """Puts what was made out of a window's lines into words.

    Args:
        language: The words.
    """

    def __init__(self, language: WindowLanguage) -> None:
        self._language = language

    def terminal(self, screen: Screenful) -> str:
        """One sentence: the last command and the last line that it said."""
        say = self._language.say
        last = screen.output[-1] if screen.output else ""
        command = quoted(screen.command, words=8) if screen.command else ""
        room = max(6, BRIEF_WORDS - len(command.split()) - 5)
        told = quoted(last, words=room)
        if not last:
            return (
                say("command_silent" if screen.waits else "command_runs", command=command) if command else ""
            )
        if not command:
            return say("last_line", line=told)
        asks = not screen.waits and _ASKS.search(last) is not None
        return say("command_asks" if asks else "command", command=command, line=told)

    def output(self, screen: Screenful, *, everything: bool) -> list[str]:
        """What the command said; problems first where not all is told."""
        lines, language = screen.output, self._language
        if len(lines) <= _MOST_LINES or everything:
            return [language.say("output", lines=quoted_lines(lines))] if lines else []
        troubles = Troubles()
        bad = [line for line in lines[:-_MOST_LINES] if troubles.reads_so(line)]
        told = [language.say("output_last", number=_MOST_LINES, lines=quoted_lines(lines[-_MOST_LINES:]))]
        return [language.say("output_bad", lines=quoted_lines(bad)), *told] if bad else told

    def items(self, title: str, items: Items) -> str:
        """How many there are."""
        say = self._language.say
        count = (
            say("no_items")
            if not items.count
            else say("item" if items.count == 1 else "items", number=items.count)
        )
        told = say("gist", lead=title, rest=count) if title else count[:1].upper() + count[1:]
        return say("alone", rest=told)

    def names(self, items: Items) -> str:
        """What they are called."""
        names = items.names[:_MOST_NAMES]
        return self._language.say("names", row=self._language.row(names, long=True)) if names else ""

    def chart(self, chart: Chart, lead: str = "") -> str:
        """One sentence: kind, title, largest and smallest."""
        language = self._language
        largest = max(chart.known, key=lambda bar: bar.number)
        smallest = min(chart.known, key=lambda bar: bar.number)
        parts = {"largest": self._bar(largest), "smallest": self._bar(smallest)}
        name = chart.title or lead
        kind = language.say(f"{chart.kind}_chart")
        head = language.say("chart_titled", kind=kind, name=name) if name else kind
        whole = len(chart.known) == len(chart.bars)
        return language.say("chart" if whole else "chart_part", head=head, **parts)

    def bars(self, chart: Chart) -> str:
        """All labels with their values, and where it only goes up or down, that it does."""
        language = self._language
        row = language.row([self._bar(bar) for bar in chart.bars], long=True)
        trend = language.say(chart.trend) if chart.trend else ""
        return language.say("bars_trend" if trend else "bars", row=row, trend=trend)

    def _bar(self, bar: Bar) -> str:
        if not bar.value:
            return self._language.say("not_read", name=bar.label)
        return self._language.say("bar", label=bar.label, value=bar.value)


def quoted_lines(lines: Sequence[str]) -> str:
    """Lines in quotation marks, one under the other."""
    return enclosed("\n".join(lines))
