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


def walk(node):
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
    }
    for child in node:
        if child is not None:
            yield from walk(child)


def controls(pid):
    for app in pyatspi.Registry.getDesktop(0):
        if app is not None and app.get_process_id() == pid:
            return list(walk(app))
    return []


def on_event(event):
    if event.type.startswith("object:announcement"):
        tell(said=event.any_data, urgent=event.detail1 == 2)
    elif event.type.startswith("object:state-changed:focused") and event.detail1:
        tell(focus=event.source.name, role=event.source.getRoleName())


def on_question(_source, _condition):
    line = sys.stdin.readline()
    if not line:
        pyatspi.Registry.stop()
        return False
    pid = json.loads(line)["pid"]
    try:
        answer = controls(pid)
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
