"""The verbs that fill the library and look after its file: index, watch, library."""

import argparse
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.application import Application
from app.cancel import CancelToken
from app.cli.library.opening import open_library, tell_trouble, tell_trouble_after
from app.cli.output import Output
from app.errors import AppError
from app.library.exchange.apple_photos import ApplePhoto, folders_of, read_apple_photos
from app.library.exchange.exchange import is_export
from app.library.following import follow
from app.library.indexing.report import Report
from app.library.library import Library
from app.library.search.wording import spoken_name
from app.library.status import Status
from app.plain import one_line

EVERY = 5.0  # seconds between two words of progress
_MOST_BROKEN = 5


def index(args: argparse.Namespace, application: Application, output: Output) -> int:
    """Take in folders and tell what came of it. Raises AppError."""
    library = application.library(args.library)
    cancel = CancelToken()
    folders = [Path(text) for text in args.folders]
    apple: list[ApplePhoto] = []
    try:
        if args.apple_photos is not None:
            apple = list(read_apple_photos(Path(args.apple_photos) if args.apple_photos else None))
            folders += folders_of(apple)
        known = library.status().roots if library.path.exists() else ()
        tell_trouble(library, output)
        if not folders and not known:
            raise AppError(
                "There is no folder to index.", "Name one, as in: earsight index, then a folder of photos."
            )
        report = library.index(folders or None, cancel, on_progress=_counting(output))
        words = [report.sentence()]
        if args.apple_photos is not None:
            words.append(library.merge_apple_photos(apple).sentence())
        if args.wait:
            done = library.complete(cancel, on_progress=_looking(output))
            words += [done.sentence()] if done else []
    except BaseException:
        cancel.cancel()
        raise
    status = library.status()
    tell_trouble(library, output)
    if output.as_json:
        output.json(_report_json(report, status))
        return 0
    words.append(f"The library has {_count(status.photos, 'photo')}.")
    if status.to_describe and not args.wait:
        words.append(
            f"{_count(status.to_describe, 'photo')} will be described when there is time: "
            "earsight index --wait does it now."
        )
    output.words(" ".join(words))
    return 0


def watch(args: argparse.Namespace, application: Application, output: Output) -> int:
    """Index, then follow the folders until Control-C. Raises AppError."""
    code = index(_with(args, wait=False, apple_photos=None), application, output)
    library = application.library(args.library)
    stop = threading.Event()
    with follow(library, lambda words: _tell(output, words)):
        output.notice("Watching. Press Control-C to stop.")
        while not stop.wait(3600):
            continue
    return code


def library(args: argparse.Namespace, application: Application, output: Output) -> int:
    """Tell what there is, export, import, take a folder out, or check the file. Raises AppError."""
    found = application.library(args.library)
    if args.export is not None:
        found = open_library(args, application, output)
        target = Path(args.export)
        _may_replace(target, args.overwrite, output)
        count = found.export(target)
        return _say(output, f"{_count(count, 'photo')} {'is' if count == 1 else 'are'} written down.")
    if args.source is not None:
        tell_trouble_after(found, output)
        done = found.take_in(Path(args.source))
        return _say(output, done.sentence())
    if args.remove is not None:
        tell_trouble_after(found, output)
        folder = Path(args.remove).absolute()
        if not found.indexer.remove_root(folder):
            raise AppError(
                f"The folder {folder.name} is not in the library.", "Run earsight library to hear which are."
            )
        return _say(
            output, f"{spoken_name(folder)} is not in the library any more. Its photos stay on the disk."
        )
    if args.check:
        tell_trouble_after(found, output)
        found.check()  # what it raises is put right at once
        return _say(output, "The library's file is whole.")
    return _status(open_library(args, application, output), output)


def _may_replace(target: Path, overwrite: bool, output: Output) -> None:
    """Ask before a file that is no export is replaced: it may be a photo."""
    if overwrite or not target.is_file() or is_export(target):
        return
    if not output.asks:
        raise AppError(
            f"{target.name} is there already, and is no export of Earsight.",
            "Name another file. To replace it, add --overwrite.",
        )
    if not output.agreed(
        f"{target.name} is there already, and is no export of Earsight. To replace it, type yes."
    ):
        raise AppError("Nothing was written down.", f"{target.name} stays as it is.")


def _status(found: Library, output: Output) -> int:
    status = found.status()
    if output.as_json:
        output.json({"schema": 1, "library": str(found.path), **_status_json(status)})
        return 0
    output.words(f"The library has {_count(status.photos, 'photo')}.")
    for path, away in status.roots:
        output.words(f"Folder: {one_line(str(path))}{', whose disk is not connected' if away else ''}.")
    if status.to_describe:
        output.words(f"{_count(status.to_describe, 'photo')} are still to be described.")
    if status.to_read:
        output.words(f"The text of {_count(status.to_read, 'photo')} is still to be read.")
    if status.broken:
        output.words(f"{_count(len(status.broken), 'file')} could not be read:")
        for path, problem in status.broken[:_MOST_BROKEN]:
            output.words(f"{spoken_name(path)}: {problem}")
    return 0


def _say(output: Output, words: str) -> int:
    if output.as_json:
        output.json({"schema": 1, "says": words})
    else:
        output.words(words)
    return 0


def _tell(output: Output, words: str) -> None:
    if output.as_json:
        output.json({"schema": 1, "says": words})
    else:
        output.words(words)


def _report_json(report: Report, status: Status) -> dict[str, Any]:
    return {
        "schema": 1,
        "new": report.new,
        "changed": report.changed,
        "moved": report.moved,
        "unchanged": report.unchanged,
        "gone": report.gone,
        "broken": report.broken,
        "waiting": report.waiting,
        "embedded": report.embedded,
        "unreadable": [str(path) for path in report.unreadable],
        "away": [str(path) for path in report.away],
        "set_aside": None if report.set_aside is None else str(report.set_aside),
        **_status_json(status),
    }


def _status_json(status: Status) -> dict[str, Any]:
    return {
        "photos": status.photos,
        "to_describe": status.to_describe,
        "to_read": status.to_read,
        "models": status.models,
        "folders": [{"path": str(path), "away": away} for path, away in status.roots],
        "problems": [{"path": str(path), "problem": problem} for path, problem in status.broken],
    }


def _counting(output: Output) -> Callable[[int, int], None]:
    tell = _paced(output)
    return lambda done, total: tell(done, total, "photos are indexed")


def _looking(output: Output) -> Callable[[int, int], None]:
    tell = _paced(output)
    return lambda done, total: tell(done, total, "photos are described and read")


def _paced(output: Output, clock: Callable[[], float] = time.monotonic) -> Callable[[int, int, str], None]:
    last = clock()

    def tell(done: int, total: int, what: str) -> None:
        nonlocal last
        if clock() - last >= EVERY and done < total:
            last = clock()
            output.notice(f"{done:,} of {total:,} {what}.")

    return tell


def _with(args: argparse.Namespace, **values: Any) -> argparse.Namespace:
    return argparse.Namespace(**{**vars(args), **values})


def _count(number: int, one: str) -> str:
    return f"1 {one}" if number == 1 else f"{number:,} {one}s"
