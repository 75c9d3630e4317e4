"""Compile the C interface to WebAssembly: one file, no imports, the same bits as everywhere.

    python build.py OUT.wasm [--pinned]

A clang that knows the target `wasm32-wasi` is taken if there is one (Debian: clang, lld, wasi-libc,
libc++-dev-wasm32, libclang-rt-dev-wasm32); else PyPI's `ziglang`,
which brings all of it and takes minutes the first time. With `--pinned` it is ziglang alone: the
module is then the same to the byte wherever its version is. `publish.py` makes the page's.
"""

from __future__ import annotations

import argparse
import importlib.util
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CPP = Path(__file__).resolve().parents[1]
FOLDERS = ("c_api", "memory", "numerics", "rules", "state")
"""The layers that one ship needs: no vector of worlds, no choice between instruction sets."""
FLAGS = [
    "--target=wasm32-wasi",
    "-mexec-model=reactor",  # a library: no main, `_initialize` runs constructors
    "-std=c++20",
    "-O3",
    "-DNDEBUG",
    "-ffp-contract=off",
    "-fno-math-errno",
    "-fno-exceptions",
    "-fno-rtti",
    "-Wl,--strip-all",
    "-Wl,-z,stack-size=1048576",  # a world and a state's bytes lie there while one is read
]
CLANG_FLAGS = ["-Wl,--stack-first"]
"""So that an overflow traps in place of writing over data; ziglang does it unasked."""
PROBE = "#include <array>\n#include <cstdint>\n"


def sources() -> list[Path]:
    """Return the source files of one world and its C interface."""
    return sorted(path for folder in FOLDERS for path in (CPP / folder).rglob("*.cpp"))


def find_compiler(pinned: bool = False) -> list[str]:
    """Return the command and flags of a compiler that can.

    Args:
        pinned: Whether it must be ziglang.

    Raises:
        FileNotFoundError: There is none; the message names what to install.
    """
    clang = shutil.which("clang++")
    if not pinned and clang is not None and can_compile([clang, *CLANG_FLAGS]):
        return [clang, *CLANG_FLAGS]
    if importlib.util.find_spec("ziglang") is not None:
        return [sys.executable, "-m", "ziglang", "c++"]
    if pinned:
        raise FileNotFoundError("the pinned compiler is not here: install PyPI's ziglang")
    raise FileNotFoundError(
        "no compiler for wasm32-wasi: install PyPI's ziglang, or Debian's clang, lld, wasi-libc, "
        "libc++-dev-wasm32 and libclang-rt-dev-wasm32"
    )


def can_compile(compiler: list[str]) -> bool:
    """Return whether the compiler links a small library for the target."""
    with tempfile.TemporaryDirectory() as folder:
        probe = Path(folder) / "probe.cpp"
        probe.write_text(PROBE, encoding="utf-8")
        command = [*compiler, *FLAGS, "-o", str(probe.with_suffix(".wasm")), str(probe)]
        return subprocess.run(command, check=False, capture_output=True).returncode == 0


def build(out: Path, pinned: bool = False) -> None:
    """Compile and link into `out`.

    Raises:
        FileNotFoundError: There is no compiler.
        subprocess.CalledProcessError: It failed; its output is on stderr.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    files = [f"-I{CPP}", *map(str, sources())]
    subprocess.run([*find_compiler(pinned), *FLAGS, "-o", str(out), *files], check=True)


def main() -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path, help="where to write the module")
    parser.add_argument("--pinned", action="store_true", help="take ziglang, whatever else is here")
    given = parser.parse_args()
    try:
        build(given.out, given.pinned)
    except FileNotFoundError as error:
        print(f"build.py: {error}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"build.py: the compiler ended with {error.returncode}", file=sys.stderr)
        return 1
    print(f"{given.out}: {given.out.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
