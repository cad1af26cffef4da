"""What lies ready for a public host: that it calls what there is, and tries what is promised."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WORKFLOW = (ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *(ROOT / ".github").rglob("*.*")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_target_there_is(page: Path) -> None:
    named = set(
        re.findall(r"(?:`|run: |^    )make ([a-z-]+)", page.read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert named <= TARGETS


def test_every_promised_python_is_tried_on_both_systems() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    promised = [one.rpartition(" ")[2] for one in project["classifiers"] if "Python :: 3." in one]
    tried = re.findall(r"(?m)^ +python: \[(.*)\]$", WORKFLOW)
    assert [re.findall(r"3\.\d+", one) for one in tried] == [promised, promised]
    assert re.findall(r"runs-on: ([a-z]+)-", WORKFLOW) == ["ubuntu", "macos"]


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/guide.md"])
def test_every_link_leads_somewhere(page: str) -> None:
    path = ROOT / page
    for link in re.findall(r"\]\(([^)]+)\)", path.read_text(encoding="utf-8")):
        name, _, heading = link.partition("#")
        target = path if not name else path.parent / name
        assert target.exists(), link
        headings = re.findall(r"(?m)^#+ (.+)$", target.read_text(encoding="utf-8")) if heading else []
        anchors = [re.sub(r"[^a-z0-9 -]", "", one.lower()).replace(" ", "-") for one in headings]
        assert not heading or heading in anchors, link


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_every_path_there_is(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    paths = re.findall(r"\b((?:app|tests|mlx_models|packaging|docs|assets)/[\w./-]*\w)", text)
    assert len(paths) >= 4
    assert [path for path in paths if not (ROOT / path).exists()] == []
