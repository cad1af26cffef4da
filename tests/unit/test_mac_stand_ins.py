"""The stand-in for PyObjC refuses what the real one would refuse."""

from typing import Any

import pytest
from macos.machine import Mac
from macos.pyobjc import METADATA, read_tables, split_encoding
from packaging_scripts import load

fetching = load("mac_metadata")


@pytest.mark.parametrize(
    ("encoding", "parts"),
    [
        ("B", ["B"]),
        ("iI^I^I", ["i", "I", "^I", "^I"]),
        ("{CGPoint=dd}^{__CGEvent=}", ["{CGPoint=dd}", "^{__CGEvent=}"]),
        ("v@?^?@", ["v", "@?", "^?", "@"]),
        (
            "^{CGImage=}{CGRect={CGPoint=dd}{CGSize=dd}}III",
            ["^{CGImage=}", "{CGRect={CGPoint=dd}{CGSize=dd}}", *"III"],
        ),
        ("v[4{CGPoint=dd}]r^v", ["v", "[4{CGPoint=dd}]", "r^v"]),
    ],
)
def test_encodings(encoding: str, parts: list[str]) -> None:
    assert split_encoding(encoding) == parts


def test_the_tables_of_every_framework_are_read() -> None:
    for folder, some in {
        "Quartz/CoreGraphics": "CGWindowListCopyWindowInfo",
        "AppKit": "NSBeep",
        "Foundation": "NSHomeDirectory",
    }.items():
        assert some in read_tables(METADATA / folder / "_metadata.py").functions


def test_names_the_framework_does_not_have_are_refused(mac: Mac) -> None:
    quartz: Any = mac.framework("Quartz")
    assert quartz.kCGWindowListOptionOnScreenOnly == 1
    assert quartz.kCGColorSpaceSRGB == "kCGColorSpaceSRGB"
    with pytest.raises(AttributeError, match="CGNoSuchThing"):
        _ = quartz.CGNoSuchThing
    with pytest.raises(AssertionError, match="CGNoSuchThing"):
        mac.framework("Quartz", {"CGNoSuchThing": lambda: None})


def test_the_number_of_arguments_is_the_frameworks(mac: Mac) -> None:
    quartz: Any = mac.framework("Quartz", {"CGRectMake": lambda *sides: sides})
    assert quartz.CGRectMake(1, 2, 3, 4) == (1, 2, 3, 4)
    assert mac.called("CGRectMake") == [(1, 2, 3, 4)]
    with pytest.raises(TypeError, match="takes 4 arguments"):
        quartz.CGRectMake(1, 2)
    with pytest.raises(NotImplementedError):
        quartz.CGPreflightScreenCaptureAccess()


def test_out_parameters_come_back_as_a_tuple(mac: Mac) -> None:
    quartz: Any = mac.framework("Quartz", {"CGGetActiveDisplayList": lambda most, *_: (0, (1,), 1)})
    assert quartz.CGGetActiveDisplayList(16, None, None) == (0, (1,), 1)
    with pytest.raises(TypeError, match="out-parameter"):
        quartz.CGGetActiveDisplayList(16, [], 0)
    wrong: Any = mac.framework("Quartz", {"CGGetActiveDisplayList": lambda *_: 0})
    with pytest.raises(AssertionError, match="3 values"):
        wrong.CGGetActiveDisplayList(16, None, None)


def test_a_stand_in_class_has_the_selectors_shape(mac: Mac) -> None:
    class VNImageRequestHandler:
        def performRequests_error_(self, requests: list[Any], error: None) -> tuple[bool, None]:
            return True, None

    vision: Any = mac.framework("Vision", classes=(VNImageRequestHandler,))
    handler = vision.VNImageRequestHandler()
    assert handler.performRequests_error_([], None) == (True, None)
    assert mac.called("VNImageRequestHandler.performRequests:error:") == [([], None)]
    with pytest.raises(TypeError, match="out-parameter"):
        handler.performRequests_error_([], [])
    with pytest.raises(TypeError, match="Need 2 arguments"):
        handler.performRequests_error_([])
    with pytest.raises(AttributeError):
        handler.performEverything_([])


class NSNoSuchClass:
    def thing(self) -> None:
        raise AssertionError


class NSWorkspace:
    def frontmostApplication_(self) -> None:
        raise AssertionError


@pytest.mark.parametrize(("cls", "fault"), [(NSNoSuchClass, "NSNoSuchClass"), (NSWorkspace, "must take 1")])
def test_a_stand_in_that_no_mac_has_is_refused(mac: Mac, cls: type, fault: str) -> None:
    with pytest.raises(AssertionError, match=fault):
        mac.framework("AppKit", classes=(cls,))


def test_only_macos_packages_are_fetched_each_with_its_hashes() -> None:
    lock = (
        "pillow==12.0 \\\n    --hash=sha256:aa\n"
        "pyobjc-core==12.2.2 ; sys_platform == 'darwin' \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc\n"
        "quickmachotkey==1 ; sys_platform == 'darwin' \\\n    --hash=sha256:dd\n"
    )
    assert fetching.pins_of(lock) == (
        "pyobjc-core==12.2.2 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc\n"
        "quickmachotkey==1 \\\n    --hash=sha256:dd\n"
    )
