"""`python -m tools.platforms`: build the core for each platform, play the recordings on it."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tools.platforms.flatten import flatten
from tools.repository import ROOT

CORE = ROOT / "packages" / "envcore"
WASM = CORE / "cpp" / "wasm"
LEVELS = ("-O0", "-O2", "-O3")
KERNEL_VARIABLE = "ENVCORE_KERNEL"
"""Environment variable that chooses the ISA variant of the core within one program."""


@dataclass(frozen=True, slots=True)
class Build:
    """A way to compile the core."""

    name: str
    compiler: str
    flags: str
    cpu_flag: str = ""
    """What /proc/cpuinfo must have for the program to run here; it is built in any case."""


def builds() -> list[Build]:
    """Return the matrix of native builds."""
    plain = [
        Build(f"{compiler}{level}", compiler, level)
        for compiler in ("g++", "clang++")
        for level in LEVELS
    ]
    wide = [
        # each instruction set forced on the whole core, multiply-add units and all
        Build(f"{compiler}-{arch}", compiler, f"-O3 -march=x86-64-{arch}", cpu_flag)
        for compiler in ("g++", "clang++")
        for arch, cpu_flag in (("v3", "avx2"), ("v4", "avx512dq"))
    ]
    return [*plain, *wide, Build("g++-32-bit", "g++", "-O2 -m32")]


def compile_build(build: Build, folder: Path) -> Path:
    """Compile the player with a build; return the program.

    Raises:
        subprocess.CalledProcessError: It does not compile.
    """
    configure = ["cmake", "-S", str(CORE), "-B", str(folder), "-G", "Ninja"]
    configure += ["-DENVCORE_GOLDEN=ON", "-DCMAKE_BUILD_TYPE=", f"-DCMAKE_CXX_FLAGS={build.flags}"]
    configure += [f"-DCMAKE_CXX_COMPILER={build.compiler}"]
    subprocess.run(configure, check=True, capture_output=True, text=True)
    command = ["cmake", "--build", str(folder), "--parallel", "2", "--target", "envcore_golden"]
    subprocess.run(command, check=True, capture_output=True, text=True)
    return folder / "envcore_golden"


def check_build(build: Build, golden: Path, folder: Path) -> str:
    """Compile and play with every ISA variant; return the player's output, or that none can run."""
    program = compile_build(build, folder)
    if build.cpu_flag and build.cpu_flag not in cpu_flags():
        return f"compiled; this processor has no {build.cpu_flag}"
    kernels = run([str(program), "--kernels"]).split()
    output = [run([str(program), str(golden)], {KERNEL_VARIABLE: kernel}) for kernel in kernels]
    return f"{output[0]}, {' and '.join(kernels)}"


def check_wasm(golden: Path, folder: Path) -> str:
    """Compile the WebAssembly module and play in Node; return the player's output."""
    module = folder / "prospector.wasm"
    run([sys.executable, str(WASM / "build.py"), str(module)])
    return run(["node", str(WASM / "golden_test.mjs"), str(module), str(golden)])


def run(command: list[str], environment: dict[str, str] | None = None) -> str:
    """Run a command and return its output."""
    environment = {**os.environ, **(environment or {})}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return done.stdout.strip()


def cpu_flags() -> set[str]:
    """Return the flags of this processor; empty if the system does not list them."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return set()
    return {flag for line in lines if line.startswith("flags") for flag in line.split()}


def main() -> int:
    """Run the command; return 1 if any platform fails."""
    known = {build.name: build for build in builds()}
    names = [*known, "wasm"]
    parser = argparse.ArgumentParser(prog="nox -s platforms --", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="PLATFORM", help=f"of {', '.join(names)}")
    given = parser.parse_args()
    for name in given.names:
        if name not in names:
            parser.error(f"platform {name}: expected one of {', '.join(names)}")
    with tempfile.TemporaryDirectory() as folder:
        golden = Path(folder) / "golden.txt"
        golden.write_text(flatten(), encoding="ascii")
        chosen = given.names or names
        results = [check(name, known.get(name), golden, Path(folder) / name) for name in chosen]
    return 0 if all(results) else 1


def check(name: str, build: Build | None, golden: Path, folder: Path) -> bool:
    """Check one platform, print a line, and return whether it gives the same bits."""
    start = time.perf_counter()
    is_equal = True
    try:
        output = check_wasm(golden, folder) if build is None else check_build(build, golden, folder)
    except subprocess.CalledProcessError as error:
        is_equal, output = False, f"FAILED\n{error.stdout}{error.stderr}"
    except FileNotFoundError as error:
        is_equal, output = False, f"FAILED: {error}"
    print(f"{name:<14}{time.perf_counter() - start:6.1f} s  {output}", flush=True)
    return is_equal


if __name__ == "__main__":
    sys.exit(main())
