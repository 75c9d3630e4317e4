"""Cross-builds envcore's wheel, installs it into Debian's Python of another processor, tries it.

The Python is unpacked from Debian's packages, and runs by QEMU's user mode: nothing is installed
on this machine. It has the version of the Python that runs this, for whose headers the wheel is.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.platforms.builds import AARCH64, S390X, Target
from tools.platforms.play import CORE, MissingTool, WrongBuild, find_tool, run
from tools.repository import ROOT

CONSTRAINTS = ROOT / "constraints.txt"
RELEASES = {(3, 11): "bookworm", (3, 13): "trixie", (3, 14): "forky"}
"""The release of Debian that has a Python."""
PACKAGES = ["python3", "python3-pip", "libstdc++6"]
PURE = ["gymnasium", "cloudpickle", "farama-notifications", "typing-extensions"]
PYTEST = ["pytest", "iniconfig", "pluggy", "packaging", "pygments"]


@dataclass(frozen=True, slots=True)
class ForeignPython:
    """Debian's Python of another processor."""

    name: str
    debian: str
    """Debian's name of the processor."""
    target: Target
    has_numpy_wheel: bool
    """Whether the index has NumPy for it; else Debian's is taken, whatever its version."""

    @property
    def packages(self) -> str:
        """What Debian calls the tools that this needs."""
        return f"{self.target.packages} mmdebstrap"


PYTHONS = [
    ForeignPython("python-aarch64", "arm64", AARCH64, has_numpy_wheel=True),
    ForeignPython("python-s390x", "s390x", S390X, has_numpy_wheel=False),
]


def check_python(python: ForeignPython, folder: Path) -> str:
    """Build, install and try; return what to report.

    Raises:
        MissingTool: A compiler, an emulator or a Python is not here.
        WrongBuild: The wheel or a check is not as it must be.
        subprocess.CalledProcessError: A command failed.
    """
    for tool in (f"{python.target.triple}-g++", python.target.emulator, "mmdebstrap"):
        find_tool(tool, python.packages)
    root = unpack_python(python, folder / "root")
    wheel = build_wheel(python, root, folder)
    site = folder / "site"
    command = [find_tool(python.target.emulator, python.packages), "-L", str(root)]
    command += ["-E", f"LD_LIBRARY_PATH={':'.join(libraries_of(python))}"]
    command += ["-E", f"PYTHONPATH={site}", str(root / "usr/bin" / python_name())]
    run([*command, "-m", "pip", "install", "--target", str(site), *requirements_of(python, wheel)])
    run([*command, "-m", "pip", "install", "--target", str(site), "--no-deps", *PYTEST])
    doctor = run([*command, "-m", "envcore", "doctor"])
    if not doctor.endswith("All is well."):
        raise WrongBuild(doctor)
    recordings = ROOT / "tests" / "golden"
    tests = run([*command, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(recordings)])
    facts = dict(line.split("  ", 1) for line in doctor.splitlines() if "  " in line)
    return (
        f"{wheel.name}: doctor and recordings ({tests.splitlines()[-1]}), "
        f"Python{facts['python'].strip():>7}, NumPy {facts['numpy'].strip()}"
    )


def python_name() -> str:
    """Return the name of the interpreter to run, such as python3.11."""
    return f"python{sys.version_info.major}.{sys.version_info.minor}"


def unpack_python(python: ForeignPython, root: Path) -> Path:
    """Unpack Debian's Python and its headers into a folder, running none of its scripts."""
    release = RELEASES.get(sys.version_info[:2])
    if release is None:
        versions = ", ".join(f"{major}.{minor}" for major, minor in RELEASES)
        raise MissingTool(f"Debian has no {python_name()}: run this by Python {versions}")
    numpy = [] if python.has_numpy_wheel else ["python3-numpy"]
    include = ",".join([*PACKAGES, f"lib{python_name()}-dev", *numpy])
    command = ["mmdebstrap", "--variant=extract", f"--architectures={python.debian}"]
    run([*command, f"--include={include}", release, str(root)])
    return root


def libraries_of(python: ForeignPython) -> Sequence[str]:
    """Return folders of libraries that Debian's scripts, which did not run, would have linked."""
    libraries = f"/usr/lib/{python.target.triple}"
    return [f"{libraries}/blas", f"{libraries}/lapack"]


def requirements_of(python: ForeignPython, wheel: Path) -> list[str]:
    """Return what pip installs, with its options."""
    constraint = ["--quiet", "--constraint", str(CONSTRAINTS)]
    if python.has_numpy_wheel:
        return [*constraint, str(wheel)]
    return [*constraint, "--no-deps", str(wheel), *PURE]


def build_wheel(python: ForeignPython, root: Path, folder: Path) -> Path:
    """Cross-build the wheel of envcore with the headers in `root`; return it."""
    headers = folder / "headers"
    shutil.copytree(root / "usr/include" / python_name(), headers)
    own = root / "usr/include" / python.target.triple / python_name() / "pyconfig.h"
    shutil.copyfile(own, headers / "pyconfig.h")  # in place of one that only includes it
    abi = f"cpython-{sys.version_info.major}{sys.version_info.minor}"
    suffix = f".{abi}-{python.target.triple}.so"
    tag = f"linux_{python.target.processor}"
    defines = {
        "CMAKE_SYSTEM_NAME": python.target.system,
        "CMAKE_SYSTEM_PROCESSOR": python.target.processor,
        "CMAKE_CXX_COMPILER": f"{python.target.triple}-g++",
        "PYTHON_MODULE_EXTENSION": suffix,
        "PYTHON_MODULE_DEBUG_POSTFIX": "",
        "Python_INCLUDE_DIR": str(headers),
    }
    environment = {
        "_PYTHON_HOST_PLATFORM": tag,
        "SETUPTOOLS_EXT_SUFFIX": suffix,
        "CMAKE_ARGS": " ".join(f"-D{name}={value}" for name, value in defines.items()),
        "PIP_CONSTRAINT": str(CONSTRAINTS),
    }
    raw, out = folder / "raw", folder / "wheels"
    build = [sys.executable, "-m", "build", "--wheel", "--outdir", str(raw)]
    source = shutil.copytree(CORE, folder / "envcore", ignore=shutil.ignore_patterns("build"))
    run([*build, str(source)], environment)
    (built,) = raw.glob("*.whl")
    # looks at the symbols and puts the manylinux tag that they allow
    run([sys.executable, "-m", "auditwheel", "repair", "--wheel-dir", str(out), str(built)])
    (tagged,) = out.glob("*manylinux*.whl")
    return tagged
