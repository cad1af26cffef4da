"""A small accessibility client: what a screen reader would see and be told.

Runs under the system's Python (/usr/bin/python3), which has pyatspi. One JSON object a line: on stdin a
question, on stdout its answer; announcements and changes of focus come on stdout too, as they happen.
"""

import json
import sys

import gi

gi.require_version("Atspi", "2.0")
import pyatspi  # noqa: E402
from gi.repository import GLib  # noqa: E402

EVENTS = (
    "object:announcement",
    "object:state-changed:focused",
    # Names are kept by the client until it hears that they changed.
    "object:property-change:accessible-name",
    "object:property-change:accessible-description",
)


def tell(**what):
    print(json.dumps(what), flush=True)


def text_of(node):
    try:
        return node.queryText().getText(0, -1)
    except NotImplementedError:
        return None


def keys_of(node):
    try:
        action = node.queryAction()
    except NotImplementedError:
        return ""
    return " ".join(action.getKeyBinding(number) for number in range(action.nActions)).strip()


def walk(node, everything, depth=0):
    states = node.getState()
    try:
        box = list(node.queryComponent().getExtents(pyatspi.DESKTOP_COORDS))
    except NotImplementedError:
        box = None
    yield {
        "name": node.name,
        "description": node.description,
        "role": node.getRoleName(),
        "text": text_of(node),
        "focusable": states.contains(pyatspi.STATE_FOCUSABLE),
        "focused": states.contains(pyatspi.STATE_FOCUSED),
        "showing": states.contains(pyatspi.STATE_SHOWING),
        "labels": [
            target.name
            for relation in node.getRelationSet()
            if relation.getRelationType() == pyatspi.RELATION_LABELLED_BY
            for target in (relation.getTarget(n) for n in range(relation.getNTargets()))
        ],
        "box": box,
        "depth": depth,
        "keys": keys_of(node),
    }
    # Qt calls the rows of a hidden list showing; the list itself it does not.
    if not everything and depth > 1 and not states.contains(pyatspi.STATE_SHOWING):
        return
    for child in node:
        if child is not None:
            yield from walk(child, everything, depth + 1)


def controls(pid, everything):
    for app in pyatspi.Registry.getDesktop(0):
        if app is not None and app.get_process_id() == pid:
            return list(walk(app, everything))
    return []


def on_event(event):
    if event.type.startswith("object:announcement"):
        tell(said=event.any_data, urgent=event.detail1 == 2)
    elif event.type.startswith("object:state-changed:focused") and event.detail1:
        try:
            tell(focus=event.source.name, role=event.source.getRoleName())
        except GLib.GError as error:  # it went away with its menu or dialog
            tell(problem=str(error))


def on_question(_source, _condition):
    line = sys.stdin.readline()
    if not line:
        pyatspi.Registry.stop()
        return False
    question = json.loads(line)
    try:
        answer = controls(question["pid"], question["everything"])
    except (GLib.GError, RuntimeError) as error:  # a window that closes while it is read
        tell(controls=[], problem=str(error))
    else:
        tell(controls=answer)
    return True


def main():
    pyatspi.Registry.registerEventListener(on_event, *EVENTS)
    GLib.io_add_watch(sys.stdin.fileno(), GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP, on_question)
    tell(ready=True)
    pyatspi.Registry.start()


if __name__ == "__main__":
    main()
