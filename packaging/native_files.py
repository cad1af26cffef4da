"""Which instructions the native files of an environment hold, and whether they ask the processor first.

    python packaging/native_files.py .venv
    python packaging/native_files.py FOLDER-OF-AARCH64-WHEELS

Disassembles every ELF file in folders and wheels (binutils; for the other machine its own, such as Debian's
binutils-aarch64-linux-gnu), finds instructions that a plain x86-64-v2 or Armv8.0 processor lacks, counts the
functions that hold them, and lists what in the file can ask the processor: the instruction for it, a symbol
of the C library or compiler, a function chosen by the loader. Prints one line a file, the ones to look into
by hand first. It proves nothing about what runs: `make proof` does that.
"""

import argparse
import bisect
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

# Families of instructions, the first that fits; mnemonic and operands as objdump writes them.
_X86 = {
    "AMX": r"(?:ldtilecfg|tile\w+|tdp\w+)\b",
    "AVX-512": r"(?:v\w+\s.*(?:%zmm|%[xy]mm(?:1[6-9]|2\d|3[01])|%k[0-7])"
    r"|k(?:mov|or|and|unpck|test|shift)\w+\s.*%k)",
    "F16C": r"vcvt(?:ph2ps|ps2ph)\b",
    "FMA": r"vfn?m(?:add|sub)\w+\b",
    "AVX2": r"(?:vp\w+\s.*%ymm|v(?:extract|insert)i128|vp?broadcast(?:s[sd]\s+%xmm|[bwdq])|vp?gather"
    r"|vps[lr][la]v[dq])",
    "AVX": r"v(?!er[rw]|mcall|mload|mrun|msave|mx|mlaunch|mptr|mread|mwrite|mresume|mclear|mfunc)\w+\s",
    "BMI": r"(?:andn|bextr|blsi|blsr|blsmsk|bzhi|mulx|pdep|pext|rorx|sarx|shlx|shrx)[lq]?\s",
    "LZCNT": r"lzcnt",
    "MOVBE": r"movbe",
    "AES or SHA": r"(?:aes(?:enc|dec|imc|key)\w*|pclmul\w*|sha(?:1|256)\w+)\s",
    "ADX": r"ad[co]x[lq]?\s",
    "RDRAND": r"rd(?:rand|seed)\b",
    # In x86-64-v2, but not in the first x86-64.
    "v2": r"(?:popcnt|cmpxchg16b|crc32[bwlq]|pshufb|palignr|phadd|phsub|pmaddubsw|pmulhrsw|psign|pabs|p?blend"
    r"|pmulld|pmuldq|pmin(?:sb|sd|uw|ud)|pmax(?:sb|sd|uw|ud)|round[ps][sd]|pextr[bdq]|pinsr[bdq]|ptest|pmov[sz]x"
    r"|packusdw|pcmpeqq|pcmpgtq|mpsadbw|dpp[sd]|insertps|extractps|pcmp[ei]str|movddup|movs[hl]dup|addsubp|haddp"
    r"|hsubp|lddqu|phminpos)",
}
_ARM = {
    "SVE": r"\w+\s.*\b(?:z\d+(?:\.[bhsdq])?|p\d+(?:/[mz]|\.[bhsd]))\b"
    r"|(?:ptrue|whilel\w|cnt[bhwd]|rdvl|addvl)\s",
    "SME": r"(?:smstart|smstop|fmopa|smopa|rdsvl)",
    "i8mm": r"(?:[su]mmla|usmmla|usdot|sudot)\s",
    "bf16": r"(?:bf(?:dot|mmla|mlal[bt])|bfcvtn?2?)\s",
    "dotprod": r"[su]dot\s",
    "fp16": r"f(?!cvt|mov)\w+\s+(?:v\d+\.[48]h|h\d+)\b|fml[as]l2?\s|[su]cvtf\s+(?:v\d+\.[48]h|h\d+)\b",
    "complex": r"fc(?:mla|add)\s|fjcvtzs",
    "RDM": r"sqrdml[as]h\s",
    "LSE": r"(?:ld(?:add|clr|eor|set|smax|smin|umax|umin)|st(?:add|clr|eor|set)|swp|cas)(?:a|l|al)?[bhp]?\s",
    "RCPC": r"ldapu?r",
    "PAC": r"(?:retaa|retab|blra[ab]z?|bra[ab]z?|ldra[ab])\b",
    "SHA3 or SHA512": r"(?:eor3|bcax|rax1|xar|sha512\w+|sm[34]\w+)\s",
    # Optional in Armv8.0: the Raspberry Pi 4 has no AES, everything has CRC32.
    "AES or SHA": r"(?:aes(?:e|d|mc|imc)|sha1\w+|sha256\w+|pmull2?\s+v\d+\.1q.*)\s",
    "CRC32": r"crc32c?[bhwx]\s",
}
_FINE = {"v2", "CRC32"}
_ASKS = {
    "x86-64": r"cpuid\b|xgetbv\b",
    "aarch64": r"mrs\s+\w+,\s+(?:id_aa64\w+|midr_el1)",
}
# The C library's and the compiler's ways of asking; FFmpeg's, numpy's and Qt's libraries ask one another.
_SYMBOLS = re.compile(
    r"\b(__cpu_model|__cpu_indicator_init|__cpu_features2|getauxval|__getauxval|elf_aux_info|av_get_cpu_flags"
    r"|av_parse_cpu_caps|qDetectCpuFeatures\w*|_Z\w*qDetectCpuFeatures\w*|qt_cpu_features|android_getCpuFeatures"
    r"|cpuinfo_initialize)\b"
)
_MACHINES = {62: "x86-64", 183: "aarch64"}


@dataclass
class Native:
    """What one file holds.

    Attributes:
        name: Its path below the folder or wheel that was named.
        machine: "x86-64" or "aarch64".
        functions: How many functions it has, by its unwind table.
        families: In how many of them each family was seen.
        asks: What in it can ask the processor, in words.
    """

    name: str
    machine: str
    functions: int = 0
    families: Counter[str] = field(default_factory=Counter)
    asks: list[str] = field(default_factory=list)

    @property
    def beyond(self) -> dict[str, int]:
        """The families a plain processor lacks."""
        return {name: count for name, count in self.families.items() if name not in _FINE}

    @property
    def suspect(self) -> bool:
        """Whether it holds what a plain processor lacks, and nothing in it asks, or much is like that."""
        most = max(self.beyond.values(), default=0)
        return bool(self.beyond) and (not self.asks or 3 * most > self.functions)

    def __str__(self) -> str:
        held = ", ".join(f"{name} {count}" for name, count in self.families.most_common()) or "nothing"
        asks = ", ".join(self.asks) or "nothing"
        word = "LOOK" if self.suspect else "asks" if self.beyond else "plain"
        return f"{word}\t{self.name}\t{self.functions} functions\t{held}\tby {asks}"


def machine_of(file: Path) -> str | None:
    """The processor an ELF file is for, None for anything else."""
    with file.open("rb") as stream:
        head = stream.read(20)
    if len(head) < 20 or head[:4] != b"\x7fELF":
        return None
    return _MACHINES.get(int.from_bytes(head[18:20], "little"))


def family_of(instruction: str, machine: str) -> str | None:
    """The family of an instruction as objdump writes it, None for what every processor has."""
    for name, pattern in (_X86 if machine == "x86-64" else _ARM).items():
        if re.match(pattern, instruction):
            return name
    return None


def look(file: Path, name: str, machine: str) -> Native:
    """Disassemble one file."""
    found = Native(name, machine)
    starts = sorted(set(_starts(file, machine)))
    found.functions = len(starts)
    seen: dict[str, set[int]] = {}
    asked: Counter[str] = Counter()
    known: dict[str, str | None] = {}
    for address, instruction in _interesting(file, machine):
        asking = re.match(_ASKS[machine], instruction)
        if asking:
            asked[asking[0].split()[0]] += 1
            continue
        if instruction not in known:
            known[instruction] = family_of(instruction, machine)
        family = known[instruction]
        if family:
            seen.setdefault(family, set()).add(bisect.bisect_right(starts, address))
    found.families = Counter({family: len(functions) for family, functions in seen.items()})
    found.asks = [f"{word} {count}" for word, count in asked.items()]
    symbols = _run(machine, "readelf", "--wide", "--dyn-syms", "--symbols", str(file))
    found.asks += sorted(set(_SYMBOLS.findall(symbols)))
    chosen = len(
        re.findall(r"_IRELATIV|IFUNC", _run(machine, "readelf", "--wide", "-r", "--dyn-syms", str(file)))
    )
    if chosen:
        found.asks.append(f"ifunc {chosen}")
    if machine == "aarch64" and b"/proc/cpuinfo" in file.read_bytes():
        found.asks.append("/proc/cpuinfo")
    return found


def _starts(file: Path, machine: str) -> Iterator[int]:
    for start in re.findall(
        r"pc=([0-9a-f]+)\.\.", _run(machine, "readelf", "--debug-dump=frames", str(file))
    ):
        yield int(start, 16)


def _interesting(file: Path, machine: str) -> Iterator[tuple[int, str]]:
    """Address and text of every instruction that may matter; grep throws the rest away quickly."""
    patterns = (_X86 if machine == "x86-64" else _ARM).values()
    wanted = "|".join((*patterns, _ASKS[machine]))
    objdump = [_tool(machine, "objdump"), "-d", "--no-show-raw-insn", "-w", str(file)]
    with (
        subprocess.Popen(objdump, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as listing,
        subprocess.Popen(
            ["grep", "-P", rf":\t(?:lock |rep |\{{\w+\}} )*(?:{wanted})"],
            stdin=listing.stdout,
            stdout=subprocess.PIPE,
            env={"LC_ALL": "C"},
            text=True,
        ) as kept,
    ):
        assert kept.stdout is not None
        for line in kept.stdout:
            address, _, instruction = line.partition(":\t")
            yield int(address, 16), re.sub(r"^(?:lock |rep |\{\w+\} )+", "", instruction.rstrip("\n")) + " "


def _tool(machine: str, name: str) -> str:
    native = {"x86-64": ("x86_64", "amd64"), "aarch64": ("aarch64", "arm64")}[machine]
    for candidate in (f"{native[0]}-linux-gnu-{name}", name):
        if shutil.which(candidate):
            return candidate
    raise SystemExit(
        f"There is no {name} for {machine}. On Debian type: apt-get install -y binutils-{native[0]}-linux-gnu"
    )


def _run(machine: str, name: str, *arguments: str) -> str:
    done = subprocess.run(
        [_tool(machine, name), *arguments], capture_output=True, text=True, errors="replace"
    )
    return done.stdout


def files(places: list[Path], unpacked: ExitStack) -> Iterator[tuple[Path, str]]:
    """Every file in folders and wheels, with its name below the package that holds it."""
    for place in places:
        for wheel in sorted(place.glob("*.whl")):
            folder = Path(unpacked.enter_context(tempfile.TemporaryDirectory()))
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(folder, [n for n in archive.namelist() if ".so" in n or "/" in n])
            yield from ((p, str(p.relative_to(folder))) for p in sorted(folder.rglob("*")) if p.is_file())
        for path in sorted(place.rglob("*")):
            if path.is_file() and not path.is_symlink() and path.suffix != ".whl":
                yield path, str(path).rpartition("site-packages/")[2]


def main() -> int:
    """Print the list."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("places", nargs="+", type=Path, help="folders, of files or of wheels")
    with ExitStack() as unpacked:
        found = []
        for path, name in files(parser.parse_args().places, unpacked):
            machine = machine_of(path)
            if machine:
                found.append(look(path, name, machine))
                print(found[-1].name, file=sys.stderr)
    for native in sorted(found, key=lambda n: (not n.suspect, not n.beyond, n.name)):
        print(native)
    return 0


if __name__ == "__main__":
    sys.exit(main())
