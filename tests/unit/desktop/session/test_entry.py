from pathlib import Path

from app.desktop.session.entry import start_command

PYTHON = "/opt/earsight/python"


def test_the_app_is_started_by_its_bundle_where_that_began_it(tmp_path: Path) -> None:
    program = tmp_path / "Earsight"
    usual = (PYTHON, "-P", "-m", "app", "gui")
    assert start_command({}, PYTHON) == usual
    assert start_command({"EARSIGHT_APP": str(program)}, PYTHON) == usual  # it was removed meanwhile
    program.touch()
    assert start_command({"EARSIGHT_APP": str(program)}, PYTHON) == (str(program),)
