"""Compiles the player of recorded episodes for a build and plays them with it."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tools.platforms.builds import ZIG, Build
from tools.repository import ROOT

CORE = ROOT / "packages" / "envcore"
KERNEL_VARIABLE = "ENVCORE_KERNEL"
"""Environment variable that chooses the ISA variant of the core within one program."""
ZIG_SCRIPT = """#!{python}
# GCC's and clang's x86-64-v3 is zig's x86_64_v3
import os, sys
arguments = [part.replace("=x86-64-", "=x86_64_") for part in sys.argv[1:]]
os.execv(sys.executable, [sys.executable, "-m", "ziglang", "c++", *arguments])
"""
EMULATOR_FOLDERS = ("/usr/lib/wine",)
"""Where Debian keeps emulators besides PATH."""
FUSED = re.compile(
    r"\t(vfn?m(add|sub)\w*"  # x86
    r"|fn?m(add|sub)(\.[sd])?|fml[as]"  # Arm of 64 bits, RISC-V, POWER
    r"|vfn?m[as]\.f\d+"  # Arm of 32 bits
    r"|x[sv]n?m(add|sub)[am][sd]p"  # POWER
    r"|m[as][de]br?|[vw]fn?m[as][sd]b)\s"  # z
)
"""An instruction that multiplies and adds with one rounding, as objdump prints it."""


class MissingTool(Exception):
    """A platform needs a program that is not here; the message says what to install."""


class WrongBuild(Exception):
    """A build is not what it must be; the message says what it is."""


def find_tool(name: str, packages: str) -> str:
    """Return the path of a program.

    Raises:
        MissingTool: It is not here.
    """
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), *EMULATOR_FOLDERS])
    found = shutil.which(name, path=path)
    if found is None:
        raise MissingTool(f"{name} is not here; on Debian: apt-get install {packages}")
    return found


def find_compiler(build: Build, folder: Path) -> str:
    """Return the path of a build's compiler, for zig a script in the folder.

    Raises:
        MissingTool: It is not here.
    """
    if build.compiler != ZIG:
        return find_tool(build.compiler, build.debian_packages)
    if importlib.util.find_spec("ziglang") is None:
        raise MissingTool("zig is not here: install PyPI's ziglang")
    script = folder / "zig-c++"
    script.write_text(ZIG_SCRIPT.format(python=sys.executable), encoding="utf-8")
    script.chmod(0o755)
    return str(script)


def compile_build(build: Build, folder: Path) -> Path:
    """Compile the player with a build; return the program.

    Raises:
        MissingTool: The compiler or the emulator is not here.
        subprocess.CalledProcessError: It does not compile.
    """
    compiler = find_compiler(build, folder)
    configure = ["cmake", "-S", str(CORE), "-B", str(folder), "-G", "Ninja"]
    configure += ["-DENVCORE_GOLDEN=ON", "-DCMAKE_BUILD_TYPE=", f"-DCMAKE_CXX_FLAGS={build.flags}"]
    configure += [f"-DCMAKE_CXX_COMPILER={compiler}", f"-DENVCORE_FP_CONTRACT={build.contract}"]
    if build.target is not None:
        find_tool(build.target.emulator, build.debian_packages)  # before minutes of compiling
        configure += [f"-DCMAKE_SYSTEM_NAME={build.target.system}"]
        configure += [f"-DCMAKE_SYSTEM_PROCESSOR={build.target.processor}"]
        configure += ["-DCMAKE_EXE_LINKER_FLAGS=-static"]  # needs no library of that system
    run(configure)
    run(["cmake", "--build", str(folder), "--parallel", "2", "--target", "envcore_golden"])
    return folder / f"envcore_golden{'.exe' if is_windows(build) else ''}"


def is_windows(build: Build) -> bool:
    """Return whether a build is for Windows."""
    return build.target is not None and build.target.system == "Windows"


def check_build(build: Build, golden: Path, folder: Path) -> str:
    """Compile and play with every ISA variant; return what to report.

    Raises:
        MissingTool: The compiler or the emulator is not here.
        WrongBuild: It has fused instructions that it must not have, or lacks planted ones.
        subprocess.CalledProcessError: It does not compile, or its bits differ.
    """
    program = compile_build(build, folder)
    fused = count_fused(build, folder) if build.has_fused else 0
    if build.is_planted != (fused > 0):
        raise WrongBuild(f"{fused} fused multiply-adds with -ffp-contract={build.contract}")
    if build.cpu_flag and build.cpu_flag not in cpu_flags():
        return f"compiled; this processor has no {build.cpu_flag}"
    command = [*emulator_of(build), str(program)]
    environment = environment_of(build, folder)
    if build.is_planted:
        return f"{fused} fused multiply-adds planted; {difference(command, golden)}"
    try:
        output = play(command, golden_path(build, golden), environment)
    finally:
        if is_windows(build):  # else it stays for a while, in a folder that is removed
            run([find_tool("wineserver", build.debian_packages), "-k"], environment, check=False)
    return f"{output}, no fused multiply-add" if build.has_fused else output


def play(command: list[str], golden: str, environment: dict[str, str]) -> str:
    """Play the episodes with every ISA variant of a program; return the first one's output."""
    kernels = run([*command, "--kernels"], environment).split()
    outputs = [run([*command, golden], {**environment, KERNEL_VARIABLE: k}) for k in kernels]
    return f"{outputs[0]}, {' and '.join(kernels)}"


def difference(command: list[str], golden: Path) -> str:
    """Play with a planted fault; return where it was found.

    Raises:
        WrongBuild: It was not.
    """
    done = subprocess.run([*command, str(golden)], check=False, capture_output=True, text=True)
    if done.returncode != 1 or "expected" not in done.stderr:
        raise WrongBuild(f"it must differ, but: {done.stdout}{done.stderr}")
    return f"found, as it must be: {done.stderr.strip()}"


def emulator_of(build: Build) -> list[str]:
    """Return the command that runs a build's programs here; empty if none is needed."""
    if build.target is None:
        return []
    return [find_tool(build.target.emulator, build.debian_packages)]


def environment_of(build: Build, folder: Path) -> dict[str, str]:
    """Return the variables that the emulator needs."""
    if not is_windows(build):
        return {}
    # no window, no sound of its own, and nothing of the user's settings
    return {"WINEPREFIX": str(folder / "wine"), "WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree="}


def golden_path(build: Build, golden: Path) -> str:
    """Return the episodes' path as the build's system writes it."""
    return f"Z:{golden}" if is_windows(build) else str(golden)


def count_fused(build: Build, folder: Path) -> int:
    """Return how many fused multiply-adds are in the machine code of our own files."""
    objects = [str(path) for path in sorted(folder.rglob("*.o"))]
    code = run([find_tool(build.objdump, build.debian_packages), "-d", *objects])
    return sum(bool(FUSED.search(line)) for line in code.splitlines())


def run(
    command: list[str], environment: dict[str, str] | None = None, *, check: bool = True
) -> str:
    """Run a command and return its output."""
    environment = {**os.environ, **(environment or {})}
    done = subprocess.run(command, check=check, capture_output=True, text=True, env=environment)
    return done.stdout.strip()


def cpu_flags() -> set[str]:
    """Return the flags of this processor; empty if the system does not list them."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return set()
    return {flag for line in lines if line.startswith("flags") for flag in line.split()}
