"""The verb `doctor`: what works on this machine, and what to do about what does not."""

import argparse

from app.application import Application
from app.cli.grammar import Verbs, add_json, add_verb
from app.cli.output import OK, Output


def add(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs, "doctor", "Check what works on this machine, and say what to do about what does not.", run
    )
    add_json(parser)


def run(args: argparse.Namespace, application: Application, output: Output) -> int:
    """Tell each check as soon as it is made."""
    for check in application.checks():
        done = check()
        state = done.state.value
        fields = {"check": done.name, "state": state, "says": done.says, "hint": done.hint}
        words = f"{done.name}: {state}. {done.says} {done.hint}".strip()
        output.result({**fields, "details": done.details}, words)
    return OK
