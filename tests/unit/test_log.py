import logging
import stat
from pathlib import Path

from app.log import Log


def written(folder: Path) -> str:
    return (folder / "earsight.log").read_text()


def test_the_log_is_the_users_own(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    log = Log(folder, ("app.test_log",))
    logging.getLogger("app.test_log").info("hello")
    log.close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "earsight.log").stat().st_mode) == 0o600
    assert "hello" in written(folder)


def test_a_loose_log_is_closed_to_others(tmp_path: Path) -> None:
    (tmp_path / "earsight.log").touch()
    (tmp_path / "earsight.log").chmod(0o644)
    Log(tmp_path, ("app.test_log",)).close()
    assert stat.S_IMODE((tmp_path / "earsight.log").stat().st_mode) == 0o600


def test_a_bug_is_written_by_place_without_what_it_says(tmp_path: Path) -> None:
    log = Log(tmp_path, ("quiet.test_log",))
    try:
        try:
            raise ValueError("a dog on the beach")
        except ValueError as first:
            raise KeyError("/home/anna/beach.jpg") from first
    except KeyError as error:
        logging.getLogger("quiet.test_log").error("A bug.", exc_info=error)
    log.close()
    text = written(tmp_path)
    assert "KeyError" in text
    assert "ValueError" in text
    assert "test_log.py" in text
    assert "dog" not in text
    assert "anna" not in text


def test_a_folder_that_cannot_be_made_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    log = Log(tmp_path / "file" / "logs", ("app.test_log",))
    logging.getLogger("app.test_log").info("dropped")
    log.close()


def test_once_closed_nothing_is_written(tmp_path: Path) -> None:
    log = Log(tmp_path, ("app.test_log",))
    log.close()
    log.close()
    logging.getLogger("app.test_log").info("late")
    assert "late" not in written(tmp_path)
    assert logging.getLogger("app.test_log").propagate


def test_other_libraries_messages_are_not_written(tmp_path: Path) -> None:
    log = Log(tmp_path, ("app.test_log",))
    logging.getLogger("PIL.test_log").error("content")
    log.close()
    assert "content" not in written(tmp_path)
