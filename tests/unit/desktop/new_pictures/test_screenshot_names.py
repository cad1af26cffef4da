from pathlib import Path

import pytest
from macos.tools import Tools

from app.desktop.new_pictures.screenshot_names import looks_like_screenshot

FLAG = "com.apple.metadata:kMDItemIsScreenCapture"
XATTR = "/usr/bin/xattr"


def test_macos_marks_its_screenshots_whatever_they_are_called(tmp_path: Path, mac_tools: Tools) -> None:
    marked, other = tmp_path / "-a b.png", tmp_path / "holiday.png"
    mac_tools.put(XATTR, attributes={str(marked): [FLAG]})
    assert looks_like_screenshot(marked, "darwin")
    assert not looks_like_screenshot(other, "darwin")
    assert [one.arguments for one in mac_tools.started(XATTR)] == [
        ["-p", FLAG, str(marked)],
        ["-p", FLAG, str(other)],
    ]


def test_a_name_that_says_it_needs_no_mark(mac_tools: Tools) -> None:
    mac_tools.put(XATTR)
    assert looks_like_screenshot(Path("/d/Screenshot 2026-01-02 at 10.11.12.png"), "darwin")
    assert mac_tools.started(XATTR) == []


@pytest.mark.parametrize("platform", ["darwin", "linux"])
def test_without_xattr_only_names_count(mac_tools: Tools, platform: str) -> None:
    assert not looks_like_screenshot(Path("/d/holiday.png"), platform)
