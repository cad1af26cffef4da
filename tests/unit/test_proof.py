"""The proof on other processors has teeth: what it must find wrong, it does."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from packaging_scripts import load

proof = load("proof")
native_files = load("native_files")
KERNEL = proof.KERNEL
USE = proof.Use("describe", ("describe", "x.jpg"), processes=2)
SAID = (
    '{"caption": "A cat.", "confidence": 0.91, '
    '"text": [{"text": "one", "box": [1, 2]}], "seconds": {"total": 1}}\n'
)
NATIVE = proof.Done(0, SAID, "", 1.0, 1.0, [("6.1.0", "-m app"), ("6.1.0", "-m app.speech.voice_process")])
GOOD = replace(NATIVE, processes=[(KERNEL, line) for _, line in NATIVE.processes])


def test_the_same_words_are_the_same_whatever_the_time_and_the_last_digits() -> None:
    other = replace(GOOD, out=SAID.replace("0.91", "0.9102").replace("1}", "70}").replace("[1, 2]", "[1, 3]"))
    assert proof.problems(USE, NATIVE, other) == []


def test_scenes_counted_in_a_sentence_of_their_own_are_the_same_scenes() -> None:
    one = replace(NATIVE, out='{"spoken": "A video of 4 seconds with 2 scenes. It has no sound."}\n')
    two = replace(GOOD, out='{"spoken": "A video of 4 seconds. It has 2 scenes. It has no sound."}\n')
    use = replace(USE, says="4 seconds")
    assert proof.problems(use, one, two) == []
    assert proof.problems(use, one, replace(two, out=two.out.replace("2 scenes", "3 scenes")))


@pytest.mark.parametrize(
    ("was", "became"),
    [
        ("A cat.", "A dog."),
        ("0.91", "0.81"),
        ('"one"', '"ohe"'),
        ('"caption"', '"title"'),
        (SAID, ""),
        ("{", "x{"),
    ],
)
def test_another_word_is_found(was: str, became: str) -> None:
    other = replace(GOOD, out=SAID.replace(was, became))
    assert proof.problems(USE, NATIVE, other)


def test_words_that_are_the_same_and_not_those_expected_are_found() -> None:
    (found,) = proof.problems(replace(USE, says="A dog."), NATIVE, GOOD)
    assert "A dog." in found


def test_a_child_on_this_machines_own_processor_is_found() -> None:
    other = replace(GOOD, processes=[GOOD.processes[0], NATIVE.processes[1]])
    (found,) = proof.problems(USE, NATIVE, other)
    assert "voice_process" in found


def test_a_child_that_never_was_is_found() -> None:
    (found,) = proof.problems(USE, NATIVE, replace(GOOD, processes=GOOD.processes[:1]))
    assert "1 Python process" in found


def test_a_native_run_that_was_not_native_is_found() -> None:
    assert proof.problems(USE, GOOD, GOOD) == ["the native run was not native"]


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"code": -4}, "signal 4"),
        ({"code": 132}, "signal 4"),
        ({"err": "qemu: uncaught target signal 11 (Segmentation fault) - core dumped"}, "signal"),
        ({"code": 2}, "exit code 2"),
    ],
)
def test_another_end_is_found(changes: dict[str, object], word: str) -> None:
    (found,) = proof.problems(USE, NATIVE, replace(GOOD, **changes))
    assert word in found


def test_whatever_the_emulated_python_starts_is_emulated_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A qemu that only shows how it was called and then does as asked stands in for the real one.
    (tmp_path / "bin").mkdir()
    qemu = tmp_path / "bin" / proof.QEMU
    qemu.write_text('#!/bin/bash\necho "$4 $8" >>"$(dirname "$0")/called"\nexec -a "$8" "${@:9}"\n')
    qemu.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    python = proof.emulated("Nehalem", tmp_path / "python")
    code = "import subprocess, sys, numpy; subprocess.run([sys.executable, '-c', 'print(7)'], check=True)"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("7\n", "")
    assert (tmp_path / "bin" / "called").read_text() == f"Nehalem {python}\n" * 2


def test_every_process_is_recorded(tmp_path: Path) -> None:
    machine = proof.Machine("here", Path(sys.executable), tmp_path / "here")
    done = machine.run(proof.Use("version", ("--version",)), tmp_path)
    assert done.code == 0
    assert done.processes == [(os.uname().release, "-P -m app --version")]


@pytest.mark.parametrize(
    ("instruction", "machine", "family"),
    [
        ("vinsertf32x4 $0x1,%xmm0,%zmm1,%zmm2", "x86-64", "AVX-512"),
        ("vaddps %xmm17,%xmm1,%xmm2", "x86-64", "AVX-512"),
        ("vpaddd %ymm0,%ymm1,%ymm2", "x86-64", "AVX2"),
        ("vaddps %ymm0,%ymm1,%ymm2", "x86-64", "AVX"),
        ("vfmadd231ps %xmm0,%xmm1,%xmm2", "x86-64", "FMA"),
        ("shlx %rax,%rdx,%rcx", "x86-64", "BMI"),
        ("popcnt %rax,%rdx", "x86-64", "v2"),
        ("addps %xmm0,%xmm1", "x86-64", None),
        ("verr %ax", "x86-64", None),
        ("ldaddal w0, w1, [x2]", "aarch64", "LSE"),
        ("casal x0, x1, [x2]", "aarch64", "LSE"),
        ("sdot v0.4s, v1.16b, v2.16b", "aarch64", "dotprod"),
        ("smmla v0.4s, v1.16b, v2.16b", "aarch64", "i8mm"),
        ("fadd v0.8h, v1.8h, v2.8h", "aarch64", "fp16"),
        ("ld1w {z0.s}, p0/z, [x0]", "aarch64", "SVE"),
        ("fcvt s0, h0", "aarch64", None),
        ("ldr x0, [x1]", "aarch64", None),
        ("add x0, x1, x2", "aarch64", None),
    ],
)
def test_instructions_are_told_apart(instruction: str, machine: str, family: str | None) -> None:
    assert native_files.family_of(instruction + " ", machine) == family


def test_a_file_that_holds_too_much_and_does_not_ask_is_to_be_looked_at() -> None:
    native = native_files.Native("x.so", "x86-64", functions=100)
    assert not native.suspect
    native.families["v2"] = 90
    assert not native.suspect
    native.families["AVX"] = 1
    assert native.suspect
    native.asks.append("cpuid 1")
    assert not native.suspect
    native.families["AVX"] = 40
    assert native.suspect
